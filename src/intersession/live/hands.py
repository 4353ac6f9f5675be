"""In which order raised hands are called: new speakers first, and nobody waits for ever.

The next hand is that of somebody who has not spoken yet; among those, of a group (an organisation, else what somebody
speaks for) that was heard least; among those, the one raised first. Left at that, somebody who spoke once could wait
for ever while new people keep coming. So a hand that was passed over by `MOST_PASSED_OVER` hands raised after it goes
before all others, the one raised first first. A hand before which `n` hands were up is therefore called after at most
`n + MOST_PASSED_OVER` others, whoever comes: hands raised earlier are at most `n`, and later ones can pass it no more
often than that, since one that was itself passed over so often was passed by hands that passed the earlier one, too.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

MOST_PASSED_OVER = 3


@dataclass(frozen=True, slots=True)
class Raised:
    """A hand: `number` grows with the time it was raised."""

    number: int
    speaker: str
    group: str = ""


def next_hand(raised: Sequence[Raised], called: Sequence[Raised]) -> Raised | None:
    """Whose turn it is, after those in `called`."""
    if not raised:
        return None
    have_spoken = {each.speaker for each in called}
    heard = Counter(each.group for each in called if each.group)
    waited = [
        each for each in raised if sum(other.number > each.number for other in called) >= MOST_PASSED_OVER
    ]
    if waited:
        return min(waited, key=lambda each: each.number)
    return min(
        raised,
        key=lambda each: (each.speaker in have_spoken, heard[each.group] if each.group else 0, each.number),
    )


def speaking_order(raised: Iterable[Raised], called: Iterable[Raised]) -> list[Raised]:
    """The order in which hands will be called if nobody else raises one."""
    waiting, done = list(raised), list(called)
    order = []
    while (turn := next_hand(waiting, done)) is not None:
        waiting.remove(turn)
        done.append(turn)
        order.append(turn)
    return order
