"""Organisations can be followed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from intersession.access.actor import Actor
from intersession.following.followables import Named, declare
from intersession.people.models import Organisation


def organisations(actor: Actor, keys: Iterable[str]) -> Mapping[str, Named]:
    """Organisations by their slug."""
    rows = Organisation.objects.filter(actor.scope("directory.view_organisation"), slug__in=list(keys))
    return {
        slug: Named(name, reverse("directory:organisation", args=[slug]))
        for slug, name in rows.values_list("slug", "name")
    }


declare("organisation", _("Organisations"), "directory.view_organisation", organisations)
