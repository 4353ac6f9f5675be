"""What pages ask about calls and ideas."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db.models import Case, Count, F, Prefetch, Q, QuerySet, Value, When
from django.http import Http404
from django.utils import timezone
from django.utils.translation import gettext as _

from intersession.access.actor import Actor
from intersession.access.roles import Role
from intersession.calls.models import Call, Conflict, Fate, Idea, Rating, Reviewer, State
from intersession.calls.permissions import own_ideas, public_ideas
from intersession.people.models import Mandate, Person

REMINDED_BEFORE = timedelta(days=2)


def calls(actor: Actor) -> QuerySet[Call]:
    """The calls this actor may see, those that close last first."""
    found: QuerySet[Call] = Call.objects.filter(actor.scope("calls.view_call")).select_related(
        "questionnaire"
    )
    return found.order_by("-closes_at", "-pk").fetch_mode(settings.PAGE_FETCH_MODE)


def announced_calls() -> QuerySet[Call]:
    """Those everybody sees, for the public list."""
    found: QuerySet[Call] = Call.objects.filter(announced_at__isnull=False).select_related("questionnaire")
    return found.order_by("-closes_at", "-pk").fetch_mode(settings.PAGE_FETCH_MODE)


def calls_of_year(actor: Actor, year: int) -> list[Call]:
    """The calls of a cycle in the order in which they close."""
    return list(calls(actor).filter(year=year, announced_at__isnull=False).order_by("closes_at", "pk"))


def call_for(actor: Actor, slug: str) -> Call:
    """The call at an address; 404 with a sentence else."""
    found: Call | None = calls(actor).filter(slug=slug).first()
    if found is None:
        raise Http404(_("There is no call at this address."))
    return found


def slugs_like(base: str) -> set[str]:
    """Addresses that are taken already."""
    return set(Call.objects.filter(slug__startswith=base).values_list("slug", flat=True))


def _ideas() -> QuerySet[Idea]:
    merged = Idea.objects.filter(fate=Fate.MERGED, released_at__isnull=False).select_related(
        "organisation", "author"
    )
    found: QuerySet[Idea] = Idea.objects.select_related(
        "call", "organisation", "author", "merged_into"
    ).prefetch_related(
        "concept_lines",
        "place_lines",
        Prefetch("merged_ideas", merged.order_by("number"), to_attr="told_merged"),
    )
    return found


def searchable() -> QuerySet[Idea]:
    """Ideas with all a document needs."""
    return _ideas().order_by("pk")


def is_own(actor: Actor, idea: Idea) -> bool:
    """Whether it is the actor's, or of the organisation they act for."""
    if idea.organisation_id is None:
        return actor.person is not None and idea.author_id == actor.person.pk
    if actor.organisation is None:
        return False
    return idea.organisation_id == actor.organisation.pk or (
        idea.organisation is not None and idea.organisation.merged_into_id == actor.organisation.pk
    )


def sees_author(actor: Actor, idea: Idea) -> bool:
    """Whether the author may be named to this actor: not to who reviews without names, until all is told."""
    return (
        not idea.call.is_review_anonymous
        or idea.call.released_at is not None
        or is_own(actor, idea)
        or Role.SECRETARIAT in actor.roles
    )


def name_of(idea: Idea) -> str:
    """Who wrote it, as everybody may read."""
    return idea.organisation.name if idea.organisation is not None else idea.author.public_name


@dataclass(frozen=True, slots=True)
class Line:
    """An idea as this actor may see it: whoever is not to know gets no author."""

    idea: Idea
    credits: Sequence[str]
    is_own: bool = False
    concepts: Sequence[str] = ()
    places: Sequence[str] = ()

    @property
    def state(self) -> State:
        return self.idea.state


def line_of(actor: Actor, idea: Idea) -> Line:
    """One idea for this actor. Those merged into it are credited once that is told."""
    names = [name_of(idea), *(name_of(each) for each in idea.told_merged)]  # type: ignore[attr-defined]
    return Line(
        idea,
        list(dict.fromkeys(names)) if sees_author(actor, idea) else [],
        is_own(actor, idea),
        [line.concept_id for line in idea.concept_lines.all()],
        [line.place_id for line in idea.place_lines.all()],
    )


