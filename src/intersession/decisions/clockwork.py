"""What the clock brings: opening with the roll of that day, and closing with the count and its record.

Called with the decision's row locked, by the actions and by nobody else. What is written carries the promised
instant, whenever it is that a process gets to write it.
"""

from __future__ import annotations

from datetime import datetime

from django.utils import timezone

from intersession.access.actor import SYSTEM, Actor
from intersession.audit.canonical import canonical_json, digest
from intersession.audit.models import Event
from intersession.audit.record import record
from intersession.audit.verbs import Verb
from intersession.ballots.tally import tally_as_json
from intersession.decisions.counting import tally_of
from intersession.decisions.models import Decision, DecisionRecord, Urn, Voter
from intersession.decisions.recording import moment_as_json, record_of
from intersession.decisions.roll import heads_of, members_at


def locked(decision: Decision) -> Decision:
    """The decision's row, locked, with what the clock has brought until then: `moment`.

    Whatever is said under this lock is said at that moment, so that what was open when it was read is not dated
    after the closing.
    """
    found: Decision = Decision.objects.select_for_update().get(pk=decision.pk)
    found.moment = timezone.now()
    follow_clock(found, found.moment)
    return found


def follow_clock(decision: Decision, now: datetime) -> list[Verb]:
    """Write the opening and the closing that are due; says which. The row must be locked."""
    done: list[Verb] = []
    if decision.withdrawn_at or not decision.announced_at or not decision.opens_at or not decision.closes_at:
        return done
    if decision.opened_at is None and decision.opens_at <= now:
        _open(decision)
        done.append(Verb.DECISION_OPENED)
    if decision.opened_at is not None and decision.closed_at is None:
        _follow_mergers(decision)
        if decision.closes_at <= now:
            _close(decision)
            done.append(Verb.DECISION_CLOSED)
    return done


def _open(decision: Decision) -> None:
    assert decision.opens_at
    organisations = members_at(decision.opens_at, decision.groups)
    heads = heads_of(organisations)
    by_key = {each.pk: each for each in organisations}
    voters = {
        key: Voter(
            decision=decision,
            organisation=organisation,
            # Whoever counts with another counts in its group and region.
            group=by_key[heads[key]].stakeholder_group,
            region=by_key[heads[key]].place.region,
        )
        for key, organisation in by_key.items()
    }
    Voter.objects.bulk_create([voters[key] for key in voters if heads[key] == key], batch_size=500)
    for key, voter in voters.items():
        if heads[key] != key:
            voter.counts_with = voters[heads[key]]
    Voter.objects.bulk_create([voters[key] for key in voters if heads[key] != key], batch_size=500)
    if decision.is_secret:
        Urn.objects.create(decision=decision)
    decision.opened_at = decision.opens_at
    decision.save(update_fields=["opened_at"])
    record(
        SYSTEM,
        Verb.DECISION_OPENED,
        decision,
        effective_at=moment_as_json(decision.opened_at),
        voters=len(set(heads.values())),
    )


def _follow_mergers(decision: Decision) -> None:
    """Voters whose organisations were merged since count with the one that is left; the later vote counts.

    Not in a secret ballot in which one of them has voted: nothing there tells which ballot would have to go.
    """
    merged = Voter.objects.filter(
        decision=decision, counts_with__isnull=True, organisation__merged_into__isnull=False
    )
    for voter in merged.select_related("organisation__merged_into", "vote").order_by("pk"):
        left = voter.organisation.merged_into
        while left.merged_into_id is not None:
            left = left.merged_into
        into = (
            Voter.objects.filter(decision=decision, organisation=left)
            .select_related("counts_with", "vote")
            .first()
        )
        into = into.counts_with or into if into else None
        if into is None or into.pk == voter.pk or (decision.is_secret and voter.has_spoken):
            continue
        _join(decision, voter, into)


def _join(decision: Decision, voter: Voter, into: Voter) -> None:
    is_later = voter.vote is not None and (into.vote is None or voter.vote.pk > into.vote.pk)
    vote = voter.vote if is_later else into.vote
    is_recused = vote is None and not into.has_spoken and (voter.is_recused or into.is_recused)
    voter.counts_with, voter.vote, voter.has_spoken, voter.is_recused = into, None, False, False
    voter.save(update_fields=["counts_with", "vote", "has_spoken", "is_recused"])
    Voter.objects.filter(counts_with=voter).update(counts_with=into)
    into.vote, into.is_recused = vote, is_recused
    into.has_spoken = vote is not None or into.has_spoken
    into.save(update_fields=["vote", "has_spoken", "is_recused"])
    record(SYSTEM, Verb.VOTERS_JOINED, decision, voter=voter.pk, into=into.pk)


def _close(decision: Decision) -> None:
    decision.closed_at = decision.closes_at
    counted = tally_of(decision)
    decision.result = str(counted.result)
    decision.save(update_fields=["closed_at", "result"])
    keep_record(decision, Verb.DECISION_CLOSED, SYSTEM)


def keep_record(decision: Decision, verb: Verb, actor: Actor) -> Event:
    """Write the record as it is now, and the event that carries its hash."""
    body = record_of(decision, tally_as_json(tally_of(decision)))
    found = digest(body)
    event = record(
        actor,
        verb,
        decision,
        effective_at=moment_as_json(decision.closed_at),
        result=decision.result,
        record=found,
    )
    DecisionRecord.objects.create(
        decision=decision, event=event, body=canonical_json(body).decode(), hash=found
    )
    return event
