"""The application as the server runs it: static files, then live sessions, then the page cache, then Django."""

from __future__ import annotations

import os
from collections.abc import Iterable
from threading import Thread
from typing import TYPE_CHECKING

from django.core.wsgi import get_wsgi_application

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "intersession.config.settings")
django_application = get_wsgi_application()

from django.conf import settings  # noqa: E402 — settings exist once Django is set up
from whitenoise import WhiteNoise  # noqa: E402

from intersession.config.live_feed import LiveFeed, updates_of  # noqa: E402
from intersession.config.page_cache import PageCache  # noqa: E402
from intersession.config.stamp import StampOf, revision_of  # noqa: E402
from intersession.search.index import generation  # noqa: E402
from intersession.search.warm import warm  # noqa: E402

STATIC = settings.STATIC_URL
HASHED = r"\.[0-9a-f]{12}\.[a-z0-9]+$"

pages = PageCache(
    django_application,
    StampOf(revision_of(settings.DATABASES["default"]), generation),
    own_cookies=(settings.SESSION_COOKIE_NAME, settings.CSRF_COOKIE_NAME),
)
updates = updates_of(settings.DATABASES["default"])
live = LiveFeed(pages, updates.read, updates.changed)
files = WhiteNoise(
    live, root=settings.STATIC_ROOT, prefix=settings.STATIC_URL, immutable_file_test=HASHED, max_age=3600
)


def application(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
    """Static files to the one, everything else to the other."""
    if environ["PATH_INFO"].startswith(STATIC):
        return files(environ, start_response)
    return live(environ, start_response)


# Beside the first requests, not before them.
Thread(target=warm, name="warm-search", daemon=True).start()
