"""Projects can be followed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from django.utils.translation import gettext_lazy as _

from intersession.access.actor import Actor
from intersession.following.followables import Named, declare
from intersession.projects.models import Project


def projects(actor: Actor, keys: Iterable[str]) -> Mapping[str, Named]:
    """Projects by their slug."""
    found = Project.objects.filter(actor.scope("projects.view_project"), slug__in=list(keys))
    return {each.slug: Named(each.title, each.get_absolute_url(), each.language) for each in found}


declare("project", _("Projects"), "projects.view_project", projects)
