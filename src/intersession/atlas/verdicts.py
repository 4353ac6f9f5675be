"""What several readings of one question say together, and how that is called.

"Not assessed" is a verdict of its own, with its own word, mark and pattern: nobody has looked, or nobody
has told us. It is never counted with "no".
"""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from intersession.atlas.models import RatificationStatus, Value

DISPUTED = "disputed"
NOT_ASSESSED = "not-assessed"
NOT_RECORDED = "not-recorded"

# (verdict, tone on the map, word), in the order of every legend.
CRITERION_LEGEND: tuple[tuple[str, str, str | Promise], ...] = (
    (Value.YES.value, "solid", Value.YES.label),
    (Value.PARTIAL.value, "stripes", Value.PARTIAL.label),
    (Value.NO.value, "dots", Value.NO.label),
    (DISPUTED, "hatch", _("Disputed")),
    (NOT_ASSESSED, "empty", _("Not assessed")),
)
TREATY_LEGEND: tuple[tuple[str, str, str | Promise], ...] = (
    (RatificationStatus.PARTY.value, "solid", RatificationStatus.PARTY.label),
    (RatificationStatus.SIGNATORY.value, "stripes", RatificationStatus.SIGNATORY.label),
    (RatificationStatus.NONE.value, "dots", RatificationStatus.NONE.label),
    (DISPUTED, "hatch", _("Disputed")),
    (NOT_RECORDED, "empty", _("Not recorded")),
)
LAWS_LEGEND: tuple[tuple[str, str, str | Promise], ...] = (
    ("many", "solid", _("Four laws or more on file")),
    ("some", "stripes", _("Two or three")),
    ("one", "light", _("One")),
    ("none", "empty", _("None on file yet")),
)
CRITERION_WORD = {verdict: word for verdict, _tone, word in CRITERION_LEGEND}
TREATY_WORD = {verdict: word for verdict, _tone, word in TREATY_LEGEND}


def verdict_of(values: Iterable[str], nothing: str) -> str:
    """The one value all readings share, "disputed" when they differ, `nothing` when there is none."""
    found = set(values)
    if not found:
        return nothing
    return found.pop() if len(found) == 1 else DISPUTED


def laws_held(count: int) -> str:
    """The step of the overview map a number of laws stands on."""
    return "many" if count >= 4 else "some" if count >= 2 else "one" if count else "none"
