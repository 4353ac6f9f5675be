"""What was agreed in sessions, all invented: one item that is done, one that is overdue, one still to be done."""

from __future__ import annotations

from datetime import date, timedelta

from django.db import transaction
from django.utils import timezone

from intersession.access.actor import Actor
from intersession.access.requests import actor_of
from intersession.action_items.actions import Agreed, add_note, finish_item, propose_item
from intersession.action_items.models import ActionItem
from intersession.meetings.models import Meeting
from intersession.people.models import Mandate, MandateRole

# (what, language, days ago it was agreed, days from then to its day, whose, what came of it)
SAID = (
    (
        "(Invented) Ask every hotline of the region for its opening hours",
        "en",
        400,
        120,
        "tui",
        "All but two answered.",
    ),
    ("(Invented) Write down in plain words what happens after a report", "en", 300, 200, "gil", ""),
    ("(Ficticio) Traducir la guía de denuncia al español", "es", 60, 240, "sol", ""),
)


@transaction.atomic
def fill(actor: Actor) -> str:
    """Add them where there are none, to the coalition's last session before the day each was agreed."""
    if ActionItem.objects.filter(is_fictional=True).exists():
        return ""
    today = timezone.now().date()
    for what, language, ago, days, name, outcome in SAID:
        held = Mandate.objects.current().filter(
            person__email=f"{name}@demo.example", person__is_fictional=True, role=MandateRole.REPRESENTATIVE
        )
        mandate = held.select_related("person", "organisation").order_by("pk").first()
        if mandate is None:
            return ""
        agreed_on = today - timedelta(days=ago)
        agreed = Agreed(
            what,
            language,
            agreed_on,
            meeting=_session_before(agreed_on),
            organisation=mandate.organisation,
            due_on=agreed_on + timedelta(days=days),
        )
        item = propose_item(actor, agreed, is_fictional=True)
        who = actor_of(mandate.person, two_step=False, acting_for=mandate.organisation_id)
        if outcome:
            add_note(who, item, "(Invented) Half of them were asked.")
            finish_item(who, item, f"(Invented) {outcome}")
    return f"{len(SAID)} fictional action items"


def _session_before(day: date) -> Meeting | None:
    found: Meeting | None = Meeting.objects.ours().filter(ends_on__lte=day).order_by("-ends_on").first()
    return found
