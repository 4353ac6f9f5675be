"""What waits: for the secretariat papers whose time is over, for members changes that a second person checks."""

from __future__ import annotations

from collections.abc import Iterable

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from intersession.access.actor import Actor
from intersession.access.waiting import Waiting, WaitingList, declare
from intersession.papers.queries import changes_to_check, waiting_papers


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


declare(
    WaitingList(
        "papers",
        _("Papers whose time is over"),
        "papers.move_paper",
        count,
        entries,
        rows=waiting_papers,
    )
)


def count_checks(actor: Actor) -> int:
    """How many drafts wait for this person to check their changes."""
    return changes_to_check(actor).count()


def checks(actor: Actor, most: int) -> Iterable[Waiting]:
    """Drafts whose changes a colleague named."""
    for draft in changes_to_check(actor)[:most]:
        yield Waiting(
            title=draft.paper.title,
            url=reverse("papers:name_changes", args=[draft.paper.slug]),
            since=draft.paper.state_since,
            whose=_("a second person, who checks the changes"),
            note=draft.get_change_class_display() if draft.change_class else "",
            language=draft.paper.language,
        )


declare(
    WaitingList(
        "changes-to-check",
        _("Changes of papers to check"),
        "papers.check_changes",
        count_checks,
        checks,
        rows=changes_to_check,
        is_personal=True,
    )
)