def public_of(call: Call) -> QuerySet[Idea]:
    """What everybody may read of a call, accepted ideas first; merged ones stand on those that took them in."""
    found = (
        _ideas().filter(public_ideas(Actor()), call=call).exclude(fate=Fate.MERGED, released_at__isnull=False)
    )
    # A fate that is held must not show in the order either.
    told = Case(When(released_at__isnull=False, then=F("fate")), default=Value(""))
    return found.order_by(told, "number").fetch_mode(settings.PAGE_FETCH_MODE)


def own_of(actor: Actor, call: Call) -> list[Line]:
    """What one, or one's organisation, answered a call with."""
    if actor.person is None:
        return []
    found = _ideas().filter(own_ideas(actor), call=call).order_by("number")
    return [line_of(actor, each) for each in found.fetch_mode(settings.PAGE_FETCH_MODE)]


def idea_for(actor: Actor, slug: str, number: int) -> Idea:
    """The idea at an address, if this actor may see it; 404 with a sentence else."""
    found: Idea | None = (
        _ideas()
        .filter(actor.scope("calls.view_idea"), call__slug=slug, number=number)
        .fetch_mode(settings.PAGE_FETCH_MODE)
        .first()
    )
    if found is None:
        raise Http404(_("There is no idea at this address, or it is not public."))
    return found


def others_of(call: Call) -> dict[str, int]:
    """How many were declined and withdrawn, once all is told."""
    if call.released_at is None:
        return {}
    counts = Counter(each.state for each in Idea.objects.filter(call=call, submitted_at__isnull=False))
    return {str(state.label): counts[state] for state in (State.DECLINED, State.WITHDRAWN) if counts[state]}


def decided_of(call: Call) -> list[Idea]:
    """Every idea of a call whose fate is out and that stays on record by name."""
    found = _ideas().filter(public_ideas(Actor()), call=call, call__released_at__isnull=False)
    return list(found.order_by("number").fetch_mode(settings.PAGE_FETCH_MODE))


# ── reviewing ───────────────────────────────────────────────────────────────────────────────────


def reviewer_for(actor: Actor, call: Call) -> Reviewer | None:
    """The actor as a reviewer of the call."""
    if actor.person is None:
        return None
    found: Reviewer | None = Reviewer.objects.filter(
        call=call, person=actor.person, ended_at__isnull=True
    ).first()
    return found


def organisations_of(person: Person) -> set[int]:
    """The organisations somebody holds a mandate of now, and those merged into them."""
    own = set(Mandate.objects.current().filter(person=person).values_list("organisation_id", flat=True))
    merged = Mandate.objects.current().filter(person=person)
    return own | set(
        merged.filter(organisation__merged_organisations__isnull=False).values_list(
            "organisation__merged_organisations", flat=True
        )
    )


def is_of(person: Person, organisations: Iterable[int], idea: Idea) -> bool:
    """Whether an idea is that of the person, or of one of their organisations."""
    return idea.author_id == person.pk or idea.organisation_id in set(organisations)


@dataclass(frozen=True, slots=True)
class Review:
    """An idea as its reviewer sees it."""

    line: Line
    rating: Rating | None
    conflict: Conflict | None
    is_of_own_organisation: bool

    @property
    def is_due(self) -> bool:
        return self.rating is None and self.conflict is None and not self.is_of_own_organisation


def reviews_of(actor: Actor, reviewer: Reviewer) -> list[Review]:
    """Every submitted idea of the call with what this reviewer said of it."""
    found = (
        _ideas()
        .filter(call_id=reviewer.call_id, submitted_at__isnull=False, withdrawn_at__isnull=True)
        .prefetch_related(
            Prefetch("ratings", Rating.objects.filter(reviewer=reviewer), to_attr="own_ratings"),
            Prefetch("conflicts", Conflict.objects.filter(reviewer=reviewer), to_attr="own_conflicts"),
        )
        .order_by("number")
        .fetch_mode(settings.PAGE_FETCH_MODE)
    )
    assert actor.person is not None
    organisations = organisations_of(actor.person)
    return [
        Review(
            line_of(actor, each),
            next(iter(each.own_ratings), None),
            next(iter(each.own_conflicts), None),
            is_of(actor.person, organisations, each),
        )
        for each in found
    ]


