"""Looking at an upload before anything of it is kept."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import PurePath
from typing import IO, Any

from django.conf import settings
from django.core.files import File

from intersession.safety import clamav, guard
from intersession.safety.kinds import (
    BYTES_LOOKED_AT,
    PICTURES,
    TEXTS,
    ZIP,
    Kind,
    Why,
    first_sight,
)
from intersession.safety.names import clean_name
from intersession.safety.running import Failed, run


@dataclass(frozen=True, slots=True)
class Examined:
    """A file fit to be kept, or one the guard knows (`bank` is then not empty, and the file is not used)."""

    kind: Kind
    name: str
    file: IO[bytes]
    size: int
    sha256: str
    pages: int | None
    left_out: list[str]
    bank: str


@contextmanager
def examined(upload: File[Any], kinds: Collection[Kind]) -> Iterator[Examined]:
    """The upload, written anew in the sandbox. Raises `Failed`; leaves nothing behind in any case."""
    guessed = guess(upload, kinds)
    clamav.scan(upload)
    outcome = run(
        "take",
        upload,
        kind=guessed,
        ending=PurePath(upload.name or "").suffix.lower()[:10],
        hash=guard.is_on(),
        pixels=settings.UPLOADS["pixels"],
        pages=settings.UPLOADS["pages"],
        pictures=settings.UPLOADS["pictures_compared"],
    )
    with outcome.result as file:
        kind, answer = checked_kind(outcome.answer, kinds), outcome.answer
        size, digest = measured(file)
        if size == 0:
            raise Failed(Why.EMPTY)
        yield Examined(
            kind=kind,
            name=clean_name(upload.name or "", kind),
            file=file,
            size=size,
            sha256=digest,
            pages=max(0, min(int(answer.get("pages") or 0), 1_000_000)) or None,
            left_out=sorted({str(each)[:20] for each in answer.get("left_out", [])})[:10],
            bank=guard.bank_with(answer.get("hashes", [])),
        )


def guess(upload: File[Any], kinds: Collection[Kind]) -> str:
    """What the first bytes say, if it may be taken and is not too large."""
    size = upload.size or 0
    if size == 0:
        raise Failed(Why.EMPTY)
    # Said before anything is read: what is larger was not even kept while it came in.
    if size > settings.UPLOADS["bytes"]:
        raise Failed(Why.TOO_LARGE, settings.UPLOADS["bytes"])
    upload.seek(0)
    seen = first_sight(upload.read(BYTES_LOOKED_AT))
    if isinstance(seen, Why):
        raise Failed(seen)
    limit = limit_for(seen)
    if size > limit:
        raise Failed(Why.TOO_LARGE, limit)
    possible = {ZIP: {Kind.DOCX, Kind.ODT, Kind.XLSX}, Kind.TEXT: TEXTS}.get(seen, {seen})
    if not set(possible) & set(kinds):
        raise Failed(Why.NOT_TAKEN)
    return str(seen)


def limit_for(seen: str) -> int:
    """How many bytes a file of this kind may have."""
    name = "picture_bytes" if seen in PICTURES else "text_bytes" if seen == Kind.TEXT else "bytes"
    return int(min(settings.UPLOADS[name], settings.UPLOADS["bytes"]))


def checked_kind(answer: dict[str, Any], kinds: Collection[Kind]) -> Kind:
    """The kind the sandbox found, if it is one that may be taken."""
    try:
        kind = Kind(answer["kind"])
    except (KeyError, ValueError):
        raise Failed(Why.CRASHED) from None
    if kind not in kinds and not (kind is Kind.PNG and Kind.GIF in kinds):
        raise Failed(Why.NOT_TAKEN)
    return kind


def measured(file: IO[bytes]) -> tuple[int, str]:
    """Size and checksum."""
    digest = hashlib.sha256()
    size = 0
    file.seek(0)
    while chunk := file.read(1 << 20):
        digest.update(chunk)
        size += len(chunk)
    file.seek(0)
    return size, digest.hexdigest()
