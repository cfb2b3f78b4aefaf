"""Shapes of the countries of the world, by ISO alpha-3 code: Natural Earth, in the public domain.

The browser reads the file below the app's own address and keeps it, so that a rerun sends rows
only. The smallest countries, which have no shape at this scale, are points.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

FILE = Path(__file__).parents[1] / "static/world.json"
# Relative, so that it also holds where the app stands below another address.
SHAPES: dict[str, Any] = {
    "url": "app/static/world.json",
    "format": {"type": "topojson", "feature": "countries"},
}
"""Vega-Lite's `data` of the countries: each has `id`, the code, and `geometry`."""


def topology() -> dict[str, Any]:
    """The file as TopoJSON; longitudes and latitudes in degrees on a grid of its own."""
    return json.loads(FILE.read_text(encoding="utf-8"))


def with_shapes(spec: Mapping[str, Any]) -> dict[str, Any]:
    """`spec` with the shapes inside, for a program that reads no addresses."""
    inside = {"values": topology(), "format": SHAPES["format"]}

    def filled(part: Any) -> Any:
        if isinstance(part, Mapping):
            return inside if part == SHAPES else {key: filled(each) for key, each in part.items()}
        return [filled(each) for each in part] if isinstance(part, list) else part

    return filled(dict(spec))
