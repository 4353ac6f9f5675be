"""What waits for the secretariat: papers whose comment time or last call is over."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.translation import gettext_lazy as _

from intersession.access.actor import Actor
from intersession.access.waiting import Waiting, WaitingList, declare
from intersession.papers.queries import waiting_papers


def count(actor: Actor) -> int:
    """How many papers wait for their next step."""
    return waiting_papers(actor).count()


def entries(actor: Actor, most: int) -> Iterable[Waiting]:
    """The papers whose clock ran out first."""
    for paper in waiting_papers(actor)[:most]:
        yield Waiting(
            title=paper.title,
            url=paper.get_absolute_url(),
            since=paper.state_until or paper.state_since,
            whose=_("the secretariat"),
            note=paper.get_state_display(),
            language=paper.language,
        )


declare(WaitingList("papers", _("Papers whose time is over"), "papers.move_paper", count, entries))
