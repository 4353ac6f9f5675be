"""Addresses of the search."""

from django.urls import path

from intersession.search import views

# The same address as the vocabulary's own page of a concept, and found first: it adds the counts.
concept_urlpatterns = [path("vocabulary/<slug:concept_id>/", views.concept, name="concept")]

app_name = "search"
urlpatterns = [
    path("search/", views.search, name="search"),
    path("search.json", views.search_json, name="search_json"),
    path("search/suggest.json", views.suggest, name="suggest"),
]
