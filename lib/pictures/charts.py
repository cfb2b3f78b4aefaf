"""A chart as a drawing, as Streamlit would draw it."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import polars as pl
import polars.selectors as cs

from lib import export
from lib.pictures.paper import FONT, NOT_IN_XML, Piece, Theme
from lib.pictures.press import NotDrawn, draw

LOWEST = 400
"""Pixels of a chart that gives its own height, at the least: pages are wider than columns."""
VEGA_LITE = "6.4"
"""The version that Streamlit draws with, as far as the library has it."""
STATIC = Path(__file__).parents[2] / "static"


def chart(
    described: Mapping[str, Any],
    rows: pl.DataFrame,
    theme: Theme,
    width: float,
    room: float | None,
) -> Piece:
    """The drawing of a figure, as Streamlit would draw it at this width."""
    spec = _drawn(described, width)
    spec |= {"data": {"name": "rows", "values": values_of(rows)}, "width": round(width)}
    own = spec["height"]
    if isinstance(own, int | float) and "projection" not in spec:
        spec["height"] = max(room or own, LOWEST)
    spec["config"] = _merged(_config(theme), spec.get("config", {}))
    drawn = draw("vegalite_to_svg", vl_spec=spec, vl_version=VEGA_LITE, allowed_base_urls=[])
    svg = NOT_IN_XML.sub("", drawn.decode())
    size = re.search(r'<svg[^>]*? width="([\d.]+)" height="([\d.]+)"', svg)
    assert size
    # A label may stand in the margin.
    svg = svg.replace("<svg ", '<svg overflow="visible" ', 1)
    return Piece(svg, float(size[2]), float(size[1]))


DROPPED = {"tooltip", "cursor", "href"}
"""What only a pointer sees."""


def _drawn(part: Any, width: float) -> Any:
    """A part of a specification without what needs a browser: pointers, addresses, containers."""
    if isinstance(part, Mapping):
        if "url" in part:
            return {"values": _static(part["url"]), "format": part["format"]}
        return {key: _drawn(each, width) for key, each in part.items() if key not in DROPPED}
    if isinstance(part, list | tuple):
        return [_drawn(each, width) for each in part]
    if isinstance(part, str):
        return part.replace("containerSize()[0]", f"{width:.0f}")
    return part


@cache
def _static(url: str) -> Any:
    file = STATIC / Path(url).name
    if not file.is_file():
        raise NotDrawn(f"{url} is no file of the app")
    return json.loads(file.read_text())


def values_of(rows: pl.DataFrame) -> list[dict[str, Any]]:
    """Rows as Streamlit hands them to Vega: dates in milliseconds, no number that is none."""
    return rows.with_columns(
        cs.by_dtype(pl.Date).cast(pl.Datetime).dt.epoch("ms"),
        cs.datetime().dt.epoch("ms"),
        cs.decimal().cast(pl.Float64),
        pl.when(cs.float().is_finite()).then(cs.float()),
        # The library ends at a sign that XML cannot hold.
        cs.string().str.replace_all(export.NOT_IN_XML, ""),
        cs.categorical().cast(pl.String),
        cs.enum().cast(pl.String),
    ).to_dicts()


def _merged(below: dict[str, Any], above: Mapping[str, Any]) -> dict[str, Any]:
    both = {**below, **above}
    return both | {
        key: _merged(below[key], value)
        for key, value in above.items()
        if isinstance(value, Mapping) and isinstance(below.get(key), dict)
    }


def _config(theme: Theme) -> dict[str, Any]:
    """What Streamlit lays under the settings of a chart, with the font and sizes of a picture."""
    words = {
        f"{part}{what}": value
        for part in ("label", "title")
        for what, value in (("Color", theme.faint), ("FontWeight", "normal"), ("FontSize", 12))
    }
    return {
        "font": FONT,
        # Figures choose the colour of some letters by it.
        "background": theme.background,
        "aria": False,
        "fieldTitle": "verbal",
        "autosize": {"type": "fit", "contains": "padding"},
        "padding": {"left": 0, "right": 2, "top": 5, "bottom": 5},
        "axis": words
        | {
            "ticks": False,
            "gridColor": theme.grid,
            "domain": False,
            "domainColor": theme.grid,
            "labelFlush": True,
            "labelFlushOffset": 1,
            "labelBound": False,
            "labelLimit": 100,
            "titlePadding": 16,
            "labelPadding": 12,
            "labelSeparation": 4,
            "labelOverlap": True,
        },
        "legend": words
        | {
            "titlePadding": 8,
            "labelPadding": 12,
            "columnPadding": 8,
            "rowPadding": 4,
            "padding": 8,
            "symbolStrokeWidth": 4,
        },
        "header": words,
        "view": {"strokeWidth": 0, "stroke": "transparent"},
        "mark": {"color": theme.mark, "tooltip": None},
        "bar": {"binSpacing": 4, "discreteBandSize": {"band": 0.85}},
        "text": {"color": theme.text},
        "axisDiscrete": {"grid": False},
        "axisXPoint": {"grid": False},
        "axisTemporal": {"grid": False},
        "axisXBand": {"grid": False},
    }
