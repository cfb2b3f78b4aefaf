"""Published totals: the figures of the articles and of the publishers, in plain units."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest

from lib.datasets import aggregates

CURATED = Path(__file__).parents[2] / "data" / "curated"


@pytest.fixture(scope="module")
def rows() -> pl.DataFrame:
    return aggregates.tidy(CURATED)


def value(rows: pl.DataFrame, aggregate_id: str) -> float:
    return rows.filter(aggregate_id=aggregate_id)["value"].item()


def test_rows_keep_the_declaration(rows: pl.DataFrame) -> None:
    aggregates.DATASET.check(rows)
    assert rows.height == 86


@pytest.mark.parametrize(
    ("aggregate_id", "expected"),
    [
        ("A01", 300e9),
        ("A02", 188e9),
        ("A09", 246.6e9),
        ("A13", 13.8),
        ("A24", -52.9),
        ("A38", 725e9),
        ("P13", 242e9),
        ("P16", 250e9),
        ("P27", 285.9e9),
        ("P29", 127.5),
    ],
)
def test_value_as_published(rows: pl.DataFrame, aggregate_id: str, expected: float) -> None:
    assert value(rows, aggregate_id) == expected


def test_four_rounds_add_up_to_their_group(rows: pl.DataFrame) -> None:
    parts = sum(value(rows, f"A{number:02}") for number in range(5, 9))
    assert parts == value(rows, "A02")


def test_doubtful_label_of_the_article_survives(rows: pl.DataFrame) -> None:
    labelled = rows.filter(aggregate_id="A01").row(0, named=True)
    assert labelled["scope"] == "venture funding, as labelled by the article"
    assert labelled["confidence"] == "low"


@pytest.mark.parametrize(("wrong", "right"), [("A31", "A30"), ("A41", "A43")])
def test_tenfold_errors_are_superseded(rows: pl.DataFrame, wrong: str, right: str) -> None:
    ratio = value(rows, wrong) / value(rows, right)
    status = rows.filter(aggregate_id=wrong)["status"].item()
    assert (max(ratio, 1 / ratio), status) == (10, "superseded")


def test_every_amount_of_money_has_a_dollar_value(rows: pl.DataFrame) -> None:
    money = pl.col("unit").is_in(["USD", "CNY"])
    assert rows.filter(money != pl.col("value_usd").is_not_null()).is_empty()
    dollars = rows.filter(unit="USD")
    assert dollars["value"].equals(dollars["value_usd"])


def test_yuan_turn_into_dollars_at_the_rate_of_the_year(rows: pl.DataFrame) -> None:
    yuan = rows.filter(unit="CNY").with_columns(rate=pl.col("value") / pl.col("value_usd"))
    assert yuan["rate"].is_between(6.7, 7.3).all()


def test_share_of_ai_in_the_first_quarter_of_2026(rows: pl.DataFrame) -> None:
    quarter = rows.filter(
        pl.col("period_start") == pl.date(2026, 1, 1),
        pl.col("period_end") == pl.date(2026, 3, 31),
        publisher="Crunchbase",
        dimension="total",
    )
    by_scope = dict(quarter.select("scope", "value").iter_rows())
    share = by_scope["venture funding, AI"] / by_scope["venture funding, all sectors"]
    assert share == pytest.approx(0.79, abs=0.01)


def test_one_figure_a_publisher_scope_period_and_part(rows: pl.DataFrame) -> None:
    # 65 and 63 percent stand in the same article for the same share: a conflict to show.
    conflict = pl.col("aggregate_id") == "A03"
    part = ["publisher", "scope", "period_start", "period_end", "dimension_value", "measure"]
    current = rows.filter((pl.col("status") != "superseded") & ~conflict)
    assert not current.select(part).is_duplicated().any()
