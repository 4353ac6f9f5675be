"""Addresses of comments."""

from __future__ import annotations

from django.urls import path

from intersession.reviews import views

app_name = "reviews"
urlpatterns = [
    path("papers/<slug:slug>/comments/", views.comments, name="comments"),
    path("papers/<slug:slug>/comments/table/", views.dispositions, name="dispositions"),
    path("papers/<slug:slug>/comments/table.csv", views.dispositions_csv, name="dispositions_csv"),
    path("papers/<slug:slug>/comments/<int:pk>/", views.comment, name="comment"),
    path("papers/<slug:slug>/comments/<int:pk>/reply/", views.reply_to_comment, name="reply_to_comment"),
    path("papers/<slug:slug>/comments/<int:pk>/answer/", views.answer_comment, name="answer_comment"),
    path("papers/<slug:slug>/comments/<int:pk>/apply/", views.apply_suggestion, name="apply_suggestion"),
    path("papers/<slug:slug>/comments/<int:pk>/withdraw/", views.withdraw_comment, name="withdraw_comment"),
    path(
        "papers/<slug:slug>/versions/<int:number>/comments/<slug:key>/",
        views.block_comments,
        name="block_comments",
    ),
    path(
        "papers/<slug:slug>/versions/<int:number>/comments/<slug:key>/add/",
        views.add_comment,
        name="add_comment",
    ),
]
