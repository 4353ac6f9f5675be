"""Addresses of the years."""

from __future__ import annotations

from django.urls import path

from intersession.cycles import views

app_name = "cycles"
urlpatterns = [
    path("years/", views.this_cycle, name="this_cycle"),
    path("years/<int:year>/", views.cycle, name="cycle"),
]
