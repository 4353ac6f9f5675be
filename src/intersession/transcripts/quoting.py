"""A passage as Markdown for a paper: the words, who said them where and when, and the way back."""

from __future__ import annotations

from django.urls import reverse

from intersession.papers.citations import plain
from intersession.transcripts.models import Passage, Transcript


def markdown_of(transcript: Transcript, passage: Passage) -> str:
    """A block quotation with its source as a link that fits every language of the site."""
    meeting = transcript.meeting
    path = reverse("transcripts:passage", args=[meeting.slug, transcript.sort, passage.number])
    # Without the language in front: each reader is led to their own.
    path = "/" + path.split("/", 2)[2]
    speaker = passage.speaker.name if passage.speaker else ""
    said = ", ".join(filter(None, (speaker, meeting.title, str(meeting.year), passage.time)))
    lines = [f"> {plain(line)}" for line in passage.text.splitlines() if line.strip()]
    return "\n".join([*lines, ">", f"> — [{plain(said)}]({path})"])
