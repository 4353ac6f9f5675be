"""What other rooms' pages say of commitments."""

from __future__ import annotations

from typing import Any

from django import template
from django.conf import settings
from django.db.models import Count, Window

from intersession.commitments.queries import of_organisation
from intersession.people.models import Organisation

register = template.Library()
# So many stand on the page of an organisation.
MOST = 8


@register.inclusion_tag("commitments/of_organisation.html")
def stands_by(organisation: Organisation) -> dict[str, Any]:
    """What an organisation has endorsed and adopted, the newest first. One query."""
    found = of_organisation(organisation).select_related("paper", "version")
    shown = list(found.annotate(of_all=Window(Count("*")))[:MOST].fetch_mode(settings.PAGE_FETCH_MODE))
    return {"commitments": shown, "more": shown[0].of_all - len(shown) if shown else 0}
