"""What waits: ideas to score for their reviewers, ideas to decide for the secretariat."""

from __future__ import annotations

from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from intersession.access.actor import Actor
from intersession.access.waiting import Waiting, WaitingList, declare
from intersession.calls import queries


def reviews(actor: Actor, most: int) -> Iterator[Waiting]:
    """Those of the call that closed first."""
    for review in queries.due_reviews(actor)[:most]:
        idea = review.line.idea
        yield Waiting(
            title=idea.title,
            url=reverse("calls:review_idea", args=[idea.call.slug, idea.number]),
            since=idea.call.closes_at,
            whose=_("yours"),
            note=idea.call.title,
            language=idea.language,
        )


def decisions(actor: Actor, most: int) -> Iterator[Waiting]:
    """Those of the call that closed first."""
    for idea in queries.undecided()[:most]:
        yield Waiting(
            title=idea.title,
            url=f"{reverse('calls:call_desk', args=[idea.call.slug])}#idea-{idea.number}",
            since=idea.call.closes_at,
            whose=_("the secretariat’s"),
            note=idea.call.title,
            language=idea.language,
        )


declare(
    WaitingList(
        "reviews-of-ideas",
        _("Ideas to score"),
        "calls.review_call",
        lambda actor: len(queries.due_reviews(actor)),
        reviews,
        is_personal=True,
    )
)
declare(
    WaitingList(
        "ideas-to-decide",
        _("Ideas to decide"),
        "calls.decide_idea",
        lambda actor: queries.undecided().count(),
        decisions,
        url="calls:desk",
        rows=lambda _actor: queries.undecided(),
    )
)
