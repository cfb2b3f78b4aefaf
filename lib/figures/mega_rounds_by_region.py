"""Where are the large rounds? Rounds of a chosen size and more, by year and region."""

from __future__ import annotations

import altair as alt
import polars as pl

from lib.figures.bars_by_region import bars_by_region
from lib.figures.figure import Figure
from lib.theme import money_expression, specification, told
from lib.words import count, money, percent, place

THRESHOLDS = {
    str(usd): money(usd) for usd in (10**7, 5 * 10**7, 10**8, 25 * 10**7, 5 * 10**8, 10**9, 10**10)
}
DEFAULT = str(10**8)

SQL = """
FROM selected
SELECT
    date_trunc('year', announced_date)::DATE AS period,
    region::VARCHAR AS region,
    count(*) AS rounds,
    sum(amount_usd) AS capital_usd,
    rounds / sum(rounds) OVER (PARTITION BY period) AS share,
    $least_usd::DOUBLE AS least_usd,
    (period + to_months(12))::DATE > (SELECT newest + 1 FROM extent) AS is_unfinished
WHERE amount_usd >= $least_usd
GROUP BY 1, 2
ORDER BY 1, 2
"""


def headline(rows: pl.DataFrame) -> str:
    """How many rounds of the size there are, and where most of them are."""
    total = int(rows["rounds"].sum())
    regions = rows.group_by("region").agg(pl.sum("rounds")).sort("rounds", "region")
    region, most = regions.row(-1)
    found = f"{count(total, 'round')} reached {money(rows['least_usd'][0])}"
    if regions.height == 1:
        return f"{found}, {'all ' if total > 1 else ''}in {place(region)}"
    return f"{found}, {percent(most / total)} of them in {place(region)}"


def _chart() -> alt.Chart:
    return bars_by_region(
        "rounds",
        "Number closed (rounds)",
        [
            told("year", "Year"),
            told("region", "Region"),
            told("rounds", "Rounds", ","),
            told("share", "Share of the year", ".0%"),
            told("capital_text", "Capital"),
            told("state", "Period"),
        ],
        capital_text=money_expression("datum.capital_usd"),
    )


FIGURE = Figure(
    name="mega_rounds_by_region",
    subtitle="Number of rounds of the chosen amount and more, by year and region (rounds)",
    sql=SQL,
    spec=specification(_chart()),
    headline=headline,
    note="Only rounds with a disclosed amount can reach the threshold. Lighter bars are years "
    "that the data does not cover to their end. More rounds here need not mean more rounds "
    "closed: sources cover the years unevenly.",
    empty="No selected round is as large as that.",
    params={"least_usd": float(DEFAULT)},
)
