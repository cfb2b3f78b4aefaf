"""How much of each period's capital do the largest companies and rounds take?"""

from __future__ import annotations

from functools import cache
from typing import Any

import altair as alt
import polars as pl

from lib.figures.figure import Figure
from lib.figures.periods import IS_UNFINISHED, MONTHS, period_expression, period_words
from lib.figures.taken_out import FEWEST, KEPT, NOTHING, too_few
from lib.theme import BLUE, ORANGE, STATE, money_expression, specification, time_axis, told
from lib.words import listing, number_word, percent

GRAINS = {"quarter": "Quarter", "year": "Year"}
UNITS = {"Companies": BLUE, "Rounds": ORANGE}
UNIT_LEGEND = alt.Legend(
    orient="top",
    title=None,
    symbolSize=90,
    symbolOpacity=1,
    labelExpr="'Largest ' + lower(datum.label)",
)
MOST = 10
TOP = {str(number): str(number) for number in range(1, MOST + 1)}
DEFAULT_TOP = "4"

TOPS = f"""
, companies AS MATERIALIZED (
    FROM kept
    SELECT date_trunc($grain, announced_date)::DATE AS period, company, sum(amount_usd) AS usd
    WHERE amount_usd IS NOT NULL
    GROUP BY ALL
), totals AS (
    FROM companies
    SELECT period, 'Companies' AS unit, count(*) AS number, sum(usd) AS tracked_usd,
        max(usd, {MOST}) AS largest
    GROUP BY period
    UNION ALL
    FROM kept
    SELECT date_trunc($grain, announced_date)::DATE AS period, 'Rounds', count(*), sum(amount_usd),
        max(amount_usd, {MOST})
    WHERE amount_usd IS NOT NULL
    GROUP BY period
), least AS MATERIALIZED (
    -- Only what is as large as the last of them is put in order and named.
    FROM totals SELECT *, largest[least(number, $top)] AS least_usd
), units AS (
    FROM companies JOIN least USING (period)
    SELECT period, unit, company::VARCHAR AS name, usd, '' AS round_id
    WHERE unit = 'Companies' AND usd >= least_usd
    UNION ALL
    FROM kept JOIN least ON date_trunc($grain, announced_date)::DATE = period
    SELECT period, unit, company::VARCHAR || ' (' || strftime(announced_date, '%b %Y') || ')',
        amount_usd, round_id
    WHERE unit = 'Rounds' AND amount_usd >= least_usd
), ranked AS (
    FROM units
    SELECT *, row_number() OVER (PARTITION BY period, unit ORDER BY usd DESC, name, round_id)
        AS place
    QUALIFY place <= $top
), tops AS (
    FROM ranked JOIN least USING (period, unit)
    SELECT period, unit, any_value(number) AS number, least(any_value(number), $top) AS top,
        sum(usd) AS top_usd, any_value(tracked_usd) AS tracked_usd,
        string_agg(name, '; ' ORDER BY place) AS names
    GROUP BY ALL
)"""
"""The largest `$top` companies and rounds of each period, from the table `kept`."""

# Periods without a round have a row of their own: a line must not run over them.
SQL = f"""{KEPT}{TOPS}, ends AS (
    FROM tops
    SELECT min(period) AS first, max(period) AS last
    WHERE unit = 'Companies' AND number >= {FEWEST}
), periods AS (
    FROM ends SELECT unnest(generate_series(first, last, {MONTHS}))::DATE AS period
), rows AS (
    FROM periods CROSS JOIN (SELECT unnest(['Companies', 'Rounds']) AS unit)
    SELECT period, unit
)
FROM rows LEFT JOIN tops USING (period, unit)
SELECT period, unit,
    CASE WHEN number >= {FEWEST} THEN top_usd / nullif(tracked_usd, 0) END AS share,
    coalesce(top, 0) AS top, coalesce(number, 0) AS number,
    coalesce(top_usd, 0) AS top_usd, coalesce(tracked_usd, 0) AS tracked_usd,
    coalesce(names, '') AS names, {IS_UNFINISHED} AS is_unfinished,
    -- Sums of companies and of rounds differ by rounding errors.
    coalesce(round(tracked_usd) = (FROM tops SELECT max(round(tracked_usd))), false) AS is_peak
ORDER BY period, unit
"""
TITLES = {
    "unit": "Share of",
    "share": "Share of capital (%)",
    "top": "Largest counted",
    "number": "Companies or rounds with an amount",
    "top_usd": "Capital of the largest",
    "tracked_usd": "Tracked capital",
    "names": "Largest",
    "is_peak": "Period with most capital",
}


