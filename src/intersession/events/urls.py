"""Addresses of the calendar."""

from __future__ import annotations

from django.urls import path

from intersession.events import desk, views

app_name = "events"
urlpatterns = [
    path("calendar/", views.calendar, name="calendar"),
    path("calendar/map/", views.calendar_map, name="calendar_map"),
    path("calendar/list.csv", views.calendar_csv, name="calendar_csv"),
    path("calendar/feed.ics", views.calendar_feed, name="calendar_feed"),
    path("calendar/propose/", views.propose_event, name="propose_event"),
    path("calendar/<slug:slug>/", views.event, name="event"),
    path("calendar/<slug:slug>/event.ics", views.event_feed, name="event_feed"),
    path("calendar/<slug:slug>/change/", views.change_event, name="change_event"),
    path("calendar/<slug:slug>/cancel/", views.cancel_event, name="cancel_event"),
    path("calendar/<slug:slug>/take-part/", views.take_part, name="take_part"),
    path("calendar/<slug:slug>/leave/", views.end_participation, name="end_participation"),
    path("calendar/<slug:slug>/materials/", views.add_material, name="add_material"),
    path("calendar/<slug:slug>/materials/take-out/", views.take_material_out, name="take_material_out"),
    path("desk/events/", desk.proposals, name="proposals"),
    path("desk/events/<int:pk>/publish/", desk.publish_event, name="publish_event"),
    path("desk/events/<int:pk>/return/", desk.return_event, name="return_event"),
]
