"""`intersession import-session FILE`: read a transcript or an old report, say what was understood, and store it."""

from __future__ import annotations

import json
import sys
from argparse import Namespace
from pathlib import Path
from typing import Any

from django.core.files import File

from intersession.access.actor import SYSTEM
from intersession.access.errors import Refused
from intersession.transcripts.actions import import_transcript
from intersession.transcripts.queries import meeting_for_import, meetings_like
from intersession.transcripts.taking import understood_file
from intersession.transcripts.understood import Understood
from intersession.transcripts.words import LAYOUTS, WHY_PROPOSED, not_understood

SHOWN = 10


def run(arguments: Namespace) -> int:
    """Print what was understood; store it unless asked not to. Status 2: no such file; 1: not taken or not stored."""
    path = Path(arguments.file)
    try:
        with path.open("rb") as file:
            found = understood_file(File(file, name=path.name))
    except OSError as error:
        print(f"{path} cannot be read: {error.strerror}", file=sys.stderr)
        return 2
    except Refused as refusal:
        print(refusal.sentence, file=sys.stderr)
        return 1
    answer: dict[str, Any] = {**found.as_data(), "words": found.words, "meeting": "", "stored": False}
    status = 0
    sentence = ""
    try:
        if arguments.dry_run:
            meeting = meetings_like(found).meeting
            answer["meeting"] = meeting.slug if meeting else ""
        else:
            meeting = meeting_for_import(found, arguments.meeting or "")
            answer["meeting"] = meeting.slug
            made = import_transcript(SYSTEM, meeting, found, file_name=path.name)
            answer |= {"stored": True, "flags": made.flags.count()}
    except Refused as refusal:
        status, sentence = 1, str(refusal.sentence)
    if arguments.json:
        print(json.dumps(answer, ensure_ascii=False, indent=2))
    else:
        print("\n".join(described(found, answer)))
    if sentence:
        print(sentence, file=sys.stderr)
    return status


def described(found: Understood, answer: dict[str, Any]) -> list[str]:
    """The same for a person at a terminal."""
    days = found.starts_on if found.starts_on == found.ends_on else f"{found.starts_on} to {found.ends_on}"
    lines = [
        f"layout     {LAYOUTS[found.layout]}",
        f"title      {found.title or '-'}",
        f"date       {days or '-'}",
        f"place      {found.place or '-'}",
        f"language   {found.language or '-'}",
        f"source     {found.source or '-'}",
        f"session    {answer['meeting'] or 'not found in the archive'}",
        f"passages   {len(found.passages):,} with {found.words:,} words, of {found.lines:,} lines",
        f"speakers   {len(found.speakers)}: {', '.join(found.speakers[:SHOWN])}",
    ]
    lines += [
        f"field      {each.label or each.key}: {' / '.join(each.value.splitlines())[:100]}"
        for each in found.fields
    ]
    lines += [
        f"proposed   line {each.line}, {WHY_PROPOSED.get(each.why, each.why)}: {each.text[:140]}"
        for each in found.proposals
    ]
    for each in not_understood(answer["unread"]):
        where = f"line {each.line}: " if each.line else ""
        lines.append(f"not read   {where}{each.sentence} {each.text[:100]}".rstrip())
    if answer["stored"]:
        lines.append(
            f"Stored, seen by nobody but the desk: {answer['flags']} names may be minors’ and wait for an answer."
        )
    return lines
