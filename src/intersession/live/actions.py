"""Everything that happens on a sitting: each is an update with the next number, told to everybody."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from intersession.access.actor import Actor
from intersession.access.errors import Refused
from intersession.action_items.actions import Agreed, propose_item
from intersession.action_items.models import ActionItem
from intersession.audit.record import record
from intersession.audit.verbs import Verb
from intersession.live.models import (
    LONGEST_QUESTION,
    MOST_UPDATES,
    Hand,
    Poll,
    PollVote,
    Question,
    Sitting,
    Sort,
    Update,
    Voice,
)
from intersession.live.queries import folded, told_of_hands, told_of_poll, told_of_question
from intersession.meetings.models import Meeting
from intersession.people.models import Organisation
from intersession.programme.models import AgendaItem, Way

LONGEST_CAPTION = 1000
LONGEST_CHAT = 500
MOST_CHOICES = 8


def _held(actor: Actor, meeting: Meeting, permission: str) -> Sitting:
    """The open sitting, locked until this change is stored: so numbers come without a gap."""
    actor.require(permission, meeting)
    sitting: Sitting | None = (
        Sitting.objects.select_for_update(of=("self",))
        .select_related("meeting")
        .filter(meeting=meeting)
        .first()
    )
    if sitting is None:
        raise Refused(_("The session has not been opened yet."))
    if sitting.closed_at is not None:
        raise Refused(_("The session has been closed."))
    return sitting


def _tell(
    actor: Actor,
    sitting: Sitting,
    sort: Sort,
    facts: dict[str, Any],
    *,
    key: UUID | None = None,
    chunk: int | None = None,
) -> Update:
    """The next update. The sitting must be locked."""
    number = sitting.last_number + 1
    at = timezone.now()
    told = {"n": number, "sort": sort.value, "at": at.isoformat(timespec="milliseconds"), **facts}
    before = sitting.pk * MOST_UPDATES + sitting.last_number
    update = Update(
        id=before + 1,
        sitting=sitting,
        number=number,
        follows_id=before if sitting.last_number else None,
        sort=sort.value,
        told=json.dumps(told, ensure_ascii=False),
        at=at,
        person=actor.person,
        key=key,
        chunk=chunk,
    )
    update.save(force_insert=True)
    sitting.last_number = number
    sitting.save(update_fields=["last_number"])
    return update


def _name(actor: Actor) -> str:
    """How somebody is called on a public page: the organisation they act for stands beside it."""
    name = actor.person.public_name if actor.person else ""
    return f"{name} · {actor.organisation.name}" if actor.organisation else name


# ── opening and closing ─────────────────────────────────────────────────────────────────────────


@transaction.atomic
def open_sitting(actor: Actor, meeting: Meeting, *, keeps_chat: bool = False) -> Sitting:
    """Begin. A sitting that was closed by mistake is opened again, and its numbers go on."""
    actor.require("live.run", meeting)
    found: Meeting = Meeting.objects.select_for_update().get(pk=meeting.pk)
    sitting = Sitting.objects.select_for_update(of=("self",)).filter(meeting=found).first()
    if sitting is None:
        sitting = Sitting(
            meeting=found, opened_at=timezone.now(), opened_by=actor.person, keeps_chat=keeps_chat
        )
        sitting.save()
    elif sitting.closed_at is None:
        return sitting
    else:
        sitting.closed_at = None
        sitting.save(update_fields=["closed_at"])
    _tell(actor, sitting, Sort.OPENED, {})
    record(actor, Verb.SITTING_OPENED, sitting, meeting=found.pk)
    return sitting


@transaction.atomic
def close_sitting(actor: Actor, meeting: Meeting) -> Sitting:
    """End. What was said is the record; the words of the chat go unless the session keeps them."""
    sitting = _held(actor, meeting, "live.run")
    for poll in Poll.objects.filter(sitting=sitting, closed_at__isnull=True):
        close_poll(actor, meeting, poll)
    sitting.refresh_from_db(fields=["last_number"])
    if not sitting.keeps_chat:
        for each in Update.objects.filter(sitting=sitting, sort=Sort.CHAT):
            bare = {
                "n": each.number,
                "sort": Sort.CHAT.value,
                "at": each.at.isoformat(timespec="milliseconds"),
            }
            each.told, each.person = json.dumps(bare), None
            each.save(update_fields=["told", "person"])
    sitting.closed_at = timezone.now()
    sitting.save(update_fields=["closed_at"])
    _tell(actor, sitting, Sort.CLOSED, {})
    record(actor, Verb.SITTING_CLOSED, sitting, meeting=meeting.pk, updates=sitting.last_number)
    return sitting


@transaction.atomic
def go_to_item(actor: Actor, meeting: Meeting, item: AgendaItem) -> Update:
    """Say where in the agenda the session is."""
    sitting = _held(actor, meeting, "live.run")
    if item.meeting_id != meeting.pk:
        raise Refused(_("This is on the agenda of another session."))
    sitting.item = item
    sitting.save(update_fields=["item"])
    facts = {"id": item.pk, "title": item.title, "language": item.language, "minutes": item.minutes}
    return _tell(actor, sitting, Sort.ITEM, facts)


# ── captions and chat ───────────────────────────────────────────────────────────────────────────


@transaction.atomic
def add_caption(actor: Actor, meeting: Meeting, chunk: int, text: str, language: str) -> Update:
    """A piece of captions with the captioner's own number. The same number sent again changes nothing."""
    sitting = _held(actor, meeting, "live.caption")
    there = Update.objects.filter(sitting=sitting, chunk=chunk).first()
    if there is not None:
        return there
    text = " ".join(text.split())[:LONGEST_CAPTION]
    if not text:
        raise Refused(_("Nothing was said."))
    facts = {"chunk": chunk, "text": text, "language": language}
    return _tell(actor, sitting, Sort.CAPTION, facts, chunk=chunk)


