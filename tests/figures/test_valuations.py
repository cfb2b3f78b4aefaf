"""Every number of the valuations page against plain loops over the stored rows."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from statistics import median
from typing import Any

import polars as pl
import pytest

from lib.database import Database, select
from lib.figures.dilution_by_stage import FIGURE as DILUTION
from lib.figures.figure import Figure
from lib.figures.largest_step_ups import FIGURE as LARGEST
from lib.figures.listings_board import FIGURE as BOARD
from lib.figures.listings_board import listings_board
from lib.figures.round_prices import FIGURE as PRICES
from lib.figures.step_up_by_stage import FIGURE as STEP_UP
from lib.figures.valuation_over_revenue import FIGURE as REVENUE
from lib.figures.valuations_over_time import FIGURE as VALUATIONS
from lib.filters import Filters

DATA = Path(__file__).parents[2] / "data"
METRICS = pl.read_parquet(DATA / "company_metrics.parquet")
LISTINGS = pl.read_parquet(DATA / "listings.parquet")
COMPANIES = pl.read_parquet(DATA / "companies.parquet")
CONFIRMED = pl.col("status").is_in(["completed", "announced"])
SELECTIONS: dict[str, tuple[Filters, pl.Expr]] = {
    "default": (Filters(), CONFIRMED),
    "american_since_2025": (
        Filters("2025-Q1", region=("United States",)),
        CONFIRMED
        & (pl.col("announced_date") >= date(2025, 1, 1))
        & (pl.col("region") == "United States"),
    ),
    "models_any_status": (
        Filters(
            sector=("Foundation models",),
            status=("completed", "announced", "rumoured", "planned"),
        ),
        pl.col("sector") == "Foundation models",
    ),
    "late_billions": (
        Filters(stage_group=("Late",), min_amount_usd=10**9),
        CONFIRMED & (pl.col("stage_group") == "Late") & (pl.col("amount_usd") >= 1e9),
    ),
}
every_selection = pytest.mark.parametrize(
    ("filters", "condition"), SELECTIONS.values(), ids=SELECTIONS
)
Row = dict[str, Any]
Small = Callable[..., Database]
FULL = (None, "includes earlier commitments")


def rows_of(figure: Figure, database: Database, filters: Filters | None = None) -> pl.DataFrame:
    return select(database, figure.sql, filters or Filters(), **figure.params)


def valued(rounds: pl.DataFrame, condition: pl.Expr) -> list[Row]:
    return [row for row in rounds.filter(condition).to_dicts() if row["post_money_usd"]]


def is_price(row: Row) -> bool:
    return row["kind"] in ("equity", "mixed") and row["caveat"] != "target"


def before(row: Row, rounds: list[Row]) -> Row | None:
    """The newest confirmed equity round of the company on an earlier day, dearest first."""
    earlier = [
        each
        for each in rounds
        if each["company"] == row["company"]
        and each["announced_date"] < row["announced_date"]
        and each["status"] in ("completed", "announced")
        and each["post_money_usd"]
        and is_price(each)
    ]
    return max(earlier, key=lambda x: (x["announced_date"], x["post_money_usd"]), default=None)


def step_up(row: Row, rounds: list[Row]) -> float | None:
    last = before(row, rounds)
    if last is None:
        return None
    if row["caveat"] == "tranche" and row["post_money_usd"] == last["post_money_usd"]:
        return None
    return row["post_money_usd"] / last["post_money_usd"]


def dilution(row: Row) -> float | None:
    """Share of the company that a whole equity round sold; None where that cannot be told."""
    if row["kind"] != "equity" or row["caveat"] not in FULL or not row["amount_usd"]:
        return None
    share = row["amount_usd"] / row["post_money_usd"]
    return share if share < 1 else None


@every_selection
def test_valuations_over_time(
    database: Database, rounds: pl.DataFrame, filters: Filters, condition: pl.Expr
) -> None:
    expected = valued(rounds, condition)
    found = rows_of(VALUATIONS, database, filters)
    assert len(expected) > 5
    assert dict(found.select("round_id", "post_money_usd").rows()) == {
        row["round_id"]: row["post_money_usd"] for row in expected
    }
    confirmed: dict[str, float] = defaultdict(float)
    highest: dict[str, float] = defaultdict(float)
    for row in expected:
        if row["status"] in ("completed", "announced"):
            confirmed[row["company"]] = max(confirmed[row["company"]], row["post_money_usd"])
        highest[row["company"]] = max(highest[row["company"]], row["post_money_usd"])
    order = sorted(highest, key=lambda name: (-confirmed[name], -highest[name], name))
    tints = dict(found.select("company", "tint").unique().rows())
    assert {name: tint for name, tint in tints.items() if tint != "other"} == {
        name: str(place) for place, name in enumerate(order[:6], 1)
    }
    marks = dict(found.select("kind", "mark").unique().rows())
    assert marks.get("secondary", "Share sale") == "Share sale"
    assert marks.get("ipo", "Public listing") == "Public listing"
    assert marks["equity"] == "Funding round"
    hollow = found.filter(~pl.col("is_confirmed"))["status"].unique().to_list()
    assert set(hollow) <= {"rumoured", "planned"}


@every_selection
def test_labels_stand_apart_at_the_last_point(
    database: Database, rounds: pl.DataFrame, filters: Filters, condition: pl.Expr
) -> None:
    found = rows_of(VALUATIONS, database, filters)
    labels = found.filter(pl.col("label_usd").is_not_null())
    assert labels["tint"].sort().to_list() == [str(n) for n in range(1, labels.height + 1)]
    newest = {row["company"]: row["announced_date"] for row in found.to_dicts()}
    assert all(newest[row["company"]] == row["announced_date"] for row in labels.to_dicts())
    heights = labels.select(pl.col("label_usd").log10())["label_usd"].sort()
    assert heights.diff().drop_nulls().min() > 0.051  # type: ignore[operator]
    assert (labels["label_usd"] <= labels["post_money_usd"] * 1.0001).all()


def test_valuation_headline(database: Database, rounds: pl.DataFrame) -> None:
    known = sorted(valued(rounds, CONFIRMED), key=lambda x: x["announced_date"])
    latest = {row["company"]: row["post_money_usd"] for row in known}
    top = max(latest, key=latest.__getitem__)
    own = [row["post_money_usd"] for row in known if row["company"] == top]
    headline = VALUATIONS.headline(rows_of(VALUATIONS, database))
    assert headline.startswith(f"{top}'s valuation rose {own[-1] / own[0]:,.0f}-fold to $")
    assert headline.endswith(f"the highest of {len(latest)} companies")


@every_selection
def test_prices(
    database: Database, rounds: pl.DataFrame, filters: Filters, condition: pl.Expr
) -> None:
    everything = rounds.to_dicts()
    expected = {row["round_id"]: row for row in valued(rounds, condition) if is_price(row)}
    found = {row["round_id"]: row for row in rows_of(PRICES, database, filters).to_dicts()}
    assert found.keys() == expected.keys()
    for name, row in expected.items():
        share, multiple = dilution(row), step_up(row, everything)
        assert found[name]["dilution"] == pytest.approx(share)
        assert found[name]["step_up"] == (multiple and pytest.approx(multiple, abs=0.006))
        rest = None if share is None else row["post_money_usd"] - row["amount_usd"]
        assert found[name]["pre_money_usd"] == rest
        assert (found[name]["no_dilution"] is None) == (share is not None)
        last = before(row, everything)
        assert found[name]["previous_date"] == (last and last["announced_date"])
        if multiple and last and "year" not in (row["date_precision"], last["date_precision"]):
            now, then = row["announced_date"], last["announced_date"]
            assert found[name]["months"] == 12 * (now.year - then.year) + now.month - then.month
        else:
            assert found[name]["months"] is None


@every_selection
@pytest.mark.parametrize(("figure", "column"), [(STEP_UP, "step_up"), (DILUTION, "dilution")])
def test_by_stage(
    database: Database,
    rounds: pl.DataFrame,
    filters: Filters,
    condition: pl.Expr,
    figure: Figure,
    column: str,
) -> None:
    everything = rounds.to_dicts()
    priced = [row for row in valued(rounds, condition) if is_price(row)]
    of_stage: dict[str, list[float]] = defaultdict(list)
    for row in priced:
        value = step_up(row, everything) if column == "step_up" else dilution(row)
        if value is not None:
            of_stage[row["stage"]].append(value)
    found = rows_of(figure, database, filters)
    assert {
        stage: sorted(group[column].to_list()) for (stage,), group in found.group_by("stage")
    } == {stage: pytest.approx(sorted(values)) for stage, values in of_stage.items()}
    for row in found.to_dicts():
        values = of_stage[row["stage"]]
        assert row["rounds"] == len(values)
        expected = median(values) if len(values) >= 5 else None
        assert row["stage_median"] == (expected and pytest.approx(expected))
    assert found.filter("is_first").height == len(of_stage)
    every = [value for values in of_stage.values() for value in values]
    assert found["all_median"][0] == (pytest.approx(median(every)) if len(every) > 4 else None)
    assert figure.remark(found).startswith(f"{len(every)} of {len(priced)} equity rounds")


@every_selection
def test_largest_step_ups(
    database: Database, rounds: pl.DataFrame, filters: Filters, condition: pl.Expr
) -> None:
    everything = rounds.to_dicts()
    priced = [row for row in valued(rounds, condition) if is_price(row)]
    multiples = sorted(filter(None, (step_up(row, everything) for row in priced)), reverse=True)
    found = rows_of(LARGEST, database, filters)
    assert found["step_up"].to_list() == pytest.approx(multiples[:12])
    assert (found["post_money_usd"] / found["previous_usd"]).to_list() == pytest.approx(
        multiples[:12]
    )
    assert found["step_ups"].unique().to_list() == [len(multiples)]


def nearest_revenue(row: Row, figures: list[Row]) -> Row | None:
    """The revenue figure nearest to a round: the earlier of two as near, then the surer."""
    rank = {"high": 0, "medium": 1, "low": 2}

    def distance(figure: Row) -> tuple[timedelta, date, int, str]:
        days = abs(figure["as_of"] - row["announced_date"])
        return days, figure["as_of"], rank[figure["confidence"]], figure["metric_id"]

    own = [each for each in figures if each["company"] == row["company"]]
    best = min(own, key=distance, default=None)
    return best if best and distance(best)[0] <= timedelta(days=183) else None


@every_selection
def test_valuation_over_revenue(
    database: Database, rounds: pl.DataFrame, filters: Filters, condition: pl.Expr
) -> None:
    figures = [
        row
        for row in METRICS.to_dicts()
        if row["metric"] == "annualised_revenue"
        and row["scope"] == "company"
        and row["is_preferred"]
        and row["status"] not in ("planned", "predicted", "rumoured")
    ]
    expected = {}
    for row in valued(rounds, condition):
        if figure := nearest_revenue(row, figures):
            multiple = row["post_money_usd"] / figure["value_usd"]
            expected[row["round_id"]] = (pytest.approx(multiple), figure["as_of"])
    found = rows_of(REVENUE, database, filters)
    assert expected
    assert {
        row["round_id"]: (row["multiple"], row["revenue_date"]) for row in found.to_dicts()
    } == expected
    assert set(found["source_id"]) <= set(METRICS["source_id"])


def test_a_slip_of_the_source_is_no_revenue(database: Database) -> None:
    slip = METRICS.filter(company="Moonshot AI", metric="annualised_revenue", is_preferred=False)
    assert slip["value_usd"].to_list() == [2e9]
    found = rows_of(REVENUE, database, Filters(company=("Moonshot AI",)))
    assert found["revenue_usd"].max() == 2e8


BOARDS: dict[str, tuple[Filters, Callable[[Row], bool], tuple[date, date]]] = {
    "all": (Filters(), lambda row: True, (date.min, date.max)),
    "chinese_2025": (
        Filters("2025-Q1", "2025-Q4", region=("China",)),
        lambda row: row["region"] == "China",
        (date(2025, 1, 1), date(2025, 12, 31)),
    ),
    "american_models": (
        Filters("2026-Q2", country=("United States",), sector=("Foundation models",)),
        lambda row: row["country"] == "United States" and row["sector"] == "Foundation models",
        (date(2026, 4, 1), date.max),
    ),
    "two_companies": (
        Filters(company=("Pony.ai", "OpenAI"), stage=("Seed",), status=("rumoured",)),
        lambda row: row["company"] in ("Pony.ai", "OpenAI"),
        (date.min, date.max),
    ),
}
LENGTH = {"day": 0, "month": 27, "quarter": 89, "year": 364}


@pytest.mark.parametrize(("filters", "fits", "span"), BOARDS.values(), ids=BOARDS)
def test_listings_board(
    database: Database,
    rounds: pl.DataFrame,
    filters: Filters,
    fits: Callable[[Row], bool],
    span: tuple[date, date],
) -> None:
    places = COMPANIES.select("company", "country", "region", "sector")
    all_rows = LISTINGS.join(places, on="company").to_dicts()
    assert len(all_rows) == LISTINGS.height
    newest: date = max(rounds.filter(CONFIRMED)["announced_date"].to_list())
    expected = {}
    for row in filter(fits, all_rows):
        start = row["listing_date"] or row["filed_date"]
        length = LENGTH[row["date_precision"]] if row["listing_date"] else 0
        first, last = start or date.max, start or newest
        ends = first + timedelta(days=min(length, (date.max - first).days))
        if ends >= span[0] and last <= span[1]:
            expected[row["listing_id"]] = row
    figure = listings_board(filters)
    found = {row["listing_id"]: row for row in rows_of(figure, database, filters).to_dicts()}
    assert found.keys() == expected.keys()
    of_round = {row["round_id"]: row for row in rounds.to_dicts() if row["caveat"] != "target"}
    raised = []
    for name, row in expected.items():
        deal = of_round.get(row["round_id"], {})
        amount = row["raised_usd"] or deal.get("amount_usd")
        shown = found[name]
        assert shown["raised_usd"] == (amount if row["status"] == "completed" else None)
        assert shown["post_money_usd"] == deal.get("post_money_usd")
        assert shown["market_value_usd"] == row["market_value_usd"]
        assert shown["issue_price"] == row["issue_price"]
        percent = row["first_day_return_pct"]
        assert shown["first_day_return"] == (
            None if percent is None else pytest.approx(percent / 100)
        )
        assert shown["status"] == row["status"].capitalize()
        if row["kind"] in ("ipo", "spac") and row["status"] == "completed":
            raised.append(shown["raised_usd"] or 0)
    if raised:
        frame = rows_of(figure, database, filters)
        noun = "listing" if len(raised) == 1 else "listings"
        assert figure.headline(frame).startswith(f"{len(raised)} {noun} since 20")
        assert f"${sum(raised) / 1e9:.3g}B" in figure.headline(frame)


def test_a_listing_that_outweighs_all_others_is_named(database: Database) -> None:
    rows = rows_of(BOARD, database)
    [most] = rows.filter(company="SpaceX")["raised_usd"].to_list()
    raised = rows.filter(pl.col("raised_usd") > 0)["raised_usd"].sum()
    assert most > raised / 2
    assert f", ${most / 1e9:.3g}B of it by SpaceX; " in BOARD.headline(rows)
    assert " of it by " not in BOARD.headline(rows.filter(pl.col("company") != "SpaceX"))
    assert " of it by " not in BOARD.headline(rows.filter(company="SpaceX"))


def test_what_is_ahead_says_when(database: Database) -> None:
    rows = {row["listing_id"]: row for row in rows_of(BOARD, database).to_dicts()}
    assert rows["openai-2026-10-ipo"]["expected"] == "Q4 2026"
    assert rows["openai-2026-10-ipo"]["listing_date"] is None
    assert rows["anthropic-2026-ipo"]["expected"] == "2026"
    # The round of a planned listing states a target, which is no price.
    assert rows["openai-2026-10-ipo"]["post_money_usd"] is None


# Edges


def test_one_round_is_no_step_up(small_database: Small) -> None:
    database = small_database({"post_money_usd": 2e7})
    assert rows_of(STEP_UP, database).is_empty()
    assert rows_of(LARGEST, database).is_empty()
    assert VALUATIONS.headline(rows_of(VALUATIONS, database)) == (
        "Acme was valued at $20M in Feb 2025"
    )
    [row] = rows_of(PRICES, database).to_dicts()
    assert (row["dilution"], row["pre_money_usd"]) == (0.05, 1.9e7)


def test_no_valuation_leaves_nothing(small_database: Small) -> None:
    database = small_database({}, {"post_money_usd": 0.0})
    for figure in (VALUATIONS, STEP_UP, DILUTION, LARGEST, PRICES, REVENUE):
        assert rows_of(figure, database).is_empty()


def test_rounds_of_one_day_are_not_compared_with_each_other(small_database: Small) -> None:
    first = {"announced_date": date(2024, 2, 3), "post_money_usd": 1e7}
    database = small_database(first, {"post_money_usd": 2e7}, {"post_money_usd": 4e7})
    assert sorted(rows_of(LARGEST, database)["step_up"]) == [2, 4]
    assert rows_of(VALUATIONS, database)["label_usd"].drop_nulls().len() == 1


def test_prices_of_a_market_are_left_out(small_database: Small) -> None:
    days = [date(2024, month, 1) for month in range(1, 7)]
    database = small_database(
        {"announced_date": days[0], "post_money_usd": 1e7},
        {"announced_date": days[1], "post_money_usd": 9e7, "kind": "secondary"},
        {"announced_date": days[2], "post_money_usd": 8e7, "caveat": "target"},
        {"announced_date": days[3], "post_money_usd": 3e7},
        {"announced_date": days[4], "post_money_usd": 3e7, "caveat": "tranche"},
        {"announced_date": days[5], "post_money_usd": 9e8, "kind": "ipo"},
    )
    found = rows_of(LARGEST, database)
    assert found["step_up"].to_list() == [3]
    assert found["months"].to_list() == [3]
    assert rows_of(VALUATIONS, database).height == 6


def test_a_narrower_selection_changes_no_step_up(small_database: Small) -> None:
    database = small_database(
        {"announced_date": date(2023, 5, 1), "post_money_usd": 1e7, "stage_group": "Seed"},
        {"announced_date": date(2025, 5, 1), "post_money_usd": 5e7},
    )
    found = rows_of(LARGEST, database, Filters("2025-Q1", stage_group=("Early",)))
    assert found["step_up"].to_list() == [5]
    assert LARGEST.headline(found) == "Acme's valuation rose 5-fold within 24 months"


def test_more_raised_than_the_company_is_worth_is_a_fault(small_database: Small) -> None:
    database = small_database(
        {"post_money_usd": 5e5},
        {"post_money_usd": 1e6},
        {"post_money_usd": 4e6},
        {"post_money_usd": 4e6, "kind": "mixed"},
        {"post_money_usd": 4e6, "caveat": "lower bound"},
        {"post_money_usd": 4e6, "amount_usd": None},
    )
    found = rows_of(DILUTION, database)
    assert found["dilution"].to_list() == [0.25]
    assert "2 rounds with an amount as high as the valuation left out" in DILUTION.remark(found)
    prices = rows_of(PRICES, database)
    assert prices["pre_money_usd"].drop_nulls().to_list() == [3e6]
    reasons = prices["no_dilution"].fill_null("").sort().to_list()
    faults = ["amount as high as valuation"] * 2
    assert reasons == ["", *faults, "debt within", "lower bound", "no amount"]
    assert PRICES.remark(prices).startswith("5 of 6 rounds have no dilution")
    assert "2 raised the whole valuation or more" in PRICES.remark(prices)


def test_few_rounds_have_no_median(small_database: Small) -> None:
    rows = [{"post_money_usd": value} for value in (2e6, 4e6, 5e6, 8e6)]
    found = rows_of(DILUTION, small_database(*rows))
    assert found["stage_median"].null_count() == found.height == 4
    words = "Acme sold 50% of itself in a round, the most of 4 rounds, too few for a median"
    assert DILUTION.headline(found) == words


def test_falls_and_equal_values_are_said(small_database: Small) -> None:
    def of(*values: float) -> list[Row]:
        return [
            {"announced_date": date(2024, month, 1), "post_money_usd": value}
            for month, value in enumerate(values, 1)
        ]

    database = small_database(*of(4e7, 2e7), {"company": "Bolt", "post_money_usd": 2e7})
    said = VALUATIONS.headline(rows_of(VALUATIONS, database, Filters(company=("Acme",))))
    assert said == "Acme's valuation fell from $40M to $20M between Jan 2024 and Feb 2024"
    assert VALUATIONS.headline(rows_of(VALUATIONS, database)).endswith(
        "as high as any of 2 companies"
    )
    falls = rows_of(LARGEST, database)
    assert LARGEST.headline(falls) == "No valuation rose in 1 step-up from round to round"
