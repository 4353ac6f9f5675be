"""Build atlas/shapes.json: the world's countries as SVG paths in the Equal Earth projection.

    npm pack world-atlas@2.0.2 && tar xzf world-atlas-*.tgz
    python scripts/build_map.py package/countries-50m.json > src/intersession/atlas/shapes.json

Shapes: Natural Earth 1:50m (public domain) as packed in TopoJSON by world-atlas.
Projection: B. Šavrič, T. Patterson, B. Jenny, "The Equal Earth map projection", International Journal of
Geographical Information Science 33 (2019) 454-465, doi:10.1080/13658816.2018.1504949.

What is done to the shapes, in this order:
1. Borders are thinned (Visvalingam and Whyatt) arc by arc, so that neighbours keep sharing one line.
2. Shapes the United Nations counts within a member are drawn within it: Somaliland in Somalia, northern
   Cyprus in Cyprus. Kosovo has no ISO number and becomes XK. The Siachen glacier, claimed by two, stays a
   shape without a country. Antarctica is left out.
3. Rings that run over the 180th meridian are cut there.
4. Points are projected and rounded to whole units of a drawing 1000 wide.
5. States too small to be pressed get a dot, and dots are pushed apart until none hides another.
"""

import csv
import hashlib
import heapq
import itertools
import json
import math
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path

type Point = tuple[float, float]
type Ring = list[Point]

WIDTH = 1000
NORTH, SOUTH = 83.7, -56.5
SMALLEST_DETAIL = 0.7  # square units: a corner that spans less is dropped
SMALLEST_ISLAND = 1.5  # square units: an island below this is dropped, unless it is all a country has
NEEDS_A_DOT = 14.0  # square units: a state that covers less gets a dot
DOT_RADIUS = 3.6

A1, A2, A3, A4 = 1.340264, -0.081106, 0.000893, 0.003796
HALF_WIDTH = math.pi * 2 * math.sqrt(3) / (3 * A1)  # x of the equator's eastern end
SCALE = WIDTH / (2 * HALF_WIDTH)

WITHIN = {"Somaliland": "SO", "N. Cyprus": "CY", "Kosovo": "XK", "Ashmore and Cartier Is.": "AU"}
NOBODYS = {"Siachen Glacier": "siachen"}
LEFT_OUT = {"Antarctica", "Indian Ocean Ter."}
# States that 1:50m leaves out, by the place of their capital.
MISSING = {"TV": (179.2, -8.52)}


def equal_earth(longitude: float, latitude: float) -> Point:
    """Degrees to units of the drawing, origin in its north-west corner. Linear in the longitude."""
    theta = math.asin(math.sqrt(3) / 2 * math.sin(math.radians(latitude)))
    t2 = theta * theta
    t6 = t2**3
    x = (
        2 * math.sqrt(3) * math.radians(longitude) * math.cos(theta)
        / (3 * (9 * A4 * t2**4 + 7 * A3 * t6 + 3 * A2 * t2 + A1))
    )  # fmt: skip
    y = theta * (A4 * t2**4 + A3 * t6 + A2 * t2 + A1)
    return x * SCALE + WIDTH / 2, -y * SCALE


TOP = equal_earth(0, NORTH)[1]
HEIGHT = round(equal_earth(0, SOUTH)[1] - TOP)


def drawn(point: Point) -> Point:
    x, y = equal_earth(*point)
    return x, y - TOP


def decode(topology: dict) -> list[Ring]:
    """The arcs of a quantised topology in degrees, each unwrapped so that it never jumps 360 degrees."""
    (scale_x, scale_y), (shift_x, shift_y) = (
        topology["transform"]["scale"],
        topology["transform"]["translate"],
    )
    arcs = []
    for deltas in topology["arcs"]:
        x = y = 0
        arc: Ring = []
        for step_x, step_y in deltas:
            x, y = x + step_x, y + step_y
            arc.append((x * scale_x + shift_x, y * scale_y + shift_y))
        arcs.append(unwrapped(arc))
    return arcs


def unwrapped(points: Sequence[Point]) -> Ring:
    out = [points[0]]
    turn = 0
    for (before, _), (longitude, latitude) in itertools.pairwise(points):
        turn += -360 if longitude - before > 180 else 360 if longitude - before < -180 else 0
        out.append((longitude + turn, latitude))
    return out


def triangle(a: Point, b: Point, c: Point) -> float:
    return abs((b[0] - a[0]) * (c[1] - a[1]) - (c[0] - a[0]) * (b[1] - a[1])) / 2


