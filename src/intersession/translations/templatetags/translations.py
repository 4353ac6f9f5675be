"""What pages of papers say of translations."""

from __future__ import annotations

from django import template

from intersession.papers.models import Paper, Version
from intersession.translations.outlines import outlines_of

register = template.Library()


@register.inclusion_tag("translations/card.html")
def in_other_languages(paper: Paper, version: Version) -> dict[str, object]:
    """The languages of a version with how far each is: `{% in_other_languages paper versions.0 %}`."""
    return {"paper": paper, "texts": outlines_of(version)}
