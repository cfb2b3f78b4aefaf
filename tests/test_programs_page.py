"""The page about addresses for programs, on a server that offers them and on one that does not."""

from __future__ import annotations

import pytest

from lib import api
from lib.api.app import SERVED
from lib.api.query import DESCRIPTIONS
from lib.filters import Filters
from tests.running import ROUNDS, Query, captions, choice, headlines, opened, plain, shown, spelt

CHINA_EARLY = {"region": ["China", "Middle East"], "stage_group": "Early", "start": "2025-Q1"}
SPELT = "start=2025-Q1&region=China&region=Middle+East&stage_group=Early"


def codes(query: Query) -> list[str]:
    return [each.value for each in opened(query, "For programs").code]


@pytest.fixture
def served(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(SERVED, "yes")


def test_a_host_without_addresses_says_so() -> None:
    app = opened(CHINA_EARLY, "For programs")
    assert shown(app) == (0, 1, 1)
    notice = plain(app.info[0].value)
    for words in ("offers no such addresses", "Table and export", "make run"):
        assert words in notice
    assert app.code[0].value == f"http://localhost:8501/api/rounds.csv?{SPELT}"
    limits = plain(app.main.markdown[-1].value)
    assert "at most 10,000 a call" in limits
    assert "60 a minute" in limits


@pytest.mark.usefixtures("served")
def test_a_server_gives_the_address_of_the_selection() -> None:
    app = opened(CHINA_EARLY, "For programs")
    assert shown(app) == (0, 1, 0)
    found = [each.value for each in app.code[:3]]
    assert found == [
        f"http://localhost:8501/api/rounds.{form}?{SPELT}" for form in ("csv", "json", "parquet")
    ]
    assert codes({})[0] == "http://localhost:8501/api/rounds.csv"


@pytest.mark.parametrize("tool", ["Python", "R", "Excel", "curl"])
def test_each_tool_has_its_lines(tool: str) -> None:
    query = CHINA_EARLY | ({} if tool == "Python" else {"view": tool})
    app = opened(query, "For programs")
    assert spelt(app) == query
    assert choice(app, "view").value == tool
    lines = [each.value for each in app.code[3:]]
    wanted = api.examples(
        "http://localhost:8501",
        Filters(start="2025-Q1", region=("China", "Middle East"), stage_group=("Early",)),
    )
    assert lines == [each.code for each in wanted[tool]]
    assert all(SPELT in line for line in lines)


def test_the_table_lists_every_parameter() -> None:
    app = opened({}, "For programs")
    table = app.dataframe[0].value.set_index("parameter")
    assert headlines(app) == ["The filters of the pages are 11 parameters"]
    assert set(table.index) == set(DESCRIPTIONS)
    assert any("`http://localhost:8501/api` lists all" in each for each in captions(app))
    companies = ROUNDS["company"].n_unique()
    assert table.loc["company", "allowed"].startswith(f"{companies} values, such as ")
    assert table.loc["kind", "allowed"] == "equity, debt, secondary, ipo, merger, grant, mixed"


def test_the_note_of_a_server_is_made_when_it_starts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(SERVED, "")
    monkeypatch.delenv(SERVED)
    assert not api.is_served()
    api.announce()
    assert api.is_served()
