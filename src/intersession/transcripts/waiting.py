"""What waits for the secretariat: transcripts that were brought in and are not public yet."""

from __future__ import annotations

from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from intersession.access.actor import Actor
from intersession.access.waiting import Waiting, WaitingList, declare
from intersession.transcripts import queries


def transcripts(actor: Actor, most: int) -> Iterator[Waiting]:
    """The oldest first."""
    for each in queries.unpublished()[:most]:
        yield Waiting(
            title=f"{each.meeting.year} · {each.meeting.title}",
            url=reverse("transcripts:review", args=[each.pk]),
            since=each.imported_at,
            whose=_("the secretariat’s"),
            note=_("Can be published.") if each.minors_answered_at else _("Answer whether it names minors."),
            language=each.meeting.title_language,
        )


declare(
    WaitingList(
        "transcripts",
        _("Transcripts that are not public yet"),
        "transcripts.answer_flags",
        lambda actor: queries.unpublished().count(),
        transcripts,
        url="transcripts:imports",
    )
)
