"""What the live page asks."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.core import signing
from django.db.models import Count, QuerySet
from django.http import Http404
from django.utils.translation import gettext as _

from intersession.access.actor import Actor
from intersession.live.hands import Raised, speaking_order
from intersession.live.models import (
    LONGEST_QUESTION,
    Hand,
    Poll,
    PollVote,
    Question,
    Sitting,
    Sort,
    Update,
    Voice,
)
from intersession.meetings.models import Meeting
from intersession.people.models import Organisation

SALT = "live.captions"
# So many updates go out at once; who is further behind asks again at once.
MOST_AT_ONCE = 500
SHOWN_CAPTIONS, SHOWN_CHAT, SHOWN = 12, 30, 200


def sitting_of(meeting: Meeting) -> Sitting | None:
    """The sitting, once the session was opened."""
    return Sitting.objects.filter(meeting=meeting).select_related("item").first()


def updates_after(meeting: Meeting, after: int) -> str:
    """What happened after a number, as the text of JSON that browsers take."""
    found = Update.objects.filter(sitting__meeting=meeting, number__gt=after).order_by("number")
    return answer_of(after, list(found.values_list("told", flat=True)[:MOST_AT_ONCE]))


def answer_of(after: int, told: list[str]) -> str:
    """The answer to "what came after?": the number to ask with next, and the updates in their order."""
    return f'{{"last": {after + len(told)}, "updates": [{", ".join(told)}]}}'


def captions_token(meeting: Meeting) -> str:
    """What stands at the end of the captioner's link."""
    return signing.dumps(meeting.pk, salt=SALT)


def captioned(token: str) -> Meeting:
    """The session of a captioner's link; 404 with a sentence else."""
    try:
        pk = signing.loads(token, salt=SALT, max_age=3 * 24 * 3600)
    except signing.BadSignature as error:
        raise Http404(_("This link is not complete, or too old. Ask for a new one.")) from error
    found: Meeting | None = Meeting.objects.filter(pk=pk).select_related("place").first()
    if found is None:
        raise Http404(_("There is no session at this address."))
    return found


def last_chunk(sitting: Sitting | None) -> int:
    """The highest number of a piece of captions so far."""
    if sitting is None:
        return 0
    found = Update.objects.filter(sitting=sitting, chunk__isnull=False).order_by("-chunk")
    return found.values_list("chunk", flat=True).first() or 0


def question_for(sitting: Sitting | None, pk: int) -> Question:
    """A question; 404 with a sentence else."""
    found = Question.objects.filter(sitting=sitting, pk=pk).first() if sitting else None
    if found is None:
        raise Http404(_("There is no such question."))
    return found


def hand_for(sitting: Sitting | None, pk: int) -> Hand:
    """A raised hand; 404 with a sentence else."""
    found = Hand.objects.filter(sitting=sitting, pk=pk).first() if sitting else None
    if found is None:
        raise Http404(_("There is no such hand."))
    return found


def poll_for(sitting: Sitting | None, pk: int) -> Poll:
    """A poll; 404 with a sentence else."""
    found = Poll.objects.filter(sitting=sitting, pk=pk).first() if sitting else None
    if found is None:
        raise Http404(_("There is no such poll."))
    return found


def folded(text: str) -> str:
    """Letters and figures alone, in one case: what makes two questions the same."""
    return " ".join(re.findall(r"\w+", text.casefold()))[:LONGEST_QUESTION]


def questions_of(sitting: Sitting) -> QuerySet[Question]:
    """All questions with the number of voices, those with the most first."""
    found: QuerySet[Question] = (
        Question.objects.filter(sitting=sitting).annotate(heard=Count("voices")).order_by("-heard", "pk")
    )
    return found


def as_raised(hand: Hand) -> Raised:
    """What the order needs of it."""
    return Raised(hand.pk, hand.speaker, hand.group)


def order_of(sitting: Sitting) -> list[Hand]:
    """The raised hands in the order in which they will be called."""
    found = list(
        Hand.objects.filter(sitting=sitting, lowered_at__isnull=True)
        .select_related("organisation", "person")
        .order_by("called_at", "pk")
    )
    raised = {each.pk: each for each in found if each.called_at is None}
    called = [as_raised(each) for each in found if each.called_at is not None]
    return [raised[each.number] for each in speaking_order(map(as_raised, raised.values()), called)]


def spoken_of(sitting: Sitting) -> set[str]:
    """Who has spoken."""
    return {each.speaker for each in Hand.objects.filter(sitting=sitting, called_at__isnull=False)}


