"""What pages ask about a programme."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.core import signing
from django.db.models import Max, Sum
from django.http import Http404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from intersession.access.actor import Actor
from intersession.action_items.models import ActionItem
from intersession.action_items.queries import carried_over
from intersession.library.models import ResourceRevision
from intersession.meetings.models import Meeting
from intersession.papers.models import Version
from intersession.people.models import Person
from intersession.programme.balance import Balance, Seat, balance_of
from intersession.programme.changes import Change, changes_between
from intersession.programme.models import (
    AgendaItem,
    Attendance,
    Material,
    PanelMember,
    Part,
    PlenaryRequest,
    Registration,
    RelatedSession,
    Release,
    Way,
)

SALT = "programme.invitation"
# So many days after a session nobody needs to know any more what somebody needed in the room.
KEPT_DAYS = 30
MOST = 200


def panel_of(meeting: Meeting) -> list[PanelMember]:
    """Everybody who was asked and not taken off the panel again."""
    found = PanelMember.objects.filter(meeting=meeting, removed_at__isnull=True)
    listed = found.select_related("organisation__place", "place", "person").order_by("pk")
    return list(listed[:MOST].fetch_mode(settings.PAGE_FETCH_MODE))


def confirmed_of(panel: Iterable[PanelMember]) -> list[PanelMember]:
    """Those everybody may see: who said yes, moderators first."""
    order = {part: place for place, part in enumerate((Part.MODERATOR, Part.REMOTE_MODERATOR, Part.SPEAKER))}
    said_yes = [each for each in panel if each.confirmed_at is not None]
    return sorted(said_yes, key=lambda each: (order.get(Part(each.part), len(order)), each.pk))


def balance(panel: Iterable[PanelMember]) -> Balance:
    """The balance of those who were asked and did not decline."""
    return balance_of([_seat(each) for each in panel if each.declined_at is None])


def _seat(member: PanelMember) -> Seat:
    place = member.seat
    group = member.organisation.stakeholder_group if member.organisation else ""
    if not group and member.person is not None:
        group = member.person.individual_group
    return Seat(member.part, place.un_group if place else "", group, member.gender, member.is_young)


def member_for(meeting: Meeting, pk: int) -> PanelMember:
    """Somebody on the panel; 404 with a sentence else."""
    found = PanelMember.objects.filter(meeting=meeting, pk=pk, removed_at__isnull=True).first()
    if found is None:
        raise Http404(_("Nobody like this is on the panel."))
    return found


def invitation_of(token: str) -> PanelMember:
    """The invitation a letter leads to; 404 with a sentence else."""
    try:
        pk = signing.loads(token, salt=SALT)
    except signing.BadSignature as error:
        raise Http404(_("This link is not complete. Copy all of it from the letter.")) from error
    found = (
        PanelMember.objects.filter(pk=pk, removed_at__isnull=True)
        .select_related("meeting__place", "organisation")
        .first()
    )
    if found is None:
        raise Http404(_("This invitation was taken back."))
    return found


def token_of(member: PanelMember) -> str:
    """What stands at the end of the link in the letter."""
    return signing.dumps(member.pk, salt=SALT)


# ── the agenda ──────────────────────────────────────────────────────────────────────────────────


def agenda_of(meeting: Meeting) -> list[AgendaItem]:
    """The agenda as it is being composed, in its order."""
    found = AgendaItem.objects.filter(meeting=meeting, removed_at__isnull=True)
    listed = found.select_related("paper", "action_item").order_by("position", "pk")
    return list(listed[:MOST].fetch_mode(settings.PAGE_FETCH_MODE))


def item_for(meeting: Meeting, pk: int) -> AgendaItem:
    """An agenda item; 404 with a sentence else."""
    found: AgendaItem | None = (
        AgendaItem.objects.filter(meeting=meeting, pk=pk, removed_at__isnull=True)
        .select_related("paper", "action_item")
        .first()
    )
    if found is None:
        raise Http404(_("There is no such item on this agenda."))
    return found


def frozen(items: Iterable[AgendaItem]) -> list[dict[str, Any]]:
    """Items as a release keeps them."""
    return [
        {
            "key": each.pk,
            "title": each.title,
            "language": each.language,
            "minutes": each.minutes,
            "text": each.text,
            "links": [list(link) for link in _links(each)],
        }
        for each in items
    ]


def _links(item: AgendaItem) -> list[tuple[str, str]]:
    # Paths without a language: an address of this site leads each reader to their own edition.
    found = []
    if item.paper is not None:
        found.append((f"/papers/{item.paper.slug}/", item.paper.title))
    if item.action_item is not None:
        found.append((f"/actions/{item.action_item_id}/", item.action_item.what))
    if item.source_path:
        found.append((item.source_path, ""))
    return found


@dataclass(frozen=True, slots=True)
class Row:
    """An item of a public agenda: the moment it begins, and the hour on the clocks of the venue, where known."""

    item: dict[str, Any]
    number: int
    moment: datetime | None
    starts: datetime | None


def timed(meeting: Meeting, items: Sequence[dict[str, Any]]) -> list[Row]:
    """When each item begins, one after the other."""
    moment = meeting.starts_at
    rows = []
    for number, item in enumerate(items, start=1):
        local = moment.astimezone(ZoneInfo(meeting.zone)).replace(tzinfo=None) if moment else None
        rows.append(Row(item, number, moment, local))
        if moment is not None:
            moment += timedelta(minutes=item["minutes"])
    return rows


@dataclass(frozen=True, slots=True)
class Log:
    """A release, and what it changed of the one before."""

    release: Release
    changes: list[Change]


def releases_of(meeting: Meeting) -> list[Log]:
    """Every release, the newest first, with its changes."""
    found = list(Release.objects.filter(meeting=meeting).order_by("-number")[:MOST])
    logs = [Log(after, changes_between(before.items, after.items)) for after, before in pairwise(found)]
    return [*logs, Log(found[-1], [])] if found else []


def not_released(meeting: Meeting, newest: Release | None) -> list[Change]:
    """What a release now would change."""
    return changes_between(newest.items if newest else [], frozen(agenda_of(meeting)))


def overdue_for(actor: Actor, meeting: Meeting) -> list[ActionItem]:
    """What is overdue from earlier sessions and does not stand on the agenda yet."""
    there = set(
        AgendaItem.objects.filter(
            meeting=meeting, removed_at__isnull=True, action_item__isnull=False
        ).values_list("action_item_id", flat=True)
    )
    return [each for each in carried_over(actor, meeting) if each.pk not in there]


# ── materials ───────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Pinned:
    """A material as a list shows it; `newer` is the number of the newest where that is another."""

    material: Material
    title: str
    language: str
    number: int
    url: str
    newer: int | None
    newer_url: str


def materials_of(meeting: Meeting) -> list[Pinned]:
    """What people should read, each at its version. Three queries, however many."""
    found = list(
        Material.objects.filter(meeting=meeting, removed_at__isnull=True)
        .select_related("version__paper", "resource")
        .order_by("pk")[:MOST]
        .fetch_mode(settings.PAGE_FETCH_MODE)
    )
    papers = [each.version.paper_id for each in found if each.version is not None]
    resources = [each.resource_id for each in found if each.resource is not None]
    newest = dict(
        Version.objects.filter(paper__in=papers, published_at__isnull=False)
        .order_by()
        .values_list("paper")
        .annotate(Max("number"))
    )
    newest_revision = dict(
        ResourceRevision.objects.filter(resource__in=resources)
        .order_by()
        .values_list("resource")
        .annotate(Max("number"))
    )
    rows = []
    for each in found:
        if each.version is not None:
            paper, number = each.version.paper, each.version.number
            last = newest.get(paper.pk, number)
            urls = [reverse("papers:version", args=[paper.slug, at]) for at in (number, last)]
            title, language = paper.title, paper.language
        else:
            assert each.resource is not None
            number = each.resource_number or 1
            last = newest_revision.get(each.resource_id, number)
            # The newest state is the page itself; earlier ones stand in its history.
            own, history = (
                reverse(f"library:{name}", args=[each.resource.slug]) for name in ("resource", "history")
            )
            urls = [history if last > number else own, own]
            title, language = each.resource.title, each.resource.title_language
        rows.append(Pinned(each, title, language, number, urls[0], last if last > number else None, urls[1]))
    return rows


def material_for(meeting: Meeting, pk: int) -> Material:
    """A material; 404 with a sentence else."""
    found = Material.objects.filter(meeting=meeting, pk=pk, removed_at__isnull=True).first()
    if found is None:
        raise Http404(_("There is no such material."))
    return found


# ── people who come, and what goes on elsewhere ─────────────────────────────────────────────────


def registration_of(actor: Actor, meeting: Meeting) -> Registration | None:
    """One's own registration, where it holds."""
    if actor.person is None:
        return None
    found = Registration.objects.filter(meeting=meeting, person=actor.person, cancelled_at__isnull=True)
    return found.select_related("organisation").first()


