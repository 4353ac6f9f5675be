"""What waits: organisations that were sent an earlier version, once a newer one was adopted."""

from __future__ import annotations

from collections.abc import Iterable

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from intersession.access.actor import Actor
from intersession.access.waiting import Step, Waiting, WaitingList, declare
from intersession.circulation.queries import to_follow_up


def count(actor: Actor) -> int:
    """How many were sent an earlier version."""
    return to_follow_up(actor).count()


def entries(actor: Actor, most: int) -> Iterable[Waiting]:
    """The longest ago first."""
    for each in to_follow_up(actor)[:most]:
        yield Waiting(
            title=each.recipient,
            url=reverse("circulation:dispatches", args=[each.paper.slug]),
            since=each.created_at,
            whose=each.organisation.name,
            note=_("Was sent version %(number)s of “%(paper)s”; a newer one was adopted since.")
            % {"number": each.version.number, "paper": each.paper.title},
            steps=(
                Step(
                    _("Need not be sent"),
                    reverse("circulation:settle_dispatch", args=[each.paper.slug, each.pk]),
                ),
            ),
        )


declare(
    WaitingList(
        "editions-to-send",
        gettext_lazy("Who was sent an earlier version"),
        "circulation.settle_dispatch",
        count,
        entries,
        rows=to_follow_up,
        is_personal=True,
    )
)
