"""What a reader may ask the list of concepts for."""

from __future__ import annotations

from django.http import QueryDict

LONGEST = 300


def read_words(query: QueryDict) -> str:
    """The words of the filter box: on one line, without control characters, cut where nobody types on."""
    # Cut first: what comes behind is not worth looking at.
    typed = query.get("q", "")[: 4 * LONGEST]
    return " ".join("".join(mark if mark.isprintable() else " " for mark in typed).split())[:LONGEST]
