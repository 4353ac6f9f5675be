"""Who adopted or endorses a version, as its files list them. Nothing in it depends on the day it is read."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from intersession.commitments.models import Commitment
from intersession.commitments.queries import is_adopted_kind
from intersession.papers.models import Version


@dataclass(frozen=True, slots=True)
class Adopter:
    """One row of the list: who, of which group, what, and since when (words of the reader's language)."""

    name: str
    group: str
    what: str
    since: str


def adopters_of(version: Version) -> list[Adopter]:
    """Everybody who committed to this version and stands by it, the first first."""
    found = Commitment.objects.living().filter(version=version).select_related("organisation")
    whole = _("adopted") if is_adopted_kind(version.paper) else _("endorsed")
    return [
        Adopter(
            each.organisation.name,
            str(each.organisation.get_stakeholder_group_display()),
            whole + (f" ({_parts(len(each.parts))})" if each.parts else ""),
            date_format(each.made_at, "DATE_FORMAT"),
        )
        for each in found.order_by("made_at", "pk")
    ]


def _parts(count: int) -> str:
    return ngettext("%(count)d part", "%(count)d parts", count) % {"count": count}
