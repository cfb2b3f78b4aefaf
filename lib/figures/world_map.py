"""The map of the world, which figures share: grey land, and countries in steps of colour."""

from __future__ import annotations

from typing import Any

import altair as alt

from lib.theme import GREY, LABEL, opens

# The browser keeps the file, so that a rerun sends rows only. Relative, so that it also holds where
# the app stands below another address.
SHAPES: dict[str, Any] = {
    "url": "app/static/world.json",
    "format": {"type": "topojson", "feature": "countries"},
}
"""Vega-Lite's `data` of the countries, by ISO alpha-3 code `id`: Natural Earth, public domain.

The smallest countries, which have no shape at this scale, are points.
"""

BLUES = ("#c3def3", "#8abfe8", "#4f9bd6", "#1f77c4", "#0d4a86")
"""Steps from little to much."""


def world_map(
    brackets: dict[str, str],
    legend_columns: alt.ExprRef,
    tooltip: list[alt.Tooltip],
    height_pixels: int,
    **calculated: str,
) -> alt.TopLevelMixin:
    """Countries of the rows, by `country_code`, in the colour that `brackets` give `bracket`.

    `calculated` are expressions of fields that the tooltip shows beside those of the rows.
    """
    land = (
        alt.Chart(alt.UrlData(**SHAPES))
        .transform_filter("datum.geometry.type != 'Point'")
        .mark_geoshape(
            fill=GREY, fillOpacity=0.22, stroke=LABEL, strokeWidth=0.3, tooltip=None, aria=False
        )
    )
    countries = (
        alt.Chart()
        .transform_lookup(
            lookup="country_code",
            from_=alt.LookupData(data=alt.UrlData(**SHAPES), key="id", fields=["type", "geometry"]),
        )
        .transform_filter("isValid(datum.geometry)")
        .transform_calculate(**calculated)
        .mark_geoshape(stroke=LABEL, strokeWidth=0.6)
        .encode(
            color=alt.Color(
                field="bracket",
                type="ordinal",
                scale=alt.Scale(domain=list(brackets), range=list(brackets.values())),
                legend=alt.Legend(
                    orient="bottom", title=None, columns=legend_columns, symbolStrokeWidth=0.6
                ),
            ),
            tooltip=tooltip,
        )
    )
    return (
        alt.layer(land, countries.add_params(opens("country")), data=alt.NamedData("rows"))
        .project(type="equalEarth", pointRadius=4.5)
        .properties(height=height_pixels)
        .add_params(alt.param(name="height", expr=f"min({height_pixels}, 75 + width / 2)"))
    )
