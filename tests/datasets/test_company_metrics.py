"""Company figures: those of Epoch AI's and the articles' files, each once, in dollars."""

from __future__ import annotations

import csv
from datetime import date
from pathlib import Path

import polars as pl
import pytest

from lib.datasets import company_metrics, exchange_rates
from lib.schema import SchemaError

ROOT = Path(__file__).parents[2]
CURATED, RAW = ROOT / "data/curated", ROOT.parent / "shared/data"
EPOCH = RAW / "funding/epoch-ai-companies"
ROWS = pl.read_parquet(ROOT / "data/company_metrics.parquet")
needs_raw = pytest.mark.skipif(not EPOCH.is_dir(), reason="the publishers' files are not here")


def read(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def told(metric: str) -> list[tuple[str, date, float]]:
    """Company, date and value of Epoch's rows of one metric."""
    rows = ROWS.filter(metric=metric, source_id="epoch-ai-companies")
    return sorted(rows.select("company", "as_of", "value").rows())


def test_rows_keep_the_declaration() -> None:
    company_metrics.DATASET.check(ROWS)
    assert set(ROWS["metric"]) == set(company_metrics.METRICS)
    assert set(ROWS["unit"]) == set(company_metrics.UNITS)


@needs_raw
@pytest.mark.parametrize(
    ("metric", "file", "column"),
    [
        ("staff", "companies_staff.csv", "staff_count"),
        ("compute_spend", "companies_spend.csv", "amount_usd"),
        ("active_users", "companies_usage.csv", "active_users"),
        ("daily_tokens", "companies_usage.csv", "daily_tokens"),
        ("daily_messages", "companies_usage.csv", "daily_messages"),
    ],
)
def test_figures_of_epoch_are_those_of_its_file(metric: str, file: str, column: str) -> None:
    wanted = [
        (row["company"], date.fromisoformat(row["date"]), float(row[column]))
        for row in read(EPOCH / file)
        if row[column]
    ]
    assert told(metric) == sorted(wanted)


@needs_raw
def test_newer_revenue_wins_and_the_older_adds_only_what_is_missing() -> None:
    newer = {
        (row["company"], date.fromisoformat(row["date"]), float(row["revenue_usd"]))
        for row in read(EPOCH / "companies_revenue.csv")
    }
    rows = ROWS.filter(metric="annualised_revenue", source_id="epoch-ai-companies", scope="company")
    found = set(rows.select("company", "as_of", "value").rows())
    assert newer <= found
    assert found - newer == {("OpenAI", date(2025, 6, 30), 8.6e9)}
    # The older file also has $208M for the quarter; the newer settles on $172M.
    assert ("xAI", date(2025, 3, 31), 208e6) not in found
    assert not rows.select("company", "as_of").is_duplicated().any()


@needs_raw
def test_links_are_those_of_the_older_file_where_it_has_the_same_figure() -> None:
    links = {
        (row["Company"].replace("Z.ai", "Z.ai (Zhipu)"), row["Date"], float(amount)): row
        for row in read(EPOCH / "ai_companies_revenue_reports_2026-01.csv")
        if (amount := row["Annualized revenue (USD)"])
    }
    newer = read(EPOCH / "companies_revenue.csv")
    keys = [(row["company"], row["date"], float(row["revenue_usd"])) for row in newer]
    linked = [key for key in keys if key in links]
    assert len(linked) > 30
    rows = ROWS.filter(metric="annualised_revenue", scope="company", source_id="epoch-ai-companies")
    by_key = {
        (company, str(day), value): url
        for company, day, value, url in rows.select(
            "company", "as_of", "value", "source_url"
        ).iter_rows()
    }
    assert {key: by_key[key] for key in linked} == {
        key: links[key]["Source 1"].strip() for key in linked
    }
    others = {by_key[key] for key in keys if key not in links}
    assert others == {"https://epoch.ai/data/ai-companies"}


def test_revenue_of_a_year_and_of_a_product_stand_apart() -> None:
    yearly = ROWS.filter(metric="annual_revenue").select("company", "product", "as_of", "value")
    assert sorted(yearly.rows(), key=str) == [
        ("OpenAI", "ChatGPT", date(2023, 12, 31), 700e6),
        ("OpenAI", None, date(2022, 12, 31), 28e6),
        ("OpenAI", None, date(2024, 12, 31), 3.7e9),
    ]
    products = ROWS.filter(metric="annualised_revenue", scope="product")
    assert products.select("company", "product", "value").rows() == [
        ("Anthropic", "Claude Code", 1e9),
        ("OpenAI", "ChatGPT", 4.8e9),
        ("OpenAI", "API", 3e9),
    ]


def test_parts_never_pass_for_the_whole() -> None:
    whole = pl.col("scope") == "company"
    assert ROWS.filter(whole & pl.col("product").is_not_null()).is_empty()
    named = pl.col("scope").is_in(["product", "division", "spending", "contractors"])
    assert ROWS.filter(named & pl.col("product").is_null()).is_empty()
    spend = ROWS.filter(metric="compute_spend", company="Anthropic", as_of=date(2024, 12, 31))
    assert dict(spend.select("product", "value").iter_rows()) == {
        None: 2.5e9,
        "Research and development": 1.5e9,
    }
    assert ROWS.filter(metric="staff", company="Meta", as_of=date(2025, 7, 17))["scope"].item() == (
        "unknown"
    )


def test_users_are_counted_over_a_period() -> None:
    users = ROWS.filter(metric="active_users")
    assert users["period"].null_count() == 0
    weekly = users.filter(company="OpenAI", product="ChatGPT", period="weekly").sort("as_of")
    assert weekly.select("as_of", "value").row(-1) == (date(2026, 2, 28), 920e6)


def test_figures_of_the_articles_are_those_of_the_curated_file() -> None:
    wanted = [
        (row["claim_id"], row["metric"], float(row["value"]), row["unit"])
        for row in read(CURATED / "company_metrics.csv")
    ]
    found = ROWS.filter(pl.col("claim_id").is_not_null())
    assert sorted(found.select("claim_id", "metric", "value", "unit").rows()) == sorted(wanted)


def test_companies_have_one_name() -> None:
    companies = set(pl.read_parquet(ROOT / "data/companies.parquet")["company"])
    aliases = {row["alias"] for row in read(CURATED / "company_aliases.csv")}
    assert not set(ROWS["company"]) & aliases
    assert set(ROWS["company"]) - companies == {
        "Alphabet",
        "Amazon",
        "ByteDance",
        "Google",
        "Leading Chinese LLM companies",
        "Liang Wenfeng",
        "Meituan Longzhu",
        "Meta",
        "Microsoft",
        "Microsoft + Alphabet + Meta + Amazon",
        "OpenAI + Anthropic + SpaceX",
        "Salesforce",
    }


def test_all_money_has_a_dollar_value_at_the_rate_of_its_year() -> None:
    rates = {
        (row["currency"], int(row["year"])): float(row["units_per_usd"])
        for row in read(CURATED / "exchange_rates.csv")
    }
    for row in ROWS.iter_rows(named=True):
        currency = row["unit"][:3].upper()
        if row["unit"] == "USD":
            assert row["value_usd"] == row["value"]
        elif currency in ("CNY", "EUR", "HKD"):
            rate = rates[currency, row["as_of"].year]
            assert row["value_usd"] == pytest.approx(row["value"] / rate)
        else:
            assert row["value_usd"] is None
    assert ROWS.filter(claim_id="S3-034")["value_usd"].item() == pytest.approx(5_529_410_000, 1e-5)


def test_old_figures_of_a_later_text_stand_at_their_own_date() -> None:
    old = ROWS.filter("is_date_inferred")
    assert set(old["source_id"]) == {"article-capital-tsunami", "article-night-before-shakeout"}
    dates = dict(old.select("claim_id", "as_of").iter_rows())
    assert dates["S0-068"] == date(2024, 6, 30)
    assert dates["S0-038"] == dates["S4-058"] == date(2024, 12, 31)
    assert old.filter(pl.col("as_of") >= date(2025, 1, 1)).is_empty()


def test_slips_of_the_articles_are_not_preferred() -> None:
    slips = ROWS.filter(~pl.col("is_preferred"))
    assert sorted(slips["claim_id"]) == ["S3-014", "S4-003"]


@needs_raw
def test_a_missing_rate_is_named() -> None:
    rates = exchange_rates.tidy(CURATED).filter(pl.col("currency") != "HKD")
    with pytest.raises(SchemaError, match=r"company_metrics\.value_usd: has no rate \(5 rows.*HKD"):
        company_metrics.tidy(RAW, CURATED, rates)
