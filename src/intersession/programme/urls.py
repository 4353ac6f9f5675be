"""Addresses of programmes."""

from __future__ import annotations

from django.urls import path

from intersession.programme import views

app_name = "programme"
_AT = "sessions/<slug:slug>/programme/"
urlpatterns = [
    path("invitations/<str:token>/", views.answer_invitation, name="answer_invitation"),
    path(_AT, views.programme, name="programme"),
    path(f"{_AT}compose/", views.compose, name="compose"),
    path(f"{_AT}panel/", views.invite_to_panel, name="invite_to_panel"),
    path(f"{_AT}panel/<int:pk>/remove/", views.remove_from_panel, name="remove_from_panel"),
    path(f"{_AT}agenda/", views.add_agenda_item, name="add_agenda_item"),
    path(f"{_AT}agenda/overdue/<int:pk>/", views.open_with_overdue, name="open_with_overdue"),
    path(f"{_AT}agenda/<int:pk>/", views.change_agenda_item, name="change_agenda_item"),
    path(f"{_AT}agenda/<int:pk>/move/", views.move_agenda_item, name="move_agenda_item"),
    path(f"{_AT}agenda/<int:pk>/remove/", views.remove_agenda_item, name="remove_agenda_item"),
    path(f"{_AT}release/", views.release_agenda, name="release_agenda"),
    path(f"{_AT}materials/", views.pin_material, name="pin_material"),
    path(f"{_AT}materials/<int:pk>/remove/", views.remove_material, name="remove_material"),
    path(f"{_AT}attendance/", views.count_attendance, name="count_attendance"),
    path(f"{_AT}related/", views.add_related_session, name="add_related_session"),
    path(f"{_AT}related/<int:pk>/remove/", views.remove_related_session, name="remove_related_session"),
    path(f"{_AT}plenary/", views.ask_plenary, name="ask_plenary"),
    path(f"{_AT}plenary/<int:pk>/", views.answer_plenary, name="answer_plenary"),
    path(f"{_AT}register/", views.register, name="register"),
    path(f"{_AT}register/cancel/", views.cancel_registration, name="cancel_registration"),
    path(f"{_AT}registrations/", views.registrations, name="registrations"),
]
