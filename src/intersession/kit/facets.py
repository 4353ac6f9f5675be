"""Facets of a list: what can be narrowed, by how much, and the link that does it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.http import HttpRequest

from intersession.kit.paging import with_query


@dataclass(frozen=True, slots=True)
class Option:
    """One value of a facet. Its link chooses it, or takes it away when chosen. No count: nobody counted."""

    value: str
    label: object
    count: int | None
    url: str
    is_chosen: bool


@dataclass(frozen=True, slots=True)
class Facet:
    """One way to narrow a list."""

    name: str
    label: object
    options: list[Option]
    is_open: bool

    @property
    def chosen(self) -> list[Option]:
        """The options in force, each with the link that takes it away."""
        return [option for option in self.options if option.is_chosen]


def facet(
    request: HttpRequest,
    name: str,
    label: object,
    counts: Iterable[tuple[str, int | None]],
    words: Callable[[str], object] = str,
    *,
    is_open: bool = False,
) -> Facet:
    """A facet whose links keep everything else of the address and go back to the first page."""
    chosen = request.GET.getlist(name)
    options = []
    for value, count in counts:
        is_chosen = value in chosen
        after = [other for other in chosen if other != value] if is_chosen else [*chosen, value]
        url = with_query(request, **{name: after or None, "page": None})
        options.append(Option(value, words(value), count, url, is_chosen))
    return Facet(name, label, options, is_open or bool(chosen))
