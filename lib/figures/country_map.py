"""Where on the map does the money go? Capital or rounds by country of the company."""

from __future__ import annotations

from functools import cache

import altair as alt
import polars as pl

from lib.figures.figure import Figure
from lib.figures.world_map import BLUES, world_map
from lib.theme import GREY, fitting_columns, money_expression, specification, told
from lib.words import count, money, percent, place

MEASURES = {"amount": "Capital", "rounds": "Number of rounds"}
UNDISCLOSED = "Not disclosed"
BRACKETS = {
    "amount": {
        "Under $100M": "capital_usd < 1e8",
        "$100M to $1B": "capital_usd < 1e9",
        "$1B to $10B": "capital_usd < 1e10",
        "$10B to $100B": "capital_usd < 1e11",
        "$100B and more": "true",
    },
    "rounds": {
        "1 round": "rounds < 2",
        "2 to 9": "rounds < 10",
        "10 to 49": "rounds < 50",
        "50 to 199": "rounds < 200",
        "200 and more": "true",
    },
}
"""Upper bounds of the steps of colour; each is ten times the one before, or about five times."""

SQL = """
FROM selected LEFT JOIN countries ON selected.country::VARCHAR = countries.country
SELECT
    coalesce(countries.country, 'Unknown') AS country, country_code,
    coalesce(sum(amount_usd), 0) AS capital_usd,
    count(*) AS rounds,
    count(*) - count(amount_usd) AS undisclosed,
    capital_usd / nullif(sum(capital_usd) OVER (), 0) AS share,
    rounds / sum(rounds) OVER () AS rounds_share,
    CASE {cases} END AS bracket
GROUP BY 1, 2
ORDER BY {order} DESC, rounds DESC, country
"""


@cache
def country_map(measure: str) -> Figure:
    """Figure for one of MEASURES."""
    column = "capital_usd" if measure == "amount" else "rounds"
    return Figure(
        name="country_map",
        subtitle="Capital raised (USD) by country of the company"
        if measure == "amount"
        else "Number closed (rounds) by country of the company",
        sql=SQL.format(cases=_cases(measure), order=column),
        spec=specification(_chart(measure)),
        headline=headline if measure == "amount" else headline_of_rounds,
        note="A company counts where its head office is. Capital is the sum of disclosed amounts. "
        "Shares are of all selected rounds, those without a known country among them. Grey land "
        "has no round here, which does not mean that there was none. Places too small for "
        "the map are dots. Shapes and borders are those of Natural Earth; they take no side.",
        remark=remark,
    )


def _cases(measure: str) -> str:
    bounds = " ".join(f"WHEN {test} THEN '{name}'" for name, test in BRACKETS[measure].items())
    undisclosed = f"WHEN count(amount_usd) = 0 THEN '{UNDISCLOSED}' "
    return f"{undisclosed if measure == 'amount' else ''}{bounds}"


def _chart(measure: str) -> alt.TopLevelMixin:
    colours = dict(zip(BRACKETS[measure], BLUES, strict=True))
    colours |= {UNDISCLOSED: GREY} if measure == "amount" else {}
    return world_map(
        colours,
        fitting_columns(colours),
        [
            told("country", "Country"),
            told("capital_text", "Capital"),
            told("share", "Share of capital", ".1%"),
            told("rounds", "Rounds", ","),
            told("rounds_share", "Share of rounds", ".1%"),
            told("undisclosed", "Without an amount", ","),
        ],
        height_pixels=460,
        capital_text=f"datum.undisclosed == datum.rounds ? 'not disclosed' : "
        f"{money_expression('datum.capital_usd')}",
    )


def _placed(rows: pl.DataFrame) -> pl.DataFrame:
    return rows.filter(pl.col("country_code").is_not_null())


def headline(rows: pl.DataFrame) -> str:
    """How many countries, how much, and what part went to the first."""
    placed = _placed(rows)
    if placed.is_empty():
        return _nowhere(rows)
    rounds, capital = (
        count(int(placed["rounds"].sum()), "round"),
        float(placed["capital_usd"].sum()),
    )
    if not capital:
        return f"{rounds} in {_countries(placed)}, none with a disclosed amount"
    paid = placed.filter(pl.col("capital_usd") > 0)
    first = paid.row(0, named=True)
    if paid.height == 1:
        return f"Companies in {place(first['country'])} raised {money(capital)}"
    return (
        f"Companies in {_countries(paid)} raised {money(capital)}, "
        f"{percent(first['capital_usd'] / capital)} of it in {place(first['country'])}"
    )


def headline_of_rounds(rows: pl.DataFrame) -> str:
    """How many rounds and countries, and what part the first has."""
    placed = _placed(rows)
    if placed.is_empty():
        return _nowhere(rows)
    first, rounds = placed.row(0, named=True), int(placed["rounds"].sum())
    found = f"{count(rounds, 'round')} in {_countries(placed)}"
    if placed.height == 1:
        return f"{found}, in no other known country"
    return f"{found}, {percent(first['rounds'] / rounds)} of them in {place(first['country'])}"


def _nowhere(rows: pl.DataFrame) -> str:
    rounds = count(int(rows["rounds"].sum()), "selected round")
    return f"No source states the country of the company for {rounds}"


def _countries(placed: pl.DataFrame) -> str:
    return place(placed["country"][0]) if placed.height == 1 else f"{placed.height} countries"


def remark(rows: pl.DataFrame) -> str:
    """What the map cannot show."""
    unknown = rows.filter(pl.col("country_code").is_null())
    if unknown.is_empty():
        return ""
    row = unknown.row(0, named=True)
    rounds = count(row["rounds"], "round")
    held = (
        money(row["capital_usd"]) if row["undisclosed"] < row["rounds"] else "no disclosed amount"
    )
    return f"Not on the map: capital without a country, {held} in {rounds}."
