"""Figures of the page Capability, against plain Python over the stored tables."""

from __future__ import annotations

from calendar import monthrange
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from lib.analyses import SQL
from lib.database import Database, select
from lib.derived.models import GAP_DAYS
from lib.figures.arena_standing import arena_standing, board_words
from lib.figures.best_scores import LABELLED, best_scores
from lib.figures.figure import Figure
from lib.figures.frontier_gap import AGAINST, frontier_gap
from lib.figures.frontier_lag import frontier_lag
from lib.figures.model_league import model_league
from lib.figures.model_results import (
    BENCHMARKS_SQL,
    DEVELOPERS_SQL,
    MEASURES,
    benchmark_about,
    benchmark_words,
    worded,
)
from lib.figures.scope import scope
from lib.filters import Filters

DATA = Path(__file__).parents[2] / "data"
SCORES = pl.read_parquet(DATA / "scores.parquet")
CAPABILITY = pl.read_parquet(DATA / "capability.parquet")
ARENA = pl.read_parquet(DATA / "arena.parquet")
BENCHMARKS = pl.read_parquet(DATA / "benchmarks.parquet")
COMPANIES = set(pl.read_parquet(DATA / "companies.parquet")["company"])
NAMED = {"Google", "OpenAI", "Anthropic", "Meta", "xAI", "DeepSeek"}

SELECTIONS: dict[str, tuple[Filters, tuple[str, ...]]] = {
    "all": (Filters(), ()),
    "china": (Filters("2025-Q1", region=("China",)), ()),
    "openai": (Filters(company=("OpenAI",)), ()),
    "two": (Filters("2024-Q1", "2026-Q1", company=("xAI",)), ("Google", "Mistral AI")),
    "france": (Filters(country=("France",)), ()),
}
BOARDS = ("eci", "GPQA Diamond", "MMLU", "METR time horizon", "ARC-AGI-2", "WebDev Arena")
every_selection = pytest.mark.parametrize("selection", SELECTIONS)
every_benchmark = pytest.mark.parametrize("benchmark", BOARDS)
Row = dict[str, Any]


def rows_of(figure: Figure, database: Database, selection: str, **params: Any) -> pl.DataFrame:
    filters, organizations = SELECTIONS[selection]
    given = figure.given(**scope(filters, organizations), **params)
    return given.arrange(select(database, given.sql, filters, **given.params))


def unit_of(benchmark: str) -> str:
    return dict(BENCHMARKS.select("benchmark", "unit").rows()).get(benchmark, "eci")


def day_range(selection: str) -> tuple[date, date]:
    filters, _ = SELECTIONS[selection]
    start = {"": date(1900, 1, 1), "2025-Q1": date(2025, 1, 1), "2024-Q1": date(2024, 1, 1)}
    end = {"": date(2100, 1, 1), "2026-Q1": date(2026, 3, 31)}
    return start[filters.start], end[filters.end]


def among(row: Row, selection: str) -> bool:
    filters, organizations = SELECTIONS[selection]
    chosen = organizations or filters.company
    return (
        (not filters.region or row["region"] in filters.region)
        and (not filters.country or row["country"] in filters.country)
        and (not chosen or row["organization"] in chosen)
    )


def results(benchmark: str, selection: str, own: bool = True) -> list[Row]:
    """Score, interval and the rest of each model's best result, at any date, in no order."""
    found = []
    if benchmark == "eci":
        for row in CAPABILITY.to_dicts():
            ends = {"score": row["eci"], "low": row["eci_low"], "high": row["eci_high"]}
            found.append(row | ends | {"is_vendor_reported": False})
    for row in SCORES.filter(is_best=True, benchmark=benchmark).to_dicts():
        share = row["unit"] == "share"
        scale = 100 if share else 1
        low, high, error = row["score_low"], row["score_high"], row["standard_error"]
        if error is not None and low is None:
            low, high = row["score"] - 1.96 * error, row["score"] + 1.96 * error
        ends = {
            "score": scale * row["score"],
            "low": None if low is None else max(0, scale * low),
            "high": None if high is None else min(100, scale * high) if share else high,
        }
        found.append(row | ends | {"is_second_hand": False})
    return [
        row for row in found if among(row, selection) and (own or not row["is_vendor_reported"])
    ]


