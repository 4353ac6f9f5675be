"""Loads every room's permission rows and waiting lists before the first request."""

from importlib import import_module
from importlib.util import find_spec

from django.apps import AppConfig, apps


class SiteConfig(AppConfig):
    """The composition root's own app."""

    name = "intersession.site"

    def ready(self) -> None:
        for part in ("permissions", "waiting"):
            for config in apps.get_app_configs():
                module = f"{config.name}.{part}"
                # `access.waiting` is where the others declare.
                if config.name.startswith("intersession.") and find_spec(module):
                    import_module(module)
