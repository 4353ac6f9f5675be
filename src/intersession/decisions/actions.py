"""Every write around a question: proposing, announcing, guiding, concluding. Voices are in `voices`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date, datetime
from functools import partial

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _

from intersession.access.actor import Actor
from intersession.access.errors import Refused
from intersession.audit.record import record
from intersession.audit.verbs import Verb
from intersession.ballots.methods import (
    MAJORITIES,
    METHODS,
    OVERALLS,
    QUORUMS,
    Abstentions,
    Reasons,
    rules_as_json,
)
from intersession.ballots.records import text_hash
from intersession.decisions.clockwork import follow_clock, keep_record, locked
from intersession.decisions.models import (
    Affiliation,
    Decision,
    Extension,
    Notice,
    Review,
    State,
    Visibility,
    Voter,
    Wording,
    YoungVoices,
)
from intersession.decisions.queries import unanswered
from intersession.decisions.recording import question_as_json
from intersession.decisions.roll import people_to_remind
from intersession.decisions.tasks import send_notice
from intersession.people.models import Organisation, StakeholderGroup


@dataclass(frozen=True, slots=True)
class Subject:
    """What a question is about, as named by the room that asks. Nothing here points up a floor."""

    kind: str = ""
    key: str = ""
    title: str = ""
    url: str = ""
    hash: str = ""


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked and by which rules. Empty numbers mean the method's usual ones."""

    title: str
    text: str
    method: str
    language: str = "en"
    quorum: str = ""
    majority: str = ""
    overall: str = ""
    abstentions: str = Abstentions.ASIDE.value
    reasons: str = Reasons.OPTIONAL.value
    is_secret: bool = False
    visibility: int = Visibility.ALWAYS.value
    groups: Sequence[str] = ()
    opens_at: datetime | None = None
    closes_at: datetime | None = None


@transaction.atomic
def propose_decision(actor: Actor, question: Question, subject: Subject | None = None) -> Decision:
    """Write a question down as a draft, which its facilitator and the secretariat see. Raises ValidationError."""
    actor.require("decisions.propose_decision")
    decision = Decision(facilitator=actor.person, organisation=actor.organisation)
    about = subject or Subject()
    for each in fields(Subject):
        setattr(decision, f"subject_{each.name}", getattr(about, each.name))
    decision.slug = _free_slug(question.title)
    _write(decision, question)
    record(actor, Verb.DECISION_PROPOSED, decision, method=decision.method)
    return decision


def _free_slug(title: str) -> str:
    stem = slugify(title)[:80].strip("-") or "decision"
    taken = set(Decision.objects.filter(slug__startswith=stem).values_list("slug", flat=True))
    slug, number = stem, 2
    while slug in taken:
        slug, number = f"{stem}-{number}", number + 1
    return slug


def _write(decision: Decision, question: Question) -> None:
    """Take over what a draft says, and save it if a decision can be made of it."""
    for each in fields(Question):
        setattr(decision, each.name, getattr(question, each.name))
    decision.title, decision.text = decision.title.strip(), decision.text.strip()
    decision.groups = sorted(question.groups)
    method = METHODS.get(decision.method)
    if method is None:
        raise ValidationError({"method": _("There is no such method.")})
    if decision.is_secret:
        if not method.may_be_secret:
            raise ValidationError(
                {"is_secret": _("Objections of this method are answered in the open: it cannot be secret.")}
            )
        # A secret ballot carries no reason, and its tally would tell when each vote came.
        decision.visibility, decision.reasons = Visibility.AFTER_CLOSING, Reasons.NONE.value
    for name, known in (("quorum", QUORUMS), ("majority", MAJORITIES), ("overall", OVERALLS)):
        if getattr(decision, name) not in ("", *known):
            raise ValidationError({name: _("There is no such threshold.")})
    if not set(decision.groups) <= set(StakeholderGroup.values):
        raise ValidationError({"groups": _("There is no such stakeholder group.")})
    decision.full_clean(exclude=["facilitator", "organisation"])
    decision.save()


@transaction.atomic
def edit_decision(actor: Actor, decision: Decision, question: Question) -> Decision:
    """Change a draft. Refused once it is announced: from then on text and rules are frozen."""
    decision = locked(decision)
    actor.require("decisions.edit_decision", decision)
    _require_draft(decision)
    _write(decision, question)
    record(actor, Verb.DECISION_EDITED, decision)
    return decision


def _require_draft(decision: Decision) -> None:
    if decision.state != State.DRAFT:
        raise Refused(_("This question was announced: its text and rules do not change any more."))


