"""Addresses of joining."""

from __future__ import annotations

from django.urls import path

from intersession.joining import desk, views

app_name = "joining"
urlpatterns = [
    path("join/", views.join, name="join"),
    path("join/organisation/", views.apply_as_organisation, name="apply_as_organisation"),
    path("join/individual/", views.apply_as_individual, name="apply_as_individual"),
    path("join/alike/", views.alike, name="alike"),
    path("join/sent/", views.sent, name="sent"),
    path("join/applications/<str:key>/", views.application, name="application"),
    path("join/applications/<str:key>/confirm/", views.confirm_application, name="confirm_application"),
    path("join/applications/<str:key>/reply/", views.reply_to_secretariat, name="reply_to_secretariat"),
    path("join/applications/<str:key>/withdraw/", views.withdraw_application, name="withdraw_application"),
    path("account/applications/", views.own_applications, name="own_applications"),
    path("desk/applications/", desk.desk, name="desk"),
    path("desk/applications/<int:pk>/", desk.answer, name="answer"),
    path("desk/applications/<int:pk>/welcome/", desk.welcome_application, name="welcome_application"),
    path("desk/applications/<int:pk>/ask/", desk.ask_applicant, name="ask_applicant"),
    path("desk/applications/<int:pk>/decline/", desk.decline_application, name="decline_application"),
]
