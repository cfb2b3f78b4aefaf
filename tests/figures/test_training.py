"""Every number of the training page against plain loops over the stored models and statements."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from datetime import date, timedelta
from pathlib import Path
from statistics import median
from typing import Any

import polars as pl
import pytest

from lib.database import Database, select
from lib.figures.cost_by_size import FIGURE as SIZE
from lib.figures.cost_per_compute import FIGURE as UNIT_COST
from lib.figures.figure import Figure
from lib.figures.models_by_region import FIGURE as REGIONS
from lib.figures.open_against_closed import FIGURE as ACCESS
from lib.figures.scope import scope
from lib.figures.trained_models import YARDSTICK, left_out, scale_words
from lib.figures.training_claims import FIGURE as CLAIMS
from lib.figures.training_over_time import MEASURES, training_over_time
from lib.figures.trend import growth_words, interval_words, student
from lib.filters import Filters
from lib.words import money

DATA = Path(__file__).parents[2] / "data"
Row = dict[str, Any]
MODELS: list[Row] = pl.read_parquet(DATA / "models.parquet").to_dicts()
STATED = {row["claim_id"]: row for row in pl.read_parquet(DATA / "claims.parquet").to_dicts()}
FIRST, LAST = date(2010, 1, 1), date(2100, 1, 1)

SELECTIONS: dict[str, tuple[Filters, tuple[str, ...]]] = {
    "default": (Filters(), ()),
    "chinese_since_2024": (Filters("2024-Q1", region=("China",)), ()),
    "american_until_2022": (Filters(end="2022-Q4", region=("United States",)), ()),
    "two_companies": (Filters(company=("OpenAI", "Anthropic")), ()),
    "two_chosen": (Filters("2019-Q2", company=("OpenAI",)), ("Google", "Meta")),
    "french": (Filters(country=("France",)), ()),
    "one_quarter": (Filters("2023-Q1", "2023-Q1"), ()),
    "one_year": (Filters("2022-Q2", "2023-Q2", region=("United States",)), ()),
}
every_selection = pytest.mark.parametrize(
    ("filters", "organizations"), SELECTIONS.values(), ids=SELECTIONS
)
every_trend = pytest.mark.parametrize("trend", ["frontier", "notable"])


def rows_of(
    figure: Figure,
    database: Database,
    filters: Filters | None = None,
    organizations: Sequence[str] = (),
    trend: str = "frontier",
) -> pl.DataFrame:
    given = {**figure.params, **scope(filters or Filters(), organizations)}
    if "trend" in figure.params:
        given["trend"] = trend
    return select(database, figure.sql, Filters(), **given)


def in_places(row: Row, filters: Filters, organizations: Sequence[str]) -> bool:
    chosen = organizations or filters.company
    return (
        (not filters.region or row["region"] in filters.region)
        and (not filters.country or row["country"] in filters.country)
        and (not chosen or row["organization"] in chosen)
        and row["release_date"] >= FIRST
    )


def first_day(filters: Filters) -> date:
    if not filters.start:
        return FIRST
    return date(int(filters.start[:4]), int(filters.start[-1]) * 3 - 2, 1)


def last_day(filters: Filters) -> date:
    if not filters.end:
        return LAST
    month = int(filters.end[-1]) * 3
    return date(int(filters.end[:4]), month, 30 if month in (6, 9) else 31)


def expected_models(filters: Filters, organizations: Sequence[str]) -> list[Row]:
    days = first_day(filters), last_day(filters)
    return [
        row
        for row in MODELS
        if in_places(row, filters, organizations) and days[0] <= row["release_date"] <= days[1]
    ]


def is_fitted(row: Row, trend: str) -> bool:
    return row["is_frontier"] is True if trend == "frontier" else row["model_list"] == "Notable"


def t_quantile(freedom: int) -> float:
    """Student's t at 97.5%, by adding up its density."""
    scale = math.exp(math.lgamma((freedom + 1) / 2) - math.lgamma(freedom / 2))
    scale /= math.sqrt(freedom * math.pi)
    step, area, t = 1e-4, 0.5, 0.0
    while area < 0.975:
        middle = t + step / 2
        area += step * scale * (1 + middle**2 / freedom) ** (-(freedom + 1) / 2)
        t += step
    return t


