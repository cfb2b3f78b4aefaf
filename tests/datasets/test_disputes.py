"""Disputed numbers: which rows of which tables, by rule and by hand."""

from __future__ import annotations

import csv
from pathlib import Path

import polars as pl
import pytest

from lib.datasets import disputes
from lib.schema import SchemaError

DATA = Path(__file__).parents[2] / "data"
CURATED = DATA / "curated"
ROWS = pl.read_parquet(DATA / "disputes.parquet")
TABLES = {
    name: pl.read_parquet(DATA / f"{name}.parquet")
    for name in ("conflicts", "conflict_values", *disputes.KEYS)
}
FOUND = {*ROWS.select("conflict_id", "table_name", "row_key").rows()}
CONFLICTS = TABLES["conflicts"].to_dicts()


def of(table: str) -> set[tuple[str, str]]:
    return {(conflict, key) for conflict, name, key in FOUND if name == table}


def test_table() -> None:
    disputes.DATASET.check(ROWS)
    assert ROWS.equals(disputes.tidy(CURATED, TABLES))
    severity = {row["conflict_id"]: row["severity"] for row in CONFLICTS}
    assert ROWS["severity"].to_list() == [severity[name] for name in ROWS["conflict_id"]]
    for name, key in disputes.KEYS.items():
        assert {row for _, row in of(name)} <= {*TABLES[name][key]}


def test_rules() -> None:
    """Rounds, checks, statements of the very figure in dispute, and company figures from them."""
    by_hand = set()
    with (CURATED / "disputes.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            by_hand.add((row["conflict_id"], row["table_name"], row["row_key"]))
    states = {
        (row["conflict_id"], row["claim_id"])
        for row in TABLES["conflict_values"].to_dicts()
        if row["role"] == "states" and row["claim_id"]
    }
    metrics = TABLES["company_metrics"].select("metric_id", "claim_id").rows()
    by_rule = {(conflict, "claims", claim) for conflict, claim in states}
    by_rule |= {
        (conflict, "company_metrics", metric)
        for conflict, claim in states
        for metric, of_claim in metrics
        if of_claim == claim
    }
    for row in CONFLICTS:
        by_rule |= {(row["conflict_id"], "checks", name) for name in row["check_ids"]}
        if row["round_id"]:
            by_rule.add((row["conflict_id"], "rounds", row["round_id"]))
    assert by_hand | by_rule == FOUND
    # What a rule finds is not kept by hand too.
    assert not by_hand & by_rule


def test_rows_that_matter() -> None:
    assert ("X02", "moonshot-ai-2026-05-round") in of("rounds")
    assert ("X10", "z-ai-zhipu-2026-01-ipo") in of("listings")
    assert ("X16", "A01") in of("aggregates")
    assert ("X27", "Llama 3.1-405B") in of("models")
    # A return that shows which price is right, and a base nobody disputes, are not in dispute.
    keys = {key for _, key in of("company_metrics")}
    assert "z-ai-zhipu-first-day-return-2026-01-08-company-s3-015" not in keys
    assert "moonshot-ai-annualised-revenue-2026-03-31-company-s4-035" not in {
        key for conflict, key in of("company_metrics") if conflict == "X05"
    }


def test_a_lost_row_is_named(tmp_path: Path) -> None:
    lost = "conflict_id,table_name,row_key\nX02,rounds,no-such-round\n"
    (tmp_path / "disputes.csv").write_text(lost)
    rows = disputes.tidy(tmp_path, TABLES)
    with pytest.raises(SchemaError, match=r"is not in rounds\.round_id"):
        disputes.check_rows(rows, TABLES)
