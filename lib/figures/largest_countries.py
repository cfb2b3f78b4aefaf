"""Which countries get the most? The largest by capital or by rounds, and the rest together."""

from __future__ import annotations

from functools import cache

import altair as alt
import polars as pl

from lib.figures.figure import Figure
from lib.theme import (
    BLUE,
    BY_PLACE,
    GREY,
    LABEL,
    listed,
    money_axis,
    money_expression,
    opens,
    specification,
    told,
)
from lib.words import count, money, percent, place

SHOWN = 15
OTHERS, UNKNOWN = "Other countries", "Country not stated"
LEAST_ROUNDS = 5
"""Amounts below which no median is stated."""

SQL = f"""
, ranked AS (
    FROM selected
    SELECT country::VARCHAR AS country,
        row_number() OVER (ORDER BY {{order}} DESC, count(*) DESC, country::VARCHAR) AS place
    WHERE country IS NOT NULL
    GROUP BY 1
), named AS (
    FROM selected LEFT JOIN ranked ON selected.country::VARCHAR = ranked.country
    SELECT
        CASE WHEN place <= {SHOWN} THEN ranked.country WHEN place > {SHOWN} THEN '{OTHERS}'
            ELSE '{UNKNOWN}' END AS country,
        CASE WHEN place <= {SHOWN} THEN place WHEN place > {SHOWN} THEN {SHOWN} + 1
            ELSE {SHOWN} + 2 END AS place,
        selected.country::VARCHAR AS stated, amount_usd
)
FROM named
SELECT
    country,
    coalesce(sum(amount_usd), 0) AS capital_usd,
    count(*) AS rounds,
    CASE WHEN count(amount_usd) >= {LEAST_ROUNDS} THEN median(amount_usd) END AS median_usd,
    capital_usd / nullif(sum(capital_usd) OVER (), 0) AS share,
    rounds / sum(rounds) OVER () AS rounds_share,
    count(amount_usd) AS with_amount,
    count(DISTINCT stated) AS countries,
    place::BIGINT AS place
GROUP BY named.country, named.place
ORDER BY place
"""
ORDERS = {"amount": "coalesce(sum(amount_usd), 0)", "rounds": "count(*)"}


@cache
def largest_countries(measure: str) -> Figure:
    """Figure by `amount` or by `rounds`."""
    by_amount = measure == "amount"
    what = "Capital raised (USD)" if by_amount else "Number closed (rounds)"
    return Figure(
        name="largest_countries",
        subtitle=f"{what} by country of the company, largest {SHOWN} and the rest",
        sql=SQL.format(order=ORDERS[measure]),
        spec=specification(_chart(measure)),
        headline=headline if by_amount else headline_of_rounds,
        note=f"The {SHOWN} countries that lead by the chosen measure, then all others together, "
        "then rounds whose country no source states. Capital is the sum of disclosed amounts.",
    )


def _chart(measure: str) -> alt.TopLevelMixin:
    by_amount = measure == "amount"
    base = (
        alt.Chart(alt.NamedData("rows"))
        .transform_calculate(
            name=f"datum.country == '{OTHERS}' ? datum.country + ' (' + datum.countries + ')' "
            ": datum.country",
            capital_text=f"datum.with_amount ? {money_expression('datum.capital_usd')} "
            ": 'not disclosed'",
            median_text=f"isValid(datum.median_usd) ? {money_expression('datum.median_usd')} "
            ": 'too few'",
            label="datum.capital_text" if by_amount else "format(datum.rounds, ',')",
        )
        .encode(
            y=listed("name", BY_PLACE, labelLimit=160),
            x=alt.X(
                field="capital_usd" if by_amount else "rounds",
                type="quantitative",
                title="Capital (USD)" if by_amount else "Number (rounds)",
                axis=money_axis(grid=True)
                if by_amount
                else alt.Axis(format=",d", tickCount=5, tickMinStep=1, grid=True),
            ),
            tooltip=[
                told("name", "Country"),
                told("capital_text", "Capital"),
                told("share", "Share of capital", ".1%"),
                told("rounds", "Rounds", ","),
                told("median_text", "Median round"),
            ],
        )
    )
    bars = base.mark_bar(height={"band": 0.7}).encode(
        fill=alt.condition(f"datum.place <= {SHOWN}", alt.value(BLUE), alt.value(GREY))
    )
    labels = base.mark_text(align="left", dx=4, color=LABEL).encode(
        text=alt.Text(field="label", type="nominal")
    )
    return alt.layer(bars.add_params(opens("country")), labels).properties(height=alt.Step(23))


def headline(rows: pl.DataFrame) -> str:
    """The first country beside the second."""
    named = rows.filter(pl.col("place") <= SHOWN)
    capital = float(rows["capital_usd"].sum())
    if not capital:
        return f"{count(int(rows['rounds'].sum()), 'round')}, none with a disclosed amount"
    if named.is_empty():
        return f"{money(capital)} went to companies whose country is not stated"
    first = named.row(0, named=True)
    led = f"{_subject(first['country'])} took {money(first['capital_usd'])}"
    second = named.row(1, named=True) if named.height > 1 else None
    if not second or not second["capital_usd"]:
        return f"{led}, {percent(first['share'])} of the capital"
    times = _times(first["capital_usd"], second["capital_usd"], "much")
    return f"{led}, {times} {place(second['country'])}"


def headline_of_rounds(rows: pl.DataFrame) -> str:
    """The first country by rounds beside the second."""
    named = rows.filter(pl.col("place") <= SHOWN)
    if named.is_empty():
        return (
            f"{count(int(rows['rounds'].sum()), 'round')} of companies whose country is not stated"
        )
    first = named.row(0, named=True)
    led = f"{_subject(first['country'])} has {count(first['rounds'], 'round')}"
    if named.height == 1:
        return f"{led}, {percent(first['rounds_share'])} of all selected"
    second = named.row(1, named=True)
    times = _times(first["rounds"], second["rounds"], "many")
    return f"{led}, {times} {place(second['country'])}"


def _times(first: float, second: float, much: str) -> str:
    ratio = first / second
    if ratio < 1.05:
        return f"about as {much} as" if ratio > 1 else f"as {much} as"
    return f"{ratio:.1f} times as {much} as" if ratio < 9.95 else f"{ratio:,.0f} times as {much} as"


def _subject(country: str) -> str:
    words = place(country)
    return words[0].upper() + words[1:]