def fit(points: list[tuple[date, float]]) -> tuple[float, float, float]:
    """Growth a year and its 95% interval, by least squares on the logarithm."""
    days = [(day - date(2015, 6, 1)).days / 365.25 for day, _ in points]
    powers = [math.log10(value) for _, value in points]
    n, mean_x, mean_y = len(points), sum(days) / len(days), sum(powers) / len(powers)
    spread = sum((x - mean_x) ** 2 for x in days)
    slope = sum((x - mean_x) * (y - mean_y) for x, y in zip(days, powers, strict=True)) / spread
    rest = sum((y - mean_y - slope * (x - mean_x)) ** 2 for x, y in zip(days, powers, strict=True))
    margin = t_quantile(n - 2) * math.sqrt(rest / (n - 2) / spread)
    return 10**slope, 10 ** (slope - margin), 10 ** (slope + margin)


@pytest.mark.parametrize("freedom", [3, 4, 6, 10, 33, 69, 500])
def test_student(freedom: int, database: Database) -> None:
    found = select(database, f"SELECT {student(f'{freedom}.0')}").item()
    assert found == pytest.approx(t_quantile(freedom), rel=0.002)


@every_selection
@every_trend
@pytest.mark.parametrize("measure", MEASURES)
def test_training_over_time(
    database: Database,
    filters: Filters,
    organizations: tuple[str, ...],
    trend: str,
    measure: str,
) -> None:
    column = MEASURES[measure].column
    listed = expected_models(filters, organizations)
    expected = {row["model"]: row for row in listed if row[column]}
    rows = rows_of(training_over_time(measure), database, filters, organizations, trend)
    assert dict(rows.select("model", column).rows()) == {
        model: row[column] for model, row in expected.items()
    }
    if rows.is_empty():
        return
    assert set(rows["listed"]) == {len(listed)}
    fitted = [row for row in expected.values() if is_fitted(row, trend)]
    first = rows.row(0, named=True)
    assert first["fitted"] == len(fitted)
    check_trend(rows, [(row["release_date"], row[column]) for row in fitted])
    frontier = rows.filter("is_frontier")["model"].to_list()
    assert sorted(frontier) == sorted(m for m, row in expected.items() if row["is_frontier"])


def check_trend(rows: pl.DataFrame, fitted: list[tuple[date, float]]) -> None:
    first = rows.row(0, named=True)
    days = [day for day, _ in fitted]
    if len(fitted) < 5 or max(days) - min(days) < timedelta(days=365):
        assert first["growth"] is first["growth_low"] is first["growth_high"] is None
        assert rows["on_line"].null_count() == rows.height
        return
    growth, low, high = fit(fitted)
    assert first["growth"] == pytest.approx(growth)
    assert first["growth_low"] == pytest.approx(low, rel=0.01)
    assert first["growth_high"] == pytest.approx(high, rel=0.01)
    # A straight line through the mean of the logarithms, drawn over the models it rests on.
    line = rows.filter(pl.col("on_line").is_not_null())
    assert line.height == len(fitted)
    heights = line["on_line"].log10()
    assert heights.mean() == pytest.approx(sum(math.log10(v) for _, v in fitted) / len(fitted))
    ends = line.row(0, named=True), line.row(-1, named=True)
    years = (ends[1]["release_date"] - ends[0]["release_date"]).days / 365.25
    assert ends[1]["on_line"] / ends[0]["on_line"] == pytest.approx(growth**years)


@every_selection
@every_trend
def test_cost_per_compute(
    database: Database, filters: Filters, organizations: tuple[str, ...], trend: str
) -> None:
    expected = {
        row["model"]: row["training_cost_usd"] / (row["training_compute_flop"] / 1e24)
        for row in expected_models(filters, organizations)
        if row["training_cost_usd"] and row["training_compute_flop"]
    }
    rows = rows_of(UNIT_COST, database, filters, organizations, trend)
    found = dict(rows.select("model", "cost_of_compute_usd").rows())
    assert found == pytest.approx(expected)
    if not rows.is_empty():
        by_name = {row["model"]: row for row in MODELS}
        fitted = [
            (by_name[model]["release_date"], cost)
            for model, cost in expected.items()
            if is_fitted(by_name[model], trend)
        ]
        check_trend(rows, fitted)


