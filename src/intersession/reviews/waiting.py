"""Comments that wait for an answer: for the organisation whose paper it is, and for the secretariat."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from intersession.access.actor import Actor
from intersession.access.waiting import Waiting, WaitingList, declare
from intersession.reviews.queries import papers_with_unanswered


def count(actor: Actor, *, is_own: bool) -> int:
    """How many papers have comments without a disposition."""
    return len(papers_with_unanswered(actor, is_own=is_own))


def entries(actor: Actor, most: int, *, is_own: bool) -> Iterable[Waiting]:
    """The papers whose oldest unanswered comment has waited longest; due when their time for comments ends."""
    for waiting in papers_with_unanswered(actor, is_own=is_own)[:most]:
        yield Waiting(
            title=waiting.title,
            url=f"{reverse('reviews:comments', args=[waiting.slug])}?show=open",
            since=waiting.since,
            whose=waiting.organisation,
            note=ngettext(
                "%(count)s comment has no disposition yet.",
                "%(count)s comments have no disposition yet.",
                waiting.count,
            )
            % {"count": waiting.count},
            language=waiting.language,
        )


for _name, _is_own in (("comments-of-papers", False), ("comments-of-own-papers", True)):
    declare(
        WaitingList(
            _name,
            _("Comments that wait for an answer"),
            "reviews.answer_comment",
            partial(count, is_own=_is_own),
            partial(entries, is_own=_is_own),
            is_personal=_is_own,
        )
    )
