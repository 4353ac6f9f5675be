"""What pages ask about decisions, and what the rooms above take."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db.models import F, Prefetch, Q, QuerySet
from django.http import Http404
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from intersession.access.actor import Actor
from intersession.audit.models import Event
from intersession.audit.record import subject_label
from intersession.audit.verbs import Verb
from intersession.decisions.models import (
    Affiliation,
    Decision,
    DecisionRecord,
    Objection,
    Remark,
    State,
    Voter,
)
from intersession.people.models import Organisation


def seen_by(actor: Actor) -> QuerySet[Decision]:
    """What this actor sees."""
    seen: QuerySet[Decision] = Decision.objects.filter(actor.scope("decisions.view_decision"))
    return seen.fetch_mode(settings.PAGE_FETCH_MODE)


def listed(actor: Actor, state: str, moment: datetime) -> QuerySet[Decision]:
    """The list of one state (of all, when none is named): what ends first comes first, then the newest."""
    found = seen_by(actor).prefetch_related("wordings")
    standing = Q(withdrawn_at__isnull=True, announced_at__isnull=False)
    conditions = {
        State.DRAFT: Q(announced_at__isnull=True, withdrawn_at__isnull=True),
        State.ANNOUNCED: standing & Q(opens_at__gt=moment),
        State.OPEN: standing & Q(opens_at__lte=moment, closes_at__gt=moment),
        State.CLOSED: standing & Q(closes_at__lte=moment, concluded_at__isnull=True),
        State.CONCLUDED: standing & Q(concluded_at__isnull=False),
        State.WITHDRAWN: Q(withdrawn_at__isnull=False),
    }
    if state:
        found = found.filter(conditions[State(state)])
    order = (
        F("closes_at").asc(nulls_last=True) if state == State.OPEN else F("closes_at").desc(nulls_first=True)
    )
    return found.order_by(order, "-pk")


def decision_for(actor: Actor, slug: str) -> Decision:
    """The decision at an address, if this actor sees it; 404 with a sentence otherwise."""
    found = (
        seen_by(actor)
        .select_related("facilitator", "organisation")
        .prefetch_related("wordings", "extensions", "young_voices")
        .filter(slug=slug)
        .first()
    )
    if found is None:
        raise Http404(_("There is no decision at this address."))
    return found


def objections_of(decision: Decision) -> list[Objection]:
    """Every objection, the oldest first."""
    return list(
        Objection.objects.filter(decision=decision)
        .select_related("organisation", "voter")
        .order_by("raised_at", "pk")
        .fetch_mode(settings.PAGE_FETCH_MODE)
    )


def objection_for(actor: Actor, slug: str, pk: int) -> Objection:
    """An objection of a decision this actor sees; 404 otherwise."""
    found = (
        Objection.objects.filter(decision__in=seen_by(actor).filter(slug=slug), pk=pk)
        .select_related("decision", "organisation", "voter")
        .first()
    )
    if found is None:
        raise Http404(_("There is no such objection."))
    return found


def remarks_of(decision: Decision) -> QuerySet[Remark]:
    """What was said beside the votes, the newest first."""
    found: QuerySet[Remark] = Remark.objects.filter(decision=decision).select_related(
        "person", "organisation"
    )
    return found.order_by("-pk").fetch_mode(settings.PAGE_FETCH_MODE)


def roll_of(decision: Decision) -> QuerySet[Voter]:
    """The voices of a roll with what they said, by group and name."""
    found: QuerySet[Voter] = (
        Voter.objects.filter(decision=decision, counts_with__isnull=True)
        .select_related("organisation", "vote__cast_by", "vote__organisation")
        .prefetch_related(Prefetch("counted_along", Voter.objects.select_related("organisation")))
    )
    return found.order_by("group", "organisation__name", "pk").fetch_mode(settings.PAGE_FETCH_MODE)


@dataclass(frozen=True, slots=True)
class Worded:
    """The question in one language."""

    language: str
    title: str
    text: str
    is_original: bool


def worded(decision: Decision, language: str | None = None) -> Worded:
    """The question in the reader's language if somebody wrote it in that, else as it was asked."""
    wanted = language or get_language() or "en"
    if decision.language != wanted:
        for each in decision.wordings.all():
            if each.language == wanted:
                return Worded(each.language, each.title, each.text, is_original=False)
    return Worded(decision.language, decision.title, decision.text, is_original=True)


def events_of(decision: Decision) -> list[Event]:
    """What happened to a decision, the newest first; without the votes, which have a page of their own."""
    told = [
        Verb.DECISION_ANNOUNCED,
        Verb.DECISION_OPENED,
        Verb.DECISION_EXTENDED,
        Verb.DECISION_WITHDRAWN,
        Verb.DECISION_CLOSED,
        Verb.DECISION_CONCLUDED,
        Verb.TALLY_HIDDEN,
        Verb.VOTERS_JOINED,
    ]
    return list(
        Event.objects.filter(
            subject_type=subject_label(Decision), subject_id=str(decision.pk), verb__in=told
        ).order_by("-id")[:50]
    )


def newest_record(decision: Decision) -> DecisionRecord | None:
    """The record as it stands: that of the outcome, else that of the closing."""
    found: DecisionRecord | None = (
        DecisionRecord.objects.filter(decision=decision).select_related("event").order_by("-pk").first()
    )
    return found


def affiliations() -> list[Affiliation]:
    """Every organisation that belongs to another."""
    return list(
        Affiliation.objects.select_related("organisation", "head").order_by(
            "head__name", "organisation__name"
        )
    )


def unanswered(decision: Decision) -> QuerySet[Objection]:
    """Objections of a decision that wait for an answer."""
    found: QuerySet[Objection] = Objection.objects.filter(
        decision=decision, answered_at__isnull=True, resolved_at__isnull=True
    )
    return found


@dataclass(frozen=True, slots=True)
class Dissent:
    """An objection that was not resolved, as it stands in the published text."""

    organisation: Organisation
    reason: str
    resolution: str
    answer: str
    is_sustained: bool


def dissent_of(decision: Decision) -> list[Dissent]:
    """Every objection that is not resolved, with its answer: it belongs into what is published.

    `is_sustained` says that the objector upheld it after the answer; otherwise the objector said no more.
    """
    return [
        Dissent(each.organisation, each.reason, each.resolution, each.answer, each.sustained_at is not None)
        for each in objections_of(decision)
        if each.resolved_at is None
    ]
