"""Writing down what was agreed, and what became of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from intersession.access.actor import Actor
from intersession.access.errors import Refused
from intersession.access.roles import Role
from intersession.action_items.models import ActionItem, Note
from intersession.action_items.queries import to_remind
from intersession.audit.record import record
from intersession.audit.verbs import Verb
from intersession.directory.letters import representatives_of
from intersession.meetings.models import Meeting
from intersession.papers.models import Paper
from intersession.people.letters import address_of, write_to
from intersession.people.models import Organisation, Person


@dataclass(frozen=True, slots=True)
class Agreed:
    """What was agreed: who does what by when, and where it was said."""

    what: str
    language: str
    agreed_on: date
    meeting: Meeting | None = None
    organisation: Organisation | None = None
    person: Person | None = None
    due_on: date | None = None
    paper: Paper | None = None
    source_words: str = ""
    source_path: str = ""


@transaction.atomic
def propose_item(actor: Actor, agreed: Agreed, *, is_fictional: bool = False) -> ActionItem:
    """Write down what was agreed. Of the secretariat it is confirmed at once; else it waits for that."""
    actor.require("action_items.propose_item")
    now = timezone.now()
    if agreed.agreed_on > now.date():
        raise Refused(_("It cannot have been agreed on a day to come."))
    may_confirm = Role.SECRETARIAT in actor.roles or Role.SYSTEM in actor.roles
    item = ActionItem(
        what=agreed.what.strip(),
        language=agreed.language,
        meeting=agreed.meeting,
        agreed_on=agreed.agreed_on,
        source_words=agreed.source_words.strip(),
        source_path=agreed.source_path,
        organisation=agreed.organisation,
        person=agreed.person,
        due_on=agreed.due_on,
        paper=agreed.paper,
        proposed_by=actor.person,
        proposed_for=actor.organisation,
        confirmed_at=now if may_confirm else None,
        is_fictional=is_fictional,
    )
    item.full_clean()
    item.save()
    record(actor, Verb.ACTION_ITEM_PROPOSED, item)
    if may_confirm:
        record(actor, Verb.ACTION_ITEM_CONFIRMED, item)
    return item


def _held(actor: Actor, item: ActionItem, permission: str) -> ActionItem:
    found: ActionItem = ActionItem.objects.select_for_update(of=("self",)).get(pk=item.pk)
    actor.require(permission, found)
    if found.done_at is not None:
        raise Refused(_("This is done already."))
    if found.dropped_at is not None:
        raise Refused(_("This was dropped already."))
    return found


@transaction.atomic
def confirm_item(actor: Actor, item: ActionItem) -> ActionItem:
    """Say that it was agreed: from now on everybody sees it, and whoever does it is told."""
    found = _held(actor, item, "action_items.confirm_item")
    if found.confirmed_at is None:
        found.confirmed_at = timezone.now()
        found.save(update_fields=["confirmed_at"])
        record(actor, Verb.ACTION_ITEM_CONFIRMED, found)
        _write(found, "action_items/letters/confirmed.txt")
    return found


@transaction.atomic
def add_note(actor: Actor, item: ActionItem, text: str) -> Note:
    """Say how far it is."""
    found = _held(actor, item, "action_items.add_note")
    note = Note(
        item=found,
        text=text.strip(),
        at=timezone.now(),
        person=actor.person,
        organisation=actor.organisation,
    )
    note.full_clean()
    note.save()
    record(actor, Verb.ACTION_ITEM_NOTED, note, item=found.pk)
    return note


@transaction.atomic
def finish_item(actor: Actor, item: ActionItem, outcome: str, url: str = "") -> ActionItem:
    """Say that it is done, and what came of it."""
    found = _held(actor, item, "action_items.finish_item")
    if found.confirmed_at is None:
        raise Refused(_("It is not confirmed yet that this was agreed."))
    if not outcome.strip():
        raise Refused(_("Say what came of it."))
    found.done_at, found.outcome, found.outcome_url = timezone.now(), outcome.strip(), url
    found.full_clean()
    found.save(update_fields=["done_at", "outcome", "outcome_url"])
    record(actor, Verb.ACTION_ITEM_DONE, found)
    return found


@transaction.atomic
def drop_item(actor: Actor, item: ActionItem, reason: str) -> ActionItem:
    """Say that it will not be done, or was never agreed, and why. It stays."""
    found = _held(actor, item, "action_items.drop_item")
    if not reason.strip():
        raise Refused(_("Say why it is dropped."))
    found.dropped_at, found.dropped_because = timezone.now(), reason.strip()[:500]
    found.save(update_fields=["dropped_at", "dropped_because"])
    verb = Verb.ACTION_ITEM_DROPPED if found.confirmed_at else Verb.ACTION_ITEM_DISMISSED
    record(actor, verb, found)
    return found


@transaction.atomic
def remind(actor: Actor, item: ActionItem) -> bool:
    """Tell whoever does it that the day comes near, or that it has passed; whether there was something to tell."""
    actor.require("action_items.remind")
    on = timezone.now().date()
    found: ActionItem | None = to_remind(on).select_for_update(of=("self",)).filter(pk=item.pk).first()
    if found is None or found.due_on is None:
        return False
    has_passed = found.due_on < on
    _write(found, f"action_items/letters/{'overdue' if has_passed else 'near'}.txt")
    found.reminded_on = on
    found.save(update_fields=["reminded_on"])
    record(actor, Verb.ACTION_ITEM_REMINDED, found)
    return True


def _write(item: ActionItem, template: str) -> None:
    """To the person who does it, else to whoever represents the organisation."""
    if item.person_id is not None:
        people = list(Person.objects.filter(pk=item.person_id, erased_at__isnull=True))
    elif item.organisation is not None:
        people = list(representatives_of(item.organisation))
    else:
        return
    for person in people:
        url = address_of(person.language, "action_items:item", item.pk)
        write_to([person], template, {"what": item.what, "due_on": item.due_on, "url": url})
