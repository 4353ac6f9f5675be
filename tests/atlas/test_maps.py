"""The world as an SVG of links."""

from __future__ import annotations

import re
from html.parser import HTMLParser

import brotli
import pytest
from django.utils.translation import override

from intersession.atlas import queries
from intersession.atlas.maps import DRAWINGS, HEIGHT, ON_THE_MAP, WIDTH, WorldMap, map_values
from intersession.atlas.verdicts import CRITERION_LEGEND
from intersession.places.models import Kind, Place


def world(**values: str) -> WorldMap:
    return WorldMap("A & B <map>", map_values(CRITERION_LEGEND, values))


class Links(HTMLParser):
    """Addresses, names and the group of every link."""

    def __init__(self) -> None:
        super().__init__()
        self.found: dict[str, tuple[str, str]] = {}
        self.group = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        named = dict(attrs)
        if tag == "g":
            self.group = named.get("aria-label") or ""
        if tag == "a":
            self.found[named["href"] or ""] = (named["aria-label"] or "", self.group)


@pytest.mark.django_db
def test_every_state_is_a_link_that_says_its_value() -> None:
    links = Links()
    links.feed(world(KE="yes", PH="no").svg)
    states = Place.objects.filter(kind=Kind.COUNTRY).values_list("code", flat=True)
    assert len(states) == 195
    for code in states:
        assert f"/en/countries/{code.lower()}/" in links.found, code
    assert links.found["/en/countries/ke/"] == ("Kenya: Yes", "Yes")
    assert links.found["/en/countries/ph/"] == ("Philippines: No", "No")
    assert links.found["/en/countries/tv/"] == ("Tuvalu: Not assessed", "Not assessed")


def test_every_code_stands_in_exactly_one_group() -> None:
    values = world(KE="yes", PH="no", BR="disputed", XX="yes").values
    assert sum(entry.count for entry in values) == len(ON_THE_MAP)
    assert len({entry.tone for entry in values}) == len(values), "every value has a pattern of its own"


def test_names_follow_the_reader_and_texts_are_escaped() -> None:
    with override("ar"):
        svg = world(KE="yes").svg
    assert "كينيا" in svg
    assert "/ar/countries/ke/" in svg
    assert "<map>" not in svg


def test_nothing_is_styled_in_place_and_the_map_is_light() -> None:
    svg = world(KE="yes", BR="no", PH="partial").svg
    assert "style=" not in svg
    assert not re.search(r"\son\w+=", svg)
    assert len(brotli.compress(svg.encode(), quality=5)) <= 20_000


def test_no_outline_runs_across_the_antimeridian() -> None:
    for code, drawing in DRAWINGS.items():
        for ring in re.findall(r"M(\d+) (\d+)l([^z]*)z", drawing):
            x = int(ring[0])
            steps = [int(number) for number in re.findall(r"-?\d+", ring[2])]
            assert len(steps) % 2 == 0
            for step_x in steps[::2]:
                assert abs(step_x) < WIDTH / 4, f"{code} draws a bar across the map"
                x += step_x
                assert -1 <= x <= WIDTH + 1, code


def test_dots_stand_apart_and_inside_the_drawing() -> None:
    dots = [
        (int(x), int(y))
        for drawing in DRAWINGS.values()
        for x, y in re.findall(r'<circle cx="(\d+)" cy="(\d+)"', drawing)
    ]
    assert len(dots) > 30
    assert all(0 < x < WIDTH and 0 < y < HEIGHT for x, y in dots)
    nearest = min((a[0] - b[0]) ** 2 + (a[1] - b[1]) ** 2 for a in dots for b in dots if a != b)
    assert len(set(dots)) == len(dots)
    assert nearest >= 36, "a dot of radius 3.6 can be pressed without hitting its neighbour"


@pytest.mark.django_db
def test_the_overview_map_counts_laws() -> None:
    drawn = queries.laws_map("Laws", {"KE": 4, "BR": 2, "QA": 1})
    assert [entry.count for entry in drawn.values] == [1, 1, 1, len(ON_THE_MAP) - 3]