def registrations_of(meeting: Meeting) -> list[Registration]:
    """Everybody who comes."""
    found = Registration.objects.filter(meeting=meeting, cancelled_at__isnull=True)
    listed = found.select_related("person", "organisation").order_by("registered_at", "pk")
    return list(listed[:2000].fetch_mode(settings.PAGE_FETCH_MODE))


def coming(meeting: Meeting) -> dict[str, int]:
    """How many come, by way."""
    rows = Registration.objects.filter(meeting=meeting, cancelled_at__isnull=True).order_by()
    counted = dict(rows.values_list("way").annotate(Sum("number")))
    return {way.value: counted.get(way.value, 0) for way in Way}


def to_forget(now: datetime) -> tuple[Any, Any]:
    """Registrations with needs, and panel members with addresses, of sessions that are long over."""
    over = (now - timedelta(days=KEPT_DAYS)).date()
    return (
        Registration.objects.filter(meeting__ends_on__lt=over, forgotten_at__isnull=True),
        PanelMember.objects.filter(meeting__ends_on__lt=over).exclude(email=""),
    )


def attendance_of(meeting: Meeting) -> Attendance | None:
    """The newest count."""
    return Attendance.objects.filter(meeting=meeting).order_by("-counted_at", "-pk").first()


def related_of(meeting: Meeting) -> list[RelatedSession]:
    """Sessions elsewhere."""
    found = RelatedSession.objects.filter(meeting=meeting, removed_at__isnull=True)
    return list(found.order_by("starts_on", "pk")[:MOST])


