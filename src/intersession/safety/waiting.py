"""What waits for the safeguarding office."""

from __future__ import annotations

from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from intersession.access.actor import Actor
from intersession.access.waiting import Waiting, WaitingList, declare
from intersession.safety import queries


def count(actor: Actor) -> int:
    """How many matches nobody has cleared."""
    return queries.open_matches(actor).count()


def entries(actor: Actor, most: int) -> Iterator[Waiting]:
    """The oldest matches. Nothing of what was refused is known, so nothing of it is shown."""
    for match in queries.open_matches(actor)[:most]:
        yield Waiting(
            title=_("The guard refused a file"),
            url=f"{reverse('safety:matches')}#match-{match.pk}",
            since=match.created_at,
            whose=_("Safeguarding officer"),
        )


declare(
    WaitingList(
        name="matches",
        label=_("Refused by the guard"),
        permission="safety.clear_match",
        count=count,
        entries=entries,
        url="safety:matches",
    )
)
