"""Running the judged queries against the index in use, and printing what came of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from tests.search.judged import JUDGED, Judged, ndcg

from intersession.search.find import Query, find

DEPTH = 10


@dataclass(frozen=True, slots=True)
class Measured:
    """One query, how well it did (0 to 1), and the rows it found, best first."""

    judged: Judged
    score: float
    found: list[str]


def reference_of(card: Mapping[str, Any]) -> str:
    """The name of a found document as the judgements write it."""
    kind, key = card["kind"], card["key"]
    if kind in ("resource", "service"):
        title = next(iter(card["titles"].values()))
        return f"service:{card['places'][0]}:{title}" if kind == "service" else f"resource:{title}"
    return f"{kind}:{key}"


def measure(*, across: bool = True) -> list[Measured]:
    """Every judged query as the search page would ask it, in the reader's own language."""
    done = []
    for judged in JUDGED:
        results = find(
            Query(text=judged.query, language=judged.language, size=DEPTH, across=across, facets=())
        )
        found = [reference_of(hit.card) for hit in results.hits]
        done.append(Measured(judged, ndcg(found, judged.wanted, DEPTH), found))
    return done


def by_language(measured: list[Measured]) -> dict[str, float]:
    """Mean nDCG@10 per language, and over all queries under `all`."""
    scores: dict[str, list[float]] = {}
    for each in measured:
        scores.setdefault(each.judged.language, []).append(each.score)
        scores.setdefault("all", []).append(each.score)
    return {language: sum(values) / len(values) for language, values in scores.items()}


def report(measured: list[Measured]) -> str:
    """A table for people: languages first, then the weakest queries."""
    means = by_language(measured)
    lines = ["nDCG@10  " + "  ".join(f"{language} {mean:.3f}" for language, mean in means.items())]
    for each in sorted(measured, key=lambda one: one.score)[:12]:
        lines.append(f"  {each.score:.2f}  {each.judged.language}  {each.judged.query}")
    return "\n".join(lines)
