"""Addresses of questions."""

from __future__ import annotations

from django.urls import path

from intersession.questions import views

app_name = "questions"
urlpatterns = [
    path("questions/", views.questions, name="questions"),
    path("questions/feed.atom", views.feed, name="feed"),
    path("questions/ask/", views.ask_question, name="ask_question"),
    path("questions/<slug:slug>/", views.question, name="question"),
    path("questions/<slug:slug>/answer/", views.answer_question, name="answer_question"),
    path("questions/<slug:slug>/not-us/", views.decline_question, name="decline_question"),
    path("questions/<slug:slug>/close/", views.close_question, name="close_question"),
    path("questions/<slug:slug>/withdraw/", views.withdraw_question, name="withdraw_question"),
    path("questions/<slug:slug>/answers/<int:number>/accept/", views.accept_answer, name="accept_answer"),
    path(
        "questions/<slug:slug>/answers/<int:number>/withdraw/", views.withdraw_answer, name="withdraw_answer"
    ),
]
