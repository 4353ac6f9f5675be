"""`intersession search`: what the search page shows, in the terminal or as JSON."""

from __future__ import annotations

import json
import sys
from argparse import Namespace
from typing import Any

from django.conf import settings
from django.utils import timezone, translation

from intersession.search.find import Query, as_json, find
from intersession.search.index import NoIndex
from intersession.search.query import BadQuery


def run(arguments: Namespace) -> int:
    """Search and print; status 1 when nothing was found, 2 when it could not be asked."""
    spoken = dict(settings.LANGUAGES)
    language = arguments.lang if arguments.lang in spoken else settings.LANGUAGE_CODE
    query = Query(
        text=arguments.words,
        language=arguments.lang,
        size=arguments.limit,
        recent_year=timezone.now().year,
    )
    with translation.override(language):
        try:
            found = as_json(find(query), prefix=f"{settings.SITE_URL}/{language}")
        except BadQuery as error:
            print(error, file=sys.stderr)
            return 2
        except NoIndex:
            print("There is no search index yet: intersession reindex", file=sys.stderr)
            return 2
    print(json.dumps(found, ensure_ascii=False, indent=2) if arguments.json else in_words(found))
    return 0 if found["hits"] else 1


def in_words(found: dict[str, Any]) -> str:
    """The answer for a person at the terminal."""
    lines = [f"{found['total']:,} found"]
    concepts = [each["label"] for each in found["matched_concepts"]]
    if concepts:
        lines.append(f"also matched: {', '.join(concepts)}")
    for number, hit in enumerate(found["hits"], 1):
        details = [hit["kind"], *hit["languages"], *hit["countries"]]
        lines += ["", f"{number:3}. {hit['title']}", f"     {' · '.join(details)} · score {hit['score']}"]
        lines.append(f"     {hit['address']}")
        if hit["page"]:
            lines.append(f"     page {hit['page']['number']} of its file: {hit['page']['address']}")
    return "\n".join(lines)
