"""Addresses of the coalition's own pages, of its messages, and of the tour."""

from __future__ import annotations

from django.urls import path

from intersession.pages import contact, tour, views

app_name = "pages"
urlpatterns = [
    path("coalition/", views.pages, name="pages"),
    path("coalition/add/", views.add_page, name="add_page"),
    path("coalition/contact/send/", contact.send_message, name="send_message"),
    path("coalition/contact/sent/", contact.message_received, name="message_received"),
    path("coalition/<slug:slug>/", views.page, name="page"),
    path("coalition/<slug:slug>/history/", views.history, name="history"),
    path("coalition/<slug:slug>/edit/<str:language>/", views.write_page, name="write_page"),
    path("coalition/<slug:slug>/withdraw/", views.withdraw_page, name="withdraw_page"),
    path("coalition/<slug:slug>/return/", views.return_page, name="return_page"),
    path("coalition/<slug:slug>/<str:language>/<int:number>/", views.version, name="version"),
    path(
        "coalition/<slug:slug>/<str:language>/<int:number>/restore/",
        views.restore_version,
        name="restore_version",
    ),
    path("desk/messages/", contact.messages, name="messages"),
    path("desk/messages/<int:pk>/answer/", contact.answer_message, name="answer_message"),
    path("tour/", tour.start, name="tour"),
    path("tour/end/", tour.end_tour, name="end_tour"),
    path("tour/<int:number>/", tour.stop, name="tour_stop"),
]