def test_growth_of_frontier_models_is_that_of_epoch(database: Database) -> None:
    """Epoch AI has published 4 to 5 times a year for the years since 2010."""
    rows = rows_of(training_over_time("compute"), database)
    assert 4 < rows["growth"][0] < 5
    assert training_over_time("compute").headline(rows) == (
        "Training compute of frontier models grew 4.6-fold a year, 2010 to 2025 "
        "(95% interval 4.3 to 4.9, 71 models)"
    )
    assert "That is a doubling every 5.4 months." in training_over_time("compute").remark(rows)


def test_only_records_of_the_later_years_are_named(database: Database) -> None:
    rows = rows_of(training_over_time("compute"), database)
    span = rows["release_date"].max() - rows["release_date"].min()  # type: ignore[operator]
    named = rows.filter(pl.col("label").is_not_null())
    assert named["label"].to_list()[-1] == "Grok 4"
    assert named.height >= 4
    for row in named.to_dicts():
        earlier = rows.filter(pl.col("release_date") < row["release_date"])
        assert row["training_compute_flop"] >= earlier["training_compute_flop"].max()
        assert row["release_date"] >= rows["release_date"].min() + span / 4  # type: ignore[operator]


def test_too_few_for_a_trend(database: Database) -> None:
    filters = Filters("2025-Q1", region=("China",))
    rows = rows_of(training_over_time("compute"), database, filters)
    figure = training_over_time("compute")
    top = max(
        (row for row in expected_models(filters, ()) if row["training_compute_flop"]),
        key=lambda row: row["training_compute_flop"],
    )
    assert figure.headline(rows).startswith(f"Of {rows.height} models, the largest training comp")
    assert f"({top['model']}, Sep 2025)" in figure.headline(rows)
    assert figure.remark(rows).startswith("Fewer than five frontier models here: no trend")


def test_no_growth_a_year_is_guessed_from_months(database: Database) -> None:
    rows = rows_of(
        training_over_time("compute"), database, Filters("2023-Q1", "2023-Q1"), trend="notable"
    )
    assert rows["fitted"][0] > 5
    assert training_over_time("compute").headline(rows) == (
        f"Of {rows.height} models, the largest training compute is 2.1e25 FLOP "
        "(GPT-4 (Mar 2023), Mar 2023)"
    )
    assert training_over_time("compute").remark(rows).startswith("Less than a year of notable mod")


def test_one_model(database: Database) -> None:
    rows = rows_of(training_over_time("compute"), database).filter(model="GPT-4 (Mar 2023)")
    alone = rows.with_columns(pl.lit(None, pl.Float64).alias("growth"))
    assert training_over_time("compute").headline(alone) == (
        "One model has a known training compute: 2.1e25 FLOP (GPT-4 (Mar 2023), Mar 2023)"
    )


@pytest.mark.parametrize(
    ("growth", "low", "high", "words", "interval"),
    [
        (4.62, 4.3, 4.94, "grew 4.6-fold a year", "95% interval 4.3 to 4.9"),
        (1.79, 1.57, 2.04, "grew 79% a year", "95% interval 57% to 104%"),
        (0.72, 0.68, 0.77, "fell 28% a year", "95% interval 23% to 32%"),
        (0.5, 0.2, 1.1, "shows no clear trend", "95% interval 0.2 to 1.1 times a year"),
        (1.8, 0.973, 13878.2, "shows no clear trend", "95% interval 0.97 to 13.9K times a year"),
        (1.5, 0.9, 2.5, "shows no clear trend", "95% interval 0.9 to 2.5 times a year"),
    ],
)
def test_words_of_a_trend(
    growth: float, low: float, high: float, words: str, interval: str
) -> None:
    row = {"growth": growth, "growth_low": low, "growth_high": high}
    assert (growth_words(row), interval_words(row)) == (words, interval)


