"""Asks every room what can be found in it, once all are loaded."""

from django.apps import AppConfig

from intersession.search.documents import discover


class SearchConfig(AppConfig):
    """The search room's own app."""

    name = "intersession.search"

    def ready(self) -> None:
        discover()
