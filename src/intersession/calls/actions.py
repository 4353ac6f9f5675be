"""Every write of calls: running them, answering, reviewing, and deciding without telling until all is told."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from anyascii import anyascii
from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _

from intersession.access.actor import Actor
from intersession.access.errors import NotAllowed, Refused
from intersession.audit.record import record
from intersession.audit.verbs import Verb
from intersession.calls.models import (
    HIGHEST,
    LOWEST,
    Call,
    Conflict,
    Fate,
    Idea,
    IdeaConcept,
    IdeaPlace,
    Kind,
    OpenTo,
    Rating,
    Reviewer,
    ShowsOthers,
)
from intersession.calls.queries import REMINDED_BEFORE, is_of, organisations_of, slugs_like
from intersession.people.letters import address_of, write_to
from intersession.people.models import Person
from intersession.people.queries import secretariat
from intersession.places.models import Place
from intersession.surveys.actions import (
    NotAnswers,
    answer_questionnaire,
    close_questionnaire,
    open_questionnaire,
)
from intersession.surveys.asked import faults_in, kept
from intersession.surveys.models import Question, Questionnaire
from intersession.vocabulary.models import Concept

RESERVED = frozenset({"new"})
MOST_CRITERIA, MOST_TAGS, MOST_IDEAS_EACH = 8, 20, 20


@dataclass(frozen=True, slots=True)
class Terms:
    """What a call says: everything somebody should know before they answer."""

    kind: str
    title: str
    text: str
    language: str
    year: int
    opens_at: datetime
    closes_at: datetime
    questionnaire: Questionnaire | None = None
    open_to: str = OpenTo.ORGANISATIONS
    is_one_each: bool = False
    is_private: bool = True
    is_review_anonymous: bool = False
    shows_others: str = ShowsOthers.COUNTED
    criteria: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Entry:
    """An idea as it is written."""

    title: str
    summary: str
    language: str
    concepts: Sequence[str] = ()
    places: Sequence[str] = ()
    answers: Mapping[str, Any] = field(default_factory=dict)


# ── running calls ───────────────────────────────────────────────────────────────────────────────


def _locked(call: Call) -> Call:
    """The call, locked: whatever happens to its ideas happens one after the other."""
    found: Call = Call.objects.select_for_update(of=("self",)).select_related("questionnaire").get(pk=call.pk)
    return found


def _take_terms(call: Call, terms: Terms) -> None:
    for name in (
        "kind",
        "language",
        "year",
        "opens_at",
        "closes_at",
        "questionnaire",
        "open_to",
        "is_one_each",
    ):
        setattr(call, name, getattr(terms, name))
    for name in ("is_private", "is_review_anonymous", "shows_others"):
        setattr(call, name, getattr(terms, name))
    call.title, call.text = terms.title.strip(), terms.text.strip()
    call.criteria = [each.strip() for each in terms.criteria if each.strip()]
    if len(call.criteria) > MOST_CRITERIA:
        raise Refused(_("At most %(most)s criteria.") % {"most": MOST_CRITERIA})
    if call.questionnaire is not None and call.kind != Kind.SURVEY and call.questionnaire.is_anonymous:
        raise Refused(_("Ideas have authors, so their questions cannot be anonymous."))
    call.full_clean(exclude=["slug", "made_by", "questionnaire"])


@transaction.atomic
def make_call(actor: Actor, terms: Terms, *, is_fictional: bool = False) -> Call:
    """Write a call. Nobody else sees it until it is announced."""
    actor.require("calls.run_call")
    call = Call(made_by=actor.person, is_fictional=is_fictional)
    _take_terms(call, terms)
    base = slugify(anyascii(call.title))[:80].strip("-") or "call"
    taken = slugs_like(base) | RESERVED
    call.slug = next(
        slug
        for number in range(1, len(taken) + 2)
        if (slug := base if number == 1 else f"{base}-{number}") not in taken
    )
    try:
        with transaction.atomic():
            call.save()
    except IntegrityError as error:
        raise Refused(_("This title or questionnaire belongs to another call by now. Try again.")) from error
    record(actor, Verb.CALL_WRITTEN, call)
    return call


@transaction.atomic
def change_call(actor: Actor, call: Call, terms: Terms) -> Call:
    """Write it otherwise, until it is announced."""
    found = _locked(call)
    actor.require("calls.run_call", found)
    if found.announced_at is not None:
        raise Refused(_("This call was announced: what it says holds. Only its end can be put off."))
    _take_terms(found, terms)
    found.save()
    record(actor, Verb.CALL_WRITTEN, found)
    return found


@transaction.atomic
def announce_call(actor: Actor, call: Call) -> Call:
    """Let everybody see it. Its terms, and whether its questionnaire is anonymous, hold from here on."""
    found = _locked(call)
    actor.require("calls.run_call", found)
    if found.announced_at is not None:
        raise Refused(_("This call was announced already."))
    if found.closes_at <= timezone.now():
        raise Refused(_("The end of this call has passed. Choose a later one."))
    if not found.is_survey and not found.criteria:
        raise Refused(_("Say by what ideas will be scored: a criterion a line."))
    if found.questionnaire is not None:
        open_questionnaire(actor, found.questionnaire)
    found.announced_at = timezone.now()
    found.save(update_fields=["announced_at"])
    record(actor, Verb.CALL_ANNOUNCED, found)
    return found


@transaction.atomic
def extend_call(actor: Actor, call: Call, closes_at: datetime) -> Call:
    """Put the end off, while it has not come."""
    found = _locked(call)
    actor.require("calls.run_call", found)
    if found.announced_at is None or found.is_over:
        raise Refused(_("Only a call that was announced and is not over can be put off."))
    if closes_at <= found.closes_at:
        raise Refused(_("The new end must be later than the one announced."))
    found.closes_at = closes_at
    if closes_at > timezone.now() + REMINDED_BEFORE:
        found.reminded_at = None
    found.save(update_fields=["closes_at", "reminded_at"])
    record(actor, Verb.CALL_EXTENDED, found, closes_at=closes_at.isoformat())
    return found


@transaction.atomic
def follow_clock(actor: Actor, call: Call) -> int:
    """Write down what is due: opened, two days left, closed. How many notes were written; again changes nothing."""
    found = _locked(call)
    actor.require("calls.run_call", found)
    now, noted = timezone.now(), 0
    if found.announced_at is None:
        return 0
    if found.opening_noted_at is None and found.opens_at <= now:
        found.opening_noted_at = now
        record(actor, Verb.CALL_OPENED, found)
        noted += 1
    if found.reminded_at is None and found.is_open and found.closes_at <= now + REMINDED_BEFORE:
        found.reminded_at = now
        drafts = Idea.objects.filter(call=found, submitted_at__isnull=True, withdrawn_at__isnull=True)
        for idea in drafts.select_related("author"):
            _tell(idea, "calls/letters/reminder.txt", found)
        record(actor, Verb.CALL_REMINDED, found, drafts=drafts.count())
        noted += 1
    if found.closing_noted_at is None and found.closes_at <= now:
        found.closing_noted_at = now
        if found.questionnaire is not None:
            close_questionnaire(actor, found.questionnaire)
        record(actor, Verb.CALL_CLOSED, found)
        noted += 1
    found.save(update_fields=["opening_noted_at", "reminded_at", "closing_noted_at"])
    return noted


def _tell(idea: Idea, letter: str, call: Call) -> None:
    context = {
        "call": call.title,
        "idea": idea.title,
        "told": idea.told,
        "closes_at": call.closes_at,
        "into": idea.merged_into.title if idea.merged_into is not None else "",
        "url": address_of(idea.author.language, "calls:idea", call.slug, idea.number),
    }
    write_to([idea.author], letter, context)


# ── answering ───────────────────────────────────────────────────────────────────────────────────


def _must_be_open(call: Call) -> None:
    if call.announced_at is None or timezone.now() < call.opens_at:
        raise Refused(_("This call has not opened yet."))
    if not call.is_open:
        raise Refused(_("This call has closed."))


def _must_be_asked(actor: Actor, call: Call, permission: str) -> None:
    """Whoever answers is signed in, and acts for a member where members are asked."""
    if actor.person is None:
        raise NotAllowed(permission)
    if call.is_for_organisations and (actor.organisation is None or not actor.organisation.is_member):
        raise NotAllowed(permission)


def _check(call: Call, entry: Entry, *, is_draft: bool) -> None:
    questions = (
        list(Question.objects.filter(questionnaire=call.questionnaire).order_by("number"))
        if call.questionnaire
        else []
    )
    if faults := faults_in(questions, entry.answers, is_draft=is_draft):
        raise NotAnswers(faults)
    if len(set(entry.concepts)) > MOST_TAGS or len(set(entry.places)) > MOST_TAGS:
        raise Refused(
            _("Name at most %(most)s concepts and %(most)s countries: the telling ones.")
            % {"most": MOST_TAGS}
        )
    if not is_draft and not entry.summary.strip():
        raise Refused(_("Say in a few sentences what it is about."))


def _write(idea: Idea, entry: Entry) -> None:
    idea.title, idea.summary, idea.language = entry.title.strip(), entry.summary.strip(), entry.language
    idea.answers = kept(entry.answers)
    idea.full_clean(exclude=["call", "organisation", "author", "merged_into", "decided_by"])
    idea.save()
    IdeaConcept.objects.filter(idea=idea).delete()
    IdeaPlace.objects.filter(idea=idea).delete()
    known = Concept.objects.filter(pk__in=set(entry.concepts)).order_by("pk")
    IdeaConcept.objects.bulk_create(IdeaConcept(idea=idea, concept=each) for each in known)
    there = Place.objects.filter(pk__in=set(entry.places)).order_by("pk")
    IdeaPlace.objects.bulk_create(IdeaPlace(idea=idea, place=each) for each in there)


@transaction.atomic
def draft_idea(actor: Actor, call: Call, entry: Entry, *, is_fictional: bool = False) -> Idea:
    """Begin an idea. Nobody else sees it, not even the secretariat's list, until it is submitted."""
    actor.require("calls.answer_call", call)
    found = _locked(call)
    _must_be_asked(actor, found, "calls.answer_call")
    _must_be_open(found)
    if found.is_survey:
        raise Refused(_("This call asks questions, not for ideas."))
    assert actor.person is not None
    organisation = actor.organisation if found.is_for_organisations else None
    own = Idea.objects.filter(call=found, organisation=organisation, withdrawn_at__isnull=True)
    if organisation is None:
        own = own.filter(author=actor.person)
    if found.is_one_each and own.exists():
        raise Refused(_("There is one already, and this call takes one from each. Change that one."))
    if own.count() >= MOST_IDEAS_EACH:
        raise Refused(_("At most %(most)s from each.") % {"most": MOST_IDEAS_EACH})
    _check(found, entry, is_draft=True)
    last = Idea.objects.filter(call=found).aggregate(last=Max("number"))["last"] or 0
    idea = Idea(
        call=found, number=last + 1, organisation=organisation, author=actor.person, is_fictional=is_fictional
    )
    _write(idea, entry)
    record(actor, Verb.IDEA_DRAFTED, idea)
    return idea


