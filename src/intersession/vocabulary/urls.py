"""Addresses of the vocabulary. Those of programs carry no language."""

from __future__ import annotations

from django.urls import path, re_path

from intersession.vocabulary import views

app_name = "vocabulary"
urlpatterns = [
    path("vocabulary/", views.concepts, name="concepts"),
    path("vocabulary/<slug:concept_id>/", views.concept, name="concept"),
]

skos_urlpatterns = [
    re_path(r"^vocabulary\.(?P<form>ttl|jsonld)$", views.concepts_data, name="concepts_data"),
    re_path(
        r"^vocabulary/(?P<concept_id>[a-z0-9-]{1,80})\.(?P<form>ttl|jsonld)$",
        views.concept_data,
        name="concept_data",
    ),
]
