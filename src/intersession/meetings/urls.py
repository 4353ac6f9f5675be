"""Addresses of sessions."""

from __future__ import annotations

from django.urls import path

from intersession.meetings import views

app_name = "meetings"
urlpatterns = [
    path("sessions/", views.meetings, name="meetings"),
    path("sessions/list.csv", views.meetings_csv, name="meetings_csv"),
    path("sessions/feed.ics", views.meetings_feed, name="meetings_feed"),
    path("sessions/plan/", views.plan_meeting, name="plan_meeting"),
    path("sessions/<slug:slug>/change/", views.change_meeting, name="change_meeting"),
    path("sessions/<slug:slug>/", views.meeting, name="meeting"),
]
