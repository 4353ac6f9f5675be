"""Moving a paper through its workflow, publishing versions and asking the members on the way."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from intersession.access.actor import Actor
from intersession.access.errors import Refused
from intersession.audit.record import record
from intersession.audit.verbs import Verb
from intersession.decisions.actions import (
    Question,
    Subject,
    announce_decision,
    propose_decision,
    withdraw_decision,
)
from intersession.decisions.clockwork import locked
from intersession.decisions.models import Decision
from intersession.decisions.models import State as Asked
from intersession.papers import changes, texts
from intersession.papers.guards import missing
from intersession.papers.models import (
    Block,
    Claim,
    Paper,
    State,
    Step,
    Version,
)
from intersession.papers.workflow import MOVES, Move

SHORTEST_VOTE = timedelta(days=7)
# Whoever writes “in a week” is not refused for the minutes it took to fill in the form.
FILLING_IN = timedelta(hours=1)
STILL_ASKED = (Asked.DRAFT, Asked.ANNOUNCED, Asked.OPEN)


@transaction.atomic
def move_paper(
    actor: Actor,
    paper: Paper,
    move: str,
    *,
    reason: str = "",
    until: datetime | None = None,
    question: Question | None = None,
    successor: Paper | None = None,
) -> Paper:
    """Make a move of the table: guards first, then the new state, its clock, and the version it publishes.

    Raises `Refused` with what is missing. `until` may give the new state more time than the table, not less.
    A move that asks the members needs the `question`; it is announced with the move, about the version that
    stands, and carries that version's hash. Leaving the decision early takes a question that is still open
    back, with the same reason. A move that lets another paper take the place needs the `successor`.
    """
    paper, successor = _locked(paper, successor)
    actor.require("papers.move_paper", paper)
    wanted = MOVES.get(move)
    if wanted is None or paper.state not in wanted.start:
        raise Refused(_("From where this paper stands, that is not the next step."))
    if wanted.needs_edition and not paper.versions.exclude(adopted_at=None).exists():
        raise Refused(_("No edition of this paper was adopted."))
    asked = _asked_now(paper)
    lacking = missing(paper, wanted)
    if lacking:
        raise Refused(" ".join(str(sentence) for sentence in lacking))
    if wanted.needs_reason and not reason.strip():
        raise Refused(_("This step needs a reason, which everybody can read."))
    if wanted.needs_successor and (
        successor is None or successor.pk == paper.pk or successor.state != State.ADOPTED
    ):
        raise Refused(_("Choose the adopted paper that takes its place."))
    now = timezone.now()
    if wanted.asks_members:
        _check_question(question, now)
    ends = _end_of(wanted, now, until)
    start = paper.state
    paper.state, paper.state_since, paper.state_until = wanted.end, now, ends
    if wanted.end == State.WITHDRAWN:
        paper.withdrawn_because = reason.strip()
    if wanted.needs_successor:
        paper.superseded_by = successor
    if asked is not None and asked.state in STILL_ASKED:
        withdraw_decision(actor, asked, reason)
    version = (
        _publish(actor, paper, now) if wanted.publishes else paper.versions.exclude(published_at=None).first()
    )
    if wanted.asks_members:
        if question is None or version is None:
            raise Refused(_("Say what is asked, how it is decided, and when voting closes."))
        version.decision = _ask_members(actor, paper, version, question)
        version.save(update_fields=["decision"])
    if wanted.adopts and version is not None and version.adopted_at is None:
        version.adopted_at = now
        version.save(update_fields=["adopted_at"])
    if wanted.publishes and paper.first_published_at is None:
        paper.first_published_at = now
    paper.full_clean(exclude=["proposed_by", "organisation", "superseded_by"])
    paper.save()
    Step.objects.create(
        paper=paper,
        move=move,
        start=start,
        end=wanted.end,
        at=now,
        person=actor.person,
        organisation=actor.organisation,
        version=version,
        reason=reason.strip(),
    )
    record(
        actor,
        Verb.PAPER_MOVED,
        paper,
        move=move,
        start=str(start),
        end=str(wanted.end),
        until=ends.isoformat() if ends else "",
        version=version.number if version else 0,
        text_hash=version.text_hash if version else "",
        successor=successor.slug if successor else "",
    )
    return paper


def _locked(paper: Paper, successor: Paper | None) -> tuple[Paper, Paper | None]:
    """Both papers, locked in one order whoever asks first."""
    keys = {paper.pk, successor.pk} if successor else {paper.pk}
    found = {each.pk: each for each in Paper.objects.select_for_update().filter(pk__in=keys).order_by("pk")}
    return found[paper.pk], found[successor.pk] if successor else None


def _asked_now(paper: Paper) -> Decision | None:
    """What the members are asked about a paper that is being decided, with its clock kept."""
    if paper.state != State.DECISION:
        return None
    version = paper.versions.exclude(published_at=None).select_related("decision").first()
    return locked(version.decision) if version and version.decision else None


def _check_question(question: Question | None, now: datetime) -> None:
    """A question about a paper gives everybody a week, in a language the pages speak."""
    if question is None or question.closes_at is None:
        raise Refused(_("Say what is asked, how it is decided, and when voting closes."))
    if question.closes_at < max(now, question.opens_at or now) + SHORTEST_VOTE - FILLING_IN:
        raise Refused(_("Everybody needs time to ask at home: at least a week."))
    if question.language not in dict(settings.LANGUAGES):
        raise Refused(_("Ask in one of the languages of these pages."))


def _publish(actor: Actor, paper: Paper, now: datetime) -> Version:
    """Freeze the draft as a public version and begin the next draft as its copy.

    Without a change since the last public version nothing is published anew; that version stands.
    """
    draft = paper.versions.select_for_update().get(published_at=None)
    last = paper.versions.exclude(published_at=None).first()
    if last is not None and not changes.changed_keys(draft):
        return last
    blocks = list(draft.blocks.all())
    draft.published_at, draft.published_by = now, actor.person
    draft.text_hash = texts.hash_of(blocks)
    draft.save()
    Claim.objects.filter(version=draft).delete()
    following = Version.objects.create(paper=paper, number=draft.number + 1)
    Block.objects.bulk_create(
        [
            Block(
                version=following,
                key=block.key,
                position=block.position,
                kind=block.kind,
                level=block.level,
                text=block.text,
                html=block.html,
            )
            for block in blocks
        ],
        batch_size=500,
    )
    record(actor, Verb.PAPER_PUBLISHED, paper, version=draft.number, text_hash=draft.text_hash)
    return draft


def _ask_members(actor: Actor, paper: Paper, version: Version, question: Question) -> Decision:
    """Put this very version to the members."""
    path = reverse("papers:version", args=[paper.slug, version.number])
    subject = Subject(
        kind="paper",
        key=f"{paper.slug}/{version.number}",
        title=f"{paper.title} · {version.number}",
        # Without the language of whoever asks: each reader is led to an edition they can read.
        url=f"/{path.split('/', 2)[2]}",
        hash=version.text_hash,
    )
    return announce_decision(actor, propose_decision(actor, question, subject))


def _end_of(move: Move, now: datetime, until: datetime | None) -> datetime | None:
    if move.length is None:
        return None
    earliest = now + move.length
    if until is not None and until < earliest:
        raise Refused(
            _("This step lasts at least %(days)s days, so that everybody has time to answer.")
            % {"days": move.days}
        )
    return until or earliest