def _own(actor: Actor, idea: Idea) -> tuple[Call, Idea]:
    """The call and the idea, both held, if the idea is the actor's and stands."""
    call = _locked(Call(pk=idea.call_id))
    found: Idea = Idea.objects.select_for_update(of=("self",)).select_related("author").get(pk=idea.pk)
    actor.require("calls.edit_idea", found)
    if found.withdrawn_at is not None:
        raise Refused(_("This idea was withdrawn."))
    return call, found


def _show(actor: Actor, call: Call, idea: Idea, otherwise: Verb) -> None:
    """One line of the log, public only where everybody sees the change."""
    record(actor, otherwise if call.is_private else Verb.IDEA_SHOWN, idea)


@transaction.atomic
def edit_idea(actor: Actor, idea: Idea, entry: Entry) -> Idea:
    """Change it, until the call closes. What was submitted stays submitted, so it must stay whole."""
    call, found = _own(actor, idea)
    _must_be_open(call)
    _check(call, entry, is_draft=found.submitted_at is None)
    _write(found, entry)
    if found.submitted_at is None:
        record(actor, Verb.IDEA_DRAFTED, found)
    else:
        _show(actor, call, found, Verb.IDEA_SUBMITTED)
    return found


@transaction.atomic
def submit_idea(actor: Actor, idea: Idea) -> Idea:
    """Hand it in. The moment that counts is that of the call's clock, to the second."""
    call, found = _own(actor, idea)
    _must_be_open(call)
    if found.submitted_at is not None:
        raise Refused(_("This idea was submitted already."))
    _check(call, Entry(found.title, found.summary, found.language, answers=found.answers), is_draft=False)
    found.submitted_at = timezone.now()
    found.save(update_fields=["submitted_at"])
    _show(actor, call, found, Verb.IDEA_SUBMITTED)
    return found


