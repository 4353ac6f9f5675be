"""Addresses of questionnaires, all at the desk."""

from __future__ import annotations

from django.urls import path

from intersession.surveys import views

app_name = "surveys"
urlpatterns = [
    path("desk/questionnaires/", views.questionnaires, name="questionnaires"),
    path("desk/questionnaires/new/", views.make_questionnaire, name="make_questionnaire"),
    path("desk/questionnaires/<int:pk>/", views.questionnaire, name="questionnaire"),
    path("desk/questionnaires/<int:pk>/head/", views.change_questionnaire, name="change_questionnaire"),
    path("desk/questionnaires/<int:pk>/questions/", views.add_question, name="add_question"),
    path(
        "desk/questionnaires/<int:pk>/questions/<int:number>/", views.change_question, name="change_question"
    ),
    path(
        "desk/questionnaires/<int:pk>/questions/<int:number>/remove/",
        views.remove_question,
        name="remove_question",
    ),
    path("desk/questionnaires/<int:pk>/words/", views.word_questionnaire, name="word_questionnaire"),
]
