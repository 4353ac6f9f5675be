"""What the record knows of a session: the computed fields of its report, each with where it is from.

Values hold no words of ours: {"text"}, {"number"}, {"days", "city", "place"}, or {"links": [[words, path, mark], …]}.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.models import Q
from django.urls import reverse

from intersession.access.actor import VISITOR
from intersession.action_items.models import ActionItem
from intersession.action_items.queries import state
from intersession.decisions.models import Decision
from intersession.decisions.queries import dissent_of
from intersession.meetings.models import Meeting
from intersession.papers.models import Version
from intersession.programme.models import Material, PanelMember, Part, Release
from intersession.programme.queries import attendance_of, confirmed_of, materials_of, panel_of
from intersession.reports.fields import Key
from intersession.reports.models import Report

MOST = 100
type Value = dict[str, Any]


def path_of(url: str) -> str:
    """An address of this site without its language: each reader is led to their own."""
    parts = url.split("/", 2)
    return f"/{parts[2]}" if len(parts) == 3 else url


def _names(panel: Iterable[PanelMember], part: Part) -> Value:
    found = [
        f"{each.name} ({each.organisation.name})" if each.organisation else each.name
        for each in panel
        if each.part == part
    ]
    return {"text": "; ".join(found)}


def decisions_of(meeting: Meeting) -> list[Decision]:
    """Decisions that closed while it was held, and those on papers of its materials and action items."""
    items = ActionItem.objects.filter(meeting=meeting, paper__isnull=False).values("paper")
    papers = Q(paper__in=items) | Q(
        pk__in=Material.objects.filter(meeting=meeting, removed_at__isnull=True).values("version")
    )
    versions = Version.objects.filter(papers, decision__isnull=False).values("decision")
    during = Q(closed_at__date__gte=meeting.starts_on, closed_at__date__lte=meeting.ends_on)
    seen = VISITOR.scope("decisions.view_decision")
    found = Decision.objects.filter(seen, Q(pk__in=versions) | during, closed_at__isnull=False)
    return list(found.order_by("closed_at", "pk")[:MOST])


def computed(report: Report) -> dict[str, Value]:
    """Every computed field, from the record as it is now."""
    meeting = report.meeting
    panel = confirmed_of(panel_of(meeting))
    count = attendance_of(meeting)
    release = Release.objects.filter(meeting=meeting).order_by("-number").first()
    seen = VISITOR.scope("action_items.view_item")
    items = list(
        ActionItem.objects.filter(seen, meeting=meeting)
        .annotate(state=state())
        .select_related("organisation")
        .order_by("due_on", "pk")[:MOST]
    )
    earlier = Meeting.objects.ours().sourced().filter(ends_on__lt=meeting.starts_on).exclude(confidence="low")
    if not report.is_fictional:
        earlier = earlier.filter(is_fictional=False)
    session = path_of(meeting.get_absolute_url())
    programme = path_of(reverse("programme:programme", args=[meeting.slug]))
    days = [meeting.starts_on.isoformat(), meeting.ends_on.isoformat()]
    found: dict[Key, tuple[Value, str]] = {
        Key.TITLE: ({"text": meeting.title}, session),
        Key.WHEN: (
            {"days": days, "city": meeting.city, "place": "" if meeting.is_online else meeting.place_id},
            session,
        ),
        Key.ORGANISERS: ({"text": meeting.organisers}, session),
        Key.MODERATORS: (_names(panel, Part.MODERATOR), programme),
        Key.REMOTE_MODERATORS: (_names(panel, Part.REMOTE_MODERATOR), programme),
        Key.RAPPORTEUR: (_names(panel, Part.RAPPORTEUR), programme),
        Key.PANELLISTS: (_names(panel, Part.SPEAKER), programme),
        Key.IN_ROOM: ({"number": count.in_room if count else None}, programme),
        Key.REMOTE: ({"number": count.remote if count else None}, programme),
        Key.AGENDA: (
            {"links": [[each["title"], "", ""] for each in release.items] if release else []},
            programme,
        ),
        Key.MATERIALS: (
            {"links": [[each.title, path_of(each.url), str(each.number)] for each in materials_of(meeting)]},
            programme,
        ),
        Key.DECISIONS: (
            {
                "links": [
                    [each.title, path_of(each.get_absolute_url()), f"result:{each.result}"]
                    for each in decisions_of(meeting)
                ]
            },
            path_of(reverse("decisions:decisions")),
        ),
        Key.ACTION_ITEMS: (
            {
                "links": [
                    [_item(each), path_of(each.get_absolute_url()), f"state:{each.state}"] for each in items
                ]
            },
            f"{path_of(reverse('action_items:items'))}?session={meeting.slug}",
        ),
        Key.PASSAGES: (
            {
                "links": [
                    [f"“{each.source_words}”", each.source_path, ""] for each in items if each.source_words
                ]
            },
            session,
        ),
        Key.EARLIER: (
            {
                "links": [
                    [f"{each.year} · {each.title}", path_of(each.get_absolute_url()), ""]
                    for each in earlier.order_by("-starts_on")[:5]
                ]
            },
            path_of(reverse("meetings:meetings")),
        ),
    }
    return {key.value: {**value, "source": source} for key, (value, source) in found.items()}


def _item(item: ActionItem) -> str:
    who = f" ({item.organisation.name})" if item.organisation else ""
    day = f", {item.due_on.isoformat()}" if item.due_on else ""
    return f"{item.what}{who}{day}"


def dissent_in(meeting: Meeting) -> list[dict[str, Any]]:
    """Every objection to the decisions of a session that was not resolved, with its answer."""
    return [
        {
            "title": decision.title,
            "path": path_of(decision.get_absolute_url()),
            "organisation": each.organisation.name,
            "reason": each.reason,
            "resolution": each.resolution,
            "answer": each.answer,
            "is_sustained": each.is_sustained,
        }
        for decision in decisions_of(meeting)
        for each in dissent_of(decision)
    ]
