"""Addresses of the directory."""

from __future__ import annotations

from django.urls import path

from intersession.directory import downloads
from intersession.directory.views import coverage, experts, letters, organisations

app_name = "directory"
urlpatterns = [
    path("organisations/", organisations.organisations, name="organisations"),
    path("organisations/organisations.csv", downloads.organisations_csv, name="organisations_csv"),
    path("organisations/organisations.json", downloads.organisations_json, name="organisations_json"),
    path("organisations/new.atom", downloads.new_members, name="new_members"),
    path("organisations/<slug:slug>/", organisations.organisation, name="organisation"),
    path("organisations/<slug:slug>.json", downloads.organisation_json, name="organisation_json"),
    path("organisations/<slug:slug>/letter/", letters.write_to_organisation, name="write_to_organisation"),
    path("expertise/", experts.experts, name="experts"),
    path("expertise/people/<int:pk>/letter/", letters.write_to_person, name="write_to_person"),
    path("letters/<str:token>/", letters.answer_letter, name="answer_letter"),
    path("coverage/", coverage.coverage, name="coverage"),
    path("coverage/coverage.csv", downloads.coverage_csv, name="coverage_csv"),
    path("coverage/history.csv", downloads.coverage_history_csv, name="coverage_history_csv"),
]