def related_for(meeting: Meeting, pk: int) -> RelatedSession:
    """One of them; 404 with a sentence else."""
    found = RelatedSession.objects.filter(meeting=meeting, pk=pk, removed_at__isnull=True).first()
    if found is None:
        raise Http404(_("There is no such session."))
    return found


def plenary_of(meeting: Meeting) -> list[PlenaryRequest]:
    """What was asked of the plenary, the newest first."""
    return list(PlenaryRequest.objects.filter(meeting=meeting).order_by("-asked_on", "-pk")[:MOST])


def plenary_for(meeting: Meeting, pk: int) -> PlenaryRequest:
    """One request; 404 with a sentence else."""
    found = PlenaryRequest.objects.filter(meeting=meeting, pk=pk).first()
    if found is None:
        raise Http404(_("There is no such request."))
    return found


def person_with(email: str) -> Person | None:
    """Who has an account with this address."""
    return Person.objects.filter(email__iexact=email, is_active=True).first() if email else None


def is_over(meeting: Meeting) -> bool:
    """Whether the last day of it has passed."""
    return meeting.ends_on < timezone.now().date()


def has_programme(meeting: Meeting) -> bool:
    """Whether anything public is known of it beyond its facts."""
    return (
        Release.objects.filter(meeting=meeting).exists()
        or PanelMember.objects.filter(
            meeting=meeting, confirmed_at__isnull=False, removed_at__isnull=True
        ).exists()
        or Material.objects.filter(meeting=meeting, removed_at__isnull=True).exists()
    )
