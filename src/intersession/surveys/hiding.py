"""Which cells of a table are shown, so that none of the hidden ones can be computed. Pure arithmetic, no database.

A table is a list of counts that add up to a known total. A count below `fewest` is hidden; nought is such a count, too.
Whoever knows the total and what is shown knows the sum of what is hidden, and may know this rule as well. So:

1. The small ones alone are hidden if there are two or more of them, their sum is not small itself, and not the greatest
   that so many small ones can have. Then any other small numbers with this sum would look the same.
2. Else the smallest other one is hidden with them, if the sum of all that is hidden leaves open how it is divided: it
   would look the same whether the small ones came to `fewest` less one or less two.
3. Else everything is hidden; it would look the same if all had answered alike, one way or another.

A test tries every table that would look the same and asks for two values of each hidden number at least.
"""

from __future__ import annotations

from collections.abc import Sequence


def shown(counts: Sequence[int], fewest: int) -> list[int | None]:
    """The counts with None for those that are hidden. With `fewest` of one or less nothing is hidden."""
    if fewest <= 1:
        return list(counts)
    small = {place for place, count in enumerate(counts) if count < fewest}
    if not small:
        return list(counts)
    among_small = sum(counts[place] for place in small)
    if len(small) >= 2 and fewest <= among_small < len(small) * (fewest - 1):
        return _without(counts, small)
    others = sorted((count, place) for place, count in enumerate(counts) if place not in small)
    if len(others) >= 2:
        (smallest, place), (next_one, _place) = others[:2]
        together = among_small + smallest
        if together >= 2 * fewest - 1 and together - (fewest - 2) < next_one:
            return _without(counts, small | {place})
    return [None] * len(counts)


def _without(counts: Sequence[int], hidden: set[int]) -> list[int | None]:
    return [None if place in hidden else count for place, count in enumerate(counts)]


def shown_of(count: int, total: int, fewest: int) -> int | None:
    """One answer of several that may be given together: it and its opposite are a table of two."""
    return shown([count, total - count], fewest)[0]
