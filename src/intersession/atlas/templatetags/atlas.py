"""Tags of the atlas's pages."""

from __future__ import annotations

from django import template

from intersession.kit.ages import as_of_words

register = template.Library()


@register.filter
def dated(text: str) -> str:
    """A date as exactly as the source gave it: "2021", "March 2021", "5 March 2021"."""
    return as_of_words(text)
