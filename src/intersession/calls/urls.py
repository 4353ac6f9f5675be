"""Addresses of calls."""

from __future__ import annotations

from django.urls import path

from intersession.calls import desk, reviewing, views

app_name = "calls"
urlpatterns = [
    path("calls/", views.calls, name="calls"),
    path("calls/<slug:slug>/", views.call, name="call"),
    path("calls/<slug:slug>/ideas.csv", views.decided_csv, name="decided_csv"),
    path("calls/<slug:slug>/ideas/new/", views.draft_idea, name="draft_idea"),
    path("calls/<slug:slug>/ideas/<int:number>/", views.idea, name="idea"),
    path("calls/<slug:slug>/ideas/<int:number>/edit/", views.edit_idea, name="edit_idea"),
    path("calls/<slug:slug>/ideas/<int:number>/submit/", views.submit_idea, name="submit_idea"),
    path("calls/<slug:slug>/ideas/<int:number>/withdraw/", views.withdraw_idea, name="withdraw_idea"),
    path("calls/<slug:slug>/ideas/<int:number>/review/", reviewing.review_idea, name="review_idea"),
    path(
        "calls/<slug:slug>/ideas/<int:number>/conflict/", reviewing.declare_conflict, name="declare_conflict"
    ),
    path("calls/<slug:slug>/reviews/", reviewing.reviews, name="reviews"),
    path("calls/<slug:slug>/answer/", views.answer_call, name="answer_call"),
    path("calls/<slug:slug>/answered/", views.answered, name="answered"),
    path("calls/<slug:slug>/results/", views.results, name="results"),
    path("calls/<slug:slug>/results.csv", views.results_csv, name="results_csv"),
    path("desk/calls/", desk.desk, name="desk"),
    path("desk/calls/new/", desk.make_call, name="make_call"),
    path("desk/calls/<slug:slug>/", desk.call_desk, name="call_desk"),
    path("desk/calls/<slug:slug>/change/", desk.change_call, name="change_call"),
    path("desk/calls/<slug:slug>/announce/", desk.announce_call, name="announce_call"),
    path("desk/calls/<slug:slug>/extend/", desk.extend_call, name="extend_call"),
    path("desk/calls/<slug:slug>/reviewers/", desk.appoint_reviewer, name="appoint_reviewer"),
    path("desk/calls/<slug:slug>/reviewers/<int:pk>/end/", desk.end_reviewer, name="end_reviewer"),
    path("desk/calls/<slug:slug>/ideas/<int:number>/decide/", desk.decide_idea, name="decide_idea"),
    path("desk/calls/<slug:slug>/release/", desk.release_fates, name="release_fates"),
]
