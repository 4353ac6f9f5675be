"""Addresses of the library. The list is also a file and a feed: the same query, another ending."""

from __future__ import annotations

from django.urls import path

from intersession.library import downloads, views

app_name = "library"
urlpatterns = [
    path("library/", views.resources, name="resources"),
    path("library.csv", downloads.resources_csv, name="resources_csv"),
    path("library.json", downloads.resources_json, name="resources_json"),
    path("library/feed.atom", downloads.feed, name="feed"),
    path("library/<slug:slug>/", views.resource, name="resource"),
    path("library/<slug:slug>/cite.<str:form>", downloads.cite, name="cite"),
    path("library/<slug:slug>/withdraw/", views.withdraw_resource, name="withdraw_resource"),
    path("library/<slug:slug>/publish/", views.publish_resource, name="publish_resource"),
]