def frontier(rows: list[Row]) -> list[tuple[date, float]]:
    """Day and score of each new best, of fits that can be compared."""
    best: list[tuple[date, float]] = []
    for row in sorted(rows, key=lambda row: (row["release_date"], -row["score"])):
        if not row["is_second_hand"] and (not best or row["score"] > best[-1][1]):
            best.append((row["release_date"], row["score"]))
    return best


@every_selection
@every_benchmark
def test_points_are_the_best_results(benchmark: str, selection: str, database: Database) -> None:
    figure = best_scores("developer", unit_of(benchmark))
    rows = rows_of(figure, database, selection, benchmark=benchmark)
    first, last = day_range(selection)
    expected = {
        (row["model"], row["is_vendor_reported"]): row
        for row in results(benchmark, selection)
        if first <= row["release_date"] <= last
    }
    assert rows.height == len(expected)
    for row in rows.to_dicts():
        wanted = expected[row["model"], row["is_vendor_reported"]]
        for name in ("score", "low", "high"):
            assert row[name] == (None if wanted[name] is None else pytest.approx(wanted[name]))
        for name in ("release_date", "organization", "region", "access", "source_id"):
            assert row[name] == wanted[name]
        named = row["organization"] in NAMED
        assert row["developer"] == (row["organization"] if named else "Other")
        assert row["company"] == (row["organization"] if row["organization"] in COMPANIES else None)
        known = "Access unknown" if row["access"] == "Unknown" else row["access"]
        assert row["mark"] == ("Second-hand, later fit" if row["is_second_hand"] else known)
        assert row["is_narrowed"] == (selection != "all")


@every_selection
@every_benchmark
def test_the_line_is_the_best_so_far(benchmark: str, selection: str, database: Database) -> None:
    figure = best_scores("access", unit_of(benchmark))
    rows = rows_of(figure, database, selection, benchmark=benchmark)
    first, last = day_range(selection)
    # A model before the time range still counts as the best so far.
    rising = [
        (day, pytest.approx(score))
        for day, score in frontier(results(benchmark, selection))
        if first <= day <= last
    ]
    line = rows.filter("is_frontier")
    assert line.select("release_date", "score").rows() == rising
    edges = line["edge"].drop_nulls().to_list()
    newest = rows.filter(~pl.col("is_second_hand"))["release_date"].max()
    assert edges == ([newest] if rising else [])
    labels = rows.filter(pl.col("label").is_not_null())
    assert labels["is_frontier"].all()
    assert (labels["label"] == labels["model"]).all()
    assert labels.height <= LABELLED
    assert rows["label"].null_count() < rows.height or not rising


def test_scores_of_developers_can_be_left_out(database: Database) -> None:
    figure = best_scores("developer", "share")
    rows = rows_of(figure, database, "all", benchmark="MMLU", reporter="independent")
    expected = results("MMLU", "all", own=False)
    assert sorted(rows["score"]) == pytest.approx(sorted(row["score"] for row in expected))
    assert not rows["is_vendor_reported"].any()
    both = rows_of(figure, database, "all", benchmark="MMLU")
    assert both.height - rows.height == both["is_vendor_reported"].sum() > 40


def test_second_hand_scores_are_on_no_line(database: Database) -> None:
    rows = rows_of(best_scores(), database, "all")
    later = rows.filter("is_second_hand")
    assert later.height == CAPABILITY["is_second_hand"].sum() == 8
    assert not later["is_frontier"].any()
    strongest = later.sort("score").row(-1, named=True)
    assert strongest["score"] > rows.filter("is_frontier")["score"].max()
    remark = best_scores().remark(rows)
    assert (
        f"8 second-hand scores of later fits of the index (diamonds): {strongest['model']}"
        in remark
    )
    league = rows_of(model_league(), database, "all")
    assert set(league.filter(pl.col("place").is_null())["model"]) == set(later["model"])


