"""Addresses of live sessions."""

from __future__ import annotations

from django.urls import path

from intersession.live import views

app_name = "live"
_AT = "sessions/<slug:slug>/live/"
urlpatterns = [
    path("captions/<str:token>/", views.caption, name="caption"),
    path(_AT, views.live, name="live"),
    path(f"{_AT}updates/", views.updates, name="updates"),
    path(f"{_AT}open/", views.open_sitting, name="open_sitting"),
    path(f"{_AT}close/", views.close_sitting, name="close_sitting"),
    path(f"{_AT}item/", views.go_to_item, name="go_to_item"),
    path(f"{_AT}questions/", views.ask_question, name="ask_question"),
    path(f"{_AT}questions/room/", views.ask_for_room, name="ask_for_room"),
    path(f"{_AT}questions/<int:pk>/voice/", views.voice_question, name="voice_question"),
    path(f"{_AT}questions/<int:pk>/let-in/", views.let_in_question, name="let_in_question"),
    path(f"{_AT}questions/<int:pk>/answered/", views.answer_question, name="answer_question"),
    path(f"{_AT}questions/<int:pk>/aside/", views.set_question_aside, name="set_question_aside"),
    path(f"{_AT}hands/", views.raise_hand, name="raise_hand"),
    path(f"{_AT}hands/lower/", views.lower_hand, name="lower_hand"),
    path(f"{_AT}hands/room/", views.raise_hand_in_room, name="raise_hand_in_room"),
    path(f"{_AT}hands/<int:pk>/call/", views.call_hand, name="call_hand"),
    path(f"{_AT}polls/", views.open_poll, name="open_poll"),
    path(f"{_AT}polls/<int:pk>/vote/", views.vote_in_poll, name="vote_in_poll"),
    path(f"{_AT}polls/<int:pk>/close/", views.close_poll, name="close_poll"),
    path(f"{_AT}chat/", views.say_in_chat, name="say_in_chat"),
    path(f"{_AT}decisions/", views.note_decision, name="note_decision"),
    path(f"{_AT}actions/", views.take_action_item, name="take_action_item"),
]
