"""Addresses of decisions."""

from __future__ import annotations

from django.urls import path

from intersession.decisions import guiding, speaking, views

app_name = "decisions"
urlpatterns = [
    path("decisions/", views.decisions, name="decisions"),
    path("decisions/methods/", views.methods, name="methods"),
    path("decisions/propose/", guiding.propose_decision, name="propose_decision"),
    path("decisions/affiliations/", guiding.declare_affiliation, name="declare_affiliation"),
    path("decisions/<slug:slug>/", views.decision, name="decision"),
    path("decisions/<slug:slug>/votes/", views.votes, name="votes"),
    path("decisions/<slug:slug>/record.json", views.record_file, name="record_file"),
    path("decisions/<slug:slug>/receipt/", views.check_receipt, name="check_receipt"),
    path("decisions/<slug:slug>/edit/", guiding.edit_decision, name="edit_decision"),
    path("decisions/<slug:slug>/wording/", guiding.word_decision, name="word_decision"),
    path("decisions/<slug:slug>/announce/", guiding.announce_decision, name="announce_decision"),
    path("decisions/<slug:slug>/extend/", guiding.extend_decision, name="extend_decision"),
    path("decisions/<slug:slug>/withdraw/", guiding.withdraw_decision, name="withdraw_decision"),
    path("decisions/<slug:slug>/outcome/", guiding.conclude_decision, name="conclude_decision"),
    path("decisions/<slug:slug>/review/", guiding.review_decision, name="review_decision"),
    path("decisions/<slug:slug>/vote/", speaking.cast_vote, name="cast_vote"),
    path("decisions/<slug:slug>/recuse/", speaking.recuse_voter, name="recuse_voter"),
    path("decisions/<slug:slug>/object/", speaking.raise_objection, name="raise_objection"),
    path("decisions/<slug:slug>/remark/", speaking.add_remark, name="add_remark"),
    path(
        "decisions/<slug:slug>/objections/<int:pk>/answer/",
        speaking.answer_objection,
        name="answer_objection",
    ),
    path(
        "decisions/<slug:slug>/objections/<int:pk>/settle/",
        speaking.settle_objection,
        name="settle_objection",
    ),
]
