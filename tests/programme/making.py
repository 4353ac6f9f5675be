"""A session to come and its programme, made through the same actions as real ones."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from django.utils import timezone

from intersession.meetings.models import Meeting
from intersession.programme.actions import (
    Invited,
    Point,
    add_agenda_item,
    add_related_session,
    answer_invitation,
    ask_plenary,
    invite_to_panel,
    pin_paper,
)
from intersession.programme.models import AgendaItem, Material, PanelMember, PlenaryRequest, RelatedSession
from tests.papers.making import make_public
from tests.world import World


def make_meeting(days: int = 20, **changes: Any) -> Meeting:
    """A fictional session so many days from now, at three in the afternoon in Nairobi."""
    day = timezone.now().date() + timedelta(days=days)
    fields: dict[str, Any] = {
        "slug": "next-session",
        "title": "The next session (fictional)",
        "relation": "own",
        "form": "panel",
        "minutes": 90,
        "year": day.year,
        "place_id": "KE",
        "starts_on": day,
        "ends_on": day,
        "starts_at": datetime(day.year, day.month, day.day, 12, tzinfo=UTC),
        "ends_at": datetime(day.year, day.month, day.day, 13, 30, tzinfo=UTC),
        "zone": "Africa/Nairobi",
        "as_of": "2026-11",
        "source_words": "invented",
        "confidence": "high",
        "is_fictional": True,
        **changes,
    }
    found, _is_new = Meeting.objects.get_or_create(slug=fields.pop("slug"), defaults=fields)
    return found


def invite(world: World, meeting: Meeting, name: str = "Ben", part: str = "moderator") -> PanelMember:
    """Ben, or somebody else of the cast, is asked."""
    actor = world.actor(name.lower())
    assert actor.person is not None
    invited = Invited(name, part, actor.person.email or "", actor.organisation)
    return invite_to_panel(world.actor("ada"), meeting, invited)


def confirm(world: World, meeting: Meeting, name: str = "Ben", part: str = "moderator") -> PanelMember:
    """Asked, and said yes."""
    member = invite(world, meeting, name, part)
    return answer_invitation(world.actor("visitor"), member, accepts=True)


def add_item(world: World, meeting: Meeting, title: str = "Welcome", minutes: int = 10) -> AgendaItem:
    """One point of the agenda."""
    return add_agenda_item(world.actor("ada"), meeting, Point(title, "en", minutes))


def a_member(world: World) -> tuple[str, int]:
    """The address of somebody on a panel."""
    member = invite(world, make_meeting())
    return member.meeting.slug, member.pk


def an_agenda_item(world: World) -> tuple[str, int]:
    """The address of an agenda item."""
    item: AgendaItem = add_item(world, make_meeting())
    return item.meeting.slug, item.pk


def a_material(world: World) -> tuple[str, int]:
    """The address of a material."""
    version = make_public(world).versions.get(number=1)
    material: Material = pin_paper(world.actor("ada"), make_meeting(), version)
    return material.meeting.slug, material.pk


def a_related_session(world: World) -> tuple[str, int]:
    """The address of a session elsewhere."""
    related: RelatedSession = add_related_session(world.actor("ada"), make_meeting(), "Elsewhere", "en")
    return related.meeting.slug, related.pk


def a_plenary_request(world: World) -> tuple[str, int]:
    """The address of a request."""
    today = timezone.now().date()
    asked: PlenaryRequest = ask_plenary(world.actor("ada"), make_meeting(), "Our report", "en", today)
    return asked.meeting.slug, asked.pk
