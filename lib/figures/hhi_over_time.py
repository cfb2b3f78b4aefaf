"""How concentrated is the capital of each period among companies? The HHI."""

from __future__ import annotations

from functools import cache
from typing import Any

import altair as alt
import polars as pl

from lib.figures.figure import Figure
from lib.figures.periods import IS_UNFINISHED, MONTHS, period_expression
from lib.figures.taken_out import FEWEST, KEPT, NOTHING, too_few
from lib.figures.top_shares import (
    GRAINS,
    period_axis,
    when,
)
from lib.theme import BLUE, STATE, money_expression, specification, told

SQL = f"""{KEPT}, companies AS (
    FROM kept
    SELECT date_trunc($grain, announced_date)::DATE AS period, company, sum(amount_usd) AS usd
    WHERE amount_usd IS NOT NULL
    GROUP BY ALL
), placed AS (
    FROM companies
    SELECT *, row_number() OVER (PARTITION BY period ORDER BY usd, company DESC) AS place
), indices AS (
    FROM placed
    SELECT period, count(*) AS companies, sum(usd) AS capital_usd,
        arg_max(company, place)::VARCHAR AS largest,
        nullif(sum(usd), 0) AS whole, max(usd) / whole AS largest_share,
        1e4 * sum(usd * usd) / (whole * whole) AS hhi,
        -- Equal companies can come out a rounding error below zero.
        greatest(0, (2 * sum(place * usd) / whole - (count(*) + 1)) / count(*)) AS gini
    GROUP BY period
), ends AS (
    FROM indices
    SELECT min(period) AS first, max(period) AS last
    WHERE companies >= {FEWEST}
), periods AS (
    FROM ends SELECT unnest(generate_series(first, last, {MONTHS}))::DATE AS period
)
FROM periods LEFT JOIN indices USING (period)
SELECT period,
    CASE WHEN companies >= {FEWEST} THEN hhi END AS hhi,
    CASE WHEN companies >= {FEWEST} THEN 1e4 / hhi END AS equal_companies,
    CASE WHEN companies >= {FEWEST} THEN gini END AS gini,
    coalesce(companies, 0) AS companies, coalesce(capital_usd, 0) AS capital_usd,
    coalesce(largest, '') AS largest, largest_share, {IS_UNFINISHED} AS is_unfinished
ORDER BY period
"""
TITLES = {
    "hhi": "HHI (index points)",
    "equal_companies": "Equal companies with the same HHI",
    "gini": "Gini index (0 to 1)",
    "companies": "Companies with an amount",
    "largest": "Largest company",
    "largest_share": "Share of the largest company (%)",
}


@cache
def hhi_over_time(grain: str) -> Figure:
    """Figure for one of GRAINS."""
    return Figure(
        name="hhi_over_time",
        subtitle=f"HHI of the companies' capital by {grain} (index points)",
        sql=SQL,
        spec=specification(index_chart(grain, "hhi", TITLES["hhi"], ",.0f")),
        headline=lambda rows: headline(rows, grain),
        note="HHI, the Herfindahl-Hirschman index: take each company's share of the period's "
        "capital in percent, square it and add the squares up. One company that takes all makes "
        "10,000 index points, two equal ones 5,000, a hundred equal ones 100. 10,000 divided by "
        f"the HHI is the number of equal companies that would give it. {NOTE}",
        empty=too_few(grain, "an HHI"),
        params={"grain": grain, **NOTHING},
        titles=TITLES,
    )


NOTE = (
    "A company's rounds of one period count together; companies without a disclosed amount are "
    f"left out. Periods with fewer than {FEWEST} companies have no value. Hollow points are "
    "periods that the data does not cover to their end."
)


def headline(rows: pl.DataFrame, grain: str) -> str:
    """HHI of the period with most capital, in equal companies."""
    row = main_period(rows)
    return (
        f"HHI {row['hhi']:,.0f} in {when(row, grain)}: as if "
        f"{few(row['equal_companies'])} equal companies, not {row['companies']:,}, "
        "had shared the capital"
    )


def few(number: float) -> str:
    """3.3, but 57 for 57.3."""
    return f"{number:.1f}" if number < 9.95 else f"{number:,.0f}"


def main_period(rows: pl.DataFrame) -> dict[str, Any]:
    """The period with most capital among those with an index, the newest of equals."""
    stated = rows.filter(pl.col("hhi").is_not_null())
    return stated.sort("capital_usd", "period", descending=True).row(0, named=True)


def index_chart(grain: str, index: str, title: str, number: str) -> alt.TopLevelMixin:
    """A line of an index over periods, with a point each."""
    base = (
        alt.Chart(alt.NamedData("rows"))
        .transform_calculate(
            period_text=period_expression(grain),
            capital_text=money_expression("datum.capital_usd"),
            state=STATE,
        )
        .encode(
            x=period_axis(grain),
            y=alt.Y(field=index, type="quantitative", title=title, axis=alt.Axis(tickCount=5)),
        )
    )
    points = base.mark_point(
        filled=True, opacity=1, size=50, color=BLUE, stroke=BLUE, strokeWidth=1.5
    ).encode(
        fillOpacity=alt.condition("datum.is_unfinished", alt.value(0), alt.value(1)),
        tooltip=[
            told("period_text", GRAINS[grain]),
            told(index, title, number),
            told("equal_companies", "Equal companies", ".1f"),
            told("companies", "Companies", ","),
            told("largest", "Largest company"),
            told("largest_share", "Its share", ".1%"),
            told("capital_text", "Capital"),
            told("state", "Period"),
        ],
    )
    return alt.layer(base.mark_line(color=BLUE, strokeWidth=2), points).properties(height=240)
