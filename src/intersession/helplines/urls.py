"""Addresses of help pages, of what partners take, and of the desk."""

from __future__ import annotations

from django.urls import path

from intersession.helplines import desk, views

app_name = "helplines"
urlpatterns = [
    path("help/", views.choose_country, name="choose_country"),
    path("help/worker.js", views.worker, name="worker"),
    path("help/partners/", views.for_partners, name="for_partners"),
    path("help/<str:code>.json", views.country_json, name="country_json"),
    path("help/<str:code>/", views.country, name="country"),
    path("help/<str:code>/qr.svg", views.qr_code, name="qr_code"),
    path("help/<str:code>/embed/", views.embed, name="embed"),
    path("help/<str:code>/correct/", views.suggest_correction, name="suggest_correction"),
    path("help/<str:code>/correct/thanks/", views.correction_received, name="correction_received"),
    path(
        "help/<str:code>/correct/<slug:slug>/", views.suggest_correction, name="suggest_correction_of_service"
    ),
    path("desk/helplines/", desk.desk, name="desk"),
    path("desk/helplines/channels/<int:pk>/check/", desk.check_channel, name="check_channel"),
    path("desk/helplines/channels/<int:pk>/withdraw/", desk.withdraw_service, name="withdraw_service"),
    path("desk/helplines/corrections/<int:pk>/answer/", desk.answer_correction, name="answer_correction"),
]

# Without a language: what is printed on posters. The site includes these as the namespace "short".
short_urlpatterns = [path("h/<str:code>", views.short_address, name="address")]
