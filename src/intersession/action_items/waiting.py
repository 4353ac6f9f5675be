"""What waits: items to confirm for the secretariat, items to do for whoever took them on."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime, time

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from intersession.access.actor import Actor
from intersession.access.waiting import Step, Waiting, WaitingList, declare
from intersession.action_items.queries import own_items, waiting_items


def to_confirm(actor: Actor, most: int) -> Iterable[Waiting]:
    """The oldest first, with a button."""
    for item in waiting_items()[:most]:
        yield Waiting(
            title=item.what,
            url=item.get_absolute_url(),
            since=item.created_at,
            whose=_("the secretariat"),
            note=item.meeting.title if item.meeting else "",
            language=item.language,
            steps=(Step(_("It was agreed"), reverse("action_items:confirm_item", args=[item.pk])),),
        )


def to_do(actor: Actor, most: int) -> Iterable[Waiting]:
    """The next due first."""
    for item in own_items(actor)[:most]:
        yield Waiting(
            title=item.what,
            url=item.get_absolute_url(),
            since=datetime.combine(item.agreed_on, time(), UTC),
            whose=item.organisation.name if item.organisation else _("you"),
            note=item.meeting.title if item.meeting else "",
            language=item.language,
            due=datetime.combine(item.due_on, time.max, UTC) if item.due_on else None,
        )


declare(
    WaitingList(
        "action-items-to-confirm",
        gettext_lazy("Action items to confirm"),
        "action_items.confirm_item",
        lambda actor: waiting_items().count(),
        to_confirm,
        rows=lambda _actor: waiting_items(),
    )
)
declare(
    WaitingList(
        "action-items",
        gettext_lazy("What you agreed to do"),
        "site.view_own_page",
        lambda actor: own_items(actor).count(),
        to_do,
        rows=own_items,
        is_personal=True,
    )
)
