"""The naive apps answer as the app does, and so do the engines that it is measured beside."""

import os
from collections.abc import Iterator
from pathlib import Path

import polars as pl
import pytest
from streamlit.testing.v1 import AppTest

from bench import engines, others
from bench.browser import Click
from bench.launch import RUN, Entry
from bench.naive import with_pandas, with_polars
from lib import database
from lib.filters import Filters
from tests.running import CONFIRMED, ROOT, ROUNDS

DATA = ROOT / "data"
SELECTIONS = [
    Filters(),
    Filters(region=("China", "Europe"), kind=("equity",)),
    Filters(start="2024-Q2", end="2025-Q3", min_amount_usd=10**8, sector=("Chips & hardware",)),
    Filters(status=("planned",), company=("OpenAI",)),
]


@pytest.fixture(scope="module")
def opened() -> Iterator[database.Database]:
    tables = database.open_database(DATA)
    yield tables
    tables.connection.close()


@pytest.mark.parametrize("script", ["tutorial.py", "best.py"])
@pytest.mark.parametrize("region", [[], ["China", "Middle East"]])
def test_naive_apps_show_the_capital_and_rounds_of_a_selection(
    script: str, region: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(os.environ, "ROUNDS", str(DATA / "rounds.parquet"))
    app = AppTest.from_file(ROOT / "bench" / "naive" / script, default_timeout=60).run()
    app = app.multiselect(key="region").set_value(region).run()
    assert [error.value for error in app.exception] == []
    selected = ROUNDS.filter(CONFIRMED, pl.col("region").is_in(region) if region else True)
    capital, rounds = (metric.value for metric in app.metric[:2])
    exact = selected["amount_usd"].sum()
    assert float(capital.strip("$B").replace(",", "")) * 1e9 == pytest.approx(exact, abs=0.06e9)
    assert int(rounds.replace(",", "")) == selected.height
    assert len(app.get("vega_lite_chart")) == 5


def test_the_tutorial_runs_without_lists(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(os.environ, "ROUNDS", str(DATA / "rounds.parquet"))
    monkeypatch.setitem(os.environ, "FLAT", "1")
    path = Path(ROOT / "bench" / "naive" / "tutorial.py")
    app = AppTest.from_file(path, default_timeout=60).run()
    assert [error.value for error in app.exception] == []
    shown = set(app.dataframe[0].value.columns)
    assert set(ROUNDS.columns) - shown == {"investors", "lead_investors"}


@pytest.mark.parametrize("filters", SELECTIONS)
def test_polars_and_pandas_agree_with_the_app(opened: database.Database, filters: Filters) -> None:
    wanted = engines.duckdb_rows(opened, filters)
    assert wanted.keys() == {*engines.ANSWERS, engines.COUNTS}
    rounds = DATA / "rounds.parquet"
    polars = engines.polars_answers(with_polars.read(rounds), filters)
    pandas = engines.pandas_answers(with_pandas.read(rounds), filters)
    engines.expect_equal({name: answer() for name, answer in polars.items()}, wanted)
    engines.expect_equal(
        {name: engines.in_polars(answer()) for name, answer in pandas.items()}, wanted
    )


def test_a_click_asks_for_all_that_is_compared() -> None:
    queries = engines.queries_of_a_click()
    names = [query.name for query in queries]
    assert {*engines.ANSWERS, engines.COUNTS} <= {*names}
    assert all(query.params["region"] == ["United States"] for query in queries)


def test_a_wrong_answer_is_noticed(opened: database.Database) -> None:
    wanted = engines.duckdb_rows(opened, Filters())
    for name, rows in wanted.items():
        other = (
            {**rows, "region": {**rows["region"], "China": 1}}
            if isinstance(rows, dict)
            else rows.with_columns(pl.col(r) * 2 for r in rows.columns if r.endswith("_usd"))
        )
        with pytest.raises(AssertionError):
            engines.expect_equal({name: other}, wanted)


def test_the_report_compares_with_the_app_and_with_the_aims() -> None:
    def trial(repaint_ms: float) -> others.Trial:
        click = Click(0, repaint_ms, [Entry(RUN, repaint_ms / 2000, 0.001)], 5000)
        return others.Trial([click], 100)

    trials = {others.OURS: trial(400), others.BEST: trial(1000), others.FLAT: trial(2000)}
    trials[others.TUTORIAL] = others.Trial([], 900, too_slow=True)
    text = others.apps_text({"1M": trials})
    assert f"| 1M | {others.BEST} | 1 | 1,000 (1,000) | 500 (1) | 5 | 100 | 2.5 |" in text
    assert f"| 1M | {others.TUTORIAL} | - | >120,000 | - | - | 900 | >300.0 |" in text
    assert f"| 1M: times faster than {others.BEST} | 2.5 | 3 | MISS |" in text
    assert f"| 1M: times faster than {others.TUTORIAL} | 300.0 | 10 | pass |" in text
    alone = {name: 10.0 for name in [*engines.ANSWERS, engines.COUNTS]}
    times = engines.Times(alone | {"Coverage": 30.0}, alone, alone, alone)
    text = others.engines_text({"1M": times}, {"1M": trials})
    assert "| 1M | *together* | 70.0 | 70.0 | 70.0 | 70.0 | 1.00 | 1.00 |" in text
    assert "| 1M | 100 | 70 | Coverage (30 ms) | 200 | 2.00 |" in text
