"""The atlas as a Django app."""

from django.apps import AppConfig


class AtlasConfig(AppConfig):
    name = "intersession.atlas"
    label = "atlas"
