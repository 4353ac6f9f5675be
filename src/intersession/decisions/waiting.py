"""What waits in this room, for whom: ballots, objections, outcomes, reviews."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime, time
from functools import partial
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from intersession.access.actor import Actor
from intersession.access.waiting import Waiting, WaitingList, declare
from intersession.decisions import due
from intersession.decisions.models import Decision, Objection


def _ballots(actor: Actor, most: int) -> Iterator[Waiting]:
    for voter in due.ballots_waiting_for(actor, timezone.now())[:most]:
        decision = voter.decision
        yield Waiting(
            title=decision.title,
            url=reverse("decisions:cast_vote", args=[decision.slug]),
            since=decision.opens_at or decision.created_at,
            whose=voter.organisation.name,
            language=decision.language,
            due=decision.closes_at,
        )


def _settlements(actor: Actor, most: int) -> Iterator[Waiting]:
    for objection in due.objections_to_settle(actor)[:most]:
        yield Waiting(
            title=objection.decision.title,
            url=reverse("decisions:settle_objection", args=[objection.decision.slug, objection.pk]),
            since=objection.answered_at or objection.raised_at,
            whose=objection.organisation.name,
            note=_("Your objection was answered: is it resolved, or do you sustain it?"),
            language=objection.decision.language,
            due=objection.decision.closes_at,
        )


def _own(found: QuerySet[Any], actor: Actor, is_own: bool) -> QuerySet[Any]:
    """All that the permission reaches, or of it what this person guides."""
    if not is_own:
        return found
    path = "facilitator" if found.model is Decision else "decision__facilitator"
    return found.filter(**{path: actor.person})


def _count(found: Callable[[Actor], QuerySet[Any]], actor: Actor, *, is_own: bool = False) -> int:
    return _own(found(actor), actor, is_own).count()


def _rows(found: Callable[[Actor], QuerySet[Any]], actor: Actor) -> QuerySet[Any]:
    return _own(found(actor), actor, is_own=True)


def _shown(
    found: Callable[[Actor], QuerySet[Any]],
    entries: Callable[[Iterable[Any]], Iterator[Waiting]],
    actor: Actor,
    most: int,
    *,
    is_own: bool = False,
) -> Iterator[Waiting]:
    return entries(_own(found(actor), actor, is_own)[:most])


def _answers(objections: Iterable[Objection]) -> Iterator[Waiting]:
    for objection in objections:
        yield Waiting(
            title=objection.decision.title,
            url=reverse("decisions:answer_objection", args=[objection.decision.slug, objection.pk]),
            since=objection.raised_at,
            whose=_("the facilitator"),
            note=_("An objection of %(organisation)s waits for an answer.")
            % {"organisation": objection.organisation.name},
            language=objection.decision.language,
            due=objection.decision.closes_at,
        )


def _outcomes(decisions: Iterable[Decision]) -> Iterator[Waiting]:
    for decision in decisions:
        assert decision.closes_at
        yield Waiting(
            title=decision.title,
            url=reverse("decisions:conclude_decision", args=[decision.slug]),
            since=decision.closes_at,
            whose=_("the facilitator"),
            note=_("Voting has closed; the outcome is to be written."),
            language=decision.language,
        )


def _reviews(decisions: Iterable[Decision]) -> Iterator[Waiting]:
    for decision in decisions:
        assert decision.review_on
        came = datetime.combine(decision.review_on, time(), tzinfo=UTC)
        yield Waiting(
            title=decision.title,
            url=reverse("decisions:review_decision", args=[decision.slug]),
            since=came,
            whose=_("the facilitator"),
            note=_("The day of review has come."),
            language=decision.language,
            due=came,
        )


declare(
    WaitingList(
        "ballots",
        gettext_lazy("Ballots waiting for you"),
        "decisions.cast_vote",
        lambda actor: due.ballots_waiting_for(actor, timezone.now()).count(),
        _ballots,
        rows=lambda actor: due.ballots_waiting_for(actor, timezone.now()),
        is_personal=True,
    )
)
declare(
    WaitingList(
        "answered-objections",
        gettext_lazy("Answers to your objections"),
        "decisions.settle_objection",
        lambda actor: due.objections_to_settle(actor).count(),
        _settlements,
        rows=due.objections_to_settle,
        is_personal=True,
    )
)
# Facilitators hold no office: what waits for them stands on their own page, all of it on the desk.
for name, label, permission, found, entries in (
    (
        "objections",
        gettext_lazy("Objections to answer"),
        "decisions.answer_objection",
        lambda actor: due.objections_to_answer(actor),
        _answers,
    ),
    (
        "outcomes",
        gettext_lazy("Outcomes to write"),
        "decisions.conclude_decision",
        lambda actor: due.outcomes_to_write(actor, timezone.now()),
        _outcomes,
    ),
    (
        "reviews",
        gettext_lazy("Decisions to review"),
        "decisions.review_decision",
        lambda actor: due.reviews_due(actor, timezone.now()),
        _reviews,
    ),
):
    declare(
        WaitingList(
            f"{name}-desk",
            label,
            "decisions.extend_decision",
            partial(_count, found),
            partial(_shown, found, entries),
            rows=found,
        )
    )
    declare(
        WaitingList(
            f"{name}-mine",
            label,
            permission,
            partial(_count, found, is_own=True),
            partial(_shown, found, entries, is_own=True),
            rows=partial(_rows, found),
            is_personal=True,
        )
    )
