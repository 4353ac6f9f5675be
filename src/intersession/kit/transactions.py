"""Work that must not happen inside a transaction."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps

from django.db import connection, transaction


def outside_transactions[**P, R](action: Callable[P, R]) -> Callable[P, R]:
    """For an action of several transactions, each atomic, around work that takes seconds.

    Inside somebody else's transaction it would hold their locks for that long, and what it must note
    before it refuses would be undone by the refusal. The transactions tests wrap around themselves are fine.
    """

    @wraps(action)
    def checked(*args: P.args, **kwargs: P.kwargs) -> R:
        blocks = connection.atomic_blocks
        if blocks and not getattr(blocks[-1], "_from_testcase", False):
            raise transaction.TransactionManagementError(
                f"{action.__name__} belongs before the transaction that uses what it gives back"
            )
        return action(*args, **kwargs)

    return checked
