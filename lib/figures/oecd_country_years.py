"""How did venture capital in AI grow by country? As OECD.AI publishes it, from 2012."""

from __future__ import annotations

from typing import Any

import altair as alt
import polars as pl

from lib.figures.figure import Figure
from lib.filters import Filters
from lib.theme import (
    BLUE,
    GREEN,
    ORANGE,
    PURPLE,
    RED,
    SKY,
    log_axis,
    money_expression,
    specification,
    told,
    year_by_year,
)
from lib.words import money, place

SHOWN = 6
PALETTE = [BLUE, RED, GREEN, ORANGE, PURPLE, SKY]
SHAPES = ["circle", "square", "triangle-up", "diamond", "cross", "triangle-down"]

SQL = f"""
, chosen AS (
    FROM country_years
    SELECT country::VARCHAR AS country, region::VARCHAR AS region, year, value_usd, is_partial,
        source_id::VARCHAR AS source_id
    WHERE measure = 'vc_investment' AND value_usd > 0
        AND (len($regions) = 0 OR list_contains($regions::VARCHAR[], region::VARCHAR))
        AND (len($countries) = 0 OR list_contains($countries::VARCHAR[], country::VARCHAR))
        AND year BETWEEN $first_year AND $last_year
), ranked AS (
    FROM chosen
    SELECT country, row_number() OVER (ORDER BY sum(value_usd) DESC, country) AS place
    GROUP BY country
)
FROM chosen JOIN ranked USING (country)
SELECT
    make_date(year, 1, 1) AS period, country, region, place, value_usd, is_partial,
    coalesce(lead(is_partial) OVER (PARTITION BY country ORDER BY year), false) AS leads_to_partial,
    source_id
WHERE place <= {SHOWN}
ORDER BY place, period
"""


def scope(filters: Filters) -> dict[str, Any]:
    """SQL parameters: the places and the years that `filters` take in, whole years only."""
    return {
        "regions": list(filters.region),
        "countries": list(filters.country),
        "first_year": int(filters.start[:4] or 0),
        "last_year": int(filters.end[:4] or 9999),
    }


def headline(rows: pl.DataFrame) -> str:
    """The largest country in the newest complete year beside the next, and the year so far."""
    complete = rows.filter(~pl.col("is_partial"))
    newest = (complete if complete.height else rows)["period"].max()
    year = rows.filter(pl.col("period") == newest).sort("value_usd", descending=True)
    first = year.row(0, named=True)
    so_far = " so far" if first["is_partial"] else ""
    found = (
        f"For {first['period'].year}{so_far} OECD.AI counts {money(first['value_usd'])} in "
        f"{place(first['country'])}"
    )
    if year.height == 1:
        return found
    second = year.row(1, named=True)
    ratio = first["value_usd"] / second["value_usd"]
    times = f"{ratio:.1f}" if ratio < 20 else f"{ratio:,.0f}"
    return f"{found}, {times} times as much as in {place(second['country'])}"


def remark(rows: pl.DataFrame) -> str:
    """Which year is not complete."""
    years = sorted({period.year for period in rows.filter("is_partial")["period"]})
    return f"{years[0]} is not complete: hollow points hold the year so far." if years else ""


def _chart() -> alt.TopLevelMixin:
    series = alt.EncodingSortField(field="place", op="min")
    legend = alt.Legend(
        orient="top",
        title=None,
        columns=alt.ExprRef("width < 560 ? max(1, floor(width / 112)) : 6"),
    )
    base = (
        alt.Chart(alt.NamedData("rows"))
        .transform_calculate(
            year="utcFormat(toDate(datum.period), '%Y')",
            value_text=money_expression("datum.value_usd"),
            state="datum.is_partial ? 'not complete: so far' : 'complete'",
        )
        .encode(
            x=year_by_year("year"),
            y=alt.Y(
                field="value_usd",
                type="quantitative",
                title="Venture capital in AI (USD, log scale)",
                scale=alt.Scale(type="log"),
                axis=log_axis(money_expression("datum.value")),
            ),
            tooltip=[
                told("country", "Country"),
                told("year", "Year"),
                told("value_text", "Venture capital"),
                told("state", "Year is"),
            ],
        )
    )
    by_country: dict[str, Any] = {"field": "country", "type": "nominal", "sort": series}
    colours = by_country | {"scale": alt.Scale(range=PALETTE)}
    # The points stand in the legend for the lines too.
    coloured = base.encode(color=alt.Color(**colours, legend=None))
    lines = coloured.transform_filter("!datum.is_partial").mark_line(strokeWidth=2)
    so_far = coloured.transform_filter("datum.is_partial || datum.leads_to_partial").mark_line(
        strokeWidth=2, strokeDash=[2, 3]
    )
    points = base.mark_point(size=45, opacity=1).encode(
        stroke=alt.Stroke(**colours, legend=legend),
        fill=alt.Fill(**colours, legend=legend),
        shape=alt.Shape(**by_country, scale=alt.Scale(range=SHAPES), legend=legend),
        fillOpacity=alt.condition("datum.is_partial", alt.value(0), alt.value(1)),
    )
    layers = alt.layer(lines, so_far, points).properties(height=340)
    return layers.resolve_legend(
        color="independent", stroke="independent", fill="independent", shape="independent"
    )


FIGURE = Figure(
    name="oecd_country_years",
    subtitle=f"Venture capital in AI by country and year, the {SHOWN} largest (USD, log scale)",
    sql=SQL,
    spec=specification(_chart()),
    headline=headline,
    note="Published by OECD.AI with data of Preqin, in current dollars. It counts venture capital "
    "only, and far more small rounds than are tracked here, so the two are never added or joined. "
    "Of the filters only region, country and the years of the time range apply. Years without a "
    "recorded deal are left out.",
    remark=remark,
    empty="No published series covers these places and years.",
    params={"regions": [], "countries": [], "first_year": 0, "last_year": 9999},
    rests_on_rounds=False,
)