@transaction.atomic
def withdraw_idea(actor: Actor, idea: Idea) -> Idea:
    """Take it back, until its fate is told. One that was held falls away, and the author learns nothing of it."""
    call, found = _own(actor, idea)
    if call.released_at is not None:
        raise Refused(_("It has been decided and told: what was decided stays on record."))
    _forget(found)
    Idea.objects.filter(merged_into=found).update(
        fate="", merged_into=None, decided_at=None, decided_by=None, told=""
    )
    found.withdrawn_at = timezone.now()
    found.save()
    _show(actor, call, found, Verb.IDEA_TAKEN_BACK)
    return found


def _forget(idea: Idea) -> None:
    """Take a held fate back. Does not save."""
    idea.fate, idea.merged_into, idea.told, idea.decided_at, idea.decided_by = "", None, "", None, None


@transaction.atomic
def answer_call(actor: Actor, call: Call, answers: Mapping[str, Any]) -> None:
    """Answer the questionnaire of a survey. What the log tells of it is said there."""
    actor.require("calls.answer_call", call)
    # Shared with others who answer, not with the clock that closes.
    found: Call = Call.objects.select_for_update(of=("self",)).select_related("questionnaire").get(pk=call.pk)
    _must_be_asked(actor, found, "calls.answer_call")
    _must_be_open(found)
    if not found.is_survey or found.questionnaire is None:
        raise Refused(_("This call asks for ideas. Hand one in."))
    answer_questionnaire(actor, found.questionnaire, answers, for_organisation=found.is_for_organisations)


