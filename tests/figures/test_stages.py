"""The figures of the stages page against calculations in plain Python."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from pathlib import Path
from statistics import median, quantiles
from typing import Any

import polars as pl
import pytest

from lib.database import Database, select
from lib.figures import graduation, months_between_rounds
from lib.figures.figure import Figure
from lib.figures.round_sizes_by_stage import MOST_POINTS, round_sizes_by_stage
from lib.figures.stage_growth import (
    PUBLISHED_SQL,
    comparable,
    days,
    periods,
    published_period,
    spanning,
    stage_growth,
    year_before,
)
from lib.filters import Filters

DATA = Path(__file__).parents[2] / "data"
AGGREGATES = {
    row["aggregate_id"]: row["value"]
    for row in pl.read_parquet(DATA / "aggregates.parquet").to_dicts()
}
CONFIRMED = pl.col("status").is_in(["completed", "announced"])
SELECTIONS: dict[str, tuple[Filters, pl.Expr]] = {
    "default": (Filters(), CONFIRMED),
    "china": (Filters(region=("China",)), CONFIRMED & (pl.col("region") == "China")),
    "large_american_since_2024": (
        Filters("2024-Q1", country=("United States",), min_amount_usd=10**8),
        CONFIRMED
        & (pl.col("announced_date") >= date(2024, 1, 1))
        & (pl.col("country") == "United States")
        & (pl.col("amount_usd") >= 1e8),
    ),
    "early_until_2024": (
        Filters(end="2024-Q4", stage_group=("Early",)),
        CONFIRMED
        & (pl.col("announced_date") <= date(2024, 12, 31))
        & (pl.col("stage_group") == "Early"),
    ),
    "also_rumoured": (
        Filters(status=("completed", "rumoured")),
        pl.col("status").is_in(["completed", "rumoured"]),
    ),
}
every_selection = pytest.mark.parametrize(
    ("filters", "condition"), SELECTIONS.values(), ids=SELECTIONS
)
SERIES = ["Pre-seed", "Seed", *(f"Series {letter}" for letter in "ABCDEFG"), "Series H and later"]
Row = dict[str, Any]
Small = Callable[..., Database]


def found_by(figure: Figure, database: Database, filters: Filters | None = None) -> pl.DataFrame:
    return select(database, figure.sql, filters or Filters(), **figure.params)


def approx(value: float | None) -> Any:
    return None if value is None else pytest.approx(value)


def quartiles(values: list[float]) -> tuple[float | None, float | None, float | None]:
    """Quartiles of five values or more, interpolated between the two nearest."""
    if len(values) < 5:
        return None, None, None
    lower, middle, upper = quantiles(values, n=4, method="inclusive")
    assert middle == pytest.approx(median(values))
    return lower, middle, upper


# Growth of early and late stage

UNLIMITED = {
    SELECTIONS["large_american_since_2024"][0]: CONFIRMED
    & (pl.col("country") == "United States")
    & (pl.col("amount_usd") >= 1e8),
    SELECTIONS["early_until_2024"][0]: CONFIRMED & (pl.col("stage_group") == "Early"),
}
PAIRS = [("2026-Q1", "2025-Q1"), ("2025", "2024"), ("2024-Q2", "2025-Q4"), ("2026-Q1", "2026-Q1")]


@every_selection
@pytest.mark.parametrize(("period", "against"), PAIRS)
def test_stage_growth(
    period: str,
    against: str,
    filters: Filters,
    condition: pl.Expr,
    database: Database,
    rounds: pl.DataFrame,
) -> None:
    # The time range of the filters gives way to the two periods.
    names = {"2026-Q1": "Q1 2026", "2025-Q1": "Q1 2025", "2024-Q2": "Q2 2024", "2025-Q4": "Q4 2025"}
    kept = rounds.filter(UNLIMITED.get(filters, condition)).to_dicts()
    known = rounds.filter(CONFIRMED).to_dicts()
    wanted = []
    for stage in ("Late", "Early", "Seed"):
        both = list(dict.fromkeys([against, period]))
        cells = {each: in_period(kept, stage, each) for each in both}
        if not any(cells.values()):
            continue
        whole = all(len(cells[each]) == len(in_period(known, stage, each)) for each in both)
        amounts = {each: [r["amount_usd"] for r in cells[each] if r["amount_usd"]] for each in both}
        rated = against != period and all(len(known) >= 5 for known in amounts.values())
        for each in both:
            total, growth, basis = published(stage, each, against) if whole else (None, None, None)
            wanted.append(
                {
                    "stage": stage,
                    "period": names.get(each, each),
                    "rounds": len(cells[each]),
                    "disclosed": len(amounts[each]),
                    "capital_usd": pytest.approx(sum(amounts[each])),
                    "growth": approx(sum(amounts[period]) / sum(amounts[against]) - 1)
                    if rated and each == period
                    else None,
                    "published_usd": approx(total),
                    "published_growth": approx(growth) if each == period else None,
                    "published_basis": basis,
                    "is_unfinished": False,
                    "is_published": bool({"2026-Q1", "2025-Q1"} & set(both)),
                    "source_id": "article-capital-paradox" if total else None,
                }
            )
    found = found_by(stage_growth(period, against), database, spanning(filters, period, against))
    assert found.to_dicts() == wanted


def in_period(rows: list[Row], stage: str, period: str) -> list[Row]:
    first, last = {
        "2026-Q1": (date(2026, 1, 1), date(2026, 3, 31)),
        "2025-Q1": (date(2025, 1, 1), date(2025, 3, 31)),
        "2024-Q2": (date(2024, 4, 1), date(2024, 6, 30)),
        "2025-Q4": (date(2025, 10, 1), date(2025, 12, 31)),
        "2025": (date(2025, 1, 1), date(2025, 12, 31)),
        "2024": (date(2024, 1, 1), date(2024, 12, 31)),
    }[period]
    return [r for r in rows if r["stage_group"] == stage and first <= r["announced_date"] <= last]


def published(
    stage: str, period: str, against: str
) -> tuple[float | None, float | None, str | None]:
    """What the article states of the first quarter of 2026, and implies of the one before."""
    rows = {"Late": ("A09", "A10"), "Early": ("A11", "A12")}
    if stage not in rows or period not in ("2026-Q1", "2025-Q1"):
        return None, None, None
    total, percent = (AGGREGATES[each] for each in rows[stage])
    if period == "2026-Q1":
        return total, percent / 100 if against == "2025-Q1" else None, "stated"
    return total / (1 + percent / 100), None, "worked out from its growth"


def test_published_totals_of_a_stage_are_stated_once() -> None:
    rows = pl.read_parquet(DATA / "aggregates.parquet").filter(
        pl.col("dimension") == "stage",
        pl.col("status") == "completed",
        pl.col("scope").str.starts_with("venture funding"),
        pl.col("measure").is_in(["funding", "yoy_pct"]),
    )
    assert rows.height >= 4
    assert rows.select("dimension_value", "measure", "period_start", "period_end").is_unique().all()


def test_default_period_is_the_newest_that_has_published_totals(database: Database) -> None:
    rows = select(database, PUBLISHED_SQL)
    assert published_period(rows, database.coverage) == "2026-Q1"
    assert published_period(rows.clear(), ("2024-Q1", "2025-Q3")) == "2025-Q3"
    year = pl.DataFrame({"period_start": [date(2025, 1, 1)], "period_end": [date(2025, 12, 31)]})
    assert published_period(year, database.coverage) == "2025"
    assert year_before("2026-Q1", database.coverage) == "2025-Q1"


def test_periods_are_those_of_the_data() -> None:
    found = periods(("2024-Q3", "2025-Q2"))
    assert list(found.items()) == [
        ("2025", "2025"),
        ("2025-Q2", "Q2 2025"),
        ("2025-Q1", "Q1 2025"),
        ("2024", "2024"),
        ("2024-Q4", "Q4 2024"),
        ("2024-Q3", "Q3 2024"),
    ]
    assert list(comparable("2024", ("2024-Q3", "2025-Q2"))) == ["2025", "2024"]
    assert year_before("2025-Q2", ("2024-Q3", "2025-Q2")) == "2024-Q3"
    assert year_before("2025", ("2024-Q3", "2025-Q2")) == "2024"
    assert year_before("2024", ("2024-Q3", "2025-Q2")) == "2024"
    assert days("2024-Q4") == (date(2024, 10, 1), date(2024, 12, 31))
    assert days("2024") == (date(2024, 1, 1), date(2024, 12, 31))


def test_the_two_periods_stand_in_for_the_time_range() -> None:
    filters = Filters("2013-Q3", "2013-Q4", region=("China",))
    assert spanning(filters, "2024", "2025") == Filters("2024-Q1", "2025-Q4", region=("China",))
    assert spanning(filters, "2026-Q1", "2025-Q3") == Filters(
        "2025-Q3", "2026-Q1", region=("China",)
    )


def stage_rounds(stage: str, day: date, amounts: list[float | None]) -> list[Row]:
    series = {"Seed": "Seed", "Early": "Series A", "Late": "Series C"}[stage]
    common = {"stage_group": stage, "stage": series, "announced_date": day}
    return [common | {"amount_usd": amount} for amount in amounts]


IN_2023, IN_2024, IN_2025 = date(2023, 5, 1), date(2024, 5, 1), date(2025, 5, 1)
THE_END = stage_rounds("Seed", date(2026, 1, 1), [1e6])


@pytest.mark.parametrize(
    ("rounds", "words"),
    [
        (
            [
                *stage_rounds("Late", IN_2024, [1e8] * 5),
                *stage_rounds("Late", IN_2025, [1.5e8] * 6),
                *stage_rounds("Early", IN_2024, [1e7] * 5),
                *stage_rounds("Early", IN_2025, [8e6] * 5),
            ],
            "From 2024 to 2025 tracked capital changed: late-stage by +80% and early-stage by -20%",
        ),
        (
            [
                *stage_rounds("Late", IN_2024, [1e8] * 4 + [None]),
                *stage_rounds("Late", IN_2025, [2e8] * 6),
                *stage_rounds("Early", IN_2025, [None]),
            ],
            "2025 brought $1.2B late-stage and no known early-stage amount, "
            "with no rate of growth against 2024",
        ),
        (
            stage_rounds("Seed", IN_2024, [1e6]),
            "2025 brought no seed-stage round, with no rate of growth against 2024",
        ),
        (
            [
                *stage_rounds("Seed", IN_2024, [1e6] * 5),
                *stage_rounds("Seed", IN_2025, [2e6] * 5),
            ],
            "From 2024 to 2025 tracked capital changed: seed-stage by +100%",
        ),
    ],
)
def test_headline_of_stage_growth(rounds: list[Row], words: str, small_database: Small) -> None:
    database = small_database(*rounds, *THE_END)
    figure = stage_growth("2025", "2024")
    rows = found_by(figure, database)
    assert figure.headline(rows) == words
    assert figure.remark(rows).startswith("No published totals by stage cover these periods. ")
    assert ("mind the number of rounds" in figure.remark(rows)) == words.startswith("From")
    assert ("A rate needs 5 rounds" in figure.remark(rows)) != words.startswith("From")


def test_headline_names_the_published_growth(database: Database) -> None:
    figure = stage_growth("2026-Q1", "2025-Q1")
    rows = found_by(figure, database)
    late, early, _ = rows.filter(period="Q1 2026").to_dicts()
    shares = [f"{row['capital_usd'] / row['published_usd']:.0%}" for row in (late, early)]
    assert figure.headline(rows) == (
        "From Q1 2025 to Q1 2026 published capital changed: late-stage by +205% and early-stage "
        f"by +41%; rounds tracked here hold {shares[0]} and {shares[1]} of it"
    )
    remark = figure.remark(rows)
    assert remark.startswith("The published totals probably count all sectors")
    assert re.search(r"held \d\d% at late stage and \d.\d% at early stage in Q1 2025\.", remark)
    china = found_by(figure, database, Filters(region=("China",)))
    assert "published" not in figure.headline(china)
    assert "left out, because the filters take rounds away" in figure.remark(china)


def test_an_unfinished_period_has_no_rate(small_database: Small) -> None:
    database = small_database(
        *stage_rounds("Late", IN_2023, [1e8] * 5),
        *stage_rounds("Late", IN_2024, [1e8] * 5),
        *stage_rounds("Late", IN_2025, [1e8] * 5),
    )
    figure = stage_growth("2025", "2024")
    rows = found_by(figure, database)
    assert rows["growth"].to_list() == [None, None]
    assert rows["is_unfinished"].to_list() == [False, True]
    words = "2025 so far brought $500M late-stage, with no rate of growth against 2024"
    assert figure.headline(rows) == words
    assert figure.remark(rows).endswith("does not reach the end of 2025: no rate is stated.")
    complete = found_by(stage_growth("2024", "2023"), database)
    assert complete["growth"].to_list() == [None, 0]


def test_reversed_and_equal_periods(small_database: Small) -> None:
    database = small_database(
        *stage_rounds("Late", IN_2023, [1e8] * 5),
        *stage_rounds("Late", IN_2024, [2e8] * 5),
        *THE_END,
    )
    figure = stage_growth("2023", "2024")
    rows = found_by(figure, database)
    assert rows.select("period", "growth").rows() == [("2024", None), ("2023", -0.5)]
    words = "From 2024 to 2023 tracked capital changed: late-stage by -50%"
    assert figure.headline(rows) == words
    same = stage_growth("2024", "2024")
    rows = found_by(same, database)
    assert rows.select("period", "capital_usd", "growth").rows() == [("2024", 1e9, None)]
    words = "2024 brought $1B late-stage: choose another period to see the growth"
    assert same.headline(rows) == words


def test_no_round_in_the_two_periods(small_database: Small) -> None:
    debt = {"stage_group": "Debt", "stage": "Debt", "kind": "debt", "announced_date": IN_2024}
    database = small_database(*stage_rounds("Late", IN_2023, [1e8] * 5), debt, *THE_END)
    assert found_by(stage_growth("2025", "2024"), database).is_empty()
    assert found_by(stage_growth("2025", "2023"), database).height == 2


# Sizes of rounds


@every_selection
@pytest.mark.parametrize("view", ["year", "all"])
def test_round_sizes_by_stage(
    view: str, filters: Filters, condition: pl.Expr, database: Database, rounds: pl.DataFrame
) -> None:
    found = found_by(round_sizes_by_stage(view), database, filters)
    rows = [
        row | {"period": str(row["announced_date"].year) if view == "year" else "All selected"}
        for row in rounds.filter(condition).to_dicts()
        if row["amount_usd"] and row["stage_group"] in ("Seed", "Early", "Late")
    ]
    wanted = []
    for period in sorted({row["period"] for row in rows}):
        for phase in ("Seed", "Early", "Late"):
            sizes = [
                row["amount_usd"]
                for row in rows
                if (row["period"], row["stage_group"]) == (period, phase)
            ]
            if sizes:
                wanted.append((period, phase, len(sizes), *map(approx, quartiles(sizes))))
    summaries = found.filter(pl.col("mark") == "summary")
    names = ["lower_quartile_usd", "median_usd", "upper_quartile_usd"]
    assert summaries.select("period", "phase", "rounds", *names).rows() == wanted
    points = found.filter(pl.col("mark") == "round")
    drawn = points.select("period", "phase", "company", "announced_date", "amount_usd").rows()
    order = ["period", "stage_group", "company", "announced_date", "amount_usd"]
    assert sorted(drawn) == sorted(tuple(row[name] for name in order) for row in rows)
    newest = max(rounds.filter(CONFIRMED)["announced_date"])
    unfinished = [view == "year" and date(int(row[0]), 12, 31) > newest for row in wanted]
    assert summaries["is_unfinished"].to_list() == unfinished


def test_more_rounds_than_dots(database: Database) -> None:
    everything = found_by(round_sizes_by_stage("year"), database)
    capped = round_sizes_by_stage("year", most=100)
    rows = found_by(capped, database)
    summary = pl.col("mark") == "summary"
    assert rows.filter(summary).equals(everything.filter(summary))
    assert rows.filter(~summary).height == 100
    rounds = everything.filter(~summary).height
    words = f"100 of {rounds:,} rounds are drawn as dots; the boxes rest on all of them."
    assert capped.remark(rows) == words
    assert round_sizes_by_stage("year").remark(everything) == ""
    assert rows.equals(found_by(capped, database))
    # A sample led by size or date would miss the middle.
    kept = rows.filter(~summary).group_by("phase").len()
    assert kept["len"].min() > 5  # type: ignore[operator]
    assert MOST_POINTS + everything.filter(summary).height * 2 <= 2_000


def test_dots_without_a_box(small_database: Small) -> None:
    four = stage_rounds("Seed", IN_2024, [1e6, 2e6, 3e6, 4e6])
    nothing = stage_rounds("Late", IN_2024, [None, 0.0])
    database = small_database(*four, *nothing, *THE_END)
    figure = round_sizes_by_stage("year")
    rows = found_by(figure, database)
    assert rows["phase"].unique().to_list() == ["Seed"]
    assert rows["median_usd"].null_count() == rows.height == 7
    assert figure.headline(rows) == "5 rounds with an amount, too few of any stage for a median"
    all_years = round_sizes_by_stage("all")
    rows = found_by(all_years, database)
    assert rows["median_usd"].drop_nulls().to_list() == [2e6]
    assert all_years.headline(rows) == "The median round is $2M at seed stage"


def test_headline_of_round_sizes_by_stage(small_database: Small) -> None:
    database = small_database(
        *stage_rounds("Early", IN_2023, [1e7] * 5),
        *stage_rounds("Early", IN_2024, [2e7] * 5),
        *stage_rounds("Late", IN_2024, [1e8] * 6),
        *stage_rounds("Early", IN_2025, [9e7] * 4),
    )
    figure = round_sizes_by_stage("year")
    words = "The median early-stage round went from $10M in 2023 to $20M in 2024"
    assert figure.headline(found_by(figure, database)) == words
    late = found_by(figure, database, Filters(stage_group=("Late",)))
    assert figure.headline(late) == "The median late-stage round is $100M in 2024"
    figure = round_sizes_by_stage("all")
    words = "The median round is $20M at early stage and $100M at late stage"
    assert figure.headline(found_by(figure, database)) == words


def test_the_year_of_the_newest_round_is_so_far(small_database: Small) -> None:
    database = small_database(*stage_rounds("Early", IN_2025, [9e7] * 5))
    figure = round_sizes_by_stage("year")
    words = "The median early-stage round is $90M in 2025 so far"
    assert figure.headline(found_by(figure, database)) == words


# Time between series, and graduation


def firsts(rounds: pl.DataFrame, chosen: set[str]) -> dict[str, dict[int, Row]]:
    """First round of each series, by company; rumoured ones only where chosen."""
    companies: dict[str, dict[int, Row]] = {}
    for row in rounds.sort("announced_date", "round_id").to_dicts():
        usable = row["status"] in ("completed", "announced") or row["round_id"] in chosen
        if (
            usable
            and row["stage"] in SERIES
            and row["date_precision"] in ("day", "month")
            and row["caveat"] != "total of several rounds"
        ):
            companies.setdefault(row["company"], {}).setdefault(SERIES.index(row["stage"]), row)
    return companies


@every_selection
def test_months_between_rounds(
    filters: Filters, condition: pl.Expr, database: Database, rounds: pl.DataFrame
) -> None:
    chosen = set(rounds.filter(condition)["round_id"])
    months: dict[int, list[float]] = {}
    for series in firsts(rounds, chosen).values():
        for step, latter in series.items():
            former = series.get(step - 1)
            if former and latter["round_id"] in chosen:
                passed = (latter["announced_date"] - former["announced_date"]).days
                if passed > 0:
                    months.setdefault(step, []).append(passed * 12 / 365.25)
    wanted = [
        (SERIES[step - 1], SERIES[step], len(found), *map(approx, quartiles(found)))
        for step, found in sorted(months.items())
    ]
    assert wanted
    assert found_by(months_between_rounds.FIGURE, database, filters).rows() == wanted


@every_selection
def test_graduation(
    filters: Filters, condition: pl.Expr, database: Database, rounds: pl.DataFrame
) -> None:
    chosen = set(rounds.filter(condition)["round_id"])
    newest = max(rounds.filter(CONFIRMED)["announced_date"])
    cohorts: dict[int, list[bool]] = {}
    for series in firsts(rounds, chosen).values():
        for step, first in series.items():
            start = first["announced_date"]
            until = two_years_after(start)
            if first["round_id"] in chosen and until <= newest and step < len(SERIES) - 1:
                later = [row["announced_date"] for place, row in series.items() if place > step]
                cohorts.setdefault(step, []).append(any(start < day <= until for day in later))
    wanted = [
        (
            SERIES[step],
            len(cohort),
            sum(cohort),
            pytest.approx(sum(cohort) / len(cohort)) if len(cohort) >= 5 else None,
        )
        for step, cohort in sorted(cohorts.items())
    ]
    found = found_by(graduation.FIGURE, database, filters).rows()
    assert wanted
    assert found == wanted


def two_years_after(day: date) -> date:
    leap_day = (day.month, day.day) == (2, 29)
    return date(day.year + 2, 2, 28) if leap_day else day.replace(year=day.year + 2)


def series_round(company: str, stage: str, day: date, **changes: Any) -> Row:
    group = "Seed" if "eed" in stage else "Early" if stage[-1] in "AB" else "Late"
    return {"company": company, "stage": stage, "stage_group": group, "announced_date": day} | (
        changes
    )


def test_pairs_of_series(small_database: Small) -> None:
    start, later, end = date(2020, 1, 1), date(2021, 1, 1), date(2025, 1, 1)
    database = small_database(
        # An extension does not start the clock again.
        series_round("One", "Series A", start),
        series_round("One", "Series A", date(2020, 9, 1)),
        series_round("One", "Series B", later),
        # The step in between is not tracked: no pair.
        series_round("Two", "Seed", start),
        series_round("Two", "Series B", later),
        # Both on one day, or the wrong way round: nothing to measure.
        series_round("Three", "Series C", start),
        series_round("Three", "Series D", start),
        series_round("Four", "Series C", later),
        series_round("Four", "Series D", start),
        # Known to the year only, or several rounds in one.
        series_round("Five", "Series A", start, date_precision="year"),
        series_round("Five", "Series B", later),
        series_round("Six", "Series A", start),
        series_round("Six", "Series B", later, caveat="total of several rounds"),
        series_round("Seven", "Series F", end),
    )
    figure = months_between_rounds.FIGURE
    rows = found_by(figure, database)
    assert rows.rows() == [("Series A", "Series B", 1, None, None, None)]
    words = "Only 1 pair of consecutive series, too few of any for a median time"
    assert figure.headline(rows) == words
    # Seed to B skips a series and still graduates; days that coincide do not.
    found = dict(
        found_by(graduation.FIGURE, database)
        .select("series", pl.concat_list("companies", "graduates"))
        .rows()
    )
    assert found == {
        "Seed": [1, 1],
        "Series A": [2, 1],
        "Series B": [3, 0],
        "Series C": [2, 0],
        "Series D": [2, 0],
    }


def test_filters_choose_one_round_of_a_pair(small_database: Small) -> None:
    database = small_database(
        series_round("One", "Series A", date(2020, 1, 1), amount_usd=1e6),
        series_round("One", "Series B", date(2021, 1, 1), amount_usd=1e8),
        series_round("Two", "Series A", date(2024, 1, 1), amount_usd=1e6),
        series_round("Two", "Series B", date(2025, 1, 1), amount_usd=1e6, status="rumoured"),
        series_round("End", "Series C", date(2025, 6, 1), amount_usd=1e6),
    )

    def pairs(**values: Any) -> list[int]:
        figure = months_between_rounds.FIGURE
        return found_by(figure, database, Filters(**values))["companies"].to_list()

    assert pairs() == pairs(min_amount_usd=10**8) == pairs(start="2021-Q1") == [1]
    assert pairs(end="2020-Q4") == pairs(stage=("Series A",)) == []
    assert pairs(status=("completed", "rumoured")) == [2]
    assert pairs(status=("rumoured",)) == [1]


@pytest.mark.parametrize(
    ("graduates", "words"),
    [
        (0, "No later series of 6 Series A companies is tracked within 24 months"),
        (3, "At least 50% of 6 Series A companies raised a later series within 24 months"),
    ],
)
def test_headline_of_graduation(graduates: int, words: str, small_database: Small) -> None:
    start = date(2020, 2, 29)
    database = small_database(
        *(series_round(f"Company {i}", "Series A", start) for i in range(6)),
        *(series_round(f"Company {i}", "Series C", date(2022, 2, 28)) for i in range(graduates)),
        # A day late.
        series_round("Company 5", "Series B", date(2022, 3, 1)),
    )
    figure = graduation.FIGURE
    rows = found_by(figure, database)
    assert figure.headline(rows) == words
    assert rows.row(0) == ("Series A", 6, graduates, graduates / 6)


def test_too_few_and_too_young_companies(small_database: Small) -> None:
    database = small_database(
        series_round("Old", "Series A", date(2023, 1, 31)),
        series_round("Young", "Series A", date(2023, 2, 1)),
        series_round("End", "Seed", date(2025, 1, 31)),
    )
    figure = graduation.FIGURE
    rows = found_by(figure, database)
    assert rows.rows() == [("Series A", 1, 0, None)]
    words = "Too few companies watched for 24 months to state a share of graduates"
    assert figure.headline(rows) == words
    assert found_by(figure, database, Filters(company=("Young",))).is_empty()


@pytest.mark.parametrize(
    ("steps", "words"),
    [
        (
            {"Series A": 5, "Series B": 7, "Series C": 6},
            "The median company took 12 months from Series A to Series B "
            "and 12 months from Series B to Series C",
        ),
        ({"Series A": 5}, "The median company took 12 months from Seed to Series A"),
    ],
)
def test_headline_of_months(steps: dict[str, int], words: str, small_database: Small) -> None:
    database = small_database(
        *(
            series_round(f"{latter} {i}", each, day)
            for latter, number in steps.items()
            for i in range(number)
            for each, day in [
                (SERIES[SERIES.index(latter) - 1], date(2020, 1, 1)),
                (latter, date(2021, 1, 1)),
            ]
        )
    )
    figure = months_between_rounds.FIGURE
    rows = found_by(figure, database)
    assert rows["companies"].to_list() == list(steps.values())
    assert rows["median_months"].to_list() == [pytest.approx(366 * 12 / 365.25)] * len(steps)
    assert figure.headline(rows) == words
