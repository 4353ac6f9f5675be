"""The world as an inline SVG in which every country is a link.

The shapes never change while the program runs, so each country's drawing is put together once; a page
only wraps them in links. Countries stand in groups, one per value, so that a value's name, its pattern
and its place in the reading order come with the group.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from django.urls import reverse
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

from intersession.places.names import place_name, sort_key

_DATA = json.loads((Path(__file__).parent / "shapes.json").read_text(encoding="utf-8"))
WIDTH, HEIGHT = int(_DATA["width"]), int(_DATA["height"])


def _drawing(shape: Mapping[str, object]) -> str:
    """A country's outline and, if it is too small to be pressed, its dot."""
    out = f'<path d="{shape["path"]}"/>' if shape["path"] else ""
    if isinstance(dot := shape.get("dot"), list):
        out += f'<circle cx="{dot[0]}" cy="{dot[1]}" r="{_DATA["dot_radius"]}"/>'
    return out


DRAWINGS: dict[str, str] = {code: _drawing(shape) for code, shape in _DATA["shapes"].items()}
# Every code that can be pressed.
ON_THE_MAP = tuple(code for code in DRAWINGS if code.isupper())
# Small states last within their group, so that no neighbour covers their dot.
_HAS_DOT = frozenset(code for code, shape in _DATA["shapes"].items() if "dot" in shape)
# Shapes that belong to no code: claimed by two countries, drawn, never pressed.
_NOBODYS = "".join(DRAWINGS[code] for code in DRAWINGS if not code.isupper())


def _pattern(name: str, size: int, ink: str, turned: str = "") -> str:
    """A tile: its ground in one colour, its ink in another; both colours come from the style sheet."""
    return (
        f'<pattern id="map-{name}" width="{size}" height="{size}" patternUnits="userSpaceOnUse"{turned}>'
        f'<rect class="map-{name}-ground" width="{size}" height="{size}"/>{ink}</pattern>'
    )


_TURNED = ' patternTransform="rotate(45)"'
PATTERNS = (
    _pattern("stripes", 5, '<rect class="map-stripes-ink" width="2.4" height="5"/>', _TURNED)
    + _pattern("dots", 5, '<circle class="map-dots-ink" cx="2.5" cy="2.5" r="1.2"/>')
    + _pattern("hatch", 6, '<path class="map-hatch-ink" d="M0 0h6M0 0v6"/>', _TURNED)
)
FILLS = {"stripes": "url(#map-stripes)", "dots": "url(#map-dots)", "hatch": "url(#map-hatch)"}


@dataclass(frozen=True, slots=True)
class MapValue:
    """One entry of the legend. `tone`: solid, stripes, dots, hatch, light or empty."""

    tone: str
    label: object
    count: int
    codes: frozenset[str]

    @property
    def swatch(self) -> SafeString:
        """The pattern of the legend."""
        return mark_safe(
            f'<svg class="map-key" viewBox="0 0 28 18" aria-hidden="true">'
            f'<g data-tone="{self.tone}"{_fill(self.tone)}><rect width="28" height="18" rx="3"/></g></svg>'
        )


@dataclass(frozen=True, slots=True)
class WorldMap:
    """A map with its legend; `{{ map.svg }}` is the drawing."""

    label: object
    values: Sequence[MapValue]

    @property
    def svg(self) -> SafeString:
        return draw(self)


def _fill(tone: str) -> str:
    return f' fill="{FILLS[tone]}"' if tone in FILLS else ""


def map_values(legend: Iterable[tuple[str, str, object]], values: Mapping[str, str]) -> list[MapValue]:
    """The world's codes under the legend's (value, tone, label); one without a value falls to the last."""
    entries = list(legend)
    sorted_codes: dict[str, set[str]] = {value: set() for value, _tone, _label in entries}
    rest = entries[-1][0]
    for code in ON_THE_MAP:
        sorted_codes[values.get(code, rest)].add(code)
    return [
        MapValue(tone, label, len(sorted_codes[value]), frozenset(sorted_codes[value]))
        for value, tone, label in entries
    ]


def draw(world: WorldMap) -> SafeString:
    """The drawing: one group per value, one link per country."""
    language = get_language() or "en"
    address = reverse("atlas:country", args=["xx"])
    before, after = address[: -len("xx/")], "/"
    out = [
        f'<svg class="map" viewBox="0 0 {WIDTH} {HEIGHT}" role="group" aria-label="{escape(world.label)}">'
        f'<defs>{PATTERNS}</defs><g data-tone="empty" aria-hidden="true">{_NOBODYS}</g>'
    ]
    for entry in world.values:
        label = escape(str(entry.label))
        named = sorted(
            (code in _HAS_DOT, sort_key(place_name(code, language)), code)
            for code in entry.codes
            if code in DRAWINGS
        )
        out.append(f'<g data-tone="{entry.tone}"{_fill(entry.tone)} role="group" aria-label="{label}">')
        for _is_small, _key, code in named:
            words = f"{escape(place_name(code, language))}: {label}"
            out.append(
                f'<a href="{before}{code.lower()}{after}" aria-label="{words}"><title>{words}</title>'
                f"{DRAWINGS[code]}</a>"
            )
        out.append("</g>")
    out.append("</svg>")
    return mark_safe("".join(out))
