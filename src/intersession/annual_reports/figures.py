"""What the record says of a period: keys, numbers, names and addresses. No word of ours: those come when it is shown.

Only what everybody may see is counted. A day belongs to the period by UTC, as everywhere on the site.
"""

from __future__ import annotations

from collections import Counter
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from django.db.models import Count, Q
from django.utils import timezone

from intersession.access.actor import VISITOR
from intersession.action_items.models import ActionItem
from intersession.action_items.queries import state
from intersession.commitments.models import Commitment
from intersession.commitments.queries import is_adopted_kind
from intersession.decisions.models import Decision
from intersession.decisions.queries import dissent_of, seen_by
from intersession.library.models import Resource
from intersession.meetings.queries import visible
from intersession.openness.queries import measures
from intersession.papers.models import Version
from intersession.people.models import Organisation
from intersession.plan.queries import lights_of, tree
from intersession.programme.models import PanelMember
from intersession.projects.models import Project
from intersession.projects.queries import joint_projects
from intersession.questions.models import Answer, Question
from intersession.reports.fields import Key
from intersession.reports.models import Report
from intersession.reports.queries import due_between, value_of
from intersession.reports.sources import path_of
from intersession.reviews.models import Comment

MOST = 200
type Figures = dict[str, Any]


def within(name: str, first: date, last: date) -> Q:
    """The condition that a moment lies in the period."""
    begins = datetime.combine(first, time(0), UTC)
    ends = datetime.combine(last + timedelta(days=1), time(0), UTC)
    return Q(**{f"{name}__gte": begins, f"{name}__lt": ends})


def members_on(day: date) -> Q:
    """The condition that an organisation was a member on a day."""
    return Q(member_since__lte=day, merged_into__isnull=True) & (
        Q(member_until__isnull=True) | Q(member_until__gt=day)
    )


def figures_of(first: date, last: date) -> Figures:
    """All of it. The number of queries does not grow with the record, save one for each decision that was taken."""
    return {
        "counted_on": timezone.now().date().isoformat(),
        "members": _members(first, last),
        "sessions": _sessions(first, last),
        "papers": _papers(first, last),
        "decisions": _decisions(first, last),
        "commitments": _commitments(first, last),
        "library": _library(first, last),
        "discussion": _discussion(first, last),
        "plan": _plan(first, last),
        "action_items": _action_items(first, last),
        "youth": _youth(first, last),
        "openness": [
            {"key": each.key, "standing": each.standing.value, "figures": each.figures} for each in measures()
        ],
    }


def _members(first: date, last: date) -> Figures:
    rows = list(
        Organisation.objects.filter(members_on(last))
        .order_by("name")
        .values_list("name", "slug", "stakeholder_group", "place__un_group", "member_since")
    )
    return {
        "total": len(rows),
        "groups": dict(sorted(Counter(each[2] for each in rows).items())),
        "regions": dict(sorted(Counter(each[3] for each in rows).items())),
        "new": [[each[0], f"/organisations/{each[1]}/"] for each in rows if each[4] >= first],
        "left": Organisation.objects.filter(member_until__gt=first, member_until__lte=last).count(),
    }


def _sessions(first: date, last: date) -> Figures:
    found = visible(VISITOR).filter(starts_on__gte=first, starts_on__lte=last).order_by("starts_on", "pk")
    due = due_between(first, last, timezone.now().date())
    return {
        "list": [
            [each.title, path_of(each.get_absolute_url()), each.starts_on.isoformat(), each.relation]
            for each in found[:MOST]
        ],
        "reports": {"due": due.total, "in_time": due.in_time, "late": due.late, "missing": due.missing},
    }


def _papers(first: date, last: date) -> Figures:
    seen = {"paper__first_published_at__isnull": False, "published_at__isnull": False}
    counted = Version.objects.filter(**seen).aggregate(
        published=Count("pk", filter=within("published_at", first, last)),
        adopted=Count("pk", filter=within("adopted_at", first, last)),
    )
    adopted = Version.objects.filter(within("adopted_at", first, last), **seen).select_related("paper")
    return {
        **counted,
        "list": [
            [each.paper.title, f"/papers/{each.paper.slug}/versions/{each.number}/", each.number]
            for each in adopted.order_by("adopted_at", "pk")[:MOST]
        ],
    }


