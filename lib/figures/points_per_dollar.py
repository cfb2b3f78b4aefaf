"""How much money laboratories had for each point of capability that they gained."""

from __future__ import annotations

import polars as pl

from lib.figures.capital_against_capability import SQL
from lib.figures.figure import Figure
from lib.figures.lab_capital import (
    DEBT_NOTE,
    ECI_NOTE,
    LABS_NOTE,
    before,
    parameters,
)
from lib.figures.model_prices import times_words
from lib.filters import Filters
from lib.words import count, money, month_words

POINTS = {"reference": "Above the first GPT-4", "first": "Since its own first model"}
"""What points are counted from; the first is the one to begin with."""

TITLES = {
    "organization": "Developer",
    "per_point_usd": "Capital per point",
    "points_per_billion": "Points per $B",
    "points": "Points gained",
    "paid_usd": "Capital counted",
    "eci": "Best ECI (points)",
    "model": "Best model",
    "release_date": "Released",
    "per_point_year_usd": "12 months: capital per point",
    "points_year": "12 months: points gained",
    "paid_year_usd": "12 months: capital",
    "models": "Scored models",
}
HIDDEN = ("source_id", "as_of", "counted_from", "since", "counting")


def arrange(rows: pl.DataFrame) -> pl.DataFrame:
    """The columns of the table, least money a point first."""
    order = ["per_point_usd", "capital_usd", "organization"]
    return (
        rows.sort(order, nulls_last=True)
        .select(*TITLES, *HIDDEN)
        .with_columns(pl.col("eci").round(1), pl.col("^points.*$").round(2))
    )


def headline(rows: pl.DataFrame) -> str:
    """Most and least money a point."""
    priced = rows.drop_nulls("per_point_usd")
    by = f"{rows['counting'][0]}By {month_words(rows['as_of'][0])}"
    point = f"point {POINTS[rows['counted_from'][0]].lower().replace('gpt', 'GPT')}"
    if priced.is_empty():
        return f"{by} no laboratory with known capital had gained a {point}"
    low, high = priced.row(0, named=True), priced.row(-1, named=True)
    paid = money(high["per_point_usd"])
    said = f"{by} {high['organization']} had {paid} of capital for each {point}"
    if priced.height == 1:
        return said
    times = times_words(high["per_point_usd"] / low["per_point_usd"])
    return f"{said}, {times} times the {money(low['per_point_usd'])} of {low['organization']}"


def remark(rows: pl.DataFrame) -> str:
    """How many have no price of a point, and why the order is no ranking of skill."""
    lacking = rows["per_point_usd"].null_count()
    compared = rows.height - lacking
    parts = [f"{count(compared, 'laboratory')} {'' if compared == 1 else 'compared'}".strip()]
    if lacking:
        parts.append(f"{lacking} more without known funding of their own or without a point gained")
    if compared > 1:
        parts.append(
            "Points at the frontier cost most and followers learn from leaders, so less money a "
            "point is not better work"
        )
    return ". ".join([*parts, *before(rows)]) + "."


FIGURE = Figure(
    name="points_per_dollar",
    subtitle="Points gained on the capability index (ECI) and capital (USD) by laboratory, to date "
    "and in the last 12 months",
    sql=SQL,
    spec=None,
    headline=headline,
    note="Points per $B of the whole ECI would mean nothing, since its zero is arbitrary: only a "
    "difference of points can be set against money. Above the first GPT-4: the points of the best "
    "model above those of GPT-4 of March 2023, over all capital so far; the choice of that model "
    "changes the order. Since its own first model: the points gained since the first scored model "
    "of the laboratory, over the capital raised after it. The last 12 months need no reference at "
    "all: points gained over capital raised in them. Money is often raised long before it is "
    "spent, so a year with a large round and a late model looks dear. Empty means not known, "
    "nothing raised, or less than a point gained, which the error of the scores can feign. "
    f"{DEBT_NOTE}{ECI_NOTE}{LABS_NOTE}".strip(),
    remark=remark,
    empty="No laboratory with both a disclosed amount and a scored model matches the filters.",
    params=parameters(Filters()) | {"points": "reference"},
    titles=TITLES,
    hidden=HIDDEN,
    arrange=arrange,
)
