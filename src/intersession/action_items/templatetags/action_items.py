"""From words that were said to an action item: the address of the form, with the words filled in."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import template
from django.urls import reverse
from django.utils.http import urlencode

from intersession.access.actor import VISITOR
from intersession.meetings.models import Meeting

register = template.Library()
# An address has to fit into the line of a request, in letters of any script.
LONGEST = 400


@register.simple_tag(takes_context=True)
def action_item_of(context: Mapping[str, Any], meeting: Meeting, words: str, path: str) -> str:
    """`{% action_item_of meeting words path as address %}`; empty for whoever may not write one down."""
    if not context.get("actor", VISITOR).holds("action_items.propose_item"):
        return ""
    first = {
        "session": meeting.get_absolute_url(),
        "agreed_on": meeting.ends_on.isoformat(),
        "source_words": words[:LONGEST],
        "source_path": path,
    }
    return f"{reverse('action_items:propose_item')}?{urlencode(first)}"
