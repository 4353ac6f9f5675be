"""What waits for translators: papers in languages they know, with blocks that need them."""

from __future__ import annotations

from collections.abc import Iterable

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from intersession.access.actor import Actor
from intersession.access.waiting import Waiting, WaitingList, declare
from intersession.kit.languages import language_name
from intersession.translations.queries import work_for
from intersession.translations.standing import Standing


def count(actor: Actor) -> int:
    """How many papers wait, each language of a paper by itself."""
    return len(work_for(actor))


def entries(actor: Actor, most: int) -> Iterable[Waiting]:
    """The papers whose newest version waits longest."""
    for each in work_for(actor)[:most]:
        lines = [
            f"{standing.label}: {number}" for standing, number in each.progress.lines() if standing in NEEDING
        ]
        place = reverse("translations:work", args=[each.paper.slug, each.version.number, each.language])
        yield Waiting(
            title=each.paper.title,
            url=f"{place}?show=todo",
            since=each.version.published_at or each.version.created_at,
            whose=_("whoever knows %(language)s") % {"language": language_name(each.language)},
            note=" · ".join(lines),
            language=each.paper.language,
        )


NEEDING = (Standing.STALE, Standing.MISSING, Standing.MACHINE)

declare(
    WaitingList(
        "translations",
        gettext_lazy("Papers to translate into languages you know"),
        "translations.offer_translation",
        count,
        entries,
        is_personal=True,
    )
)
