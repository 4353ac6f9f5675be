"""Addresses of the organisations."""

from __future__ import annotations

from django.urls import path

from intersession.directory import views

app_name = "directory"
urlpatterns = [
    path("organisations/", views.organisations, name="organisations"),
    path("organisations/<slug:slug>/", views.organisation, name="organisation"),
]
