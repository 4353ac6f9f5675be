"""Settings of the tests: the same, with plain static files, strict fetching, and a database of their own."""

import atexit
import shutil
import tempfile

from django.db import models

from intersession.config.settings import *  # noqa: F403
from intersession.config.settings import DATABASES, STORAGES

STORAGES = {**STORAGES, "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
PAGE_FETCH_MODE = models.FETCH_RAISE

if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    # A file, as in production: several connections, and the page cache's own, see the same database.
    _folder = tempfile.mkdtemp(prefix="intersession-tests-")
    atexit.register(shutil.rmtree, _folder, ignore_errors=True)
    DATABASES["default"]["TEST"] = {"NAME": f"{_folder}/tests.sqlite3"}
