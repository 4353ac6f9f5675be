"""Projects in templates: labels by key, and what an organisation's page shows."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import template
from django.conf import settings
from django.db.models import Count, Window

from intersession.people.models import Organisation
from intersession.projects.queries import parts_of

register = template.Library()
# So many stand on the page of an organisation.
MOST = 8


@register.filter
def of(labels: Mapping[str, str], key: str) -> str:
    """The label of a key; the key itself where there is none."""
    return labels.get(key, key)


@register.inclusion_tag("projects/of_organisation.html")
def projects_of(organisation: Organisation) -> dict[str, Any]:
    """What an organisation leads or takes part in, the newest first. One query."""
    found = parts_of(organisation).annotate(of_all=Window(Count("*")))
    shown = list(found[:MOST].fetch_mode(settings.PAGE_FETCH_MODE))
    return {
        "parts": shown,
        "more": shown[0].of_all - len(shown) if shown else 0,
        "organisation": organisation,
    }
