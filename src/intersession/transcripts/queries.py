"""What pages and actions ask about transcripts."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.conf import settings
from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.http import Http404
from django.utils.translation import gettext as _
from rapidfuzz import fuzz

from intersession.access.actor import Actor
from intersession.access.errors import Refused
from intersession.meetings.models import Meeting
from intersession.people.models import Organisation
from intersession.transcripts.models import Flag, Passage, Rule, Sort, Speaker, Transcript
from intersession.transcripts.names import key_of
from intersession.transcripts.understood import Understood

# Of a hundred: the same title in other words; and a title that may be of the same session at all.
ALIKE, NOT_ANOTHER = 80, 50


def visible(actor: Actor) -> QuerySet[Transcript]:
    """Every transcript this actor may see, withdrawn or not, with its meeting."""
    found: QuerySet[Transcript] = Transcript.objects.filter(actor.scope("transcripts.view_transcript"))
    return found.select_related("meeting", "meeting__place").fetch_mode(settings.PAGE_FETCH_MODE)


def transcript_for(actor: Actor, slug: str, sort: str) -> Transcript:
    """The transcript at an address: the one that stands, else the last that was withdrawn; 404 with a sentence."""
    found = visible(actor).filter(meeting__slug=slug, sort=sort).order_by("withdrawn_at", "-pk")
    every = list(found)
    if not every:
        raise Http404(_("There is no transcript at this address, or it is not published yet."))
    return next((each for each in every if not each.is_withdrawn), every[-1])


def standing_for(actor: Actor, pk: int) -> Transcript:
    """A transcript for the desk; 404 with a sentence else."""
    found = visible(actor).filter(pk=pk, withdrawn_at__isnull=True).first()
    if found is None:
        raise Http404(_("There is no such transcript, or no longer."))
    return found


def passages_of(transcript: Transcript) -> QuerySet[Passage]:
    """Its passages in order, with speakers and their organisations."""
    found: QuerySet[Passage] = Passage.objects.filter(transcript=transcript).select_related(
        "speaker", "speaker__organisation"
    )
    return found.order_by("number").fetch_mode(settings.PAGE_FETCH_MODE)


def passage_for(transcript: Transcript, number: int) -> Passage:
    """One passage; 404 with a sentence else."""
    found = passages_of(transcript).filter(number=number).first()
    if found is None:
        raise Http404(_("This transcript has no such passage."))
    return found


def around(transcript: Transcript, number: int) -> list[Passage]:
    """A passage and its neighbours."""
    return list(passages_of(transcript).filter(number__gte=number - 1, number__lte=number + 1))


def speakers_of(transcript: Transcript) -> QuerySet[Speaker]:
    """Who spoke, in the order they first did, and how often."""
    found: QuerySet[Speaker] = Speaker.objects.filter(transcript=transcript).select_related("organisation")
    return found.annotate(times=Count("passages")).order_by("pk").fetch_mode(settings.PAGE_FETCH_MODE)


def flags_of(transcript: Transcript) -> QuerySet[Flag]:
    """Those who may be minors, the open ones first."""
    found: QuerySet[Flag] = Flag.objects.filter(transcript=transcript)
    return found.order_by("answer", "pk").fetch_mode(settings.PAGE_FETCH_MODE)


def open_flags(transcript: Transcript) -> int:
    return Flag.objects.filter(transcript=transcript, answer="").count()


def rules() -> dict[str, Rule]:
    """Every rule for misheard names, by its key."""
    return {each.key: each for each in Rule.objects.order_by("pk")}


def imports(actor: Actor) -> QuerySet[Transcript]:
    """What stands, published or not, the latest import first, with how many flags are open."""
    return (
        visible(actor)
        .filter(withdrawn_at__isnull=True)
        .annotate(open_flags=Count("flags", filter=Q(flags__answer="")))
        .order_by("-imported_at", "-pk")
    )


def unpublished() -> QuerySet[Transcript]:
    """What waits to be published, the oldest first."""
    found: QuerySet[Transcript] = Transcript.objects.filter(published_at__isnull=True)
    return found.select_related("meeting").order_by("imported_at", "pk")


# ── found by words ──────────────────────────────────────────────────────────────────────────────


def spoken(words: str, speaker: str = "", meeting: str = "") -> QuerySet[Passage]:
    """Published passages that hold every word, by this speaker, in this meeting; the latest session first."""
    found: QuerySet[Passage] = Passage.objects.filter(
        transcript__published_at__isnull=False, transcript__withdrawn_at__isnull=True
    ).select_related("speaker", "speaker__organisation", "transcript", "transcript__meeting")
    for word in words.split()[:12]:
        found = found.filter(text__icontains=word)
    for word in speaker.split()[:6]:
        found = found.filter(speaker__name__icontains=word)
    if meeting:
        found = found.filter(transcript__meeting__slug=meeting)
    return found.order_by("-transcript__meeting__starts_on", "transcript", "number").fetch_mode(
        settings.PAGE_FETCH_MODE
    )


def meetings_with_passages() -> list[tuple[str, str]]:
    """(slug, words) of the meetings whose transcript can be read."""
    found = Meeting.objects.filter(Exists(Transcript.objects.listed().filter(meeting=OuterRef("pk"))))
    return [(each.slug, f"{each.year} · {each.title}") for each in found.order_by("-starts_on")]


def of_meetings(meetings: Iterable[Meeting]) -> dict[int, Transcript]:
    """The published transcript of each meeting, where there is one; an old report where there is none."""
    listed = Transcript.objects.listed().filter(meeting__in=list(meetings)).select_related("meeting")
    return {each.meeting_id: each for each in listed.order_by("sort")}


# ── which meeting a file is of ──────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Candidates:
    """The meeting a file is of, if it is certain enough; and those it may be of."""

    meeting: Meeting | None
    others: list[Meeting]


def meetings_like(found: Understood) -> Candidates:
    """Which meeting it may be: on that day, by the title; certain only where one stands out."""
    every = list(Meeting.objects.order_by("starts_on", "pk"))
    if found.starts_on:
        first, last = (
            date.fromisoformat(found.starts_on),
            date.fromisoformat(found.ends_on or found.starts_on),
        )
        every = [each for each in every if each.starts_on <= last and each.ends_on >= first]
    scored = sorted(
        ((_alike(found, each), each) for each in every),
        key=lambda pair: (-pair[0], -pair[1].is_ours, pair[1].pk),
    )
    likely = [(score, each) for score, each in scored if score >= ALIKE]
    best: Meeting | None = None
    if found.starts_on and len(every) == 1 and (not found.title or scored[0][0] >= NOT_ANOTHER):
        best = every[0]
    elif likely and (len(likely) == 1 or likely[0][0] >= likely[1][0] + 5):
        best = likely[0][1]
    return Candidates(
        best, [each for _score, each in scored[:5]] if found.starts_on else [each for _s, each in likely[:5]]
    )


def _alike(found: Understood, meeting: Meeting) -> float:
    """How alike title, place, year and address are, of a hundred and more."""
    title = fuzz.token_set_ratio(key_of(found.title), key_of(meeting.title)) if found.title else 0.0
    city = 25.0 if meeting.city and key_of(meeting.city) in key_of(f"{found.place} {found.title}") else 0.0
    submitted = next((each.value for each in found.fields if each.key == "submitted"), "")
    year = 15.0 if str(meeting.year) in f"{found.title} {found.source} {submitted}" else 0.0
    address = (
        100.0
        if any(each and each in found.source.split() for each in (meeting.url, meeting.source_url))
        else 0.0
    )
    return min(title, 90.0) * (1.0 if found.starts_on or city or year else 0.8) + city + year + address


def meeting_for_import(found: Understood, slug: str = "") -> Meeting:
    """The meeting named, or the one found. Raises `Refused` with the candidates where it is not certain."""
    if slug:
        named = Meeting.objects.filter(slug=slug).first()
        if named is None:
            raise Refused(_("There is no session “%s”.") % slug)
        return named
    candidates = meetings_like(found)
    if candidates.meeting is not None:
        return candidates.meeting
    if not candidates.others:
        raise Refused(
            _(
                "No session of the archive fits the date and title of this file. Say which one it is of (--meeting)."
            )
        )
    names = ", ".join(each.slug for each in candidates.others)
    raise Refused(_("It is not certain which session this is of. Say which one (--meeting): %s.") % names)


def every_meeting() -> list[tuple[str, str]]:
    """Every meeting, to choose from."""
    return [
        (each.slug, f"{each.year} · {each.title}"[:120])
        for each in Meeting.objects.order_by("-starts_on", "pk")
    ]


def organisations_to_choose() -> list[tuple[str, str]]:
    """Every organisation a speaker may have spoken for."""
    found = Organisation.objects.standing_alone().order_by("name", "pk")
    return [(each.slug, each.name) for each in found]


def sort_of(found: Understood) -> Sort:
    return Sort.REPORT if found.is_report else Sort.TRANSCRIPT


def organisation_at(slug: str) -> Organisation | None:
    """The organisation that was chosen, or none."""
    return Organisation.objects.standing_alone().filter(slug=slug).first() if slug else None
