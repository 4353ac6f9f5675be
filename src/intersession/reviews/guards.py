"""What reviews ask of a paper before it moves on."""

from __future__ import annotations

from django.utils.translation import ngettext

from intersession.papers.models import Paper
from intersession.papers.workflow import guard
from intersession.reviews.queries import unanswered


@guard("comments-are-answered")
def comments_are_answered(paper: Paper) -> str:
    """Every comment has a disposition."""
    lacking = unanswered(paper).count()
    if not lacking:
        return ""
    return ngettext(
        "%(count)s comment has no disposition yet.", "%(count)s comments have no disposition yet.", lacking
    ) % {"count": lacking}