@every_selection
@every_trend
def test_models_by_region(
    database: Database, filters: Filters, organizations: tuple[str, ...], trend: str
) -> None:
    expected = Counter(
        (row["release_date"].year, row["region"])
        for row in expected_models(filters, organizations)
        if is_fitted(row, trend)
    )
    rows = rows_of(REGIONS, database, filters, organizations, trend)
    found = {(row["period"].year, row["region"]): row for row in rows.to_dicts()}
    assert {key: row["models"] for key, row in found.items()} == expected
    for (year, _), row in found.items():
        total = sum(number for (other, _), number in expected.items() if other == year)
        assert row["share"] == pytest.approx(row["models"] / total)
        # No model is marked as frontier after the middle of 2025, and the list ends a year later.
        assert row["is_unfinished"] == (year >= (2025 if trend == "frontier" else 2026))


def test_headline_of_regions(database: Database) -> None:
    frontier = [r for r in MODELS if r["is_frontier"] and r["release_date"] >= FIRST]
    home = [r for r in frontier if r["region"] == "United States"]
    share = f"{len(home) / len(frontier):.0%}"
    assert REGIONS.headline(rows_of(REGIONS, database)) == (
        f"Developers in the United States released {len(home)} of {len(frontier)} frontier models "
        f"since 2010 ({share}), and 10 of 11 in 2024"
    )
    alone = rows_of(REGIONS, database, Filters(company=("OpenAI",)))
    assert REGIONS.headline(alone).startswith("All 14 frontier models since 2017 come from")
    single = rows_of(REGIONS, database, Filters(country=("France",)))
    assert REGIONS.headline(single) == "One frontier model of 2013 comes from a developer in Europe"
    year = rows_of(REGIONS, database, Filters("2026-Q1"), trend="notable")
    assert REGIONS.headline(year).count("2026") == 1


def records(rows: list[Row]) -> list[Row]:
    best, found = 0.0, []
    for row in sorted(rows, key=lambda r: (r["release_date"], r["training_compute_flop"])):
        if row["training_compute_flop"] > best:
            best = row["training_compute_flop"]
            found.append(row)
    return found


@every_selection
def test_open_against_closed(
    database: Database, filters: Filters, organizations: tuple[str, ...]
) -> None:
    known = [
        row
        for row in MODELS
        if in_places(row, filters, organizations)
        and row["release_date"] <= last_day(filters)
        and row["training_compute_flop"]
        and row["open_weights"] is not None
    ]
    rows = rows_of(ACCESS, database, filters, organizations)
    for is_open, access in ((True, "Open weights"), (False, "Closed")):
        everything = records([row for row in known if row["open_weights"] is is_open])
        late = [row for row in everything if row["release_date"] >= first_day(filters)]
        before = len(everything) - len(late)
        expected = everything[max(before - 1, 0) :]
        found = rows.filter(access=access)
        assert found["model"].to_list() == [row["model"] for row in expected]
        newest = found.filter("is_newest")["model"].to_list()
        assert newest == [row["model"] for row in expected[-1:]]
    closed = [row for row in known if not row["open_weights"]]
    for row in rows.filter(access="Open weights").to_dicts():
        level = row["training_compute_flop"]
        days = [each["release_date"] for each in closed if each["training_compute_flop"] >= level]
        since = min(days, default=None)
        assert row["closed_since"] == since
        if since is None or since >= row["release_date"]:
            assert row["months_behind"] is None
        else:
            months = (row["release_date"] - since).days / 365.25 * 12
            assert row["months_behind"] == pytest.approx(months)


def test_headline_of_open_and_closed(database: Database) -> None:
    rows = rows_of(ACCESS, database)
    assert ACCESS.headline(rows) == (
        "The open model with most training compute, Llama Nemotron Ultra 253B of Mar 2025, came "
        "15 months after a closed one with as much"
    )
    behind = [
        row["months_behind"] or 0
        for row in rows.filter(access="Open weights").iter_rows(named=True)
    ]
    assert ACCESS.remark(rows).startswith(
        "Largest so far: closed 5e26 FLOP (Grok 4) and open 3.91e25 FLOP (Llama Nemotron Ultra "
        f"253B), 12.8 times less. The {len(behind)} open records here came {median(behind):.0f} "
        "months after a closed model with as much (median). "
    )
    alone = rows.filter(access="Closed")
    assert ACCESS.headline(alone) == (
        "The closed model with most training compute, Grok 4 of Jul 2025, took 5e26 FLOP"
    )
    assert "median" not in ACCESS.remark(alone)
    # The same lag, whatever the start of the time range.
    late = rows_of(ACCESS, database, Filters("2025-Q1"))
    assert ACCESS.headline(late) == ACCESS.headline(rows)