@transaction.atomic
def say_in_chat(actor: Actor, meeting: Meeting, key: UUID, text: str, language: str) -> Update:
    """A line of the chat. The same key sent again changes nothing."""
    sitting = _held(actor, meeting, "live.take_part")
    there = Update.objects.filter(key=key).first()
    if there is not None:
        return there
    text = " ".join(text.split())[:LONGEST_CHAT]
    if not text:
        raise Refused(_("Write something first."))
    facts = {"name": _name(actor), "text": text, "language": language}
    return _tell(actor, sitting, Sort.CHAT, facts, key=key)


# ── questions ───────────────────────────────────────────────────────────────────────────────────


@transaction.atomic
def ask_question(
    actor: Actor, meeting: Meeting, key: UUID, text: str, language: str, *, name: str = ""
) -> Question:
    """Put a question into the one queue. The same key sent again changes nothing; the same words are one more voice.

    With a `name` somebody who runs the session asks for a person in the room.
    """
    sitting = _held(actor, meeting, "live.run" if name else "live.take_part")
    text = " ".join(text.split())[:LONGEST_QUESTION]
    if not folded(text):
        raise Refused(_("Write something first."))
    there = Question.objects.filter(key=key).first()
    if there is not None:
        return there
    same = Question.objects.filter(sitting=sitting, folded=folded(text)).first()
    if same is not None:
        _add_voice(actor, sitting, same)
        return same
    question = Question(
        sitting=sitting,
        key=key,
        text=text,
        folded=folded(text),
        language=language,
        way=Way.ROOM if name else Way.REMOTE,
        name=name.strip()[:200] or _name(actor)[:200],
        person=None if name else actor.person,
        organisation=None if name else actor.organisation,
        asked_at=timezone.now(),
    )
    question.save()
    if name:
        _let_in(actor, sitting, question)
    return question


def _let_in(actor: Actor, sitting: Sitting, question: Question) -> None:
    question.let_in_at, question.set_aside_at = timezone.now(), None
    question.save(update_fields=["let_in_at", "set_aside_at"])
    _tell(actor, sitting, Sort.QUESTION, told_of_question(question, question.voices.count()))


def _add_voice(actor: Actor, sitting: Sitting, question: Question) -> bool:
    """Whether this was a new voice."""
    if actor.person is None or question.person_id == actor.person.pk:
        return False
    _voice, is_new = Voice.objects.get_or_create(question=question, person=actor.person)
    if is_new and question.let_in_at is not None and question.set_aside_at is None:
        _tell(actor, sitting, Sort.QUESTION, told_of_question(question, question.voices.count()))
    return is_new


