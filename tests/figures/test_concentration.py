"""Every number of the figures on concentration against a calculation that shares no code."""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Callable
from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from lib.analyses.concentration import SQL as ANALYSES
from lib.database import Database, select
from lib.figures import company_ranking, lorenz_curve
from lib.figures.figure import Figure
from lib.figures.gini_over_time import gini_over_time
from lib.figures.hhi_over_time import few, hhi_over_time
from lib.figures.published_shares import BASES, TOTALS, TRACKED, published_shares
from lib.figures.taken_out import BELOW, LARGEST_SQL, taken_out_words, without
from lib.figures.top_shares import DEFAULT_TOP, GRAINS, TOP, top_shares
from lib.filters import Filters
from tests.committed import committed
from tests.selections import selections

DATA = Path(__file__).parents[2] / "data"
CONFIRMED = pl.col("status").is_in(["completed", "announced"])
VENTURE = CONFIRMED & pl.col("kind").is_in(["equity", "mixed"])
SELECTIONS: dict[str, tuple[Filters, pl.Expr]] = {
    "default": (Filters(), CONFIRMED),
    "chinese": (
        Filters("2024-Q1", "2026-Q2", region=("China",)),
        CONFIRMED
        & (pl.col("region") == "China")
        & pl.col("announced_date").is_between(date(2024, 1, 1), date(2026, 6, 30)),
    ),
    "american_late": (
        Filters(end="2025-Q2", country=("United States",), stage_group=("Late",)),
        CONFIRMED
        & (pl.col("country") == "United States")
        & (pl.col("stage_group") == "Late")
        & (pl.col("announced_date") < date(2025, 7, 1)),
    ),
}
# What is taken out: companies, and the limit below which rounds stay.
OUT: dict[str, tuple[list[str], str]] = {
    "nothing": ([], "all"),
    "companies": (["OpenAI", "Anthropic", "Moonshot AI"], "all"),
    "large_rounds": ([], "1000000000"),
    "both": (["OpenAI", "Databricks"], "500000000"),
}
every_selection = pytest.mark.parametrize(
    ("filters", "condition"), SELECTIONS.values(), ids=SELECTIONS
)
every_out = pytest.mark.parametrize(("companies", "below"), OUT.values(), ids=OUT)
every_grain = pytest.mark.parametrize("grain", GRAINS)
Small = Callable[..., Database]
Row = dict[str, Any]


def found(figure: Figure, database: Database, filters: Filters | None = None) -> list[Row]:
    return select(database, figure.sql, filters or Filters(), **figure.params).to_dicts()


def kept(rounds: pl.DataFrame, condition: pl.Expr, companies: list[str], below: str) -> list[Row]:
    """The rounds that stay, by a loop."""
    rows = rounds.filter(condition).to_dicts()
    limit = float("inf") if below == "all" else float(below)
    left = [
        row
        for row in rows
        if row["company"] not in companies
        and (row["amount_usd"] is None or row["amount_usd"] < limit)
    ]
    assert left
    return left


