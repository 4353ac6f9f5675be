"""Pages of a list, with links that keep the rest of the query string."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import Http404, HttpRequest, QueryDict
from django.utils.translation import gettext as _


@dataclass(frozen=True, slots=True)
class PageLink:
    """A page number and its address; no address for a gap."""

    number: int
    url: str
    is_current: bool


@dataclass(frozen=True, slots=True)
class Pages:
    """Where one is in a list of `total` rows, `size` on a page."""

    number: int
    size: int
    total: int
    entries: list[PageLink]
    previous: str
    next: str

    @property
    def count(self) -> int:
        return max(1, -(-self.total // self.size))

    @property
    def offset(self) -> int:
        return (self.number - 1) * self.size


def with_query(request: HttpRequest, **changes: str | list[str] | None) -> str:
    """This address with some query fields changed; None takes a field away."""
    query: QueryDict = request.GET.copy()
    for name, value in changes.items():
        if value is None:
            query.pop(name, None)
        elif isinstance(value, list):
            query.setlist(name, value)
        else:
            query[name] = value
    text = query.urlencode()
    return f"{request.path}?{text}" if text else request.path


def page_number(request: HttpRequest) -> int:
    """The page asked for. What is no page number is a 404 with a sentence."""
    text = request.GET.get("page", "1")
    if not (text.isascii() and text.isdigit() and 1 <= len(text) <= 6 and int(text) >= 1):
        raise Http404(_("There is no such page in this list. Pages are numbered from 1."))
    return int(text)


def pages_of(request: HttpRequest, total: int, size: int) -> Pages:
    """The pages of a list. A number past the end is a 404 with a sentence."""
    number = page_number(request)
    count = max(1, -(-total // size))
    if number > count:
        raise Http404(
            _("This list has %(count)s pages; page %(number)s is past its end.")
            % {"count": count, "number": number}
        )

    def address(wanted: int) -> str:
        return with_query(request, page=None if wanted == 1 else str(wanted))

    shown = sorted({1, count, *range(max(1, number - 2), min(count, number + 2) + 1)})
    entries: list[PageLink] = []
    for before, wanted in zip([0, *shown], shown, strict=False):
        if wanted - before > 1:
            entries.append(PageLink(0, "", False))
        entries.append(PageLink(wanted, address(wanted), wanted == number))
    return Pages(
        number,
        size,
        total,
        entries,
        address(number - 1) if number > 1 else "",
        address(number + 1) if number < count else "",
    )
