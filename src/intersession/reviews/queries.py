"""What the pages of comments ask."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db.models import Count, Exists, Min, OuterRef, QuerySet
from django.http import Http404
from django.utils.translation import gettext as _

from intersession.access.actor import Actor
from intersession.papers.models import Block, Paper, State, Version
from intersession.reviews.models import Comment, Disposition
from intersession.reviews.places import Place, places_in

OPEN_STATES = (State.COMMENTS, State.LAST_CALL)


# What it takes to say where a comment stands.
PLACED_BY = ("pk", "version_id", "key", "quote", "start", "end")


def comments_of(paper: Paper) -> QuerySet[Comment]:
    """The comments of a paper that are no replies, the oldest first."""
    return (
        Comment.objects.filter(version__paper=paper, answers=None)
        .select_related("version", "person", "organisation")
        .order_by("pk")
        .fetch_mode(settings.PAGE_FETCH_MODE)
    )


def unanswered(paper: Paper) -> QuerySet[Comment]:
    """Comments that still need a disposition."""
    return comments_of(paper).filter(
        ~Exists(Disposition.objects.filter(comment=OuterRef("pk"))), withdrawn_at=None
    )


def newest_version(paper: Paper) -> Version | None:
    """The newest public version."""
    found: Version | None = paper.versions.exclude(published_at=None).order_by("-number").first()
    return found


def block_of(version: Version, key: str) -> Block:
    """A block of a public version; 404 with a sentence else."""
    found: Block | None = version.blocks.filter(key=key).first()
    if found is None:
        raise Http404(_("Version %s has no such paragraph.") % version.number)
    return found


def comment_for(paper: Paper, number: int) -> Comment:
    """A comment of a paper, or a reply; 404 with a sentence else."""
    found: Comment | None = (
        Comment.objects.filter(version__paper=paper, pk=number)
        .select_related("version", "person", "organisation")
        .fetch_mode(settings.PAGE_FETCH_MODE)
        .first()
    )
    if found is None:
        raise Http404(_("This paper has no such comment."))
    return found


@dataclass(frozen=True, slots=True)
class Shown:
    """A comment as a page shows it. `disposition` is the newest; `place` is in the version looked at."""

    comment: Comment
    place: Place
    replies: list[Comment]
    disposition: Disposition | None
    is_own: bool
    original: str
    """The words the comment is about, as they were."""


def shown(actor: Actor, version: Version, comments: Iterable[Comment]) -> list[Shown]:
    """The comments with replies, dispositions and places. Four queries, however many there are."""
    comments = list(comments)
    places = places_in(version, comments)
    numbers = [comment.pk for comment in comments]
    replies: dict[int | None, list[Comment]] = {}
    found = Comment.objects.filter(answers__in=numbers).select_related("person", "organisation")
    for reply in found.order_by("pk").fetch_mode(settings.PAGE_FETCH_MODE):
        replies.setdefault(reply.answers_id, []).append(reply)
    newest: dict[int, Disposition] = {}
    said = Disposition.objects.filter(comment__in=numbers).select_related("person", "organisation")
    for disposition in said.order_by("number").fetch_mode(settings.PAGE_FETCH_MODE):
        newest[disposition.comment_id] = disposition
    whole = {(comment.version_id, comment.key) for comment in comments if not comment.quote}
    # Two short lists instead of one condition for each pair: a consultation may touch a thousand blocks.
    blocks = Block.objects.filter(
        version__in={where for where, _key in whole}, key__in={key for _where, key in whole}
    )
    texts = {(where, key): text for where, key, text in blocks.values_list("version_id", "key", "text")}
    own = actor.person.pk if actor.person else None
    return [
        Shown(
            comment,
            places[comment.pk],
            replies.get(comment.pk, []),
            newest.get(comment.pk),
            comment.person_id == own,
            comment.quote or texts.get((comment.version_id, comment.key), ""),
        )
        for comment in comments
    ]


def comments_on(paper: Paper, version: Version, key: str) -> list[Comment]:
    """Those that stand at a block of a version: written there, or carried there from an earlier version."""
    bare = Comment.objects.filter(
        version__paper=paper, version__number__lte=version.number, answers=None
    ).only(*PLACED_BY)
    here = [number for number, place in places_in(version, list(bare)).items() if place.key == key]
    return list(comments_of(paper).filter(pk__in=here))


def counts_in(version: Version) -> Counter[str]:
    """How many comments stand at each block of a version. Two queries."""
    found = list(
        Comment.objects.filter(
            version__paper_id=version.paper_id,
            version__number__lte=version.number,
            answers=None,
            withdrawn_at=None,
        ).only(*PLACED_BY)
    )
    return Counter(place.key for place in places_in(version, found).values() if place.key)


def credited_in(version: Version) -> list[Comment]:
    """Those whose suggestions went into a version or one before it: the first such comment of each. One query."""
    found = Comment.objects.filter(
        version__paper_id=version.paper_id,
        version__number__lt=version.number,
        withdrawn_at=None,
        dispositions__is_applied=True,
    ).select_related("person", "organisation")
    first: dict[tuple[int | None, int], Comment] = {}
    for comment in found.order_by("pk").fetch_mode(settings.PAGE_FETCH_MODE):
        voice = (comment.organisation_id, 0 if comment.organisation_id else comment.person_id)
        first.setdefault(voice, comment)
    return list(first.values())


def tally_of(paper: Paper) -> dict[str, int]:
    """How many comments there are, and how many of them still need a disposition."""
    return {"all": comments_of(paper).count(), "open": unanswered(paper).count()}


def find_quote(text: str, quote: str) -> tuple[int, int] | None:
    """Where a quote stands in a block's Markdown; white space and marks of emphasis may differ."""
    words = quote.split()
    if not words:
        return None
    marks = r"[*_`~]*"
    found = re.search(rf"{marks}\s+{marks}".join(re.escape(word) for word in words), text)
    return found.span() if found else None


def dispositions_of(comment: Comment) -> int:
    """How many dispositions a comment was given so far."""
    return Disposition.objects.filter(comment=comment).count()


@dataclass(frozen=True, slots=True)
class Unanswered:
    """A paper whose comments wait: how many, and since when."""

    title: str
    slug: str
    language: str
    organisation: str
    count: int
    since: datetime


def papers_with_unanswered(actor: Actor, *, is_own: bool) -> list[Unanswered]:
    """Papers with comments this actor may answer, those of the own organisation or of all. One query."""
    found = Comment.objects.filter(
        actor.scope("reviews.answer_comment"),
        ~Exists(Disposition.objects.filter(comment=OuterRef("pk"))),
        answers=None,
        withdrawn_at=None,
        version__paper__state__in=[*OPEN_STATES, State.REVISION],
    )
    if is_own:
        found = found.filter(version__paper__organisation=actor.organisation)
    paper = "version__paper"
    rows = (
        found.order_by()
        .values_list(
            f"{paper}__title", f"{paper}__slug", f"{paper}__language", f"{paper}__organisation__name"
        )
        .annotate(count=Count("pk"), since=Min("at"))
        .order_by("since", f"{paper}__slug")
    )
    return [Unanswered(*row) for row in rows]
