"""Brings a generated transcript in and opens its pages; prints seconds, milliseconds and bytes in JSON."""

import gzip
import io
import random
import statistics
import time
from collections.abc import Callable
from typing import Any

from django.core.files import File
from django.test import Client

from intersession.access.actor import SYSTEM, Actor
from intersession.access.roles import Role
from intersession.meetings.models import Meeting
from intersession.people.models import Person
from intersession.transcripts.actions import (
    answer_flags,
    answer_minors,
    discard_transcript,
    import_transcript,
    publish_transcript,
)
from intersession.transcripts.taking import understood_file

SEED, TRIES = 20261126, 5
VOCABULARY = (
    "children safety online form report hotline helpline the a of and to in we they should members platform "
    "country data age school parents words session work list evidence young people design service law"
)


def main(words: str) -> dict[str, Any]:
    """The figures: seconds by the clock, the median of some tries."""
    data = generated(int(words)).encode()
    meeting = Meeting.objects.get(year=2018, relation="own")
    person = Person.objects.create_user("bench@bench.example", "Bench")
    desk = Actor(person=person, roles=frozenset({Role.SECRETARIAT, Role.PERSON}))
    # The first file pays for the sandbox's start, as in a site that was just started.
    understood_file(upload(data))
    whole, read = [], []
    for number in range(TRIES):
        started = time.perf_counter()
        found = understood_file(upload(data))
        read.append(time.perf_counter() - started)
        transcript = import_transcript(SYSTEM, meeting, found)
        whole.append(time.perf_counter() - started)
        if number + 1 < TRIES:
            discard_transcript(SYSTEM, transcript)
    started = time.perf_counter()
    answer_flags(
        desk, transcript, {each.pk: "keep" for each in transcript.flags.all()}, names=["SPEAKER AMA DOE"]
    )
    removal = time.perf_counter() - started
    answer_minors(desk, transcript)
    publish_transcript(desk, transcript)
    client = Client(headers={"host": "localhost"})
    home = f"/en/sessions/{meeting.slug}/transcript/"
    page = client.get(home)
    assert page.status_code == 200, page.status_code
    return {
        "words": found.words,
        "passages": len(found.passages),
        "import": statistics.median(whole),
        "read": statistics.median(read),
        "removal": removal,
        "page": milliseconds(lambda: client.get(home)),
        "bytes": len(gzip.compress(page.content)),
        "search": milliseconds(lambda: client.get("/en/sessions/passages/?q=hotline+evidence")),
    }


def upload(data: bytes) -> File[Any]:
    return File(io.BytesIO(data), name="captions.txt")


def milliseconds(do: Callable[[], object]) -> float:
    """What somebody waits."""
    taken = []
    for _ in range(TRIES * 2):
        started = time.perf_counter()
        do()
        taken.append((time.perf_counter() - started) * 1000)
    return statistics.median(taken)


def generated(words: int) -> str:
    """Captions of so many words, the same every time."""
    chance = random.Random(SEED)
    vocabulary = VOCABULARY.split()
    lines = ["A generated session", "", "13 November 2018", ""]
    said = 0
    while said < words:
        sentences = []
        for _ in range(chance.randint(1, 14)):
            sentence = " ".join(chance.choices(vocabulary, k=chance.randint(4, 18)))
            said += len(sentence.split())
            sentences.append(f"{sentence.capitalize()}.")
        name = f"SPEAKER {chance.choice('ABCDEFGHIJKLMNOPQRSTUVWX')}MA DOE"
        lines.append(f">> {name}: {' '.join(sentences)}")
    return "\n".join(lines)
