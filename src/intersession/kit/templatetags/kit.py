"""Tags and filters every template knows."""

from __future__ import annotations

from typing import Any

from django import template
from django.utils.html import format_html, strip_tags
from django.utils.safestring import SafeString, mark_safe

from intersession.kit.ages import Age, age_of
from intersession.kit.languages import direction_of, language_name
from intersession.kit.markdown import with_turners_shown

register = template.Library()


@register.simple_block_tag
def callout(content: str, tone: str = "") -> SafeString:
    """A set-apart note: `{% callout tone="warning" %}…{% endcallout %}`."""
    return format_html('<div class="callout" data-tone="{}">{}</div>', tone, content)


@register.simple_block_tag
def headline(content: str) -> SafeString:
    """The page's title, said to the browser and to whoever shows a link to the page."""
    words = _attribute(content)
    return format_html('<title>{}</title>\n<meta property="og:title" content="{}">', words, words)


@register.simple_block_tag
def summary_line(content: str) -> SafeString:
    """What the page is about in a sentence, for search engines and link previews."""
    words = _attribute(content)
    return format_html(
        '<meta name="description" content="{}">\n<meta property="og:description" content="{}">', words, words
    )


def _attribute(content: str) -> SafeString:
    """Rendered (so already escaped) text on one line, without tags, fit to stand in an attribute."""
    text = " ".join(strip_tags(content).split()).replace('"', "&quot;")
    return mark_safe(text)  # escaped by the template it comes from


@register.filter
def direction(language: str) -> str:
    """`rtl` or `ltr`, for the `dir` attribute beside a `lang`; `auto` when the language is not known."""
    return direction_of(language)


@register.filter
def in_words(language: str) -> str:
    """The name of a language in the reader's language."""
    return language_name(language)


@register.filter
def turners_shown(text: object) -> str:
    """Text of a stranger with characters that turn the order of letters around written out; our own HTML stays."""
    return text if isinstance(text, SafeString) else with_turners_shown(str(text))


@register.inclusion_tag("kit/age.html")
def age(as_of: Any) -> dict[str, object]:
    """How old a fact is, in words: `{% age service.as_of %}`."""
    known: Age = age_of(as_of)
    return {"as_of": as_of, "freshness": known.freshness, "words": known.words}
