"""Published arithmetic: rows of the curated file, and all analyses in it."""

from __future__ import annotations

import csv
from pathlib import Path

import polars as pl

from lib.datasets import checks

DATA = Path(__file__).parents[2] / "data"
CHECKS = checks.tidy(DATA / "curated")
ANALYSES = range(1, 30)


def test_rows_keep_the_declaration() -> None:
    checks.DATASET.check(CHECKS)
    assert CHECKS.height == 163


def test_every_analysis_is_there() -> None:
    assert sorted(set(CHECKS["analysis_id"])) == [f"AN{number:02}" for number in ANALYSES]
    part_of = CHECKS["check_id"].str.split(".").list.first()
    assert part_of.equals(CHECKS["analysis_id"], check_names=False)


def test_values_and_lists_are_those_of_the_curated_file() -> None:
    with (DATA / "curated/checks.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [row["check_id"] for row in rows] == CHECKS["check_id"].to_list()
    for row, found in zip(rows, CHECKS.iter_rows(named=True), strict=True):
        assert found["acceptance_value"] == float(row["acceptance_value"])
        assert found["tolerance"] == float(row["tolerance"])
        for column in ("claim_ids", "printed_claim_ids"):
            assert found[column] == [name for name in row[column].split(";") if name]
        assert found["source_ids"] == row["source_ids"].split(";")


def test_known_answers() -> None:
    found = dict(CHECKS.select("check_id", "acceptance_value").iter_rows())
    wanted = {"AN01.01": 40.67, "AN12.01": -37, "AN17.06": 541.1, "AN28.02": 2.485}
    assert wanted.items() <= found.items()


def test_names_are_short_and_told_apart_within_an_analysis() -> None:
    assert max(map(len, CHECKS["measure"])) <= 55
    assert not CHECKS.select("analysis_id", "measure").is_duplicated().any()


def test_sources_are_listed() -> None:
    listed = set(pl.read_parquet(DATA / "sources.parquet")["source_id"])
    assert set(CHECKS["source_ids"].explode()) <= listed