# ── reviewing ───────────────────────────────────────────────────────────────────────────────────


@transaction.atomic
def appoint_reviewer(actor: Actor, call: Call, person: Person) -> Reviewer:
    """Ask somebody to review. Who sees the authors anyway cannot, where it is done without names."""
    found = _locked(call)
    actor.require("calls.run_call", found)
    if found.is_survey:
        raise Refused(_("A survey is not reviewed."))
    if found.released_at is not None:
        raise Refused(_("It has been decided and told already."))
    if not person.is_active:
        raise Refused(_("This person has left."))
    if found.is_review_anonymous and secretariat().filter(pk=person.pk).exists():
        raise Refused(_("The secretariat sees who wrote, so it cannot review without names."))
    reviewer = Reviewer.objects.filter(call=found, person=person).first()
    if reviewer is not None and reviewer.ended_at is None:
        raise Refused(_("This person reviews the call already."))
    reviewer = reviewer or Reviewer(call=found, person=person)
    reviewer.appointed_by, reviewer.ended_at = actor.person, None
    reviewer.save()
    record(actor, Verb.REVIEWER_APPOINTED, found, reviewer=person.pk)
    url = address_of(person.language, "calls:reviews", found.slug)
    write_to(
        [person],
        "calls/letters/reviewer.txt",
        {"call": found.title, "closes_at": found.closes_at, "url": url},
    )
    return reviewer


@transaction.atomic
def end_reviewer(actor: Actor, reviewer: Reviewer) -> Reviewer:
    """Ask no more of somebody. What they scored counts on."""
    call = _locked(Call(pk=reviewer.call_id))
    actor.require("calls.run_call", call)
    found: Reviewer = Reviewer.objects.select_for_update().get(pk=reviewer.pk)
    if found.ended_at is None:
        found.ended_at = timezone.now()
        found.save(update_fields=["ended_at"])
        record(actor, Verb.REVIEWER_ENDED, call, reviewer=found.person_id)
    return found


def _reviewing(actor: Actor, idea: Idea) -> tuple[Call, Idea, Reviewer]:
    """The call, the idea and the actor as its reviewer, at the time of reviewing."""
    call = _locked(Call(pk=idea.call_id))
    found: Idea = Idea.objects.select_related("organisation").get(pk=idea.pk)
    actor.require("calls.review_idea", found)
    reviewer = Reviewer.objects.filter(call=call, person=actor.person, ended_at__isnull=True).first()
    if reviewer is None:
        raise NotAllowed("calls.review_idea")
    if not call.is_over:
        raise Refused(_("Ideas can change until the call closes. Review them then."))
    if call.released_at is not None:
        raise Refused(_("It has been decided and told already."))
    return call, found, reviewer


@transaction.atomic
def declare_conflict(actor: Actor, idea: Idea, reason: str) -> Conflict:
    """Say why one does not score it. What one scored before goes."""
    _call, found, reviewer = _reviewing(actor, idea)
    if not reason.strip():
        raise Refused(_("Say why."))
    conflict, _is_new = Conflict.objects.update_or_create(
        idea=found, reviewer=reviewer, defaults={"reason": reason.strip()[:500]}
    )
    Rating.objects.filter(idea=found, reviewer=reviewer).delete()
    record(actor, Verb.CONFLICT_DECLARED, found)
    return conflict


