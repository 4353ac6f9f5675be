"""Entering, changing, joining, linking, merging and withdrawing projects; lists; joint projects."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _

from intersession.access.actor import Actor
from intersession.access.errors import Refused
from intersession.audit.record import record
from intersession.audit.verbs import Verb
from intersession.decisions.actions import Question, Subject, announce_decision, propose_decision
from intersession.library.filing import folded
from intersession.people.models import Organisation
from intersession.places.models import Place
from intersession.projects.models import (
    MOST_JOINT,
    Audience,
    JointProposal,
    Link,
    LinkKind,
    ListRow,
    Origin,
    Part,
    Project,
    ProjectList,
)
from intersession.projects.queries import organisations_named
from intersession.vocabulary.models import Concept

# Words of addresses that no project may be called by.
ADDRESSES = ("enter", "lists", "grid")


@dataclass(frozen=True, slots=True)
class Entry:
    """What somebody states of a project. `others` are names of organisations that take part."""

    title: str
    language: str
    starts_on: date
    places: Sequence[str]
    concepts: Sequence[str] = ()
    audiences: Sequence[str] = ()
    ends_on: date | None = None
    summary: str = ""
    url: str = ""
    led_by: str = ""
    others: Sequence[str] = ()
    identifier: str = ""
    origin: str = Origin.FORM.value


@dataclass(frozen=True, slots=True)
class Answers:
    """What was said of overlaps: linked ones, and distinct ones with the reason."""

    linked: Sequence[Project] = ()
    distinct: Sequence[tuple[Project, str]] = field(default_factory=tuple)


def _free_slug(title: str) -> str:
    stem = slugify(title)[:80].strip("-") or "project"
    taken = {*ADDRESSES, *Project.objects.filter(slug__startswith=stem).values_list("slug", flat=True)}
    slug, number = stem, 2
    while slug in taken:
        slug, number = f"{stem}-{number}", number + 1
    return slug


def _write(project: Project, entry: Entry) -> None:
    """Take over what was stated, and who takes part; what organisations said of themselves stays."""
    project.title, project.summary = entry.title.strip(), entry.summary.strip()
    project.language, project.url = entry.language, entry.url
    project.starts_on, project.ends_on = entry.starts_on, entry.ends_on
    project.changed_at = timezone.now()
    if not entry.places:
        raise ValidationError({"places": _("Say where it is done.")})
    project.full_clean(exclude=["organisation", "entered_by", "merged_into"], validate_unique=False)
    try:
        with transaction.atomic():
            project.save()
    except IntegrityError as error:
        raise Refused(_("Your organisation has entered the project with this identifier already.")) from error
    project.concepts.set(Concept.objects.filter(pk__in=list(entry.concepts)))
    project.places.set(Place.objects.filter(pk__in=list(entry.places)))
    Audience.objects.filter(project=project).delete()
    Audience.objects.bulk_create(
        [Audience(project=project, who=who) for who in dict.fromkeys(entry.audiences)]
    )
    _write_parts(project, entry)


def _write_parts(project: Project, entry: Entry) -> None:
    """Who leads and who takes part: the organisation that enters it, and those it names."""
    names = [*([entry.led_by] if entry.led_by else []), *entry.others]
    known = organisations_named(names)
    own = Part.objects.filter(project=project, organisation_id=project.organisation_id).first() or Part(
        project=project, organisation_id=project.organisation_id, confirmed_at=timezone.now()
    )
    own.leads = not entry.led_by
    own.save()
    Part.objects.filter(project=project, confirmed_at__isnull=True).delete()
    held = set(Part.objects.filter(project=project).values_list("organisation_id", flat=True))
    seen: set[str] = set()
    for name in names:
        organisation = known.get(folded(name))
        if folded(name) in seen or (organisation is not None and organisation.pk in held):
            if (
                organisation is not None
                and name == entry.led_by
                and organisation.pk != project.organisation_id
            ):
                Part.objects.filter(project=project, organisation=organisation).update(leads=True)
            continue
        seen.add(folded(name))
        held |= {organisation.pk} if organisation else set()
        Part.objects.create(
            project=project,
            organisation=organisation,
            name="" if organisation else name.strip()[:300],
            leads=name == entry.led_by,
        )


@transaction.atomic
def enter_project(actor: Actor, entry: Entry, answers: Answers | None = None) -> Project:
    """Enter a project for the organisation one acts for, with what was said of its overlaps."""
    actor.require("projects.enter_project")
    assert actor.organisation is not None
    project = Project(
        slug=_free_slug(entry.title),
        organisation=actor.organisation,
        entered_by=actor.person,
        origin=entry.origin,
        identifier=entry.identifier,
        is_fictional=actor.organisation.is_fictional,
    )
    _write(project, entry)
    said = answers or Answers()
    for other in said.linked:
        _say(actor, project, other, LinkKind.LINKED, "")
    for other, because in said.distinct:
        _say(actor, project, other, LinkKind.DISTINCT, because)
    record(actor, Verb.PROJECT_ENTERED, project, origin=project.origin)
    return project


def _living(actor: Actor, project: Project) -> Project:
    """The project, locked, if this actor may change it and it still stands."""
    found: Project = (
        Project.objects.select_for_update(of=("self",)).select_related("organisation").get(pk=project.pk)
    )
    actor.require("projects.change_project", found)
    _must_stand(found)
    return found


def _must_stand(project: Project) -> None:
    if project.withdrawn_at is not None:
        raise Refused(_("This project was withdrawn or merged: it does not change any more."))


@transaction.atomic
def change_project(actor: Actor, project: Project, entry: Entry) -> Project:
    """State it anew. What organisations said of themselves stays."""
    found = _living(actor, project)
    _write(found, entry)
    record(actor, Verb.PROJECT_CHANGED, found)
    return found


@transaction.atomic
def withdraw_project(actor: Actor, project: Project, reason: str) -> Project:
    """Withdraw it, with a reason that everybody reads. It stays readable."""
    found = _living(actor, project)
    _end(found, reason, None)
    record(actor, Verb.PROJECT_WITHDRAWN, found)
    return found


def _end(project: Project, reason: str, into: Project | None) -> None:
    if not reason.strip():
        raise Refused(_("Say why it is withdrawn."))
    project.withdrawn_at, project.withdrawn_because = timezone.now(), reason.strip()[:500]
    project.merged_into = into
    project.save(update_fields=["withdrawn_at", "withdrawn_because", "merged_into"])


@transaction.atomic
def join_project(actor: Actor, project: Project) -> Part:
    """Take part with the organisation one acts for, or confirm that it does where others named it."""
    actor.require("projects.join_project")
    assert actor.organisation is not None
    found: Project = Project.objects.select_for_update(of=("self",)).get(pk=project.pk)
    _must_stand(found)
    part = Part.objects.filter(project=found, organisation=actor.organisation).first() or Part(
        project=found, organisation=actor.organisation
    )
    if part.confirmed_at is not None:
        raise Refused(_("Your organisation takes part already."))
    part.confirmed_at = timezone.now()
    part.save()
    record(actor, Verb.PROJECT_JOINED, found, organisation=actor.organisation.pk)
    return part


@transaction.atomic
def leave_project(actor: Actor, project: Project) -> Project:
    """Take part no longer, or say that one was named by mistake. Whoever entered it withdraws it instead."""
    actor.require("projects.join_project")
    assert actor.organisation is not None
    found: Project = Project.objects.select_for_update(of=("self",)).get(pk=project.pk)
    _must_stand(found)
    if found.organisation_id == actor.organisation.pk:
        raise Refused(_("Your organisation entered this project. Withdraw it, or merge it into another."))
    gone, _rows = Part.objects.filter(project=found, organisation=actor.organisation).delete()
    if not gone:
        raise Refused(_("Your organisation takes no part in it."))
    record(actor, Verb.PROJECT_LEFT, found, organisation=actor.organisation.pk)
    return found


def _say(actor: Actor, project: Project, other: Project, kind: LinkKind, because: str) -> Link:
    assert actor.organisation is not None
    if project.pk == other.pk:
        raise Refused(_("These are one and the same project."))
    if other.withdrawn_at is not None:
        raise Refused(_("The other project was withdrawn or merged."))
    if Link.objects.filter(
        Q(project=project, other=other) | Q(project=other, other=project), kind=kind
    ).exists():
        raise Refused(_("This was said of the two projects already."))
    link = Link(
        project=project,
        other=other,
        kind=kind,
        because=because.strip()[:500],
        said_by=actor.person,
        organisation=actor.organisation,
        said_at=timezone.now(),
    )
    link.full_clean(exclude=["project", "other", "said_by", "organisation"])
    link.save()
    return link


@transaction.atomic
def link_projects(actor: Actor, project: Project, other: Project) -> Link:
    """Say that a project of one's own belongs together with another."""
    found = _living(actor, project)
    link = _say(actor, found, other, LinkKind.LINKED, "")
    record(actor, Verb.PROJECTS_LINKED, found, other=other.pk)
    return link


