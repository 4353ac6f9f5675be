"""Asks every room what can be followed in it, once all are loaded."""

from importlib import import_module

from django.apps import AppConfig

from intersession.following.followables import discover


class FollowingConfig(AppConfig):
    """The following room's own app."""

    name = "intersession.following"

    def ready(self) -> None:
        import_module("intersession.following.kinds")
        discover()
