"""Addresses of action items."""

from __future__ import annotations

from django.urls import path

from intersession.action_items import views

app_name = "action_items"
urlpatterns = [
    path("actions/", views.items, name="items"),
    path("actions/list.csv", views.items_csv, name="items_csv"),
    path("actions/new/", views.propose_item, name="propose_item"),
    path("actions/<int:pk>/", views.item, name="item"),
    path("actions/<int:pk>/confirm/", views.confirm_item, name="confirm_item"),
    path("actions/<int:pk>/note/", views.add_note, name="add_note"),
    path("actions/<int:pk>/done/", views.finish_item, name="finish_item"),
    path("actions/<int:pk>/drop/", views.drop_item, name="drop_item"),
]
