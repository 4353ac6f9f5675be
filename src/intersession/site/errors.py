"""Errors are pages that help."""

from __future__ import annotations

from django.core.exceptions import TooManyFieldsSent
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.template.loader import render_to_string

from intersession.people.queries import waits_for_second_step


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """400: the address or form cannot be read."""
    if isinstance(exception, TooManyFieldsSent):
        # Reading the fields is what failed; the page must not try again.
        request.GET = QueryDict()
    return render(request, "400.html", {}, status=400)


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """403: not for this person. Says so if only the second step of sign-in is missing."""
    return render(request, "403.html", {"waits_for_second_step": waits_for_second_step(request)}, status=403)


def forged(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403: a form came without the sign that it is from here; mostly a page left open for days."""
    return render(request, "403_form.html", {}, status=403)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """404: nothing at this address. A view may give the sentence to show."""
    sentence = (
        exception.args[0] if exception and exception.args and isinstance(exception.args[0], str) else ""
    )
    return render(request, "404.html", {"sentence": sentence}, status=404)


def server_error(request: HttpRequest) -> HttpResponse:
    """500: our fault. Rendered without anything that could fail again."""
    return HttpResponse(render_to_string("500.html"), status=500)
