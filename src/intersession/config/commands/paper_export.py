"""`intersession paper-export SLUG`: a public version of a paper as a file."""

from __future__ import annotations

import sys
from argparse import Namespace
from pathlib import Path

from django.http import Http404

from intersession.access.actor import SYSTEM, VISITOR
from intersession.access.errors import Refused
from intersession.formats.making import make_printout
from intersession.formats.queries import document_of, language_for, newest_of, version_for
from intersession.formats.writers import WRITERS
from intersession.safety.reading import opened
from intersession.safety.running import Failed


def run(arguments: Namespace) -> int:
    """Write the file and say where; status 2 when there is no such paper, 1 when it cannot be made."""
    try:
        number = arguments.version or newest_of(VISITOR, arguments.slug)
        version = version_for(VISITOR, arguments.slug, number)
        language = language_for(version, arguments.language)
    except Http404 as error:
        print(error, file=sys.stderr)
        return 2
    try:
        if arguments.format == "pdf":
            with opened(make_printout(SYSTEM, version, language, arguments.size).file) as file:
                data = file.read()
        else:
            data = WRITERS[arguments.format].written(document_of(version, language))
        path = Path(arguments.output or f"{arguments.slug}-{number}.{arguments.format}")
        path.write_bytes(data)
    except (Failed, Refused, OSError) as error:
        print(f"It could not be written: {error}", file=sys.stderr)
        return 1
    print(f"{path} ({len(data):,} bytes)")
    return 0
