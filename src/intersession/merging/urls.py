"""Addresses of merging."""

from __future__ import annotations

from django.urls import path

from intersession.merging import views

app_name = "merging"
urlpatterns = [
    path("desk/organisations/<slug:slug>/merge/", views.merge_organisations, name="merge_organisations"),
    path("desk/merges/<int:pk>/undo/", views.undo_merge, name="undo_merge"),
]
