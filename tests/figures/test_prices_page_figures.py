"""Every number of the prices page against plain loops over the stored rows."""

from __future__ import annotations

import math
from collections import defaultdict
from datetime import date
from pathlib import Path
from statistics import linear_regression, median
from typing import Any

import polars as pl
import pytest

from lib.database import Database, select
from lib.figures.figure import Figure
from lib.figures.fixed_capability import FIGURE as FIXED
from lib.figures.model_prices import (
    DEVELOPERS_SQL,
    LEVELS,
    LEVELS_SQL,
    level_options,
    price_words,
    times_words,
)
from lib.figures.price_against_score import price_against_score
from lib.figures.price_cuts import FIGURE as CUTS
from lib.figures.price_history import FIGURE as HISTORY
from lib.figures.scope import scope
from lib.figures.window_price import FIGURE as WINDOW
from lib.filters import Filters
from tests.conftest import OpenedWith

DATA = Path(__file__).parents[2] / "data"
PRICES = pl.read_parquet(DATA / "prices.parquet").sort("date").to_dicts()
CAPABILITY = pl.read_parquet(DATA / "capability.parquet").to_dicts()
SCORES = pl.read_parquet(DATA / "scores.parquet").filter("is_best").to_dicts()
TEXT = [row for row in pl.read_parquet(DATA / "arena.parquet").to_dicts() if row["board"] == "text"]
NEWEST = max(row["date"] for row in TEXT)
RATINGS = {row["model"]: row["rating"] for row in TEXT if row["date"] == NEWEST}
RESULTS: dict[tuple[str, str], list[float]] = defaultdict(list)
for each in CAPABILITY:
    RESULTS["eci", each["model"]].append(each["eci"])
for each in SCORES:
    RESULTS[each["benchmark"], each["model"]].append(100 * each["score"])
LAST = date(2026, 11, 22)
STUDENT = {3: 3.182, 4: 2.776, 5: 2.571, 6: 2.447}
SELECTIONS: dict[str, tuple[Filters, tuple[str, ...]]] = {
    "default": (Filters(), ()),
    "china_since_2025": (Filters("2025-Q1", region=("China",)), ()),
    "until_2025": (Filters(end="2025-Q2"), ()),
    "two_developers": (Filters(region=("United States",)), ("OpenAI", "Google")),
    "one_company": (Filters(company=("Anthropic",)), ()),
}
MEASURES = ("blended", "input", "output")
every_selection = pytest.mark.parametrize("selection", SELECTIONS)
every_measure = pytest.mark.parametrize("measure", MEASURES)

Row = dict[str, Any]


def price(row: Row, measure: str) -> float:
    paid, written = row["input_usd_per_mtok"], row["output_usd_per_mtok"]
    return {"input": paid, "output": written, "blended": 0.75 * paid + 0.25 * written}[measure]


def within(row: Row, selection: str, first_day: date | None = None) -> bool:
    filters, developers = SELECTIONS[selection]
    wanted = developers or filters.company
    days = scope(filters)
    return (
        (not filters.region or row["region"] in filters.region)
        and (not wanted or row["organization"] in wanted)
        and (first_day or days["first_day"]) <= row["date"] <= days["last_day"]
    )


def rows_of(figure: Figure, database: Database, selection: str, **params: Any) -> pl.DataFrame:
    filters, developers = SELECTIONS[selection]
    given = figure.given(**(scope(filters, developers) | params))
    return given.arrange(select(database, given.sql, filters, **given.params))


def score(row: Row, benchmark: str) -> float | None:
    """Score of the version of a price; of all versions where the benchmark joins them."""
    if benchmark == "arena":
        return RATINGS.get(row["arena_model"])
    if row["capability_model"] is None:
        return None
    for name in (row["capability_model"], row["model"]):
        if found := RESULTS.get((benchmark, name)):
            return max(found)
    return None


def records(selection: str, measure: str, benchmark: str, level: float) -> list[Row]:
    """Prices at the level, each below all of earlier days and before it on its own day."""
    start = scope(SELECTIONS[selection][0])["first_day"]
    offers = [row for row in PRICES if within(row, selection, date.min)]
    good = [row for row in offers if (score(row, benchmark) or -1e9) >= level]
    good.sort(key=lambda row: (row["date"], price(row, measure), row["organization"]))
    kept: list[Row] = []
    for row in good:
        if not kept or price(row, measure) < price(kept[-1], measure) - 1e-9:
            kept.append(row)
    # The last one before the time range still stands when it begins.
    before = [row for row in kept if row["date"] < start]
    inside = [row for row in kept if row["date"] >= start]
    return inside if inside and inside[0]["date"] == start else before[-1:] + inside


