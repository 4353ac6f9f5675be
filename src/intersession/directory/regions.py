"""Regions: M49 continents and subregions, the wider ones CLDR names, and the regional groups of the UN.

A region is a set of countries; `within` says which places are in it. Places outside every continent, the
whole world and bodies such as the European Union, stand under one heading of their own (`UNPLACED`), so
that a table by region adds up to all there are.
"""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Q
from django.utils.translation import gettext as _

from intersession.places.models import WORLD, Group
from intersession.places.names import place_name
from intersession.places.queries import CONTINENTS, SUBREGIONS

UNPLACED = WORLD
# Regions of M49 that are no column of ours: the subregions they are made of.
WIDER: dict[str, tuple[str, ...]] = {
    "419": ("005", "013", "029"),
    "003": ("013", "021", "029"),
    "202": ("011", "014", "017", "018"),
}
REGIONS = (*CONTINENTS, UNPLACED)
UN_GROUPS = tuple(group.value for group in Group if group.value)
# What somebody may ask for as a region.
ASKABLE = (*CONTINENTS, *WIDER, *SUBREGIONS, *UN_GROUPS)


def region_name(code: str) -> str:
    """The name of a region, a UN group or the places outside every continent, in the reader's language."""
    if code == UNPLACED:
        return _("Worldwide and regional bodies")
    if code in UN_GROUPS:
        return str(Group(code).label)
    return place_name(code) if code else _("In no regional group")


def region_of(m49: str) -> str:
    """The heading a place stands under, by its continent."""
    return m49 or UNPLACED


def in_continents(values: Iterable[str], prefix: str = "place__") -> Q:
    """Rows whose place stands under one of these headings."""
    return Q(**{f"{prefix}region__in": ["" if value == UNPLACED else value for value in values]})


def within(code: str, prefix: str = "place__") -> Q:
    """Rows whose place is this country or body, or lies in this region or UN group."""
    if code in WIDER:
        return Q(**{f"{prefix}subregion__in": WIDER[code]})
    if code in CONTINENTS:
        return Q(**{f"{prefix}region": code})
    if code in SUBREGIONS:
        return Q(**{f"{prefix}subregion": code})
    if code in UN_GROUPS:
        return Q(**{f"{prefix}un_group": code})
    return Q(**{f"{prefix}code": code})