@transaction.atomic
def rate_idea(actor: Actor, idea: Idea, scores: Sequence[int], comment: str) -> Rating:
    """Score it by every criterion, with a sentence. Again replaces what one said before."""
    call, found, reviewer = _reviewing(actor, idea)
    assert actor.person is not None
    if is_of(actor.person, organisations_of(actor.person), found):
        raise Refused(_("This is of your own organisation, so you cannot score it."))
    if Conflict.objects.filter(idea=found, reviewer=reviewer).exists():
        raise Refused(_("You declared a conflict of interest, so you cannot score it."))
    if len(scores) != len(call.criteria) or not all(LOWEST <= score <= HIGHEST for score in scores):
        raise Refused(_("Give each criterion a score from 1 to 5."))
    if not comment.strip():
        raise Refused(_("Say in a sentence why."))
    rating, _is_new = Rating.objects.update_or_create(
        idea=found,
        reviewer=reviewer,
        defaults={"scores": list(scores), "comment": comment.strip(), "rated_at": timezone.now()},
    )
    record(actor, Verb.IDEA_RATED, found)
    return rating


# ── deciding ────────────────────────────────────────────────────────────────────────────────────


@transaction.atomic
def decide_idea(actor: Actor, idea: Idea, fate: str, told: str = "", into: Idea | None = None) -> Idea:
    """Hold a fate, or take a held one back (an empty fate). Nobody but the secretariat sees it before all is told."""
    call = _locked(Call(pk=idea.call_id))
    found: Idea = Idea.objects.select_for_update(of=("self",)).get(pk=idea.pk)
    actor.require("calls.decide_idea", found)
    if not call.is_over:
        raise Refused(_("Nothing is decided before the call has closed."))
    if call.released_at is not None:
        raise Refused(_("It has been decided and told already."))
    if found.submitted_at is None or found.withdrawn_at is not None:
        raise Refused(_("Only an idea that was submitted and stands can be decided."))
    _forget(found)
    if fate:
        found.fate, found.told, found.decided_at, found.decided_by = (
            fate,
            told.strip(),
            timezone.now(),
            actor.person,
        )
    if fate == Fate.MERGED:
        target = Idea.objects.get(pk=into.pk) if into is not None else None
        if target is None or target.call_id != call.pk or target.pk == found.pk:
            raise Refused(_("Say into which other idea of this call it is merged."))
        if target.fate == Fate.MERGED or target.submitted_at is None or target.withdrawn_at is not None:
            raise Refused(_("Merge it into an idea that stands, not into one that is merged or withdrawn."))
        found.merged_into = target
        # What was merged into this one goes on to where it went.
        Idea.objects.filter(merged_into=found).update(merged_into=target)
    found.full_clean(exclude=["call", "organisation", "author", "decided_by", "merged_into"])
    found.save()
    record(actor, Verb.IDEA_DECIDED, found)
    return found


@transaction.atomic
def release_fates(actor: Actor, call: Call) -> Call:
    """Tell every fate of a call at once: to everybody by the pages, to the authors by mail."""
    found = _locked(call)
    actor.require("calls.decide_idea")
    if found.released_at is not None:
        raise Refused(_("It has been decided and told already."))
    if found.is_survey or not found.is_over:
        raise Refused(_("Nothing is told before the call has closed."))
    ideas = list(
        Idea.objects.select_for_update(of=("self",))
        .filter(call=found, submitted_at__isnull=False, withdrawn_at__isnull=True)
        .select_related("author", "organisation", "merged_into")
        .order_by("number")
    )
    if any(not each.fate for each in ideas):
        raise Refused(_("Some ideas have not been decided yet."))
    if any(each.merged_into is not None and each.merged_into.fate != Fate.ACCEPTED for each in ideas):
        raise Refused(_("An idea that others were merged into must be accepted."))
    now = timezone.now()
    # A worker that was late must not keep the secretariat from telling.
    found.closing_noted_at = found.closing_noted_at or now
    found.released_at = now
    if found.questionnaire is not None:
        close_questionnaire(actor, found.questionnaire)
    found.save(update_fields=["closing_noted_at", "released_at"])
    for each in ideas:
        each.released_at = now
        each.save(update_fields=["released_at"])
        record(actor, Verb.IDEA_RELEASED, each)
        _tell(each, f"calls/letters/{each.fate}.txt", found)
    record(
        actor,
        Verb.FATES_RELEASED,
        found,
        **{fate: sum(each.fate == fate for each in ideas) for fate in Fate.values},
    )
    return found
