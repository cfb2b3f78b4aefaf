"""The values in conflict side by side: who says what, and what is used."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl

from lib.datasets import company_metrics, names
from lib.datasets.claims import QUALIFIERS, UNITS
from lib.datasets.conflicts import CONFLICT_ID
from lib.datasets.rounds import PRECISIONS
from lib.datasets.sources import source_id, source_url
from lib.schema import Column, Dataset

ROLES = {
    "states": "States the figure",
    "bears": "Bears on it",
    "outside": "Page outside the articles",
    "used": "Used by this explorer",
}
AGREES_WITHIN = 0.1
"""Share by which a figure given as about, over or nearly may differ and still be the same."""

COUNTED = ("year", "rank")
"""Units whose figures are never rounded: 2000 is not 2006 in rounder terms."""

DATASET = Dataset(
    name="conflict_values",
    title="Values in conflict",
    description="One row a value that is stated in a conflict, or held to be right in it.",
    key=("conflict_id", "place"),
    references={
        "conflict_id": "conflicts.conflict_id",
        "claim_id": "claims.claim_id",
        "source_id": "sources.source_id",
    },
    columns=(
        Column(
            "conflict_id",
            pl.String(),
            "Conflict",
            "Conflict that the value is part of",
            required=True,
            pattern=CONFLICT_ID,
        ),
        Column(
            "place",
            pl.Int64(),
            "Place",
            "Order in the conflict, from 1; what is used comes last",
            required=True,
            minimum=1,
        ),
        Column(
            "role",
            pl.String(),
            "Role",
            "states: states what is in dispute; bears: says something that bears on it; outside: "
            "a page outside the articles states it, and it is used; used: held to be right",
            required=True,
            allowed=tuple(ROLES),
            labels=ROLES,
        ),
        Column(
            "claim_id",
            pl.String(),
            "Statement",
            "Statement of an article",
            pattern=company_metrics.CLAIM_ID,
        ),
        Column("source_key", pl.String(), "Record", "Record of a round, in its source"),
        source_id(
            "Article or source of the round; empty for other pages, and for what follows from the rest",
            required=False,
        ),
        source_url("Page that states it", required=False),
        Column("date", pl.Date(), "Date", "Date of the statement or record"),
        Column(
            "value",
            pl.Float64(),
            "Value",
            "The figure, in `unit`; empty for ranges and for what is no number",
        ),
        Column("value_low", pl.Float64(), "Lowest value", "Lower end of a range, in `unit`"),
        Column("value_high", pl.Float64(), "Highest value", "Upper end of a range, in `unit`"),
        Column(
            "qualifier", pl.String(), "Qualifier", "How exact the figure is", allowed=QUALIFIERS
        ),
        Column("unit", pl.String(), "Unit", "Unit of the values", allowed=UNITS),
        Column(
            "value_usd",
            pl.Float64(),
            "Value, US dollars",
            "Value in US dollars; empty where it is no money, or no rate is at hand",
            unit="USD",
        ),
        Column(
            "value_low_usd",
            pl.Float64(),
            "Lowest value, US dollars",
            "Lower end in US dollars",
            unit="USD",
        ),
        Column(
            "value_high_usd",
            pl.Float64(),
            "Highest value, US dollars",
            "Upper end in US dollars",
            unit="USD",
        ),
        Column(
            "date_low", pl.Date(), "First day", "Where the value is a date: first day it can mean"
        ),
        Column(
            "date_high", pl.Date(), "Last day", "Where the value is a date: last day it can mean"
        ),
        Column(
            "date_precision",
            pl.String(),
            "Date known to",
            "Where the value is a date: how exactly it is known",
            allowed=PRECISIONS,
        ),
        Column(
            "value_words",
            pl.String(),
            "Value, in words",
            "What is stated where it is no number; beside a value used, what that is of",
        ),
        Column(
            "is_used",
            pl.Boolean(),
            "As used",
            "True for the value used, and for values in dispute that agree with it",
            required=True,
        ),
    ),
)

Row = dict[str, Any]
EDITED = ("stating_claim_ids", "agreeing_claim_ids")
VALUES = ("value", "value_low", "value_high")


def tidy(
    curated: Path, conflicts: pl.DataFrame, claims: pl.DataFrame, records: pl.DataFrame
) -> pl.DataFrame:
    """Values of every conflict: statements of `claims` and `records` of rounds, then that used.

    `conflicts` and `claims` have the layout of those tables, `records` that of `round_conflicts`.
    A statement states what is in dispute if `stating_claim_ids` of `conflicts.csv` names it, or,
    where that is empty, if its metric and unit are those of the conflict. Statements that are
    nowhere in `claims` are left out; the check of references names them.
    """
    stated = {row["claim_id"]: row for row in claims.iter_rows(named=True)}
    told = records.partition_by("conflict_id", as_dict=True)
    edited = pl.read_csv(curated / "conflicts.csv", infer_schema=False)
    choices = {
        row["conflict_id"]: {name: names.split(row[name]) for name in EDITED}
        for row in edited.iter_rows(named=True)
    }
    rows = [
        {"conflict_id": conflict["conflict_id"], "place": place, **row}
        for conflict in conflicts.iter_rows(named=True)
        for place, row in enumerate(
            _of_records(told[(conflict["conflict_id"],)])
            if conflict["found_by"] == "rule"
            else _of_claims(conflict, stated, **choices[conflict["conflict_id"]]),
            start=1,
        )
    ]
    return pl.DataFrame(rows, schema=DATASET.polars_schema)


def _of_claims(
    conflict: Row,
    stated: Mapping[str, Row],
    stating_claim_ids: list[str],
    agreeing_claim_ids: list[str],
) -> Iterator[Row]:
    """Statements that state what is in dispute, those that bear on it, and what is used."""
    named = dict(each.partition("=")[::2] for each in stating_claim_ids)
    claims = [stated[name] for name in conflict["claim_ids"] if name in stated]
    stating = [each for each in claims if _states(each, conflict, named)]
    used = _used(conflict)
    for claim in stating:
        row = _stated(claim, named.get(claim["claim_id"], ""), conflict["unit"])
        agrees = claim["claim_id"] in agreeing_claim_ids or _agrees(row, used)
        yield row | {"role": "states", "is_used": agrees}
    for claim in claims:
        if claim not in stating:
            yield _stated(claim) | {"role": "bears", "is_used": False}
    yield used


def _states(claim: Row, conflict: Row, named: Mapping[str, str]) -> bool:
    if named:
        return claim["claim_id"] in named
    is_unit = conflict["unit"] in (None, claim["unit"])
    return bool(claim["metric"] == conflict["metric"] and is_unit)


def _stated(claim: Row, instead: str = "", unit: str | None = None) -> Row:
    """What a statement says, or what it says of the dispute `instead`: number, day or words."""
    row = {name: claim[name] for name in ("claim_id", "source_id", "source_url", "qualifier")}
    row["date"] = claim["as_of"]
    if not instead:
        kept = (*VALUES, *(f"{name}_usd" for name in VALUES), "unit", "value_words")
        row |= {name: claim[name] for name in kept}
        return row | (_days(claim) if claim["unit"] == "date" else {})
    if instead.replace(".", "", 1).isdigit():
        return row | {"value": float(instead), "unit": unit}
    if instead[:4].isdigit():
        day = date.fromisoformat(instead)
        days = {"date_low": day, "date_high": day, "date_precision": "day"}
        return row | days | {"unit": "date"}
    return row | {"value_words": instead, "unit": "text", "qualifier": "exact"}


def _days(claim: Row) -> Row:
    low, high = claim["period_start"], claim["period_end"]
    known = claim["as_of"] if low is None else low, claim["as_of"] if high is None else high
    names = ("date_low", "date_high", "date_precision")
    return dict(zip(names, (*known, claim["date_precision"]), strict=True))


def _used(conflict: Row) -> Row:
    """What is held to be right; a page outside says so where that is the reason."""
    is_outside = conflict["reason"] == "outside_page"
    money = conflict["unit"] == "USD"
    values = {name: conflict[name.replace("value", "value_used")] for name in VALUES}
    return {
        "role": "outside" if is_outside else "used",
        "source_url": conflict["evidence_url"],
        **values,
        **({f"{name}_usd": value for name, value in values.items()} if money else {}),
        "qualifier": conflict["qualifier"],
        "unit": conflict["unit"],
        "value_words": conflict["value_used_words"],
        "is_used": True,
    }


def _agrees(row: Row, used: Row) -> bool:
    """Whether a stated figure is the one used, or that rounded."""
    if used["unit"] is None or row["unit"] != used["unit"]:
        return False
    low, value, high = row.get("value_low"), row.get("value"), row.get("value_high")
    right = used["value"]
    if right is None:
        ends = [each for each in (low, value, high) if each is not None]
        is_open = row.get("value") is None and len(ends) < 2
        return not is_open and used["value_low"] <= min(ends) <= max(ends) <= used["value_high"]
    if value is None:
        return (low is None or low <= right) and (high is None or right <= high)
    if row["unit"] in COUNTED:
        return bool(value == right)
    if row["qualifier"] == "exact":
        digits = len(f"{abs(value):.15g}".replace(".", "").split("e")[0].strip("0"))
        return float(f"{right:.{max(digits, 1) - 1}e}") == value
    return bool(abs(value - right) <= AGREES_WITHIN * abs(right))


def _of_records(records: pl.DataFrame) -> Iterator[Row]:
    """What each record of a round says, and what the round holds."""
    rows = list(records.iter_rows(named=True))
    for row in rows:
        kept = ("source_key", "source_id", "source_url", "is_used")
        says = _said(row["value"], row["date_low"], row["date_high"], row["date_precision"])
        told = {name: row[name] for name in kept}
        yield told | {"role": "states", "date": row["announced_date"]} | says
    first = rows[0]
    yield {
        "role": "used",
        "source_id": first["used_source_id"],
        "source_url": first["used_source_url"],
        "is_used": True,
        **_said(
            first["used_value"],
            first["used_date_low"],
            first["used_date_high"],
            first["used_date_precision"],
        ),
    }


def _said(value: float | None, low: date | None, high: date | None, precision: str) -> Row:
    """An amount in US dollars, or a date."""
    if value is not None:
        return {"value": value, "value_usd": value, "qualifier": "exact", "unit": "USD"}
    days = {"date_low": low, "date_high": high, "date_precision": precision}
    return days | {"qualifier": "exact", "unit": "date"}
