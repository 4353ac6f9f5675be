"""Addresses of circulation. They come before those of papers, which take what is left."""

from __future__ import annotations

from django.urls import path

from intersession.circulation import kits, views

app_name = "circulation"
urlpatterns = [
    path("papers/<slug:slug>/circulation/", views.circulation, name="circulation"),
    path("papers/<slug:slug>/circulation/links/", views.make_sign_on_link, name="make_sign_on_link"),
    path(
        "papers/<slug:slug>/circulation/links/<int:pk>/end/", views.end_sign_on_link, name="end_sign_on_link"
    ),
    path("papers/<slug:slug>/circulation/sent/", views.dispatches, name="dispatches"),
    path(
        "papers/<slug:slug>/circulation/sent/<int:pk>/settle/", views.settle_dispatch, name="settle_dispatch"
    ),
    path("papers/<slug:slug>/circulation/citations/", views.add_mention, name="add_mention"),
    path(
        "papers/<slug:slug>/circulation/citations/<int:pk>/remove/",
        views.remove_mention,
        name="remove_mention",
    ),
    path("papers/<slug:slug>/kit/<int:number>/<str:language>/<str:name>", kits.kit, name="kit"),
    path("papers/<slug:slug>/badge.svg", kits.badge, name="badge"),
    path("sign/<str:token>/", views.sign_on, name="sign_on"),
]
