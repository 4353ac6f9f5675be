"""What the search knows of transcripts: those that are public, with their passages as leaves."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from django.db.models import Prefetch
from django.utils.translation import gettext_lazy as _

from intersession.search.documents import Document, Leaf, declare
from intersession.transcripts.models import Passage, PassageKind, Transcript


def documents(keys: Iterable[str] | None) -> Iterator[Document]:
    """Every public transcript that stands, or those of these keys."""
    found = Transcript.objects.listed().order_by("pk").select_related("meeting")
    if keys is not None:
        found = found.filter(pk__in=[int(key) for key in keys])
    spoken = Passage.objects.exclude(kind=PassageKind.NOTE).order_by("number").select_related("speaker")
    for transcript in found.prefetch_related(Prefetch("passages", spoken)).iterator(chunk_size=20):
        yield document(transcript)


def document(transcript: Transcript) -> Document:
    """One transcript: its title is that of the session; each passage says who spoke and when."""
    meeting = transcript.meeting
    home = f"/sessions/{meeting.slug}/{transcript.sort}/"
    return Document(
        kind="transcript",
        key=str(transcript.pk),
        path=home,
        titles={meeting.title_language: meeting.title},
        names=(meeting.city, *dict.fromkeys(p.speaker.name for p in transcript.passages.all() if p.speaker)),
        languages=(transcript.language,) if transcript.language else (),
        places=(meeting.place_id,),
        form=transcript.sort,
        year=meeting.year,
        leaves=tuple(
            Leaf(each.number, words_of(each), f"{home}p{each.number}/", transcript.language)
            for each in transcript.passages.all()
        ),
    )


def words_of(passage: Passage) -> str:
    """Who, when, and what."""
    who = " · ".join(filter(None, [passage.speaker.name if passage.speaker else "", passage.time]))
    return f"{who}: {passage.text}" if who else passage.text


declare("transcript", _("What was said"), "transcripts.transcript", documents, leaf=_("Passage %(number)s"))