def decisions_in(first: date, last: date) -> list[Decision]:
    """The decisions that were concluded in a period."""
    found = seen_by(VISITOR).filter(within("concluded_at", first, last))
    return list(found.order_by("concluded_at", "pk")[:MOST])


def _decisions(first: date, last: date) -> list[Figures]:
    return [
        {
            "title": each.title,
            "path": path_of(each.get_absolute_url()),
            "result": each.result,
            "dissent": [
                {
                    "organisation": one.organisation.name,
                    "reason": one.reason,
                    "resolution": one.resolution,
                    "answer": one.answer,
                    "is_sustained": one.is_sustained,
                }
                for one in dissent_of(each)
            ],
        }
        for each in decisions_in(first, last)
    ]


def _commitments(first: date, last: date) -> Figures:
    found = list(
        Commitment.objects.filter(within("made_at", first, last))
        .select_related("organisation", "paper", "version")
        .order_by("made_at", "pk")
    )
    adopted = sum(is_adopted_kind(each.paper) for each in found)
    return {
        "adopted": adopted,
        "endorsed": len(found) - adopted,
        "list": [
            [each.organisation.name, each.paper.title, f"/papers/{each.paper.slug}/commitments/"]
            for each in found[:MOST]
        ],
    }


def _library(first: date, last: date) -> Figures:
    listed = Resource.objects.filter(published_at__isnull=False, withdrawn_at__isnull=True)
    end = datetime.combine(last + timedelta(days=1), time(0), UTC)
    rows = (
        listed.filter(within("published_at", first, last))
        .order_by()
        .values_list("kind")
        .annotate(Count("pk"))
    )
    kinds = dict(sorted(rows))
    return {"total": listed.filter(published_at__lt=end).count(), "new": sum(kinds.values()), "kinds": kinds}


def _discussion(first: date, last: date) -> Figures:
    return {
        "questions": Question.objects.filter(
            within("asked_at", first, last), withdrawn_at__isnull=True
        ).count(),
        "answers": Answer.objects.filter(
            within("answered_at", first, last), withdrawn_at__isnull=True
        ).count(),
        "comments": Comment.objects.filter(within("at", first, last), withdrawn_at__isnull=True).count(),
    }


def _plan(first: date, last: date) -> Figures:
    joint = [
        each
        for year in range(first.year, last.year + 1)
        for each in joint_projects(VISITOR, year)
        if each.is_adopted
    ]
    entered = Project.objects.filter(
        VISITOR.scope("projects.view_project"), within("created_at", first, last)
    )
    return {
        "lights": {light.value: count for light, count in lights_of(tree(VISITOR, first.year, last.year))},
        "entered": entered.count(),
        "joint": [[each.project.title, path_of(each.project.get_absolute_url())] for each in joint],
    }


def _action_items(first: date, last: date) -> Figures:
    seen = ActionItem.objects.filter(VISITOR.scope("action_items.view_item"))
    agreed = seen.filter(agreed_on__gte=first, agreed_on__lte=last).annotate(state=state())
    done = seen.filter(within("done_at", first, last)).order_by("done_at", "pk")
    return {
        "states": dict(sorted(agreed.order_by().values_list("state").annotate(Count("pk")))),
        "done": [[each.what, path_of(each.get_absolute_url()), each.outcome] for each in done[:MOST]],
        "overdue": [
            [each.what, path_of(each.get_absolute_url()), each.due_on.isoformat() if each.due_on else ""]
            for each in agreed.filter(state="overdue").order_by("due_on", "pk")[:MOST]
        ],
    }


def _youth(first: date, last: date) -> Figures:
    held = {"meeting__starts_on__gte": first, "meeting__starts_on__lte": last}
    panel = PanelMember.objects.filter(confirmed_at__isnull=False, removed_at__isnull=True, **held)
    counted = panel.aggregate(
        said=Count("pk", filter=Q(is_young__isnull=False)), young=Count("pk", filter=Q(is_young=True))
    )
    told: list[list[str]] = []
    published = Report.objects.filter(published_at__isnull=False, **held).select_related("meeting")
    for each in published.order_by("meeting__starts_on", "pk")[:MOST]:
        text = value_of(each.content or {"fields": []}, Key.YOUTH).get("text", "")
        if text:
            told.append([each.meeting.title, path_of(each.get_absolute_url()), text, each.language])
    # Whether somebody is young, only they themselves say: nobody who said it means not known, not none.
    return {"young": counted["young"] if counted["said"] else None, "told": told}
