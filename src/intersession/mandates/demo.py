"""An open invite in the demo, sent by the fictional representative."""

from __future__ import annotations

from intersession.access.actor import Actor
from intersession.access.requests import actor_of
from intersession.mandates.actions import send_invite
from intersession.mandates.models import Invite
from intersession.people.models import MandateRole, Person

SENDER, ADDRESS = "ben@demo.example", "kit@demo.example"


def fill(actor: Actor) -> str:
    """Send the invite where there is none yet."""
    sender = Person.objects.filter(email=SENDER, is_fictional=True).first()
    if sender is None or Invite.objects.filter(email=ADDRESS).exists():
        return ""
    acting = actor_of(sender, two_step=False)
    if acting.organisation is None:
        return ""
    send_invite(acting, acting.organisation, ADDRESS, MandateRole.ALTERNATE)
    return "an invite"
