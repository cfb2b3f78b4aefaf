"""Investors of which region fund companies of which region?"""

from __future__ import annotations

from typing import Any

import altair as alt
import polars as pl

from lib.datasets.rounds import REGIONS
from lib.figures.figure import Figure
from lib.figures.investor_shares import (
    DIVISION_NOTE,
    NAMED_PARTS_SQL,
    NO_LEAD,
    UNDISCLOSED,
    UNKNOWN,
    UNNAMED_SQL,
)
from lib.theme import BLUE, money_expression, specification, told
from lib.words import percent, place

SQL = f"""
{NAMED_PARTS_SQL}
{UNNAMED_SQL}
, coded AS (
    FROM named_parts
    SELECT nobody, investor_region, region, sum(usd) AS usd, count(*) FILTER (
        CASE WHEN nobody IS NULL THEN is_first_of_region ELSE is_first END
    ) AS number
    GROUP BY ALL
), cells AS (
    FROM coded
    SELECT coalesce(nobody, investor_region::VARCHAR) AS investor_region,
        region::VARCHAR AS region, sum(usd) AS capital_usd, sum(number)::BIGINT AS rounds
    GROUP BY 1, 2
    UNION ALL
    FROM unnamed
    SELECT '{UNDISCLOSED}', region::VARCHAR, sum(amount_usd), count(*)
    GROUP BY region
)
FROM cells
SELECT *, capital_usd / sum(capital_usd) OVER () AS share,
    capital_usd / sum(capital_usd) OVER (PARTITION BY region) AS share_of_region,
    capital_usd / max(capital_usd) OVER () AS of_largest, $give AS give
ORDER BY capital_usd DESC, 1, 2
"""


def headline(rows: pl.DataFrame) -> str:
    """Share of the capital of known regions that stays in its region; the largest that leaves."""
    named = ~pl.col("investor_region").is_in([UNDISCLOSED, NO_LEAD, UNKNOWN])
    known = rows.filter(named, pl.col("region") != UNKNOWN)
    if known.is_empty():
        return "For 0% of the capital are the regions of investor and company both known"
    at_home = known.filter(pl.col("investor_region") == pl.col("region"))["capital_usd"].sum()
    share = percent(float(at_home) / float(known["capital_usd"].sum()))
    stays = f"Where both regions are known, {share} of the capital stayed at home"
    leaves = known.filter(pl.col("investor_region") != pl.col("region"))
    if leaves.is_empty():
        return stays
    first = leaves.row(0, named=True)
    path = f"{place(first['investor_region'])} to {place(first['region'])}"
    return f"{stays}; the largest flow abroad is from {path}"


_NARROW = "width < 300"


def _chart() -> alt.TopLevelMixin:
    plain: dict[str, Any] = {"domain": False, "ticks": False, "titlePadding": 8}
    base = (
        alt.Chart(alt.NamedData("rows"))
        .transform_calculate(
            capital_text=money_expression("datum.capital_usd"),
            # Amounts differ by a factor of thousands: the root keeps the small ones visible.
            depth="0.06 + 0.94 * sqrt(datum.of_largest)",
            ink="datum.depth > 0.85 || luminance(background || 'white') < 0.4 "
            "? '#fafafa' : '#31333f'",
        )
        .encode(
            x=alt.X(
                field="region",
                type="nominal",
                sort=list(REGIONS),
                title="Company region",
                axis=alt.Axis(
                    orient="top",
                    # Names stand upright where the columns are narrower than words.
                    labelAngle=alt.ExprRef(f"{_NARROW} ? -90 : 0"),
                    labelAlign=alt.ExprRef(f"{_NARROW} ? 'left' : 'center'"),
                    labelBaseline=alt.ExprRef(f"{_NARROW} ? 'middle' : 'bottom'"),
                    labelExpr=f"{_NARROW} ? datum.label : "
                    # No break after `of`: a third line would reach into the cells.
                    "split(replace(replace(datum.label, '-', '- '), ' of ', ' of\\u00a0'), ' ')",
                    labelOverlap=False,
                    **plain,
                ),
            ),
            y=alt.Y(
                field="investor_region",
                type="nominal",
                sort=[*REGIONS, NO_LEAD, UNDISCLOSED],
                title="Investor region",
                axis=alt.Axis(labelOverlap=False, **plain),
            ),
            tooltip=[
                told("investor_region", "Investors in"),
                told("region", "Companies in"),
                told("capital_text", "Capital"),
                told("rounds", "Rounds", ","),
                told("share", "Share of all capital", ".1%"),
                told("share_of_region", "Share of the company region", ".1%"),
            ],
        )
    )
    cells = base.mark_rect(color=BLUE, cornerRadius=2).encode(
        opacity=alt.Opacity(field="depth", type="quantitative", scale=None, legend=None)
    )
    amounts = base.mark_text(fontSize=alt.ExprRef(f"{_NARROW} ? 9.5 : 12")).encode(
        text=alt.Text(field="capital_text", type="nominal"),
        color=alt.Color(field="ink", type="nominal", scale=None, legend=None),
    )
    return alt.layer(cells, amounts).properties(height=alt.Step(42))


FIGURE = Figure(
    name="region_matrix",
    subtitle="Capital (USD) from investors of one region to companies of another",
    sql=SQL,
    spec=specification(_chart()),
    headline=headline,
    note=f"{DIVISION_NOTE} The region of an investor is that of its home country, the region of a "
    f"company that of the country it is run from. The share that stays counts capital whose two "
    "regions are both known. Darker cells hold more, by the square root of the capital.",
    empty="No round with a disclosed amount matches the filters.",
    params={"give": "equal"},
    titles={
        "investor_region": "Investor region",
        "share": "Share of all capital (%)",
        "share_of_region": "Share of the company region (%)",
    },
)
