from django.apps import AppConfig


class PlacesConfig(AppConfig):
    name = "intersession.places"
    label = "places"
