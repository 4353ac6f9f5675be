"""Addresses of collections."""

from __future__ import annotations

from django.urls import path

from intersession.collections import downloads, views

app_name = "collections"
urlpatterns = [
    path("collections/", views.collections, name="collections"),
    path("collections/new/", views.make_collection, name="make_collection"),
    path("collections/add/", views.add_resource, name="add_resource"),
    path("collections/<slug:slug>/", views.collection, name="collection"),
    path("collections/<slug:slug>/feed.atom", downloads.feed, name="feed"),
    path("collections/<slug:slug>/items.<str:form>", downloads.export, name="export"),
    path("collections/<slug:slug>/change/", views.change_collection, name="change_collection"),
    path("collections/<slug:slug>/copy/", views.copy_collection, name="copy_collection"),
    path("collections/<slug:slug>/withdraw/", views.withdraw_collection, name="withdraw_collection"),
    path("collections/<slug:slug>/reinstate/", views.reinstate_collection, name="reinstate_collection"),
    path("collections/<slug:slug>/items/<int:pk>/annotate/", views.annotate_item, name="annotate_item"),
    path("collections/<slug:slug>/items/<int:pk>/move/", views.move_item, name="move_item"),
    path("collections/<slug:slug>/items/<int:pk>/take-out/", views.take_out, name="take_out"),
]
