"""Contradictions: between which statements, about whom, and what is held to be right."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from lib.database import Database, select
from lib.datasets import claims, conflicts, exchange_rates

DATA = Path(__file__).parents[2] / "data"
CURATED = DATA / "curated"
ROWS = pl.read_parquet(DATA / "conflicts.parquet")
CLAIMS = pl.read_parquet(DATA / "claims.parquet")
BY_ID = {row["conflict_id"]: row for row in ROWS.iter_rows(named=True)}
STATED = {row["claim_id"]: row for row in CLAIMS.iter_rows(named=True)}
LONGEST_WORDS = 60
# One statement against what is known outside the articles, or against its own wording.
ALONE = ["X12", "X24", "X25", "X30", "X31", "X56", "X59"]

Side = tuple[Any, ...]


def read() -> list[dict[str, str]]:
    with (CURATED / "conflicts.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def side(claim: str) -> Side:
    """What a statement says, to tell it from another."""
    row = STATED[claim]
    names = ("metric", "unit", "value", "value_low", "value_high", "value_words", "period_start")
    return tuple(row[name] for name in (*names, "period_end", "as_of", "detail", "status"))


def values(conflict: str) -> set[float]:
    """Different numbers stated for the figure in dispute."""
    row = BY_ID[conflict]
    told = [STATED[claim] for claim in row["claim_ids"]]
    return {each["value"] for each in told if each["metric"] == row["metric"]} - {None}


def test_rows_keep_the_declaration() -> None:
    conflicts.DATASET.check(ROWS)
    assert ROWS.height == 70
    assert ROWS.equals(conflicts.tidy(CURATED, claims.tidy(CURATED, exchange_rates.tidy(CURATED))))
    assert set(ROWS["kind"]) == set(conflicts.KINDS)
    assert set(ROWS["outcome"]) == set(conflicts.OUTCOMES)


def test_values_are_those_of_the_curated_file() -> None:
    rows = read()
    assert [row["conflict_id"] for row in rows] == ROWS["conflict_id"].to_list()
    for row, found in zip(rows, ROWS.iter_rows(named=True), strict=True):
        assert found["claim_ids"] == row["claim_ids"].split(";")
        for name in ("kind", "severity", "subject", "metric", "outcome", "unit", "qualifier"):
            assert (found[name] or "") == row[name]
        for name in ("value_used_words", "evidence_url"):
            assert (found[name] or "") == row[name]
        for name in ("value_used", "value_used_low", "value_used_high"):
            assert found[name] == (float(row[name]) if row[name] else None)
        assert found["is_checked_outside"] == (row["is_checked_outside"] == "true")


@pytest.mark.parametrize(
    ("conflict", "company", "stated", "used"),
    [
        ("X01", "DeepSeek", {70e9, 7e9}, 7e9),
        ("X02", "Moonshot AI", {20e9, 2e9}, 2e9),
        ("X04", "StepFun", {25e9, 2.5e9}, 2.5e9),
        ("X05", "Moonshot AI", {2e9, 1e8, 2e8}, 2e8),
        ("X10", "Z.ai (Zhipu)", {11.6, 116.2}, 116.2),
        ("X13", "Waymo", {65, 63}, 62.67),
    ],
)
def test_known_contradictions(conflict: str, company: str, stated: set[float], used: float) -> None:
    row = BY_ID[conflict]
    assert values(conflict) == stated
    assert row["value_used"] == used
    assert company in row["companies"]
    assert row["outcome"] == "corrected"


def test_kimi_is_two_billion_as_in_the_rounds() -> None:
    assert (BY_ID["X02"]["unit"], BY_ID["X02"]["severity"]) == ("USD", "high")
    assert BY_ID["X02"]["companies"] == ["Moonshot AI"]
    rounds = pl.read_parquet(DATA / "rounds.parquet").filter(company="Moonshot AI")
    assert BY_ID["X02"]["value_used"] in rounds["amount_usd"].to_list()


def test_companies_and_articles_are_those_of_the_statements() -> None:
    for row in BY_ID.values():
        told = [STATED[claim] for claim in row["claim_ids"]]
        companies = [name for each in told for name in each["companies"]]
        assert row["companies"] == list(dict.fromkeys(companies))
        assert row["source_ids"] == list(dict.fromkeys(each["source_id"] for each in told))
    assert BY_ID["X43"]["companies"] == []


def test_each_names_two_values_or_stands_against_the_outside() -> None:
    assert sorted(name for name, row in BY_ID.items() if len(row["claim_ids"]) < 2) == ALONE
    for name, row in BY_ID.items():
        assert len(set(row["claim_ids"])) == len(row["claim_ids"])
        if name not in ALONE:
            assert len(set(map(side, row["claim_ids"]))) >= 2, name
        else:
            assert row["value_used"] not in values(name)
            assert row["value_used_words"] or row["value_used"], name


def test_corrections_agree_with_those_of_the_statements() -> None:
    """A value used is the corrected value of each wrong statement of the same figure."""
    agreed = 0
    for row in BY_ID.values():
        for claim in map(STATED.__getitem__, row["claim_ids"]):
            is_same = (claim["metric"], claim["unit"]) == (row["metric"], row["unit"])
            if is_same and claim["corrected_value"] is not None:
                assert claim["corrected_value"] == row["value_used"], row["conflict_id"]
                agreed += 1
    assert agreed >= 10


def test_every_corrected_statement_is_in_a_contradiction() -> None:
    wrong = {name for name, row in STATED.items() if row["corrected_value"] is not None}
    assert wrong <= set(ROWS["claim_ids"].explode())


def test_what_is_used_is_a_number_a_range_or_words() -> None:
    one, low = pl.col("value_used").is_not_null(), pl.col("value_used_low").is_not_null()
    ranged = low & (pl.col("value_used_low") < pl.col("value_used_high"))
    words = pl.col("value_used_words").is_not_null()
    assert ROWS.filter(~(one | ranged | words)).is_empty()
    assert ROWS.filter(one & low).is_empty()
    has_unit = pl.col("unit").is_not_null() & pl.col("qualifier").is_not_null()
    assert ROWS.filter((one | ranged) != has_unit).is_empty()
    assert ROWS.filter(pl.col("value_used_high").is_not_null() != low).is_empty()


def test_what_was_checked_outside_links_its_evidence() -> None:
    linked = pl.col("evidence_url").is_not_null()
    assert ROWS.filter(linked != pl.col("is_checked_outside")).is_empty()
    assert ROWS["is_checked_outside"].sum() == 19


def test_no_column_holds_prose() -> None:
    for column in ROWS:
        cells = column.explode() if isinstance(column.dtype, pl.List) else column
        if cells.dtype == pl.String and not column.name.endswith("url"):
            assert max(map(len, cells.drop_nulls())) <= LONGEST_WORDS, column.name
            assert not cells.drop_nulls().str.contains(r"\.(\s|$)").any(), column.name
    assert {"explanation", "why"}.isdisjoint(ROWS.columns)


def test_an_unknown_statement_is_kept_for_the_check_of_references() -> None:
    fewer = CLAIMS.filter(pl.col("claim_id") != "S4-004")
    found = conflicts.tidy(CURATED, fewer).filter(conflict_id="X02")
    assert found["claim_ids"].to_list() == [BY_ID["X02"]["claim_ids"]]
    assert found["companies"].to_list() == [["Moonshot AI"]]


def test_contradictions_about_a_company_are_one_query_away(database: Database) -> None:
    sql = """
    FROM conflicts SELECT conflict_id
    WHERE list_contains(companies, $company) ORDER BY severity, len(companies), conflict_id
    """
    found = select(database, sql, company="StepFun")["conflict_id"].to_list()
    wanted = {name for name, row in BY_ID.items() if "StepFun" in row["companies"]}
    assert set(found) == wanted
    assert found[0] == "X04"