@transaction.atomic
def word_decision(actor: Actor, decision: Decision, language: str, title: str, text: str) -> Wording:
    """Give a draft's question in a further language, or give it anew. Part of what is frozen."""
    decision = locked(decision)
    actor.require("decisions.edit_decision", decision)
    _require_draft(decision)
    if language == decision.language:
        raise ValidationError({"language": _("The question itself is in this language.")})
    wording = Wording.objects.filter(decision=decision, language=language).first() or Wording(
        decision=decision, language=language
    )
    wording.title, wording.text = title.strip(), text.strip()
    wording.full_clean()
    wording.save()
    record(actor, Verb.DECISION_EDITED, decision, language=language)
    return wording


@transaction.atomic
def announce_decision(actor: Actor, decision: Decision) -> Decision:
    """Freeze text and rules and put the question to the members; voting opens and closes by the clock.

    Opens at once where the draft names no later time. Refused when it has no closing time to come.
    """
    decision = locked(decision)
    actor.require("decisions.announce_decision", decision)
    _require_draft(decision)
    now = timezone.now()
    if decision.opens_at is None or decision.opens_at < now:
        decision.opens_at = now
    if decision.closes_at is None:
        raise Refused(_("Say when voting closes."))
    if decision.closes_at <= decision.opens_at:
        raise Refused(_("Voting must close after it opens, and not in the past."))
    decision.rules = rules_as_json(decision.current_rules)
    decision.text_hash = text_hash(question_as_json(decision))
    decision.promised_visibility = decision.visibility
    decision.announced_at = now
    decision.full_clean(exclude=["facilitator", "organisation"])
    decision.save()
    record(
        actor,
        Verb.DECISION_ANNOUNCED,
        decision,
        text_hash=decision.text_hash,
        rules=decision.rules,
        opens_at=decision.opens_at.isoformat(),
        closes_at=decision.closes_at.isoformat(),
    )
    follow_clock(decision, now)
    return decision


@transaction.atomic
def hide_tally(actor: Actor, decision: Decision, visibility: Visibility) -> Decision:
    """Show the tally to fewer than promised, while voting is open. Refused where it would show it to more."""
    decision = locked(decision)
    actor.require("decisions.extend_decision", decision)
    if decision.state not in (State.ANNOUNCED, State.OPEN):
        raise Refused(_("This question is not open."))
    if visibility <= decision.visibility:
        raise Refused(_("What was promised about the count cannot be loosened."))
    decision.visibility = visibility
    decision.save(update_fields=["visibility"])
    record(actor, Verb.TALLY_HIDDEN, decision, visibility=int(visibility))
    return decision


@transaction.atomic
def extend_decision(actor: Actor, decision: Decision, closes_at: datetime, reason: str) -> Decision:
    """Close later than announced, with a public reason. Refused once the promised minute has come."""
    decision = locked(decision)
    actor.require("decisions.extend_decision", decision)
    if decision.state not in (State.ANNOUNCED, State.OPEN) or decision.closes_at is None:
        raise Refused(_("Voting can be extended only before it closes."))
    if closes_at <= decision.closes_at:
        raise Refused(_("An extension is later than what was announced, never earlier."))
    if not reason.strip():
        raise Refused(_("Say why voting closes later. Everybody reads it."))
    Extension.objects.create(
        decision=decision,
        closed_at_first=decision.closes_at,
        closes_at=closes_at,
        reason=reason.strip()[:1000],
    )
    before, decision.closes_at = decision.closes_at, closes_at
    decision.save(update_fields=["closes_at"])
    record(
        actor,
        Verb.DECISION_EXTENDED,
        decision,
        before=before.isoformat(),
        closes_at=closes_at.isoformat(),
        reason=reason.strip()[:1000],
    )
    return decision


@transaction.atomic
def withdraw_decision(actor: Actor, decision: Decision, reason: str) -> Decision:
    """Take a question back before it closes. Its page stays and says why; its votes decide nothing."""
    decision = locked(decision)
    actor.require("decisions.withdraw_decision", decision)
    if decision.state not in (State.DRAFT, State.ANNOUNCED, State.OPEN):
        raise Refused(_("What has closed stays as it is."))
    if not reason.strip():
        raise Refused(_("Say why it is withdrawn. Everybody reads it."))
    decision.withdrawn_at, decision.withdrawal_reason = timezone.now(), reason.strip()[:1000]
    decision.save(update_fields=["withdrawn_at", "withdrawal_reason"])
    record(actor, Verb.DECISION_WITHDRAWN, decision, reason=decision.withdrawal_reason)
    return decision


