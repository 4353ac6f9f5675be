"""What was said, counted: from the tables, from the urn, from the log."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet

from intersession.audit.models import Event
from intersession.audit.record import subject_label
from intersession.audit.verbs import Verb
from intersession.ballots.tally import RECUSED, SILENT, Line, Tally, opened, tally
from intersession.decisions.models import (
    Decision,
    Objection,
    Urn,
    Visibility,
    Voter,
)
from intersession.decisions.receipts import Ballot
from intersession.decisions.roll import Voice

# Fewer young people than this are not counted out: they could be told apart.
FEWEST_YOUNG = 5


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


def counts_on_the_roll(decision: Decision) -> tuple[int, int]:
    """How many voices there are, and how many have spoken or are recused. Public from the first vote."""
    found = Voter.objects.filter(decision=decision, counts_with__isnull=True).aggregate(
        voices=Count("pk"), spoke=Count("pk", filter=Q(has_spoken=True) | Q(is_recused=True))
    )
    return found["voices"], found["spoke"]


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
