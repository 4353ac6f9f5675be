"""Tags and filters every template knows."""

from __future__ import annotations

from typing import Any

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from intersession.kit.ages import Age, age_of
from intersession.kit.languages import direction_of, language_name

register = template.Library()


@register.simple_block_tag
def callout(content: str, tone: str = "") -> SafeString:
    """A set-apart note: `{% callout tone="warning" %}…{% endcallout %}`."""
    return format_html('<div class="callout" data-tone="{}">{}</div>', tone, content)


@register.filter
def direction(language: str) -> str:
    """`rtl` or `ltr`, for the `dir` attribute beside a `lang`; `auto` when the language is not known."""
    return direction_of(language)


@register.filter
def in_words(language: str) -> str:
    """The name of a language in the reader's language."""
    return language_name(language)


@register.inclusion_tag("kit/age.html")
def age(as_of: Any) -> dict[str, object]:
    """How old a fact is, in words: `{% age service.as_of %}`."""
    known: Age = age_of(as_of)
    return {"as_of": as_of, "freshness": known.freshness, "words": known.words}