@every_selection
@every_measure
def test_history_draws_every_price(database: Database, selection: str, measure: str) -> None:
    rows = rows_of(HISTORY, database, selection, measure=measure)
    expected = [row for row in PRICES if within(row, selection)]
    assert rows.height == len(expected)
    found = {(r["organization"], r["model"], r["date"]): r for r in rows.to_dicts()}
    before: dict[tuple[str, str], float] = {}
    for row in PRICES:
        name = (row["organization"], row["model"])
        if within(row, selection):
            drawn = found[*name, row["date"]]
            assert drawn["price"] == pytest.approx(price(row, measure), abs=1e-6)
            change = drawn["change"]
            assert (change is None) == (name not in before)
            if change is not None:
                assert change == pytest.approx(price(row, measure) / before[name] - 1, abs=1e-5)
        before[name] = price(row, measure)


@every_selection
def test_history_says_the_median_of_new_models(database: Database, selection: str) -> None:
    rows = rows_of(HISTORY, database, selection, measure="input")
    by_year: dict[int, list[float]] = defaultdict(list)
    for row in PRICES:
        if within(row, selection) and row["event"] == "added":
            by_year[row["date"].year].append(price(row, "input"))
    years = sorted(year for year, found in by_year.items() if len(found) >= 5)
    first, last = by_year[years[0]], by_year[years[-1]]
    assert HISTORY.headline(rows) == (
        f"The median newly listed model cost {price_words(median(first))} in {years[0]} and "
        f"{price_words(median(last))} in {years[-1]}, input price "
        f"({len(first)} and {len(last)} models)"
    )
    cuts = sum(row["event"] == "price cut" and within(row, selection) for row in PRICES)
    assert f"with {cuts} price cut" in HISTORY.remark(rows)


def test_names_of_cuts_keep_apart(database: Database) -> None:
    rows = rows_of(HISTORY, database, "default").drop_nulls("label")
    assert 2 <= rows.height <= 6
    assert set(rows["mark"]) == {"Price cut"}
    assert rows["change"].min() == pytest.approx(-0.9)


@every_selection
@pytest.mark.parametrize(
    ("benchmark", "level", "measure"),
    [("eci", 120, "blended"), ("eci", 150, "input"), ("GPQA Diamond", 80, "output"),
     ("OTIS Mock AIME 2024-2025", 50, "blended"), ("arena", 1400, "blended")],
)  # fmt: skip
def test_records_of_a_fixed_capability(
    database: Database, selection: str, benchmark: str, level: int, measure: str
) -> None:
    chosen = {"benchmark": benchmark, "level": level, "measure": measure}
    rows = rows_of(FIXED, database, selection, **chosen)
    expected = records(selection, measure, benchmark, level)
    found = rows.filter("in_fit")
    assert found["price"].to_list() == pytest.approx(
        [price(row, measure) for row in expected], abs=1e-6
    )
    assert found["date"].to_list() == [row["date"] for row in expected]
    eligible = [
        row for row in PRICES if within(row, selection) and (score(row, benchmark) or -1e9) >= level
    ]
    first_day = scope(SELECTIONS[selection][0])["first_day"]
    assert rows.filter(pl.col("date") >= first_day).height == len(eligible)
    assert rows.height - len(eligible) == sum(row["date"] < first_day for row in expected)
    later = [
        sorted((other["date"], price(other, measure)) for other in PRICES
               if (other["organization"], other["model"]) == (row["organization"], row["model"])
               and row["date"] < other["date"] and within(other, selection, date.min)
               and (score(other, benchmark) or -1e9) >= level)
        for row in expected
    ]  # fmt: skip
    assert found["rose_later"].to_list() == [
        bool(next_ones) and next_ones[0][1] > price(row, measure)
        for row, next_ones in zip(expected, later, strict=True)
    ]


