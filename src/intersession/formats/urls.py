"""Addresses of papers as files. They come before those of papers, which take what is left."""

from __future__ import annotations

from django.urls import path

from intersession.formats import views

app_name = "formats"
urlpatterns = [
    path("papers/<slug:slug>/files/", views.files, name="files"),
    path("papers/<slug:slug>/versions/<int:number>/paper.<str:ending>", views.paper_file, name="paper_file"),
    path("papers/<slug:slug>/versions/<int:number>/print/", views.order_edition, name="order_edition"),
]
