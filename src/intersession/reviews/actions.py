"""Every write of comments."""

from __future__ import annotations

from datetime import timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from intersession.access.actor import Actor
from intersession.access.errors import NotAllowed, Refused
from intersession.audit.record import record
from intersession.audit.verbs import Verb
from intersession.differences.passages import Standing
from intersession.papers.actions import revise_block
from intersession.papers.models import Block, Paper, State
from intersession.people.models import Organisation, Person
from intersession.reviews.models import Comment, Disposition, Outcome
from intersession.reviews.places import places_in
from intersession.reviews.queries import OPEN_STATES, find_quote, newest_version

MOST_AN_HOUR = 30


def _writer(actor: Actor) -> Person:
    """The person, held until the end so that their pace is counted right."""
    if actor.person is None:
        raise NotAllowed("reviews.add_comment")
    person: Person = Person.objects.select_for_update(no_key=True).get(pk=actor.person.pk)
    since = timezone.now() - timedelta(hours=1)
    if Comment.objects.filter(person=person, at__gt=since).count() >= MOST_AN_HOUR:
        raise Refused(
            _("You wrote %(most)s comments within an hour. Your words are kept here: send them later.")
            % {"most": MOST_AN_HOUR}
        )
    return person


def _voice(actor: Actor, for_organisation: bool) -> Organisation | None:
    if not for_organisation or actor.organisation is None:
        return None
    actor.require("reviews.speak_for_organisation")
    return actor.organisation


def _open_paper(paper: Paper) -> Paper:
    """The paper, held, while it takes comments: it cannot move on between the look and the comment."""
    found: Paper = Paper.objects.select_for_update(no_key=True).get(pk=paper.pk)
    if found.state not in OPEN_STATES:
        raise Refused(
            _("This paper takes no comments now: it is in the state “%s”.") % found.get_state_display()
        )
    return found


@transaction.atomic
def add_comment(
    actor: Actor,
    paper: Paper,
    number: int,
    key: str,
    text: str,
    *,
    quote: str = "",
    suggestion: str = "",
    for_organisation: bool = True,
) -> Comment:
    """Comment on a block of the newest public version, or on the passage `quote` of it.

    Raises `Refused` when the paper takes no comments, `ValidationError` for fields that break a rule.
    """
    paper = _open_paper(paper)
    actor.require("reviews.add_comment")
    person, organisation = _writer(actor), _voice(actor, for_organisation)
    version = newest_version(paper)
    if version is None or version.number != number:
        raise Refused(_("There is a newer version. Comment on that one."))
    block = Block.objects.filter(version=version, key=key).first()
    if block is None:
        raise Refused(_("This version has no such paragraph."))
    where = find_quote(block.text, quote) if quote.strip() else None
    if quote.strip() and where is None:
        raise Refused(_("These words do not stand in the paragraph like this. Copy them from its text."))
    comment = Comment(
        version=version,
        key=key,
        quote=block.text[slice(*where)] if where else "",
        start=where[0] if where else None,
        end=where[1] if where else None,
        text=text.strip(),
        suggestion=suggestion.strip(),
        person=person,
        organisation=organisation,
        at=timezone.now(),
    )
    comment.full_clean(exclude=["version", "person", "organisation"])
    comment.save()
    record(actor, Verb.COMMENT_ADDED, comment, paper=paper.slug, version=number, block=key)
    return comment


@transaction.atomic
def reply_to_comment(actor: Actor, comment: Comment, text: str, *, for_organisation: bool = True) -> Comment:
    """Reply to a comment. A reply to a reply stands under the same comment."""
    top = comment.answers or comment
    paper = Paper.objects.select_for_update(of=("self",), no_key=True).get(versions=top.version_id)
    actor.require("reviews.add_comment")
    if paper.state not in (*OPEN_STATES, State.REVISION):
        raise Refused(_("This paper takes no replies now."))
    person, organisation = _writer(actor), _voice(actor, for_organisation)
    reply = Comment(
        version_id=top.version_id,
        key=top.key,
        answers=top,
        text=text.strip(),
        person=person,
        organisation=organisation,
        at=timezone.now(),
    )
    reply.full_clean(exclude=["version", "answers", "person", "organisation"])
    reply.save()
    record(actor, Verb.COMMENT_ADDED, reply, paper=paper.slug, answers=top.pk)
    return reply


