"""The side that nobody can harm: hands a file to the sandbox, and checks what comes back."""

from __future__ import annotations

from pathlib import PurePath
from typing import Any

from django.conf import settings
from django.core.files import File
from django.utils.translation import gettext as _

from intersession.access.errors import Refused
from intersession.safety import clamav
from intersession.safety.kinds import BYTES_LOOKED_AT, ZIP, Kind, Why, first_sight
from intersession.safety.running import Failed, run
from intersession.safety.sentences import sentence
from intersession.transcripts.understood import Understood, from_data

JOB = "transcripts.unfolding"
HTML_ENDINGS = frozenset({".html", ".htm", ".xhtml"})


def understood_file(upload: File[Any]) -> Understood:
    """What was understood of a text, HTML, Word, PDF, WebVTT or SRT file, which is not kept. Raises `Refused`."""
    try:
        kind = _kind_of(upload)
        clamav.scan(upload)
        outcome = run(JOB, upload, kind=kind, pixels=settings.UPLOADS["pixels"], pictures=0)
    except Failed as failure:
        raise Refused(_sentence(failure)) from failure
    with outcome.result:
        answer = outcome.answer
    try:
        return from_data(answer)
    except ValueError as error:
        raise Refused(sentence(Why.CRASHED)) from error


def _kind_of(upload: File[Any]) -> str:
    """What the first bytes say, and the name where they say nothing. Raises `Failed`."""
    size = upload.size or 0
    if size == 0:
        raise Failed(Why.EMPTY)
    if size > settings.UPLOADS["bytes"]:
        raise Failed(Why.TOO_LARGE, settings.UPLOADS["bytes"])
    upload.seek(0)
    seen = first_sight(upload.read(BYTES_LOOKED_AT))
    upload.seek(0)
    if seen in (ZIP, Kind.PDF):
        return str(seen)
    is_named_page = PurePath(upload.name or "").suffix.lower() in HTML_ENDINGS
    if seen in (Why.WEB_PAGE, Kind.TEXT) or (seen is Why.DRAWING and is_named_page):
        if size > settings.UPLOADS["text_bytes"]:
            raise Failed(Why.TOO_LARGE, settings.UPLOADS["text_bytes"])
        return "html" if seen is not Kind.TEXT or is_named_page else "text"
    if isinstance(seen, Why):
        raise Failed(seen)
    raise Failed(Why.NOT_TAKEN)


def _sentence(failure: Failed) -> str:
    if failure.why in (Why.NOT_TAKEN, Why.UNKNOWN, Why.ARCHIVE):
        return _(
            "We read text, HTML, Word (DOCX), PDF, WebVTT and SRT here. Save it as one of these, then try again."
        )
    return sentence(failure.why, failure.fact)
