"""Arithmetic that articles print comes out of the tables, and follows their rows."""

from __future__ import annotations

import re
from pathlib import Path

import polars as pl
import pytest

from lib.analyses import SQL
from lib.database import Database, select
from tests.conftest import OpenedWith

DATA = Path(__file__).parents[1] / "data"
CHECKS = pl.read_parquet(DATA / "checks.parquet")
# Names of rows, dates and conversions of units may stand in a query; a figure may not. Training
# takes six operations a parameter and token.
LITERAL = re.compile(r"(?<![\w.'-])\d+(?:\.\d+)?(?:e\d+)?(?![\w.'-])")
HARMLESS = set("0 1 2 3 4 6 12 100 8760 10000 1e6 1e9 1e12 1e24".split())


@pytest.mark.parametrize("check", CHECKS.to_dicts(), ids=lambda check: check["check_id"])
def test_the_tables_give_the_expected_value(check: dict, database: Database) -> None:
    found = dict(select(database, SQL[check["analysis_id"]]).select("check_id", "value").rows())
    assert found[check["check_id"]] == pytest.approx(
        check["acceptance_value"], abs=check["tolerance"] + 1e-9, rel=0
    )


def test_every_analysis_answers_its_checks_and_no_other(database: Database) -> None:
    expected = dict(CHECKS.group_by("analysis_id").agg(pl.col("check_id").sort()).rows())
    assert SQL.keys() == expected.keys()
    for analysis, sql in SQL.items():
        rows = select(database, sql)
        assert rows.columns[:2] == ["check_id", "value"]
        assert sorted(rows["check_id"].to_list()) == expected[analysis]


@pytest.mark.parametrize("analysis", SQL)
def test_no_figure_stands_in_a_query(analysis: str) -> None:
    assert set(LITERAL.findall(SQL[analysis])) <= HARMLESS


def test_a_changed_input_changes_the_answer(opened_with: OpenedWith) -> None:
    total = pl.col("aggregate_id") == "A01"
    doubled = pl.when(total).then(pl.col("value") * 2).otherwise(pl.col("value"))
    changed = pl.read_parquet(DATA / "aggregates.parquet").with_columns(doubled.alias("value"))
    rows = select(opened_with({"aggregates": changed}), SQL["AN01"])
    printed = CHECKS.filter(pl.col("check_id") == "AN01.04")["acceptance_value"].item()
    found = rows.filter(pl.col("check_id") == "AN01.04")["value"].item()
    assert found == pytest.approx(printed / 2, abs=0.01)
