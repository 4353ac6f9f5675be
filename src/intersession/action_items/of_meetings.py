"""What the page of a session says of action items: what became of its own, and what it has to open with."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from intersession.access.actor import Actor
from intersession.action_items.models import State
from intersession.action_items.queries import became_of, carried_over
from intersession.meetings.beside import Panel, declare
from intersession.meetings.models import Meeting


def became(actor: Actor, meeting: Meeting) -> Panel:
    """What became of what was agreed there."""
    found = became_of(actor, meeting)
    address = f"{reverse('action_items:items')}?session={meeting.slug}"
    if not found.total:
        text = _("No action item of this session is on record.")
        return Panel(_("What became of it"), text)
    said = " · ".join(f"{state.label}: {found.counts[state]}" for state in State if found.counts[state])
    words = ngettext("The %(count)d action item", "All %(count)d action items", found.total)
    return Panel(_("What became of it"), said, [(address, words % {"count": found.total})])


def opens_with(actor: Actor, meeting: Meeting) -> Panel | None:
    """What is overdue before a session that is still to come."""
    found = carried_over(actor, meeting)
    if not found:
        return None
    links = [(each.get_absolute_url(), each.what) for each in found]
    text = _("Agreed in earlier sessions, and overdue. The agenda opens with it.")
    return Panel(_("Overdue before this session"), text, links, tone="warning")


declare(opens_with)
declare(became)
