"""Every number of every figure against a calculation that does not pass through its SQL."""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from statistics import median
from typing import Any

import polars as pl
import pytest

from lib.database import Database, select
from lib.figures import capital_over_time as over_time
from lib.figures import coverage, cumulative_capital, largest_rounds, round_sizes
from lib.figures.capital_over_time import GRAINS, MEASURES, SPLITS, capital_over_time
from lib.figures.headline_numbers import QUARTERS_SQL, TOTAL_SQL, Number, headline_numbers
from lib.filters import Filters, period_before

DATA = Path(__file__).parents[2] / "data"
CONFIRMED = pl.col("status").is_in(["completed", "announced"])
SINCE_2025 = pl.col("announced_date").is_between(date(2025, 1, 1), date(2026, 12, 31))
SELECTIONS: dict[str, tuple[Filters, pl.Expr]] = {
    "default": (Filters(), CONFIRMED),
    "china_early": (
        Filters("2025-Q1", "2026-Q4", region=("China",), stage_group=("Early",)),
        CONFIRMED & SINCE_2025 & (pl.col("region") == "China") & (pl.col("stage_group") == "Early"),
    ),
    "large_american": (
        Filters(end="2025-Q2", country=("United States",), min_amount_usd=10**7),
        CONFIRMED
        & (pl.col("announced_date") < date(2025, 7, 1))
        & (pl.col("country") == "United States")
        & (pl.col("amount_usd") >= 1e7),
    ),
    "unconfirmed": (
        Filters(status=("rumoured", "planned")),
        pl.col("status").is_in(["rumoured", "planned"]),
    ),
}
every_selection = pytest.mark.parametrize(
    ("filters", "condition"), SELECTIONS.values(), ids=SELECTIONS
)
Small = Callable[..., Database]
Row = dict[str, Any]


def chosen(rounds: pl.DataFrame, condition: pl.Expr) -> list[Row]:
    rows = rounds.filter(condition).to_dicts()
    assert rows
    return rows


def dollars(rows: list[Row]) -> float:
    return sum(row["amount_usd"] or 0 for row in rows)


def grouped(rows: list[Row], key: Callable[[Row], Any]) -> dict[Any, list[Row]]:
    groups = defaultdict(list)
    for row in rows:
        groups[key(row)].append(row)
    return dict(sorted(groups.items()))