def test_open_models_ahead(database: Database) -> None:
    rows = rows_of(ACCESS, database)
    opened = rows.filter(pl.col("is_newest"), access="Open weights")
    closed = rows.filter(pl.col("is_newest"), access="Closed").with_columns(
        pl.lit(1.3037e25).alias("training_compute_flop")
    )
    nothing = opened.with_columns(
        pl.lit(None, pl.Date).alias("closed_since"), pl.lit(None, pl.Float64).alias("months_behind")
    )
    assert ACCESS.headline(pl.concat([nothing, closed])).endswith(
        "came with 3 times that of any closed one here"
    )
    same_day = opened.with_columns(
        pl.col("release_date").alias("closed_since"),
        pl.lit(None, pl.Float64).alias("months_behind"),
    )
    assert ACCESS.headline(pl.concat([same_day, closed])).endswith(
        "came no later than a closed one with as much"
    )
    days_later = same_day.with_columns(pl.lit(0.4).alias("months_behind"))
    assert ACCESS.headline(pl.concat([days_later, closed])).endswith(
        "came less than a month after a closed one with as much"
    )


def test_the_scale_is_that_of_a_known_model(database: Database) -> None:
    [row] = [row for row in MODELS if row["model"] == "GPT-4 (Mar 2023)"]
    words = scale_words(select(database, YARDSTICK))
    assert row["training_compute_flop"] == 2.1e25
    assert "GPT-4 of Mar 2023 took 2.1e25 FLOP, 21 trillion trillion, and $37.3M of chips" in words
    last = max(row["release_date"] for row in MODELS if row["is_frontier"])
    assert words.endswith(f"it has marked none since {last:%b %Y}.")


@pytest.mark.parametrize(
    ("number", "words"),
    [(0, ""), (1, "; 1 more has no date"), (1200, "; 1,200 more have no date")],
)
def test_left_out(number: int, words: str) -> None:
    assert left_out(number, "no date") == words


def test_training_claims(database: Database) -> None:
    rows = {row["stated_model"]: row for row in select(database, CLAIMS.sql, Filters()).to_dicts()}
    ids = {
        "GPT-4": ("S0-012", "S0-013", "GPT-4 (Mar 2023)"),
        "Gemini Ultra": ("S0-014", "S0-015", "Gemini 1.0 Ultra"),
        "Sora": ("S0-016", "S0-017", "Sora"),
        "Llama 3 405B": ("S0-018", "S0-019", "Llama 3.1-405B"),
        "Stable Video Diffusion": ("S0-020", "S0-021", "Stable Video Diffusion"),
    }
    assert rows.keys() == ids.keys()
    models = {row["model"]: row for row in MODELS}
    for name, (compute_id, cost_id, model) in ids.items():
        row, stated, estimate = rows[name], STATED[compute_id], models[model]
        flop, usd = stated["value"], STATED[cost_id]["value"]
        assert row["stated_compute"] == pytest.approx(flop / 1e24)
        assert row["stated_cost_usd"] == usd
        assert row["stated_unit_cost_usd"] == pytest.approx(usd / (flop / 1e24))
        assert row["estimated_cost_usd"] == estimate["training_cost_usd"]
        assert row["certainty"] == estimate["confidence"]
        if estimate["training_compute_flop"] is None:
            assert row["estimated_compute"] is row["stated_over_estimate"] is None
        else:
            known = estimate["training_compute_flop"]
            assert row["estimated_compute"] == pytest.approx(known / 1e24)
            assert row["stated_over_estimate"] == pytest.approx(flop / known)


