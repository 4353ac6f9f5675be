"""Two organisations of the demo that stand by its guideline: one with evidence that has gone stale. All invented."""

from __future__ import annotations

from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from intersession.access.actor import Actor
from intersession.access.requests import actor_of
from intersession.commitments.actions import Words, add_evidence, commit
from intersession.commitments.models import Commitment
from intersession.papers.models import Version
from intersession.people.models import Mandate, MandateRole

SAID = {
    "tui@demo.example": ("(Invented) Our report button moves onto every page of our site.", "en", 900),
    "sol@demo.example": ("(Ficticio) Formamos a cincuenta docentes en cómo se denuncia.", "es", 30),
}


@transaction.atomic
def fill(actor: Actor) -> str:
    """Add the commitments where there are none, to whatever paper of the demo was adopted."""
    version = (
        Version.objects.filter(adopted_at__isnull=False, paper__is_fictional=True)
        .order_by("paper_id", "-number")
        .first()
    )
    if version is None or Commitment.objects.filter(is_fictional=True).exists():
        return ""
    today = timezone.now().date()
    for address, (will_do, language, days) in SAID.items():
        held = Mandate.objects.current().filter(
            person__email=address, person__is_fictional=True, role=MandateRole.REPRESENTATIVE
        )
        mandate = held.select_related("person").first()
        if mandate is None:
            return ""
        who = actor_of(mandate.person, two_step=False, acting_for=mandate.organisation_id)
        made = commit(who, version, Words(will_do, language))
        add_evidence(who, made, f"{will_do} ✓", today - timedelta(days=days))
    return "two commitments"
