"""Addresses of papers in other languages."""

from __future__ import annotations

from django.urls import path

from intersession.translations import views

app_name = "translations"
PLACE = "papers/<slug:slug>/versions/<int:number>/in/<slug:language>/"
urlpatterns = [
    path("papers/<slug:slug>/languages/", views.languages, name="languages"),
    path(PLACE, views.reading, name="reading"),
    path(f"{PLACE}work/", views.work, name="work"),
    path(f"{PLACE}work/<slug:key>/", views.offer_translation, name="offer_translation"),
    path(f"{PLACE}check/", views.check_translation, name="check_translation"),
    path(f"{PLACE}ask/", views.ask_members, name="ask_members"),
    path(f"{PLACE}xliff/", views.export, name="export"),
    path(f"{PLACE}import/", views.begin_batch, name="begin_batch"),
    path(f"{PLACE}import/<int:pk>/", views.batch, name="batch"),
    path(f"{PLACE}import/<int:pk>/take/", views.take_batch, name="take_batch"),
    path(f"{PLACE}import/<int:pk>/discard/", views.discard_batch, name="discard_batch"),
]
