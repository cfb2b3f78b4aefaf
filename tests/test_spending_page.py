"""Spending and GPU-hours on the infrastructure page, and models on a company's profile."""

from __future__ import annotations

import polars as pl

from tests.running import ROOT, after, captions, choice, headlines, opened, plain, spelt

PAGE = "Infrastructure"
SPENT = "for property and equipment in "


def of_spending(found: list[str]) -> list[str]:
    return [each for each in found if SPENT in each or " to spend " in each]


def test_spending_follows_time_and_place_but_not_company() -> None:
    usual = of_spending(headlines(opened({}, PAGE)))
    assert len(usual) == 3
    assert of_spending(headlines(opened({"company": "OpenAI"}, PAGE))) == usual
    assert of_spending(headlines(opened({"region": "United States"}, PAGE))) == usual
    past = headlines(opened({"end": "2024-Q4"}, PAGE))
    assert [each for each in past if SPENT + "Q4 2024" in each]
    assert not [each for each in past if " to spend " in each]


def test_places_without_buyers_say_so() -> None:
    app = opened({"region": "China"}, PAGE)
    said = [plain(each.value) for each in app.info]
    assert any(each.startswith("No capital expenditure is known") for each in said)
    assert any(each.startswith("No plan is known") for each in said)
    # Venture capital beside it is of all places.
    assert any(" times the venture capital in AI" in each for each in headlines(app))


def test_a_gpu_is_chosen() -> None:
    app = opened({"part": "hours"}, PAGE)
    assert choice(app, "chip").value == "H100"
    after(choice(app, "chip").set_value("A100"))
    assert spelt(app) == {"part": "hours", "chip": "A100"}
    assert any(
        each.startswith("The median list price of an hour of the A100") for each in headlines(app)
    )


def test_gpu_prices_follow_the_time_range() -> None:
    app = opened({"part": "hours", "start": "2025-Q3", "end": "2025-Q4"}, PAGE)
    said = [plain(each.value) for each in app.info]
    assert any(each.startswith("No list price of this GPU") for each in said)


def test_a_profile_lists_the_models_of_a_lab() -> None:
    app = opened({"company": "DeepSeek", "start": "2026-Q1"}, "Company profile")
    tables = [table.value for table in app.dataframe]
    [models] = [table for table in tables if "training_compute" in table.columns]
    rated = pl.read_parquet(ROOT / "data/capability.parquet").filter(organization="DeepSeek")
    assert models["eci"].notna().sum() == rated.height
    assert "profile_of" not in models.columns or models["profile_of"].nunique() == 1
    assert any(f"{rated.height} models of DeepSeek rated" in each for each in captions(app))


def test_one_model_has_a_table_but_no_line() -> None:
    app = opened({"company": "Suno"}, "Company profile")
    assert any(each.startswith("Suno has 1 model here") for each in headlines(app))
    assert not any("scores" in each for each in headlines(app))


def test_a_company_without_models_shows_none() -> None:
    app = opened({"company": "CoreWeave"}, "Company profile")
    assert not any(" model" in each and "here" in each for each in headlines(app))