@transaction.atomic
def withdraw_comment(actor: Actor, comment: Comment, because: str = "") -> Comment:
    """Withdraw a comment; a tombstone stays. Whoever withdraws another's says why."""
    comment = Comment.objects.select_for_update(no_key=True).get(pk=comment.pk)
    actor.require("reviews.withdraw_comment", comment)
    if actor.person is None:
        raise NotAllowed("reviews.withdraw_comment")
    if comment.is_withdrawn:
        raise Refused(_("This comment is withdrawn already."))
    if comment.person_id != actor.person.pk and not because.strip():
        raise Refused(_("Say why it is withdrawn."))
    comment.withdrawn_at, comment.withdrawn_by = timezone.now(), actor.person
    comment.withdrawn_because = because.strip()
    comment.save(update_fields=["withdrawn_at", "withdrawn_by", "withdrawn_because"])
    record(actor, Verb.COMMENT_WITHDRAWN, comment, because=comment.withdrawn_because)
    return comment


def _held(actor: Actor, comment: Comment) -> tuple[Comment, Person]:
    """A comment, held, that this actor may answer."""
    held: Comment = Comment.objects.select_for_update(no_key=True).get(pk=comment.pk)
    actor.require("reviews.answer_comment", held)
    if actor.person is None:
        raise NotAllowed("reviews.answer_comment")
    if held.answers_id is not None:
        raise Refused(_("Replies get no disposition: the comment above them does."))
    if held.is_withdrawn:
        raise Refused(_("This comment was withdrawn."))
    return held, actor.person


def _disposition(
    actor: Actor, person: Person, comment: Comment, outcome: str, reason: str, seen: int, *, is_applied: bool
) -> Disposition:
    there = Disposition.objects.filter(comment=comment).count()
    if there != seen:
        raise Refused(_("Somebody else answered this comment in the meantime. Look at their answer first."))
    disposition = Disposition(
        comment=comment,
        number=there + 1,
        outcome=outcome,
        reason=reason.strip(),
        person=person,
        organisation=actor.organisation,
        at=timezone.now(),
        is_applied=is_applied,
    )
    disposition.full_clean(exclude=["comment", "person", "organisation"])
    disposition.save()
    return disposition


@transaction.atomic
def answer_comment(actor: Actor, comment: Comment, outcome: str, reason: str, seen: int = 0) -> Disposition:
    """Give a comment its disposition. `seen` is how many it had when the page was read.

    Raises `Refused` when somebody else answered in between, `ValidationError` without a reason.
    """
    held, person = _held(actor, comment)
    disposition = _disposition(actor, person, held, outcome, reason, seen, is_applied=False)
    record(actor, Verb.COMMENT_ANSWERED, held, outcome=outcome, number=disposition.number)
    return disposition


@transaction.atomic
def apply_suggestion(actor: Actor, comment: Comment, seen: int = 0) -> Disposition:
    """Accept a suggestion: its words go into the draft, and the comment is answered with credit.

    Raises `Refused` when the draft is not being written, or no longer says what the suggestion is about.
    """
    paper = Paper.objects.select_for_update(of=("self",)).get(versions=comment.version_id)
    held, person = _held(actor, comment)
    if not held.suggestion:
        raise Refused(_("This comment suggests no other words."))
    if Disposition.objects.filter(comment=held, is_applied=True).exists():
        raise Refused(_("This suggestion is in the draft already."))
    if paper.state != State.REVISION:
        raise Refused(_("Suggestions go into the text while the paper is being revised."))
    draft = paper.versions.get(published_at=None)
    place = places_in(draft, [held])[held.pk]
    block = Block.objects.filter(version=draft, key=place.key).first() if place.key else None
    if block is None or place.standing != Standing.CARRIED:
        raise Refused(
            _(
                "The draft no longer says what this suggestion is about. Edit the paragraph by hand, then answer."
            )
        )
    revise_block(
        actor,
        paper,
        block.key,
        block.text[: place.start] + held.suggestion + block.text[place.end :],
        block.revision,
    )
    reason = _("The suggested words went into the text.")
    disposition = _disposition(actor, person, held, Outcome.ACCEPTED, reason, seen, is_applied=True)
    record(actor, Verb.SUGGESTION_APPLIED, held, block=block.key, number=disposition.number)
    return disposition
