"""Composing a session, answering an invitation, registering, and what is written down of it after."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db import IntegrityError, models, transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from intersession.access.actor import Actor
from intersession.access.erasing import on_erasure
from intersession.access.errors import Refused
from intersession.action_items.models import ActionItem
from intersession.audit.record import record
from intersession.audit.verbs import Verb
from intersession.library.models import Resource
from intersession.library.queries import newest_number
from intersession.meetings.models import Meeting
from intersession.papers.models import Paper, Version
from intersession.people.letters import address_of, write
from intersession.people.models import Organisation, Person
from intersession.places.models import Place
from intersession.programme.models import (
    AgendaItem,
    Attendance,
    Material,
    PanelMember,
    PlenaryRequest,
    Registration,
    RelatedSession,
    Release,
)
from intersession.programme.queries import frozen, is_over, person_with, to_forget, token_of


def _composed(actor: Actor, meeting: Meeting) -> Meeting:
    """The meeting, locked, if this actor composes it."""
    found: Meeting = Meeting.objects.select_for_update().get(pk=meeting.pk)
    actor.require("programme.compose", found)
    return found


def _save(row: models.Model, sentence: str) -> None:
    """Store what is sound; what stands there already is refused with a sentence."""
    row.full_clean(validate_constraints=False, validate_unique=False)
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError as error:
        raise Refused(sentence) from error


# ── the panel ───────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Invited:
    """Who is asked, as what, and for which organisation."""

    name: str
    part: str
    email: str = ""
    organisation: Organisation | None = None
    place: Place | None = None
    language: str = "en"


@transaction.atomic
def invite_to_panel(actor: Actor, meeting: Meeting, invited: Invited) -> PanelMember:
    """Ask somebody to take part. With an address a letter goes out; nothing shows before they said yes."""
    found = _composed(actor, meeting)
    if is_over(found):
        raise Refused(_("This session is over."))
    member = PanelMember(
        meeting=found,
        name=invited.name.strip(),
        part=invited.part,
        organisation=invited.organisation,
        place=invited.place,
        person=person_with(invited.email.strip()),
        email=invited.email.strip().lower(),
        language=invited.language,
        invited_at=timezone.now(),
        invited_by=actor.person,
    )
    _save(member, _("This person is on the panel with this role already."))
    record(actor, Verb.PANEL_MEMBER_INVITED, member, meeting=found.pk)
    if member.email:
        write(
            member.email,
            member.language,
            "programme/letters/invitation.txt",
            {
                "name": member.name,
                "title": found.title,
                "url": address_of(member.language, "programme:answer_invitation", token_of(member)),
            },
        )
    return member


@transaction.atomic
def answer_invitation(
    actor: Actor, member: PanelMember, *, accepts: bool, gender: str = "", is_young: bool | None = None
) -> PanelMember:
    """Say yes or no, and, with a yes, how one describes oneself, if one likes. May be said anew until it is over."""
    actor.require("programme.answer_invitation")
    found: PanelMember = (
        PanelMember.objects.select_for_update(of=("self",)).select_related("meeting").get(pk=member.pk)
    )
    if found.removed_at is not None:
        raise Refused(_("This invitation was taken back."))
    if is_over(found.meeting):
        raise Refused(_("This session is over."))
    now = timezone.now()
    if accepts:
        found.confirmed_at, found.declined_at = found.confirmed_at or now, None
        found.gender, found.is_young = gender.strip()[:40], is_young
        if found.person is None:
            found.person = person_with(found.email)
    else:
        found.confirmed_at, found.declined_at = None, now
        found.gender, found.is_young = "", None
    found.save(update_fields=["confirmed_at", "declined_at", "gender", "is_young", "person"])
    verb = Verb.PANEL_MEMBER_CONFIRMED if accepts else Verb.PANEL_MEMBER_DECLINED
    record(actor, verb, found, meeting=found.meeting_id)
    return found


@transaction.atomic
def remove_from_panel(actor: Actor, member: PanelMember) -> PanelMember:
    """Take somebody off the panel. What they said of themselves goes with it."""
    _composed(actor, member.meeting)
    found: PanelMember = PanelMember.objects.select_for_update(of=("self",)).get(pk=member.pk)
    if found.removed_at is None:
        found.removed_at = timezone.now()
        found.gender, found.is_young, found.email = "", None, ""
        found.save(update_fields=["removed_at", "gender", "is_young", "email"])
        record(actor, Verb.PANEL_MEMBER_REMOVED, found, meeting=found.meeting_id)
    return found


# ── the agenda ──────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Point:
    """What an agenda item says."""

    title: str
    language: str
    minutes: int
    text: str = ""
    paper: Paper | None = None
    action_item: ActionItem | None = None
    source_path: str = ""


@transaction.atomic
def add_agenda_item(actor: Actor, meeting: Meeting, point: Point, *, first: bool = False) -> AgendaItem:
    """Put something at the end of the agenda, or at its beginning. Nobody sees it before it is released."""
    found = _composed(actor, meeting)
    held = AgendaItem.objects.filter(meeting=found, removed_at__isnull=True)
    if first:
        held.update(position=models.F("position") + 1)
    last = held.aggregate(last=Max("position"))["last"] or 0
    item = AgendaItem(
        meeting=found,
        position=1 if first else last + 1,
        title=point.title.strip(),
        language=point.language,
        minutes=point.minutes,
        text=point.text.strip(),
        paper=point.paper,
        action_item=point.action_item,
        source_path=point.source_path,
    )
    item.full_clean(validate_unique=False, exclude=["meeting"])
    _save(item, _("This action item stands on the agenda already."))
    record(actor, Verb.AGENDA_CHANGED, item, meeting=found.pk, change="added")
    return item


@transaction.atomic
def open_with_overdue(
    actor: Actor, meeting: Meeting, action_item: ActionItem, minutes: int = 5
) -> AgendaItem:
    """Put an overdue action item at the beginning of the agenda."""
    title = action_item.what[:300]
    point = Point(title, action_item.language, minutes, action_item=action_item)
    return add_agenda_item(actor, meeting, point, first=True)


def _held(actor: Actor, item: AgendaItem) -> AgendaItem:
    """The item, locked with its agenda."""
    _composed(actor, item.meeting)
    found: AgendaItem = (
        AgendaItem.objects.select_for_update(of=("self",)).select_related("meeting").get(pk=item.pk)
    )
    if found.removed_at is not None:
        raise Refused(_("This was taken off the agenda."))
    return found


@transaction.atomic
def change_agenda_item(actor: Actor, item: AgendaItem, point: Point) -> AgendaItem:
    """Say it otherwise, give it more or less time, or link it to something else."""
    found = _held(actor, item)
    found.title, found.language, found.minutes = point.title.strip(), point.language, point.minutes
    found.text, found.paper, found.source_path = point.text.strip(), point.paper, point.source_path
    found.action_item = point.action_item
    found.full_clean(validate_unique=False, exclude=["meeting"])
    _save(found, _("This action item stands on the agenda already."))
    record(actor, Verb.AGENDA_CHANGED, found, meeting=found.meeting_id, change="changed")
    return found


@transaction.atomic
def move_agenda_item(actor: Actor, item: AgendaItem, *, up: bool) -> AgendaItem:
    """One place up or down. At the end of the list nothing happens."""
    found = _held(actor, item)
    order = list(
        AgendaItem.objects.filter(meeting=found.meeting_id, removed_at__isnull=True)
        .select_for_update(of=("self",))
        .order_by("position", "pk")
    )
    place = next(at for at, each in enumerate(order) if each.pk == found.pk)
    other = place - 1 if up else place + 1
    if 0 <= other < len(order):
        order[place], order[other] = order[other], order[place]
        for position, each in enumerate(order, start=1):
            each.position = position
        AgendaItem.objects.bulk_update(order, ["position"])
        record(actor, Verb.AGENDA_CHANGED, found, meeting=found.meeting_id, change="moved")
    found.refresh_from_db()
    return found


@transaction.atomic
def remove_agenda_item(actor: Actor, item: AgendaItem) -> AgendaItem:
    """Take it off. Releases that had it keep it."""
    found = _held(actor, item)
    found.removed_at = timezone.now()
    found.save(update_fields=["removed_at"])
    record(actor, Verb.AGENDA_CHANGED, found, meeting=found.meeting_id, change="removed")
    return found


@transaction.atomic
def release_agenda(actor: Actor, meeting: Meeting, note: str = "") -> Release:
    """Make the agenda public as it is now, under the next number."""
    found = _composed(actor, meeting)
    items = frozen(
        AgendaItem.objects.filter(meeting=found, removed_at__isnull=True)
        .select_related("paper", "action_item")
        .order_by("position", "pk")
    )
    newest = Release.objects.filter(meeting=found).order_by("-number").first()
    if not items and newest is None:
        raise Refused(_("There is nothing on the agenda yet."))
    if newest is not None and newest.items == items:
        raise Refused(_("Nothing changed since the last release."))
    release = Release(
        meeting=found,
        number=newest.number + 1 if newest else 1,
        items=items,
        note=note.strip(),
        released_at=timezone.now(),
        released_by=actor.person,
    )
    release.save()
    record(actor, Verb.AGENDA_RELEASED, release, meeting=found.pk, number=release.number)
    return release


# ── materials ───────────────────────────────────────────────────────────────────────────────────


@transaction.atomic
def pin_paper(actor: Actor, meeting: Meeting, version: Version) -> Material:
    """Give people one public version of a paper to read."""
    found = _composed(actor, meeting)
    if version.published_at is None:
        raise Refused(_("Only a version that is public can be given to read."))
    material = Material(meeting=found, version=version, added_by=actor.person)
    _save(material, _("This version is among the materials already."))
    record(actor, Verb.MATERIAL_PINNED, material, meeting=found.pk)
    return material


@transaction.atomic
def pin_resource(actor: Actor, meeting: Meeting, resource: Resource) -> Material:
    """Give people a resource of the library to read, as it is today."""
    found = _composed(actor, meeting)
    if not resource.is_published:
        raise Refused(_("This resource is not in the library."))
    material = Material(
        meeting=found, resource=resource, resource_number=newest_number(resource), added_by=actor.person
    )
    _save(material, _("This version is among the materials already."))
    record(actor, Verb.MATERIAL_PINNED, material, meeting=found.pk)
    return material


@transaction.atomic
def remove_material(actor: Actor, material: Material) -> Material:
    """Take it from the list."""
    _composed(actor, material.meeting)
    found: Material = Material.objects.select_for_update(of=("self",)).get(pk=material.pk)
    if found.removed_at is None:
        found.removed_at = timezone.now()
        found.save(update_fields=["removed_at"])
        record(actor, Verb.MATERIAL_REMOVED, found, meeting=found.meeting_id)
    return found


# ── people who come ─────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Coming:
    """Who comes, how, and what they need."""

    way: str
    number: int = 1
    access_needs: str = ""
    for_organisation: bool = False


@transaction.atomic
def register(actor: Actor, meeting: Meeting, coming: Coming) -> Registration:
    """Say that one comes. Said again it replaces what was said before."""
    actor.require("programme.register")
    assert actor.person is not None
    found: Meeting = Meeting.objects.select_for_update().get(pk=meeting.pk)
    if is_over(found):
        raise Refused(_("This session is over."))
    held = Registration.objects.select_for_update(of=("self",)).filter(
        meeting=found, person=actor.person, cancelled_at__isnull=True
    )
    registration = held.first() or Registration(
        meeting=found, person=actor.person, registered_at=timezone.now()
    )
    registration.way, registration.number = coming.way, coming.number
    registration.access_needs = coming.access_needs.strip()
    registration.organisation = actor.organisation if coming.for_organisation else None
    if registration.organisation is None and coming.number != 1:
        raise Refused(_("Only an organisation registers several people. Others register for themselves."))
    registration.full_clean(validate_unique=False, exclude=["meeting", "person"])
    _save(registration, _("You are registered already."))
    record(actor, Verb.REGISTERED, registration, meeting=found.pk)
    return registration


@transaction.atomic
def cancel_registration(actor: Actor, meeting: Meeting) -> Registration | None:
    """Say that one does not come. What one needs is forgotten at once."""
    actor.require("programme.register")
    found: Registration | None = (
        Registration.objects.select_for_update(of=("self",))
        .filter(meeting=meeting, person=actor.person, cancelled_at__isnull=True)
        .first()
    )
    if found is not None:
        found.cancelled_at, found.access_needs = timezone.now(), ""
        found.save(update_fields=["cancelled_at", "access_needs"])
        record(actor, Verb.REGISTRATION_CANCELLED, found, meeting=meeting.pk)
    return found


@transaction.atomic
def forget_needs(actor: Actor) -> int:
    """Forget what people needed, and addresses of invitations, thirty days after a session. How many it was."""
    actor.require("programme.forget_needs")
    now = timezone.now()
    registrations, members = to_forget(now)
    done = list(registrations.select_for_update(of=("self",)).select_related("meeting")[:500])
    for each in done:
        each.access_needs, each.forgotten_at = "", now
        each.save(update_fields=["access_needs", "forgotten_at"])
    meetings = {each.meeting for each in done}
    for meeting in meetings:
        record(actor, Verb.NEEDS_FORGOTTEN, meeting)
    return len(done) + int(members.update(email=""))


@transaction.atomic
def count_attendance(actor: Actor, meeting: Meeting, in_room: int, remote: int, how: str = "") -> Attendance:
    """Write down how many were there. A later count holds instead of an earlier one."""
    found = _composed(actor, meeting)
    if found.starts_on > timezone.now().date():
        raise Refused(_("Nobody was there yet: the session is still to come."))
    count = Attendance(
        meeting=found,
        in_room=in_room,
        remote=remote,
        how=how.strip(),
        counted_at=timezone.now(),
        counted_by=actor.person,
    )
    count.full_clean(exclude=["meeting", "counted_by"])
    count.save()
    record(actor, Verb.ATTENDANCE_COUNTED, count, meeting=found.pk, in_room=in_room, remote=remote)
    return count


# ── elsewhere ───────────────────────────────────────────────────────────────────────────────────


@transaction.atomic
def add_related_session(
    actor: Actor,
    meeting: Meeting,
    title: str,
    language: str,
    *,
    url: str = "",
    starts_on: date | None = None,
    represented_by: str = "",
) -> RelatedSession:
    """Name a session elsewhere, and who is there for the coalition."""
    found = _composed(actor, meeting)
    related = RelatedSession(
        meeting=found,
        title=title.strip(),
        language=language,
        url=url,
        starts_on=starts_on,
        represented_by=represented_by.strip(),
    )
    related.full_clean(exclude=["meeting"])
    related.save()
    record(actor, Verb.RELATED_SESSION_ADDED, related, meeting=found.pk)
    return related


@transaction.atomic
def remove_related_session(actor: Actor, related: RelatedSession) -> RelatedSession:
    """Take it from the list."""
    _composed(actor, related.meeting)
    if related.removed_at is None:
        related.removed_at = timezone.now()
        related.save(update_fields=["removed_at"])
        record(actor, Verb.RELATED_SESSION_REMOVED, related, meeting=related.meeting_id)
    return related


@transaction.atomic
def ask_plenary(actor: Actor, meeting: Meeting, what: str, language: str, asked_on: date) -> PlenaryRequest:
    """Write down that the coalition asked to present at the plenary."""
    found = _composed(actor, meeting)
    if asked_on > timezone.now().date():
        raise Refused(_("It cannot have been asked on a day to come."))
    request = PlenaryRequest(meeting=found, what=what.strip(), language=language, asked_on=asked_on)
    request.full_clean(exclude=["meeting"])
    request.save()
    record(actor, Verb.PLENARY_ASKED, request, meeting=found.pk)
    return request


@transaction.atomic
def answer_plenary(
    actor: Actor, request: PlenaryRequest, *, is_granted: bool, answered_on: date
) -> PlenaryRequest:
    """Write down what the plenary answered."""
    _composed(actor, request.meeting)
    found: PlenaryRequest = PlenaryRequest.objects.select_for_update(of=("self",)).get(pk=request.pk)
    if found.granted_on or found.declined_on:
        raise Refused(_("This request has been answered already."))
    if answered_on > timezone.now().date():
        raise Refused(_("It cannot have been answered on a day to come."))
    found.granted_on, found.declined_on = (answered_on, None) if is_granted else (None, answered_on)
    found.full_clean(exclude=["meeting"])
    found.save(update_fields=["granted_on", "declined_on"])
    verb = Verb.PLENARY_GRANTED if is_granted else Verb.PLENARY_DECLINED
    record(actor, verb, found, meeting=found.meeting_id)
    return found


@on_erasure
def _forget_person(person: Person, address: str) -> None:
    """Leave no address, no need and no word about themselves of somebody whose account is erased."""
    Registration.objects.filter(person=person).update(access_needs="")
    PanelMember.objects.filter(
        models.Q(person=person) | models.Q(email__iexact=address) & ~models.Q(email="")
    ).update(email="", gender="", is_young=None)
