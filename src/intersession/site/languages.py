"""The language of a page is in its address and nowhere else."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import is_valid_path
from django.utils import translation
from django.utils.cache import patch_vary_headers
from django.utils.translation import get_language_from_path, get_supported_language_variant


class LanguageMiddleware:
    """Activates the language of the prefix; an address without one leads to the reader's own language.

    Unlike Django's own middleware this one reads no cookie, so what a visitor is sent depends on the
    address alone (and, for the redirect, on Accept-Language, which `Vary` names).
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        in_path = get_language_from_path(request.path_info)
        language = in_path or preferred(request)
        with translation.override(language):
            request.LANGUAGE_CODE = language
            response = self.get_response(request)
            if response.status_code == 404 and in_path is None and request.method in ("GET", "HEAD"):
                redirect = self.with_prefix(request, language)
                if redirect is not None:
                    return redirect
            response.headers.setdefault("Content-Language", language)
            if in_path is None:
                patch_vary_headers(response, ["Accept-Language"])
            return response

    def with_prefix(self, request: HttpRequest, language: str) -> HttpResponse | None:
        """A redirect to the same address in `language`, if a page is there."""
        path = f"/{language}{request.path_info}"
        urlconf = getattr(request, "urlconf", settings.ROOT_URLCONF)
        for candidate in (path, f"{path}/"):
            if _is_page(candidate, urlconf):
                query = request.META.get("QUERY_STRING", "")
                response = HttpResponseRedirect(f"{candidate}?{query}" if query else candidate)
                patch_vary_headers(response, ["Accept-Language"])
                return response
        return None


def _is_page(path: str, urlconf: str) -> bool:
    return bool(is_valid_path(path, urlconf))


def preferred(request: HttpRequest) -> str:
    """The first of the reader's languages that the interface speaks, else the default one."""
    for tag in accepted_languages(request):
        try:
            return get_supported_language_variant(tag)
        except LookupError:
            continue
    return settings.LANGUAGE_CODE


def accepted_languages(request: HttpRequest) -> list[str]:
    """The tags of Accept-Language, best first; nonsense is left out."""
    weighted: list[tuple[float, int, str]] = []
    for place, part in enumerate(request.headers.get("Accept-Language", "")[:500].split(",")):
        tag, _, weight = part.strip().partition(";q=")
        if tag and tag.replace("-", "").isalnum():
            try:
                weighted.append((-float(weight or 1), place, tag.lower()))
            except ValueError:
                continue
    return [tag for _, _, tag in sorted(weighted)]
