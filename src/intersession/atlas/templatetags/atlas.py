"""Tags of the atlas's pages."""

from __future__ import annotations

from datetime import date
from functools import lru_cache

from django import template
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from intersession.atlas.models import Sourced
from intersession.kit.ages import as_of_words
from intersession.people.models import Confidence

register = template.Library()


@register.filter
def dated(text: str) -> str:
    """A date as exactly as the source gave it: "2021", "March 2021", "5 March 2021"."""
    return as_of_words(text)


@register.simple_tag
def value(verdict: str, word: object) -> SafeString:
    """A verdict as a mark, a word and a colour: `{% value finding.verdict finding.word %}`."""
    return format_html('<span class="value" data-value="{}">{}</span>', verdict, word)


@register.simple_tag
def rests_on(fact: Sourced) -> SafeString:
    """The kit's source line of a fact: `{% rests_on law %}`.

    A page shows dozens and the words change only with the day and the language, so they are kept.
    """
    as_of = getattr(fact, "as_of", "")
    language = get_language() or "en"
    return _source_line(fact.source_url, as_of, fact.confidence, fact.note, language, timezone.now().date())


@lru_cache(maxsize=8192)
def _source_line(
    source_url: str, as_of: str, confidence: str, note: str, language: str, today: date
) -> SafeString:
    context = {
        "source_url": source_url,
        "as_of": as_of,
        "confidence": confidence,
        "confidence_words": Confidence(confidence).label,
        "note": note,
    }
    return render_to_string("kit/source_line.html", context)