@pytest.mark.parametrize(
    ("benchmark", "level", "measure"),
    [("eci", 120, "blended"), ("eci", 150, "blended"), ("GPQA Diamond", 90, "input")],
)
def test_the_yearly_fall_is_ordinary_least_squares(
    database: Database, benchmark: str, level: int, measure: str
) -> None:
    chosen = {"benchmark": benchmark, "level": level, "measure": measure}
    row = rows_of(FIXED, database, "default", **chosen).row(0, named=True)
    expected = records("default", measure, benchmark, level)
    days = [each["date"].toordinal() / 365.25 for each in expected]
    logs = [math.log(price(each, measure)) for each in expected]
    slope, intercept = linear_regression(days, logs)
    rest = sum((log - intercept - slope * day) ** 2 for day, log in zip(days, logs, strict=True))
    spread = sum((day - sum(days) / len(days)) ** 2 for day in days)
    freedom = len(days) - 2
    margin = STUDENT[freedom] * math.sqrt(rest / freedom / spread)
    assert row["fitted"] == len(expected) >= 5
    assert row["growth"] == pytest.approx(math.exp(slope), rel=1e-6)
    assert row["growth_low"] == pytest.approx(math.exp(slope - margin), rel=0.01)
    assert row["growth_high"] == pytest.approx(math.exp(slope + margin), rel=0.01)
    words = FIXED.remark(rows_of(FIXED, database, "default", **chosen))
    years = days[-1] - days[0]
    fitted = f"A line through the {len(expected)} records, set within {years:.1f} years, falls "
    assert (f"{fitted}{times_words(math.exp(-slope))}-fold a year (95% interval" in words) == (
        years >= 1 and margin < -slope
    )


def test_the_fall_until_now_counts_the_time_without_records(database: Database) -> None:
    rows = rows_of(FIXED, database, "default", level=120, measure="blended")
    kept = records("default", "blended", "eci", 120)
    first, last = kept[0], kept[-1]
    years = (LAST - first["date"]).days / 365.25
    average = (price(first, "blended") / price(last, "blended")) ** (1 / years)
    assert FIXED.remark(rows).startswith(
        f"From Sep 2023 to Nov 2026 the lowest price fell {average:.1f}-fold a year on average. "
    )
    assert FIXED.headline(rows) == (
        "A model at the level of GPT-4 (Jun 2023) cost $37.50 in Sep 2023 and at its lowest $0.13 "
        f"in Oct 2024: {price(first, 'blended') / price(last, 'blended'):.0f} times less"
    )


def test_no_yearly_fall_of_less_than_a_year(database: Database) -> None:
    few = {"level": 120, "measure": "blended", "last_day": date(2024, 8, 1)}
    rows = rows_of(FIXED, database, "default", **few)
    assert rows["fitted"][0] == 5
    assert FIXED.remark(rows).startswith(
        "The 5 records span less than a year: no yearly fall is fitted. 5 records among "
    )


def test_a_record_that_did_not_last_is_told(database: Database) -> None:
    # DeepSeek-V3 began at $0.14 and $0.28 and rose in February 2025.
    rows = rows_of(FIXED, database, "china_since_2025", level=120)
    assert FIXED.headline(rows) == (
        "Among the chosen developers, the lowest price of a model at the level of GPT-4 "
        "(Jun 2023) was $0.17 (DeepSeek-V3, Jan 2025)"
    )
    assert "1 record did not last, as the price rose again." in FIXED.remark(rows)


def test_a_record_stands_when_the_time_range_begins(database: Database) -> None:
    rows = rows_of(FIXED, database, "default", level=120, first_day=date(2026, 1, 1))
    assert rows["model"][0] == "Gemini 1.5 Flash"
    assert rows["date"][0] == date(2024, 10, 13)
    assert rows["date"][1] >= date(2026, 1, 1)
    assert "is $0.13 (Gemini 1.5 Flash, Oct 2024)" in FIXED.headline(rows)


def test_too_few_records_have_no_fitted_fall(database: Database) -> None:
    rows = rows_of(FIXED, database, "default", level=130)
    assert rows.filter("in_fit").height < 5
    assert rows["growth"].null_count() == rows.height
    assert "Fewer than 5 record prices: no yearly fall is fitted." in FIXED.remark(rows)


def test_one_price_at_a_level(database: Database) -> None:
    rows = rows_of(FIXED, database, "one_company", level=167, first_day=date(2026, 9, 25))
    assert rows.height == 1
    assert "is $8 (Claude Opus 5.5, Sep 2026)" in FIXED.headline(rows)
    assert "the lowest price of a model at the level of " in FIXED.headline(rows)
    assert rows["label"].to_list() == ["Claude Opus 5.5"]