def thinned(arc: Ring, smallest: float) -> Ring:
    """Visvalingam and Whyatt: drop again and again the corner that spans least, up to `smallest`.

    A closed arc (an island) keeps its three weightiest corners, so it never collapses to a line here.
    """
    flat = [equal_earth(*point) for point in arc]
    before = list(range(-1, len(arc) - 1))
    after = list(range(1, len(arc) + 1))
    gone = [False] * len(arc)
    heap = [(triangle(flat[i - 1], flat[i], flat[i + 1]), i) for i in range(1, len(arc) - 1)]
    heapq.heapify(heap)
    left = len(arc)
    least = 4 if arc[0] == arc[-1] else 2
    weight: dict[int, float] = {i: area for area, i in heap}
    while heap and left > least:
        area, i = heapq.heappop(heap)
        if gone[i] or weight[i] != area:
            continue
        if area >= smallest:
            break
        gone[i] = True
        left -= 1
        after[before[i]], before[after[i]] = after[i], before[i]
        for j in (before[i], after[i]):
            if 0 < j < len(arc) - 1:
                weight[j] = max(area, triangle(flat[before[j]], flat[j], flat[after[j]]))
                heapq.heappush(heap, (weight[j], j))
    return [point for i, point in enumerate(arc) if not gone[i]]


def outlines(polygons: Iterable[Sequence[Sequence[int]]]) -> list[list[int]]:
    """The rings around several polygons together: an arc walked both ways is an inner border and goes."""
    rings = [list(ring) for polygon in polygons for ring in polygon]
    walked = {arc for ring in rings for arc in ring}
    if not any(~arc in walked for arc in walked):
        return rings
    touched = [ring for ring in rings if any(~arc in walked for arc in ring)]
    out = [ring for ring in rings if ring not in touched]
    loose = [arc for ring in touched for arc in ring if ~arc not in walked]
    while loose:
        ring = [loose.pop(0)]
        while following := next((arc for arc in loose if START[arc] == END[ring[-1]]), None):
            loose.remove(following)
            ring.append(following)
        out.append(ring)
    return out


START: dict[int, tuple[int, int]] = {}
END: dict[int, tuple[int, int]] = {}


def note_ends(arcs: list[Ring]) -> None:
    """Where each arc begins and ends, walked either way, in whole micro-degrees on the globe."""

    def spot(point: Point) -> tuple[int, int]:
        return round((point[0] + 180) % 360 * 1e4), round(point[1] * 1e4)

    for index, arc in enumerate(arcs):
        START[index] = END[~index] = spot(arc[0])
        END[index] = START[~index] = spot(arc[-1])


def ring_of(arcs: list[Ring], indexes: Sequence[int]) -> Ring:
    points: Ring = []
    for index in indexes:
        arc = arcs[index] if index >= 0 else arcs[~index][::-1]
        if points:
            # The next arc may start a turn of the globe away from where the last one ended.
            turn = round((points[-1][0] - arc[0][0]) / 360) * 360
            points += [(x + turn, y) for x, y in arc[1:]]
        else:
            points += arc
    return points


def clipped(ring: Ring, west: float, east: float) -> Ring:
    """Sutherland and Hodgman against two meridians."""
    for sign, limit in ((1, east), (-1, -west)):
        out: Ring = []
        for before, here in zip([ring[-1], *ring[:-1]], ring, strict=True):
            inside_before, inside = sign * before[0] <= limit, sign * here[0] <= limit
            if inside != inside_before:
                share = (sign * limit - before[0]) / (here[0] - before[0])
                out.append((sign * limit, before[1] + share * (here[1] - before[1])))
            if inside:
                out.append(here)
        ring = out
        if len(ring) < 3:
            return []
    return ring


def pieces(ring: Ring) -> list[Ring]:
    """The ring, or its parts on either side of the 180th meridian."""
    if all(-180 <= longitude <= 180 for longitude, _ in ring):
        return [ring]
    turned = ([(longitude + turn, latitude) for longitude, latitude in ring] for turn in (-360, 0, 360))
    return [piece for candidate in turned if (piece := clipped(candidate, -180, 180))]


def area(ring: Ring) -> float:
    return abs(sum(a[0] * b[1] - b[0] * a[1] for a, b in zip(ring, [*ring[1:], ring[0]], strict=True))) / 2


def centre(ring: Ring) -> Point:
    return sum(x for x, _ in ring) / len(ring), sum(y for _, y in ring) / len(ring)


