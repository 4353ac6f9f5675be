"""Addresses of what members do for themselves and for their organisation."""

from __future__ import annotations

from django.urls import path

from intersession.members import acting

app_name = "members"
urlpatterns = [
    path("account/acting/", acting.acting, name="acting"),
]
