"""What pages ask about places: lists in the reader's order, search by name, a guess from the browser."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from babel.core import get_global
from babel.languages import get_official_languages
from django.conf import settings

from intersession.places.models import Group, Kind, Place
from intersession.places.names import fold, place_name, sort_key

# M49 continents in the order the United Nations lists them.
CONTINENTS = ("002", "019", "142", "150", "009")
SUBREGIONS = (
    "015", "011", "017", "014", "018", "029", "013", "005", "021", "143", "030", "035", "034", "145",
    "151", "154", "039", "155", "053", "054", "057", "061",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class PlaceGroup:
    """Places under one heading, in alphabetical order of the reader's language."""

    code: str
    name: str
    places: list[Place]


def in_order(places: Iterable[Place]) -> list[Place]:
    """Places in the alphabetical order of the reader's language."""
    return sorted(places, key=lambda place: (place.sort_key, place.code))


def all_places() -> list[Place]:
    """Every country and territory."""
    return in_order(Place.objects.inhabited())


def all_bodies() -> list[Place]:
    """Every regional and international body."""
    return in_order(Place.objects.bodies())


def place_for(code: str) -> Place | None:
    """The place of a code in any case; "INT" is the whole world; `None` for a code nobody uses."""
    code = code.strip().upper()
    if not re.fullmatch(r"[A-Z]{2,8}", code):
        return None
    return Place.objects.filter(code="ZZ" if code == "INT" else code).first()


def places_in(region: str) -> list[Place]:
    """Countries and territories of an M49 continent or subregion."""
    column = "region" if region in CONTINENTS else "subregion"
    return in_order(Place.objects.inhabited().filter(**{column: region}))


def places_of_group(group: str) -> list[Place]:
    """Members of one of the five UN regional groups."""
    return in_order(Place.objects.filter(un_group=group, kind=Kind.COUNTRY))


def by_region(places: Iterable[Place]) -> list[PlaceGroup]:
    """The given places under their continents; those outside every continent come last."""
    found: dict[str, list[Place]] = {}
    for place in places:
        found.setdefault(place.region, []).append(place)
    order = [*CONTINENTS, ""]
    return [
        PlaceGroup(code, place_name(code) if code else "", in_order(found[code]))
        for code in order
        if code in found
    ]


def by_un_group(places: Iterable[Place]) -> list[PlaceGroup]:
    """The given places under their UN regional groups; those in none come last."""
    found: dict[str, list[Place]] = {}
    for place in places:
        found.setdefault(place.un_group, []).append(place)
    return [
        PlaceGroup(group.value, str(group.label), in_order(found[group.value]))
        for group in Group
        if group.value in found
    ]


@lru_cache(maxsize=1024)
def _names_of(code: str, name_en: str, also_called: str) -> tuple[str, ...]:
    """Every folded name under which somebody may look for the place."""
    names = [name_en, *(place_name(code, language) for language, _label in settings.LANGUAGES)]
    names += [other for other in also_called.split("|") if other]
    return tuple(dict.fromkeys(fold(name) for name in names))


def find_places(words: str, limit: int = 10) -> list[Place]:
    """Countries and territories whose name (any interface language, English, local) fits `words`.

    Order: the whole name, then names that begin so, then a word inside that begins so. Two letters are
    also read as the code.
    """
    wanted = fold(words[:100])
    if not wanted:
        return []
    ranked: list[tuple[int, str, str, Place]] = []
    for place in Place.objects.inhabited():
        best = 9
        for name in _names_of(place.code, place.name_en, place.also_called):
            if name == wanted:
                best = 0
            elif name.startswith(wanted):
                best = min(best, 2)
            elif f" {wanted}" in f" {re.sub(r'[-(]', ' ', name)}":
                best = min(best, 3)
        if wanted.upper() in (place.code, place.alpha3):
            best = min(best, 1)
        if best < 9:
            ranked.append((best, place.sort_key, place.code, place))
    return [place for _rank, _key, _code, place in sorted(ranked, key=lambda row: row[:3])[:limit]]


@lru_cache(maxsize=1)
def _homes() -> dict[str, str]:
    """Languages official in exactly one place -> that place. Swahili, French, Portuguese … are not here."""
    homes: dict[str, set[str]] = {}
    for code in get_global("territory_languages"):
        if len(code) == 2 and code.isalpha():
            for language in get_official_languages(code, regional=False, de_facto=True):
                homes.setdefault(language.split("_")[0], set()).add(code)
    return {language: codes.pop() for language, codes in homes.items() if len(codes) == 1}


def guess_country(accept_language: str) -> str | None:
    """The country a browser's language suggests, as a code; `None` when it suggests none.

    A region subtag decides ("sw-KE" is Kenya); without one, a language official in one country only does
    ("ja" is Japan). Languages are tried in the browser's own order. Only ever a pre-selection.
    """
    for tag in _tags(accept_language):
        language, *rest = tag.split("-")
        region = next((part.upper() for part in rest if re.fullmatch(r"[A-Za-z]{2}", part)), None)
        if region and sort_key(place_name(region, "en")) != sort_key(region):
            return region
        if home := _homes().get(language.lower()):
            return home
    return None


def _tags(accept_language: str) -> list[str]:
    """Language tags of the header, the most wanted first; what is no tag is skipped."""
    tags: list[tuple[float, int, str]] = []
    for position, item in enumerate(accept_language[:500].split(",")):
        tag, _separator, quality = item.strip().partition(";q=")
        if not re.fullmatch(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{1,8})*", tag):
            continue
        try:
            weight = float(quality) if quality else 1.0
        except ValueError:
            continue
        if weight > 0:
            tags.append((-weight, position, tag))
    return [tag for _weight, _position, tag in sorted(tags)]