@pytest.mark.parametrize("benchmark", LEVELS)
def test_levels_are_named_after_the_first_priced_model(database: Database, benchmark: str) -> None:
    levels = list(LEVELS[benchmark])
    rows = select(database, LEVELS_SQL, levels=levels, benchmark=benchmark)
    assert rows["level"].to_list() == levels
    for level, model in rows.rows():
        good = [row for row in PRICES if (score(row, benchmark) or -1e9) >= level]
        day = min(row["date"] for row in good)
        best = max(score(row, benchmark) or 0 for row in good if row["date"] == day)
        names = {
            row["model"] if benchmark == "arena" else row["capability_model"]
            for row in good
            if row["date"] == day and score(row, benchmark) == best
        }
        assert model in names
    assert list(level_options(rows, benchmark)) == [str(level) for level in levels]


@every_selection
@pytest.mark.parametrize("benchmark", LEVELS)
@pytest.mark.parametrize("until", [date(2100, 1, 1), date(2025, 12, 31)])
def test_the_frontier_is_unbeaten(
    database: Database, selection: str, benchmark: str, until: date
) -> None:
    figure = price_against_score(benchmark)
    rows = rows_of(figure, database, selection, until=until)
    newest: dict[tuple[str, str], Row] = {}
    for row in PRICES:
        if within(row, selection) and row["date"] <= until and score(row, benchmark) is not None:
            newest[row["organization"], row["model"]] = row
    assert rows.height == len(newest)
    points = {
        name: (round(price(row, "blended"), 6), score(row, benchmark) or 0)
        for name, row in newest.items()
    }
    for row in rows.to_dicts():
        mine = points[row["organization"], row["model"]]
        assert (row["price"], row["score"]) == pytest.approx(mine)
        beaten = any(
            other != (row["organization"], row["model"])
            and cost <= mine[0]
            and points_of >= mine[1]
            and (cost, points_of) != mine
            for other, (cost, points_of) in points.items()
        )
        if row["is_frontier"]:
            assert not beaten
        else:
            assert beaten or list(points.values()).count(mine) > 1
    assert set(rows.drop_nulls("label")["is_frontier"]) <= {True}


@every_selection
def test_the_price_to_fill_the_window(database: Database, selection: str) -> None:
    rows = rows_of(WINDOW, database, selection)
    first: dict[tuple[str, str], Row] = {}
    for row in PRICES:
        first.setdefault((row["organization"], row["model"]), row)
    launched = [row for row in first.values() if within(row, selection)]
    known = [row for row in launched if row["context_tokens"]]
    assert rows.height == len(known)
    expected = {
        (row["organization"], row["model"]): row["input_usd_per_mtok"] * row["context_tokens"] / 1e6
        for row in known
    }
    for row in rows.to_dicts():
        assert row["fill_price"] == pytest.approx(expected[row["organization"], row["model"]])
    assert f"; {len(launched) - len(known)} more without a known window" in WINDOW.remark(rows)
    by_year: dict[int, list[float]] = defaultdict(list)
    for row in known:
        name = (row["organization"], row["model"])
        by_year[row["date"].year].append(expected[name])
    years = sorted(year for year, found in by_year.items() if len(found) >= 5)
    words = [f"{price_words(median(by_year[year]))} in {year}" for year in years[:: len(years) - 1]]
    assert all(each in WINDOW.headline(rows) for each in words)