@transaction.atomic
def tell_apart(actor: Actor, project: Project, other: Project, because: str) -> Link:
    """Say why a project of one's own is another than one it overlaps with. Everybody reads it."""
    found = _living(actor, project)
    if not because.strip():
        raise Refused(_("Say in some words what makes yours another project."))
    link = _say(actor, found, other, LinkKind.DISTINCT, because)
    record(actor, Verb.PROJECTS_TOLD_APART, found, other=other.pk)
    return link


@transaction.atomic
def merge_project(actor: Actor, project: Project, into: Project, reason: str) -> Project:
    """End a project of one's own in another: its organisation takes part there, the address leads there."""
    found = _living(actor, project)
    target: Project = Project.objects.select_for_update(of=("self",)).get(pk=into.pk)
    _must_stand(target)
    if target.pk == found.pk:
        raise Refused(_("These are one and the same project."))
    _end(found, reason, target)
    there = set(Part.objects.filter(project=target).values_list("organisation_id", flat=True))
    for part in Part.objects.filter(project=found, organisation__isnull=False, confirmed_at__isnull=False):
        if part.organisation_id not in there:
            Part.objects.create(
                project=target, organisation_id=part.organisation_id, confirmed_at=timezone.now()
            )
    Part.objects.filter(project=target, organisation_id=found.organisation_id, confirmed_at=None).update(
        confirmed_at=timezone.now()
    )
    record(actor, Verb.PROJECT_MERGED, found, into=target.pk)
    record(actor, Verb.PROJECT_JOINED, target, organisation=found.organisation_id)
    return target


