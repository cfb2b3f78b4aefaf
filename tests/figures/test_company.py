"""Every number of a company's profile against plain loops over the stored rows."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from datetime import date, timedelta
from itertools import pairwise
from math import log
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from lib.database import Database, select
from lib.datasets.claims import METRICS as METRIC_WORDS
from lib.datasets.rounds import STATUSES
from lib.figures import company_facts
from lib.figures.company_capital import FIGURE as CAPITAL
from lib.figures.company_claims import FIGURE as CLAIMS
from lib.figures.company_claims import stated
from lib.figures.company_directory import FIGURE as DIRECTORY
from lib.figures.company_disagreements import FIGURE as DISAGREEMENTS
from lib.figures.company_history import HISTORY_SQL, labelled, shapes_in_words
from lib.figures.company_investors import FIGURE as INVESTORS
from lib.figures.company_measures import MEASURES, company_measures, views
from lib.figures.company_peers import FIGURE as PEERS
from lib.figures.company_rounds import FIGURE as ROUNDS_TABLE
from lib.figures.company_timeline import FIGURE as TIMELINE
from lib.figures.company_valuation import FIGURE as VALUATION
from lib.figures.figure import Figure
from lib.filters import Filters

DATA = Path(__file__).parents[2] / "data"
Row = dict[str, Any]
Small = Callable[..., Database]


def table(name: str) -> list[Row]:
    return pl.read_parquet(DATA / f"{name}.parquet").to_dicts()


ROUNDS, TOLD, SEATS = table("rounds"), table("round_sources"), table("investments")
METRICS, COMPANIES, STATEMENTS = table("company_metrics"), table("companies"), table("claims")
CONFLICTS = table("conflicts")
NAMES = ["Anthropic", "Moonshot AI", "CoreWeave", "OpenAI", "SpaceX", "Ed AI", "AgiBot"]
every_company = pytest.mark.parametrize("company", NAMES)


def whole(*companies: str) -> Filters:
    return Filters(company=companies, status=STATUSES)


def rows_of(figure: Figure, database: Database, filters: Filters) -> pl.DataFrame:
    return figure.arrange(select(database, figure.sql, filters, **figure.params))


def facts_of(database: Database, company: str) -> company_facts.Facts:
    known = select(database, company_facts.SQL, company=company)
    return company_facts.facts_of(known, select(database, HISTORY_SQL, whole(company)))


def rounds_of(company: str) -> list[Row]:
    return [row for row in ROUNDS if row["company"] == company]


def done(row: Row) -> bool:
    return row["status"] in ("completed", "announced")


def is_target(row: Row) -> bool:
    return row["caveat"] == "target"


def total(rows: list[Row], *kinds: str) -> float:
    return sum(row["amount_usd"] or 0 for row in rows if done(row) and row["kind"] in kinds)


MONEY_OF = {
    "Equity": ("equity", "ipo"),
    "Debt": ("debt",),
    "Equity and debt": ("mixed",),
    "Grant": ("grant",),
    "Sale among holders": ("secondary",),
}


@every_company
def test_numbers(company: str, database: Database) -> None:
    rows, facts = rounds_of(company), facts_of(database, company)
    confirmed = [row for row in rows if done(row)]
    assert facts["rounds"] == len(confirmed)
    assert facts["unconfirmed"] == len(rows) - len(confirmed)
    for money, kinds in MONEY_OF.items():
        assert facts["sums"].get(money, 0) == pytest.approx(total(rows, *kinds))
    assert facts["known_amounts"] == sum(row["amount_usd"] is not None for row in confirmed)
    named = [seat for seat in SEATS if seat["round_id"] in {row["round_id"] for row in confirmed}]
    assert facts["investors"] == len({seat["investor"] for seat in named})
    assert facts["named_rounds"] == len({seat["round_id"] for seat in named})
    valued = [row for row in confirmed if row["post_money_usd"] and not is_target(row)]
    last = max(valued, key=lambda row: row["announced_date"], default={"post_money_usd": None})
    assert (facts["valued"] or {"post_money_usd": None})["post_money_usd"] == last["post_money_usd"]


@every_company
def test_newest_revenue(company: str, database: Database) -> None:
    known = [
        row
        for row in METRICS
        if row["company"] == company
        and row["metric"] == "annualised_revenue"
        and row["scope"] == "company"
        and row["is_preferred"]
        and row["status"] in ("completed", "announced", "estimated")
    ]
    facts = facts_of(database, company)
    if not known:
        assert facts["revenue_usd"] is None
        return
    newest = max(row["as_of"] for row in known)
    assert facts["revenue_date"] == newest
    assert facts["revenue_usd"] in [row["value_usd"] for row in known if row["as_of"] == newest]


def test_numbers_in_words(database: Database) -> None:
    debt = company_facts.numbers(facts_of(database, "CoreWeave"))
    assert [number.label for number in debt] == [
        "Equity raised",
        "Rounds",
        "Valuation",
        "Investors",
    ]
    assert debt[0].change is not None
    assert debt[0].change.endswith(" debt")
    planned = company_facts.numbers(facts_of(database, "SpaceX"))
    assert [number.label for number in planned] == ["Rounds", "Valuation aimed at"]
    assert planned[0].value == "0"
    assert (planned[1].change or "").startswith("planned, ")


def test_facts_leave_out_what_is_not_known(database: Database) -> None:
    words = company_facts.facts_in_words(facts_of(database, "Ed AI"))
    assert words == "France"
    words = company_facts.facts_in_words(facts_of(database, "CoreWeave"))
    assert "listed on an exchange" in words
    assert "trains" not in words
    everything = " ".join(
        company_facts.facts_in_words(facts_of(database, each["company"])) for each in COMPANIES[:40]
    )
    assert "None" not in everything
    assert "Unknown" not in everything


def test_what_no_source_states(database: Database) -> None:
    assert company_facts.not_known(facts_of(database, "Anthropic")) == ""
    assert (
        company_facts.not_known(facts_of(database, "Ed AI"))
        == "No source here states a valuation or revenue."
    )
    words = company_facts.not_known(facts_of(database, "SpaceX"))
    assert words == "No source here states an amount raised, an investor or revenue."


@every_company
def test_every_round_stands_in_the_table_and_on_the_timeline(
    company: str, database: Database
) -> None:
    expected = {row["round_id"]: row for row in rounds_of(company)}
    found = rows_of(ROUNDS_TABLE, database, whole(company))
    drawn = rows_of(TIMELINE, database, whole(company))
    assert {*found["round_id"]} == {*drawn["round_id"]} == expected.keys()
    assert found["announced_date"].is_sorted(descending=True)
    for row in found.to_dicts():
        stored = expected[row["round_id"]]
        assert row["day_text"] == as_known(stored)
        for name in (
            "amount_usd",
            "post_money_usd",
            "status",
            "kind",
            "source_url",
            "source_count",
        ):
            assert row[name] == stored[name]
        assert row["backers"] == (", ".join(stored["investors"] or []) or "undisclosed")
        assert row["leads"] == (", ".join(stored["lead_investors"] or []) or "undisclosed")
    assert drawn.filter(~pl.col("is_confirmed")).height == sum(
        not done(r) for r in expected.values()
    )


def as_known(row: Row) -> str:
    """The date of a round, no more exact than it is known."""
    day, precision = row["announced_date"], row["date_precision"]
    month = f"{day:%b} {day.year}"
    return {
        "day": f"{day.day} {month}",
        "month": month,
        "quarter": f"Q{(day.month + 2) // 3} {day.year}",
        "year": str(day.year),
    }[precision]


def step_of(row: Row, rows: list[Row]) -> float | None:
    """Valuation over that of the newest confirmed equity round of an earlier day."""
    if row["kind"] not in ("equity", "mixed") or not row["post_money_usd"] or is_target(row):
        return None
    earlier = [
        each
        for each in rows
        if done(each)
        and each["kind"] in ("equity", "mixed")
        and each["post_money_usd"]
        and not is_target(each)
        and each["announced_date"] < row["announced_date"]
    ]
    if not earlier:
        return None
    before = max(earlier, key=lambda each: (each["announced_date"], each["post_money_usd"]))
    if row["caveat"] == "tranche" and row["post_money_usd"] == before["post_money_usd"]:
        return None
    return row["post_money_usd"] / before["post_money_usd"]


@every_company
def test_step_ups(company: str, database: Database) -> None:
    rows = rounds_of(company)
    expected = {row["round_id"]: step_of(row, rows) for row in rows}
    for row in rows_of(VALUATION, database, whole(company)).to_dicts():
        assert row["step_up"] == pytest.approx(expected.pop(row["round_id"]))
    left = {row["round_id"]: row for row in rows}
    assert all(not left[each]["post_money_usd"] for each in expected)
    for row in rows_of(ROUNDS_TABLE, database, whole(company)).to_dicts():
        step = step_of(left[row["round_id"]], rows)
        assert (row["step_up"] is None) == (step is None)
        assert step is None or row["step_up"] == pytest.approx(step, abs=0.006)


MONEY = {"equity": "Equity", "ipo": "Equity", "debt": "Debt", "mixed": "Equity and debt"}


@every_company
def test_cumulative_capital_keeps_kinds_and_plans_apart(company: str, database: Database) -> None:
    sums: dict[str, float] = defaultdict(float)
    for row in rounds_of(company):
        if row["amount_usd"] and row["kind"] in (*MONEY, "grant"):
            money = MONEY.get(row["kind"], "Grant") if done(row) else "Rumoured or planned"
            sums[money] += row["amount_usd"]
    found = rows_of(CAPITAL, database, whole(company))
    totals = found.group_by("money").agg(pl.col("cumulative_usd").sort_by("month").last())
    assert dict(totals.rows()) == pytest.approx(dict(sums))
    for money in sums:
        line = found.filter(money=money)
        assert line["cumulative_usd"].is_sorted()
        assert line["month"].is_unique().all()
        # All lines run on to the same month.
        assert line["month"].max() == found["month"].max()
        assert line["capital_usd"].sum() == pytest.approx(sums[money])


def test_a_sale_among_holders_raises_nothing(database: Database) -> None:
    sold = total(rounds_of("OpenAI"), "secondary")
    found = rows_of(CAPITAL, database, whole("OpenAI"))
    assert sold > 0
    everything = sum(row["amount_usd"] or 0 for row in rounds_of("OpenAI"))
    assert found["capital_usd"].sum() == pytest.approx(everything - sold)


@every_company
@pytest.mark.parametrize("view", MEASURES)
def test_measures(company: str, view: str, database: Database) -> None:
    expected = {
        row["metric_id"]: row
        for row in METRICS
        if row["company"] == company
        and row["metric"] in MEASURES[view].metrics
        and row["is_preferred"]
    }
    found = rows_of(company_measures(view), database, whole(company))
    assert {*found["metric_id"]} == expected.keys()
    assert (view in views(facts_of(database, company)["metrics"])) == bool(expected)
    for row in found.to_dicts():
        stored = expected[row["metric_id"]]
        assert row["value"] == (stored["value_usd"] or stored["value"])
        assert row["source_url"] == stored["source_url"]
        if row["is_on_line"]:
            assert stored["scope"] == "company"
            assert stored["metric"] != "annual_revenue"
        if row["is_firm"]:
            assert stored["status"] in ("completed", "announced")
            assert stored["confidence"] != "low"
        if row["mark"] == "Product or part":
            assert stored["scope"] != "company"
    parts = found.filter(mark="Product or part")
    assert parts["is_named"].sum() == parts["name"].n_unique()


def test_the_longest_series_heads_a_measure(database: Database) -> None:
    figure = company_measures("users")
    weekly = [
        row
        for row in METRICS
        if row["company"] == "OpenAI"
        and row["metric"] == "active_users"
        and row["product"] == "ChatGPT"
        and row["period"] == "weekly"
    ]
    newest = max(weekly, key=lambda row: row["as_of"])
    headline = figure.headline(rows_of(figure, database, whole("OpenAI")))
    assert headline.startswith("OpenAI (ChatGPT, weekly): active users rose ")
    assert f" to {newest['value'] / 1e6:.0f}M between " in headline


@every_company
def test_investors(company: str, database: Database) -> None:
    rounds = {row["round_id"]: row for row in rounds_of(company)}
    seats: dict[str, list[Row]] = defaultdict(list)
    for seat in SEATS:
        if seat["round_id"] in rounds:
            seats[seat["investor"]].append(seat)
    found = {
        row["investor"]: row for row in rows_of(INVESTORS, database, whole(company)).to_dicts()
    }
    assert found.keys() == seats.keys()
    for investor, row in found.items():
        mine = [(rounds[seat["round_id"]], seat["is_lead"]) for seat in seats[investor]]
        dates = [each["announced_date"] for each, _ in mine]
        assert row["joined"] == sum(done(each) for each, _ in mine)
        assert row["led"] == sum(done(each) and led for each, led in mine)
        assert row["unconfirmed"] == sum(not done(each) for each, _ in mine)
        assert (row["first_date"], row["last_date"]) == (min(dates), max(dates))
        assert row["named_rounds"] == len(
            {
                seat["round_id"]
                for mine in seats.values()
                for seat in mine
                if done(rounds[seat["round_id"]])
            }
        )
        assert row["company_rounds"] == sum(done(each) for each in rounds.values())


def days_known(row: Row) -> tuple[date, date]:
    """First and last day that a date can mean."""
    first = row["announced_date"]
    months = {"year": 12, "quarter": 3, "month": 1}.get(row["date_precision"], 0)
    if not months:
        return first, first
    index = first.year * 12 + first.month - 1 + months
    return first, date(index // 12, index % 12 + 1, 1) - timedelta(days=1)


def test_disagreements_of_all_companies(database: Database) -> None:
    rounds = {row["round_id"]: row for row in ROUNDS}
    expected = set()
    for told in TOLD:
        used = rounds[told["round_id"]]
        if told["role"] in ("part", "corrects"):
            continue
        for measure, name in (("Amount", "amount_usd"), ("Valuation", "post_money_usd")):
            if told[name] and used[name] and abs(told[name] / used[name] - 1) > 0.02:
                expected.add((told["round_id"], measure))
        (low, high), (start, end) = days_known(told), days_known(used)
        if max((start - high).days, (low - end).days) > 7:
            expected.add((told["round_id"], "Date"))
    assert len(expected) >= 8
    companies = {rounds[round_id]["company"] for round_id, _ in expected}
    found = set()
    for company in sorted({*companies, *NAMES}):
        rows = rows_of(DISAGREEMENTS, database, whole(company))
        history = select(database, HISTORY_SQL, whole(company))
        assert history["is_retold"].any() or rows.is_empty()
        found |= {(row["round_id"], row["measure"]) for row in rows.to_dicts()}
        for _, group in rows.group_by("round_id", "measure"):
            assert group.height > 1
            assert not group["is_used"].all()
        for row in rows.filter("is_used", pl.col("measure") == "Amount").to_dicts():
            used_usd = rounds[row["round_id"]]["amount_usd"]
            assert row["value_usd"] == pytest.approx(used_usd, rel=0.02)
        if rows.height:
            assert company in DISAGREEMENTS.headline(rows)
    assert found == expected


@every_company
def test_statements_and_contradictions(company: str, database: Database) -> None:
    about = {row["claim_id"] for row in STATEMENTS if company in (row["companies"] or [])}
    pairs = [
        (claim, row["conflict_id"])
        for row in CONFLICTS
        for claim in row["claim_ids"]
        if claim in about
    ]
    found = rows_of(CLAIMS, database, whole(company))
    assert {*found["claim_id"]} == about
    assert facts_of(database, company)["claims"] == len(about)
    disputed = found.drop_nulls("conflict_id")
    assert sorted(disputed.select("claim_id", "conflict_id").rows()) == sorted(pairs)
    assert found.height == len(pairs) + len(about - {claim for claim, _ in pairs})
    if pairs:
        contradictions = len({conflict for _, conflict in pairs})
        assert f" {contradictions} contradiction" in CLAIMS.headline(found)
        words = company_facts.claims_in_words(facts_of(database, company))
        assert f"{len(about)} statements, with {contradictions} contradiction" in words


@every_company
def test_a_statement_is_corrected_only_where_it_is_wrong_itself(
    company: str, database: Database
) -> None:
    stored = {row["claim_id"]: row for row in STATEMENTS}
    disputes = {row["conflict_id"]: row for row in CONFLICTS}
    found = rows_of(CLAIMS, database, whole(company))
    for row in found.to_dicts():
        claim = stored[row["claim_id"]]
        assert (row["corrected"] is None) == (claim["corrected_value"] is None)
        if row["conflict_id"] is None:
            assert row["held"] is row["dispute"] is None
            continue
        dispute = disputes[row["conflict_id"]]
        assert row["dispute"].startswith(dispute["subject"])
        assert row["dispute"].endswith(METRIC_WORDS.get(dispute["metric"], dispute["subject"]))
        low, high = dispute["value_used_low"], dispute["value_used_high"]
        held = stated(dispute["value_used"], low, high, dispute["unit"], None)
        # The words say what the figure is of.
        assert row["held"] == ": ".join(filter(None, [held, dispute["value_used_words"]]))
    wrong = {row["claim_id"] for row in found.to_dicts() if row["corrected"]}
    if found["conflict_id"].count():
        assert CLAIMS.remark(found).endswith(f" themselves: {len(wrong)}.")


def test_what_is_right_names_what_it_is_of(database: Database) -> None:
    rows = rows_of(CLAIMS, database, whole("Anthropic"))
    [row] = rows.filter(claim_id="S2-006", conflict_id="X32").to_dicts()
    assert (row["metric"], row["said"], row["corrected"]) == ("Amount of a round", "$30B", None)
    assert (row["dispute"], row["held"]) == (
        "Anthropic: Total raised",
        "Total by mid-2024, not one round",
    )
    rows = rows_of(CLAIMS, database, whole("Moonshot AI"))
    [row] = rows.filter(claim_id="S3-008", conflict_id="X02").to_dicts()
    assert (row["said"], row["corrected"]) == ("$20B", "$2B")


@pytest.mark.parametrize(
    ("value", "low", "high", "unit", "words", "expected"),
    [
        (2e9, None, None, "USD", None, "$2B"),
        (None, 3e9, 7e9, "USD", "later", "$3B to $7B"),
        (None, 1e11, None, "USD", None, "at least $100B"),
        (None, None, 5e9, "CNY", None, "up to CN¥5B"),
        (2026, None, None, "year", None, "2026"),
        (65, None, None, "percent", None, "65%"),
        (2, None, None, "months", None, "2 months"),
        (-3.5, None, None, "percentage_points", None, "-3.5 points"),
        (None, None, None, None, "Closed in May", "Closed in May"),
        (None, None, None, "text", None, None),
    ],
)
def test_a_statement_in_words(
    value: float | None,
    low: float | None,
    high: float | None,
    unit: str | None,
    words: str | None,
    expected: str | None,
) -> None:
    assert stated(value, low, high, unit, words) == expected


def summary(company: str) -> Row:
    """Sector, stage group of the last round with a series, and capital of one company."""
    rows = rounds_of(company)
    last = max(
        rows,
        key=lambda row: (
            done(row),
            row["stage_group"] not in ("Debt", "Other"),
            row["announced_date"],
            row["round_id"],
        ),
    )
    return {
        "sector": last["sector"],
        "stage": last["stage_group"],
        "usd": sum(row["amount_usd"] or 0 for row in rows if done(row)),
        "rounds": sum(map(done, rows)),
    }


@pytest.fixture(scope="module")
def summaries() -> dict[str, Row]:
    return {each["company"]: summary(each["company"]) for each in COMPANIES}


@every_company
def test_peers(company: str, database: Database, summaries: dict[str, Row]) -> None:
    own = summaries[company]

    def likeness(name: str) -> tuple[bool, bool, float, float, str]:
        other = summaries[name]
        known = other["usd"] and own["usd"]
        return (
            other["sector"] != own["sector"] or own["sector"] == "Unknown",
            other["stage"] != own["stage"],
            round(abs(log(other["usd"] / own["usd"])), 9) if known else 1e9,
            -other["usd"],
            name,
        )

    others = [name for name, other in summaries.items() if name != company and other["rounds"]]
    found = rows_of(PEERS, database, whole(company))
    assert found["company"].to_list() == sorted(others, key=likeness)[:8]
    for row in found.to_dicts():
        assert (row["capital_usd"] or 0) == pytest.approx(summaries[row["company"]]["usd"])


@pytest.mark.parametrize(
    "filters",
    [
        Filters(),
        Filters("2025-Q1", region=("China",), stage_group=("Early",)),
        Filters(status=STATUSES, company=("OpenAI", "SpaceX")),
        Filters(company=("AgiBot", "ModelBest")),
    ],
    ids=["default", "china_early", "two_companies", "undisclosed"],
)
def test_directory(filters: Filters, database: Database) -> None:
    kept = select(database, "FROM selected SELECT round_id", filters)["round_id"].to_list()
    expected: dict[str, list[Row]] = defaultdict(list)
    for row in ROUNDS:
        if row["round_id"] in {*kept}:
            expected[row["company"]].append(row)
    found = rows_of(DIRECTORY, database, filters)
    assert {*found["company"]} == expected.keys()
    amounts = found["capital_usd"].fill_null(-1)
    assert amounts.is_sorted(descending=True)
    for row in found.to_dicts():
        mine = expected[row["company"]]
        assert row["rounds"] == len(mine)
        assert (row["capital_usd"] or 0) == pytest.approx(sum(r["amount_usd"] or 0 for r in mine))
        last = max(mine, key=lambda r: (done(r), r["announced_date"], r["round_id"]))
        assert (row["last_stage"], row["last_date"]) == (last["stage"], last["announced_date"])


ACME = Filters(company=("Acme",), status=STATUSES)
ALL = [TIMELINE, ROUNDS_TABLE, CAPITAL, VALUATION, INVESTORS, DISAGREEMENTS]


def test_several_companies_have_no_profile(database: Database) -> None:
    for figure in [*ALL, PEERS, CLAIMS, company_measures("revenue")]:
        assert rows_of(figure, database, whole("OpenAI", "Anthropic")).is_empty()


def test_one_round_without_anything(small_database: Small) -> None:
    database = small_database({"amount_usd": None, "investors": None})
    rows = rows_of(ROUNDS_TABLE, database, ACME)
    assert ROUNDS_TABLE.headline(rows) == "Acme: 1 Series A round, amount not disclosed, Feb 2025"
    assert ROUNDS_TABLE.remark(rows) == ""
    assert rows.row(0, named=True)["backers"] == "undisclosed"
    assert rows_of(CAPITAL, database, ACME).is_empty()
    assert rows_of(VALUATION, database, ACME).is_empty()
    assert rows_of(PEERS, database, ACME).is_empty()


def test_only_rumours(small_database: Small) -> None:
    rumour = {"status": "rumoured", "amount_usd": 2e9, "post_money_usd": 1e10}
    later = rumour | {"announced_date": date(2025, 6, 1), "date_precision": "year"}
    database = small_database(rumour, later, {"company": "Other"})
    rows = rows_of(ROUNDS_TABLE, database, ACME)
    assert ROUNDS_TABLE.headline(rows) == "Acme: no confirmed round, 2 rumoured or planned"
    found = rows_of(CAPITAL, database, ACME)
    assert CAPITAL.headline(found) == (
        "Acme has raised no disclosed amount; $4B is rumoured or planned"
    )
    assert VALUATION.headline(rows_of(VALUATION, database, ACME)) == (
        "Acme has no confirmed valuation; rumoured: $10B in Feb 2025"
    )
    drawn = rows_of(TIMELINE, database, ACME)
    assert TIMELINE.headline(drawn) == (
        "Acme: 0 confirmed rounds with an amount, 2 rumoured or planned"
    )
    assert drawn["when_text"].to_list() == ["Feb 2025", "2025"]


def test_a_step_up_in_words(small_database: Small) -> None:
    days = [date(2024, 1, 5), date(2024, 8, 9), date(2025, 1, 7)]
    values = [1e9, 2.8e9, 2.8e9]
    priced = [
        {"announced_date": day, "post_money_usd": value, "amount_usd": 1e8}
        for day, value in zip(days, values, strict=True)
    ]
    database = small_database(*priced)
    rows = rows_of(VALUATION, database, ACME)
    assert rows["step_up"].to_list() == [None, pytest.approx(2.8), 1.0]
    assert rows["months"].to_list() == [None, 7, 5]
    assert VALUATION.headline(rows) == (
        "Acme's valuation rose 2.8-fold to $2.8B between Jan 2024 and Jan 2025; "
        "last step x1 in 5 months"
    )


def test_debt_and_both_together(small_database: Small) -> None:
    database = small_database(
        {"kind": "debt", "stage": "Debt", "stage_group": "Debt", "amount_usd": 3e9},
        {"kind": "mixed", "amount_usd": 2e9},
        {"kind": "secondary", "amount_usd": 9e9},
        {"status": "planned", "amount_usd": 5e9},
        {"amount_usd": None},
    )
    found = rows_of(CAPITAL, database, ACME)
    assert CAPITAL.headline(found) == (
        "Acme raised $3B of debt and $2B of equity and debt together since 2025; "
        "$5B more is rumoured or planned"
    )
    assert CAPITAL.remark(found) == (
        "1 confirmed round without a disclosed amount could not be added."
    )


def test_words_leave_each_other_room() -> None:
    rows = pl.DataFrame(
        {
            "announced_date": [date(2020, 1, 1), date(2020, 1, 20), date(2025, 1, 1), None],
            "usd": [1e6, 1.1e6, 1e9, None],
        }
    )
    assert labelled(rows, "usd", 0.1, 0.1)["is_labelled"].to_list() == [False, True, True, False]
    assert labelled(rows.clear(), "usd", 0.1, 0.1)["is_labelled"].dtype == pl.Boolean
    # Of marks in one place one bears words.
    same = pl.DataFrame({"announced_date": [date(2020, 1, 1)] * 3, "usd": [1e6] * 3})
    assert labelled(same, "usd", 0.1, 0.1)["is_labelled"].to_list() == [False, False, True]


def test_shapes_are_named_where_there_are_several() -> None:
    def said(*marks: str) -> str:
        return shapes_in_words(pl.DataFrame({"mark": marks}))

    assert said("Funding round", "Funding round") == said() == ""
    assert said("Debt") == "Squares are debt."
    assert said("Merger", "Debt", "Funding round") == (
        "Circles are funding rounds, squares debt and inverted triangles mergers."
    )


def test_a_valuation_that_fell_names_its_height(small_database: Small) -> None:
    days = [date(2024, 1, 5), date(2024, 8, 9), date(2025, 1, 7)]
    priced = [
        {"announced_date": day, "post_money_usd": value, "amount_usd": 1e8}
        for day, value in zip(days, [1e9, 5e9, 2e9], strict=True)
    ]
    rows = rows_of(VALUATION, small_database(*priced), ACME)
    assert VALUATION.headline(rows) == (
        "Acme's valuation rose 2-fold to $2B between Jan 2024 and Jan 2025; "
        "the highest was $5B in Aug 2024"
    )


@every_company
def test_names_of_lines_stand_at_their_ends_and_apart(company: str, database: Database) -> None:
    found = rows_of(CAPITAL, database, whole(company))
    named = found.drop_nulls("label_usd")
    assert sorted(named["money"]) == sorted(found["money"].unique())
    heights = sorted(named["label_usd"])
    highest = max(named["cumulative_usd"], default=0)
    assert all(b - a >= 0.12 * highest for a, b in pairwise(heights))
    assert (named["label_usd"] >= named["cumulative_usd"]).all()


def test_two_rounds_in_a_month_and_a_rumour_beyond_the_data(small_database: Small) -> None:
    database = small_database(
        {"amount_usd": 1e6, "announced_date": date(2025, 2, 1)},
        {"amount_usd": 3e6, "announced_date": date(2025, 2, 28)},
        {"amount_usd": 5e6, "announced_date": date(2026, 1, 1), "status": "planned"},
    )
    found = rows_of(CAPITAL, database, ACME).select("money", "month", "rounds", "cumulative_usd")
    assert found.rows() == [
        ("Equity", date(2025, 2, 1), 2, 4e6),
        ("Equity", date(2026, 1, 1), 0, 4e6),
        ("Rumoured or planned", date(2026, 1, 1), 1, 5e6),
    ]
