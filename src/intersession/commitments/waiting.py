"""What waits: offers for the secretariat; commitments for those who can renew them or say what was done."""

from __future__ import annotations

from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from intersession.access.actor import Actor
from intersession.access.waiting import Waiting, WaitingList, declare
from intersession.commitments import queries
from intersession.commitments.lights import Light
from intersession.commitments.queries import Line


def count_offers(actor: Actor) -> int:
    """How many confirmed offers have no answer."""
    return queries.offers_waiting().count()


def offers(actor: Actor, most: int) -> Iterator[Waiting]:
    """The oldest first."""
    for offer in queries.offers_waiting()[:most]:
        assert offer.confirmed_at is not None
        yield Waiting(
            title=offer.name,
            url=f"{reverse('commitments:offers')}#offer-{offer.pk}",
            since=offer.confirmed_at,
            whose=_("the secretariat’s"),
            note=offer.paper.title,
            language=offer.language,
        )


def asking(actor: Actor) -> list[Line]:
    """Commitments for an earlier version about which nothing was said, and those whose evidence is no longer fresh."""
    return [line for line in queries.own_lines(actor) if line.standing.asks or line.light != Light.FRESH]


def commitments(actor: Actor, most: int) -> Iterator[Waiting]:
    """Those that ask for a renewal first."""
    for line in sorted(asking(actor), key=lambda line: not line.standing.asks)[:most]:
        yield Waiting(
            title=line.commitment.paper.title,
            url=line.commitment.get_absolute_url(),
            since=line.standing.newest.adopted_at or line.commitment.made_at
            if line.standing.asks
            else line.commitment.made_at,
            whose=_("your organisation’s"),
            note=_("A newer version asks otherwise: renew, stay with the earlier one, or end it.")
            if line.standing.asks
            else _("Say what was done: the evidence is ageing."),
            language=line.commitment.paper.language,
        )


declare(
    WaitingList(
        "offers",
        _("Offers to stand by a paper"),
        "commitments.answer_offer",
        count_offers,
        offers,
        url="commitments:offers",
    )
)
declare(
    WaitingList(
        "commitments",
        _("What your organisation committed to"),
        "commitments.commit",
        lambda actor: len(asking(actor)),
        commitments,
        is_personal=True,
    )
)
