"""The stages page, opened through the entrypoint under several links."""

from __future__ import annotations

from typing import Any

import polars as pl
import pytest
from streamlit.testing.v1 import AppTest

from tests.test_app import ROOT, after, choice, opened, plain, spelt

PAGE = "Stages"
CHECKS = pl.read_parquet(ROOT / "data/checks.parquet").filter(
    pl.col("analysis_id").is_in(["AN02", "AN03", "AN24"])
)
LINKS: dict[str, tuple[dict[str, Any], int]] = {
    "default": ({}, 0),
    "china_early": ({"region": "China", "stage_group": "Early", "start": "2025-Q1"}, 1),
    "one_company": ({"company": "OpenAI"}, 1),
    # Without an amount rounds still count, and tell of time.
    "no_amounts": ({"company": ["AgiBot", "ModelBest"]}, 1),
    "every_status": ({"status": ["completed", "announced", "rumoured", "planned"]}, 0),
    "debt": ({"stage_group": "Debt"}, 4),
    "reversed": ({"period": "2024-Q1", "against": "2025-Q1"}, 0),
    "same": ({"period": "2025", "against": "2025"}, 0),
    # The two periods of growth have no part in the time range.
    "empty": ({"region": "Middle East", "end": "2013-Q4"}, 4),
}


def headlines(app: AppTest) -> list[str]:
    return [plain(each.value)[5:] for each in app.main.markdown if each.value.startswith("#### ")]


def subtitles(app: AppTest) -> list[str]:
    return [plain(each.value) for each in app.main.caption]


@pytest.mark.parametrize(("query", "empty"), LINKS.values(), ids=LINKS)
def test_a_link_opens_the_page(query: dict[str, Any], empty: int) -> None:
    app = opened(query, PAGE)
    assert app.title[0].value == PAGE
    assert len(app.info) == empty
    assert len(app.get("vega_lite_chart")) == len(headlines(app)) == 5 - empty
    assert spelt(app) == query


def test_rounds_are_counted() -> None:
    app = opened({}, PAGE)
    after(choice(app, "measure").set_value("rounds"))
    after(choice(app, "grain").set_value("year"))
    assert spelt(app) == {"measure": "rounds", "grain": "year"}
    assert "Number of deals (rounds) by year and stage" in subtitles(app)
    assert " has the most rounds here: " in headlines(app)[0]


def test_periods_are_compared() -> None:
    app = opened({"region": "United States"}, PAGE)
    assert "Capital (USD) by stage, Q1 2026 against Q1 2025, tracked and published" in subtitles(
        app
    )
    after(choice(app, "period").set_value("2024"))
    assert choice(app, "against").value == "2023"
    assert "Capital (USD) by stage, 2024 against 2023, tracked and published" in subtitles(app)
    after(choice(app, "against").set_value("2021"))
    assert spelt(app) == {"region": "United States", "period": "2024", "against": "2021"}
    assert headlines(app)[1].startswith("From 2021 to 2024 tracked capital changed: ")


def test_a_quarter_is_not_compared_with_a_year() -> None:
    app = opened({"period": "2025", "against": "2025-Q1"}, PAGE)
    assert choice(app, "against").value == "2024"
    app = opened({"period": "2025-Q5", "against": "soon", "view": "none"}, PAGE)
    found = [choice(app, name).value for name in ("period", "against", "view")]
    assert found == ["2026-Q1", "2025-Q1", "year"]


def test_the_oldest_period_is_compared_with_itself() -> None:
    app = opened({"period": "2013"}, PAGE)
    assert choice(app, "against").value == "2013"
    assert headlines(app)[1].endswith(": choose another period to see the growth")


def test_the_time_range_leaves_growth_as_it_is() -> None:
    everything, early = opened({}, PAGE), opened({"end": "2020-Q4"}, PAGE)
    assert headlines(early)[1] == headlines(everything)[1]
    assert headlines(early)[0] != headlines(everything)[0]


def test_all_years_together() -> None:
    app = opened({}, PAGE)
    assert "Size of rounds (USD, log scale) by stage and year" in subtitles(app)
    after(choice(app, "view").set_value("all"))
    assert spelt(app) == {"view": "all"}
    assert "Size of rounds (USD, log scale) by stage" in subtitles(app)
    assert headlines(app)[2].startswith("The median round is $")


def test_published_arithmetic_agrees() -> None:
    app = opened({"region": "China"}, PAGE)
    app.session_state["recomputed"] = True
    after(app)
    [table] = app.dataframe
    assert table.value["measure"].to_list() == CHECKS.sort("check_id")["measure"].to_list()
    assert table.value["agrees"].to_list() == [True] * 14
    assert any(each.startswith("14 of 14 figures agree:") for each in subtitles(app))
