"""Every write by which somebody speaks: voting, being recused, objecting, answering, remarking.

One row is locked for all of them, the decision's. So whether a vote came before the closing is settled by who
held the lock first and by the clock read after it was had: a vote that waited for it past the closing minute
is refused, and a vote that was taken is in the count.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from intersession.access.actor import Actor
from intersession.access.errors import NotAllowed, Refused
from intersession.audit.record import record
from intersession.audit.verbs import Verb
from intersession.ballots.methods import Objection as Carries
from intersession.ballots.methods import Position, Reasons
from intersession.decisions.clockwork import locked
from intersession.decisions.models import (
    By,
    Decision,
    Objection,
    Remark,
    State,
    Urn,
    Vote,
    Voter,
)
from intersession.decisions.receipts import Ballot, hash_of
from intersession.decisions.roll import organisations_of
from intersession.people.models import Organisation


@dataclass(frozen=True, slots=True)
class Concern:
    """An objection in the making: why, and what would resolve it."""

    reason: str
    resolution: str


@dataclass(frozen=True, slots=True)
class Said:
    """What a vote says. `receipt` is for secret ballots; `instead_of` the receipt of the ballot it replaces."""

    position: str
    reason: str = ""
    concern: Concern | None = None
    receipt: str = ""
    instead_of: str = ""


def _require_open(decision: Decision) -> None:
    """Raise unless organisations may speak at the moment at which the row was locked."""
    state = decision.state_at(decision.moment)
    if state == State.ANNOUNCED:
        raise Refused(_("Voting has not opened yet."))
    if state != State.OPEN:
        raise Refused(_("Voting has closed. What came before is in the count; this did not come in time."))


def _voter(actor: Actor, decision: Decision, organisation: Organisation, permission: str) -> tuple[Voter, By]:
    """The voter through which an organisation has its voice, and the right by which this actor gives it."""
    actor.require(permission, decision)
    by = organisations_of(actor).get(organisation.pk)
    if by is None:
        raise NotAllowed(permission)
    # The roll is written when voting opens, so before that nobody can be looked up on it.
    _require_open(decision)
    found = (
        Voter.objects.filter(decision=decision, organisation=organisation)
        .select_related("counts_with__vote", "vote")
        .first()
    )
    if found is None:
        raise Refused(
            _("%(organisation)s is not among those who may vote on this question.")
            % {"organisation": organisation.name}
        )
    return found.counts_with or found, by


@transaction.atomic
def cast_vote(actor: Actor, decision: Decision, organisation: Organisation, said: Said) -> Voter:
    """Give an organisation's voice. In an open ballot the latest counts; the same sent twice is one.

    A secret ballot goes into the urn under the hash of its receipt. Raises ValidationError for what cannot be
    said under these rules, Refused when voting is not open, NotAllowed without mandate or proxy.
    """
    decision = locked(decision)
    voter, by = _voter(actor, decision, organisation, "decisions.cast_vote")
    rules = decision.current_rules
    position = rules.position(said.position)
    if position is None:
        raise ValidationError({"position": _("Choose one of the positions.")})
    if decision.is_secret:
        return _cast_secret(actor, decision, voter, said, by_group=rules.by_group)
    if rules.reasons == Reasons.REQUIRED and not said.reason.strip():
        raise ValidationError({"reason": _("Every vote on this question says why.")})
    reason = "" if rules.reasons == Reasons.NONE else said.reason.strip()[:4000]
    _check_concern(voter, position, said.concern)
    assert actor.person
    before = voter.vote
    is_same = before is not None and (before.position, before.reason, before.organisation_id) == (
        position.key,
        reason,
        organisation.pk,
    )
    if not is_same:
        vote = Vote.objects.create(
            voter=voter,
            organisation=organisation,
            cast_by=actor.person,
            by=by,
            position=position.key,
            reason=reason,
            at=decision.moment,
        )
        voter.vote, voter.has_spoken, voter.is_recused = vote, True, False
        voter.save(update_fields=["vote", "has_spoken", "is_recused"])
        record(
            actor,
            Verb.VOTE_CAST,
            decision,
            voter=voter.pk,
            voted_for=organisation.pk,
            by=str(by),
            position=position.key,
        )
    if said.concern and not _has_raised(voter, said.concern):
        _raise(actor, decision, voter, organisation, said.concern)
    return voter


def _check_concern(voter: Voter, position: Position, concern: Concern | None) -> None:
    if concern and not (concern.reason.strip() and concern.resolution.strip()):
        raise ValidationError({"concern": _("An objection says why, and what would resolve it.")})
    if concern and position.objection == Carries.NONE:
        raise ValidationError(
            {"concern": _("This position carries no objection. Take another, or leave the objection out.")}
        )
    if (
        position.objection == Carries.MUST
        and not concern
        and not Objection.objects.filter(voter=voter, resolved_at__isnull=True).exists()
    ):
        raise ValidationError({"concern": _("Whoever objects says why, and what would resolve it.")})


def _has_raised(voter: Voter, concern: Concern) -> bool:
    """Whether this very objection stands already: a form sent twice raises it once."""
    return Objection.objects.filter(
        voter=voter,
        reason=concern.reason.strip(),
        resolution=concern.resolution.strip(),
        resolved_at__isnull=True,
    ).exists()


def _cast_secret(actor: Actor, decision: Decision, voter: Voter, said: Said, *, by_group: bool) -> Voter:
    if said.concern:
        raise ValidationError(
            {"concern": _("The ballot is secret. An objection is raised beside it, in the open.")}
        )
    receipt, replaced = hash_of(said.receipt), hash_of(said.instead_of)
    if not receipt:
        raise ValidationError({"receipt": _("The receipt was lost on the way. Open the page anew.")})
    urn = Urn.objects.select_for_update().get(decision=decision)
    if urn.holds(receipt):
        if voter.has_spoken:
            return voter
        raise ValidationError({"receipt": _("This receipt is in use. Open the page anew.")})
    group = voter.group if by_group else ""
    if voter.has_spoken:
        if not replaced:
            raise Refused(
                _(
                    "This organisation has voted. A secret vote can be changed only with the receipt it was given."
                )
            )
        if not any(each.receipt == replaced and each.group == group for each in urn.ballots):
            raise Refused(_("No ballot with this receipt is in the urn."))
    urn.put(Ballot(receipt, said.position, group), instead_of=replaced if voter.has_spoken else "")
    urn.save(update_fields=["content"])
    if not voter.has_spoken:
        voter.has_spoken, voter.is_recused = True, False
        voter.save(update_fields=["has_spoken", "is_recused"])
        # Who voted is public. What was voted is not in this event, and nothing else written here leads to it.
        record(actor, Verb.VOTE_CAST, decision, voter=voter.pk, is_secret=True)
    return voter


@transaction.atomic
def recuse_voter(actor: Actor, decision: Decision, organisation: Organisation) -> Voter:
    """Leave the count: an organisation with a stake of its own says so. A later vote takes it back."""
    decision = locked(decision)
    voter, by = _voter(actor, decision, organisation, "decisions.cast_vote")
    if decision.is_secret and voter.has_spoken:
        raise Refused(_("A secret vote that was given cannot be taken out of the urn."))
    if voter.is_recused:
        return voter
    voter.vote, voter.has_spoken, voter.is_recused = None, False, True
    voter.save(update_fields=["vote", "has_spoken", "is_recused"])
    record(actor, Verb.VOTER_RECUSED, decision, voter=voter.pk, voted_for=organisation.pk, by=str(by))
    return voter


@transaction.atomic
def raise_objection(
    actor: Actor, decision: Decision, organisation: Organisation, concern: Concern
) -> Objection:
    """Object: why, and what would resolve it. Public, also where the ballot is secret."""
    decision = locked(decision)
    voter, _by = _voter(actor, decision, organisation, "decisions.raise_objection")
    if not (concern.reason.strip() and concern.resolution.strip()):
        raise ValidationError(_("An objection says why, and what would resolve it."))
    return _raise(actor, decision, voter, organisation, concern)


def _raise(
    actor: Actor, decision: Decision, voter: Voter, organisation: Organisation, concern: Concern
) -> Objection:
    assert actor.person
    objection = Objection(
        decision=decision,
        voter=voter,
        organisation=organisation,
        raised_by=actor.person,
        raised_at=decision.moment,
        reason=concern.reason.strip(),
        resolution=concern.resolution.strip(),
    )
    objection.full_clean()
    objection.save()
    record(actor, Verb.OBJECTION_RAISED, objection, decision=decision.pk, voter=voter.pk)
    return objection


def _locked_objection(objection: Objection) -> tuple[Decision, Objection]:
    decision = locked(objection.decision)
    found: Objection = (
        Objection.objects.select_for_update(of=("self",)).select_related("organisation").get(pk=objection.pk)
    )
    return decision, found


@transaction.atomic
def answer_objection(actor: Actor, objection: Objection, answer: str) -> Objection:
    """Answer an objection, once: the objector then says whether that resolves it."""
    decision, objection = _locked_objection(objection)
    actor.require("decisions.answer_objection", decision)
    if decision.state in (State.CONCLUDED, State.WITHDRAWN):
        raise Refused(_("The outcome is written: nothing is added any more."))
    if objection.answered_at is not None:
        raise Refused(_("Somebody has answered this already."))
    if objection.resolved_at is not None:
        raise Refused(_("The objector has taken this back already."))
    if not answer.strip():
        raise Refused(_("Answer in words: it stands beside the objection in what is published."))
    objection.answer, objection.answered_by, objection.answered_at = (
        answer.strip(),
        actor.person,
        timezone.now(),
    )
    objection.full_clean()
    objection.save(update_fields=["answer", "answered_by", "answered_at"])
    record(actor, Verb.OBJECTION_ANSWERED, objection, decision=decision.pk)
    return objection


@transaction.atomic
def settle_objection(actor: Actor, objection: Objection, *, is_resolved: bool) -> Objection:
    """The objector's word: resolved, or sustained after the answer. What is sustained may still be resolved."""
    decision, objection = _locked_objection(objection)
    actor.require("decisions.settle_objection", decision)
    if objection.organisation_id not in organisations_of(actor):
        raise NotAllowed("decisions.settle_objection")
    if decision.state in (State.CONCLUDED, State.WITHDRAWN):
        raise Refused(_("The outcome is written: nothing is added any more."))
    if objection.resolved_at is not None:
        raise Refused(_("This objection is resolved already."))
    if not is_resolved and objection.answered_at is None:
        raise Refused(_("An objection is sustained after its answer, which is still to come."))
    if not is_resolved and objection.sustained_at is not None:
        raise Refused(_("This objection is sustained already."))
    now = timezone.now()
    objection.resolved_at = now if is_resolved else None
    objection.sustained_at = None if is_resolved else now
    objection.save(update_fields=["resolved_at", "sustained_at"])
    record(
        actor,
        Verb.OBJECTION_SETTLED,
        objection,
        decision=decision.pk,
        verdict="resolved" if is_resolved else "sustained",
    )
    return objection


@transaction.atomic
def add_remark(actor: Actor, decision: Decision, text: str, position: str = "") -> Remark:
    """Say something to a question, with a position or without. Counts nowhere."""
    decision = locked(decision)
    actor.require("decisions.add_remark", decision)
    if decision.state_at(decision.moment) not in (State.ANNOUNCED, State.OPEN):
        raise Refused(_("Remarks are made until voting closes."))
    if position and decision.current_rules.position(position) is None:
        raise ValidationError({"position": _("Choose one of the positions.")})
    if decision.is_secret and position:
        raise ValidationError({"position": _("The ballot is secret: a remark takes no position.")})
    remark = Remark(
        decision=decision,
        person=actor.person,
        organisation=actor.organisation,
        position=position,
        text=text.strip(),
        at=decision.moment,
    )
    remark.full_clean()
    remark.save()
    record(actor, Verb.REMARK_ADDED, remark, decision=decision.pk)
    return remark
