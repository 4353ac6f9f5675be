"""Addresses of papers as files. They come before those of papers, which take what is left."""

from __future__ import annotations

from django.urls import path

from intersession.formats import desk, views

app_name = "formats"
urlpatterns = [
    path("papers/propose/file/", desk.import_paper, name="import_paper"),
    path("papers/propose/file/save/", desk.write_paper, name="write_paper"),
    path("papers/<slug:slug>/draft/file/", desk.import_text, name="import_text"),
    path("papers/<slug:slug>/draft/file/save/", desk.write_text, name="write_text"),
    path("papers/<slug:slug>/files/", views.files, name="files"),
    path("papers/<slug:slug>/versions/<int:number>/paper.<str:ending>", views.paper_file, name="paper_file"),
    path("papers/<slug:slug>/versions/<int:number>/print/", views.order_printout, name="order_printout"),
]