def period_start(day: date, grain: str) -> date:
    month = {"year": 1, "quarter": (day.month - 1) // 3 * 3 + 1, "month": day.month}[grain]
    return date(day.year, month, 1)


def period_end(start: date, grain: str) -> date:
    days = {"year": 366, "quarter": 92, "month": 31}[grain]
    return period_start(start + timedelta(days=days), grain) - timedelta(days=1)


# Capital over time

SECTORS_DRAWN = {
    "Foundation models",
    "AI infrastructure & cloud",
    "Robotics & autonomous vehicles",
    "Chips & hardware",
    "Developer tools & agents",
    "Healthcare & bio",
}
FINENESS = ["day", "month", "quarter", "year"]


def category(row: Row, split: str) -> str:
    if split == "sector" and row["sector"] not in SECTORS_DRAWN:
        return "Other sectors"
    return row[split]


@every_selection
@pytest.mark.parametrize("measure", MEASURES)
@pytest.mark.parametrize("grain", GRAINS)
@pytest.mark.parametrize("split", SPLITS)
def test_capital_over_time(
    split: str,
    grain: str,
    measure: str,
    filters: Filters,
    condition: pl.Expr,
    database: Database,
    rounds: pl.DataFrame,
) -> None:
    figure = capital_over_time(split, grain, measure)
    found = select(database, figure.sql, filters, **figure.params)
    rows = chosen(rounds, condition)
    newest = max(rounds.filter(CONFIRMED)["announced_date"])
    by_period = grouped(rows, lambda row: period_start(row["announced_date"], grain))
    totals = {
        period: dollars(members)
        for period, members in by_period.items()
        if sum(row["amount_usd"] is not None for row in members) >= 5
    }
    wanted = []
    for (period, name), members in grouped(
        rows, lambda row: (period_start(row["announced_date"], grain), category(row, split))
    ).items():
        coarse = FINENESS[FINENESS.index(grain) + 1 :]
        wanted.append(
            {
                "period": period,
                split: name,
                "capital_usd": pytest.approx(dollars(members)),
                "share": pytest.approx(dollars(members) / totals[period])
                if totals.get(period)
                else None,
                "rounds": len(members),
                "undisclosed": sum(row["amount_usd"] is None for row in members),
                "dated_loosely": sum(row["date_precision"] in coarse for row in members),
                "is_unfinished": period_end(period, grain) > newest,
            }
        )
    assert found.sort("period", split).to_dicts() == wanted


def test_newest_period_is_unfinished_until_its_last_day(small_database: Small) -> None:
    database = small_database(
        {"announced_date": date(2024, 12, 31)},
        {"announced_date": date(2025, 6, 30)},
        {"announced_date": date(2025, 7, 1), "status": "rumoured"},
    )
    for grain, unfinished in [("month", [0, 0, 1]), ("quarter", [0, 0, 1]), ("year", [0, 1])]:
        figure = capital_over_time("kind", grain, "amount")
        filters = Filters(status=("completed", "rumoured"))
        found = select(database, figure.sql, filters, **figure.params)
        assert found["is_unfinished"].to_list() == list(map(bool, unfinished))


def test_a_date_is_loose_where_the_bars_are_finer(small_database: Small) -> None:
    precisions = ("day", "month", "quarter", "year")
    database = small_database(*({"date_precision": precision} for precision in precisions))
    for grain, loose in [("month", 2), ("quarter", 1), ("year", 0)]:
        figure = capital_over_time("region", grain, "amount")
        found = select(database, figure.sql, Filters(), **figure.params)
        assert found["dated_loosely"].to_list() == [loose]


def test_a_period_with_few_amounts_has_no_share(small_database: Small) -> None:
    few = [{"announced_date": date(2025, 5, 1)}] * 4 + [
        {"announced_date": date(2025, 5, 1), "amount_usd": None}
    ]
    enough = [{"announced_date": date(2025, 8, 1)}] * 5
    database = small_database({"amount_usd": None}, *few, *enough)
    figure = capital_over_time("region", "quarter", "share")
    found = select(database, figure.sql, Filters(), **figure.params)
    assert found["capital_usd"].to_list() == [0, 4e6, 5e6]
    assert found["share"].to_list() == [None, None, 1]
    assert figure.remark(found) == "2 quarters have too few rounds with an amount for a share."
    assert capital_over_time("region", "quarter", "amount").remark(found) == ""
    words = "No quarter has 5 rounds with an amount: too few for shares"
    assert figure.headline(found[:2]) == words
    by_amount = capital_over_time("region", "quarter", "amount")
    assert by_amount.headline(found[:2]) == "Capital peaked in Q2 2025 at $4M in 5 rounds"


def periods(split: str, *rows: tuple[date, str, float]) -> pl.DataFrame:
    totals = Counter[date]()
    for period, _, capital in rows:
        totals[period] += capital  # type: ignore[assignment]
    return pl.DataFrame(
        {
            "period": [period for period, _, _ in rows],
            split: [name for _, name, _ in rows],
            "capital_usd": [float(capital) for _, _, capital in rows],
            "share": [capital / (totals[period] or 1) for period, _, capital in rows],
            "rounds": [2] * len(rows),
            "is_unfinished": [False] * len(rows),
        }
    )


@pytest.mark.parametrize(
    ("split", "grain", "category", "words"),
    [
        ("stage_group", "quarter", "Late", "Q3 2025 at $4B, 75% of it late-stage"),
        ("stage_group", "month", "Seed", "Jul 2025 at $4B, 75% of it seed-stage"),
        ("stage_group", "year", "Early", "2025 at $4B, 75% of it early-stage"),
        ("stage_group", "year", "Debt", "2025 at $4B, 75% of it debt"),
        ("stage_group", "year", "Public", "2025 at $4B, 75% of it from listed companies and"),
        ("stage_group", "year", "Other", "2025 at $4B, 75% of it with no series stated"),
        ("region", "year", "United States", "2025 at $4B, 75% of it in the United States"),
        ("region", "year", "China", "2025 at $4B, 75% of it in China"),
        ("region", "year", "Unknown", "2025 at $4B, 75% of it in places unknown"),
        ("sector", "year", "Chips & hardware", "2025 at $4B, 75% of it in chips & hardware"),
        ("sector", "year", "AI infrastructure & cloud", "75% of it in AI infrastructure & cloud"),
        ("kind", "year", "ipo", "2025 at $4B, 75% of it as public listing"),
        ("kind", "year", "mixed", "2025 at $4B, 75% of it as equity and debt"),
    ],
)
def test_headline_of_capital_over_time(split: str, grain: str, category: str, words: str) -> None:
    other = next(iter({"Seed", "Late"} - {category}))
    rows = periods(
        split,
        (date(2024, 1, 1), other, 2e9),
        (date(2025, 7, 1), other, 1e9),
        (date(2025, 7, 1), category, 3e9),
    )
    headline = over_time.headline(rows, split, grain)
    assert headline.startswith("Capital peaked in ")
    assert words in headline
    alone = over_time.headline(rows.tail(2), split, grain)
    assert alone == headline.removeprefix("Capital peaked in ").replace(" at ", " brought ")


def test_headline_of_capital_over_time_without_amounts() -> None:
    rows = periods("kind", (date(2024, 1, 1), "debt", 0), (date(2025, 1, 1), "debt", 0))
    assert over_time.headline(rows, "kind", "year") == "4 rounds, none with a disclosed amount"


def test_a_peak_that_has_not_ended_is_so_far() -> None:
    rows = periods("kind", (date(2024, 1, 1), "debt", 1e9), (date(2025, 1, 1), "debt", 3e9))
    rows = rows.with_columns(is_unfinished=pl.col("period") == date(2025, 1, 1))
    words = "Capital peaked in 2025 at $3B so far, 100% of it as debt"
    assert over_time.headline(rows, "kind", "year") == words
    words = "2025 has 2 rounds so far, 100% of them as debt"
    assert over_time.headline(rows.tail(1), "kind", "year", "rounds") == words


def test_headline_of_shares_is_about_a_period_that_has_them() -> None:
    rows = periods("kind", (date(2024, 1, 1), "debt", 1e9), (date(2025, 1, 1), "debt", 3e9))
    few = rows.with_columns(share=pl.Series([1.0, None]))
    words = "2024 brought $1B, 100% of it as debt"
    assert over_time.headline(few, "kind", "year", "share") == words
    none = rows.with_columns(share=pl.lit(None, pl.Float64))
    words = "No year has 5 rounds with an amount: too few for shares"
    assert over_time.headline(none, "kind", "year", "share") == words


def test_headline_of_rounds_over_time() -> None:
    rows = periods(
        "stage_group",
        (date(2024, 1, 1), "Seed", 9e9),
        (date(2025, 7, 1), "Late", 1e9),
        (date(2025, 7, 1), "Early", 0),
    ).with_columns(rounds=pl.Series([7, 2, 6]))
    words = "Q3 2025 has the most rounds here: 8, 75% of them early-stage"
    assert over_time.headline(rows, "stage_group", "quarter", "rounds") == words
    words = "2024 has 7 rounds, 100% of them seed-stage"
    assert over_time.headline(rows.head(1), "stage_group", "year", "rounds") == words


# Cumulative capital


@every_selection
def test_cumulative_capital(
    filters: Filters, condition: pl.Expr, database: Database, rounds: pl.DataFrame
) -> None:
    found = select(database, cumulative_capital.SQL, filters)
    wanted, so_far = [], 0.0
    for month, members in grouped(
        chosen(rounds, condition), lambda row: row["announced_date"].replace(day=1)
    ).items():
        so_far += dollars(members)
        wanted.append(
            {
                "month": month,
                "capital_usd": pytest.approx(dollars(members)),
                "rounds": len(members),
                "cumulative_usd": pytest.approx(so_far),
            }
        )
    assert found.to_dicts() == wanted


@pytest.mark.parametrize(
    ("capital", "words"),
    [
        ([1e9, 1e9, 2e9], "$4B in all, 50% of it since Mar 2025"),
        ([1e9, 3e9, 1e9], "$5B in all, 80% of it since Feb 2025"),
        ([0.0, 0.0, 0.0], "6 rounds, none with a disclosed amount"),
        ([2.5e6, 0.0, 0.0], "$2.5M in all, 100% of it since Jan 2025"),
    ],
)
def test_headline_of_cumulative_capital(capital: list[float], words: str) -> None:
    rows = pl.DataFrame(
        {
            "month": [date(2025, month, 1) for month in (1, 2, 3)],
            "capital_usd": capital,
            "rounds": [2, 2, 2],
        }
    ).with_columns(cumulative_usd=pl.col("capital_usd").cum_sum())
    assert cumulative_capital.headline(rows) == words


# Largest rounds


@every_selection
def test_largest_rounds(
    filters: Filters, condition: pl.Expr, database: Database, rounds: pl.DataFrame
) -> None:
    found = select(database, largest_rounds.SQL, filters)
    rows = [row for row in chosen(rounds, condition) if row["amount_usd"] is not None]
    rows.sort(key=lambda row: (-row["amount_usd"], row["announced_date"], row["round_id"]))
    wanted = [
        {
            "place": place,
            **{name: row[name] for name in found.columns if name in rounds.columns},
            "investors_text": ", ".join((row["investors"] or [])[:4]) or "undisclosed",
            "share": pytest.approx(row["amount_usd"] / dollars(rows)),
            "origin": "Shipped",
        }
        for place, row in enumerate(rows[:12], 1)
    ]
    assert found.drop("conflict").to_dicts() == wanted


def test_largest_round_of_the_data(database: Database) -> None:
    first = select(database, largest_rounds.SQL, Filters()).row(0, named=True)
    assert (first["company"], first["announced_date"], first["amount_usd"]) == (
        "OpenAI",
        date(2026, 3, 31),
        122e9,
    )


def test_equal_rounds_keep_the_older_first(small_database: Small) -> None:
    days = [date(2025, 3, 1), date(2025, 2, 1), date(2025, 3, 1)]
    database = small_database(
        *({"announced_date": day} for day in days),
        {"amount_usd": None},
        {"investors": None},
        {"investors": [], "announced_date": date(2026, 1, 1)},
    )
    found = select(database, largest_rounds.SQL, Filters())
    assert found["round_id"].to_list() == ["r01", "r04", "r00", "r02", "r05"]
    assert found["investors_text"].to_list() == [
        "Fund",
        "undisclosed",
        "Fund",
        "Fund",
        "undisclosed",
    ]
    assert found["share"].to_list() == [0.2] * 5


@pytest.mark.parametrize(
    ("shares", "conflict", "words"),
    [
        ([1.0], None, "$2B in Mar 2026, the only round with a disclosed amount"),
        ([0.4, 0.2], None, "$2B in Mar 2026; the two largest rounds hold 60% of the capital"),
        ([0.04] * 12, None, "$2B in Mar 2026; the 12 largest rounds hold 48% of the capital"),
        ([1.0], "X02", "$2B ≠ in Mar 2026, the only round with a disclosed amount"),
    ],
)
def test_headline_of_largest_rounds(shares: list[float], conflict: str | None, words: str) -> None:
    rows = pl.DataFrame({"share": shares}).with_columns(
        company=pl.lit("Acme"),
        amount_usd=pl.lit(2e9),
        announced_date=date(2026, 3, 31),
        conflict=pl.lit(conflict),
    )
    assert largest_rounds.headline(rows) == f"Acme raised {words}"


# Round sizes

CLASSES = ["Under $1M", "$1M to $10M", "$10M to $50M", "$50M to $100M", "$100M to $500M"]
CLASSES += ["$500M to $1B", "$1B to $10B", "$10B and more", "Not disclosed"]
BOUNDS = [1e6, 1e7, 5e7, 1e8, 5e8, 1e9, 1e10]


def size_class(amount_usd: float | None) -> int:
    return len(CLASSES) - 1 if amount_usd is None else bisect_right(BOUNDS, amount_usd)


@every_selection
def test_round_sizes(
    filters: Filters, condition: pl.Expr, database: Database, rounds: pl.DataFrame
) -> None:
    found = select(database, round_sizes.SQL, filters)
    rows = chosen(rounds, condition)
    wanted = []
    for index, members in grouped(rows, lambda row: size_class(row["amount_usd"])).items():
        common = {"rounds": len(members), "capital_usd": pytest.approx(dollars(members))}
        for measure, share in [
            ("Rounds", len(members) / len(rows)),
            ("Capital", dollars(members) / dollars(rows)),
        ]:
            wanted.append(
                {
                    "size_class": CLASSES[index],
                    "measure": measure,
                    **common,
                    "share": pytest.approx(share),
                }
            )
    assert found.to_dicts() == wanted


def test_a_size_class_takes_in_its_lower_bound(small_database: Small) -> None:
    amounts = [0.0, 999_999.99, *BOUNDS, 99_999_999.99, None]
    database = small_database(*({"amount_usd": amount} for amount in amounts))
    found = select(database, round_sizes.SQL, Filters())
    counts = found.filter(pl.col("measure") == "Rounds").select("size_class", "rounds").rows()
    assert counts == [
        ("Under $1M", 2),
        ("$1M to $10M", 1),
        ("$10M to $50M", 1),
        ("$50M to $100M", 2),
        ("$100M to $500M", 1),
        ("$500M to $1B", 1),
        ("$1B to $10B", 1),
        ("$10B and more", 1),
        ("Not disclosed", 1),
    ]


@pytest.mark.parametrize(
    ("amounts", "words"),
    [
        (
            [1e8, 2e8, 1e8, 9e7, None],
            "Rounds of $100M and more are 60% of the rounds and 82% of the capital",
        ),
        ([99_999_999, None], "No disclosed amount among 2 rounds reaches $100M"),
        ([None], "No disclosed amount among 1 round reaches $100M"),
        ([1e10], "Rounds of $100M and more are 100% of the rounds and 100% of the capital"),
    ],
)
def test_headline_of_round_sizes(
    amounts: list[float | None], words: str, small_database: Small
) -> None:
    database = small_database(*({"amount_usd": amount} for amount in amounts))
    assert round_sizes.headline(select(database, round_sizes.SQL, Filters())) == words


# Headline numbers


def measures(rows: list[Row]) -> Row:
    """The five numbers, computed in plain Python."""
    disclosed = [row["amount_usd"] for row in rows if row["amount_usd"] is not None]
    total = sum(disclosed)
    companies = sorted(map(dollars, grouped(rows, lambda row: row["company"]).values()))
    late = dollars([row for row in rows if row["stage_group"] == "Late"])
    return {
        "capital_usd": pytest.approx(total),
        "rounds": len(rows),
        "median_usd": median(disclosed) if disclosed else None,
        "largest_share": pytest.approx(sum(companies[-4:]) / total) if total else None,
        "late_share": pytest.approx(late / total) if total else None,
    }


@every_selection
def test_total_numbers(
    filters: Filters, condition: pl.Expr, database: Database, rounds: pl.DataFrame
) -> None:
    found = select(database, TOTAL_SQL, filters).row(0, named=True)
    rows = chosen(rounds, condition)
    assert found == measures(rows) | {
        "rounds_with_amount": sum(row["amount_usd"] is not None for row in rows),
        "companies": len({row["company"] for row in rows}),
    }


@every_selection
def test_numbers_by_quarter(
    filters: Filters, condition: pl.Expr, database: Database, rounds: pl.DataFrame
) -> None:
    found = select(database, QUARTERS_SQL, filters).to_dicts()
    rows = chosen(rounds, condition)
    quarters = grouped(rows, lambda row: period_start(row["announced_date"], "quarter"))
    assert found == [{"quarter": day, **measures(members)} for day, members in quarters.items()]


def test_numbers_of_the_period_before(database: Database, rounds: pl.DataFrame) -> None:
    filters = Filters("2025-Q1", "2025-Q4", region=("China",))
    before = period_before(filters, database.coverage)
    china_2024 = (pl.col("announced_date").dt.year() == 2024) & (pl.col("region") == "China")
    found = select(database, TOTAL_SQL, before).select(*measures([])).row(0, named=True)
    assert found == measures(chosen(rounds, CONFIRMED & china_2024))


def test_numbers_of_nothing(database: Database) -> None:
    nothing = Filters("2013-Q3", "2013-Q4", region=("Middle East",))
    total, by_quarter = (select(database, sql, nothing) for sql in (TOTAL_SQL, QUARTERS_SQL))
    assert total.select(*measures([])).row(0, named=True) == measures([])
    assert by_quarter.is_empty()
    numbers = headline_numbers(total, None, by_quarter)
    words = ["$0", "0", "not disclosed", "unknown", "unknown"]
    assert [number.value for number in numbers] == words
    assert [number.trend for number in numbers] == [[]] * 5


def test_top_four_of_the_first_quarter_of_2026(database: Database, rounds: pl.DataFrame) -> None:
    start, end = date(2026, 1, 1), date(2026, 3, 31)
    quarter = rounds.filter(CONFIRMED, pl.col("announced_date").is_between(start, end))
    by_company = quarter.group_by("company").agg(pl.sum("amount_usd"))
    top = by_company.top_k(4, by="amount_usd").sort("amount_usd", descending=True)
    assert top.rows() == [("OpenAI", 122e9), ("Anthropic", 30e9), ("xAI", 20e9), ("Waymo", 16e9)]
    total = select(database, TOTAL_SQL, Filters("2026-Q1", "2026-Q1")).row(0, named=True)
    assert total["largest_share"] == pytest.approx(188e9 / dollars(quarter.to_dicts()))


@pytest.mark.parametrize("sql", [TOTAL_SQL, QUARTERS_SQL])
def test_top_four_are_companies_and_never_five(sql: str, small_database: Small) -> None:
    names = ["A", "A", "B", "C", "D", "E", "F"]
    amounts = [1e6, 2e6, 3e6, 3e6, 3e6, 3e6, None]
    changes = [
        {"company": name, "amount_usd": amount, "stage_group": "Late" if name == "A" else "Seed"}
        for name, amount in zip(names, amounts, strict=True)
    ]
    found = select(small_database(*changes), sql, Filters()).row(0, named=True)
    assert found["largest_share"] == pytest.approx(12 / 15)
    assert found["late_share"] == pytest.approx(3 / 15)
    assert found["median_usd"] == 3e6
    assert found["rounds"] == 7


def test_undisclosed_companies_are_not_among_the_top_four(small_database: Small) -> None:
    amounts = dict.fromkeys("ABCD") | {"E": 1e6, "F": 3e6}
    changes = [{"company": name, "amount_usd": amount} for name, amount in amounts.items()]
    found = select(small_database(*changes), TOTAL_SQL, Filters()).row(0, named=True)
    assert (found["largest_share"], found["late_share"], found["median_usd"]) == (1, 0, 2e6)


def test_words_of_headline_numbers() -> None:
    now = {
        "capital_usd": 2.5e9,
        "rounds": 1200,
        "median_usd": 5e7,
        "largest_share": 0.625,
        "late_share": 0.0,
    }
    then = now | {"capital_usd": 2e9, "rounds": 1500, "median_usd": None, "late_share": 0.1}
    quarters = pl.DataFrame([now, now | {"median_usd": None}])
    numbers = headline_numbers(pl.DataFrame([now]), pl.DataFrame([then]), quarters)
    assert [(number.label, number.value, number.change) for number in numbers] == [
        ("Capital raised", "$2.5B", "+25%"),
        ("Rounds", "1,200", "-20%"),
        ("Median round", "$50M", None),
        ("Top-four share", "62%", "+0 points"),
        ("Late-stage share", "0%", "-10 points"),
    ]
    assert [number.trend for number in numbers][:3] == [[2.5e9, 2.5e9], [1200, 1200], [5e7]]
    assert all(number.definition.endswith(".") for number in numbers)


def test_no_change_without_a_period_before() -> None:
    now = dict.fromkeys(["capital_usd", "rounds", "median_usd", "largest_share", "late_share"], 0.5)
    frame = pl.DataFrame([now])
    zero = pl.DataFrame([dict.fromkeys(now, 0.0)])

    def changes(before: pl.DataFrame | None) -> list[str | None]:
        numbers: list[Number] = headline_numbers(frame, before, frame)
        return [number.change for number in numbers]

    assert changes(None) == [None] * 5
    assert changes(zero) == [None, None, None, "+50 points", "+50 points"]


# Coverage

SCOPES = {"venture funding, AI", "venture deal value, AI", "private AI investment"}


def published_totals() -> list[Row]:
    rows = pl.read_parquet(DATA / "aggregates.parquet").to_dicts()
    return [
        row
        for row in rows
        if row["scope"] in SCOPES
        and row["dimension"] in ("total", "country")
        and (row["measure"], row["unit"], row["status"]) == ("funding", "USD", "completed")
    ]


def comparison(total: Row, rounds: pl.DataFrame) -> tuple[Any, ...]:
    """Publisher, place, end, published, tracked and number of rounds."""
    place = total["dimension_value"]
    within = rounds.filter(
        CONFIRMED,
        pl.col("announced_date").is_between(total["period_start"], total["period_end"]),
        pl.lit(place == "World") | (pl.col("country") == place),
    )
    equity = within.filter(pl.col("kind").is_in(["equity", "mixed"]))
    tracked = equity["amount_usd"].sum()
    return (
        period_name(total),
        place,
        total["publisher"],
        total["value"],
        pytest.approx(tracked),
        pytest.approx(tracked / total["value"]),
        within.height,
        total["source_url"],
    )


def period_name(total: Row) -> str:
    start, end = total["period_start"], total["period_end"]
    quarter = "" if (end - start).days > 360 else f"Q{(start.month + 2) // 3} "
    return f"{quarter}{start.year}"


COVERAGE_COLUMNS = "period region publisher published_usd tracked_usd share rounds source_url"


@pytest.mark.parametrize(
    ("filters", "kept"),
    [
        (Filters(), lambda total: True),
        (Filters("2025-Q1", "2025-Q4"), lambda total: total["period_end"].year == 2025),
        (Filters("2026-Q1", "2026-Q1"), lambda total: total["period_end"].year == 2026),
        (Filters(region=("China",)), lambda total: total["dimension_value"] == "China"),
        (
            Filters("2024-Q1", region=("United States", "China")),
            lambda total: (
                total["dimension_value"] in ("United States", "China")
                and total["period_start"].year >= 2024
            ),
        ),
    ],
    ids=["default", "2025", "q1_2026", "china", "two_regions"],
)
def test_coverage(
    filters: Filters, kept: Callable[[Row], bool], database: Database, rounds: pl.DataFrame
) -> None:
    found = select(database, coverage.FIGURE.sql, filters).select(COVERAGE_COLUMNS.split())
    wanted = [comparison(total, rounds) for total in published_totals() if kept(total)]
    assert wanted
    assert sorted(found.rows(), key=lambda row: row[:3]) == sorted(wanted, key=lambda row: row[:3])


def test_coverage_of_the_first_quarter_of_2026_comes_first(database: Database) -> None:
    first = select(database, coverage.FIGURE.sql, Filters()).row(0, named=True)
    about = (first["period"], first["region"], first["publisher"], first["published_usd"])
    assert about == ("Q1 2026", "World", "Crunchbase", 242e9)
    assert 0.8 < first["share"] < 1


@pytest.mark.parametrize(
    "filters",
    [
        Filters("2025-Q2", "2025-Q4"),
        Filters("2026-Q2"),
        Filters(stage_group=("Late",)),
        Filters(min_amount_usd=10**9),
        Filters(kind=("debt",)),
        Filters(status=("completed",), company=("OpenAI",)),
    ],
    ids=["part_of_a_year", "after", "stage", "amount", "kind", "company"],
)
def test_a_narrower_selection_is_not_compared(filters: Filters, database: Database) -> None:
    assert select(database, coverage.FIGURE.sql, filters).is_empty()


def test_coverage_leaves_debt_listings_and_sales_out(small_database: Small) -> None:
    kinds = ["equity", "mixed", "debt", "ipo", "secondary", "merger", "grant"]
    changes = [
        {"announced_date": date(2026, 2, 1), "kind": kind, "amount_usd": 10.0**i}
        for i, kind in enumerate(kinds)
    ]
    found = select(small_database(*changes), coverage.FIGURE.sql, Filters()).row(0, named=True)
    assert (found["tracked_usd"], found["rounds"]) == (11, 7)


@pytest.mark.parametrize(
    ("region", "words"),
    [
        ("World", "worldwide"),
        ("China", "in China"),
        ("United States", "in the United States"),
    ],
)
def test_headline_of_coverage(region: str, words: str) -> None:
    row = {
        "period": "Q1 2026",
        "region": region,
        "publisher": "Crunchbase",
        "published_usd": 242e9,
        "tracked_usd": 217.9e9,
        "share": 0.9004,
    }
    for conflict, published in ((None, "$242B"), ("X16", "$242B ≠")):
        rows = pl.DataFrame([row | {"conflict": conflict}, row | {"period": "2025"}])
        assert coverage.headline(rows) == (
            f"For Q1 2026 the rounds here hold $218B of the {published} that Crunchbase counts "
            f"{words} (90%)"
        )
