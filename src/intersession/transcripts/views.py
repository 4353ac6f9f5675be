"""A transcript, one passage of it, and passages found by words."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from intersession.access.doors import allow
from intersession.kit.fields import clean_line
from intersession.kit.pages import page
from intersession.kit.paging import pages_of
from intersession.transcripts import queries
from intersession.transcripts.labels import PROSE
from intersession.transcripts.models import Sort, Transcript
from intersession.transcripts.quoting import markdown_of

SIZE, FOUND = 60, 20
LONGEST_WORDS = 200


def trail_of(found: Transcript, *more: tuple[str, str]) -> list[tuple[str, str]]:
    meeting = found.meeting
    return [
        (reverse("meetings:meetings"), _("Sessions")),
        (meeting.get_absolute_url(), f"{meeting.year} · {meeting.title}"),
        *more,
    ]


def tombstone(request: HttpRequest, found: Transcript) -> HttpResponse:
    """That it was, and why it went."""
    context = {"transcript": found, "trail": trail_of(found, ("", str(Sort(found.sort).label)))}
    return page(request, "transcripts/withdrawn.html", context, status=410)


@allow("transcripts.view_transcript")
@require_safe
def transcript(request: HttpRequest, slug: str, sort: str) -> HttpResponse:
    """What was said, page by page; a tombstone with status 410 when it was withdrawn."""
    actor = request.actor  # type: ignore[attr-defined]
    found = queries.transcript_for(actor, slug, sort)
    if found.is_withdrawn:
        return tombstone(request, found)
    passages = queries.passages_of(found)
    pages = pages_of(request, passages.count(), SIZE)
    shown = list(passages[pages.offset : pages.offset + SIZE])
    context = {
        "transcript": found,
        "meeting": found.meeting,
        "passages": shown,
        "pages": pages,
        "speakers": queries.speakers_of(found) if pages.number == 1 else [],
        "fields": [
            each for each in found.fields if each["key"] not in PROSE and each["value"] and each["label"]
        ]
        if pages.number == 1
        else [],
        "may_correct": actor.holds("transcripts.correct_speaker"),
        "trail": trail_of(found, ("", str(Sort(found.sort).label))),
    }
    return page(request, "transcripts/transcript.html", context)


@allow("transcripts.view_transcript")
@require_safe
def passage(request: HttpRequest, slug: str, sort: str, number: int) -> HttpResponse:
    """One passage at its lasting address, between its neighbours."""
    found = queries.transcript_for(request.actor, slug, sort)  # type: ignore[attr-defined]
    if found.is_withdrawn:
        return tombstone(request, found)
    one = queries.passage_for(found, number)
    whole = found.get_absolute_url()
    at = (number - 1) // SIZE + 1
    context = {
        "transcript": found,
        "meeting": found.meeting,
        "passage": one,
        "around": queries.around(found, number),
        "markdown": markdown_of(found, one) if found.is_public else "",
        "whole_url": f"{whole}{f'?page={at}' if at > 1 else ''}#p{number}",
        "trail": trail_of(found, (whole, str(Sort(found.sort).label)), ("", _("Passage %d") % number)),
    }
    return page(request, "transcripts/passage.html", context)


@allow("transcripts.view_transcript")
@require_safe
def passages(request: HttpRequest) -> HttpResponse:
    """Passages that hold the words, with speaker and time."""
    words, speaker, meeting = (
        clean_line(request.GET.get(name, ""))[:LONGEST_WORDS] for name in ("q", "speaker", "session")
    )
    is_asked = bool(words or speaker)
    found = queries.spoken(words, speaker, meeting)
    pages = pages_of(request, found.count() if is_asked else 0, FOUND)
    context = {
        "words": words,
        "speaker": speaker,
        "session": meeting,
        "sessions": queries.meetings_with_passages(),
        "is_asked": is_asked,
        "pages": pages,
        "found": found[pages.offset : pages.offset + FOUND] if is_asked else [],
        "trail": [(reverse("meetings:meetings"), _("Sessions")), ("", _("What was said"))],
    }
    return page(request, "transcripts/passages.html", context)
