"""What happens by the clock: whoever passed on an earlier version is told of a newer one."""

from __future__ import annotations

import time

from django.db.models import F, Max, OuterRef, Q, Subquery

from intersession.access.actor import Actor
from intersession.circulation.actions import tell_of_edition
from intersession.circulation.queries import outdated
from intersession.papers.models import Version

EVERY_SECONDS = 60
_next = 0.0


def due() -> list[Version]:
    """The newest adopted versions that somebody who passed on an earlier one was not told of."""
    newest = Version.objects.filter(paper=OuterRef("paper"), adopted_at__isnull=False).order_by("-number")
    untold = outdated().annotate(newest=Subquery(newest.values("pk")[:1]))
    untold = untold.filter(Q(told_of__isnull=True) | ~Q(told_of=F("newest")))
    wanted = untold.order_by().values("paper").annotate(version=Max("newest")).values("version")
    return list(Version.objects.filter(pk__in=wanted).order_by("pk"))


def tick(actor: Actor) -> int:
    """How many people were told. Looks once a minute, however often it is called."""
    global _next
    if time.monotonic() < _next:
        return 0
    _next = time.monotonic() + EVERY_SECONDS
    return sum(tell_of_edition(actor, version) for version in due())
