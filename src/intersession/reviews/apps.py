"""The guard that reviews add to the table of moves, known from the start."""

from __future__ import annotations

from importlib import import_module

from django.apps import AppConfig


class ReviewsConfig(AppConfig):
    """Reviews."""

    name = "intersession.reviews"

    def ready(self) -> None:
        import_module("intersession.reviews.guards")
