"""What pages, actions and the record ask about decisions."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django.conf import settings
from django.db.models import Count, F, Prefetch, Q, QuerySet
from django.http import Http404
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from intersession.access.actor import Actor
from intersession.access.roles import Role
from intersession.audit.models import Event
from intersession.audit.record import subject_label
from intersession.audit.verbs import Verb
from intersession.ballots.tally import RECUSED, SILENT, Line, Tally, opened, tally
from intersession.decisions.models import (
    Affiliation,
    By,
    Decision,
    DecisionRecord,
    Objection,
    Remark,
    State,
    Urn,
    Visibility,
    Vote,
    Voter,
    Wording,
    YoungVoices,
)
from intersession.decisions.receipts import Ballot
from intersession.people.models import Mandate, MandateRole, Organisation, Person, Proxy, is_member_now

# Mandates that give an organisation's voice.
VOTING_ROLES = (MandateRole.REPRESENTATIVE, MandateRole.DELEGATE)
# Fewer young people than this are not counted out: they could be told apart.
FEWEST_YOUNG = 5


# ── who may speak for whom ──────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Voice:
    """A voter this person may speak for, for which organisation, and by what right."""

    voter: Voter
    organisation: Organisation
    by: By


def organisations_of(actor: Actor) -> dict[int, By]:
    """The organisations this actor may speak for now: the one they act for, and those whose proxy it or they hold.

    Acting for an organisation as its observer or alternate gives no voice.
    """
    if actor.person is None:
        return {}
    found: dict[int, By] = {}
    holder = Q(holder_person=actor.person)
    if actor.organisation is not None and not actor.roles.isdisjoint({Role.REPRESENTATIVE, Role.DELEGATE}):
        found[actor.organisation.pk] = By.MANDATE
        holder |= Q(holder_organisation=actor.organisation)
    proxies = Proxy.objects.current().filter(holder, is_member_now("organisation__"))
    for given in proxies.values_list("organisation_id", flat=True):
        found.setdefault(given, By.PROXY)
    return found


def voices_on(decision: Decision, actor: Actor) -> list[Voice]:
    """Those on the roll this person may speak for; the organisation they act for comes first."""
    held = organisations_of(actor)
    if not held:
        return []
    voters = (
        Voter.objects.filter(decision=decision, organisation__in=held)
        .select_related("organisation", "counts_with__vote", "counts_with__organisation", "vote")
        .order_by("organisation__name")
    )
    found = [
        Voice(voter.counts_with or voter, voter.organisation, held[voter.organisation_id]) for voter in voters
    ]
    own = actor.organisation.pk if actor.organisation else None
    return sorted(found, key=lambda voice: (voice.organisation.pk != own, voice.by != By.MANDATE))


def people_to_remind(voters: Iterable[int]) -> list[Person]:
    """Everybody who may speak for these voters or for those that count with them, once each."""
    keys = list(voters)
    organisations = Voter.objects.filter(Q(pk__in=keys) | Q(counts_with__in=keys)).values("organisation_id")
    proxies = Proxy.objects.current().filter(organisation__in=organisations)
    mandates = Mandate.objects.current().filter(
        Q(organisation__in=organisations) | Q(organisation__in=proxies.values("holder_organisation_id")),
        role__in=VOTING_ROLES,
    )
    holders = Q(pk__in=mandates.values("person_id")) | Q(pk__in=proxies.values("holder_person_id"))
    return list(Person.objects.filter(holders, is_active=True, email__isnull=False).order_by("pk"))


# ── the roll ────────────────────────────────────────────────────────────────────────────────────


def members_at(moment: datetime, groups: Iterable[str]) -> list[Organisation]:
    """The member organisations of these groups (of all, when none is named) on the day of a moment."""
    day = moment.date()
    found = Organisation.objects.filter(
        Q(member_until__isnull=True) | Q(member_until__gt=day),
        member_since__lte=day,
        merged_into__isnull=True,
    )
    wanted = list(groups)
    if wanted:
        found = found.filter(stakeholder_group__in=wanted)
    return list(found.select_related("place").order_by("pk"))


def heads_of(organisations: Iterable[Organisation]) -> dict[int, int]:
    """Organisation → the organisation on this roll it has its voice with (itself, mostly)."""
    keys = [each.pk for each in organisations]
    above: dict[int, int] = dict(Affiliation.objects.values_list("organisation_id", "head_id"))

    def root(key: int) -> int:
        seen = {key}
        while key in above and above[key] not in seen:
            key = above[key]
            seen.add(key)
        return key

    houses: dict[int, list[int]] = {}
    for key in keys:
        houses.setdefault(root(key), []).append(key)
    return {key: house if house in kin else min(kin) for house, kin in houses.items() for key in kin}


# ── counting ────────────────────────────────────────────────────────────────────────────────────


def sheet_of(decision: Decision) -> list[Line]:
    """What was said so far, counted by the database; of a secret ballot only what may be opened."""
    heads = Voter.objects.filter(decision=decision, counts_with__isnull=True)
    if decision.is_secret:
        return _secret_sheet(decision, heads)
    rows = heads.values_list("group", "region", "is_recused", "vote__position").annotate(voters=Count("pk"))
    found: Counter[tuple[str, str, str]] = Counter()
    for group, region, is_recused, position, voters in rows.order_by():
        found[(group, region, RECUSED if is_recused else position or SILENT)] += voters
    return [Line(*key, number) for key, number in found.items()]


def ballots_in(decision: Decision) -> list[Ballot]:
    """The secret ballots of a decision. Asked for by itself: no query reads the urn beside anything else."""
    urn = Urn.objects.filter(decision=decision).first()
    return urn.ballots if urn is not None else []


def _secret_sheet(decision: Decision, heads: QuerySet[Voter]) -> list[Line]:
    rules = decision.current_rules
    found: Counter[tuple[str, str, str]] = Counter()
    for group, position in opened(rules, ((each.group, each.position) for each in ballots_in(decision))):
        found[(group, "", position)] += 1
    rows = heads.filter(has_spoken=False).values_list("group", "is_recused").annotate(voters=Count("pk"))
    for group, is_recused, voters in rows.order_by():
        found[(group if rules.by_group else "", "", RECUSED if is_recused else SILENT)] += voters
    return [Line(*key, number) for key, number in found.items()]


def unresolved(decision: Decision) -> QuerySet[Objection]:
    """Objections that are not resolved; of a closed decision those that were not when it closed."""
    found: QuerySet[Objection] = Objection.objects.filter(decision=decision)
    if decision.closed_at is None:
        return found.filter(resolved_at__isnull=True)
    return found.filter(Q(resolved_at__isnull=True) | Q(resolved_at__gt=decision.closed_at))


def tally_of(decision: Decision) -> Tally:
    """The tally as it stands, or as it stood at closing."""
    return tally(decision.current_rules, sheet_of(decision), unresolved(decision).count())


def may_see_tally(decision: Decision, voices: Iterable[Voice]) -> bool:
    """Whether somebody with these voices may see the tally now. After closing everybody may."""
    if decision.closed_at is not None:
        return True
    if decision.visibility == Visibility.ALWAYS:
        return True
    if decision.visibility == Visibility.AFTER_VOTING:
        return any(voice.voter.has_spoken for voice in voices)
    return False


def replayed(decision: Decision) -> dict[int, str]:
    """Voter → position (or recused), from the log alone. For open ballots; a check on the tables."""
    said: dict[int, str] = {}
    events = Event.objects.filter(
        subject_type=subject_label(Decision),
        subject_id=str(decision.pk),
        verb__in=[Verb.VOTE_CAST, Verb.VOTER_RECUSED, Verb.VOTERS_JOINED],
    ).order_by("id")
    cast_in: dict[int, int] = {}
    for event in events:
        facts = event.facts
        if event.verb == Verb.VOTERS_JOINED:
            _join(said, cast_in, facts["voter"], facts["into"])
            continue
        said[facts["voter"]] = facts["position"] if event.verb == Verb.VOTE_CAST else RECUSED
        cast_in[facts["voter"]] = event.id
    return said


def _join(said: dict[int, str], cast_in: dict[int, int], voter: int, into: int) -> None:
    """Two voters become one: the later of their votes is its vote; a vote goes before a recusal."""
    joined, at = said.pop(voter, None), cast_in.pop(voter, 0)
    if joined is None:
        return
    kept = said.get(into)
    is_later = kept is None or (
        at > cast_in[into] if (joined == RECUSED) == (kept == RECUSED) else kept == RECUSED
    )
    if is_later:
        said[into], cast_in[into] = joined, at


# ── pages ───────────────────────────────────────────────────────────────────────────────────────


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


def counts_on_the_roll(decision: Decision) -> tuple[int, int]:
    """How many voices there are, and how many have spoken or are recused. Public from the first vote."""
    found = Voter.objects.filter(decision=decision, counts_with__isnull=True).aggregate(
        voices=Count("pk"), spoke=Count("pk", filter=Q(has_spoken=True) | Q(is_recused=True))
    )
    return found["voices"], found["spoke"]


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


@dataclass(frozen=True, slots=True)
class YoungCount:
    """A position in the count of young people; no number where it would tell them apart."""

    position: str
    count: int | None


def young_counts(decision: Decision) -> list[YoungCount]:
    """The young people's own count, beside the organisations'; empty where there was none."""
    held = {each.position: each.count for each in decision.young_voices.all()}
    return [
        YoungCount(
            each.key, held[each.key] if held[each.key] == 0 or held[each.key] >= FEWEST_YOUNG else None
        )
        for each in decision.current_rules.positions
        if each.key in held
    ]


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


# ── what the room above takes ───────────────────────────────────────────────────────────────────


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


# ── the record ──────────────────────────────────────────────────────────────────────────────────


def question_as_json(decision: Decision) -> dict[str, Any]:
    """What was asked, in every language, and what it is about; without its hash."""
    wordings = Wording.objects.filter(decision=decision).order_by("language")
    return {
        "title": decision.title,
        "text": decision.text,
        "language": decision.language,
        "wordings": {each.language: {"title": each.title, "text": each.text} for each in wordings},
        "subject": {
            "kind": decision.subject_kind,
            "key": decision.subject_key,
            "title": decision.subject_title,
            "url": decision.subject_url,
            "hash": decision.subject_hash,
        },
    }


def record_of(decision: Decision, counted: Mapping[str, Any]) -> dict[str, Any]:
    """Everything the file of a closed decision says. `counted` is the tally as JSON."""
    voters = list(
        Voter.objects.filter(decision=decision).select_related("organisation").order_by("organisation__slug")
    )
    slugs = {voter.pk: voter.organisation.slug for voter in voters}
    return {
        "coalition": str(settings.COALITION["short_name"]),
        "decision": decision.slug,
        "question": {**question_as_json(decision), "text_hash": decision.text_hash},
        "rules": decision.current_rules_as_json,
        "groups": decision.groups,
        "opened_at": moment_as_json(decision.opened_at),
        "closed_at": moment_as_json(decision.closed_at),
        "extensions": [
            {
                "from": moment_as_json(each.closed_at_first),
                "to": moment_as_json(each.closes_at),
                "reason": each.reason,
            }
            for each in decision.extensions.order_by("pk")
        ],
        "voters": [
            {
                "organisation": voter.organisation.slug,
                "name": voter.organisation.name,
                "group": voter.group,
                "region": voter.region,
                "counts_with": slugs[voter.counts_with_id] if voter.counts_with_id else None,
                "has_spoken": voter.has_spoken,
                "is_recused": voter.is_recused,
            }
            for voter in voters
        ],
        "ballots": _secret_ballots(decision) if decision.is_secret else _open_ballots(decision),
        "tally": dict(counted),
        "objections": [
            {
                "voter": slugs[each.voter_id],
                "organisation": each.organisation.slug,
                "reason": each.reason,
                "resolution": each.resolution,
                "raised_at": moment_as_json(each.raised_at),
                "answer": each.answer,
                "answered_at": moment_as_json(each.answered_at),
                "resolved_at": moment_as_json(each.resolved_at),
                "sustained_at": moment_as_json(each.sustained_at),
            }
            for each in objections_of(decision)
        ],
        "young_people": {each.position: each.count for each in young_counts(decision)}
        if YoungVoices.objects.filter(decision=decision).exists()
        else None,
        "outcome": {
            "result": decision.result,
            "statement": decision.statement,
            "review_on": decision.review_on.isoformat() if decision.review_on else None,
        }
        if decision.concluded_at
        else None,
    }


def moment_as_json(moment: datetime | None) -> str | None:
    """A moment as it stands in the record, in UTC."""
    return moment.astimezone(UTC).isoformat(timespec="microseconds") if moment else None


def _open_ballots(decision: Decision) -> list[dict[str, Any]]:
    votes = (
        Vote.objects.filter(voter__decision=decision, pk=F("voter__vote"))
        .select_related("organisation", "voter__organisation")
        .order_by("voter__organisation__slug")
    )
    return [
        {
            "voter": vote.voter.organisation.slug,
            "organisation": vote.organisation.slug,
            "position": vote.position,
            "reason": vote.reason,
            "by": vote.by,
            "at": moment_as_json(vote.at),
        }
        for vote in votes
    ]


def _secret_ballots(decision: Decision) -> list[dict[str, Any]]:
    ballots = ballots_in(decision)
    shown = opened(decision.current_rules, ((each.group, each.position) for each in ballots))
    return [
        {"receipt": ballot.receipt, "group": group, "position": position}
        for ballot, (group, position) in zip(ballots, shown, strict=True)
    ]


# ── what waits ──────────────────────────────────────────────────────────────────────────────────


def silent_voters_of(decision: Decision, person: Person) -> list[str]:
    """The names of organisations somebody may vote for here that have not spoken, whomever they act for now."""
    mandates = Mandate.objects.current().filter(
        is_member_now("organisation__"), person=person, role__in=VOTING_ROLES
    )
    own = mandates.values("organisation_id")
    proxies = Proxy.objects.current().filter(Q(holder_person=person) | Q(holder_organisation__in=own))
    voters = Voter.objects.filter(
        Q(organisation__in=own) | Q(organisation__in=proxies.values("organisation_id")), decision=decision
    ).filter(still_silent())
    return sorted(voters.values_list("organisation__name", flat=True))


def still_silent() -> Q:
    """Voters whose voice has not been heard, their own or that of the one they count with."""
    return Q(counts_with__isnull=True, has_spoken=False, is_recused=False) | Q(
        counts_with__has_spoken=False, counts_with__is_recused=False
    )


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


def unanswered(decision: Decision) -> QuerySet[Objection]:
    """Objections of a decision that wait for an answer."""
    found: QuerySet[Objection] = Objection.objects.filter(
        decision=decision, answered_at__isnull=True, resolved_at__isnull=True
    )
    return found


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


def secret_ballot(decision: Decision, receipt: str) -> str | None:
    """What the ballot with this receipt's hash says, as it was published; None where there is none."""
    if not receipt:
        return None
    ballots = ballots_in(decision)
    shown = opened(decision.current_rules, ((each.group, each.position) for each in ballots))
    for ballot, (_group, position) in zip(ballots, shown, strict=True):
        if ballot.receipt == receipt:
            return position
    return None
