"""The guard on every URL."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponseBase
from django.views.decorators.csrf import csrf_exempt

type View = Callable[..., HttpResponseBase]


def allow(permission: str, *, anonymous_post: bool = False) -> Callable[[View], View]:
    """Open the URL to roles that hold `permission` for some record; the action still checks the record.

    With `anonymous_post` a form needs no cookie: whoever sends it, signed in or not, the request must come
    from this very site by its own word (`Sec-Fetch-Site`, else `Origin`); one without either is refused.
    That stands in for Django's token here, since one and the same kept page serves visitors and members.
    """

    def guard(view: View) -> View:
        @wraps(view)
        def door(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if anonymous_post and request.method not in ("GET", "HEAD") and not is_from_here(request):
                raise PermissionDenied
            actor = request.actor  # type: ignore[attr-defined]
            if not actor.holds(permission):
                if actor.is_visitor and request.method in ("GET", "HEAD"):
                    return redirect_to_login(request.get_full_path(), settings.LOGIN_URL)
                raise PermissionDenied
            return view(request, *args, **kwargs)

        door.permission = permission  # type: ignore[attr-defined]
        return csrf_exempt(door) if anonymous_post else door

    return guard


def is_from_here(request: HttpRequest) -> bool:
    """Whether the browser says the form was sent from one of our own pages.

    Every browser since 2023 sends `Sec-Fetch-Site`, which a page cannot forge; older ones send `Origin`.
    """
    fetch_site = request.headers.get("Sec-Fetch-Site")
    if fetch_site is not None:
        return fetch_site == "same-origin"
    origin = request.headers.get("Origin")
    return origin is not None and urlsplit(origin).netloc == request.get_host()
