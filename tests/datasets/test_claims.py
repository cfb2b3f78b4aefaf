"""Statements of the articles: each with its article, companies, date and dollars."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from lib.database import Database, select
from lib.datasets import claims, exchange_rates
from lib.schema import SchemaError

DATA = Path(__file__).parents[2] / "data"
CURATED = DATA / "curated"
ROWS = pl.read_parquet(DATA / "claims.parquet")
BY_ID = {row["claim_id"]: row for row in ROWS.iter_rows(named=True)}
FIGURES = pl.read_parquet(DATA / "company_metrics.parquet").filter(pl.col("claim_id").is_not_null())
LONGEST_WORDS = 60


def read(name: str) -> list[dict[str, str]]:
    with (CURATED / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def number(text: str) -> float | None:
    return float(text) if text else None


def test_rows_keep_the_declaration() -> None:
    claims.DATASET.check(ROWS)
    assert ROWS.height == 294
    assert ROWS.equals(claims.tidy(CURATED, exchange_rates.tidy(CURATED)))


def test_every_word_of_the_declaration_is_used() -> None:
    assert set(ROWS["metric"]) == set(claims.METRICS)
    assert set(ROWS["topic"]) == set(claims.TOPICS)
    assert set(ROWS["unit"]) == set(claims.UNITS)
    assert set(ROWS["qualifier"]) == set(claims.QUALIFIERS)
    assert len(set(claims.METRICS.values())) == len(claims.METRICS)


def test_values_are_those_of_the_curated_file() -> None:
    rows = read("claims.csv")
    assert [row["claim_id"] for row in rows] == ROWS["claim_id"].to_list()
    for row, found in zip(rows, ROWS.iter_rows(named=True), strict=True):
        for name in ("value", "value_low", "value_high", "corrected_value"):
            assert found[name] == number(row[name])
        for name in ("subject", "detail", "metric", "qualifier", "unit", "value_words"):
            assert (found[name] or "") == row[name]
        for name in ("status", "confidence", "superseded_by", "source_id", "source_url"):
            assert (found[name] or "") == row[name]


@pytest.mark.parametrize(
    ("claim", "subject", "metric", "value", "right", "better"),
    [
        ("S3-027", "Moonshot AI (Kimi)", "funding_round_amount", 20e9, 2e9, "S4-004"),
        ("S4-004", "Moonshot AI (Kimi)", "funding_round_amount", 2e9, None, None),
        ("S3-006", "Kimi + StepFun + DeepSeek", "topn_funding_total", 70e9, 7e9, "S3-061"),
        ("S3-061", "Kimi + StepFun + DeepSeek", "topn_funding_total", 7e9, None, None),
        ("S3-014", "Zhipu AI", "ipo_issue_price", 11.6, 116.2, "S3-021"),
        ("S0-018", "Llama 3 405B", "training_compute", 3.8e24, 3.8e25, None),
    ],
)
def test_known_statements(
    claim: str, subject: str, metric: str, value: float, right: float | None, better: str | None
) -> None:
    row = BY_ID[claim]
    assert (row["subject"], row["metric"], row["value"]) == (subject, metric, value)
    assert (row["corrected_value"], row["superseded_by"]) == (right, better)


def test_a_better_statement_is_on_the_same_matter_and_stands() -> None:
    told = [row for row in BY_ID.values() if row["superseded_by"]]
    assert len(told) == 8
    for row in told:
        better = BY_ID[row["superseded_by"]]
        assert [row[name] for name in ("subject", "metric", "unit")] == [
            better[name] for name in ("subject", "metric", "unit")
        ]
        assert better["superseded_by"] is None
        assert row["confidence"] == "low"
        assert row["corrected_value"] in (better["value"], better["corrected_value"])


def test_companies_have_the_names_of_the_table_of_companies() -> None:
    known = set(pl.read_parquet(DATA / "companies.parquet")["company"])
    assert set(ROWS["companies"].explode().drop_nulls()) <= known
    assert ROWS["companies"].null_count() == 0
    assert BY_ID["S4-059"]["companies"] == ["Moonshot AI"]
    assert BY_ID["S3-016"]["companies"] == ["Z.ai (Zhipu)"]
    assert BY_ID["S0-012"]["companies"] == ["OpenAI"]
    assert BY_ID["S3-061"]["companies"] == ["Moonshot AI", "StepFun", "DeepSeek"]
    assert BY_ID["S3-082"]["companies"] == []


def test_a_subject_named_like_a_company_is_that_company() -> None:
    known = set(pl.read_parquet(DATA / "companies.parquet")["company"])
    aliases = {row["alias"]: row["company"] for row in read("company_aliases.csv")}
    named = {name: aliases.get(name, name) for name in set(ROWS["subject"])}
    for subject, company in named.items():
        if company in known:
            found = ROWS.filter(subject=subject)["companies"].to_list()
            assert found == [[company]] * len(found)
    assert len(known & set(named.values())) >= 14


def test_other_names_of_a_company_are_resolved(tmp_path: Path) -> None:
    rows = [row | {"companies": "Kimi;Zhipu AI"} for row in read("claims.csv")[:1]]
    for name in ("company_aliases.csv", "exchange_rates.csv"):
        (tmp_path / name).write_bytes((CURATED / name).read_bytes())
    with (tmp_path / "claims.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, rows[0])
        writer.writeheader()
        writer.writerows(rows)
    found = claims.tidy(tmp_path, exchange_rates.tidy(CURATED))
    assert found["companies"].to_list() == [["Moonshot AI", "Z.ai (Zhipu)"]]


def test_figures_of_companies_are_those_of_their_statement() -> None:
    """Table company_metrics takes one of the three values, and the rest as stated."""
    assert FIGURES.height == 69
    same = ("as_of", "date_precision", "is_date_inferred", "status", "confidence", "qualifier")
    for row in FIGURES.iter_rows(named=True):
        told = BY_ID[row["claim_id"]]
        assert row["value"] in (told["value"], told["value_low"], told["value_high"])
        for name in (*same, "source_id", "source_url"):
            assert told[name] == row[name], (row["claim_id"], name)


def test_dollars_are_those_of_company_metrics() -> None:
    found = FIGURES.filter(pl.col("value_usd").is_not_null())
    assert found.height >= 50
    for row in found.iter_rows(named=True):
        told = BY_ID[row["claim_id"]]
        dollars = [told[name] for name in ("value_usd", "value_low_usd", "value_high_usd")]
        assert row["value_usd"] in dollars


def test_money_is_turned_into_dollars_at_the_rate_of_its_year() -> None:
    rates = {
        (row["currency"], int(row["year"])): float(row["units_per_usd"])
        for row in read("exchange_rates.csv")
    }
    newest = max(year for _, year in rates)
    for row in BY_ID.values():
        currency = row["unit"][:3].upper()
        is_money = currency in ("USD", "CNY", "HKD", "EUR")
        rate = rates.get((currency, min(row["as_of"].year, newest)), 1)
        for name in ("value", "value_low", "value_high"):
            wanted = row[name] / rate if is_money and row[name] is not None else None
            assert row[f"{name}_usd"] == pytest.approx(wanted), row["claim_id"]
    # RMB 37.6 billion, HKD 57.9 billion, EUR 6 billion of 2024, and a target for 2030.
    dollars = {claim: BY_ID[claim]["value_usd"] for claim in ("S3-034", "S3-016", "S0-034")}
    assert dollars == pytest.approx({"S3-034": 5.52941e9, "S3-016": 7.42308e9, "S0-034": 6.48e9})
    assert BY_ID["S4-063"]["value_usd"] == pytest.approx(1.470588e12)


def test_a_missing_rate_is_named() -> None:
    rates = exchange_rates.tidy(CURATED).filter(pl.col("currency") != "HKD")
    with pytest.raises(SchemaError, match=r"claims\.value_usd: has no rate \(5 rows.*HKD"):
        claims.tidy(CURATED, rates)


def test_old_figures_stand_at_their_own_date() -> None:
    assert BY_ID["S0-068"]["as_of"] == date(2024, 6, 30)
    assert BY_ID["S0-012"]["as_of"] == date(2023, 3, 31)
    assert BY_ID["S3-085"]["as_of"] == date(2026, 5, 6)
    old = ROWS.filter("is_date_inferred")
    assert old["as_of"].max() == date(2025, 8, 31)
    assert old.height == 56
    late = [row["claim_id"] for row in read("claims.csv") if row["likely_vintage"]]
    assert set(old["claim_id"]) <= set(late)


def test_dates_and_ranges_are_in_order() -> None:
    assert ROWS.filter(pl.col("period_start") > pl.col("period_end")).is_empty()
    assert ROWS.filter(pl.col("value_low") > pl.col("value_high")).is_empty()


def test_every_statement_says_something() -> None:
    """A number, a range, words or a date; two amounts were never stated."""
    said = pl.coalesce("value", "value_low", "value_high").is_not_null()
    silent = ROWS.filter(~said & pl.col("value_words").is_null() & (pl.col("unit") != "date"))
    assert sorted(silent["claim_id"]) == ["S0-024", "S0-082"]


def test_every_statement_that_other_tables_name_is_here() -> None:
    checks = pl.read_parquet(DATA / "checks.parquet")["claim_ids"].explode().drop_nulls()
    assert set(checks) | set(FIGURES["claim_id"]) <= set(BY_ID)
    assert checks.len() > 100


def test_published_totals_of_articles_are_stated_in_them() -> None:
    totals = pl.read_parquet(DATA / "aggregates.parquet").filter(
        pl.col("source_id").str.starts_with("article-")
    )
    stated = {
        (row["source_id"], row[name])
        for row in BY_ID.values()
        for name in ("value", "value_low", "value_high", "corrected_value")
    }
    assert totals.height > 30
    assert set(totals.select("source_id", "value").rows()) - stated == set()


def test_articles_are_those_of_sources() -> None:
    links = {row["source_id"]: row["url"] for row in read("sources.csv")}
    for row in BY_ID.values():
        assert row["source_url"] == links[row["source_id"]]
    counts = dict(ROWS["source_id"].value_counts().iter_rows())
    assert counts == {
        "article-capital-tsunami": 83,
        "article-capital-paradox": 55,
        "article-leading-players": 93,
        "article-night-before-shakeout": 63,
    }


def texts(rows: pl.DataFrame) -> Iterator[tuple[str, Any]]:
    """Name and cells of every column of text or of lists of text; links are left out."""
    for column in rows:
        cells = column.explode() if isinstance(column.dtype, pl.List) else column
        if cells.dtype == pl.String and not column.name.endswith("url"):
            yield column.name, cells.drop_nulls()


def test_no_column_holds_prose() -> None:
    for name, cells in texts(ROWS):
        assert max(map(len, cells)) <= LONGEST_WORDS, name
        assert not cells.str.contains(r"\.(\s|$)").any(), name


def test_statements_about_a_company_are_one_query_away(database: Database) -> None:
    sql = "FROM claims SELECT claim_id WHERE list_contains(companies, $company) ORDER BY 1"
    found = select(database, sql, company="StepFun")["claim_id"].to_list()
    wanted = sorted(row["claim_id"] for row in BY_ID.values() if "StepFun" in row["companies"])
    assert found == wanted
    assert len(found) == 22
