"""The infrastructure page, opened through the entrypoint under several links and choices."""

from __future__ import annotations

from typing import Any

import polars as pl
import pytest

from lib import answers
from lib.database import Database, select
from lib.figures import (
    capex_guidance,
    capex_over_time,
    capex_over_venture,
    chips_by_owner,
    chips_over_time,
    data_centre_map,
    data_centre_places,
    data_centre_power,
    data_centre_sites,
    gpu_hour_prices,
)
from lib.words import watts
from tests.running import ROOT, after, captions, choice, headlines, opened, spelt

PAGE = "Infrastructure"
TIMELINES = pl.read_parquet(ROOT / "data/data_centers.parquet").filter(
    source_id="epoch-data-centers"
)
NOW = TIMELINES.filter(~pl.col("is_planned")).sort("date").group_by("site").last()
GOAL = TIMELINES.sort("date").group_by("site").last()
SITES, CHIPS = {"part": "sites"}, {"part": "chips"}
ASKED = {
    "spending": [capex_over_time, capex_guidance, capex_over_venture],
    "sites": [data_centre_power, data_centre_map, data_centre_places, data_centre_sites],
    "chips": [chips_by_owner, chips_over_time],
    "hours": [gpu_hour_prices],
}
"""Figures of each part of the page."""


def had(power: str) -> str:
    return f"AI data centres followed here had {power} running on "


def mw(rows: pl.DataFrame, *conditions: pl.Expr) -> float:
    return float(rows.filter(*conditions)["power_mw"].sum())


def test_power_is_running_with_plans_or_planned() -> None:
    app = opened(SITES, PAGE)
    told = next(each for each in headlines(app) if " running at " in each)
    assert told.startswith(
        f"{watts(mw(NOW) * 1e6)} running at {NOW.filter(NOW['power_mw'] > 0).height}"
    )
    after(choice(app, "view").set_value("all"))
    assert spelt(app) == SITES | {"view": "all"}
    assert any(each.startswith(f"{watts(mw(GOAL) * 1e6)} running or ") for each in headlines(app))
    after(choice(app, "view").set_value("planned"))
    more = watts((mw(GOAL) - mw(NOW)) * 1e6)
    assert any(each.startswith(f"{more} more planned at ") for each in headlines(app))


@pytest.mark.parametrize("country", ["China", "United States"])
def test_sites_follow_the_country_they_stand_in(country: str) -> None:
    app = opened(SITES | {"country": country}, PAGE)
    there = pl.col("country") == country
    now, listed = watts(mw(NOW, there) * 1e6), NOW.filter(there)
    assert any(had(now) in each for each in headlines(app))
    running = listed.filter(pl.col("power_mw") > 0).height
    every = GOAL.filter(there).height
    words = f"All {every}" if running == every else f"{running} of {every}"
    assert any(each.startswith(f"{words} sites ran on 7 Jul 2026; ") for each in headlines(app))


def test_sites_follow_the_filter_company_as_their_owner_or_user() -> None:
    app = opened(SITES | {"company": "xAI"}, PAGE)
    table = app.dataframe[0].value
    assert set(table["owner"]) == {"xAI"}
    assert "Colossus 2" in set(table["site"])
    assert "Filters that apply to data centres" in " ".join(captions(app))
    used = TIMELINES.filter(pl.col("users").list.contains("OpenAI"))
    table = opened(SITES | {"company": "OpenAI"}, PAGE).dataframe[0].value
    assert set(table["site"]) >= set(used["site"])
    assert table["users"].str.contains("OpenAI").all()
    assert len(table) == used["site"].n_unique() + 1  # One is in the newer file only.
    assert "Oracle" in set(table["owner"])


def test_companies_that_are_not_tracked_are_chosen_on_the_page() -> None:
    app = opened(SITES | {"company": "xAI"}, PAGE)
    after(choice(app, "organization").set_value(["Google", "Meta"]))
    both = {"company": "xAI", "organization": ["Google", "Meta"]}
    assert spelt(app) == SITES | both
    assert set(app.dataframe[0].value["owner"]) == {"Google", "Meta"}
    two = pl.col("organization").is_in(["Google", "Meta"])
    now = watts(mw(NOW, two) * 1e6)
    assert any(had(now) in each for each in headlines(app))
    # The choice stays when another part is shown.
    after(choice(app, "part").set_value("chips"))
    assert spelt(app) == CHIPS | both
    assert any(" Google had AI chips " in each for each in headlines(app))
    after(choice(app, "organization").set_value(["Meta"]))
    assert any(" Meta had AI chips " in each for each in headlines(app))
    after(choice(app, "part").set_value("spending"))
    assert spelt(app) == {"company": "xAI", "organization": "Meta"}
    assert any(each.startswith("Meta paid $19B for ") for each in headlines(app))
    assert any(each.startswith("Meta plans to spend ") for each in headlines(app))


def test_one_message_stands_for_all_figures_on_sites() -> None:
    app = opened(SITES | {"company": "Mistral AI"}, PAGE)
    messages = [each.value for each in app.info]
    assert sum("No data centre" in each for each in messages) == 1


def test_chips_of_an_owner_are_chosen_and_follow_the_filters() -> None:
    app = opened(CHIPS | {"region": "China"}, PAGE)
    assert choice(app, "owner").value == "China"
    assert any(
        each.startswith("The Nvidia chips of buyers in China equalled 402K H100s by Q4 2025")
        for each in headlines(app)
    )
    after(choice(app, "owner").set_value("Google"))
    assert spelt(app) == CHIPS | {"region": "China", "owner": "Google"}
    assert choice(opened(CHIPS | {"organization": "Meta"}, PAGE), "owner").value == "Meta"
    assert choice(opened(CHIPS | {"owner": "Nobody"}, PAGE), "owner").value == "Google"


def test_the_end_of_the_time_range_is_the_day_that_counts() -> None:
    app = opened(SITES | {"end": "2023-Q4"}, PAGE)
    assert any(" running on 31 Dec 2023" in each for each in headlines(app))
    assert not any("plans" in each for each in headlines(app) if "AI data centres" in each)
    after(choice(app, "part").set_value("chips"))
    assert any(each.startswith("By Q4 2023 Google had AI chips ") for each in headlines(app))


@pytest.mark.parametrize("part", ASKED)
def test_only_the_chosen_part_is_asked_for(part: str, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = []

    def recorded(database: Database, sql: str, *given: Any, **params: Any) -> pl.DataFrame:
        asked.append(sql)
        return select(database, sql, *given, **params)

    monkeypatch.setattr(answers, "select", recorded)
    app = opened({"part": part} if part != "spending" else {}, PAGE)
    assert choice(app, "part").value == part
    of_page = [each.SQL for modules in ASKED.values() for each in modules]
    assert sorted(sql for sql in asked if sql in of_page) == sorted(
        each.SQL for each in ASKED[part]
    )
