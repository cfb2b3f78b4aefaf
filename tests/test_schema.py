"""Bad data is named: table, column, rule, number of rows and examples."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import polars as pl
import pytest

from lib.schema import Column, Dataset, SchemaError, check_references

DEALS = Dataset(
    name="deals",
    title="Deals",
    description="One row a deal.",
    key=("deal", "year"),
    references={"buyer": "buyers.buyer", "helpers": "buyers.buyer"},
    columns=(
        Column("deal", pl.String(), "Deal", "Name", required=True, pattern="^[a-z]+$"),
        Column("year", pl.Int64(), "Year", "Year", required=True, minimum=2000),
        Column("day", pl.Date(), "Day", "Day"),
        Column("size_usd", pl.Float64(), "Size", "Size", unit="USD", minimum=0),
        Column("gain", pl.Float64(), "Gain", "Gain"),
        Column("kind", pl.String(), "Kind", "Kind", allowed=("loan", "share")),
        Column("is_open", pl.Boolean(), "Open", "Open", required=True),
        Column("buyer", pl.String(), "Buyer", "Buyer", category=True),
        Column("helpers", pl.List(pl.String()), "Helpers", "Helpers", pattern="^[A-Z]"),
        Column("places", pl.List(pl.String()), "Places", "Places", allowed=("here", "there")),
        Column("years", pl.List(pl.Int64()), "Years", "Years", minimum=2000, required=True),
    ),
)
GOOD: dict[str, list[Any]] = {
    "deal": ["a", "a", "b"],
    "year": [2000, 2001, 2000],
    "day": [date(2000, 1, 1), None, None],
    "size_usd": [0.0, None, 1e12],
    "gain": [-1.5, None, 0.0],
    "kind": ["loan", None, "share"],
    "is_open": [True, False, True],
    "buyer": ["B", None, "B"],
    "helpers": [["B", "C"], [], None],
    "places": [["here", "there"], None, []],
    "years": [[2000], [], [2001, 2002]],
}


def deals(**columns: list[Any]) -> pl.DataFrame:
    return pl.DataFrame(GOOD | columns, schema=DEALS.polars_schema)


def error_of(frame: pl.DataFrame) -> str:
    with pytest.raises(SchemaError) as caught:
        DEALS.check(frame)
    return str(caught.value)


def test_a_good_frame_passes() -> None:
    DEALS.check(deals())
    DEALS.check(deals().clear())


@pytest.mark.parametrize(
    ("column", "values", "rule", "count", "examples"),
    [
        ("deal", ["a", None, None], "is empty but required", 2, [None]),
        ("is_open", [True, None, True], "is empty but required", 1, [None]),
        ("years", [[2000], None, []], "is empty but required", 1, [None]),
        ("years", [[2000, None], [], [2001]], "is empty but required", 1, [None]),
        ("kind", ["loan", "gift", "gift"], "is not one of loan, share", 2, ["gift"]),
        ("kind", ["w", "x", "y"], "is not one of loan, share", 3, ["w", "x", "y"]),
        ("places", [["here", "Mars"], [], None], "is not one of here, there", 1, ["Mars"]),
        ("size_usd", [-1.0, None, 5.0], "is below 0", 1, [-1.0]),
        ("year", [1999, 2000, 2000], "is below 2000", 1, [1999]),
        ("years", [[2000, 1990], [], [1980]], "is below 2000", 2, [1990, 1980]),
        ("size_usd", [float("nan"), 1.0, 2.0], "is not a finite number", 1, [float("nan")]),
        ("gain", [float("inf"), 0.0, None], "is not a finite number", 1, [float("inf")]),
        ("deal", ["a", "B", "c1"], "does not match ^[a-z]+$", 2, ["B", "c1"]),
        ("helpers", [["B", "c"], ["d"], None], "does not match ^[A-Z]", 2, ["c", "d"]),
    ],
)
def test_a_broken_rule_is_named(
    column: str, values: list[Any], rule: str, count: int, examples: list[Any]
) -> None:
    message = f"deals.{column}: {rule} ({count} rows, for example {examples})"
    assert error_of(deals(**{column: values})) == message


def test_examples_are_few_and_the_count_is_whole() -> None:
    frame = pl.concat([deals(kind=[f"x{n}", f"y{n}", f"z{n}"]) for n in range(500)])
    message = "deals.kind: is not one of loan, share (1,500 rows, for example ['x0', 'y0', 'z0'])"
    assert error_of(frame) == message


def test_a_repeated_key_is_named() -> None:
    message = "deals.deal+year: is not unique (2 rows, for example [('a', 2000), ('a', 2000)])"
    assert error_of(deals(deal=["a", "a", "b"], year=[2000, 2000, 2000])) == message


@pytest.mark.parametrize(
    ("frame", "fault"),
    [
        (deals().drop("kind"), "kind: should be String, is absent"),
        (deals().with_columns(extra=1), "extra: should be absent, is Int32"),
        (deals().cast({"year": pl.Int32}), "year: should be Int64, is Int32"),
        (deals().cast({"kind": pl.Categorical}), "kind: should be String, is Categorical"),
        (deals().rename({"gain": "Gain"}), "gain: should be Float64, is absent"),
        (
            deals().cast({"years": pl.List(pl.Float64)}),
            "years: should be List(Int64), is List(Float64)",
        ),
    ],
)
def test_a_wrong_layout_is_named(frame: pl.DataFrame, fault: str) -> None:
    assert error_of(frame) == f"deals.{fault}"


def test_an_error_says_where_it_is() -> None:
    with pytest.raises(SchemaError) as caught:
        DEALS.check(deals(kind=["gift", None, None]))
    error = caught.value
    assert (error.table, error.column, error.count) == ("deals", "kind", 1)
    assert error.rule == "is not one of loan, share"


# References

BUYERS = pl.DataFrame({"buyer": ["B", "C"]})
DATASETS = {"deals": DEALS}


def test_references_that_are_there_pass() -> None:
    check_references({"deals": deals(), "buyers": BUYERS}, DATASETS)


@pytest.mark.parametrize(
    ("column", "values", "count", "examples"),
    [
        ("buyer", ["B", "X", "X"], 2, ["X"]),
        ("buyer", ["b", None, "B"], 1, ["b"]),
        ("helpers", [["B", "Y"], None, ["Z", "C"]], 2, ["Y", "Z"]),
    ],
)
def test_a_lost_reference_is_named(
    column: str, values: list[Any], count: int, examples: list[str]
) -> None:
    with pytest.raises(SchemaError) as caught:
        check_references({"deals": deals(**{column: values}), "buyers": BUYERS}, DATASETS)
    message = f"deals.{column}: is not in buyers.buyer ({count} rows, for example {examples})"
    assert str(caught.value) == message


# What a column says of itself


def test_labels_and_enums() -> None:
    kind = replace(DEALS["kind"], labels={"loan": "Bank loan"})
    assert (kind.label("loan"), kind.label("share")) == ("Bank loan", "share")
    enums = [column.name for column in DEALS.columns if column.is_enum]
    assert enums == ["kind", "buyer", "places"]
