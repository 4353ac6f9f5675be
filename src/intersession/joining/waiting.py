"""What waits: applications for the secretariat, and questions for those who applied."""

from __future__ import annotations

from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from intersession.access.actor import Actor
from intersession.access.waiting import Waiting, WaitingList, declare
from intersession.joining.models import Application
from intersession.joining.queries import own_applications


def count(actor: Actor) -> int:
    """How many wait for the secretariat."""
    return Application.objects.for_the_secretariat().filter(actor.scope("joining.answer_application")).count()


def entries(actor: Actor, most: int) -> Iterator[Waiting]:
    """The longest waiting first."""
    found = Application.objects.for_the_secretariat().filter(actor.scope("joining.answer_application"))
    for application in found.select_related("place").order_by("waits_since", "pk")[:most]:
        assert application.waits_since is not None
        yield Waiting(
            title=str(application),
            language=application.name_language,
            url=reverse("joining:answer", args=[application.pk]),
            since=application.waits_since,
            due=application.due_at,
            whose=_("the secretariat’s"),
            note=f"{application.get_stakeholder_group_display()} · {application.place.name}",
        )


def asked(actor: Actor) -> list[Application]:
    """Applications of this person with an open question."""
    return [each for each in own_applications(actor) if each.asked_at and not each.is_decided]


def own_entries(actor: Actor, most: int) -> Iterator[Waiting]:
    """Questions the secretariat asked."""
    for application in asked(actor)[:most]:
        assert application.asked_at is not None
        yield Waiting(
            title=_("A question about your application"),
            url=application.get_absolute_url(),
            since=application.asked_at,
            whose=_("yours"),
            note=str(application),
        )


declare(
    WaitingList(
        name="applications",
        label=_("Applications"),
        permission="joining.answer_application",
        count=count,
        entries=entries,
        url="joining:desk",
    )
)
declare(
    WaitingList(
        name="own-applications",
        label=_("Your applications"),
        permission="joining.view_own_applications",
        count=lambda actor: len(asked(actor)),
        entries=own_entries,
        url="joining:own_applications",
        is_personal=True,
    )
)
