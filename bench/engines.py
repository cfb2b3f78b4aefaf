"""The queries of one click on Overview, timed apart from the app: by DuckDB, Polars and pandas."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from math import inf
from pathlib import Path
from statistics import median
from time import monotonic, perf_counter
from typing import Any
from unittest.mock import patch

import polars as pl
from polars.testing import assert_frame_equal
from streamlit.testing.v1 import AppTest

from bench.launch import ROOT
from bench.naive import with_pandas, with_polars
from lib import database, facets
from lib.figures.capital_over_time import capital_over_time
from lib.figures.coverage import FIGURE as COVERAGE
from lib.figures.cumulative_capital import FIGURE as CUMULATIVE
from lib.figures.headline_numbers import QUARTERS_SQL, TOTAL_SQL
from lib.figures.largest_rounds import FIGURE as LARGEST
from lib.figures.round_sizes import FIGURE as SIZES
from lib.filters import Filters

SELECTION = Filters(region=("United States",))
"""The region with most rounds, among completed and announced ones."""
OVER_TIME = capital_over_time("stage_group", "quarter", "amount")
COUNTS = "Counts beside the filters"
NAMES = {
    TOTAL_SQL: "Headline numbers",
    QUARTERS_SQL: "Their trend by quarter",
    OVER_TIME.sql: "Capital by quarter and stage",
    LARGEST.sql: "Largest rounds",
    SIZES.sql: "Round sizes",
    CUMULATIVE.sql: "Cumulative capital",
    COVERAGE.sql: "Coverage",
}
ANSWERS = {
    "Headline numbers": "totals",
    "Their trend by quarter": "by_quarter",
    "Capital by quarter and stage": "over_time",
    "Largest rounds": "largest",
    "Round sizes": "sizes",
    "Cumulative capital": "cumulative",
}
"""Functions of the same name in `with_pandas` and `with_polars`."""
REPEATS = 7
SECONDS = 1.5
"""A query is timed until one of the two is reached, three times at least."""
FEWEST = 3
MEMORY_LIMIT = "6GB"

Milliseconds = dict[str, float]
Rows = dict[str, Any]
"""Answers by name of the query: a frame, or counts by field and value."""


@dataclass(frozen=True)
class Query:
    """One query as the app sends it."""

    name: str
    sql: str
    params: dict[str, Any]


@dataclass(frozen=True)
class Times:
    """Median milliseconds of each query, by engine; of DuckDB all that a click asks for."""

    duckdb: Milliseconds
    duckdb_threads: Milliseconds
    polars: Milliseconds
    pandas: Milliseconds
    is_large: bool = False

    @property
    def as_in_app(self) -> Milliseconds:
        """Those of DuckDB with the threads that the app gives it."""
        return self.duckdb_threads if self.is_large else self.duckdb


def engine_times(data: Path, queries: list[Query]) -> Times:
    """Time the `queries` over the tables of `data`; fails where two engines disagree."""
    alone, wanted = duckdb_times(data, queries, all_threads=False)
    threads, _ = duckdb_times(data, queries, all_threads=True)
    polars, found = polars_times(data)
    expect_equal(found, wanted)
    pandas, found = pandas_times(data)
    expect_equal(found, wanted)
    return Times(alone, threads, polars, pandas, _is_large(data))


def queries_of_a_click() -> list[Query]:
    """What Overview asks when SELECTION is chosen, run without a browser over the real data."""
    asked: list[Query] = []
    original = database._rows

    def noted(connection: Any, sql: str, /, **params: Any) -> pl.DataFrame:
        asked.append(Query(_name(sql), sql, params))
        return original(connection, sql, **params)

    app = AppTest.from_file(str(ROOT / "streamlit_app.py"), default_timeout=60).run()
    nothing_kept = patch.object(database.Answers, "get", lambda *_: None)
    with patch.object(database, "_rows", noted), nothing_kept:
        app.multiselect(key="region").set_value([*SELECTION.region]).run()
    if app.exception:
        raise RuntimeError(f"The app failed: {app.exception[0].value}")
    return asked


def duckdb_times(data: Path, queries: list[Query], all_threads: bool) -> tuple[Milliseconds, Rows]:
    """DuckDB alone: an open connection to the app's tables, rows as Python's own values."""
    times: Milliseconds = {}
    with _opened(data, all_threads) as opened:
        for query in queries:
            times[query.name] = times.get(query.name, 0) + _median_ms(_run(opened, query))
        return times, duckdb_rows(opened, SELECTION)


def _run(opened: database.Database, query: Query) -> Callable[[], object]:
    def run() -> object:
        with opened.connection.cursor() as cursor:
            return cursor.execute(query.sql, query.params).fetchall()

    return run


def duckdb_rows(opened: database.Database, filters: Filters) -> Rows:
    """The app's answers in the form that those of the others have."""
    sql = {name: sql for sql, name in NAMES.items()}
    rows: Rows = {
        name: database.select(opened, sql[name], filters, **_params(name)) for name in ANSWERS
    }
    quarter = pl.format("{}-Q{}", pl.col("quarter").dt.year(), pl.col("quarter").dt.quarter())
    for name in ("Their trend by quarter", "Capital by quarter and stage"):
        rows[name] = rows[name].rename({"period": "quarter"}, strict=False).with_columns(quarter)
    return rows | {COUNTS: facets.facets(opened, filters)}


