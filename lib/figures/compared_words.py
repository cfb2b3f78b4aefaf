"""What a comparison of companies says: its headline, and what the rows at hand call for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import polars as pl

from lib.figures.compared_measures import Measure, Row
from lib.figures.priced_rounds import fold
from lib.words import count, listing, money, month_words

LOOSE = ("target", "size of a credit line")
"""Caveats of an amount that has perhaps not been paid."""


def headline(rows: pl.DataFrame, measure: Measure, align: str) -> str:
    """The company in front, and how far the next one is behind."""
    known = rows if measure.adds else rows.filter("is_confirmed")
    if known.is_empty():
        return f"By rumour or plan, {_lead(rows, measure, align)}"
    at_one_age = measure.holds and align != "calendar"
    said = _at_one_age(known, measure, align) if at_one_age else _lead(known, measure, align)
    return said if known["is_confirmed"].all() else f"Counting rumours and plans: {said}"


def _lead(rows: pl.DataFrame, measure: Measure, align: str) -> str:
    first, second = _first_two(rows, measure)
    held = rows["holds_until"].max() if measure.holds else None
    when = f"by {month_words(held)}" if held else _when(first, align)  # type: ignore[arg-type]
    said = f"{first['company']} {measure.clause(first)} {when}"
    date = "" if held else f" {_when(second, align, brief=True)}" if second else ""
    return f"{said}{_behind(first, second, measure, date)}"


def _at_one_age(rows: pl.DataFrame, measure: Measure, align: str) -> str:
    """Running totals at the age that all companies shown have reached."""
    age = int(_youngest(rows))
    then = rows.filter(pl.col("months_since") <= age)
    if then.is_empty():
        return _lead(rows, replace(measure, holds=False), align)
    first, second = _first_two(then, measure)
    start = "founding" if align == "founding" else "the first round"
    said = f"{count(age, 'month')} after {start}, {first['company']} {measure.clause(first)}"
    return f"{said}{_behind(first, second, measure, '')}"


def _youngest(rows: pl.DataFrame) -> float:
    return rows.drop_nulls("holds_until")["holds_until"].min()  # type: ignore[return-value]


def _first_two(rows: pl.DataFrame, measure: Measure) -> tuple[Row, Row | None]:
    """Newest row of the two companies with the highest value."""
    newest = rows.group_by("company", maintain_order=True).last()
    ranked = newest.sort(measure.column, descending=True, maintain_order=True).to_dicts()
    return ranked[0], ranked[1] if len(ranked) > 1 else None


def _behind(first: Row, second: Row | None, measure: Measure, date: str) -> str:
    if second is None:
        return ""
    value, name = measure.words(second[measure.column]), second["company"]
    if measure.is_multiple:
        return f", against {value} times for {name}{date}"
    if first.get("period") != second.get("period"):
        return f", against {value} {second['period']} users for {name}{date}"
    ratio = first[measure.column] / second[measure.column]
    times = "about as much as" if ratio < 1.05 else f"{fold(ratio)} times"
    return f", {times} {name} ({value}{date})"


def _when(row: Row, align: str, brief: bool = False) -> str:
    if align == "calendar":
        return f"in {month_words(row['as_of'])}"
    months = int(row["months_since"])
    start = "founding" if align == "founding" else "its first round"
    if months <= 0:
        return (
            f"{count(-months, 'month')} before {start}" if months else f"within a month of {start}"
        )
    return f"after {months:,}" if brief else f"{count(months, 'month')} after {start}"


def remark(rows: pl.DataFrame, measure: Measure, align: str, companies: Sequence[str]) -> str:
    """Who is missing and why, and what the marks at hand mean."""
    return " ".join(
        [
            *_number_words(rows, measure, align, companies),
            *_age_words(rows, measure, align),
            *_mark_words(rows, measure),
            *_caveat_words(rows),
            *_period_words(rows),
        ]
    )


def lacking(measure: Measure, align: str) -> str:
    """What a company that is not shown lacks."""
    return f"{measure.lacking}{' or no founding year' if align == 'founding' else ''}"


def _number_words(
    rows: pl.DataFrame, measure: Measure, align: str, companies: Sequence[str]
) -> list[str]:
    shown = set(rows["company"])
    missing = [name for name in companies if name not in shown]
    among = f"{len(shown)} of {len(companies)}" if missing else len(companies)
    number = f"{count(rows.height, 'point')}, from {among} companies."
    reason = f"Not shown, because {lacking(measure, align)} is known"
    return [number, f"{reason}: {listing(missing, 6)}."] if missing else [number]


def _age_words(rows: pl.DataFrame, measure: Measure, align: str) -> list[str]:
    if align == "calendar" or not measure.holds or rows["company"].n_unique() < 2:
        return []
    age = _youngest(rows)
    youngest = rows.filter(pl.col("holds_until") == age)["company"][0]
    return [f"Compared at the age that {youngest}, the youngest shown, has reached."]


def _mark_words(rows: pl.DataFrame, measure: Measure) -> list[str]:
    kinds = set(rows["mark"])
    line = " and counted, because the filters ask for them" if measure.adds else " and on no line"
    words = {
        "Rumoured or planned": f"Hollow squares are rumoured or planned{line}.",
        "Estimate": "Diamonds rest on an estimate.",
        "Low confidence": "Triangles are figures of low confidence.",
    }
    return [sentence for mark, sentence in words.items() if mark in kinds]


def _caveat_words(rows: pl.DataFrame) -> list[str]:
    if "caveat" not in rows.columns:
        return []
    loose = rows.filter(pl.col("caveat").is_in(LOOSE))
    return [
        f"{money(row['amount_usd'])} of {row['company']} in {month_words(row['as_of'])} is the "
        f"{'amount sought' if row['caveat'] == 'target' else row['caveat']}."
        for row in loose.to_dicts()
    ]


def _period_words(rows: pl.DataFrame) -> list[str]:
    if "period" not in rows.columns or rows["period"].n_unique() < 2:
        return []
    return ["Daily, weekly and monthly users cannot be compared with each other."]
