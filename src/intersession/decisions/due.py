"""What waits for somebody in decisions."""

from __future__ import annotations

from datetime import datetime

from django.db.models import QuerySet

from intersession.access.actor import Actor
from intersession.decisions.models import (
    Decision,
    Objection,
    Voter,
)
from intersession.decisions.roll import organisations_of, still_silent


def ballots_waiting_for(actor: Actor, moment: datetime) -> QuerySet[Voter]:
    """Voters this actor may speak for that have not spoken, in questions open at this moment; soonest first."""
    open_now = Decision.objects.open_at(moment)
    found: QuerySet[Voter] = Voter.objects.filter(
        still_silent(), decision__in=open_now, organisation__in=list(organisations_of(actor))
    ).select_related("decision", "organisation")
    return found.order_by("decision__closes_at", "pk")


def objections_to_settle(actor: Actor) -> QuerySet[Objection]:
    """Answered objections of organisations this actor may speak for: resolved, or sustained?"""
    found: QuerySet[Objection] = Objection.objects.filter(
        organisation__in=list(organisations_of(actor)),
        decision__concluded_at__isnull=True,
        decision__withdrawn_at__isnull=True,
        answered_at__isnull=False,
        resolved_at__isnull=True,
        sustained_at__isnull=True,
    ).select_related("decision", "organisation")
    return found.order_by("answered_at")


def objections_to_answer(actor: Actor) -> QuerySet[Objection]:
    """Objections without an answer, of decisions this actor guides or looks after."""
    guided = Decision.objects.filter(actor.scope("decisions.answer_objection"), withdrawn_at__isnull=True)
    found: QuerySet[Objection] = Objection.objects.filter(
        decision__in=guided, answered_at__isnull=True, resolved_at__isnull=True
    ).select_related("decision", "organisation")
    return found.order_by("raised_at")


def outcomes_to_write(actor: Actor, moment: datetime) -> QuerySet[Decision]:
    """Closed decisions without an outcome, of those this actor guides or looks after."""
    found: QuerySet[Decision] = Decision.objects.standing().filter(
        actor.scope("decisions.conclude_decision"),
        announced_at__isnull=False,
        closes_at__lte=moment,
        concluded_at__isnull=True,
    )
    return found.order_by("closes_at")


def reviews_due(actor: Actor, moment: datetime) -> QuerySet[Decision]:
    """Decisions whose day of review has come."""
    found: QuerySet[Decision] = Decision.objects.standing().filter(
        actor.scope("decisions.conclude_decision"), concluded_at__isnull=False, review_on__lte=moment.date()
    )
    return found.order_by("review_on")


def overdue(moment: datetime) -> QuerySet[Decision]:
    """Decisions whose opening or closing the clock has not written into the log yet."""
    found: QuerySet[Decision] = Decision.objects.due(moment)
    return found.order_by("closes_at")
