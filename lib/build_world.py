"""Make static/world.json, the shapes of the world map, from the npm package world-atlas.

npm pack world-atlas@2.0.2 && tar xzf world-atlas-2.0.2.tgz
python -m lib.build_world package

The package holds Natural Earth 4.1, which is in the public domain. Run once: nothing else needs it.
"""

from __future__ import annotations

import csv
import json
import sys
from itertools import pairwise
from pathlib import Path
from typing import Any

import pycountry

ROOT = Path(__file__).parents[1]
CURATED = ROOT / "data/curated/countries.csv"
TARGET = ROOT / "static/world.json"
# A grid of 10,000 steps is finer than a pixel of any screen.
STEPS = 10_000
ANTARCTICA = "ATA"
# ISO 3166 lists these as parts of a country. Kosovo, which it does not list, keeps no code.
PARTS = {"N. Cyprus": "CYP", "Somaliland": "SOM"}

Topology = dict[str, Any]
Point = tuple[float, float]


def world(coarse: Topology, fine: Topology, codes: set[str]) -> Topology:
    """TopoJSON of all countries by ISO alpha-3 code: shapes of `coarse`, points for the rest."""
    shapes: dict[str, list[Any]] = {}
    for geometry in coarse["objects"]["countries"]["geometries"]:
        if (code := code_of(geometry)) != ANTARCTICA:
            shapes[code] = shapes.get(code, []) + polygons(geometry)
    lines = [positions(coarse, arc) for arc in range(len(coarse["arcs"]))]
    used = sorted({arc for found in shapes.values() for arc in arcs_of(found)})
    place = {old: new for new, old in enumerate(used)}
    points = {
        code_of(geometry): centre(fine, geometry)
        for geometry in fine["objects"]["countries"]["geometries"]
        if code_of(geometry) in codes - shapes.keys() - {ANTARCTICA}
    }
    kept = [lines[old] for old in used]
    x, y = zip(*(point for line in [*kept, list(points.values())] for point in line), strict=True)
    origin, size = (min(x), min(y)), (max(x) - min(x), max(y) - min(y))
    step = tuple(each / (STEPS - 1) for each in size)

    def snapped(point: Point) -> list[int]:
        return [round((point[axis] - origin[axis]) / step[axis]) for axis in (0, 1)]

    return {
        "type": "Topology",
        "transform": {"scale": step, "translate": origin},
        "objects": {
            "countries": {
                "type": "GeometryCollection",
                "geometries": [shape(*each, place) for each in sorted(shapes.items())]
                + [
                    {"type": "Point", "id": code, "coordinates": snapped(point)}
                    for code, point in sorted(points.items())
                ],
            }
        },
        "arcs": [deltas([snapped(point) for point in line]) for line in kept],
    }


def code_of(geometry: dict[str, Any]) -> str:
    """ISO alpha-3 code; empty where there is none."""
    name = geometry["properties"]["name"]
    found = pycountry.countries.get(numeric=geometry.get("id", ""))
    return PARTS.get(name) or (found.alpha_3 if found else "")


def polygons(geometry: dict[str, Any]) -> list[Any]:
    arcs = geometry.get("arcs", [])
    return [arcs] if geometry["type"] == "Polygon" else list(arcs)


def arcs_of(found: list[Any]) -> set[int]:
    """Arcs of polygons; a negative number means the arc read backwards."""
    return {~arc if arc < 0 else arc for polygon in found for ring in polygon for arc in ring}


def shape(code: str, found: list[Any], place: dict[int, int]) -> dict[str, Any]:
    arcs = [
        [[~place[~arc] if arc < 0 else place[arc] for arc in ring] for ring in polygon]
        for polygon in found
    ]
    named = {"id": code} if code else {}
    return {"type": "MultiPolygon", **named, "arcs": arcs}


def positions(topology: Topology, arc: int) -> list[Point]:
    """Longitudes and latitudes along an arc, in degrees."""
    scale, origin = topology["transform"]["scale"], topology["transform"]["translate"]
    x = y = 0
    found = []
    for dx, dy in topology["arcs"][~arc if arc < 0 else arc]:
        x, y = x + dx, y + dy
        found.append((x * scale[0] + origin[0], y * scale[1] + origin[1]))
    return found[::-1] if arc < 0 else found


def centre(topology: Topology, geometry: dict[str, Any]) -> Point:
    """Centre of the largest piece of land, by the shoelace formula."""
    rings = [
        [point for arc in polygon[0] for point in positions(topology, arc)]
        for polygon in polygons(geometry)
    ]
    _, (x, y) = max((area_and_centre(ring) for ring in rings), key=lambda each: each[0])
    return (round(x, 4), round(y, 4))


def area_and_centre(ring: list[Point]) -> tuple[float, Point]:
    doubled = x = y = 0.0
    left, low = ring[0]
    moved = [(a - left, b - low) for a, b in ring]
    for (a, b), (c, d) in zip(moved, moved[1:] + moved[:1], strict=True):
        cross = a * d - c * b
        doubled, x, y = doubled + cross, x + (a + c) * cross, y + (b + d) * cross
    # The smallest islands are a single point of the package's grid.
    return abs(doubled), (left + x / (3 * doubled), low + y / (3 * doubled)) if doubled else ring[0]


def deltas(line: list[list[int]]) -> list[list[int]]:
    """An arc as its first point and the steps from it; steps of nothing are left out."""
    steps = [[b[0] - a[0], b[1] - a[1]] for a, b in pairwise(line)]
    moving = [step for step in steps if step != [0, 0]]
    return [line[0], *(moving or [[0, 0]])]


def main() -> None:
    package = Path(sys.argv[1])
    with CURATED.open(encoding="utf-8") as file:
        codes = {row["code"] for row in csv.DictReader(file)}
    coarse, fine = (
        json.loads((package / f"countries-{scale}.json").read_text()) for scale in ("110m", "10m")
    )
    text = json.dumps(world(coarse, fine, codes), separators=(",", ":"))
    TARGET.write_text(f"{text}\n", encoding="utf-8")


if __name__ == "__main__":
    main()
