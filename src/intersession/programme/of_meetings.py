"""What the page of a session says of its programme."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext as _

from intersession.access.actor import Actor
from intersession.meetings.beside import Panel, declare
from intersession.meetings.models import Meeting
from intersession.programme.queries import attendance_of, has_programme, is_over


def programme(actor: Actor, meeting: Meeting) -> Panel | None:
    """The way to the programme, where there is one or one can be made; and how many came."""
    links = []
    if has_programme(meeting):
        links.append((reverse("programme:programme", args=[meeting.slug]), _("Panel, agenda and materials")))
    if not is_over(meeting):
        links.append((reverse("programme:register", args=[meeting.slug]), _("Register")))
    if actor.holds("programme.compose"):
        links.append((reverse("programme:compose", args=[meeting.slug]), _("Compose the programme")))
    count = attendance_of(meeting)
    text = ""
    if count is not None:
        text = _("%(in_room)s in the room, %(remote)s remotely.") % {
            "in_room": count.in_room,
            "remote": count.remote,
        }
    return Panel(_("Programme"), text, links) if links or text else None


declare(programme)
