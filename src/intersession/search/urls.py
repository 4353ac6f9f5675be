"""Addresses of the search."""

from django.urls import path

from intersession.search import views

app_name = "search"
urlpatterns = [
    path("search/", views.search, name="search"),
    path("search.json", views.search_json, name="search_json"),
    path("search/suggest.json", views.suggest, name="suggest"),
]
