"""What does each country get? The numbers behind the bars, with the median round."""

from __future__ import annotations

import polars as pl

from lib.figures.figure import Figure
from lib.figures.largest_countries import LEAST_ROUNDS, ORDERS, SHOWN, SQL
from lib.words import count, money, place


def headline(rows: pl.DataFrame) -> str:
    """The largest median, among countries where one can be stated."""
    stated = rows.filter(pl.col("place") <= SHOWN, pl.col("median_usd").is_not_null())
    if stated.is_empty():
        return _too_few(rows)
    # Of equal medians that of the country further up.
    first = stated.sort("median_usd", descending=True, maintain_order=True).row(0, named=True)
    where, median = place(first["country"]), money(first["median_usd"])
    of = f"of {count(first['with_amount'], 'amount')}"
    if stated.height == 1:
        return f"The median round is {median} in {where}, {of}"
    return f"The median round is largest in {where}, at {median}, {of}"


def _too_few(rows: pl.DataFrame) -> str:
    rounds, countries = count(int(rows["rounds"].sum()), "round"), int(rows["countries"].sum())
    if not countries:
        return f"{rounds}, too few with a known country to state a median"
    places = "1 country" if countries == 1 else f"{countries} countries"
    return f"{rounds} in {places}, too few in each to state a median"


def by(measure: str) -> Figure:
    """The table in the order of `amount` or of `rounds`."""
    return FIGURES[measure]


FIGURES = {
    measure: Figure(
        name="country_table",
        subtitle=f"Capital (USD), rounds, shares and median: {SHOWN} countries and the rest",
        sql=SQL.format(order=order),
        spec=None,
        headline=headline,
        note=f"The median is of disclosed amounts; below {LEAST_ROUNDS} of them none is stated. "
        "Share is that of the capital of all selected rounds. Other countries stand together in "
        "one line.",
        titles={
            "place": "Place",
            "capital_usd": "Capital",
            "rounds": "Rounds",
            "median_usd": "Median",
            "share": "Share (%)",
            "rounds_share": "Share of rounds (%)",
            "with_amount": "With an amount",
            "countries": "Countries",
        },
    )
    for measure, order in ORDERS.items()
}