@every_selection
@every_measure
def test_price_cuts(database: Database, selection: str, measure: str) -> None:
    rows = rows_of(CUTS, database, selection, measure=measure)
    before: dict[tuple[str, str], float] = {}
    expected: dict[tuple[str, date], float] = {}
    undone: set[tuple[str, date]] = set()
    for row in PRICES:
        name, now = (row["organization"], row["model"]), price(row, measure)
        old = before.get(name, now)
        if within(row, selection) and abs(now - old) > 1e-9:
            expected[row["model"], row["date"]] = now / old - 1
            later = [
                price(other, measure)
                for other in PRICES
                if (other["organization"], other["model"]) == name and other["date"] > row["date"]
                and within(other, selection)
            ]  # fmt: skip
            if now < old <= max(later, default=0) + 1e-9:
                undone.add((row["model"], row["date"]))
        before[name] = now
    found = {(row["model"], row["date"]): row["change"] for row in rows.to_dicts()}
    assert found == pytest.approx(expected, abs=1e-4)
    assert rows["date"].is_sorted(descending=True)
    cuts = [change for change in expected.values() if change < 0]
    words = f"{len(cuts)} price cut{'' if len(cuts) == 1 else 's'} of listed models since"
    assert CUTS.headline(rows).startswith(words)
    lasting = [change for key, change in expected.items() if change < 0 and key not in undone]
    assert f"the deepest that lasted was {-min(lasting):.0%}" in CUTS.headline(rows)
    assert f"{len(expected) - len(cuts)} price rise" in CUTS.remark(rows)
    back = rows.drop_nulls("since_then")
    assert set(back.select("model", "date").rows()) == undone
    assert CUTS.remark(rows).startswith(f"After {len(undone)} cut" if undone else "The list holds")


def test_a_cut_that_was_taken_back_is_not_the_deepest(database: Database) -> None:
    rows = rows_of(CUTS, database, "default")
    deepest = rows.sort("change").row(0, named=True)
    assert (deepest["model"], deepest["since_then"]) == ("Solar Pro4", "Old price came back")
    assert "90%" not in CUTS.headline(rows)
    assert "80% (o3, Jun 2025)" in CUTS.headline(rows)
    # Before the promotion ended nobody knew.
    rows = rows_of(CUTS, database, "default", last_day=date(2026, 9, 30))
    assert "90% (Solar Pro4, Aug 2026)" in CUTS.headline(rows)
    only = rows_of(CUTS, database, "default", organizations=["Upstage"]).filter(
        pl.col("change") < 0
    )
    assert CUTS.headline(only) == "1 price cut of listed models since 2026, taken back later"


def test_only_rises_are_no_cuts(database: Database) -> None:
    rows = rows_of(CUTS, database, "default").filter(pl.col("change") > 0)
    assert CUTS.headline(rows) == "No listed model cut its price, 14 prices rose since 2025"


def test_nothing_is_drawn_before_prices_begin(database: Database) -> None:
    for figure in (FIXED, HISTORY, WINDOW, CUTS, price_against_score("eci")):
        assert rows_of(figure, database, "default", last_day=date(2023, 9, 5)).is_empty()


def test_a_single_model_makes_a_sentence(database: Database) -> None:
    only = {"first_day": date(2023, 9, 6), "last_day": date(2023, 9, 7), "organizations": []}
    rows = rows_of(HISTORY, database, "default", **only).filter(pl.col("model") == "GPT-4")
    assert HISTORY.headline(rows) == "1 model at a blended price of $37.50"
    rows = rows_of(WINDOW, database, "default", **only).filter(pl.col("model") == "GPT-4")
    assert WINDOW.headline(rows) == "Filling the window of GPT-4 once costs $0.25"
    score = price_against_score("eci")
    rows = rows_of(score, database, "default", **only).filter(pl.col("model") == "GPT-4")
    assert score.headline(rows) == "Only GPT-4 has a price and a score: $37.50"


def test_a_cheaper_model_takes_the_record(opened_with: OpenedWith) -> None:
    cheap = pl.when(pl.col("model") == "GPT-5").then(0.001)
    names = ("input_usd_per_mtok", "output_usd_per_mtok")
    changed = pl.read_parquet(DATA / "prices.parquet").with_columns(
        *(cheap.otherwise(pl.col(name)).alias(name) for name in names)
    )
    rows = rows_of(FIXED, opened_with({"prices": changed}), "default", level=150)
    assert rows.filter("in_fit")["model"].to_list() == ["GPT-5"]
    assert rows.filter("in_fit")["edge"].to_list() == [LAST]


def test_developers_to_choose_from(database: Database) -> None:
    names = select(database, DEVELOPERS_SQL).to_series().to_list()
    assert sorted(names) == sorted({row["organization"] for row in PRICES})


@pytest.mark.parametrize(
    ("value", "words"),
    [(37.5, "$37.50"), (3, "$3"), (1.625, "$1.62"), (0.525, "$0.53"), (0.1, "$0.10"),
     (0.0625, "$0.062"), (0.0041, "$0.0041"), (1200, "$1,200")],
)  # fmt: skip
def test_prices_in_words(value: float, words: str) -> None:
    assert price_words(value) == words