def start_of(day: date, grain: str) -> date:
    return date(day.year, 1 if grain == "year" else (day.month - 1) // 3 * 3 + 1, 1)


def next_start(period: date, grain: str) -> date:
    months = period.year * 12 + period.month - 1 + (12 if grain == "year" else 3)
    return date(months // 12, months % 12 + 1, 1)


def every_period(first: date, last: date, grain: str) -> list[date]:
    periods = [first]
    while periods[-1] < last:
        periods.append(next_start(periods[-1], grain))
    return periods


def amounts_by_period(rows: list[Row], grain: str) -> dict[date, dict[str, float]]:
    """Capital of each company with a disclosed amount, by period."""
    periods: dict[date, dict[str, float]] = defaultdict(lambda: defaultdict(float))
    for row in rows:
        if row["amount_usd"] is not None:
            periods[start_of(row["announced_date"], grain)][row["company"]] += row["amount_usd"]
    return {period: dict(companies) for period, companies in periods.items()}


def rounds_by_period(rows: list[Row], grain: str) -> dict[date, list[float]]:
    periods: dict[date, list[float]] = defaultdict(list)
    for row in rows:
        if row["amount_usd"] is not None:
            periods[start_of(row["announced_date"], grain)].append(row["amount_usd"])
    return periods


def own_hhi(amounts: list[float]) -> float:
    total = sum(amounts)
    return sum((100 * amount / total) ** 2 for amount in amounts)


def own_gini(amounts: list[float]) -> float:
    """Mean absolute difference of all pairs, over twice the mean."""
    pairs = sum(abs(one - other) for one in amounts for other in amounts)
    return pairs / (2 * len(amounts) * sum(amounts))


def own_lorenz(amounts: list[float]) -> list[tuple[float, float]]:
    """Share of companies, share of capital, from (0, 0) to (1, 1)."""
    points, sum_so_far = [(0.0, 0.0)], 0.0
    for number, amount in enumerate(sorted(amounts), start=1):
        sum_so_far += amount
        points.append((number / len(amounts), sum_so_far / sum(amounts)))
    return points


def stated_range(amounts: dict[date, dict[str, float]], grain: str) -> list[date]:
    """Periods from the first to the last with five companies."""
    enough = sorted(period for period, companies in amounts.items() if len(companies) >= 5)
    return every_period(enough[0], enough[-1], grain)


# Shares of the largest


@every_selection
@every_out
@every_grain
@pytest.mark.parametrize("top", [1, 4, 10])
def test_top_shares(
    top: int,
    grain: str,
    companies: list[str],
    below: str,
    filters: Filters,
    condition: pl.Expr,
    database: Database,
    rounds: pl.DataFrame,
) -> None:
    figure = without(top_shares(grain).given(top=top), companies, below)
    rows = found(figure, database, filters)
    left = kept(rounds, condition, companies, below)
    of_companies, of_rounds = amounts_by_period(left, grain), rounds_by_period(left, grain)
    newest = max(rounds.filter(CONFIRMED)["announced_date"])
    wanted = []
    for period in stated_range(of_companies, grain):
        for unit in ("Companies", "Rounds"):
            by_company = of_companies.get(period, {})
            amounts = list(by_company.values()) if unit == "Companies" else of_rounds[period]
            largest = sum(sorted(amounts)[-top:])
            wanted.append(
                {
                    "period": period,
                    "unit": unit,
                    "share": pytest.approx(largest / sum(amounts)) if len(amounts) >= 5 else None,
                    "top": min(top, len(amounts)),
                    "number": len(amounts),
                    "top_usd": pytest.approx(largest),
                    "tracked_usd": pytest.approx(sum(amounts)),
                    "is_unfinished": (next_start(period, grain) - newest).days > 1,
                    "is_peak": bool(amounts) and sum(amounts) == max(map(sum, of_rounds.values())),
                }
            )
    assert [{key: row[key] for key in row if key != "names"} for row in rows] == wanted
    for row in rows:
        names = row["names"].split("; ") if row["names"] else []
        assert len(names) == row["top"]
        if row["unit"] == "Companies":
            amounts_of = of_companies.get(row["period"], {})
            assert names == sorted(amounts_of, key=lambda name: (-amounts_of[name], name))[:top]


def test_names_of_rounds_carry_their_month(small_database: Small) -> None:
    days = [date(2025, 1, 5), date(2025, 2, 5), date(2025, 3, 5)]
    several = [
        {"company": "A", "announced_date": day, "amount_usd": 9e6 - day.month} for day in days
    ]
    database = small_database(*several, *({"company": name} for name in "BCDE"))
    companies, rounds = found(top_shares("quarter").given(top=3), database)
    assert companies["names"] == "A; B; C"
    assert rounds["names"] == "A (Jan 2025); A (Feb 2025); A (Mar 2025)"
    assert (companies["number"], rounds["number"]) == (5, 7)


def company_rounds(*amounts: float | None, **changes: Any) -> list[Row]:
    """One round a company."""
    return [
        {"company": f"Company {index:02}", "amount_usd": amount, **changes}
        for index, amount in enumerate(amounts)
    ]


def test_more_asked_for_than_there_are(small_database: Small) -> None:
    database = small_database(*company_rounds(5e6, 4e6, 3e6, 2e6, 1e6))
    figure = top_shares("quarter").given(top=10)
    rows = select(database, figure.sql, Filters(), **figure.params)
    assert rows["share"].to_list() == [1, 1]
    assert rows["top"].to_list() == [5, 5]
    assert figure.headline(rows) == (
        "All five companies took 100% of the capital in Q1 2025 so far: "
        "Company 00, Company 01, Company 02 and 2 more"
    )


def test_four_companies_are_too_few(small_database: Small) -> None:
    database = small_database(*company_rounds(5e6, 4e6, 3e6, 2e6, None))
    for figure in (top_shares("quarter"), hhi_over_time("quarter"), gini_over_time("quarter")):
        assert found(figure, database) == []
        assert figure.empty.startswith("No quarter is left with five companies")


def test_a_line_does_not_run_over_periods_without_rounds(small_database: Small) -> None:
    database = small_database(
        *company_rounds(1e6, 1e6, 1e6, 1e6, 1e6, announced_date=date(2024, 2, 1)),
        *company_rounds(1e6, 1e6, 1e6, 1e6, announced_date=date(2024, 5, 1)),
        *company_rounds(1e6, 1e6, 1e6, 1e6, 2e6, announced_date=date(2024, 11, 1)),
    )
    rows = found(hhi_over_time("quarter"), database)
    assert [row["companies"] for row in rows] == [5, 4, 0, 5]
    assert [row["hhi"] and round(row["hhi"]) for row in rows] == [2000, None, None, 2222]
    shares = found(top_shares("quarter").given(top=1), database)
    assert [row["share"] for row in shares if row["unit"] == "Companies"] == [
        pytest.approx(0.2),
        None,
        None,
        pytest.approx(1 / 3),
    ]


def test_headline_of_shares() -> None:
    row = {
        "period": date(2026, 1, 1),
        "unit": "Companies",
        "share": 0.625,
        "top": 4,
        "number": 20,
        "tracked_usd": 9e9,
        "names": "A; B; C; D",
        "is_unfinished": False,
        "is_peak": True,
    }
    older = row | {"period": date(2025, 1, 1), "tracked_usd": 8e9, "is_peak": False, "share": 0.9}
    headline = top_shares("quarter").headline
    assert headline(pl.DataFrame([older, row])) == (
        "Four companies took 62% of the capital in Q1 2026, the quarter with most capital: "
        "A, B, C and D"
    )
    assert headline(pl.DataFrame([row])) == (
        "Four companies took 62% of the capital in Q1 2026: A, B, C and D"
    )
    # A quarter of four companies may have brought more.
    not_peak = row | {"is_peak": False, "is_unfinished": True, "top": 1, "names": "A"}
    assert headline(pl.DataFrame([older, not_peak])) == (
        "One company took 62% of the capital in Q1 2026 so far: A"
    )


# Shares of published totals


def published_totals(base: str, grain: str) -> dict[date, float]:
    """Totals of whole periods of the world, by start."""
    rows = pl.read_parquet(DATA / "aggregates.parquet").to_dicts()
    return {
        row["period_start"]: row["value"]
        for row in rows
        if (row["publisher"], row["scope"]) == (BASES[base].publisher, BASES[base].scope)
        and (row["dimension"], row["dimension_value"]) == ("total", "World")
        and (row["measure"], row["unit"], row["status"]) == ("funding", "USD", "completed")
        and row["period_start"] == start_of(row["period_start"], grain)
        and (next_start(row["period_start"], grain) - row["period_end"]).days == 1
    }


WHOLE: dict[str, tuple[Filters, pl.Expr]] = {
    "default": (Filters(), VENTURE),
    "since_2025_q2": (
        Filters("2025-Q2"),
        VENTURE & (pl.col("announced_date") >= date(2025, 4, 1)),
    ),
    "venture_and_rumoured": (
        Filters(kind=("equity", "mixed"), status=("completed", "announced", "rumoured")),
        VENTURE,
    ),
    "first_quarter": (
        Filters("2026-Q1", "2026-Q1"),
        VENTURE & pl.col("announced_date").is_between(date(2026, 1, 1), date(2026, 3, 31)),
    ),
}


@pytest.mark.parametrize(("filters", "condition"), WHOLE.values(), ids=WHOLE)
@every_out
@every_grain
@pytest.mark.parametrize("base", BASES)
def test_published_shares(
    base: str,
    grain: str,
    companies: list[str],
    below: str,
    filters: Filters,
    condition: pl.Expr,
    database: Database,
    rounds: pl.DataFrame,
) -> None:
    figure = without(published_shares(grain, base).given(top=3), companies, below)
    rows = found(figure, database, filters)
    left = kept(rounds, condition, companies, below)
    everything = rounds_by_period(rounds.filter(VENTURE).to_dicts(), grain)
    selected = rounds_by_period(rounds.filter(condition).to_dicts(), grain)
    wanted = []
    for period, total in sorted(published_totals(base, grain).items(), reverse=True):
        if selected.get(period, []) != everything[period]:
            continue
        for unit, amounts in (
            ("Companies", list(amounts_by_period(left, grain)[period].values())),
            ("Rounds", rounds_by_period(left, grain)[period]),
        ):
            share = pytest.approx(sum(sorted(amounts)[-3:]) / total)
            wanted.append((period, unit, share, total, len(amounts)))
    keys = ("period", "unit", "share", "published_usd", "number")
    assert [tuple(row[key] for key in keys) for row in rows] == wanted


def test_published_totals_are_found() -> None:
    assert list(TOTALS) == [TRACKED, *BASES]
    assert {base for base in BASES if published_totals(base, "quarter")} == set(BASES)
    assert published_totals("article", "quarter").keys() == {date(2025, 7, 1), date(2026, 1, 1)}


@pytest.mark.parametrize(
    "narrow",
    [
        Filters(region=("United States",)),
        Filters(stage_group=("Late",)),
        Filters(min_amount_usd=10**9),
        Filters(company=("OpenAI", "Anthropic", "xAI", "Waymo")),
        Filters(kind=("debt",)),
        Filters(status=("rumoured",)),
    ],
    ids=lambda filters: "-".join(filters.changed),
)
def test_part_of_the_world_is_no_share_of_it(narrow: Filters, database: Database) -> None:
    rows = found(published_shares("year", "crunchbase_ai"), database, narrow)
    assert date(2025, 1, 1) not in [row["period"] for row in rows]
    assert found(published_shares("year", "crunchbase_ai"), database)


def test_a_year_cut_short_is_no_share_of_its_total(database: Database) -> None:
    figure = published_shares("year", "crunchbase_ai")
    for filters in (Filters("2025-Q2"), Filters(end="2025-Q3")):
        periods = {row["period"] for row in found(figure, database, filters)}
        assert date(2025, 1, 1) not in periods


FIRST_QUARTER = Filters("2026-Q1", "2026-Q1")


@pytest.mark.parametrize(
    ("base", "top", "percent", "tolerance"),
    [
        ("article", 1, 40.67, 0.01),
        ("article", 2, 50.67, 0.01),
        ("article", 3, 57.33, 0.01),
        ("article", 4, 62.67, 0.01),
        ("crunchbase_ai", 4, 77.7, 0.1),
    ],
)
def test_the_page_gives_the_articles_shares(
    base: str, top: int, percent: float, tolerance: float, database: Database
) -> None:
    figure = published_shares("quarter", base).given(top=top)
    companies, rounds = found(figure, database, FIRST_QUARTER)
    assert 100 * companies["share"] == pytest.approx(percent, abs=tolerance)
    assert 100 * rounds["share"] == pytest.approx(percent, abs=tolerance)


def test_published_headline(database: Database) -> None:
    figure = published_shares("quarter", "article")
    rows = select(database, figure.sql, FIRST_QUARTER, **figure.params)
    assert figure.headline(rows) == (
        "Four companies took 63% of an article's $300B ≠ total in Q1 2026: "
        "OpenAI, Anthropic, xAI and Waymo"
    )
    assert figure.remark(rows) == (
        "Denominator: published total, venture funding, as labelled by the article, worldwide. "
        "Publisher: unnamed (figures match Crunchbase)."
    )
    ai = published_shares("quarter", "crunchbase_ai")
    rows = select(database, ai.sql, FIRST_QUARTER, **ai.params)
    said = "Four companies took 78% of Crunchbase's $242B ≠ for AI in "
    assert ai.headline(rows).startswith(said)


# HHI and Gini


@every_selection
@every_out
@every_grain
def test_hhi_and_gini(
    grain: str,
    companies: list[str],
    below: str,
    filters: Filters,
    condition: pl.Expr,
    database: Database,
    rounds: pl.DataFrame,
) -> None:
    rows = found(without(hhi_over_time(grain), companies, below), database, filters)
    assert found(without(gini_over_time(grain), companies, below), database, filters) == rows
    by_period = amounts_by_period(kept(rounds, condition, companies, below), grain)
    assert [row["period"] for row in rows] == stated_range(by_period, grain)
    for row in rows:
        of_period = by_period.get(row["period"], {})
        amounts = list(of_period.values())
        enough = len(amounts) >= 5
        assert row["companies"] == len(amounts)
        assert row["capital_usd"] == pytest.approx(sum(amounts))
        assert row["hhi"] == (pytest.approx(own_hhi(amounts)) if enough else None)
        assert row["gini"] == (pytest.approx(own_gini(amounts), abs=1e-9) if enough else None)
        assert row["equal_companies"] == (
            pytest.approx(10_000 / own_hhi(amounts)) if enough else None
        )
        if amounts:
            assert of_period[row["largest"]] == max(amounts)
            assert row["largest_share"] == pytest.approx(max(amounts) / sum(amounts))


def test_equal_companies(small_database: Small) -> None:
    [row] = found(hhi_over_time("year"), small_database(*company_rounds(*[7e6] * 8)))
    assert row["hhi"] == pytest.approx(10_000 / 8)
    assert row["equal_companies"] == pytest.approx(8)
    assert row["gini"] == pytest.approx(0, abs=1e-12)
    assert row["gini"] >= 0


def test_one_company_with_nearly_all(small_database: Small) -> None:
    [row] = found(hhi_over_time("year"), small_database(*company_rounds(1e15, 1, 1, 1, 1)))
    assert row["hhi"] == pytest.approx(10_000)
    assert row["gini"] == pytest.approx(1 - 1 / 5)
    assert row["largest"] == "Company 00"


def test_rounds_of_a_company_count_together(small_database: Small) -> None:
    changes = company_rounds(2e6, 2e6, 2e6, 2e6, 1e6)
    database = small_database(*changes, {"company": "Company 04", "amount_usd": 1e6})
    [row] = found(hhi_over_time("quarter"), database)
    assert (row["companies"], row["hhi"]) == (5, pytest.approx(2000))


def test_headlines_of_the_indices(small_database: Small) -> None:
    database = small_database(*company_rounds(1e6, 1e6, 1e6, 1e6, 1e6))
    hhi, gini = hhi_over_time("quarter"), gini_over_time("quarter")
    rows = select(database, hhi.sql, Filters(), **hhi.params)
    # The newest round of this database is that of February 2025.
    assert hhi.headline(rows) == (
        "HHI 2,000 in Q1 2025 so far: as if 5.0 equal companies, not 5, had shared the capital"
    )
    assert gini.headline(rows) == "Gini index 0.00 among 5 companies in Q1 2025 so far"
    assert [few(3.26), few(9.96), few(57.3)] == ["3.3", "10", "57"]


# Lorenz curve


@every_selection
@every_out
def test_lorenz_curve(
    companies: list[str],
    below: str,
    filters: Filters,
    condition: pl.Expr,
    database: Database,
    rounds: pl.DataFrame,
) -> None:
    rows = found(without(lorenz_curve.FIGURE, companies, below), database, filters)
    left = kept(rounds, condition, companies, below)
    capital: dict[str, float] = defaultdict(float)
    for row in left:
        if row["amount_usd"] is not None:
            capital[row["company"]] += row["amount_usd"]
    amounts = sorted(capital.values())
    curve = own_lorenz(amounts)
    places = [row["place"] for row in rows]
    assert places == sorted(set(places))
    assert (places[0], places[-1]) == (0, len(amounts))
    for row in rows:
        x, y = curve[row["place"]]
        assert row["companies_share"] == pytest.approx(x)
        assert row["capital_share"] == pytest.approx(y, abs=1e-12)
        if row["place"]:
            assert row["company_usd"] == pytest.approx(amounts[row["place"] - 1])
            assert capital[row["company"]] == pytest.approx(row["company_usd"])
    tenth = -(-len(amounts) // 10)
    assert rows[0]["gini"] == pytest.approx(own_gini(amounts))
    assert rows[0]["tenth_share"] == pytest.approx(sum(amounts[-tenth:]) / sum(amounts))
    assert {(row["companies"], row["gini"]) for row in rows} == {(len(amounts), rows[0]["gini"])}


def test_lorenz_curve_of_many_companies(small_database: Small) -> None:
    """At most 500 points; between two of them the curve strays by less than a pixel."""
    amounts = [1e5 * 1.004**index for index in range(3000)]
    rows = found(lorenz_curve.FIGURE, small_database(*company_rounds(*amounts)))
    curve = own_lorenz(amounts)
    assert 450 <= len(rows) <= 500
    assert (rows[0]["place"], rows[-1]["place"]) == (0, 3000)
    assert rows[-1]["capital_share"] == pytest.approx(1)
    assert [row["place"] for row in rows[-100:]] == list(range(2901, 3001))
    places = [row["place"] for row in rows]
    for place, (x, y) in enumerate(curve):
        after = rows[bisect_left(places, place)]
        before = rows[max(bisect_left(places, place) - 1, 0)]
        width = after["companies_share"] - before["companies_share"]
        part = (x - before["companies_share"]) / width if width else 0
        drawn = before["capital_share"] + part * (after["capital_share"] - before["capital_share"])
        assert drawn == pytest.approx(y, abs=0.002)


def test_lorenz_curve_of_few_companies(small_database: Small) -> None:
    database = small_database(*company_rounds(3e6, 1e6, None))
    rows = select(database, lorenz_curve.SQL, Filters(), **lorenz_curve.FIGURE.params)
    assert rows["capital_share"].to_list() == [0, 0.25, 1]
    assert rows["companies_share"].to_list() == [0, 0.5, 1]
    assert rows["gini"].to_list() == [None] * 3
    assert lorenz_curve.headline(rows) == "Too few for a Gini index: 2 companies with $4M disclosed"


def test_lorenz_headline(small_database: Small) -> None:
    database = small_database(*company_rounds(*[1e6] * 10))
    rows = select(database, lorenz_curve.SQL, Filters(), **lorenz_curve.FIGURE.params)
    assert lorenz_curve.headline(rows) == (
        "The largest tenth of 10 companies hold 10% of the capital (Gini index 0.00)"
    )


# Ranking


@every_selection
@every_out
def test_company_ranking(
    companies: list[str],
    below: str,
    filters: Filters,
    condition: pl.Expr,
    database: Database,
    rounds: pl.DataFrame,
) -> None:
    rows = found(without(company_ranking.FIGURE, companies, below), database, filters)
    by_company: dict[str, list[Row]] = defaultdict(list)
    for each in kept(rounds, condition, companies, below):
        by_company[each["company"]].append(each)
    capital = {
        name: sum(each["amount_usd"] or 0 for each in members)
        for name, members in by_company.items()
        if any(each["amount_usd"] is not None for each in members)
    }
    order = sorted(capital, key=lambda name: (-capital[name], name))
    total, so_far = sum(capital.values()), 0.0
    assert [row["company"] for row in rows] == order[:25]
    for place, row in enumerate(rows, start=1):
        members = by_company[row["company"]]
        so_far += capital[row["company"]]
        newest = max(members, key=lambda each: (each["announced_date"], each["round_id"]))
        assert row == {
            "place": place,
            "company": row["company"],
            "capital_usd": pytest.approx(capital[row["company"]]),
            "share": pytest.approx(capital[row["company"]] / total),
            "cumulative_share": pytest.approx(so_far / total),
            "rounds": len(members),
            "newest_round": newest["announced_date"],
            "source_url": newest["source_url"],
            "companies": len(capital),
        }


def test_headlines_of_the_ranking(small_database: Small) -> None:
    def headline(*filters: str) -> str:
        rows = select(database, company_ranking.SQL, Filters(company=filters), **figure.params)
        return figure.headline(rows)

    figure = company_ranking.FIGURE
    database = small_database(*company_rounds(6e6, 4e6, *[1e6] * 40, None))
    assert headline() == (
        "Company 00 raised $6M, 12% of the capital; the 25 largest of 42 companies hold 66%"
    )
    assert headline("Company 00", "Company 01") == (
        "Company 00 raised $6M, 60% of the capital; the largest of 2 companies"
    )
    assert headline("Company 01") == (
        "Company 01 raised $4M in 1 round, the only company with an amount"
    )


@every_selection
def test_largest_to_take_out(
    filters: Filters, condition: pl.Expr, database: Database, rounds: pl.DataFrame
) -> None:
    rows = select(database, LARGEST_SQL, filters)
    capital: dict[str, float] = defaultdict(float)
    for row in rounds.filter(condition & pl.col("amount_usd").is_not_null()).to_dicts():
        capital[row["company"]] += row["amount_usd"]
    order = sorted(capital, key=lambda name: (-capital[name], name))
    assert rows["company"].to_list() == order[:50]


# Taking out

ALL_FIGURES = {
    "top_shares": top_shares("quarter"),
    "published_shares": published_shares("quarter", "article"),
    "hhi": hhi_over_time("quarter"),
    "gini": gini_over_time("year"),
    "lorenz": lorenz_curve.FIGURE,
    "ranking": company_ranking.FIGURE,
}
every_figure = pytest.mark.parametrize("figure", ALL_FIGURES.values(), ids=ALL_FIGURES)


@every_figure
def test_taking_out_is_said(figure: Figure, database: Database) -> None:
    changed = without(figure, ["OpenAI"], "10000000000")
    words = "OpenAI and rounds of $10B or more"
    rows = select(database, changed.sql, Filters(), **changed.params)
    assert changed.headline(rows) == f"Without {words}: {figure.headline(rows)}"
    assert changed.subtitle == f"{figure.subtitle}, without {words}"
    same = without(figure, [], "all")
    assert (same.headline, same.subtitle) == (figure.headline, figure.subtitle)
    assert found(same, database) == found(figure, database) != found(changed, database)


def test_the_headline_counts_more_than_two_companies(database: Database) -> None:
    figure = without(lorenz_curve.FIGURE, ["OpenAI", "xAI", "Waymo"], "10000000000")
    rows = select(database, figure.sql, Filters(), **figure.params)
    told = figure.headline(rows)
    assert told == f"Without 3 companies and rounds of $10B or more: {lorenz_curve.headline(rows)}"
    assert figure.subtitle.endswith(", without OpenAI, xAI, Waymo and rounds of $10B or more")


@every_figure
def test_nothing_is_left(figure: Figure, database: Database) -> None:
    every = database.options["company"]
    assert found(without(figure, every, "all"), database) == []


@every_figure
def test_no_round_at_all(figure: Figure, database: Database) -> None:
    empty = Filters("2013-Q3", "2013-Q4", region=("Middle East",))
    assert found(figure, database, empty) == []


def test_a_limit_keeps_what_lies_below_it(small_database: Small) -> None:
    database = small_database(*company_rounds(1e8 - 1, 1e8, 1e8 + 1, None))
    rows = found(without(company_ranking.FIGURE, [], "100000000"), database)
    assert [row["company"] for row in rows] == ["Company 00"]


@pytest.mark.parametrize(
    ("companies", "below_usd", "words"),
    [
        ([], 0, ""),
        (["A"], 0, "A"),
        ([], 10**9, "rounds of $1B or more"),
        (["A", "B"], 10**8, "A, B and rounds of $100M or more"),
        (["A", "B", "C"], 10**8, "A, B, C and rounds of $100M or more"),
        (["A", "B", "C", "D"], 0, "A, B and 2 more companies"),
        (["A", "B", "C", "D"], 10**9, "A, B, 2 more companies and rounds of $1B or more"),
    ],
)
def test_words_of_what_was_taken_out(companies: list[str], below_usd: int, words: str) -> None:
    assert taken_out_words(companies, below_usd) == words


# What holds for any selection

OPENED = committed()
NAMES = OPENED.options["company"][:40]
TAKEN = st.tuples(
    st.lists(st.sampled_from(NAMES), max_size=3, unique=True), st.sampled_from(list(BELOW))
)


@settings(max_examples=60)
@given(selections(), TAKEN, st.sampled_from(list(GRAINS)), st.integers(1, 9))
def test_shares_keep_their_bounds(
    filters: Filters, taken: tuple[list[str], str], grain: str, top: int
) -> None:
    fewer = found(without(top_shares(grain).given(top=top), *taken), OPENED, filters)
    more = found(without(top_shares(grain).given(top=top + 1), *taken), OPENED, filters)
    assume(fewer)
    for row, next_row in zip(fewer, more, strict=True):
        assert row["share"] is None or 0 < row["share"] <= 1 + 1e-9
        assert row["top_usd"] <= next_row["top_usd"] + 1e-3
        assert row["top_usd"] <= row["tracked_usd"] * (1 + 1e-9)
    for companies, rounds in zip(fewer[::2], fewer[1::2], strict=True):
        # The companies of the largest rounds hold at least those.
        assert companies["top_usd"] >= rounds["top_usd"] - 1e-3
        assert companies["tracked_usd"] == pytest.approx(rounds["tracked_usd"])


@settings(max_examples=60)
@given(selections(), TAKEN, st.sampled_from(list(GRAINS)))
def test_indices_keep_their_bounds(
    filters: Filters, taken: tuple[list[str], str], grain: str
) -> None:
    rows = found(without(hhi_over_time(grain), *taken), OPENED, filters)
    assume(rows)
    for row in rows:
        if row["hhi"] is not None:
            least = 10_000 / row["companies"]
            assert least * (1 - 1e-9) <= row["hhi"] <= 10_000 * (1 + 1e-9)
            assert row["hhi"] >= 10_000 * row["largest_share"] ** 2 * (1 - 1e-9)
            assert 0 <= row["gini"] <= 1 - 1 / row["companies"] + 1e-9


@settings(max_examples=60)
@given(selections(), TAKEN)
def test_lorenz_curve_bends_one_way(filters: Filters, taken: tuple[list[str], str]) -> None:
    rows = found(without(lorenz_curve.FIGURE, *taken), OPENED, filters)
    assume(rows)
    assert len(rows) <= 500
    ends = [(row["companies_share"], row["capital_share"]) for row in (rows[0], rows[-1])]
    assert ends == [(0, 0), (1, pytest.approx(1))]
    slopes = [
        (after["capital_share"] - before["capital_share"])
        / (after["companies_share"] - before["companies_share"])
        for before, after in pairwise(rows)
    ]
    assert all(one <= other + 1e-9 for one, other in pairwise(slopes))
    assert all(row["capital_share"] <= row["companies_share"] + 1e-9 for row in rows)


@settings(max_examples=40)
@given(selections(), st.integers(1, 5))
def test_taking_out_the_largest_never_adds_capital_to_the_top(filters: Filters, top: int) -> None:
    """Its share of what is left may well rise: the whole shrinks too."""
    ranking = found(company_ranking.FIGURE, OPENED, filters)
    assume(ranking)
    figure = top_shares("year").given(top=top)
    before = {(row["period"], row["unit"]): row for row in found(figure, OPENED, filters)}
    after = found(without(figure, [ranking[0]["company"]], "all"), OPENED, filters)
    for row in after:
        assert row["top_usd"] <= before[row["period"], row["unit"]]["top_usd"] + 1e-3


@settings(max_examples=40)
@given(selections(), st.sampled_from(NAMES))
def test_taking_out_is_the_same_as_never_having_been(filters: Filters, name: str) -> None:
    assume(not filters.company)
    others = Filters(**{**vars(filters), "company": tuple(set(OPENED.options["company"]) - {name})})
    figure = company_ranking.FIGURE
    assert found(without(figure, [name], "all"), OPENED, filters) == found(figure, OPENED, others)


def test_defaults_are_options() -> None:
    assert DEFAULT_TOP in TOP
    assert list(TOP) == [str(number) for number in range(1, 11)]


# Published arithmetic


def test_published_arithmetic_is_complete(database: Database) -> None:
    checks = pl.read_parquet(DATA / "checks.parquet")
    for analysis, sql in ANALYSES.items():
        rows = select(database, sql).sort("check_id")
        wanted = checks.filter(pl.col("analysis_id") == analysis).sort("check_id")
        assert rows["check_id"].to_list() == wanted["check_id"].to_list()
        assert rows["value"].to_list() == [
            pytest.approx(value, abs=tolerance + 1e-9)
            for value, tolerance in wanted.select("acceptance_value", "tolerance").iter_rows()
        ]


def test_page_and_published_arithmetic_agree(database: Database) -> None:
    values = dict(select(database, ANALYSES["AN01"]).iter_rows())
    for top in range(1, 5):
        figure = published_shares("quarter", "article").given(top=top)
        companies, _ = found(figure, database, FIRST_QUARTER)
        assert 100 * companies["share"] == pytest.approx(values[f"AN01.0{top}"])