def counts_of(poll: Poll) -> list[int]:
    """How many chose each choice."""
    rows = PollVote.objects.filter(poll=poll).order_by().values_list("choice").annotate(Count("pk"))
    counted = dict(rows)
    return [counted.get(number, 0) for number in range(len(poll.choices))]


def organisation_named(said: str) -> Organisation | None:
    """A listed organisation by its very name."""
    same = list(Organisation.objects.filter(merged_into__isnull=True, name__iexact=said)[:2]) if said else []
    return same[0] if len(same) == 1 else None


@dataclass(frozen=True, slots=True)
class Shown:
    """The sitting as the page shows it at one number."""

    last: int
    item: dict[str, Any] | None
    captions: list[dict[str, Any]]
    questions: list[dict[str, Any]]
    waiting: list[Question]
    hands: list[dict[str, Any]]
    polls: list[dict[str, Any]]
    noted: list[dict[str, Any]]
    chat: list[dict[str, Any]]
    own_voices: set[int]
    has_hand_up: bool


def newest(sitting: Sitting, sorts: Iterable[str], most: int) -> list[dict[str, Any]]:
    """The newest updates of some sorts, in their order."""
    found = Update.objects.filter(sitting=sitting, sort__in=list(sorts)).order_by("-number")
    return [json.loads(told) for told in reversed(found.values_list("told", flat=True)[:most])]


def told_of_question(question: Question, voices: int) -> dict[str, Any]:
    """A question as an update tells it."""
    state = "open"
    if question.answered_at is not None:
        state = "answered"
    if question.set_aside_at is not None:
        state = "aside"
    return {
        "id": question.pk,
        "text": question.text if state != "aside" else "",
        "language": question.language,
        "name": question.name,
        "way": question.way,
        "voices": voices,
        "state": state,
    }


def told_of_hands(sitting: Sitting) -> list[dict[str, Any]]:
    """The order of hands as an update tells it."""
    spoken = spoken_of(sitting)
    return [
        {
            "id": each.pk,
            "name": each.name,
            "organisation": each.organisation.name if each.organisation else each.group,
            "is_new": each.speaker not in spoken,
        }
        for each in order_of(sitting)
    ]


def told_of_poll(poll: Poll) -> dict[str, Any]:
    """A poll as an update tells it: with counts once it is closed."""
    return {
        "id": poll.pk,
        "question": poll.question,
        "language": poll.language,
        "choices": poll.choices,
        "is_open": poll.closed_at is None,
        "counts": None if poll.closed_at is None else counts_of(poll),
    }


def with_lines(told: dict[str, Any]) -> dict[str, Any]:
    """A poll for a template: each choice beside its count."""
    return {**told, "lines": list(zip(told["choices"], told["counts"] or (), strict=False))}


def shown(actor: Actor, sitting: Sitting, *, runs: bool) -> Shown:
    """Everything on the page. As many queries however much was said."""
    # The number first: what comes while the rest is read is told once more, which does no harm.
    sitting.refresh_from_db(fields=["last_number"])
    questions = list(questions_of(sitting)[:SHOWN].fetch_mode(settings.PAGE_FETCH_MODE))
    items = newest(sitting, [Sort.ITEM], 1)
    return Shown(
        last=sitting.last_number,
        item=items[0] if items else None,
        captions=sorted(newest(sitting, [Sort.CAPTION], SHOWN_CAPTIONS), key=lambda each: each["chunk"]),
        questions=[
            told_of_question(each, each.heard)  # type: ignore[attr-defined]
            for each in questions
            if each.let_in_at is not None and each.set_aside_at is None
        ],
        waiting=[
            each
            for each in sorted(questions, key=lambda each: each.pk)
            if each.let_in_at is None
            and each.set_aside_at is None
            and (runs or (actor.person is not None and each.person_id == actor.person.pk))
        ],
        hands=told_of_hands(sitting),
        polls=[
            with_lines(told_of_poll(each))
            for each in Poll.objects.filter(sitting=sitting).order_by("-pk")[:5]
        ],
        noted=newest(sitting, [Sort.DECISION, Sort.ACTION], SHOWN),
        chat=newest(sitting, [Sort.CHAT], SHOWN_CHAT),
        own_voices=set(
            Voice.objects.filter(question__sitting=sitting, person=actor.person).values_list(
                "question_id", flat=True
            )
        )
        if actor.person
        else set(),
        has_hand_up=actor.person is not None
        and Hand.objects.filter(
            sitting=sitting, person=actor.person, called_at__isnull=True, lowered_at__isnull=True
        ).exists(),
    )