def path(rings: Iterable[Ring]) -> str:
    """SVG path data in whole units, relative steps."""
    out = ""
    for ring in rings:
        points: list[tuple[int, int]] = []
        for x, y in ring:
            point = (round(x), round(y))
            if not points or points[-1] != point:
                points.append(point)
        if len(points) > 1 and points[0] == points[-1]:
            points.pop()
        if len(points) < 3:
            continue
        (x, y), *rest = points
        out += f"M{x} {y}l"
        steps = []
        for next_x, next_y in rest:
            steps.append(f"{next_x - x} {next_y - y}")
            x, y = next_x, next_y
        out += " ".join(steps).replace(" -", "-") + "z"
    return out


def pushed_apart(dots: dict[str, Point]) -> dict[str, tuple[int, int]]:
    """Dots moved as little as needed so that none covers another; deterministic."""
    spots = {code: list(spot) for code, spot in sorted(dots.items())}
    least = 2 * DOT_RADIUS + 0.8
    for _ in range(400):
        moved = False
        for code, here in spots.items():
            for other, there in spots.items():
                if other <= code:
                    continue
                x, y = there[0] - here[0], there[1] - here[1]
                distance = math.hypot(x, y)
                if distance < least:
                    x, y, distance = (x, y, distance) if distance > 0.01 else (1.0, 0.3, 1.0)
                    shift = (least - distance) / 2 * 0.6
                    here[0] -= x / distance * shift
                    here[1] -= y / distance * shift
                    there[0] += x / distance * shift
                    there[1] += y / distance * shift
                    moved = True
        if not moved:
            break
    radius = DOT_RADIUS + 1
    return {
        code: (round(min(max(x, radius), WIDTH - radius)), round(min(max(y, radius), HEIGHT - radius)))
        for code, (x, y) in spots.items()
    }


def main() -> None:
    source = Path(sys.argv[1])
    places_file = Path(__file__).parent.parent / "src" / "intersession" / "data" / "places.csv"
    with places_file.open(encoding="utf-8", newline="") as lines:
        places = {row["code"]: row for row in csv.DictReader(lines)}
    by_number = {row["m49"]: code for code, row in places.items() if row["m49"]}
    raw = source.read_bytes()
    topology = json.loads(raw)
    arcs = decode(topology)
    note_ends(arcs)
    arcs = [thinned(arc, SMALLEST_DETAIL) for arc in arcs]

    drawings: dict[str, list] = {}
    for geometry in topology["objects"]["countries"]["geometries"]:
        name = geometry["properties"]["name"]
        if name in LEFT_OUT:
            continue
        code = WITHIN.get(name) or NOBODYS.get(name) or by_number[geometry["id"]]
        polygons = geometry["arcs"] if geometry["type"] == "MultiPolygon" else [geometry["arcs"]]
        drawings.setdefault(code, []).extend(polygons)

    shapes: dict[str, str] = {}
    dots: dict[str, Point] = {}
    for code, polygons in drawings.items():
        rings = [
            [drawn(point) for point in piece]
            for indexes in outlines(polygons)
            for piece in pieces(unwrapped_ring(ring_of(arcs, indexes)))
        ]
        rings.sort(key=area, reverse=True)
        covered = sum(area(ring) for ring in rings)
        shapes[code] = path([rings[0], *(ring for ring in rings[1:] if area(ring) >= SMALLEST_ISLAND)])
        if covered < NEEDS_A_DOT and code in places and places[code]["kind"] == "country":
            dots[code] = centre(rings[0])
    for code, spot in MISSING.items():
        dots[code] = drawn(spot)
    states = [code for code, row in places.items() if row["kind"] == "country"]
    missing = [code for code in states if code not in {*shapes, *dots}]
    if missing:
        raise SystemExit(f"states without a shape or dot: {missing}")

    spots = pushed_apart(dots)
    json.dump(
        {
            "source": "Natural Earth 1:50m (public domain), world-atlas 2.0.2, countries-50m.json",
            "sha256": hashlib.sha256(raw).hexdigest(),
            "projection": "Equal Earth",
            "width": WIDTH,
            "height": HEIGHT,
            "dot_radius": DOT_RADIUS,
            "shapes": {
                code: {"path": shapes.get(code, ""), **({"dot": spots[code]} if code in spots else {})}
                for code in sorted({*shapes, *spots})
                if shapes.get(code) or code in spots
            },
        },
        sys.stdout,
        indent=0,
        ensure_ascii=False,
    )
    print()


def unwrapped_ring(ring: Ring) -> Ring:
    """A ring whose unwrapped longitudes may lie a whole turn off, brought back around zero."""
    middle = (min(x for x, _ in ring) + max(x for x, _ in ring)) / 2
    turn = round(middle / 360) * 360
    return [(x - turn, y) for x, y in ring] if turn else ring


if __name__ == "__main__":
    main()
