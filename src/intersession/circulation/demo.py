"""What one organisation of the demo did to pass the guideline on: a link, and whom it sent it to. All invented."""

from __future__ import annotations

from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from intersession.access.actor import Actor
from intersession.access.requests import actor_of
from intersession.circulation.actions import Recipient, make_sign_on_link, record_dispatch
from intersession.circulation.models import SignOnLink
from intersession.papers.models import Version
from intersession.people.models import Mandate, MandateRole


@transaction.atomic
def fill(actor: Actor) -> str:
    """Add them where there are none, to whatever paper of the demo was adopted."""
    version = (
        Version.objects.filter(adopted_at__isnull=False, paper__is_fictional=True)
        .order_by("paper_id", "-number")
        .select_related("paper")
        .first()
    )
    if version is None or SignOnLink.objects.exists():
        return ""
    held = Mandate.objects.current().filter(
        person__email="tui@demo.example", person__is_fictional=True, role=MandateRole.REPRESENTATIVE
    )
    mandate = held.select_related("person").first()
    if mandate is None:
        return ""
    who = actor_of(mandate.person, two_step=False, acting_for=mandate.organisation_id)
    make_sign_on_link(who, version.paper, "Our newsletter (invented)")
    day = timezone.now().date() - timedelta(days=20)
    for name, language in (("Ministry of Tides (fictional)", "en"), ("Radio Colline (fictive)", "fr")):
        record_dispatch(who, version.paper, Recipient(None, name), language, day, "Invented.")
    return "a link to sign on and two organisations that were sent a paper"
