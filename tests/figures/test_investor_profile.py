"""Every number of an investor's profile against plain Python."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import polars as pl
import pytest

from lib.database import Database, select
from lib.datasets.investments import tidy
from lib.datasets.rounds import STATUSES
from lib.figures import (
    co_investors,
    portfolio,
    portfolio_rounds,
    portfolio_trades,
)
from lib.figures.capital_over_time import SPLITS
from lib.figures.figure import Figure
from lib.figures.headline_numbers import Number
from lib.figures.joined_rounds import MOST_NAMED, of
from lib.figures.periods import GRAINS
from lib.figures.portfolio_numbers import (
    ALL_ROUNDS_SQL,
    PROFILE_SQL,
    all_rounds,
    kind_words,
    portfolio_numbers,
    without_rounds,
)
from lib.figures.portfolio_over_time import LED, NOT_LED, portfolio_over_time
from lib.figures.portfolio_shares import portfolio_shares
from lib.filters import Filters
from lib.words import count, money, percent, place
from tests.conftest import OpenedWith
from tests.figures.conftest import DATA, plain_rounds

Row = dict[str, Any]
CONFIRMED = ("completed", "announced")
INVESTORS = ("Nvidia", "Sequoia Capital", "Mubadala")
SELECTIONS: dict[str, tuple[Filters, Callable[[Row], bool]]] = {
    "default": (Filters(), lambda row: row["status"] in CONFIRMED),
    "recent_american": (
        Filters("2025-Q1", region=("United States",)),
        lambda row: (
            row["status"] in CONFIRMED
            and row["announced_date"].year >= 2025
            and row["region"] == "United States"
        ),
    ),
    "late_and_large": (
        Filters(end="2026-Q1", stage_group=("Late",), min_amount_usd=10**8),
        lambda row: (
            row["status"] in CONFIRMED
            and row["announced_date"] < date(2026, 4, 1)
            and row["stage_group"] == "Late"
            and (row["amount_usd"] or 0) >= 1e8
        ),
    ),
    "any_status": (Filters(status=STATUSES), lambda row: True),
}
every_case = pytest.mark.parametrize(
    ("investor", "filters", "fits"),
    [(investor, *selection) for investor in INVESTORS for selection in SELECTIONS.values()],
    ids=[f"{investor}-{name}" for investor in INVESTORS for name in SELECTIONS],
)


def table(name: str) -> list[Row]:
    return pl.read_parquet(DATA / f"{name}.parquet").to_dicts()


ROUNDS = table("rounds")
KINDS = {row["investor"]: row["investor_type"] for row in table("investors")}
NAMED: dict[str, list[Row]] = defaultdict(list)
for investment in table("investments"):
    NAMED[investment["round_id"]].append(investment)
NEWEST = max(row["announced_date"] for row in ROUNDS if row["status"] in CONFIRMED)


def joined(investor: str, fits: Callable[[Row], bool]) -> list[Row]:
    """Its rounds, each with `is_lead` and the names of all `others`, oldest first."""
    found = []
    for row in ROUNDS:
        its = [each for each in NAMED[row["round_id"]] if each["investor"] == investor]
        if its and fits(row):
            others = [each for each in NAMED[row["round_id"]] if each["investor"] != investor]
            found.append(row | {"is_lead": its[0]["is_lead"], "others": others})
    assert found
    return sorted(found, key=lambda row: (row["announced_date"], row["round_id"]))


def rows_of(database: Database, figure: Figure, filters: Filters, investor: str) -> list[Row]:
    made = of(figure, investor)
    rows = select(database, made.sql, filters, **made.params)
    assert made.headline(rows).startswith(f"{investor} ")
    return rows.to_dicts()


def capital(rounds: list[Row]) -> float | None:
    amounts = [row["amount_usd"] for row in rounds if row["amount_usd"] is not None]
    return sum(amounts) if amounts else None


def grouped(rounds: list[Row], key: Callable[[Row], Any]) -> dict[Any, list[Row]]:
    groups = defaultdict(list)
    for row in rounds:
        groups[key(row)].append(row)
    return groups


def is_price(row: Row) -> bool:
    """Whether a round values its company."""
    return bool(
        row["kind"] in ("equity", "mixed")
        and row["status"] in CONFIRMED
        and row["post_money_usd"]
        and row["caveat"] != "target"
    )


def test_the_cases_differ() -> None:
    sizes = [len(joined(name, fits)) for name in INVESTORS for _, fits in SELECTIONS.values()]
    assert len(set(sizes)) >= 8
    assert max(sizes) > 50
    assert min(sizes) < 5


@every_case
def test_the_numbers(
    database: Database, investor: str, filters: Filters, fits: Callable[[Row], bool]
) -> None:
    rounds = joined(investor, fits)
    boxes = boxes_of(database, investor, filters)
    led = sum(each["is_lead"] for each in rounds)
    with_lead = sum(any(who["is_lead"] for who in NAMED[each["round_id"]]) for each in rounds)
    assert boxes["Rounds joined"].value == str(len(rounds))
    assert boxes["Rounds joined"].change == (f"{led} as lead" if led else "not named as lead")
    assert f"Some lead is named for {with_lead} of " in boxes["Rounds joined"].definition
    countries = {each["country"] for each in rounds} - {None}
    assert boxes["Companies"].value == str(len({each["company"] for each in rounds}))
    assert boxes["Companies"].change == f"in {count(len(countries), 'country')}"
    known = [each for each in rounds if each["amount_usd"] is not None]
    parts = sum(each["amount_usd"] / (len(each["others"]) + 1) for each in known)
    whole = capital(rounds)
    assert whole
    assert boxes["Raised in these rounds"].value == money(whole)
    assert boxes["Raised in these rounds"].change == f"{len(known)} of {len(rounds)} disclosed"
    assert boxes["If divided equally"].value == money(parts)
    assert boxes["If divided equally"].change == f"{percent(parts / whole)} of that"
    for label, row in (("First round", rounds[0]), ("Last round", rounds[-1])):
        day = row["announced_date"]
        same_day = {each["company"] for each in rounds if each["announced_date"] == day}
        assert boxes[label].value == f"{day:%b %Y}"
        assert boxes[label].change in same_day
    for column, nobody in (("stage_group", "Other"), ("region", "Unknown")):
        numbers = Counter(each[column] for each in rounds if each[column] != nobody)
        most = max(numbers.values())
        words = {f"At {name.lower()} stage" for name, n in numbers.items() if n == most}
        words |= {f"In {place(name)}" for name, n in numbers.items() if n == most}
        [box] = [boxes[label] for label in words & boxes.keys()]
        few = len(rounds) < 5
        assert box.value == (f"{most} of {len(rounds)}" if few else percent(most / len(rounds)))


def boxes_of(
    database: Database, investor: str, filters: Filters | None = None
) -> dict[str, Number]:
    figure = of(portfolio_rounds.FIGURE, investor)
    rows = select(database, figure.sql, filters or Filters(), **figure.params)
    return {box.label: box for box in portfolio_numbers(rows)}


@every_case
def test_the_portfolio(
    database: Database, investor: str, filters: Filters, fits: Callable[[Row], bool]
) -> None:
    rounds = joined(investor, fits)
    companies = grouped(rounds, lambda row: row["company"])
    rows = rows_of(database, portfolio.FIGURE, filters, investor)
    assert {row["company"] for row in rows} == companies.keys()
    assert len(rows) == len(companies)
    sizes = [row["capital_usd"] or -1 for row in rows]
    assert sizes == sorted(sizes, reverse=True)
    for row in rows:
        check_company(row, companies[row["company"]])


def check_company(row: Row, its: list[Row]) -> None:
    assert (row["rounds"], row["led"]) == (len(its), sum(each["is_lead"] for each in its))
    assert (row["first_date"], row["first_stage"]) == (its[0]["announced_date"], its[0]["stage"])
    assert (row["last_date"], row["status"]) == (its[-1]["announced_date"], its[-1]["status"])
    assert row["country"] in {each["country"] for each in its}
    assert row["sector"] in {each["sector"] for each in its}
    assert row["capital_usd"] == pytest.approx(capital(its))
    prices = [each for each in ROUNDS if each["company"] == row["company"] and is_price(each)]
    last = max(
        ((each["announced_date"], each["post_money_usd"]) for each in prices), default=(None, None)
    )
    assert (row["valuation_date"], row["valuation_usd"]) == last
    priced = [(each["announced_date"], -each["post_money_usd"]) for each in its if is_price(each)]
    first_date, first_usd = min(priced, default=(None, None))
    assert row["first_price_usd"] == (-first_usd if first_usd else None)
    if first_date and last[0] and last[0] > first_date:
        assert first_usd
        assert row["step_up"] == pytest.approx(last[1] / -first_usd, abs=0.006)
    else:
        assert row["step_up"] is None


def test_portfolios_say_who_went_public(database: Database) -> None:
    done = {row["company"] for row in table("listings") if row["status"] == "completed"}
    found = {
        row["company"]: row["exit"]
        for investor in ("Nvidia", "Sequoia Capital", "SoftBank", "Tencent", "Alibaba")
        for row in rows_of(database, portfolio.FIGURE, Filters(), investor)
    }
    assert {name for name, exit_ in found.items() if exit_} == found.keys() & done
    assert found.keys() & done
    assert found.keys() - done


@pytest.mark.parametrize("grain", GRAINS)
@every_case
def test_the_pace(
    database: Database, investor: str, filters: Filters, fits: Callable[[Row], bool], grain: str
) -> None:
    def period(row: Row) -> tuple[date, str]:
        day = row["announced_date"]
        month = {"year": 1, "quarter": day.month - (day.month - 1) % 3, "month": day.month}[grain]
        return date(day.year, month, 1), LED if row["is_lead"] else NOT_LED

    groups = grouped(joined(investor, fits), period)
    rows = rows_of(database, portfolio_over_time(grain), filters, investor)
    assert [(row["period"], row["part"]) for row in rows] == sorted(groups)
    for row in rows:
        its = groups[row["period"], row["part"]]
        assert row["rounds"] == len(its)
        assert row["capital_usd"] == pytest.approx(capital(its))
        names = sorted({each["company"] for each in its})
        more = f" and {len(names) - MOST_NAMED} more" if len(names) > MOST_NAMED else ""
        assert row["companies_text"] == ", ".join(names[:MOST_NAMED]) + more
        months = {"year": 12, "quarter": 3, "month": 1}[grain]
        index = row["period"].year * 12 + row["period"].month - 1 + months
        end = date(index // 12, index % 12 + 1, 1) - timedelta(days=1)
        assert row["is_unfinished"] == (end > NEWEST)


@pytest.mark.parametrize("split", SPLITS)
@every_case
def test_the_shares(
    database: Database, investor: str, filters: Filters, fits: Callable[[Row], bool], split: str
) -> None:
    rounds = joined(investor, fits)
    groups = grouped(rounds, lambda row: row[split])
    everyone = [row for row in ROUNDS if fits(row)]
    rows = rows_of(database, portfolio_shares(split), filters, investor)
    assert {row[split]: row["rounds"] for row in rows} == {
        name: len(its) for name, its in groups.items()
    }
    assert [row["place"] for row in rows] == list(range(1, len(rows) + 1))
    assert [-row["rounds"] for row in rows] == sorted(-row["rounds"] for row in rows)
    for row in rows:
        its = groups[row[split]]
        share = len(its) / len(rounds) if len(rounds) >= 5 else None
        assert row["share"] == (pytest.approx(share) if share else None)
        of_all = sum(each[split] == row[split] for each in everyone) / len(everyone)
        assert row["selected_share"] == pytest.approx(of_all)
        assert row["companies"] == len({each["company"] for each in its})
        assert row["of_rounds"] == len(rounds)
        assert row["capital_usd"] == pytest.approx(capital(its))


@every_case
def test_the_co_investors(
    database: Database, investor: str, filters: Filters, fits: Callable[[Row], bool]
) -> None:
    rounds = joined(investor, fits)
    together: dict[str, list[tuple[Row, bool]]] = defaultdict(list)
    for row in rounds:
        for other in row["others"]:
            together[other["investor"]].append((row, other["is_lead"]))
    rows = rows_of(database, co_investors.FIGURE, filters, investor)
    expected = sorted(
        (-len(its), -len({row["company"] for row, _ in its}), name)
        for name, its in together.items()
    )[: co_investors.SHOWN]
    assert [(-row["rounds"], -row["companies"], row["investor"]) for row in rows] == expected
    for row in rows:
        its = together[row["investor"]]
        assert row["led"] == sum(led for _, led in its)
        assert row["led_by_it"] == sum(each["is_lead"] for each, _ in its)
        assert row["last_date"] == max(each["announced_date"] for each, _ in its)
        assert row["investor_type"] == KINDS[row["investor"]]
        assert row["co_investors"] == len(together)
        assert row["rounds_with_others"] == sum(bool(each["others"]) for each in rounds)
        assert row["of_rounds"] == len(rounds)


@every_case
def test_the_rounds(
    database: Database, investor: str, filters: Filters, fits: Callable[[Row], bool]
) -> None:
    rounds = {row["round_id"]: row for row in joined(investor, fits)}
    rows = rows_of(database, portfolio_rounds.FIGURE, filters, investor)
    assert len(rows) == len(rounds)
    days = [row["announced_date"] for row in rows]
    assert days == sorted(days, reverse=True)
    for row in rows:
        its = rounds.pop(row["round_id"])
        others = sorted(each["investor"] for each in its["others"])
        assert row["other_investors"] == (", ".join(others) or None)
        same = "company announced_date stage amount_usd is_lead status kind source_url".split()
        assert {name: row[name] for name in same} == {name: its[name] for name in same}
    assert not rounds


@every_case
def test_the_trades(
    database: Database, investor: str, filters: Filters, fits: Callable[[Row], bool]
) -> None:
    selected = {row["company"] for row in ROUNDS if fits(row)}
    mine = [row for row in table("relations") if row["investor"] == investor]
    expected = {row["company"]: row for row in mine if row["company"] in selected}
    made = of(portfolio_trades.FIGURE, investor)
    rows = select(database, made.sql, filters, **made.params)
    assert rows.height == len(expected)
    profile = select(database, PROFILE_SQL, investor=investor)
    assert profile["trades"].item() == bool(mine) == (investor == "Nvidia")
    for row in rows.to_dicts():
        its = [each for each in joined(investor, fits) if each["company"] == row["company"]]
        known = [each for each in its if each["amount_usd"]]
        parts = sum(each["amount_usd"] / (len(each["others"]) + 1) for each in known)
        assert row["rounds"] == len(known)
        assert row["capital_usd"] == (pytest.approx(parts) if known else None)
        for name in ("relation", "product", "commitment_usd", "source_url", "since"):
            assert row[name] == expected[row["company"]][name]
    if expected:
        sells = sum("supplier" in row["relation"] for row in expected.values())
        assert f"sells to {sells} compan" in made.headline(rows)


# A few rounds made for the test.


@pytest.fixture
def invested_database(opened_with: OpenedWith) -> Callable[..., Database]:
    """As `small_database`, with the investments of its rounds."""

    def opened(*changes: Row) -> Database:
        rounds = plain_rounds(*changes)
        investments = tidy(rounds)
        names = investments.select(pl.col("investor").unique().sort())
        blank = pl.lit(None, pl.String)
        investors = names.with_columns(
            investor_type=pl.lit("unknown"),
            country=blank,
            region=pl.lit("Unknown"),
            source_url=blank,
        )
        return opened_with({"rounds": rounds, "investments": investments, "investors": investors})

    return opened


def one(database: Database, figure: Figure, investor: str = "Fund") -> tuple[pl.DataFrame, Figure]:
    made = of(figure, investor)
    return select(database, made.sql, Filters(), **made.params), made


def test_one_round_without_amount(invested_database: Callable[..., Database]) -> None:
    database = invested_database({"amount_usd": None, "investors": ['D\'Arc & "Sons" $1']})
    name = 'D\'Arc & "Sons" $1'
    words = {label: (box.value, box.change) for label, box in boxes_of(database, name).items()}
    assert words["Rounds joined"] == ("1", "not named as lead")
    assert words["Raised in these rounds"] == ("not disclosed", "0 of 1 disclosed")
    assert words["If divided equally"] == ("not disclosed", "no amount")
    assert words["At early stage"] == ("1 of 1", "rounds")
    rows, figure = one(database, portfolio.FIGURE, name)
    assert figure.headline(rows) == f"{name} joined 1 round, of Acme"
    assert figure.remark(rows).endswith("none of them.")
    rows, figure = one(database, portfolio_rounds.FIGURE, name)
    assert figure.headline(rows) == f"{name} joined 1 round: Acme in Feb 2025"
    assert figure.remark(rows) == "0 of 1 round has an amount, 0 name another investor."
    assert one(database, co_investors.FIGURE, name)[0].is_empty()
    assert one(database, portfolio_trades.FIGURE, name)[0].is_empty()
    rows, figure = one(database, portfolio_over_time("quarter"), name)
    assert figure.headline(rows).startswith(f"{name} joined 1 round in Q1 2025")
    rows, figure = one(database, portfolio_shares("stage_group"), name)
    assert figure.headline(rows) == f"{name} joined 1 round, early-stage"
    assert rows["share"].to_list() == [None]


def test_what_nobody_states_is_no_favourite(invested_database: Callable[..., Database]) -> None:
    nowhere = {"region": "Unknown", "country": None, "stage_group": "Other", "stage": "Not stated"}
    database = invested_database(*[nowhere] * 5)
    words = {label: (box.value, box.change) for label, box in boxes_of(database, "Fund").items()}
    assert words["Favourite stage"] == ("Not stated", "no stage stated")
    assert words["Favourite region"] == ("Not stated", "no region stated")
    assert words["Companies"] == ("1", "country not stated")
    rows, figure = one(database, portfolio_shares("region"))
    assert figure.headline(rows) == "Fund joined 5 rounds, all with no region stated"
    assert rows["share"].to_list() == [1.0]


def test_shares_put_what_is_stated_first(invested_database: Callable[..., Database]) -> None:
    database = invested_database(*[{"region": "Unknown"}] * 3, {}, {})
    rows, figure = one(database, portfolio_shares("region"))
    assert rows["region"].to_list() == ["Unknown", "China"]
    assert figure.headline(rows) == "Fund joined 5 rounds, 40% of them in China"


def test_step_ups_are_value_over_value(invested_database: Callable[..., Database]) -> None:
    def priced(year: int, usd: float | None, **more: Any) -> Row:
        return {"announced_date": date(year, 5, 1), "post_money_usd": usd, **more}

    stranger = {"investors": ["Other"]}
    database = invested_database(
        priced(2019, 5e7, **stranger),
        priced(2020, None),
        priced(2021, 1e8),
        priced(2022, 4e8),
        priced(2023, 3e8, **stranger),
        # None of these is a price paid for new shares.
        priced(2024, 9e9, kind="secondary", **stranger),
        priced(2024, 8e9, status="rumoured", **stranger),
        priced(2025, 7e9, caveat="target", **stranger),
        # Valued once, at the round joined.
        priced(2023, 6e8, company="Beta"),
        priced(2020, 6e8, company="Gamma", **stranger),
        priced(2023, None, company="Gamma"),
    )
    rows, figure = one(database, portfolio.FIGURE)
    found = {row["company"]: row for row in rows.to_dicts()}
    assert found["Acme"]["first_price_usd"] == 1e8
    assert found["Acme"]["valuation_usd"] == 3e8
    assert found["Acme"]["step_up"] == 3.0
    assert found["Acme"]["rounds"] == 3
    assert (found["Beta"]["valuation_usd"], found["Beta"]["step_up"]) == (6e8, None)
    assert (found["Gamma"]["valuation_usd"], found["Gamma"]["first_price_usd"]) == (6e8, None)
    assert found["Gamma"]["step_up"] is None
    assert figure.remark(rows).endswith("1 of 3 companies.")
    # The filters narrow what it joined, not what the company is worth.
    made = of(portfolio.FIGURE, "Fund")
    [row] = select(database, made.sql, Filters("2022-Q1", "2022-Q4"), **made.params).to_dicts()
    assert (row["rounds"], row["valuation_usd"], row["step_up"]) == (1, 3e8, 0.75)


def test_peaks_that_tie(invested_database: Callable[..., Database]) -> None:
    days = [date(2023, 1, 1), date(2023, 2, 1), date(2024, 1, 1), date(2024, 2, 1)]
    database = invested_database(*[{"announced_date": day} for day in days])
    rows, figure = one(database, portfolio_over_time("year"))
    assert figure.headline(rows) == "Fund joined at most 2 rounds a year, last in 2024"


def test_leads_are_told_apart(invested_database: Callable[..., Database]) -> None:
    led = {"lead_investors": ["Fund"], "investors": ["Fund", "Pal"]}
    database = invested_database(led, led, {"investors": ["Fund", "Pal", "Rare"]})
    rows, figure = one(database, portfolio_over_time("year"))
    assert dict(rows.select("part", "rounds").rows()) == {LED: 2, NOT_LED: 1}
    assert figure.headline(rows).endswith("3 rounds in 2025 so far, 2 as lead")
    rows, figure = one(database, co_investors.FIGURE)
    assert rows.select("investor", "rounds", "led", "led_by_it").rows() == [
        ("Pal", 3, 0, 2),
        ("Rare", 1, 0, 0),
    ]
    assert figure.headline(rows) == "Fund joined most rounds with Pal: 3 together"
    assert figure.remark(rows) == "3 of 3 rounds name another investor."
    assert boxes_of(database, "Fund")["Rounds joined"].change == "2 as lead"


def test_co_investors_that_tie(invested_database: Callable[..., Database]) -> None:
    pals = [f"Pal {letter}" for letter in "ABCDEFGHIJKLMN"]
    database = invested_database({"investors": ["Fund", *pals]}, {"investors": ["Fund", *pals]})
    rows, figure = one(database, co_investors.FIGURE)
    assert rows.height == co_investors.SHOWN
    assert figure.headline(rows) == (
        "Fund joined most rounds with Pal A and many others: 2 with each"
    )
    assert figure.remark(rows).endswith("Shown are 12 of 14 co-investors.")


def test_co_investors_met_once(invested_database: Callable[..., Database]) -> None:
    database = invested_database({"investors": ["Fund", "A"]}, {"investors": ["Fund", "B"]})
    rows, figure = one(database, co_investors.FIGURE)
    assert figure.headline(rows) == (
        "Fund shared its rounds with 2 other investors, never twice with one"
    )


def test_trades_both_ways(database: Database) -> None:
    rows = pl.DataFrame({"relation": ["supplier and customer", "supplier"]})
    assert (
        portfolio_trades.headline(rows) == "sells to 2 companies it holds and buys from 1 company"
    )
    rows = pl.DataFrame({"relation": ["customer"]})
    assert portfolio_trades.headline(rows) == "buys from 1 company it holds"


def test_a_selection_without_its_rounds(invested_database: Callable[..., Database]) -> None:
    database = invested_database(
        {"announced_date": date(2020, 3, 1)},
        {"announced_date": date(2024, 3, 1)},
        {"investors": ["Hopeful"], "status": "rumoured"},
    )
    figure = of(portfolio_rounds.FIGURE, "Fund")
    assert select(database, figure.sql, Filters("2022-Q1", "2022-Q4"), investor="Fund").is_empty()
    every = select(database, ALL_ROUNDS_SQL, investor="Fund")
    assert without_rounds("Fund", every, ["From Q1 2022", "China"]) == (
        "Fund joined no round of this selection. Without filters there are 2 rounds, from Mar 2020 "
        "to Mar 2024. Take filters back: From Q1 2022, China."
    )
    assert all_rounds(every) == Filters()
    hopeful = select(database, ALL_ROUNDS_SQL, investor="Hopeful")
    assert without_rounds("Hopeful", hopeful, []) == (
        "Hopeful joined no round of this selection. Its only round is rumoured or planned: "
        "add these under Status."
    )
    boxes = boxes_of(database, "Hopeful", all_rounds(hopeful))
    assert boxes["Rounds joined"].value == "1"


def test_kinds_in_words(database: Database) -> None:
    nvidia = select(database, PROFILE_SQL, investor="Nvidia").row(0, named=True)
    assert kind_words(nvidia) == "Corporate, United States"
    unknown = {"investor_type": "unknown", "country": None}
    assert kind_words(unknown) == "Type not known, home country not known"
