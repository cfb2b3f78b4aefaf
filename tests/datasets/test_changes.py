"""The log of changes: what it counts, when it grows, and that it tells of the tables beside it."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import polars as pl
import pytest

from lib import build
from lib.datasets import DATASETS
from lib.datasets.changes import COUNTS, EMPTY, LOGS, between, tidy
from lib.schema import Column, Dataset

DATA = Path(__file__).parents[2] / "data"
LOG = pl.read_parquet(DATA / "changes.parquet")
NEWEST = int(LOG["number"][-1])
THINGS = Dataset(
    "things",
    "Things",
    "Things to count.",
    (Column("name", pl.String(), "Name", "Name"), Column("value", pl.Int64(), "Value", "Value")),
    ("name", "part"),
)
BEFORE = pl.DataFrame(
    {
        "name": ["a", "b", "c", "d"],
        "part": ["x", None, "x", "x"],
        "value": [1, 2, None, 4],
        "tags": [["p"], ["p", "q"], [], None],
    }
)


def counted(after: pl.DataFrame | None, before: pl.DataFrame | None = BEFORE) -> tuple[int, ...]:
    """The five counts of a table; () where it does not differ."""
    sides = [{} if side is None else {"things": side} for side in (before, after)]
    rows = between(sides[0], sides[1], {"things": THINGS}).select(COUNTS).rows()
    assert len(rows) <= 1
    return rows[0] if rows else ()


CHANGES = {
    "nothing": (BEFORE, ()),
    "order of rows": (BEFORE.reverse(), ()),
    "order of columns": (BEFORE.select("tags", "value", "part", "name"), ()),
    "a row more": (pl.concat([BEFORE, BEFORE[:1].with_columns(name=pl.lit("e"))]), (1, 0, 0, 0, 0)),
    "a row less": (BEFORE[1:], (0, 1, 0, 0, 0)),
    "another key": (
        BEFORE.with_columns(part=pl.col("part").replace({"x": "y"})),
        (3, 3, 0, 0, 0),
    ),
    "a value": (BEFORE.with_columns(value=pl.col("value") + 1), (0, 0, 3, 0, 0)),
    "an empty value filled": (
        BEFORE.with_columns(value=pl.col("value").fill_null(0)),
        (0, 0, 1, 0, 0),
    ),
    "an item of a list": (
        BEFORE.with_columns(tags=pl.Series([["p"], ["p", "r"], [], None])),
        (0, 0, 1, 0, 0),
    ),
    "an empty list for none": (
        BEFORE.with_columns(tags=pl.col("tags").fill_null([])),
        (0, 0, 1, 0, 0),
    ),
    "a column more": (BEFORE.with_columns(more=pl.lit(1)), (0, 0, 0, 1, 0)),
    "a column less": (BEFORE.drop("value"), (0, 0, 0, 0, 1)),
    "another type": (BEFORE.with_columns(pl.col("value").cast(pl.Float64)), (0, 0, 0, 1, 1)),
    "no key": (BEFORE.drop("part"), (4, 4, 0, 0, 1)),
    "a key that repeats": (BEFORE.with_columns(name=pl.lit("a")), (4, 4, 0, 0, 0)),
    "dropped": (None, (0, 4, 0, 0, 0)),
}


@pytest.mark.parametrize("change", CHANGES)
def test_each_change_is_counted(change: str) -> None:
    after, wanted = CHANGES[change]
    assert counted(after) == wanted


def test_a_new_table_says_that_it_was_not_there() -> None:
    row = between({}, {"things": BEFORE}, {"things": THINGS}).row(0, named=True)
    assert (row["rows_before"], row["rows_after"], row["added"]) == (None, 4, 4)
    gone = between({"things": BEFORE}, {}, {}).row(0, named=True)
    assert (gone["table_name"], gone["rows_before"], gone["rows_after"]) == ("things", 4, None)


def test_a_version_without_a_change_adds_no_entry() -> None:
    tables = {"things": BEFORE}
    one = tidy(EMPTY, {}, tables, {"things": THINGS}, "2026-01-01-00000001", date(2026, 1, 2))
    assert tidy(one, tables, tables, {"things": THINGS}, "2026-01-01-00000002", date.max).equals(
        one
    )
    more = {"things": BEFORE[:2]}
    two = tidy(one, tables, more, {"things": THINGS}, "2026-01-03-00000003", date(2026, 1, 4))
    assert two["number"].to_list() == [1, 2]
    assert two.row(1)[:4] == (2, "2026-01-03-00000003", date(2026, 1, 4), "things")


def test_the_build_logs_what_it_replaces_and_nothing_twice(tmp_path: Path) -> None:
    stored = {name: pl.read_parquet(DATA / f"{name}.parquet") for name in DATASETS}
    tables = {name: frame for name, frame in stored.items() if name not in LOGS}
    build.write(stored, tmp_path)
    again = build.logs_of(tables, tmp_path, date.max)
    assert [again[name].equals(stored[name]) for name in LOGS] == [True, True]

    rounds = tables["rounds"].with_columns(amount_usd=pl.col("amount_usd") + 1)[1:]
    disclosed = rounds["amount_usd"].count()
    log = build.logs_of(tables | {"rounds": rounds}, tmp_path, date(2027, 1, 1))["changes"]
    assert log[: LOG.height].equals(LOG)
    heights = rounds.height + 1, rounds.height
    assert log[LOG.height :].drop("version").rows() == [
        (NEWEST + 1, date(2027, 1, 1), "rounds", *heights, 0, 1, disclosed, 0, 0)
    ]

    # Without a log, every table is new.
    (tmp_path / "changes.parquet").unlink()
    first = build.logs_of(tables, tmp_path, date(2027, 1, 1))["changes"]
    assert dict(first.select("table_name", "added").iter_rows()) == {
        name: frame.height for name, frame in tables.items()
    }


def test_the_log_ends_with_the_tables_beside_it() -> None:
    package = json.loads((DATA / "datapackage.json").read_text())
    assert LOG["version"][-1] == package["version"]
    newest = LOG.group_by("table_name").agg(pl.col("rows_after").last())
    rows = {each["name"]: each["rows"] for each in package["resources"]}
    assert dict(newest.drop_nulls().iter_rows()) == {
        name: number for name, number in rows.items() if name not in LOGS
    }


def test_counts_of_the_log_add_up() -> None:
    assert LOG["number"].unique().sort().to_list() == [*range(1, NEWEST + 1)]
    assert LOG.select("number", "version", "built_date").unique().height == NEWEST
    assert LOG["built_date"].is_sorted()
    before, after = (pl.col(f"rows_{side}").fill_null(0) for side in ("before", "after"))
    assert LOG.filter(before + pl.col("added") - pl.col("removed") != after).is_empty()
    assert LOG.filter(pl.sum_horizontal(COUNTS) == 0).is_empty()
    assert not {*LOGS} & {*LOG["table_name"]}
    for (_,), entries in LOG.group_by("table_name"):
        rows = entries.sort("number")
        assert rows["rows_before"][1:].to_list() == rows["rows_after"][:-1].to_list()