@transaction.atomic
def conclude_decision(
    actor: Actor, decision: Decision, statement: str, review_on: date | None = None
) -> Decision:
    """Write the outcome and the day it comes back. Refused while an objection waits for its answer."""
    decision = locked(decision)
    actor.require("decisions.conclude_decision", decision)
    if decision.state == State.CONCLUDED:
        raise Refused(_("The outcome is written already."))
    if decision.closed_at is None:
        raise Refused(_("The outcome is written after voting has closed."))
    waiting = unanswered(decision).count()
    if waiting:
        raise Refused(_("Every objection is answered first. Still waiting: %(n)s.") % {"n": waiting})
    if not statement.strip():
        raise Refused(_("Say in words what was decided."))
    now = timezone.now()
    if review_on is not None and review_on <= now.date():
        raise Refused(_("The day of review lies in the future."))
    decision.concluded_at, decision.statement, decision.review_on = now, statement.strip(), review_on
    decision.save(update_fields=["concluded_at", "statement", "review_on"])
    keep_record(decision, Verb.DECISION_CONCLUDED, actor)
    return decision


@transaction.atomic
def review_decision(actor: Actor, decision: Decision, note: str, next_on: date | None = None) -> Review:
    """Say what was found on the day of review, and when it comes back again, if it does."""
    decision = locked(decision)
    actor.require("decisions.review_decision", decision)
    if decision.concluded_at is None or decision.review_on is None:
        raise Refused(_("No review is planned for this decision."))
    if not note.strip():
        raise Refused(_("Say in a few words what was found."))
    if next_on is not None and next_on <= timezone.now().date():
        raise Refused(_("The day of review lies in the future."))
    review = Review.objects.create(decision=decision, note=note.strip()[:4000], next_on=next_on)
    decision.review_on = next_on
    decision.save(update_fields=["review_on"])
    record(actor, Verb.DECISION_REVIEWED, decision, note=review.note)
    return review


@transaction.atomic
def declare_affiliation(
    actor: Actor, organisation: Organisation, head: Organisation, source: str
) -> Affiliation:
    """Say that an organisation belongs to another: on rolls that open from now on they have one voice."""
    organisation = Organisation.objects.select_for_update().get(pk=organisation.pk)
    actor.require("decisions.declare_affiliation")
    if Affiliation.objects.filter(organisation=head, head=organisation).exists():
        raise Refused(_("The other one belongs to this one already."))
    affiliation = Affiliation.objects.filter(organisation=organisation).first() or Affiliation(
        organisation=organisation
    )
    affiliation.head, affiliation.source = head, source.strip()
    affiliation.full_clean()
    affiliation.save()
    record(actor, Verb.AFFILIATION_DECLARED, organisation, head=head.pk, source=affiliation.source)
    return affiliation


@transaction.atomic
def keep_the_clock(actor: Actor, decision: Decision) -> list[Verb]:
    """Write the opening or closing that is due; says what was written."""
    decision = Decision.objects.select_for_update().get(pk=decision.pk)
    actor.require("decisions.keep_the_clock")
    return follow_clock(decision, timezone.now())


@transaction.atomic
def remind_voters(actor: Actor, decision: Decision, kind: str, due_at: datetime) -> Notice | None:
    """Mail everybody who may speak for an organisation that has not; each notice goes out once."""
    decision = locked(decision)
    actor.require("decisions.keep_the_clock")
    if (
        decision.state != State.OPEN
        or Notice.objects.filter(decision=decision, kind=kind, due_at=due_at).exists()
    ):
        return None
    silent = Voter.objects.filter(
        decision=decision, counts_with__isnull=True, has_spoken=False, is_recused=False
    ).values_list("pk", flat=True)
    people = people_to_remind(silent)
    notice = Notice.objects.create(decision=decision, kind=kind, due_at=due_at, people=len(people))
    record(actor, Verb.VOTERS_REMINDED, decision, kind=kind, people=len(people))
    for person in people:
        transaction.on_commit(partial(send_notice.enqueue, notice.pk, person.pk))
    return notice


@transaction.atomic
def count_young_voices(actor: Actor, decision: Decision, counts: Mapping[str, int]) -> list[YoungVoices]:
    """Put the young people's own count beside the organisations'. Numbers only; never part of the tally."""
    decision = locked(decision)
    actor.require("decisions.count_young_voices")
    if decision.opened_at is None or decision.state == State.CONCLUDED:
        raise Refused(_("Voices are counted from the opening until the outcome is written."))
    known = {each.key for each in decision.current_rules.positions}
    if not set(counts) <= known:
        raise Refused(_("This question has no such position."))
    YoungVoices.objects.filter(decision=decision).delete()
    found = YoungVoices.objects.bulk_create(
        YoungVoices(decision=decision, position=position, count=count) for position, count in counts.items()
    )
    record(actor, Verb.YOUNG_VOICES_COUNTED, decision, positions=len(found))
    return found
