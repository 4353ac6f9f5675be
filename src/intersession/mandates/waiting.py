"""What waits: organisations nobody represents, and mandates that end soon."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, time, timedelta

from django.db.models import Max, Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from intersession.access.actor import Actor
from intersession.access.waiting import Waiting, WaitingList, declare
from intersession.people.models import Mandate, MandateRole, Organisation

SOON = timedelta(days=30)


def unrepresented(actor: Actor) -> QuerySet[Organisation]:
    """Members without a representative, with `left_at`: when the last one went."""
    now = timezone.now()
    represented = Mandate.objects.current().filter(role=MandateRole.REPRESENTATIVE).values("organisation")
    found: QuerySet[Organisation] = (
        Organisation.objects.members()
        .filter(actor.scope("mandates.view_organisation"))
        .exclude(pk__in=represented)
        .annotate(
            left_at=Max(
                "mandates__ends_at",
                filter=Q(mandates__role=MandateRole.REPRESENTATIVE, mandates__ends_at__lte=now),
            )
        )
        .order_by("left_at", "pk")
    )
    return found


def unrepresented_entries(actor: Actor, most: int) -> Iterator[Waiting]:
    """The longest without first."""
    for organisation in unrepresented(actor)[:most]:
        left_at: datetime | None = organisation.left_at  # type: ignore[attr-defined]
        assert organisation.member_since is not None
        yield Waiting(
            title=organisation.name,
            language=organisation.name_language,
            url=reverse("mandates:organisation", args=[organisation.slug]),
            since=left_at or datetime.combine(organisation.member_since, time(), UTC),
            whose=_("the secretariat’s"),
            note=_("Nobody represents it: ask who does, and invite them."),
        )


def ending(actor: Actor) -> QuerySet[Mandate]:
    """Mandates of the organisation acted for (or of all, for the secretariat) that end within a month."""
    now = timezone.now()
    found: QuerySet[Mandate] = (
        Mandate.objects.current()
        .filter(actor.scope("mandates.withdraw_invite"), ends_at__gt=now, ends_at__lte=now + SOON)
        .select_related("person", "organisation")
        .order_by("ends_at", "pk")
    )
    return found


def ending_entries(actor: Actor, most: int) -> Iterator[Waiting]:
    """The next to end first; waiting since a month before the end."""
    for mandate in ending(actor)[:most]:
        assert mandate.ends_at is not None
        yield Waiting(
            title=f"{mandate.person} · {mandate.organisation}",
            url=reverse("mandates:organisation", args=[mandate.organisation.slug]),
            since=max(mandate.ends_at - SOON, mandate.starts_at),
            due=mandate.ends_at,
            whose=_("the representative’s"),
            note=mandate.get_role_display(),
        )


declare(
    WaitingList(
        name="unrepresented",
        label=_("Members nobody represents"),
        permission="mandates.answer_for_all",
        count=lambda actor: unrepresented(actor).count(),
        entries=unrepresented_entries,
    )
)
declare(
    WaitingList(
        name="ending-mandates",
        label=_("Mandates that end soon"),
        permission="mandates.answer_for_all",
        count=lambda actor: ending(actor).count(),
        entries=ending_entries,
        rows=ending,
    )
)
declare(
    WaitingList(
        name="own-ending-mandates",
        label=_("Mandates of your organisation that end soon"),
        permission="mandates.hand_over",
        count=lambda actor: ending(actor).count(),
        entries=ending_entries,
        rows=ending,
        url="mandates:own",
        is_personal=True,
    )
)