@transaction.atomic
def voice_question(actor: Actor, meeting: Meeting, question: Question) -> bool:
    """Say that one wants it answered, too; whether this is new. One's own needs no voice."""
    sitting = _held(actor, meeting, "live.take_part")
    found = Question.objects.get(pk=question.pk, sitting=sitting)
    if found.let_in_at is None or found.set_aside_at is not None:
        raise Refused(_("This question is not in the queue."))
    return _add_voice(actor, sitting, found)


@transaction.atomic
def let_in_question(actor: Actor, meeting: Meeting, question: Question) -> Question:
    """Let it into the queue that everybody sees."""
    sitting = _held(actor, meeting, "live.run")
    found = Question.objects.get(pk=question.pk, sitting=sitting)
    if found.let_in_at is None or found.set_aside_at is not None:
        _let_in(actor, sitting, found)
    return found


@transaction.atomic
def answer_question(actor: Actor, meeting: Meeting, question: Question) -> Question:
    """Say that it was answered."""
    sitting = _held(actor, meeting, "live.run")
    found = Question.objects.get(pk=question.pk, sitting=sitting)
    if found.let_in_at is None or found.set_aside_at is not None:
        raise Refused(_("This question is not in the queue."))
    if found.answered_at is None:
        found.answered_at = timezone.now()
        found.save(update_fields=["answered_at"])
        _tell(actor, sitting, Sort.QUESTION, told_of_question(found, found.voices.count()))
    return found


@transaction.atomic
def set_question_aside(actor: Actor, meeting: Meeting, question: Question) -> Question:
    """Take it out of the queue, or do not let it in. Its words are told to nobody any more."""
    sitting = _held(actor, meeting, "live.run")
    found = Question.objects.get(pk=question.pk, sitting=sitting)
    if found.set_aside_at is None:
        found.set_aside_at, found.answered_at = timezone.now(), None
        found.save(update_fields=["set_aside_at", "answered_at"])
        if found.let_in_at is not None:
            _forget_words(found)
            _tell(actor, sitting, Sort.QUESTION, told_of_question(found, 0))
    return found


def _forget_words(question: Question) -> None:
    """Earlier updates keep their numbers, without the words."""
    for each in Update.objects.filter(sitting=question.sitting, sort=Sort.QUESTION):
        told = json.loads(each.told)
        if told["id"] == question.pk:
            each.told = json.dumps({**told, "text": "", "name": "", "state": "aside"}, ensure_ascii=False)
            each.save(update_fields=["told"])


# ── hands ───────────────────────────────────────────────────────────────────────────────────────


@transaction.atomic
def raise_hand(
    actor: Actor, meeting: Meeting, *, name: str = "", organisation: Organisation | None = None
) -> Hand:
    """Ask to speak. With a `name` somebody who runs the session raises it for a person in the room."""
    sitting = _held(actor, meeting, "live.run" if name else "live.take_part")
    if not name:
        assert actor.person is not None
        there = Hand.objects.filter(
            sitting=sitting, person=actor.person, called_at__isnull=True, lowered_at__isnull=True
        ).first()
        if there is not None:
            return there
        organisation = actor.organisation
    hand = Hand(
        sitting=sitting,
        person=None if name else actor.person,
        name=name.strip()[:200] or (actor.person.public_name if actor.person else ""),
        organisation=organisation,
        group=organisation.name[:200] if organisation else "",
        raised_at=timezone.now(),
    )
    hand.save()
    _tell(actor, sitting, Sort.HANDS, {"order": told_of_hands(sitting), "called": ""})
    return hand


@transaction.atomic
def lower_hand(actor: Actor, meeting: Meeting) -> None:
    """Not any more."""
    sitting = _held(actor, meeting, "live.take_part")
    held = Hand.objects.filter(
        sitting=sitting, person=actor.person, called_at__isnull=True, lowered_at__isnull=True
    )
    if held.update(lowered_at=timezone.now()):
        _tell(actor, sitting, Sort.HANDS, {"order": told_of_hands(sitting), "called": ""})


@transaction.atomic
def call_hand(actor: Actor, meeting: Meeting, hand: Hand) -> Hand:
    """Give somebody the floor."""
    sitting = _held(actor, meeting, "live.run")
    found = Hand.objects.get(pk=hand.pk, sitting=sitting)
    if found.called_at is None and found.lowered_at is None:
        found.called_at = timezone.now()
        found.save(update_fields=["called_at"])
        _tell(actor, sitting, Sort.HANDS, {"order": told_of_hands(sitting), "called": found.name})
    return found


