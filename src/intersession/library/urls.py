"""Addresses of the library. The list is also a file and a feed: the same query, another ending."""

from __future__ import annotations

from django.urls import path

from intersession.library import contributions, desk, downloads, files, views

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
    path("library/<slug:slug>/change/", contributions.change_resource, name="change_resource"),
    path("library/<slug:slug>/submit/", contributions.submit_resource, name="submit_resource"),
    path("library/<slug:slug>/take-back/", contributions.take_back_submission, name="take_back_submission"),
    path("library/<slug:slug>/history/", contributions.history, name="history"),
    path(
        "library/<slug:slug>/history/<int:number>/restore/",
        contributions.restore_revision,
        name="restore_revision",
    ),
    path("library/<slug:slug>/files/", files.attach_file, name="attach_file"),
    path("library/<slug:slug>/file/<str:key>/", files.file, name="file"),
    path("library/<slug:slug>/file/<str:key>/download/", files.download, name="download"),
    path("library/<slug:slug>/file/<str:key>/detach/", files.detach_file, name="detach_file"),
    path("library/<slug:slug>/file/<str:key>/read/", files.read_file_again, name="read_file_again"),
    path("library/<slug:slug>/relate/", contributions.relate_resources, name="relate_resources"),
    path("library/<slug:slug>/part/", contributions.part_resource, name="part_resource"),
    path("my/resources/", contributions.own_resources, name="own_resources"),
    path("my/changes/<int:pk>/take-back/", contributions.take_back_change, name="take_back_change"),
    path("desk/library/", desk.submissions, name="submissions"),
    path("desk/library/<int:pk>/", desk.submission, name="submission"),
    path("desk/library/<int:pk>/publish/", desk.publish_submission, name="publish_submission"),
    path("desk/library/<int:pk>/return/", desk.return_submission, name="return_submission"),
]
