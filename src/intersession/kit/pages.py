"""Answering a request with a page, or with one part of it for htmx."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.cache import patch_vary_headers
from django.utils.http import url_has_allowed_host_and_scheme


def page(
    request: HttpRequest,
    template: str,
    context: Mapping[str, Any] | None = None,
    *,
    part: str | None = None,
    status: int = 200,
) -> HttpResponse:
    """The whole page, or only `part` (a `{% partialdef %}` of the template) when htmx asks for it."""
    if part is None:
        return render(request, template, dict(context or {}), status=status)
    wanted = f"{template}#{part}" if request.headers.get("HX-Request") == "true" else template
    response = render(request, wanted, dict(context or {}), status=status)
    patch_vary_headers(response, ["HX-Request"])
    return response


def back(request: HttpRequest, otherwise: str) -> HttpResponse:
    """A redirect to the field `next` of the form just sent, if that is an address of this site; else to `otherwise`.

    Buttons that stand on several pages (the desk's, for one) lead back to where they were pressed.
    """
    wanted = request.POST.get("next", "")
    is_ours = url_has_allowed_host_and_scheme(
        wanted, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return redirect(wanted if wanted and is_ours else otherwise)
