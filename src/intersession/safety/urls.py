"""The page of the safeguarding office. Files have no address here: rooms give them theirs."""

from __future__ import annotations

from django.urls import path

from intersession.safety import views

app_name = "safety"
urlpatterns = [
    path("desk/safeguarding/", views.matches, name="matches"),
    path("desk/safeguarding/<int:pk>/clear/", views.clear_match, name="clear_match"),
]