@cache
def top_shares(grain: str) -> Figure:
    """Figure for one of GRAINS; takes the parameter `top`."""
    return Figure(
        name="top_shares",
        subtitle=f"Share of capital taken by the largest companies and rounds of each {grain} (%)",
        sql=SQL,
        spec=specification(_chart(grain)),
        headline=lambda rows: headline(rows, grain),
        note="The denominator, what a share is a share of, is the tracked capital: the disclosed "
        "amounts of the selected rounds of the same period. Large rounds are known best, "
        "so shares of the whole market are lower. A company's rounds of one period count together. "
        f"Periods with fewer than {FEWEST} companies, or rounds, have too few for a share. Hollow "
        "points are periods that the data does not cover to their end.",
        empty=too_few(grain, "a share"),
        params={"grain": grain, "top": int(DEFAULT_TOP), **NOTHING},
        titles=TITLES,
    )


def headline(rows: pl.DataFrame, grain: str) -> str:
    """What the largest companies took of the period that brought most capital."""
    stated = rows.filter(pl.col("unit") == "Companies", pl.col("share").is_not_null())
    row = stated.sort("tracked_usd", "period", descending=True).row(0, named=True)
    largest = f", the {grain} with most capital" if row["is_peak"] and stated.height > 1 else ""
    return (
        f"{takers(row)} {percent(row['share'])} of the capital in {when(row, grain)}{largest}: "
        f"{named(row['names'])}"
    )


def when(row: dict[str, Any], grain: str) -> str:
    """`Q1 2026`, `2026 so far`."""
    return period_words(row["period"], grain) + (" so far" if row["is_unfinished"] else "")


def takers(row: dict[str, Any]) -> str:
    """`Four companies took`, `All five companies took`."""
    number = number_word(row["top"])
    noun = "company" if row["top"] == 1 else "companies"
    if row["top"] == row["number"]:
        return f"All {number.lower()} {noun} took"
    return f"{number} {noun} took"


def named(names: str) -> str:
    """Names as the SQL joins them, as people list them."""
    return listing(names.split("; "))


def _chart(grain: str) -> alt.TopLevelMixin:
    share = alt.Y(
        field="share",
        type="quantitative",
        title="Share of capital (%)",
        scale=alt.Scale(domain=[0, 1]),
        axis=alt.Axis(format=".0%", tickCount=5),
    )
    base = (
        alt.Chart(alt.NamedData("rows"))
        .transform_calculate(
            top_text=money_expression("datum.top_usd"),
            tracked_text=money_expression("datum.tracked_usd"),
            period_text=period_expression(grain),
            state=STATE,
        )
        .encode(
            x=period_axis(grain),
            y=share,
            color=unit_colour(),
        )
    )
    # Both are often the same: the thin line must not hide the wide one.
    lines = base.mark_line().encode(
        strokeWidth=_by_unit(3.5, 1.5), strokeDash=_by_unit([1, 0], [5, 3])
    )
    points = base.mark_point(filled=True, opacity=1, strokeWidth=1.5).encode(
        shape=alt.Shape(
            field="unit",
            type="nominal",
            scale=alt.Scale(domain=list(UNITS), range=["circle", "square"]),
            legend=UNIT_LEGEND,
        ),
        size=_by_unit(80, 25),
        stroke=_by_unit(*UNITS.values()),
        fillOpacity=alt.condition("datum.is_unfinished", alt.value(0), alt.value(1)),
        tooltip=[
            told("period_text", GRAINS[grain]),
            told("unit", "Share of the largest"),
            told("share", "Share", ".1%"),
            told("names", "Largest"),
            told("top_text", "Their capital"),
            told("tracked_text", "Tracked capital"),
            told("number", "Out of", ","),
            told("state", "Period"),
        ],
    )
    return alt.layer(lines, points).properties(height=320)


def unit_colour() -> alt.Color:
    return alt.Color(
        field="unit",
        type="nominal",
        scale=alt.Scale(domain=list(UNITS), range=list(UNITS.values())),
        legend=UNIT_LEGEND,
    )


def _by_unit(companies: Any, rounds: Any) -> Any:
    """One value for companies and one for rounds."""
    return alt.condition("datum.unit == 'Companies'", alt.value(companies), alt.value(rounds))


def period_axis(grain: str) -> alt.X:
    """Periods from left to right, with room for the name of the last."""
    return alt.X(
        field="period",
        type="temporal",
        title=None,
        scale=alt.Scale(padding=28),
        axis=time_axis(grain),
    )