def test_the_slip_of_llama_is_shown(database: Database) -> None:
    rows = select(database, CLAIMS.sql, Filters())
    wrong = rows.drop_nulls("corrected_compute")
    assert wrong["stated_model"].to_list() == ["Llama 3 405B"]
    llama = wrong.row(0, named=True)
    assert (llama["stated_compute"], llama["corrected_compute"]) == pytest.approx((3.8, 38))
    assert llama["rule_compute"] == pytest.approx(6 * 405e9 * 15.6e12 / 1e24)
    assert llama["corrected_unit_cost_usd"] == pytest.approx(30e6 / 38)
    assert rows["rule_compute"].drop_nulls().len() == 1
    assert CLAIMS.headline(rows) == (
        "An article prints 3.8e24 FLOP for Llama 3 405B, 10 times too little: "
        "the run took 3.8e25 FLOP"
    )
    assert CLAIMS.remark(rows) == (
        "Parameters times tokens times six gives 3.79e25 FLOP for Llama 3 405B. "
        "Epoch AI gives no compute for Sora."
    )


@every_selection
def test_cost_by_size(database: Database, filters: Filters, organizations: tuple[str, ...]) -> None:
    expected = {
        row["model"]: (row["parameters"], row["training_cost_usd"])
        for row in expected_models(filters, organizations)
        if row["parameters"] and row["training_cost_usd"]
    }
    rows = rows_of(SIZE, database, filters, organizations)
    estimated = rows.filter(origin="Estimate of Epoch AI")
    pairs = {
        row["model"]: (row["parameters"], row["training_cost_usd"]) for row in estimated.to_dicts()
    }
    assert pairs == expected
    stated = rows.filter(origin="Stated in an article").drop("release_date")
    assert stated.select("label", "parameters", "training_cost_usd", "highest_cost_usd").rows() == [
        ("Illustrative 40B model", STATED["S2-040"]["value"], STATED["S2-039"]["value"], None),
        ("GPT-4", STATED["S0-004"]["value"], STATED["S0-013"]["value"], None),
        (
            "Hypothetical 10T model",
            STATED["S2-021"]["value"],
            STATED["S2-045"]["value_low"],
            STATED["S2-045"]["value_high"],
        ),
    ]
    near = [cost for size, cost in expected.values() if 20e9 <= size <= 80e9]
    assert SIZE.remark(rows).startswith(f"{len(expected)} model" if expected else "No model here")
    words = f"the {len(near)} models of 20B to 80B cost {money(median(near or [0]))} in the middle"
    assert (words in SIZE.remark(rows)) == (len(near) >= 5)


def test_headline_of_cost_by_size(database: Database) -> None:
    rows = rows_of(SIZE, database)
    assert SIZE.headline(rows) == (
        "The most expensive run here cost an estimated $388M (Grok 4); "
        "an article expects $500M to $2B for a model of 10T parameters"
    )
    nothing = rows_of(SIZE, database, Filters(company=("CoreWeave",)))
    assert SIZE.headline(nothing) == (
        "An article expects $500M to $2B for a model of 10T parameters"
    )


@pytest.mark.parametrize(
    "figure",
    [*map(training_over_time, MEASURES), UNIT_COST, REGIONS, ACCESS],
    ids=[*MEASURES, "unit cost", "regions", "access"],
)
def test_no_model_in_the_scope(figure: Figure, database: Database) -> None:
    assert rows_of(figure, database, Filters(company=("CoreWeave",))).is_empty()
    assert rows_of(figure, database, Filters(end="2013-Q4", region=("China",))).is_empty()


def test_every_row_names_its_source(database: Database) -> None:
    for figure in (training_over_time("cost"), UNIT_COST, REGIONS, ACCESS):
        assert set(rows_of(figure, database)["source_id"]) == {"epoch-ai-models"}
    claims = select(database, CLAIMS.sql, Filters())
    assert set(claims["source_id"]) == {"article-capital-tsunami"}
    assert set(claims["estimate_source_id"]) == {"epoch-ai-models"}
    assert set(rows_of(SIZE, database)["source_id"]) == {
        "epoch-ai-models",
        "article-capital-tsunami",
        "article-capital-paradox",
    }
