"""What the file of a closed decision says."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from django.conf import settings
from django.db.models import F

from intersession.ballots.tally import opened
from intersession.decisions.counting import ballots_in, young_counts
from intersession.decisions.models import (
    Decision,
    Vote,
    Voter,
    Wording,
    YoungVoices,
)
from intersession.decisions.queries import objections_of


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
