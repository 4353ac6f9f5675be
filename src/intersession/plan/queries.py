"""What pages ask about the plan."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.conf import settings
from django.db.models import OuterRef, QuerySet, Subquery
from django.http import Http404
from django.utils import timezone
from django.utils.translation import gettext as _

from intersession.access.actor import Actor
from intersession.plan.lights import Last, Light, Standing, standing_of
from intersession.plan.models import Objective, ProgressNote, Undertaking


@dataclass(frozen=True, slots=True)
class Line:
    """An undertaking with how it stands, and where its bar lies in the year or years shown (in hundredths)."""

    undertaking: Undertaking
    standing: Standing
    last: Last | None
    start: float
    width: float

    @property
    def reached(self) -> str:
        """What the indicator stands at: "35 / 100"."""
        if self.undertaking.target is None:
            return ""
        value = self.undertaking.baseline if self.last is None or self.last.value is None else self.last.value
        return f"{value} / {self.undertaking.target}"


@dataclass(frozen=True, slots=True)
class Branch:
    """An objective with what is undertaken for it; `depth` is how deep it stands."""

    objective: Objective
    depth: int
    number: str
    lines: Sequence[Line]


def with_last(undertakings: QuerySet[Undertaking]) -> QuerySet[Undertaking]:
    """The same with the newest note and the newest measured value."""
    notes = ProgressNote.objects.filter(undertaking=OuterRef("pk")).order_by("-noted_on", "-number")
    measured = notes.filter(value__isnull=False)
    return undertakings.annotate(
        last_on=Subquery(notes.values("noted_on")[:1]),
        last_going=Subquery(notes.values("going")[:1]),
        last_value=Subquery(measured.values("value")[:1]),
    )


def line_of(undertaking: Undertaking, first: date, last: date, today: date) -> Line:
    """How one that comes `with_last` stands, and its bar between two days."""
    held = (
        Last(undertaking.last_on, undertaking.last_going, undertaking.last_value)  # type: ignore[attr-defined]
        if undertaking.last_on  # type: ignore[attr-defined]
        else None
    )
    whole = (last - first).days + 1
    start = max(0, (undertaking.starts_on - first).days) / whole * 100
    end = min(whole, (undertaking.ends_on - first).days + 1) / whole * 100
    return Line(
        undertaking,
        standing_of(undertaking, held, today),
        held,
        round(start, 1),
        round(max(1, end - start), 1),
    )


def in_years(first: int, last: int) -> QuerySet[Undertaking]:
    """What runs on some day of these fiscal years, as lists show it."""
    found = Undertaking.objects.filter(starts_on__year__lte=last, ends_on__year__gte=first)
    return with_last(found).select_related("lead", "project").fetch_mode(settings.PAGE_FETCH_MODE)


def tree(actor: Actor, first: int, last: int) -> list[Branch]:
    """Every objective in the order of the plan, with what runs in these years. Two queries, however many."""
    objectives = list(Objective.objects.order_by("position", "pk").fetch_mode(settings.PAGE_FETCH_MODE))
    today = timezone.now().date()
    lines: dict[int, list[Line]] = {}
    for each in in_years(first, last).filter(actor.scope("plan.view_plan")):
        line = line_of(each, date(first, 1, 1), date(last, 12, 31), today)
        lines.setdefault(each.objective_id, []).append(line)
    below: dict[int | None, list[Objective]] = {}
    for objective in objectives:
        below.setdefault(objective.parent_id, []).append(objective)

    def branches(parent: int | None, depth: int, before: str) -> list[Branch]:
        found = []
        for place, objective in enumerate(below.get(parent, []), 1):
            number = f"{before}{place}"
            found.append(Branch(objective, depth, number, lines.get(objective.pk, [])))
            found += branches(objective.pk, depth + 1, f"{number}.")
        return found

    return branches(None, 0, "")


def lights_of(branches: Sequence[Branch]) -> list[tuple[Light, int]]:
    """How many undertakings show each light."""
    counted = Counter(line.standing.light for branch in branches for line in branch.lines)
    return [(light, counted[light]) for light in Light if counted[light]]


def known_years() -> list[int]:
    """The fiscal years of the plan and this one, the newest first. One query."""
    found = {timezone.now().year}
    for start, end in Undertaking.objects.order_by().values_list("starts_on", "ends_on").distinct():
        found |= set(range(start.year, end.year + 1))
    return sorted(found, reverse=True)


def undertaking_for(actor: Actor, slug: str) -> Undertaking:
    """The undertaking at an address; 404 with a sentence for none."""
    found: Undertaking | None = (
        with_last(Undertaking.objects.filter(actor.scope("plan.view_plan"), slug=slug))
        .select_related("objective", "lead", "project")
        .fetch_mode(settings.PAGE_FETCH_MODE)
        .first()
    )
    if found is None:
        raise Http404(_("The plan has no action at this address."))
    return found


def notes_of(undertaking: Undertaking) -> QuerySet[ProgressNote]:
    """Every note, the newest first."""
    found: QuerySet[ProgressNote] = ProgressNote.objects.filter(undertaking=undertaking)
    return found.select_related("person", "organisation").fetch_mode(settings.PAGE_FETCH_MODE)


def objective_for(pk: int) -> Objective:
    """An objective; 404 with a sentence for none."""
    found: Objective | None = Objective.objects.filter(pk=pk).first()
    if found is None:
        raise Http404(_("The plan has no objective at this address."))
    return found


def upper_objectives() -> QuerySet[Objective]:
    """Objectives others may stand under: those that stand under none."""
    found: QuerySet[Objective] = Objective.objects.filter(parent__isnull=True).order_by("position", "pk")
    return found
