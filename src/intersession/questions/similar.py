"""Questions like one that somebody is about to ask, so that they need not ask it again."""

from __future__ import annotations

import re

from django.utils.translation import get_language

from intersession.access.actor import Actor
from intersession.questions.models import Question
from intersession.questions.queries import questions_in_order
from intersession.search.find import Query, find
from intersession.search.index import NoIndex
from intersession.search.query import LONGEST, MOST_WORDS, BadQuery

MOST = 5
# What the search would take for an operator.
OPERATORS = re.compile(r'["“”„«»＂]|(?<!\S)-+')


def similar_questions(actor: Actor, title: str, concepts: list[str]) -> list[Question]:
    """Up to five standing questions alike in words or meaning; those on the same concepts come first."""
    words = OPERATORS.sub(" ", title).replace(" OR ", " or ").split()[: MOST_WORDS // 2]
    text = " ".join(words)[:LONGEST]
    keys: dict[int, None] = {}
    for chosen in ({"concept": tuple(concepts)}, {}) if concepts else ({},):
        query = Query(
            text=text,
            language=get_language() or "en",
            kinds=("question",),
            chosen=chosen,
            size=MOST,
            facets=(),
        )
        try:
            keys.update(dict.fromkeys(int(hit.key) for hit in find(query).hits))
        except (NoIndex, BadQuery, OSError):
            # A question is asked all the same while the index is being made.
            continue
    return questions_in_order(actor, list(keys)[:MOST])
