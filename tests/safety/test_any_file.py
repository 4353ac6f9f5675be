"""Files nobody thought of: whatever is sent, it is kept or refused with a sentence, and nothing in between.

    INTERSESSION_MANY=20 .venv/bin/python -m pytest tests/safety/test_any_file.py

tries twenty times as many as every run does.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from intersession.access.actor import Actor
from intersession.access.errors import Refused
from intersession.safety.actions import take_in
from intersession.safety.kinds import MEDIA_TYPES, SHARED, SIGNATURES, Kind
from intersession.safety.models import StoredFile
from intersession.safety.reading import Reading, opened, reading_of, rows_of
from tests.safety import making
from tests.safety.making import sent

KINDS = list(MEDIA_TYPES.values())
MANY = int(os.environ.get("INTERSESSION_MANY") or 1)
often = settings(
    max_examples=60 * MANY,
    deadline=None,
    suppress_health_check=[
        HealthCheck.function_scoped_fixture,
        HealthCheck.too_slow,
        HealthCheck.data_too_large,
    ],
)


@lru_cache(maxsize=1)
def seeds() -> list[bytes]:
    """Good and hostile files to cut, join and spoil."""
    return [
        making.pdf("One", "Two"),
        making.pdf(change=making.with_script),
        making.pdf(change=making.with_attachment),
        making.docx(),
        making.docx({"word/media/image1.jpg": making.gps_jpeg()}),
        making.odt(),
        making.xlsx([["a", 1], ["b", 2]]),
        making.picture("PNG", (70, 60)),
        making.picture("JPEG", (70, 60)),
        making.picture("WEBP", (70, 60)),
        making.picture("GIF", (70, 60)),
        "título;año\nGuía;2021\n".encode(),
        "Text in UTF-16".encode("utf-16"),
    ]


@st.composite
def spoiled(draw: st.DrawFn) -> bytes:
    """A file with bytes changed, cut out, doubled, or another file behind or before it."""
    data = bytearray(draw(st.sampled_from(seeds())))
    for _ in range(draw(st.integers(1, 4))):
        start = draw(st.integers(0, max(0, len(data) - 1)))
        how = draw(st.sampled_from(["change", "cut", "double", "behind", "before", "insert", "swap"]))
        if how == "change":
            data[start : start + 1] = draw(st.binary(min_size=1, max_size=8))
        elif how == "cut":
            del data[start : start + draw(st.integers(1, 4000))]
        elif how == "double":
            data[start:start] = data[start : start + draw(st.integers(1, 400))]
        elif how == "behind":
            data += draw(st.sampled_from(seeds()))
        elif how == "before":
            data[0:0] = draw(st.sampled_from(seeds()))[:300]
        elif how == "insert":
            words = [
                b"/JavaScript",
                b"/Launch",
                b"<script>",
                b"PK\x03\x04",
                b"\x00" * 40,
                b"\xff\xd9",
                b"endobj",
            ]
            data[start:start] = draw(st.sampled_from(words))
        else:
            end = draw(st.integers(0, len(data)))
            data = data[end:] + data[:end]
    return bytes(data)


disguised = st.builds(
    lambda signature, rest: b"\x00" * signature[0] + signature[1] + rest,
    st.sampled_from(SIGNATURES),
    st.binary(max_size=2000),
)
anything = st.one_of(
    spoiled(),
    spoiled(),
    spoiled(),
    disguised,
    st.binary(max_size=3000),
    st.text(max_size=500).map(str.encode),
)


def is_a_sentence(refusal: Refused) -> None:
    """Whether it says something, and not only that something failed."""
    words = str(refusal.sentence)
    assert len(words) > 20
    assert words.endswith((".", ")"))


@pytest.fixture
def unlimited(settings: Any) -> None:
    """One person sends more than usual."""
    settings.UPLOADS = {**settings.UPLOADS, "per_hour": 10**9}
    settings.GUARD_TEST_BANK = True


@pytest.mark.usefixtures("unlimited")
@often
@given(data=anything, name=st.text(max_size=30))
def test_any_file_is_kept_whole_or_refused_without_a_trace(
    data: bytes, name: str, ben: Actor, kept: Callable[[], list[Path]]
) -> None:
    rows, files = StoredFile.objects.count(), len(kept())
    try:
        stored = take_in(ben, ContentFile(data, name), kinds=SHARED | {Kind.XLSX})
    except Refused as refusal:
        is_a_sentence(refusal)
        assert (StoredFile.objects.count(), len(kept())) == (rows, files)
        return
    assert (StoredFile.objects.count(), len(kept())) == (rows + 1, files + 1)
    with opened(stored) as file:
        content = file.read()
    assert hashlib.sha256(content).hexdigest() == stored.sha256
    for act in (b"/Launch", b"<script>"):
        assert act not in content or stored.kind in (Kind.TEXT, Kind.CSV)


@pytest.mark.usefixtures("unlimited")
@often
@given(data=st.one_of(spoiled(), st.binary(max_size=2000)))
def test_a_file_that_went_bad_on_the_disk_reads_as_text_or_a_reason(
    data: bytes,
) -> None:
    stored = StoredFile(media_type=KINDS[len(data) % len(KINDS)], name="a", size=1)
    default_storage.save(stored.path, ContentFile(data))
    reading = reading_of(stored)
    assert isinstance(reading, Reading)
    assert reading.reason or any(reading.pages)


@often
@given(data=st.one_of(spoiled(), st.text(max_size=400).map(str.encode), st.binary(max_size=1000)))
def test_any_table_is_rows_or_a_sentence(data: bytes) -> None:
    try:
        found = rows_of(sent(data, "a.csv"))
    except Refused as refusal:
        is_a_sentence(refusal)
        return
    assert all(isinstance(cell, str) for row in found.rows for cell in row)
