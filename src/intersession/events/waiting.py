"""What waits: proposals for the secretariat; those that came back for who wrote them."""

from __future__ import annotations

from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from intersession.access.actor import Actor
from intersession.access.waiting import Waiting, WaitingList, declare
from intersession.events import queries


def count_proposals(actor: Actor) -> int:
    """How many nobody answered."""
    return queries.proposals().count()


def proposals(actor: Actor, most: int) -> Iterator[Waiting]:
    """The oldest first."""
    for event in queries.proposals()[:most]:
        yield Waiting(
            title=event.title,
            url=f"{reverse('events:proposals')}#event-{event.pk}",
            since=event.changed_at,
            whose=_("the secretariat’s"),
            note=event.organisation.name if event.organisation else "",
            language=event.title_language,
        )


def count_returned(actor: Actor) -> int:
    """How many came back."""
    return queries.returned_to(actor.organisation).count()


def returned(actor: Actor, most: int) -> Iterator[Waiting]:
    """The oldest first."""
    for event in queries.returned_to(actor.organisation)[:most]:
        assert event.returned_at is not None
        yield Waiting(
            title=event.title,
            url=reverse("events:change_event", args=[event.slug]),
            since=event.returned_at,
            whose=_("your organisation’s"),
            note=event.returned_because,
            language=event.title_language,
        )


declare(
    WaitingList(
        "events",
        _("Events proposed for the calendar"),
        "events.answer_event",
        count_proposals,
        proposals,
        url="events:proposals",
    )
)
declare(
    WaitingList(
        "returned-events",
        _("Events that came back with a note"),
        "events.propose_event",
        count_returned,
        returned,
        is_personal=True,
    )
)
