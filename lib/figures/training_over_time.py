"""How fast does what goes into training a model grow?"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from math import log
from typing import Any

import polars as pl

from lib.figures.figure import Figure
from lib.figures.model_points import model_points, points_sql
from lib.figures.scope import scope
from lib.figures.trained_models import NOTE, TREND_NOTE, left_out
from lib.figures.trend import FEWEST, growth_words, interval_words, is_clear
from lib.filters import Filters
from lib.theme import money_expression, specification
from lib.words import clipped, count, flop, money, month_words, short, watts


@dataclass(frozen=True)
class Measure:
    """What is drawn: its column, words, unit, and how a value is written here and by Vega."""

    option: str
    column: str
    title: str
    noun: str
    unit: str
    words: Callable[[float], str]
    written: str
    note: str


LETTERS = "replace(replace(format(#, '.3~s'), 'G', 'B'), 'k', 'K')"
MEASURES = {
    "compute": Measure(
        "Compute",
        "training_compute_flop",
        "Training compute",
        "training compute",
        "FLOP",
        flop,
        "replace(format(#, '.2~e'), '+', '')",
        "Training compute is the number of arithmetic operations (FLOP) of the training run; 1e24 "
        "is a one with 24 zeros. ",
    ),
    "cost": Measure(
        "Cost",
        "training_cost_usd",
        "Training cost",
        "training cost",
        "USD of 2023",
        money,
        money_expression("#"),
        "Training cost is that of chips and energy for the run, in US dollars of 2023. It is not "
        "what the developer spent: staff, failed runs and research are not in it. ",
    ),
    "parameters": Measure(
        "Parameters",
        "parameters",
        "Parameters",
        "number of parameters",
        "parameters",
        short,
        LETTERS,
        "Parameters are the numbers that training sets, of all experts where a model has several. ",
    ),
    "data": Measure(
        "Training data",
        "training_data_size",
        "Training data",
        "amount of training data",
        "datapoints",
        lambda value: f"{short(value)} datapoints",
        LETTERS,
        "Datapoints are tokens for text, and images, moves or others for other data, so they "
        "compare best among models of one kind. ",
    ),
    "power": Measure(
        "Power",
        "training_power_w",
        "Training power",
        "training power",
        "W",
        watts,
        "replace(format(#, '.3~s'), regexp('([kMGT]?)$'), ' $1W')",
        "Training power is what the hardware draws at a time while the model is trained. ",
    ),
}
OPTIONS = {name: measure.option for name, measure in MEASURES.items()}


@cache
def training_over_time(name: str) -> Figure:
    """Every model with the measure `name` of `MEASURES`, and the trend of `$trend`."""
    measure = MEASURES[name]
    spec = model_points(measure.column, measure.title, measure.unit, measure.written)
    return Figure(
        name="training_over_time",
        subtitle=f"{measure.title} of AI models by date of release ({measure.unit}, log scale)",
        sql=points_sql(measure.column, measure.column),
        spec=specification(spec),
        headline=lambda rows: headline(rows, measure),
        note=f"{measure.note}{NOTE}{TREND_NOTE}",
        remark=remark,
        empty=f"No model with a known {measure.noun} matches the filters.",
        params={**scope(Filters()), "trend": "frontier"},
        titles={measure.column: measure.title},
        rests_on_rounds=False,
    )


def headline(rows: pl.DataFrame, measure: Measure) -> str:
    """Growth a year with its interval; the largest model where too few make a trend."""
    first = rows.row(0, named=True)
    if first["growth"] is None:
        return _largest(rows, measure)
    known = rows.filter("in_fit")["release_date"]
    years = f"{known.min().year} to {known.max().year}"  # type: ignore[union-attr]
    return (
        f"{measure.noun.capitalize()} of {first['trend_of']} {growth_words(first)}, {years} "
        f"({interval_words(first)}, {first['fitted']} models)"
    )


def _largest(rows: pl.DataFrame, measure: Measure) -> str:
    top = rows.sort(measure.column, descending=True, maintain_order=True).row(0, named=True)
    which = f"{clipped(top['model'], 50)}, {month_words(top['release_date'])}"
    value, noun = measure.words(top[measure.column]), measure.noun
    if rows.height == 1:
        return f"One model has a known {noun}: {value} ({which})"
    return f"Of {count(rows.height, 'model')}, the largest {noun} is {value} ({which})"


def remark(rows: pl.DataFrame) -> str:
    """What the growth means, how many models lack the figure, and where the trend ends."""
    first = rows.row(0, named=True)
    missing = left_out(first["listed"] - rows.height, "no such estimate")
    drawn = f"{count(rows.height, 'model')} drawn{missing}."
    if first["growth"] is None:
        few = "Fewer than five" if first["fitted"] < FEWEST else "Less than a year of"
        return f"{few} {first['trend_of']} here: no trend is stated. {drawn}"
    last = rows.filter("in_fit").row(-1, named=True)
    until = (
        f"The newest of the {first['trend_of']} with an estimate is {last['model']} of "
        f"{month_words(last['release_date'])}."
    )
    return f"{doubling(first)}{drawn} {until}"


def doubling(row: dict[str, Any]) -> str:
    """Months to double or halve, where the trend is clear."""
    if not is_clear(row):
        return ""
    months = 12 * log(2) / log(row["growth"])
    words = f"{abs(months):.0f}" if abs(months) >= 9.5 else f"{abs(months):.1f}"
    return f"That is {'a doubling' if months > 0 else 'a halving'} every {words} months. "
