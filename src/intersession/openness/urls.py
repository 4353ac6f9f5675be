"""Addresses of openness."""

from __future__ import annotations

from django.urls import path

from intersession.openness import views

app_name = "openness"
urlpatterns = [
    path("openness/", views.openness, name="openness"),
    path("openness/openness.json", views.openness_json, name="openness_json"),
    path("openness/survey/", views.survey, name="survey"),
    path("openness/survey/survey.csv", views.survey_csv, name="survey_csv"),
    path("openness/survey/survey.json", views.survey_json, name="survey_json"),
]
