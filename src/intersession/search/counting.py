"""How many of the documents found each value of a facet has."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import tantivy

from intersession.search.index import BETWEEN, IN_COLUMNS, IN_SETS

# A year that stands in no document, and a text that no facet has, are not counted.
MOST_SETS = 20_000
MOST_VALUES = 2_000

type Counts = dict[str, list[tuple[str, int]]]


def count(searcher: tantivy.Searcher, query: tantivy.Query, names: Sequence[str]) -> Counts:
    """Each facet's values, the most frequent first (years: the latest first). Exact."""
    if not names:
        return {}
    fields = {field: size for name in names for field, size in _fields(name).items()}
    asked = {field: {"terms": {"field": field, "size": size}} for field, size in fields.items()}
    answer = searcher.aggregate(query, asked)
    return {name: _sorted(name, _tally(name, answer)) for name in names}


def _fields(name: str) -> dict[str, int]:
    """The columns a facet is counted in, and how many values to take."""
    if name in IN_SETS:
        return {f"{name}_set": MOST_SETS}
    if name in IN_COLUMNS:
        columns = {f"{name}_{place}": MOST_VALUES for place in range(IN_COLUMNS[name])}
        return columns | {f"{name}_more": MOST_VALUES}
    return {name: MOST_VALUES}


def _tally(name: str, answer: dict[str, dict[str, list[dict[str, object]]]]) -> Counter[str]:
    found: Counter[str] = Counter()
    for field in _fields(name):
        for bucket in answer[field]["buckets"]:
            key, number = bucket["key"], int(str(bucket["doc_count"]))
            if name in IN_SETS:
                for value in str(key).split(BETWEEN):
                    found[value] += number
            else:
                found[str(int(key)) if isinstance(key, float) else str(key)] += number
    found.pop("", None)
    found.pop("0", None)
    return found


def _sorted(name: str, found: Counter[str]) -> list[tuple[str, int]]:
    if name == "year":
        return sorted(found.items(), reverse=True)
    return sorted(found.items(), key=lambda pair: (-pair[1], pair[0]))


def total(counts: Counts) -> int | None:
    """How many documents were counted, from a facet of which each has exactly one value."""
    return sum(number for _, number in counts["kind"]) if "kind" in counts else None
