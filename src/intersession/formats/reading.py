"""A file that somebody wants to bring in: read in the sandbox, and matched with the blocks that are there."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import PurePath
from typing import Any

from django.conf import settings
from django.core.files import File
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from intersession.access.errors import Refused
from intersession.differences import compare as differences
from intersession.formats.unfolding import KEY_LINE
from intersession.papers import texts
from intersession.papers.models import LONGEST_BLOCK, Block
from intersession.papers.texts import Part
from intersession.safety import clamav
from intersession.safety.kinds import BYTES_LOOKED_AT, ZIP, Kind, Why, first_sight
from intersession.safety.running import Failed, run
from intersession.safety.sentences import sentence

JOB = "formats.unfolding"
HTML_ENDINGS = frozenset({".html", ".htm", ".xhtml"})
# What a form may send along, which is what holds the text between looking at it and saving it.
LONGEST_TEXT, MOST_BYTES = 1_000_000, 2_200_000


@dataclass(frozen=True, slots=True)
class Incoming:
    """A block that came in: its lasting key, if the file or the earlier text knows one."""

    key: str
    part: Part


@dataclass(frozen=True, slots=True)
class Reading:
    """What came of a file. `source` is its Markdown with the keys it carried, to be sent on when confirmed."""

    source: str
    title: str
    notices: list[str]


def read_file(upload: File[Any]) -> Reading:
    """The text of a DOCX, HTML or Markdown file, which is not kept. Raises `Refused` with a sentence."""
    try:
        kind = _kind_of(upload)
        clamav.scan(upload)
        outcome = run(JOB, upload, kind=kind, pixels=settings.UPLOADS["pixels"], pictures=0)
    except Failed as failure:
        raise Refused(_sentence(failure)) from failure
    with outcome.result:
        answer = outcome.answer
    try:
        blocks = [(str(key), str(text)) for key, text in answer["blocks"]]
        told = {str(code): int(count) for code, count in answer["told"]}
        styles = [str(each) for each in answer["styles"]]
        title = str(answer["title"])
    except (KeyError, TypeError, ValueError) as error:
        raise Refused(sentence(Why.CRASHED)) from error
    source = "\n\n".join(f"<!-- {key} -->\n\n{text}" if key else text for key, text in blocks)
    if len(source) > LONGEST_TEXT or len(source.encode()) > MOST_BYTES:
        raise Refused(
            _("This text is too long for a paper: it may have %s characters.") % f"{LONGEST_TEXT:,}"
        )
    parts_of(source)
    return Reading(source, title, notices_of(told, styles))


def parts_of(source: str) -> list[Incoming]:
    """The blocks of a text that may carry keys. Raises `Refused` for one that is too long or empty."""
    source = source.replace("\r\n", "\n").replace("\r", "\n")
    found: list[Incoming] = []
    seen: set[str] = set()
    pieces = KEY_LINE.split(source)
    chunks = [("", pieces[0]), *zip(pieces[1::2], pieces[2::2], strict=True)]
    try:
        if len(chunks) == 1:
            found = [Incoming("", part) for part in texts.split(source)]
        for key, text in chunks if len(chunks) > 1 else ():
            for number, part in enumerate(texts.split(text)):
                own = key if number == 0 and key not in seen else ""
                seen.add(own)
                found.append(Incoming(own, part))
    except texts.TooLong as error:
        raise Refused(_too_long()) from error
    if len(found) > texts.MOST_BLOCKS:
        raise Refused(_too_long())
    if not found:
        raise Refused(_("There is no text in this file that a paper could be made of."))
    return found


def without_keys(source: str) -> str:
    """The same text for a paper that knows none of the keys."""
    return KEY_LINE.sub("", source.replace("\r\n", "\n"))


def matched(old: list[Block], incoming: list[Incoming]) -> tuple[list[Incoming], differences.Comparison]:
    """The blocks with the keys of those they are a new wording of, and the comparison that found them."""
    known = {block.key for block in old}
    found = differences.compare(
        [differences.Block(block.key, block.text) for block in old],
        [differences.Block(each.key if each.key in known else "", each.part.text) for each in incoming],
    )
    keys = [""] * len(incoming)
    for piece in found.pieces:
        if piece.old and piece.new:
            keys[piece.new[0]] = old[piece.old[0]].key
    # A key that the file itself carries is not given to another block.
    carried = {each.key for each in incoming if each.key in known}
    return [
        replace(each, key=each.key if each.key in known else key if key not in carried else "")
        for each, key in zip(incoming, keys, strict=True)
    ], found


def notices_of(told: dict[str, int], styles: list[str]) -> list[str]:
    """What was not understood, in sentences, so that nobody has to guess."""
    found = []
    for code, count in told.items():
        said = _NOTICES.get(code)
        if said is not None and count:
            found.append(said(count))
    if styles:
        found.append(
            _("Styles we do not know, whose text came in as plain paragraphs: %s.")
            % ", ".join(sorted(styles))
        )
    return found


def _too_long() -> str:
    return _(
        "This is too long: a paragraph may have %(letters)s characters, a paper %(blocks)s paragraphs."
    ) % {
        "letters": LONGEST_BLOCK,
        "blocks": texts.MOST_BLOCKS,
    }


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
    if seen == ZIP:
        return ZIP
    is_named_page = PurePath(upload.name or "").suffix.lower() in HTML_ENDINGS
    if seen in (Why.WEB_PAGE, Kind.TEXT) or (seen is Why.DRAWING and is_named_page):
        if size > settings.UPLOADS["text_bytes"]:
            raise Failed(Why.TOO_LARGE, settings.UPLOADS["text_bytes"])
        return "html" if seen is not Kind.TEXT or is_named_page else "markdown"
    if isinstance(seen, Why):
        raise Failed(seen)
    raise Failed(Why.NOT_TAKEN)


def _sentence(failure: Failed) -> str:
    if failure.why in (Why.NOT_TAKEN, Why.UNKNOWN, Why.ARCHIVE):
        return _(
            "We take Word (DOCX), Markdown and HTML files here. Save the text as one of these, then try again."
        )
    return sentence(failure.why, failure.fact)


_NOTICES: dict[str, Callable[[int], str]] = {
    "images": lambda count: ngettext(
        "%d picture was left out: a paper holds none.", "%d pictures were left out: a paper holds none.", count
    )
    % count,
    "tracked": lambda count: ngettext(
        "%d tracked change: what was inserted came in, what was struck out did not.",
        "%d tracked changes: what was inserted came in, what was struck out did not.",
        count,
    )
    % count,
    "comments": lambda count: ngettext(
        "%d comment in the margin was left out.", "%d comments in the margin were left out.", count
    )
    % count,
    "merged": lambda count: ngettext(
        "%d merged cell: its text stands in the first cell, the others are empty.",
        "%d merged cells: their text stands in the first cell, the others are empty.",
        count,
    )
    % count,
    "cells": lambda count: ngettext(
        "%d cell of a table held several paragraphs, which are one now.",
        "%d cells of tables held several paragraphs, which are one now.",
        count,
    )
    % count,
    "nested": lambda count: ngettext(
        "%d table inside another became plain text.", "%d tables inside others became plain text.", count
    )
    % count,
    "boxes": lambda count: ngettext(
        "%d text box may be missing, or stand in another place.",
        "%d text boxes may be missing, or stand in another place.",
        count,
    )
    % count,
    "formulas": lambda count: ngettext(
        "%d formula was left out.", "%d formulas were left out.", count
    )
    % count,
    "raised": lambda count: ngettext(
        "%d raised or lowered piece of text stands on the line now.",
        "%d raised or lowered pieces of text stand on the line now.",
        count,
    )
    % count,
    "dropped": lambda count: ngettext(
        "%d script, form, drawing or embedded thing was left out.",
        "%d scripts, forms, drawings or embedded things were left out.",
        count,
    )
    % count,
    "links": lambda count: ngettext(
        "%d link that leads nowhere from here is plain text now.",
        "%d links that lead nowhere from here are plain text now.",
        count,
    )
    % count,
    "tags": lambda count: ngettext(
        "%d HTML tag in the Markdown is shown as text.", "%d HTML tags in the Markdown are shown as text.", count
    )
    % count,
    "hidden": lambda count: ngettext(
        "%d hidden comment was left out.", "%d hidden comments were left out.", count
    )
    % count,
    "front": lambda _count: _("The data before the text (title, author and so on) was left out."),
}  # fmt: skip
