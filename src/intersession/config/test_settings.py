"""Settings of the tests: the same, with plain static files and strict fetching."""

from django.db import models

from intersession.config.settings import *  # noqa: F403
from intersession.config.settings import STORAGES

STORAGES = {**STORAGES, "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
PAGE_FETCH_MODE = models.FETCH_RAISE
