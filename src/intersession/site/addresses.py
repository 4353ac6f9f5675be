"""What stands behind the question mark of an address, before any page reads it."""

from __future__ import annotations

import re
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, QueryDict

# No text holds these. PostgreSQL refuses to be asked for a zero byte, XML (our feeds) to hold any of the others.
# Tab and line ends stay: people paste them, and pages take them for blanks.
_NO_TEXT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff]")


class PlainQueryMiddleware:
    """Control characters in the query of an address become blanks, for every page alike.

    They come with words pasted from a file, and from programs that try doors. So words are still found, and
    a filter gets a value that the page does not know, which is its own to answer.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.META.get("QUERY_STRING"):
            request.GET = plain(request.GET)  # type: ignore[assignment]
        return self.get_response(request)


def plain(query: QueryDict) -> QueryDict:
    """The same fields in the same order, without control characters."""
    if not any(_NO_TEXT.search(text) for name, texts in query.lists() for text in (name, *texts)):
        return query
    found = QueryDict(mutable=True, encoding=query.encoding)
    for name, texts in query.lists():
        for text in texts:
            found.appendlist(_NO_TEXT.sub(" ", str(name)), _NO_TEXT.sub(" ", text))
    return QueryDict(found.urlencode(), encoding=query.encoding)
