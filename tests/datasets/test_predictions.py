"""The forecasts of the articles, and the outcomes noted by hand."""

from __future__ import annotations

import csv
from datetime import date
from pathlib import Path

import polars as pl
import pytest

from lib.datasets import predictions, verdicts

DATA = Path(__file__).parents[2] / "data"
CURATED = DATA / "curated"
CLAIMS = pl.read_parquet(DATA / "claims.parquet")


@pytest.fixture(scope="module")
def rows() -> pl.DataFrame:
    return predictions.tidy(CURATED)


def test_rows_keep_the_declaration(rows: pl.DataFrame) -> None:
    predictions.DATASET.check(rows)
    verdicts.DATASET.check(verdicts.tidy(CURATED))
    assert rows.equals(pl.read_parquet(DATA / "predictions.parquet"))
    assert verdicts.tidy(CURATED).equals(pl.read_parquet(DATA / "verdicts.parquet"))


def test_all_forecasts_are_there(rows: pl.DataFrame) -> None:
    assert rows["prediction_id"].to_list() == [f"P{number:02}" for number in range(1, 38)]
    dated = rows.drop_nulls("due_date")
    assert dated.height == 22
    assert dated.filter(pl.col("due_date") <= date(2026, 12, 31)).height == 15
    assert dated["due_precision"].null_count() == 0
    assert rows.filter(pl.col("due_date").is_null())["due_precision"].is_null().all()


def test_each_is_made_by_the_article_of_its_statement(rows: pl.DataFrame) -> None:
    told = rows.join(CLAIMS, on="claim_id", how="left", suffix="_told", validate="m:1")
    assert (told["source_id"].cast(pl.String) == told["source_id_told"].cast(pl.String)).all()
    assert (told["source_url"] == told["source_url_told"]).all()
    # A company of the statement is one of the forecast.
    for wanted, stated in told.select("companies", "companies_told").iter_rows():
        assert set(stated) <= set(wanted)


def test_targets_are_those_of_the_statements(rows: pl.DataFrame) -> None:
    told = rows.join(CLAIMS, on="claim_id", how="left", suffix="_told")
    money = told.filter(pl.col("target_unit").is_in(["USD", "CNY"]) & pl.col("value").is_not_null())
    assert money.height >= 9
    assert (money["target_value"] == money["value"]).all()
    compared = rows.filter(~pl.col("comparison").is_in(["none", "by_date"]))
    assert compared["target_value"].null_count() == compared["target_unit"].null_count() == 0
    assert (rows.drop_nulls("target_low")["comparison"] == "between").all()


def test_titles_are_names(rows: pl.DataFrame) -> None:
    assert rows["title"].is_unique().all()
    assert rows["title"].str.len_chars().max() <= 60  # type: ignore[operator]
    assert not rows["title"].str.contains(r"[.;!?]( |$)").any()


def test_every_way_to_settle_is_used(rows: pl.DataFrame) -> None:
    assert set(rows["settled_by"]) == set(predictions.SETTLED_BY)


def test_outcomes_rest_on_pages_that_no_article_is(rows: pl.DataFrame) -> None:
    with (CURATED / "verdicts.csv").open(encoding="utf-8", newline="") as file:
        typed = list(csv.DictReader(file))
    articles = set(rows["source_url"])
    for row in typed:
        assert row["source_url"] not in articles
        assert row["note"]
    made = rows.join(verdicts.tidy(CURATED), on="prediction_id", suffix="_ruled")
    # The same unit as the target, so that both can be compared.
    assert (made["unit"] == made["target_unit"]).all()
