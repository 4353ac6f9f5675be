"""What templates of help pages say of services, channels and needs."""

from __future__ import annotations

from django import template

from intersession.helplines import words
from intersession.helplines.models import Channel, Service
from intersession.helplines.queries import ShownService

register = template.Library()
register.filter("hours_words", words.hours_words)
register.filter("audience_words", words.audience_words)
register.filter("sureness_words", words.sureness_words)
register.filter("age_words", words.age_words)
register.filter("check_words", words.check_words)
register.filter("is_plain", words.is_plain)


@register.filter
def what_it_is(shown: ShownService) -> str:
    """What the service is, in plain words."""
    return words.what_it_is(shown.service, [each.channel for each in shown.channels])


@register.filter
def need_words(need: str) -> str:
    """When this is the right place to look."""
    return str(words.NEED_WORDS[need])


@register.filter
def none_known(need: str) -> str:
    """That we know of nothing here."""
    return str(words.NONE_KNOWN[need])


@register.filter
def verb_for(channel: Channel, service: Service) -> str:
    """What one does to use this channel of the service."""
    return words.verb_of(channel, service)


@register.filter
def shown_value(channel: Channel) -> str:
    """The value as a person reads it: an address without its scheme, cut where it grows long."""
    text = channel.value
    if not channel.href.startswith("http"):
        return text
    bare = text.split("://", 1)[1].removeprefix("www.").rstrip("/")
    return bare if len(bare) <= 42 else f"{bare[:40]}…"