def due_reviews(actor: Actor) -> list[Review]:
    """What one still has to score, of calls that are over and not told."""
    if actor.person is None:
        return []
    now = timezone.now()
    mine = Reviewer.objects.filter(
        person=actor.person, ended_at__isnull=True, call__closes_at__lte=now, call__released_at__isnull=True
    ).order_by("call__closes_at")
    return [review for reviewer in mine for review in reviews_of(actor, reviewer) if review.is_due]


def remarks_for_author(idea: Idea) -> list[str]:
    """What reviewers wrote, without names and in an order that tells nothing."""
    return sorted(Rating.objects.filter(idea=idea).values_list("comment", flat=True))


# ── deciding ────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Candidate:
    """An idea as the secretariat decides about it."""

    line: Line
    ratings: Sequence[Rating]
    conflicts: Sequence[Conflict]
    means: Sequence[float] = field(default_factory=tuple)

    @property
    def mean(self) -> float:
        return sum(self.means) / len(self.means) if self.means else 0.0

    @property
    def spread(self) -> float:
        """How far the reviewers are apart."""
        return max(self.means) - min(self.means) if self.means else 0.0


def candidates_of(actor: Actor, call: Call) -> list[Candidate]:
    """The submitted ideas of a call, the highest mean first; those nobody scored last."""
    found = (
        _ideas()
        .filter(call=call, submitted_at__isnull=False)
        .prefetch_related(
            Prefetch(
                "ratings",
                Rating.objects.select_related("reviewer__person").order_by("pk"),
                to_attr="all_ratings",
            ),
            Prefetch(
                "conflicts", Conflict.objects.select_related("reviewer__person"), to_attr="all_conflicts"
            ),
        )
        .order_by("number")
        .fetch_mode(settings.PAGE_FETCH_MODE)
    )
    listed = [
        Candidate(
            line_of(actor, each), each.all_ratings, each.all_conflicts, [one.mean for one in each.all_ratings]
        )
        for each in found
    ]
    return sorted(
        listed, key=lambda each: (each.line.idea.withdrawn_at is not None, -each.mean, each.line.idea.number)
    )


def reviewers_of(call: Call) -> list[Any]:
    """Who reviews a call, with how much each has done."""
    found = Reviewer.objects.filter(call=call, ended_at__isnull=True).select_related("person")
    counted = found.annotate(
        rated=Count("ratings", distinct=True), declared=Count("conflicts", distinct=True)
    )
    return list(counted.order_by("pk").fetch_mode(settings.PAGE_FETCH_MODE))


def undecided() -> QuerySet[Idea]:
    """Submitted ideas of calls that are over, without a fate."""
    found: QuerySet[Idea] = Idea.objects.filter(
        call__closes_at__lte=timezone.now(),
        call__announced_at__isnull=False,
        submitted_at__isnull=False,
        withdrawn_at__isnull=True,
        fate="",
    )
    return (
        found.select_related("call")
        .order_by("call__closes_at", "number")
        .fetch_mode(settings.PAGE_FETCH_MODE)
    )


def undecided_of(call: Call) -> int:
    """How many of a call have no fate yet."""
    return Idea.objects.filter(
        call=call, submitted_at__isnull=False, withdrawn_at__isnull=True, fate=""
    ).count()


# ── the clock ───────────────────────────────────────────────────────────────────────────────────


def due() -> list[Call]:
    """Calls of which something is to be written down by the clock, however late."""
    now = timezone.now()
    to_open = Q(opening_noted_at__isnull=True, opens_at__lte=now)
    to_remind = Q(
        reminded_at__isnull=True, closes_at__lte=now + REMINDED_BEFORE, closes_at__gt=now, opens_at__lte=now
    )
    to_close = Q(closing_noted_at__isnull=True, closes_at__lte=now)
    return list(
        Call.objects.filter(to_open | to_remind | to_close, announced_at__isnull=False).order_by("pk")[:100]
    )
