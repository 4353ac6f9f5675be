"""Writing the plan, and saying how it goes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _

from intersession.access.actor import Actor
from intersession.access.errors import Refused
from intersession.audit.record import record
from intersession.audit.verbs import Verb
from intersession.people.models import Organisation
from intersession.plan.models import Objective, ProgressNote, Undertaking
from intersession.projects.models import Project


@dataclass(frozen=True, slots=True)
class Aim:
    """What an objective says."""

    title: str
    language: str
    text: str = ""
    parent: Objective | None = None


@dataclass(frozen=True, slots=True)
class Task:
    """What an undertaking says."""

    title: str
    language: str
    starts_on: date
    ends_on: date
    text: str = ""
    lead: Organisation | None = None
    project: Project | None = None
    indicator: str = ""
    baseline: int = 0
    target: int | None = None


@transaction.atomic
def write_objective(
    actor: Actor, aim: Aim, objective: Objective | None = None, *, is_fictional: bool = False
) -> Objective:
    """Add an objective at the end of its level, or word one anew. Objectives stand in two levels."""
    actor.require("plan.write_plan")
    found = (
        Objective.objects.select_for_update(of=("self",)).get(pk=objective.pk)
        if objective is not None
        else Objective(is_fictional=is_fictional)
    )
    if aim.parent is not None:
        if aim.parent.parent_id is not None:
            raise Refused(_("Objectives stand in two levels: choose one that stands under none."))
        if found.pk is not None and (aim.parent.pk == found.pk or found.children.exists()):
            raise Refused(_("An objective with others under it stands under none itself."))
    if found.pk is None or (aim.parent.pk if aim.parent else None) != found.parent_id:
        last = Objective.objects.filter(parent=aim.parent).aggregate(last=Max("position"))["last"]
        found.position = (last or 0) + 1
    found.title, found.text, found.language = aim.title.strip(), aim.text.strip(), aim.language
    found.parent = aim.parent
    found.full_clean(exclude=["parent"])
    found.save()
    record(actor, Verb.OBJECTIVE_WRITTEN, found)
    return found


def _free_slug(title: str) -> str:
    stem = slugify(title)[:80].strip("-") or "action"
    taken = set(Undertaking.objects.filter(slug__startswith=stem).values_list("slug", flat=True))
    slug, number = stem, 2
    while slug in taken:
        slug, number = f"{stem}-{number}", number + 1
    return slug


@transaction.atomic
def write_undertaking(
    actor: Actor, objective: Objective, task: Task, undertaking: Undertaking | None = None
) -> Undertaking:
    """Add what is done for an objective, or word it anew while it is open."""
    actor.require("plan.write_plan")
    if undertaking is None:
        found = Undertaking(slug=_free_slug(task.title), is_fictional=objective.is_fictional)
    else:
        found = _open(undertaking)
    found.objective = objective
    for name in ("language", "starts_on", "ends_on", "lead", "project", "baseline", "target"):
        setattr(found, name, getattr(task, name))
    found.title, found.text, found.indicator = task.title.strip(), task.text.strip(), task.indicator.strip()
    found.full_clean(exclude=["objective", "lead", "project"])
    found.save()
    record(actor, Verb.UNDERTAKING_WRITTEN, found, objective=objective.pk)
    return found


def _open(undertaking: Undertaking) -> Undertaking:
    found: Undertaking = Undertaking.objects.select_for_update(of=("self",)).get(pk=undertaking.pk)
    if not found.is_open:
        raise Refused(_("This action is done or given up: it does not change any more."))
    return found


@dataclass(frozen=True, slots=True)
class Noted:
    """What somebody says about how it goes."""

    going: str
    text: str
    language: str
    value: int | None = None
    noted_on: date | None = None


@transaction.atomic
def note_progress(actor: Actor, undertaking: Undertaking, noted: Noted) -> ProgressNote:
    """Say how it goes, with what the indicator stands at. Notes are only ever added."""
    found = _open(undertaking)
    actor.require("plan.note_progress", found)
    day = noted.noted_on or timezone.now().date()
    if day > timezone.now().date():
        raise Refused(_("A note cannot be of a day to come."))
    if noted.value is not None and found.target is None:
        raise ValidationError({"value": _("Nothing is measured here.")})
    last = ProgressNote.objects.filter(undertaking=found).aggregate(last=Max("number"))["last"]
    note = ProgressNote(
        undertaking=found,
        number=(last or 0) + 1,
        noted_on=day,
        going=noted.going,
        text=noted.text.strip(),
        language=noted.language,
        value=noted.value,
        person=actor.person,
        organisation=actor.organisation,
    )
    note.full_clean(exclude=["undertaking", "person", "organisation"])
    note.save()
    record(actor, Verb.UNDERTAKING_NOTED, found, note=note.number, going=note.going)
    return note


@transaction.atomic
def close_undertaking(actor: Actor, undertaking: Undertaking, because: str = "") -> Undertaking:
    """Say that it is done, or, with a reason, that it is given up. It stays in the plan."""
    found = _open(undertaking)
    actor.require("plan.note_progress", found)
    today = timezone.now().date()
    if because.strip():
        found.dropped_on, found.dropped_because = today, because.strip()[:500]
    else:
        found.done_on = today
    found.save(update_fields=["done_on", "dropped_on", "dropped_because"])
    record(actor, Verb.UNDERTAKING_CLOSED, found, done=found.done_on is not None)
    return found
