"""Spending of the largest buyers and prices of GPU-hours, against plain loops over stored rows."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from statistics import median
from typing import Any

import polars as pl
import pytest

from lib.database import Database, select
from lib.figures.capex_guidance import FIGURE as GUIDANCE
from lib.figures.capex_over_time import FIGURE as CAPEX
from lib.figures.capex_over_venture import FIGURE as VENTURE
from lib.figures.figure import Figure
from lib.figures.gpu_hour_prices import CHIPS_SQL, FEWEST, LIST, SNAPSHOT
from lib.figures.gpu_hour_prices import FIGURE as GPU_HOURS
from lib.figures.scope import days, scope
from lib.filters import Filters

DATA = Path(__file__).parents[2] / "data"
Row = dict[str, Any]
Small = Callable[..., Database]


def table(name: str) -> list[Row]:
    return pl.read_parquet(DATA / f"{name}.parquet").to_dicts()


PAID = [
    row
    for row in table("capex")
    if row["period"] == "quarter" and row["definition"] == "cash payments"
]
BY_QUARTER = {(row["organization"], row["period_start"]): row["capex_usd"] for row in PAID}
ROUNDS, AGGREGATES, PRICES = table("rounds"), table("aggregates"), table("gpu_hour_prices")
SCOPES = [
    Filters(),
    Filters("2024-Q2", "2025-Q3"),
    Filters("2019-Q1", "2023-Q4", region=("United States",)),
    Filters("2026-Q1", country=("United States",)),
]
every_scope = pytest.mark.parametrize("filters", SCOPES, ids=str)


def rows_of(figure: Figure, database: Database, filters: Filters, **params: Any) -> pl.DataFrame:
    given = {**figure.params, **params}
    return figure.arrange(select(database, figure.sql, filters, **given))


def bounds(filters: Filters) -> tuple[date, date]:
    found = days(filters)
    return found["first_day"], found["last_day"]


def year_before(day: date) -> date:
    return day.replace(year=day.year - 1)


@every_scope
def test_every_quarter_and_company_has_a_place(database: Database, filters: Filters) -> None:
    first, last = bounds(filters)
    shown = [row for row in PAID if first <= row["date"] <= last]
    quarters = {row["period_start"] for row in shown}
    companies = {row["organization"] for row in shown}
    rows = rows_of(CAPEX, database, filters, **scope(filters)).to_dicts()
    assert {(row["period"], row["owner"]) for row in rows} == {
        (quarter, company) for quarter in quarters for company in companies
    }
    for row in rows:
        assert row["capex_usd"] == BY_QUARTER.get((row["owner"], row["period"]))
        assert row["before_usd"] == BY_QUARTER.get((row["owner"], year_before(row["period"])))


def test_a_missing_quarter_is_a_cross_above_the_bar_and_not_zero(database: Database) -> None:
    rows = rows_of(CAPEX, database, Filters())
    for row in rows.to_dicts():
        total = sum(BY_QUARTER.get((name, row["period"]), 0) for name in set(rows["owner"]))
        assert row["total_usd"] == pytest.approx(total)
        if row["capex_usd"] is None:
            assert row["missing_at_usd"] > max(rows["total_usd"])
        else:
            assert row["missing_at_usd"] is None
    gaps = rows.filter(pl.col("capex_usd").is_null())
    assert gaps.height == 46
    # One row of crosses a company, named behind the last of them.
    heights = gaps.select("owner", "missing_at_usd").unique().sort("missing_at_usd")
    assert heights["owner"].to_list() == ["Amazon", "Meta", "Microsoft"]
    named = {row["owner"]: row["period"] for row in gaps.to_dicts() if row["ends_row"]}
    assert named == {owner: max(gaps.filter(owner=owner)["period"]) for owner in heights["owner"]}
    numbers = [gaps.filter(owner=owner).height for owner in heights["owner"]]
    assert CAPEX.remark(rows).startswith(
        "Crosses mark quarters without a figure here, which is not zero: {} of Amazon, {} of Meta "
        "and {} of Microsoft. ".format(*numbers)
    )
    quoted = sum(row["basis"] == "second-hand" for row in PAID)
    assert CAPEX.remark(rows).endswith(f"{quoted} figures quoted second-hand, not from a filing.")
    assert 0 not in rows["capex_usd"].to_list()


def test_change_is_of_the_same_companies_and_quarters(database: Database) -> None:
    newest, before = date(2026, 1, 1), date(2025, 1, 1)
    same = [name for name, start in BY_QUARTER if start == newest and (name, before) in BY_QUARTER]
    now = sum(BY_QUARTER[name, newest] for name in same)
    change = now / sum(BY_QUARTER[name, before] for name in same) - 1
    assert CAPEX.headline(rows_of(CAPEX, database, Filters())) == (
        f"Amazon, Alphabet (Google), Meta and Microsoft paid ${now / 1e9:.0f}B for property and "
        f"equipment in Q1 2026, "
        f"{change:.0%} more than a year before"
    )
    # In 2024 Meta has no year before and plays no part in the change.
    until = Filters(end="2024-Q4")
    headline = CAPEX.headline(rows_of(CAPEX, database, until, **scope(until)))
    assert headline.startswith(
        "Amazon, Alphabet (Google) and Microsoft paid $57.9B for property and equipment in Q4 2024"
    )


def test_without_a_year_before_only_the_amount_is_told(database: Database) -> None:
    filters = Filters(end="2016-Q1")
    rows = rows_of(CAPEX, database, filters, **scope(filters))
    assert CAPEX.headline(rows) == (
        "Alphabet (Google) and Microsoft paid $4.75B for property and equipment in Q1 2016"
    )
    assert rows_of(CAPEX, database, filters, **scope(Filters(region=("China",)))).is_empty()


def test_plans_add_up_to_the_published_range(database: Database) -> None:
    plans: dict[str, list[float]] = {}
    for row in table("company_metrics"):
        if row["metric"].startswith("capex_guidance") and row["is_preferred"]:
            plans.setdefault(row["company"].replace("Alphabet", "Google"), []).append(
                row["value_usd"]
            )
    rows = {row["owner"]: row for row in rows_of(GUIDANCE, database, Filters()).to_dicts()}
    assert rows.keys() == plans.keys()
    for name, row in rows.items():
        paid = [
            usd for (company, day), usd in BY_QUARTER.items() if (company, day.year) == (name, 2025)
        ]
        assert len(paid) == 4
        assert (row["low_usd"], row["high_usd"]) == (min(plans[name]), max(plans[name]))
        assert row["paid_usd"] == pytest.approx(sum(paid))
    assert sum(row["low_usd"] for row in rows.values()) == 695e9
    assert sum(row["high_usd"] for row in rows.values()) == 725e9


def test_plans_in_words(database: Database) -> None:
    rows = rows_of(GUIDANCE, database, Filters())
    paid = sum(usd for (_, day), usd in BY_QUARTER.items() if day.year == 2025)
    assert GUIDANCE.headline(rows) == (
        f"Four companies plan to spend $695B to $725B in 2026, about {710e9 / paid:.1f} times the "
        f"${paid / 1e9:.0f}B paid in 2025"
    )
    one = rows.filter(owner="Amazon").with_columns(paid_usd=pl.lit(None, pl.Float64))
    assert GUIDANCE.headline(one) == "Amazon plans to spend $200B in 2026"
    assert GUIDANCE.remark(one) == "1 company without four quarters of the year before."
    assert GUIDANCE.remark(rows) == (
        "Plans of Meta and Microsoft include finance leases, cash paid does not, so the growth "
        "looks larger than it is."
    )
    past = Filters(end="2025-Q4")
    assert rows_of(GUIDANCE, database, past, **scope(past)).is_empty()


def whole_years() -> dict[tuple[str, int], float]:
    years: dict[tuple[str, int], list[float]] = {}
    for (company, start), usd in BY_QUARTER.items():
        years.setdefault((company, start.year), []).append(usd)
    return {key: sum(found) for key, found in years.items() if len(found) == 4}


def test_spending_of_a_year_is_of_companies_with_all_quarters(database: Database) -> None:
    rows = rows_of(VENTURE, database, Filters())
    spent = rows.filter(series="Capital expenditure", period="2023").row(0, named=True)
    companies = {name: usd for (name, year), usd in whole_years().items() if year == 2023}
    assert "Meta" not in companies
    assert (spent["companies"], spent["value_usd"]) == (
        len(companies),
        pytest.approx(sum(companies.values())),
    )
    assert set(rows["period"]) == {"2023", "2024", "2025", "Q1 2026"}


def test_venture_capital_as_published_and_as_tracked(database: Database) -> None:
    rows = rows_of(VENTURE, database, Filters())
    found = {(row["period"], row["series"]): row["value_usd"] for row in rows.to_dicts()}
    published = {row["aggregate_id"]: row["value_usd"] for row in AGGREGATES}
    assert found["2024", "Crunchbase"] == published["P09"]
    assert found["2025", "Crunchbase"] == published["P10"]
    assert found["2025", "PitchBook"] == published["P17"]
    assert found["Q1 2026", "Crunchbase"] == published["P13"]
    oecd = sum(row["value_usd"] for row in table("country_years") if row["year"] == 2025)
    assert found["2025", "OECD.AI"] == pytest.approx(oecd)
    for period, start, end in (
        ("2024", date(2024, 1, 1), date(2024, 12, 31)),
        ("Q1 2026", date(2026, 1, 1), date(2026, 3, 31)),
    ):
        tracked = sum(
            row["amount_usd"] or 0
            for row in ROUNDS
            if start <= row["announced_date"] <= end
            and row["status"] in ("completed", "announced")
            and row["kind"] in ("equity", "mixed")
        )
        assert found[period, "Tracked here"] == pytest.approx(tracked)


def test_published_and_computed_totals_name_their_sources(database: Database) -> None:
    rows = rows_of(VENTURE, database, Filters())
    published = rows.filter(~pl.col("series").is_in(["Capital expenditure", "Tracked here"]))
    assert published["source_id"].null_count() == 0
    spent = rows.filter(series="Capital expenditure", period="2025")
    assert {*spent["source_id"], *spent["other_source_id"]} == {
        "company-reports",
        "sec-capex-hyperscalers",
    }


@pytest.mark.parametrize(
    ("filters", "periods"),
    [
        (Filters("2024-Q1", "2024-Q4"), {"2024"}),
        (Filters("2024-Q2", "2025-Q4"), {"2025"}),
        (Filters("2026-Q1", "2026-Q1"), {"Q1 2026"}),
        (Filters("2024-Q1", "2024-Q4", region=("China",)), set()),
        (Filters("2025-Q4", "2025-Q1"), set()),
    ],
)
def test_only_whole_periods_are_compared(
    database: Database, filters: Filters, periods: set[str]
) -> None:
    rows = rows_of(VENTURE, database, filters)
    assert set(rows["period"]) == periods
    if periods:
        assert VENTURE.headline(rows).count(" times ") == 1


def test_comparison_in_words(database: Database) -> None:
    rows = rows_of(VENTURE, database, Filters())
    spent = sum(usd for (_, year), usd in whole_years().items() if year == 2025)
    oecd = sum(row["value_usd"] for row in table("country_years") if row["year"] == 2025)
    quarter = sum(usd for (_, day), usd in BY_QUARTER.items() if day == date(2026, 1, 1))
    most = max(row["value_usd"] for row in AGGREGATES if row["aggregate_id"] in ("P13", "P18"))
    assert VENTURE.headline(rows) == (
        f"Four companies paid ${spent / 1e9:.0f}B for property and equipment in 2025, "
        f"{spent / oecd:.1f} times the venture capital in AI; {quarter / most:.1f} times in Q1 2026"
    )
    assert VENTURE.remark(rows).startswith(
        f"The largest count of venture capital is ${oecd / 1e9:.0f}B in 2025 (OECD.AI) and "
        f"${most / 1e9:.0f}B in Q1 2026 (PitchBook). Companies behind capital expenditure: 3 in "
        "2023, 4 in 2024, "
    )


def test_a_period_without_amounts_has_nothing_to_compare(small_database: Small) -> None:
    database = small_database({"announced_date": date(2025, 5, 1), "amount_usd": None})
    assert rows_of(VENTURE, database, Filters()).is_empty()


def test_one_round_is_compared_alone(small_database: Small) -> None:
    database = small_database({"announced_date": date(2024, 5, 1), "amount_usd": 5e9})
    rows = rows_of(VENTURE, database, Filters())
    assert rows.filter(series="Tracked here").select("value_usd", "rounds").rows() == [(5e9, 1)]
    assert "(OECD.AI)" in VENTURE.remark(rows)


def in_force(chip: str, day: date) -> list[float]:
    """Prices of a day: the newest of each offer of the list, or all of a snapshot."""
    same = [row for row in PRICES if row["gpu"] == chip and row["date"] <= day]
    snapshot = [row for row in same if row["date"] == day and row["event"] == "snapshot"]
    if snapshot:
        return [row["on_demand_usd_per_gpu_hour"] for row in snapshot]
    names = ("provider", "gpu_form", "gpu_memory_gb", "gpus", "instance")
    offers: dict[tuple, list[Row]] = {}
    for row in same:
        offers.setdefault(tuple(row[name] for name in names), []).append(row)
    newest = []
    for rows in offers.values():
        last = max(row["date"] for row in rows)
        newest += [row["on_demand_usd_per_gpu_hour"] for row in rows if row["date"] == last]
    return newest


@pytest.mark.parametrize("chip", ["H100", "A100", "A4000", "T4", "L40S"])
@pytest.mark.parametrize("filters", [Filters(), Filters("2023-Q3", "2024-Q1")], ids=str)
def test_price_of_a_day_is_that_of_the_offers_in_force(
    database: Database, chip: str, filters: Filters
) -> None:
    first, last = bounds(filters)
    rows = rows_of(GPU_HOURS, database, filters, chip=chip, **days(filters)).to_dicts()
    dates = {row["date"] for row in PRICES if row["gpu"] == chip and first <= row["date"] <= last}
    assert {row["date"] for row in rows} == dates
    for row in rows:
        prices = in_force(chip, row["date"])
        assert row["offers"] == len(prices)
        assert (row["low_price"], row["high_price"]) == (min(prices), max(prices))
        expected = median(prices) if len(prices) >= FEWEST else None
        assert row["median_price"] == (pytest.approx(expected) if expected else None)
        assert row["series"] == (SNAPSHOT if row["date"].year == 2026 else LIST)


def test_prices_in_words(database: Database) -> None:
    rows = rows_of(GPU_HOURS, database, Filters())
    assert GPU_HOURS.headline(rows) == (
        "The median list price of an hour of the H100 was $4.29 in May 2024, after $4.58 in Oct "
        "2023; large clouds asked $10.00 in Sep 2026"
    )
    assert "The two sources are of different sellers" in GPU_HOURS.remark(rows)
    snapshot = GPU_HOURS.headline(rows.filter(series=SNAPSHOT))
    assert snapshot.endswith(" of the H100 was $10.00 in Sep 2026 at large clouds")
    assert GPU_HOURS.headline(rows.filter(series=LIST)).endswith(" 2024, after $4.58 in Oct 2023")
    assert "6 points with fewer than 5 offers" in GPU_HOURS.remark(rows)
    few = rows_of(GPU_HOURS, database, Filters(), chip="L40S")
    assert GPU_HOURS.headline(few) == (
        "1 offer of the L40S cost $1.86 an hour in Sep 2026: too few for a median"
    )


def test_gpus_to_choose_have_prices_of_several_days(database: Database) -> None:
    found = select(database, CHIPS_SQL).to_series().to_list()
    seen: dict[str, set[date]] = {}
    for row in PRICES:
        seen.setdefault(row["gpu"], set()).add(row["date"])
    assert set(found) == {chip for chip, dates in seen.items() if len(dates) > 1}
    assert found[0] == "A100"
    assert "H100" in found