@pytest.mark.parametrize(
    ("benchmark", "near", "still"),
    [("HellaSwag", True, True), ("GPQA Diamond", False, False), ("BIG-Bench Hard", False, False)],
)
def test_saturation_is_said_where_it_is(
    benchmark: str, near: bool, still: bool, database: Database
) -> None:
    figure = best_scores("developer", "share")
    words = figure.remark(rows_of(figure, database, "all", benchmark=benchmark))
    found = results(benchmark, "all")
    rising = frontier(found)
    newest = max(row["release_date"] for row in found)
    before = [score for day, score in rising if day <= newest - timedelta(days=365)]
    assert ("Near its ceiling" in words) == (rising[-1][1] >= 95) == near
    assert ("Saturated" in words) == (rising[-1][1] - before[-1] < 2) == still


def test_headline_of_the_best(database: Database) -> None:
    rising = frontier(results("eci", "all"))
    newest = max(row["release_date"] for row in results("eci", "all") if not row["is_second_hand"])
    before = [score for day, score in rising if day <= newest - timedelta(days=365)][-1]
    words = best_scores().headline(rows_of(best_scores(), database, "all"))
    assert words == (
        f"GPT-5.6 Sol leads the Epoch Capabilities Index with {rising[-1][1]:.1f} points in "
        f"{newest:%b %Y}, up from {before:.1f} a year before"
    )
    narrowed = best_scores().headline(rows_of(best_scores(), database, "china"))
    assert narrowed.startswith("Kimi K3 leads the selected models on the Epoch Capabilities Index")
    share = best_scores("developer", "share")
    own = share.headline(rows_of(share, database, "all", benchmark="AIME"))
    assert own == "o3 leads AIME with 96.7% in Jan 2025, as its developer reports"
    quoted = rows_of(best_scores(), database, "all").filter("is_second_hand")
    assert best_scores().headline(quoted).endswith("quoted second hand")


def test_equal_scores_lead_together(database: Database) -> None:
    figure = best_scores("developer", "share")
    rows = rows_of(figure, database, "all", benchmark="Adversarial NLI")
    found = results("Adversarial NLI", "all")
    best = max(row["score"] for row in found)
    assert len({row["model"] for row in found if row["score"] == best}) == 2
    assert figure.headline(rows).startswith("GPT-3.5 Turbo and 1 other lead Adversarial NLI with")


def test_a_time_without_a_new_best_is_no_lead(database: Database) -> None:
    given = best_scores().given(**scope(Filters("2024-Q1", "2024-Q1", region=("China",))))
    rows = given.arrange(select(database, given.sql, Filters(), **given.params))
    assert not rows["is_frontier"].any()
    assert given.headline(rows) == (
        "DeepSeek Coder 33B has 95.0 points on the Epoch Capabilities Index, no more than an "
        "earlier model"
    )


def test_a_chart_has_few_enough_marks() -> None:
    """Two marks a score: a point and its interval."""
    most = SCORES.filter("is_best").group_by("benchmark").len()["len"].max()
    assert 2 * max(CAPABILITY.height, int(str(most))) < 1500


def test_an_early_model_that_long_led_is_named_to_its_right(database: Database) -> None:
    rows = rows_of(best_scores(), database, "all")
    named = rows.drop_nulls("label").sort("release_date")
    assert named["label"][0] == "GPT-4 (Mar 2023)"
    assert named["is_right"].to_list() == [True] + [False] * (named.height - 1)
    share = best_scores("developer", "share")
    for benchmark in ("GPQA Diamond", "MMLU", "HellaSwag"):
        rows = rows_of(share, database, "all", benchmark=benchmark)
        heights = rows.drop_nulls("label")["score"].to_list()
        apart = (max(rows["score"]) - min(rows["score"])) / 12
        assert all(above - below >= apart - 1e-9 for below, above in pairwise(heights))


