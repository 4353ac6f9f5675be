"""The balance of a panel while it is being composed: who is on it in numbers, and what is missing, in words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from intersession.people.models import StakeholderGroup
from intersession.places.models import Group
from intersession.programme.models import Part

REGIONS = [group for group in Group if group != Group.NONE]


@dataclass(frozen=True, slots=True)
class Seat:
    """What the balance needs to know of somebody. Without a name."""

    part: str
    region: str = ""
    group: str = ""
    gender: str = ""
    is_young: bool | None = None


@dataclass(frozen=True, slots=True)
class Balance:
    """Counts by region, group, gender and role, (words, number) each, and sentences on what is missing."""

    total: int
    regions: list[tuple[str, int]]
    groups: list[tuple[str, int]]
    genders: list[tuple[str, int]]
    parts: list[tuple[str, int]]
    young: int
    missing: list[str]


def balance_of(seats: Sequence[Seat]) -> Balance:
    """Count the seats. The order in which they are given makes no difference."""
    regions = Counter(each.region for each in seats if each.region)
    groups = Counter(each.group for each in seats if each.group)
    genders = Counter(" ".join(each.gender.casefold().split()) for each in seats if each.gender.strip())
    parts = Counter(each.part for each in seats)
    young = sum(each.is_young is True for each in seats)
    unsaid = len(seats) - genders.total()
    said = [(str(words), number) for words, number in sorted(genders.items())]
    if unsaid:
        said.append((_("has not said"), unsaid))
    return Balance(
        len(seats),
        [(str(each.label), regions[each]) for each in REGIONS],
        [(str(each.label), groups[each]) for each in StakeholderGroup],
        said,
        [(str(each.label), parts[each]) for each in Part],
        young,
        _missing(regions, groups, genders, parts, young),
    )


def _missing(
    regions: Counter[str], groups: Counter[str], genders: Counter[str], parts: Counter[str], young: int
) -> list[str]:
    found = []
    if absent := [str(each.label) for each in REGIONS if not regions[each]]:
        found.append(_("Nobody yet from: %s.") % ", ".join(absent))
    if absent := [str(each.label) for each in StakeholderGroup if not groups[each]]:
        found.append(_("Nobody yet for: %s.") % ", ".join(absent))
    if genders.total() > 1 and len(genders) == 1:
        number = genders.total()
        found.append(
            ngettext(
                "Whoever said it describes themselves alike: %(number)s person.",
                "All who said it describe themselves alike: %(number)s people.",
                number,
            )
            % {"number": number}
        )
    if not young:
        found.append(_("Nobody yet who says that they are young."))
    if absent := [str(each.label) for each in Part if not parts[each]]:
        found.append(_("Nobody yet as: %s.") % ", ".join(absent))
    return found
