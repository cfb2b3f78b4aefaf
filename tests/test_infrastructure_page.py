"""The infrastructure page, opened through the entrypoint under several links and choices."""

from __future__ import annotations

import polars as pl
import pytest

from lib.words import watts
from tests.running import ROOT, after, captions, choice, headlines, opened, spelt

PAGE = "Infrastructure"
TIMELINES = pl.read_parquet(ROOT / "data/data_centers.parquet").filter(
    source_id="epoch-data-centers"
)
NOW = TIMELINES.filter(~pl.col("is_planned")).sort("date").group_by("site").last()
GOAL = TIMELINES.sort("date").group_by("site").last()


def mw(rows: pl.DataFrame, *conditions: pl.Expr) -> float:
    return float(rows.filter(*conditions)["power_mw"].sum())


def test_power_is_running_with_plans_or_planned() -> None:
    app = opened({}, PAGE)
    told = next(each for each in headlines(app) if " running at " in each)
    assert told.startswith(
        f"{watts(mw(NOW) * 1e6)} running at {NOW.filter(NOW['power_mw'] > 0).height}"
    )
    after(choice(app, "view").set_value("all"))
    assert spelt(app) == {"view": "all"}
    assert any(each.startswith(f"{watts(mw(GOAL) * 1e6)} running or ") for each in headlines(app))
    after(choice(app, "view").set_value("planned"))
    more = watts((mw(GOAL) - mw(NOW)) * 1e6)
    assert any(each.startswith(f"{more} more planned at ") for each in headlines(app))


@pytest.mark.parametrize("country", ["China", "United States"])
def test_sites_follow_the_country_they_stand_in(country: str) -> None:
    app = opened({"country": country}, PAGE)
    there = pl.col("country") == country
    now, listed = watts(mw(NOW, there) * 1e6), NOW.filter(there)
    assert any(each.startswith(f"{now} of AI data centres ran ") for each in headlines(app))
    running = listed.filter(pl.col("power_mw") > 0).height
    words = f"{running} of {GOAL.filter(there).height} sites ran on 7 Jul 2026; "
    assert any(each.startswith(words) for each in headlines(app))


def test_sites_follow_the_filter_company_as_their_owner() -> None:
    app = opened({"company": "xAI"}, PAGE)
    table = app.dataframe[0].value
    assert set(table["owner"]) == {"xAI"}
    assert "Colossus 2" in set(table["site"])
    assert "Filters that apply to buyers, data centres and chips" in " ".join(captions(app))


def test_owners_that_are_not_tracked_are_chosen_on_the_page() -> None:
    app = opened({"company": "xAI"}, PAGE)
    after(choice(app, "organization").set_value(["Google", "Meta"]))
    assert spelt(app) == {"company": "xAI", "organization": ["Google", "Meta"]}
    assert set(app.dataframe[0].value["owner"]) == {"Google", "Meta"}
    two = pl.col("organization").is_in(["Google", "Meta"])
    now = watts(mw(NOW, two) * 1e6)
    assert any(each.startswith(f"{now} of AI data centres ran ") for each in headlines(app))
    assert any(" Google had AI chips " in each for each in headlines(app))


def test_one_message_stands_for_all_figures_on_sites() -> None:
    app = opened({"company": "OpenAI"}, PAGE)
    messages = [each.value for each in app.info]
    assert sum("No data centre" in each for each in messages) == 1


def test_chips_of_an_owner_are_chosen_and_follow_the_filter_company() -> None:
    app = opened({"region": "China"}, PAGE)
    assert choice(app, "owner").value == "Google"
    after(choice(app, "owner").set_value("China"))
    assert spelt(app) == {"region": "China", "owner": "China"}
    assert any(
        each.startswith("Buyers in China had Nvidia chips worth 402K H100s by Q4 2025")
        for each in headlines(app)
    )
    assert choice(opened({"organization": "Meta"}, PAGE), "owner").value == "Meta"
    assert choice(opened({"owner": "Nobody"}, PAGE), "owner").value == "Google"


def test_the_end_of_the_time_range_is_the_day_that_counts() -> None:
    app = opened({"end": "2023-Q4"}, PAGE)
    assert any(" ran on 31 Dec 2023" in each for each in headlines(app))
    assert any(each.startswith("By Q4 2023 Google had AI chips ") for each in headlines(app))
    assert not any("plans" in each for each in headlines(app) if "AI data centres" in each)
