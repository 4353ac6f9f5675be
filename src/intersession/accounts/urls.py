"""Addresses of one's own account."""

from __future__ import annotations

from django.urls import path

from intersession.accounts import views

app_name = "accounts"
urlpatterns = [
    path("account/profile/", views.describe_person, name="describe_person"),
    path("account/sessions/", views.sessions, name="sessions"),
    path("account/sessions/others/end/", views.end_other_sessions, name="end_other_sessions"),
    path("account/sessions/<int:pk>/end/", views.end_session, name="end_session"),
    path("account/export/", views.export_person, name="export_person"),
    path("account/individual/leave/", views.leave_as_individual, name="leave_as_individual"),
    path("account/erase/", views.erase_person, name="erase_person"),
]
