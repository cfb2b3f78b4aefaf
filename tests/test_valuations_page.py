"""The valuations page, opened through the entrypoint under several links."""

from __future__ import annotations

from typing import Any

import polars as pl
import pytest
from streamlit.testing.v1 import AppTest

from tests.test_app import ROOT, after, choice, opened, plain, spelt

PAGE = "Valuations"
CHECKS = pl.read_parquet(ROOT / "data/checks.parquet").filter(
    pl.col("analysis_id").is_in(["AN15", "AN16", "AN17", "AN18", "AN22", "AN26"])
)
LINKS: dict[str, tuple[dict[str, Any], int, int, int]] = {
    "default": ({}, 4, 2, 0),
    "china_early": ({"region": "China", "stage_group": "Early", "start": "2025-Q1"}, 1, 2, 3),
    "one_company": ({"company": "OpenAI"}, 4, 2, 0),
    "one_round": ({"company": "DeepSeek"}, 2, 1, 3),
    "no_valuation": ({"company": ["AgiBot", "ModelBest"]}, 0, 0, 6),
    "every_status": ({"status": ["completed", "announced", "rumoured", "planned"]}, 4, 2, 0),
    "reversed": ({"start": "2025-Q4", "end": "2025-Q1"}, 4, 2, 0),
    "empty": ({"region": "Middle East", "end": "2013-Q4"}, 0, 0, 6),
}


def headlines(app: AppTest) -> list[str]:
    return [plain(each.value)[5:] for each in app.main.markdown if each.value.startswith("#### ")]


@pytest.mark.parametrize(("query", "charts", "tables", "empty"), LINKS.values(), ids=LINKS)
def test_a_link_opens_the_page(query: dict[str, Any], charts: int, tables: int, empty: int) -> None:
    app = opened(query, PAGE)
    assert app.title[0].value == PAGE
    assert len(app.get("vega_lite_chart")) == charts
    assert len(app.dataframe) == tables
    assert len(app.info) == empty
    assert len(headlines(app)) == charts + tables
    assert spelt(app) == query


def test_dilution_takes_the_place_of_step_ups() -> None:
    app = opened({"region": "China"}, PAGE)
    before = headlines(app)
    assert "times the round before" in before[1]
    after(choice(app, "ratio").set_value("dilution"))
    assert spelt(app) == {"region": "China", "ratio": "dilution"}
    found = headlines(app)
    assert found[1].startswith("The median round sold ")
    assert [found[0], *found[2:]] == [before[0], *before[2:]]


def test_the_board_keeps_what_is_planned() -> None:
    app = opened({"company": "OpenAI"}, PAGE)
    assert headlines(app)[-1] == "No listing is completed; 1 is announced, filed or planned"
    assert app.dataframe[-1].value["status"].to_list() == ["Filed"]


def test_tables_show_words_and_no_identifiers() -> None:
    app = opened({"kind": "equity", "status": "completed"}, PAGE)
    prices, board = app.dataframe
    assert set(prices.value["kind"]) == {"Equity"}
    assert set(prices.value["status"]) == {"Completed"}
    shown = [name for table in (prices, board) for name in table.proto.column_order]
    assert "source_url" in shown
    assert not [name for name in shown if name.endswith("_id")]


def test_every_published_figure_agrees() -> None:
    app = opened(page=PAGE)
    app.session_state["recomputed"] = True
    after(app)
    table = app.dataframe[-1].value
    assert len(table) == CHECKS.height
    assert table["agrees"].all()
    assert not table["unit"].str.contains("_").any()