# ── lists ───────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Read:
    """A file that was read: rows are (line, what was typed, faults)."""

    name: str
    origin: str
    rows: Sequence[tuple[int, Mapping[str, Any], Sequence[str]]]
    ignored: Sequence[str] = ()


@transaction.atomic
def keep_list(actor: Actor, read: Read) -> ProjectList:
    """Keep the rows of a file for a week, for whoever sent it. Nothing is entered yet."""
    actor.require("projects.enter_project")
    assert actor.organisation is not None
    assert actor.person is not None
    batch = ProjectList(
        person=actor.person,
        organisation=actor.organisation,
        name=read.name.strip()[:200] or _("A list"),
        origin=read.origin,
        ignored=list(read.ignored),
    )
    batch.full_clean(exclude=["person", "organisation"])
    batch.save()
    ListRow.objects.bulk_create(
        [
            ListRow(of_list=batch, line=line, typed=dict(typed), faults=list(faults))
            for line, typed, faults in read.rows
        ]
    )
    record(actor, Verb.PROJECT_LIST_READ, batch, rows=len(read.rows))
    return batch


@transaction.atomic
def take_rows(actor: Actor, batch: ProjectList, wanted: Mapping[int, tuple[Entry, Answers]]) -> list[Project]:
    """Enter these rows (line → what it states): all of them or, when one cannot be, none."""
    found: ProjectList = ProjectList.objects.select_for_update().get(pk=batch.pk)
    actor.require("projects.view_batch", found)
    if found.expires_at <= timezone.now():
        raise Refused(_("This list has expired. Send the file again."))
    rows = list(ListRow.objects.filter(of_list=found, line__in=wanted, project__isnull=True))
    if not rows:
        raise Refused(_("No row is chosen."))
    made = []
    for row in rows:
        entry, answers = wanted[row.line]
        try:
            row.project = enter_project(actor, entry, answers)
        except (Refused, ValidationError) as refusal:
            why = (
                " ".join(refusal.messages) if isinstance(refusal, ValidationError) else str(refusal.sentence)
            )
            raise Refused(
                _("Nothing was entered. Line %(line)s: %(why)s") % {"line": row.line, "why": why}
            ) from refusal
        row.save(update_fields=["project"])
        made.append(row.project)
    record(actor, Verb.PROJECT_LIST_TAKEN, found, projects=[each.pk for each in made])
    return made


@transaction.atomic
def discard_list(actor: Actor, batch: ProjectList) -> None:
    """Forget a list that is not wanted. What was entered from it stays."""
    found = ProjectList.objects.select_for_update().get(pk=batch.pk)
    actor.require("projects.view_batch", found)
    record(actor, Verb.PROJECT_LIST_DISCARDED, found)
    found.delete()


# ── joint projects ──────────────────────────────────────────────────────────────────────────────


@transaction.atomic
def propose_joint(
    actor: Actor, project: Project, year: int, because: str, question: Question
) -> JointProposal:
    """Ask the members whether it becomes a joint project of a year; the decision opens at once.

    At most two a year are adopted or before the members at a time.
    """
    actor.require("projects.propose_joint_project")
    found: Project = Project.objects.select_for_update(of=("self",)).get(pk=project.pk)
    _must_stand(found)
    if found.starts_on.year > year or (found.ends_on is not None and found.ends_on.year < year):
        raise Refused(_("The project does not run in %(year)s.") % {"year": year})
    # Orders everybody who proposes for the year, so that two at once cannot make three.
    Organisation.objects.select_for_update(no_key=True).order_by("pk").first()
    held = [
        each
        for each in JointProposal.objects.filter(year=year).select_related("decision")
        if each.is_adopted or each.is_open
    ]
    if any(each.project_id == found.pk for each in held):
        raise Refused(_("It is proposed for this year already."))
    if len(held) >= MOST_JOINT:
        raise Refused(
            _("Two projects are joint or proposed for this year already; more the coalition cannot carry.")
        )
    if not because.strip():
        raise Refused(_("Say why the coalition should do it together."))
    subject = Subject(kind="project", key=found.slug, title=found.title, url=f"/projects/{found.slug}/")
    decision = announce_decision(actor, propose_decision(actor, question, subject))
    proposal = JointProposal(
        project=found, year=year, because=because.strip(), decision=decision, proposed_by=actor.person
    )
    proposal.full_clean(exclude=["project", "decision", "proposed_by"])
    proposal.save()
    record(actor, Verb.JOINT_PROJECT_PROPOSED, found, year=year, decision=decision.slug)
    return proposal
