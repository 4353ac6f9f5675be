"""Collections can be followed by whoever may see them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from django.utils.translation import gettext_lazy as _

from intersession.access.actor import Actor
from intersession.collections.queries import visible
from intersession.following.followables import Named, declare


def collections(actor: Actor, keys: Iterable[str]) -> Mapping[str, Named]:
    """Collections by their slug."""
    return {
        each.slug: Named(each.title, each.get_absolute_url(), each.language)
        for each in visible(actor).filter(slug__in=list(keys))
    }


declare("collection", _("Collections"), "collections.view_collection", collections)