# ── polls ───────────────────────────────────────────────────────────────────────────────────────


@transaction.atomic
def open_poll(actor: Actor, meeting: Meeting, question: str, choices: Sequence[str], language: str) -> Poll:
    """Ask everybody one thing."""
    sitting = _held(actor, meeting, "live.run")
    listed = list(dict.fromkeys(" ".join(each.split())[:200] for each in choices if each.strip()))
    if not 2 <= len(listed) <= MOST_CHOICES:
        raise Refused(_("Give between two and eight choices, each on a line of its own."))
    poll = Poll(
        sitting=sitting,
        question=question.strip(),
        language=language,
        choices=listed,
        opened_at=timezone.now(),
    )
    poll.full_clean(exclude=["sitting"], validate_constraints=False)
    try:
        with transaction.atomic():
            poll.save()
    except IntegrityError as error:
        raise Refused(_("Another poll is open. Close it first.")) from error
    _tell(actor, sitting, Sort.POLL, told_of_poll(poll))
    record(actor, Verb.POLL_OPENED, poll, meeting=meeting.pk)
    return poll


@transaction.atomic
def vote_in_poll(actor: Actor, meeting: Meeting, poll: Poll, choice: int) -> PollVote:
    """Choose, or choose otherwise. Nobody is told before the poll is closed."""
    sitting = _held(actor, meeting, "live.take_part")
    found = Poll.objects.get(pk=poll.pk, sitting=sitting)
    if found.closed_at is not None:
        raise Refused(_("This poll is closed."))
    if not 0 <= choice < len(found.choices):
        raise Refused(_("Choose one of the choices."))
    vote, _is_new = PollVote.objects.update_or_create(
        poll=found, person=actor.person, defaults={"choice": choice}
    )
    return vote


@transaction.atomic
def close_poll(actor: Actor, meeting: Meeting, poll: Poll) -> Poll:
    """Count."""
    sitting = _held(actor, meeting, "live.run")
    found = Poll.objects.get(pk=poll.pk, sitting=sitting)
    if found.closed_at is None:
        found.closed_at = timezone.now()
        found.save(update_fields=["closed_at"])
        _tell(actor, sitting, Sort.POLL, told_of_poll(found))
        record(actor, Verb.POLL_CLOSED, found, meeting=meeting.pk)
    return found


# ── what is decided and agreed ──────────────────────────────────────────────────────────────────


@transaction.atomic
def note_decision(actor: Actor, meeting: Meeting, key: UUID, text: str, language: str) -> Update:
    """Write down what the session decided."""
    sitting = _held(actor, meeting, "live.run")
    there = Update.objects.filter(key=key).first()
    if there is not None:
        return there
    text = " ".join(text.split())[:1000]
    if not text:
        raise Refused(_("Write something first."))
    update = _tell(actor, sitting, Sort.DECISION, {"text": text, "language": language}, key=key)
    record(actor, Verb.DECISION_NOTED, sitting, meeting=meeting.pk, number=update.number)
    return update


@transaction.atomic
def take_action_item(
    actor: Actor,
    meeting: Meeting,
    key: UUID,
    what: str,
    language: str,
    *,
    organisation: Organisation | None = None,
    due_on: date | None = None,
) -> ActionItem:
    """Write down on the spot what was agreed: an action item like any other, with the way back."""
    sitting = _held(actor, meeting, "live.run")
    there = Update.objects.filter(key=key).first()
    if there is not None:
        return ActionItem.objects.get(pk=json.loads(there.told)["id"])
    agreed = Agreed(
        what,
        language,
        timezone.now().date(),
        meeting=meeting,
        organisation=organisation,
        due_on=due_on,
        source_path=f"/sessions/{meeting.slug}/live/#update-{sitting.last_number + 1}",
    )
    item = propose_item(actor, agreed, is_fictional=meeting.is_fictional)
    facts = {
        "id": item.pk,
        "text": item.what,
        "language": language,
        "organisation": organisation.name if organisation else "",
        "due_on": due_on.isoformat() if due_on else "",
        "path": f"/actions/{item.pk}/" if item.confirmed_at else "",
    }
    _tell(actor, sitting, Sort.ACTION, facts, key=key)
    return item