def _params(name: str) -> dict[str, Any]:
    return dict(OVER_TIME.params) if NAMES[OVER_TIME.sql] == name else {}


def polars_times(data: Path) -> tuple[Milliseconds, Rows]:
    """Polars over a frame in memory, with all processors; each query filters the frame itself."""
    frame = with_polars.read(data / "rounds.parquet")
    return _timed(polars_answers(frame, SELECTION))


def polars_answers(frame: pl.DataFrame, filters: Filters) -> dict[str, Callable[[], Any]]:
    """What answers each query when called."""

    def given() -> dict[str, pl.Expr]:
        return with_polars.conditions(_chosen(filters, frame["quarter"]), filters.min_amount_usd)

    def answer(function: str) -> Callable[[], pl.DataFrame]:
        return lambda: getattr(with_polars, function)(with_polars.matching(frame, given()))

    answers: dict[str, Callable[[], Any]] = {
        name: answer(function) for name, function in ANSWERS.items()
    }
    return answers | {COUNTS: lambda: with_polars.counts(frame, given())}


def pandas_times(data: Path) -> tuple[Milliseconds, Rows]:
    """Pandas over a frame of categories; each query filters the frame itself."""
    frame = with_pandas.read(data / "rounds.parquet")
    times, rows = _timed(pandas_answers(frame, SELECTION))
    return times, {name: in_polars(answer) for name, answer in rows.items()}


def pandas_answers(frame: Any, filters: Filters) -> dict[str, Callable[[], Any]]:
    """What answers each query when called."""

    def given() -> dict[str, Any]:
        chosen = _chosen(filters, frame["quarter"].cat.categories)
        return with_pandas.missed(frame, chosen, filters.min_amount_usd)

    def answer(function: str) -> Callable[[], Any]:
        return lambda: getattr(with_pandas, function)(frame, with_pandas.matching(frame, given()))

    answers: dict[str, Callable[[], Any]] = {
        name: answer(function) for name, function in ANSWERS.items()
    }
    return answers | {COUNTS: lambda: with_pandas.counts(frame, given())}


def in_polars(answer: Any) -> Any:
    """An answer of pandas with empty values in place of what is not a number."""
    return answer if isinstance(answer, dict) else pl.from_pandas(answer, nan_to_null=True)


def expect_equal(found: Rows, wanted: Rows) -> None:
    """Fail where an answer has other values than DuckDB's; it may have fewer columns."""
    for name, rows in found.items():
        if isinstance(rows, dict):
            assert rows == wanted[name], f"{name}: the counts differ"
            continue
        names = [column for column in wanted[name].columns if column in rows.columns]
        assert_frame_equal(
            _plain(rows.select(names)), _plain(wanted[name].select(names)), rel_tol=1e-9
        )


def _plain(rows: pl.DataFrame) -> pl.DataFrame:
    """The same values in the widest type of their kind."""
    number, day = pl.Float64(), pl.Date()
    return rows.cast(
        {
            name: number if kind.is_numeric() else day if kind.is_temporal() else pl.String()
            for name, kind in rows.schema.items()
        }
    )


def _chosen(filters: Filters, quarters: Any) -> dict[str, list[str]]:
    """Values by column; a range of quarters is the list of those within."""
    chosen = {name: [*getattr(filters, name)] for name in with_pandas.FIELDS}
    if filters.start or filters.end:
        last = filters.end or "9999"
        chosen["quarter"] = [each for each in {*quarters} if filters.start <= each <= last]
    return chosen


def _timed(answers: dict[str, Callable[[], Any]]) -> tuple[Milliseconds, Rows]:
    times = {name: _median_ms(answer) for name, answer in answers.items()}
    return times, {name: answer() for name, answer in answers.items()}


def _median_ms(function: Callable[[], object]) -> float:
    function()
    times: list[float] = []
    end = monotonic() + SECONDS
    while len(times) < FEWEST or (len(times) < REPEATS and monotonic() < end):
        start = perf_counter()
        function()
        times.append(1000 * (perf_counter() - start))
    return median(times)


def _name(sql: str) -> str:
    text = sql.split("\n", 1)[-1] if sql.startswith("WITH selected") else sql
    if text.startswith("WITH tested"):
        return COUNTS
    return NAMES.get(text, "Others")


def _is_large(data: Path) -> bool:
    rounds: int = pl.scan_parquet(data / "rounds.parquet").select(pl.len()).collect().item()
    return rounds >= database.MANY_ROUNDS


@contextmanager
def _opened(data: Path, all_threads: bool) -> Iterator[database.Database]:
    """The app's tables with one thread or with all, and with more memory than the app takes."""
    with patch.object(database, "MANY_ROUNDS", 0 if all_threads else inf):
        opened = database.open_database(data, MEMORY_LIMIT)
    try:
        yield opened
    finally:
        opened.connection.close()
