"""Answering a request with a page, or with one part of it for htmx."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import patch_vary_headers


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
