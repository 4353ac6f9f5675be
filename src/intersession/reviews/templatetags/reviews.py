"""What pages of papers say of comments."""

from __future__ import annotations

from collections import Counter

from django import template

from intersession.papers.models import Version
from intersession.reviews.models import Comment
from intersession.reviews.queries import counts_in, credited_in

register = template.Library()


@register.simple_tag
def comment_counts(version: Version) -> Counter[str]:
    """How many comments stand at each block: `{% comment_counts text.version as counts %}`."""
    return Counter() if version.is_draft else counts_in(version)


@register.filter
def at_block(counts: Counter[str], key: str) -> int:
    """How many of them stand at one block."""
    return counts[key]


@register.simple_tag
def suggesters(version: Version) -> list[Comment]:
    """Comments whose suggested words are in a public version's text, one for each who made some: credit."""
    return [] if version.is_draft else credited_in(version)
