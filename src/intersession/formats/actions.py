"""Every write of formats but the making itself: having a PDF made, bringing a file in as a paper's text."""

from __future__ import annotations

from functools import partial

from django.core.cache import cache
from django.db import transaction
from django.utils.translation import gettext as _

from intersession.access.actor import Actor
from intersession.access.errors import Refused
from intersession.formats.queries import ORDERED, order_key, order_of, printout_of
from intersession.formats.reading import matched, parts_of
from intersession.formats.tasks import print_version
from intersession.papers.actions import replace_text
from intersession.papers.models import Paper, Version

# An order that was lost with its worker is taken again after this many seconds.
LOST_AFTER = 300


@transaction.atomic
def order_printout(actor: Actor, version: Version, language: str, size: str) -> bool:
    """Have the worker make a PDF; whether it had to be ordered. One that waits is not ordered again."""
    actor.require("formats.order_printout")
    if version.is_draft:
        raise Refused(_("A draft is printed for whoever asks, and not kept."))
    if order_of(version, language, size) or printout_of(version, language, size) is not None:
        return False
    if not cache.add(order_key(version, language, size), ORDERED, timeout=LOST_AFTER):
        return False
    transaction.on_commit(partial(print_version.enqueue, version.pk, language, size))
    return True


@transaction.atomic
def import_text(actor: Actor, paper: Paper, source: str, seen: str) -> Version:
    """Make a draft say what a file says. Blocks that are a new wording of one that is there keep its key.

    `seen` is the hash of the draft that the preview was made with; Refused when the draft changed since.
    """
    draft: Version = paper.versions.get(published_at=None)
    incoming, _found = matched(list(draft.blocks.order_by("position", "pk")), parts_of(source))
    return replace_text(actor, paper, [(each.key, each.part) for each in incoming], seen)