def month_ends(first: date, last: date) -> list[date]:
    months = range(first.year * 12 + first.month - 1, last.year * 12 + last.month)
    days = [
        date(month // 12, month % 12 + 1, monthrange(month // 12, month % 12 + 1)[1])
        for month in months
    ]
    return [min(day, last) for day in days]


@every_selection
@every_benchmark
@pytest.mark.parametrize("sides", AGAINST)
def test_gap_in_points_and_months(
    sides: str, benchmark: str, selection: str, database: Database
) -> None:
    pair = AGAINST[sides]
    figure = frontier_gap(sides, unit_of(benchmark))
    rows = rows_of(figure, database, selection, benchmark=benchmark)
    found = [
        row
        for row in results(benchmark, selection)
        if not row["is_second_hand"] and row[pair.column] in (pair.leader, pair.follower)
    ]
    of = {side: [row for row in found if row[pair.column] == side] for side in pair[2:4]}
    expected = []
    first, last = day_range(selection)
    days = [row["release_date"] for row in found if row["release_date"] <= last]
    for period in month_ends(min(days), max(days)) if days else []:
        best = {
            side: max((r["score"] for r in of[side] if r["release_date"] <= period), default=None)
            for side in of
        }
        ahead, behind = best[pair.leader], best[pair.follower]
        if ahead is None or behind is None or period < first:
            continue
        leads = ahead >= behind
        reached = min(
            row["release_date"]
            for row in of[pair.leader if leads else pair.follower]
            if row["score"] >= min(ahead, behind)
        )
        months = (period - reached).days / (365.25 / 12)
        expected.append((period, ahead, behind, ahead - behind, months if leads else -months))
    columns = ["period", "leader_score", "follower_score", "gap", "lag_months"]
    assert rows.height == len(expected)
    for side in ("leader", "follower"):
        compared = [row for row in of[getattr(pair, side)] if row["release_date"] <= last]
        assert set(rows[f"{side}_models"]) <= {len(compared)}
    for row, wanted in zip(rows.select(columns).rows(), expected, strict=True):
        assert row[0] == wanted[0]
        assert row[1:] == pytest.approx(wanted[1:])


def test_headlines_of_the_gap(database: Database) -> None:
    rows = rows_of(frontier_gap(), database, "all")
    gap, before, lag = rows["gap"][-1], rows["gap"][-13], rows["lag_months"][-1]
    assert frontier_gap().headline(rows) == (
        f"The best open model trails the best closed one by {gap:.1f} points in Jul 2026, after "
        f"{before:.1f} points a year before"
    )
    median = sorted(rows["lag_months"])[rows.height // 2]
    assert rows.height % 2 == 1
    assert frontier_lag().headline(rows) == (
        f"The best open model trails the best closed one by {lag:.1f} months in Jul 2026; the "
        f"median over {rows.height} months is {median:.1f}"
    )
    china = rows_of(frontier_gap("country"), database, "all")
    words = "The best Chinese model trails the best US one by"
    assert frontier_gap("country").headline(china).startswith(words)
    narrowed = frontier_gap().headline(rows_of(frontier_gap(), database, "openai"))
    assert narrowed.startswith("Of the selected models, the best open model trails the best closed")


def test_a_lead_that_changes_hands_is_said(database: Database) -> None:
    rows = rows_of(frontier_gap(), database, "all").head(14)
    turned = rows.with_columns(
        pl.when(pl.col("period") == rows["period"][-1])
        .then(-pl.col("gap", "lag_months"))
        .otherwise(pl.col("gap", "lag_months"))
        .name.keep()
    )
    assert turned["gap"][-1] < 0 < turned["gap"][0]
    words = "The best closed model trails the best open one by"
    assert frontier_gap().headline(turned).startswith(words)
    # The median is of the months in which open models trail.
    assert sorted(turned["lag_months"])[6] > 0
    assert "median" not in frontier_lag().headline(turned)
    assert "after" not in frontier_gap().headline(turned)
    soon = rows.with_columns(pl.lit(0.4).alias("lag_months"))
    assert " by less than a month in " in frontier_lag().headline(soon)
    level = turned.with_columns(pl.lit(0.0).alias("gap"), pl.lit(0.0).alias("lag_months"))
    for figure in (frontier_gap(), frontier_lag()):
        assert figure.headline(level).startswith(
            "The best open model is level with the best closed"
        )


@every_selection
@every_benchmark
def test_league(benchmark: str, selection: str, database: Database) -> None:
    figure = model_league(unit_of(benchmark))
    rows = rows_of(figure, database, selection, benchmark=benchmark)
    first, last = day_range(selection)
    found = [row for row in results(benchmark, selection) if first <= row["release_date"] <= last]
    comparable = [row["score"] for row in found if not row["is_second_hand"]]
    ranked = rows.filter(pl.col("place").is_not_null())
    places = sorted(1 + sum(other > score for other in comparable) for score in comparable)
    assert ranked["place"].to_list() == places
    in_order = [pytest.approx(score, abs=0.051) for score in sorted(comparable, reverse=True)]
    assert ranked["score"].to_list() == in_order
    own = rows["evaluator"].str.ends_with("(the developer's own)").sum()
    best = {(row["model"], row["is_vendor_reported"]) for row in found}
    assert own <= sum(vendor for _, vendor in best)
    if ranked.height >= 10 and ranked["organization"].n_unique() > 1:
        ten = [row for row in ranked.head(10)["organization"] if row]
        most = max(map(ten.count, ten))
        alone = len({name for name in ten if ten.count(name) == most}) == 1
        words = figure.headline(rows)
        assert ("No developer has more than" in words) != alone
        assert f" {most} of the 10" in words or (most == 10 and " has all of the 10" in words)


@pytest.mark.parametrize("board", ["text", "vision", "code", "text:math"])
@every_selection
def test_best_of_each_developer(board: str, selection: str, database: Database) -> None:
    rows = rows_of(arena_standing(), database, selection, board=board)
    first, last = day_range(selection)
    best: dict[tuple[date, str], Row] = {}
    on_board = ARENA.filter(pl.col("board") == board)
    for row in on_board.sort("rank", "model").to_dicts():
        if not row["organization"] or not among(row, selection):
            continue
        if first <= row["date"] <= last:
            name = row["organization"] if row["organization"] in NAMED else "Other"
            best.setdefault((row["date"], name), row)
    assert rows.height == len(best)
    sizes = dict(on_board.group_by("date").len().rows())
    for row in rows.to_dicts():
        wanted = best[row["date"], row["developer"]]
        for name in ("model", "organization", "rank", "rating", "access"):
            assert row[name] == wanted[name]
        assert row["models"] == sizes[row["date"]]
        assert row["era"] == wanted["scale_era"]


def test_lines_end_with_eras_and_gaps(database: Database) -> None:
    rows = rows_of(arena_standing(), database, "all")
    days = rows.select("date", "era", "stretch").unique().sort("date").to_dicts()
    for before, after in pairwise(days):
        broken = before["era"] != after["era"] or (after["date"] - before["date"]).days > GAP_DAYS
        assert (before["stretch"] != after["stretch"]) == broken
    eras = rows.filter(pl.col("era_start").is_not_null())
    assert eras["date"].to_list() == [
        min(day["date"] for day in days if day["era"] == era)
        for era in dict.fromkeys(day["era"] for day in days)
    ]
    remark = arena_standing().remark(rows)
    assert remark.startswith(
        f"{len(days)} days of leaderboards; nothing is recorded within Aug 2025"
    )


def test_names_at_the_end_of_lines_stand_apart(database: Database) -> None:
    for view, sign in (("rank", 1), ("rating", -1)):
        rows = rows_of(arena_standing(view), database, "all")
        ends = rows.filter(pl.col("date") == rows["date"].max()).sort("rank", "developer")
        at = ends[f"{view}_at"]
        assert at.null_count() == 0
        assert ((at.diff().drop_nulls() * sign) > 0).all()
        assert rows.filter(pl.col("date") < rows["date"].max())[f"{view}_at"].null_count() > 0


def test_arena_words(database: Database) -> None:
    rows = rows_of(arena_standing(), database, "all")
    newest = ARENA.filter(pl.col("board") == "text", pl.col("date") == ARENA["date"].max())
    first = newest.sort("rank").row(0, named=True)
    assert (
        arena_standing()
        .headline(rows)
        .startswith(
            f"{first['model']} of {first['organization']} is number 1 on LMArena's “Text” board in "
            "Oct 2026"
        )
    )
    one_day = rows_of(arena_standing(), database, "all", board="text:math")
    assert arena_standing().remark(one_day) == (
        "The record of this board is of one day, 20 Oct 2026."
    )
    assert board_words("text:hard_prompts") == "Text: hard prompts"
    assert board_words("text:french") == "Text: French"


def test_options(database: Database) -> None:
    rows = select(database, BENCHMARKS_SQL)
    assert set(rows["benchmark_id"]) == {"eci", *SCORES["benchmark"]}
    assert rows["benchmark_id"][0] == "eci"
    known = {row["benchmark_id"]: row for row in rows.to_dicts()}
    assert benchmark_words(known["eci"]) == "Epoch Capabilities Index"
    assert benchmark_words(known["GPQA Diamond"]) == "GPQA Diamond · graduate science"
    assert benchmark_words(known["EBR-bench"]) == "EBR-bench"
    models = SCORES.filter(benchmark="GPQA Diamond")["model"].n_unique()
    assert benchmark_about(known["GPQA Diamond"]) == (
        f"Graduate science. {models} models scored. Questions published in Nov 2023. Guessing "
        "alone gets 25%."
    )
    assert "GPT-5 has 150" in benchmark_about(known["eci"])
    for name, row in known.items():
        own = SCORES.filter("is_best", benchmark=name)["is_vendor_reported"]
        assert row["is_by_both"] == (own.any() and not own.all())
    names = select(database, DEVELOPERS_SQL)["organization"].to_list()
    expected = {
        name for table in (SCORES, CAPABILITY, ARENA) for name in table["organization"].drop_nulls()
    }
    assert set(names) == expected
    assert len(names) == len(expected)


@pytest.mark.parametrize(
    ("value", "unit", "words"),
    [
        (93.14, "share", "93.1%"),
        (161.65, "eci", "161.7 points"),
        (1556.29, "rating points", "1,556 points"),
        (718.8, "minutes", "719 minutes"),
        (1.24, "minutes", "1.2 minutes"),
    ],
)
def test_a_score_is_written_with_its_unit(value: float, unit: str, words: str) -> None:
    # Python rounds a half to the even digit.
    assert worded(value + 1e-9, unit) == words
    assert unit in MEASURES


def test_nobody_selected_is_empty(database: Database) -> None:
    nobody = scope(Filters(), ("Nobody of this name",))
    figures = [best_scores(), frontier_gap(), frontier_lag("country"), model_league()]
    for figure in (*figures, arena_standing()):
        given = figure.given(**nobody)
        assert given.arrange(select(database, given.sql, Filters(), **given.params)).is_empty()


def test_one_model_alone_makes_sense(database: Database) -> None:
    figure = best_scores("developer", "share")
    rows = rows_of(figure, database, "all", benchmark="HumanEval")
    assert rows.height == 1
    assert figure.headline(rows) == (
        "Claude 3.5 Sonnet leads HumanEval with 92.0% in Jun 2024, as its developer reports"
    )
    league = model_league("share")
    words = league.headline(rows_of(league, database, "all", benchmark="HumanEval"))
    assert words == "Claude 3.5 Sonnet is the only model scored here, with 92.0%"
    gap = frontier_gap("access", "share").given(benchmark="AIME")
    months = select(database, gap.sql, Filters(), **gap.params)
    assert months.height == 1
    assert frontier_gap("access", "share").headline(months) == (
        "The best open model trails the best closed one by 16.9 percentage points in Jan 2025"
    )


def test_the_printed_difference(database: Database) -> None:
    aime = SCORES.filter(benchmark="AIME")
    o3, r1 = (aime.filter(model=name)["score"].item() for name in ("o3", "DeepSeek-R1"))
    assert select(database, SQL["AN23"])["value"].item() == pytest.approx(100 * (o3 - r1))
