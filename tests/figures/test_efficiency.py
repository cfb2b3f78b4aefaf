"""Every number of the page on capital efficiency against plain loops over the stored rows."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Callable
from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from lib.database import Database, select
from lib.figures.capability_path import FIGURE as PATH
from lib.figures.capital_against_capability import FIGURE as AGAINST
from lib.figures.capital_rank_correlation import FEWEST
from lib.figures.capital_rank_correlation import FIGURE as CORRELATION
from lib.figures.figure import Figure
from lib.figures.lab_capital import parameters
from lib.figures.lab_marks import along, line_height, place_names
from lib.figures.points_per_dollar import FIGURE as PER_DOLLAR
from lib.figures.published_efficiency import FIGURE as PUBLISHED
from lib.figures.published_efficiency import places
from lib.filters import Filters

DATA = Path(__file__).parents[2] / "data"
ROUNDS = pl.read_parquet(DATA / "rounds.parquet").to_dicts()
SCORES = pl.read_parquet(DATA / "capability.parquet").to_dicts()
ORGANIZATIONS = pl.read_parquet(DATA / "organizations.parquet").to_dicts()
CLAIMS = {row["claim_id"]: row for row in pl.read_parquet(DATA / "claims.parquet").to_dicts()}
NEWEST = max(row["announced_date"] for row in ROUNDS if row["status"] in ("completed", "announced"))
LABS = {row["company"] for row in ROUNDS if row["sector"] == "Foundation models"}
COMPANY = {row["organization"]: row["company"] for row in ORGANIZATIONS}
CONFIRMED = ("completed", "announced")
Row = dict[str, Any]
Small = Callable[..., Database]

SELECTIONS: dict[str, tuple[Filters, date]] = {
    "default": (Filters(), date(2100, 1, 1)),
    "autumn_2024": (Filters(), date(2024, 9, 30)),
    "china": (Filters(region=("China",)), date(2026, 9, 30)),
    "of_2025": (Filters("2025-Q1", "2025-Q4"), date(2026, 9, 30)),
    "with_debt": (Filters(kind=("equity", "debt", "mixed")), date(2026, 6, 30)),
    "any_status": (Filters(status=("completed", "announced", "rumoured", "planned")), NEWEST),
    "two_companies": (Filters(company=("OpenAI", "Mistral AI")), NEWEST),
}
every_selection = pytest.mark.parametrize(("filters", "until"), SELECTIONS.values(), ids=SELECTIONS)


def rows_of(
    figure: Figure, database: Database, filters: Filters, until: date, **params: Any
) -> list[Row]:
    given = {**figure.params, **parameters(filters, until), **params}
    return figure.arrange(select(database, figure.sql, filters, **given)).to_dicts()


def bounds(filters: Filters) -> tuple[date, date]:
    first, last = date(1900, 1, 1), date(2100, 1, 1)
    if filters.start:
        first = date(int(filters.start[:4]), int(filters.start[-1]) * 3 - 2, 1)
    if filters.end:
        assert filters.end.endswith("Q4")
        last = date(int(filters.end[:4]), 12, 31)
    return first, last


def raised(filters: Filters) -> dict[str, list[tuple[date, float]]]:
    """Day and amount of what brings each laboratory money, oldest first."""
    first, last = bounds(filters)
    kinds = {"equity", "mixed", "ipo"} | ({"debt"} if "debt" in filters.kind else set())
    found: dict[str, list[tuple[date, float]]] = defaultdict(list)
    for row in sorted(ROUNDS, key=lambda each: each["announced_date"]):
        if (
            row["company"] in LABS
            and row["sector"] == "Foundation models"
            and row["kind"] in (kinds & set(filters.kind) if filters.kind else kinds)
            and row["status"] in filters.status
            and first <= row["announced_date"] <= last
            and (not filters.region or row["region"] in filters.region)
            and (not filters.company or row["company"] in filters.company)
            and row["amount_usd"]
        ):
            found[row["company"]].append((row["announced_date"], row["amount_usd"]))
    return found


def scored(filters: Filters) -> dict[str, list[Row]]:
    """Models of each developer in the fit of August 2026, oldest first."""
    first, last = bounds(filters)
    found: dict[str, list[Row]] = defaultdict(list)
    for row in sorted(SCORES, key=lambda each: (each["release_date"], each["eci"])):
        if (
            row["organization"]
            and not row["is_second_hand"]
            and first <= row["release_date"] <= last
            and (not filters.region or row["region"] in filters.region)
            and (not filters.company or row["organization"] in filters.company)
        ):
            found[row["organization"]].append(row)
    return found


def years_before(day: date, years: int) -> date:
    return date(day.year - years, day.month, min(day.day, 28) if day.month == 2 else day.day)


def by(day: date, rows: list[Row]) -> list[Row]:
    return [row for row in rows if row["release_date"] <= day]


def total(day: date, money: list[tuple[date, float]]) -> float:
    return sum(usd for when, usd in money if when <= day)


def standing(filters: Filters, day: date) -> dict[str, tuple[float, Row]]:
    """Capital and best model of each laboratory that has both and a model of the last two years."""
    money, found = raised(filters), {}
    for name, models in scored(filters).items():
        known = by(day, models)
        if name not in LABS or not known or known[-1]["release_date"] <= years_before(day, 2):
            continue
        if usd := total(day, money[name]):
            found[name] = (usd, max(known, key=lambda row: row["eci"]))
    return found


def last_day(filters: Filters, until: date) -> date:
    return min(until, bounds(filters)[1], NEWEST)


# Capital against capability at a date


@every_selection
def test_capital_and_best_model(filters: Filters, until: date, database: Database) -> None:
    rows = rows_of(AGAINST, database, filters, until)
    wanted = standing(filters, last_day(filters, until))
    assert len(wanted) >= 2
    funded = {row["organization"]: row for row in rows if row["funding"] == "Own funding"}
    assert funded.keys() == wanted.keys()
    for name, (usd, model) in wanted.items():
        row = funded[name]
        assert row["capital_usd"] == pytest.approx(usd)
        for column in ("model", "release_date", "eci", "eci_low", "eci_high"):
            assert row[column] == model[column], (name, column)


def test_an_interval_is_that_of_the_best_model_even_where_it_has_none(database: Database) -> None:
    rows = rows_of(AGAINST, database, Filters(), date(2025, 9, 30))
    [row] = [row for row in rows if row["organization"] == "OpenAI"]
    assert (row["model"], row["eci"], row["eci_low"]) == ("GPT-5", 150.0, None)


@every_selection
def test_who_has_no_money_of_its_own_stands_apart(
    filters: Filters, until: date, database: Database
) -> None:
    rows = rows_of(AGAINST, database, filters, until)
    day = last_day(filters, until)
    funded = standing(filters, day)
    apart, inactive, others = set(), 0, 0
    for name, models in scored(filters).items():
        known = by(day, models)
        if not known:
            continue
        is_lab = name in LABS or COMPANY[name] is None
        others += not is_lab
        is_active = known[-1]["release_date"] > years_before(day, 2)
        inactive += is_lab and not is_active
        if is_lab and is_active and name not in funded:
            apart.add(name)
    found = [row for row in rows if row["funding"] != "Own funding"]
    assert {row["organization"] for row in found} == apart
    assert all(row["capital_usd"] is None for row in found)
    assert {row["others"] for row in rows} == {others}
    assert {row["inactive"] for row in rows} == {inactive}


def test_google_and_meta_are_never_at_zero(database: Database) -> None:
    rows = {row["organization"]: row for row in rows_of(AGAINST, database, Filters(), NEWEST)}
    for name in ("Google", "Meta", "Alibaba", "Microsoft", "Amazon", "Nvidia"):
        assert rows[name]["capital_usd"] is None
        assert rows[name]["company"] is None
        assert rows[name]["funding"] == "Paid from its own business"


def test_deepseek_has_no_amount_before_its_first_round(database: Database) -> None:
    before = rows_of(AGAINST, database, Filters(), date(2026, 3, 31))
    after = rows_of(AGAINST, database, Filters(), NEWEST)
    found = [
        row["funding"] for rows in (before, after) for row in rows if row["company"] == "DeepSeek"
    ]
    assert found == ["No amount in this selection", "Own funding"]


def test_what_is_said_of_capital(database: Database) -> None:
    def said(filters: Filters, until: date) -> tuple[str, str]:
        given = {**AGAINST.params, **parameters(filters, until)}
        rows = AGAINST.arrange(select(database, AGAINST.sql, filters, **given))
        return AGAINST.headline(rows), AGAINST.remark(rows)

    headline, remark = said(Filters(), NEWEST)
    funded = sorted(standing(Filters(), NEWEST).items(), key=lambda each: -each[1][0])
    (name, (usd, model)), lean = funded[0], [e for e in funded if e[1][0] * 10 <= funded[0][1][0]]
    other, (less, best) = max(lean, key=lambda each: each[1][1]["eci"])
    assert headline == (
        f"By Sep 2026 {name} reached {model['eci']:.0f} points of capability with "
        f"${usd / 1e9:.0f}B of capital, {other} {best['eci']:.0f} with ${less / 1e9:.1f}B"
    )
    assert remark.startswith(f"{len(funded)} laboratories with funding of their own; 6 more")
    assert "xAI to SpaceX" in remark
    headline, remark = said(Filters(company=("OpenAI",)), NEWEST)
    assert headline == (
        f"By Sep 2026 OpenAI reached {model['eci']:.0f} points of capability with "
        f"${usd / 1e9:.0f}B of capital"
    )
    later = [r for r in SCORES if r["is_second_hand"] and r["release_date"] <= NEWEST]
    number = sum(row["organization"] == "OpenAI" for row in later)
    assert remark == (
        f"1 laboratory with funding of its own. {number} newer model, scored in a later fit alone, "
        "left out."
    )
    assert said(Filters("2025-Q1"), NEWEST)[1].endswith("before Jan 2025 are not counted.")


def test_loans_count_only_if_asked_for(database: Database) -> None:
    def of_mistral(filters: Filters) -> Row:
        rows = rows_of(AGAINST, database, filters, NEWEST)
        return next(row for row in rows if row["organization"] == "Mistral AI")

    plain, with_debt = of_mistral(Filters()), of_mistral(Filters(kind=("equity", "debt", "mixed")))
    assert plain["debt_usd"] == 830e6
    assert with_debt["capital_usd"] == plain["capital_usd"] + 830e6


# The path


@every_selection
def test_path(filters: Filters, until: date, database: Database) -> None:
    rows = rows_of(PATH, database, filters, until)
    money = raised(filters)
    wanted: dict[str, list[tuple[str, float, float]]] = {}
    lost = {}
    for name, models in scored(filters).items():
        best, lost[name] = 0.0, 0
        if name not in LABS:
            continue
        days = {row["release_date"] for row in models if row["release_date"] <= until}
        for day in sorted(days):
            top = max((r for r in models if r["release_date"] == day), key=lambda r: r["eci"])
            if top["eci"] <= best:
                continue
            best = top["eci"]
            if usd := total(day, money[name]):
                wanted.setdefault(name, []).append((top["model"], top["eci"], usd))
            else:
                lost[name] += 1
    shown = sorted(wanted, key=lambda name: (-wanted[name][-1][1], name))
    shown = shown if filters.company else shown[:6]
    found: dict[str, list[tuple[str, float, float]]] = defaultdict(list)
    for row in rows:
        if not row["is_second_hand"]:
            found[row["organization"]].append((row["model"], row["eci"], row["capital_usd"]))
    assert [*found] == shown
    for name in shown:
        assert [each[:2] for each in found[name]] == [each[:2] for each in wanted[name]]
        assert [each[2] for each in found[name]] == pytest.approx(
            [each[2] for each in wanted[name]]
        )
    assert {row["organization"]: row["without_capital"] for row in rows} == {
        name: lost[name] for name in shown
    }


def test_second_hand_scores_stand_apart(database: Database) -> None:
    rows = rows_of(PATH, database, Filters(), date(2100, 1, 1))
    later = [row for row in rows if row["is_second_hand"]]
    wanted = {
        row["model"]
        for row in SCORES
        if row["is_second_hand"] and row["organization"] in {r["organization"] for r in rows}
    }
    assert {row["model"] for row in later} == wanted
    assert len(later) == 6
    assert all(row["wide_height"] is row["narrow_height"] is None for row in later)
    assert not [
        row for row in rows_of(PATH, database, Filters(), date(2026, 6, 30)) if row in later
    ]


def test_chosen_laboratories_are_drawn_whatever_their_place(database: Database) -> None:
    names = ["Mistral AI", "MiniMax"]
    rows = rows_of(PATH, database, Filters(), NEWEST, organizations=names)
    assert {row["organization"] for row in rows} == {*names}


# Points per dollar


@every_selection
@pytest.mark.parametrize("points", ["reference", "first"])
def test_points_and_dollars(filters: Filters, until: date, points: str, database: Database) -> None:
    rows = rows_of(PER_DOLLAR, database, filters, until, points=points)
    day = last_day(filters, until)
    reference = next(row["eci"] for row in SCORES if row["model"] == "GPT-4 (Mar 2023)")
    money, funded = raised(filters), standing(filters, day)
    found = {row["organization"]: row for row in rows}
    assert funded.keys() <= found.keys()
    earlier = date(day.year - 1, day.month, day.day)
    for name, row in found.items():
        models = by(day, scored(filters)[name])
        usd = funded[name][0] if name in funded else None
        best = max(model["eci"] for model in models)
        gain, paid = best - reference, usd
        if points == "first":
            day_one = min(model["release_date"] for model in models)
            one = max(m["eci"] for m in models if m["release_date"] == day_one)
            gain = best - one if len(models) > 1 else None
            paid = usd - total(day_one, money[name]) if usd else None
        old = [model["eci"] for model in by(earlier, models)]
        gain_year = best - max(old) if old else None
        paid_year = usd - total(earlier, money[name]) if usd and old else None
        assert row["models"] == len(models)
        assert row["points"] == (None if gain is None else pytest.approx(gain, abs=0.006))
        assert row["paid_usd"] == (None if paid is None else pytest.approx(paid))
        assert row["points_year"] == (
            None if gain_year is None else pytest.approx(gain_year, abs=0.006)
        )
        assert row["paid_year_usd"] == (None if paid_year is None else pytest.approx(paid_year))
        has_price = bool(gain and gain >= 1 and paid and paid > 0)
        assert (row["per_point_usd"] is not None) == has_price
        if gain and paid and has_price:
            assert row["per_point_usd"] == pytest.approx(paid / gain)
            assert row["points_per_billion"] == pytest.approx(gain / (paid / 1e9), abs=0.006)
        has_year = bool(gain_year and gain_year >= 1 and paid_year and paid_year > 0)
        assert row["per_point_year_usd"] == (
            pytest.approx((paid_year or 0) / (gain_year or 1)) if has_year else None
        )


def test_unknown_money_stays_empty(database: Database) -> None:
    rows = {
        row["organization"]: row
        for row in rows_of(PER_DOLLAR, database, Filters(), NEWEST, points="reference")
    }
    google = rows["Google"]
    for column in ("paid_usd", "per_point_usd", "points_per_billion"):
        assert google[column] is None
    assert google["points"] > 0


# Rank correlation


def ranks(values: list[float]) -> list[float]:
    return [
        sum(other < value for other in values) + (sum(other == value for other in values) + 1) / 2
        for value in values
    ]


def pearson(xs: list[float], ys: list[float]) -> float:
    x, y = sum(xs) / len(xs), sum(ys) / len(ys)
    top = sum((a - x) * (b - y) for a, b in zip(xs, ys, strict=True))
    return top / math.sqrt(sum((a - x) ** 2 for a in xs) * sum((b - y) ** 2 for b in ys))


@every_selection
def test_rank_correlation(filters: Filters, until: date, database: Database) -> None:
    rows = rows_of(CORRELATION, database, filters, until)
    end = last_day(filters, until)
    wanted = {}
    for year in range(2023, 2027):
        for month, day in ((3, 31), (6, 30), (9, 30), (12, 31)):
            start = date(year, month - 2, 1)
            if start > end:
                continue
            found = standing(filters, min(date(year, month, day), end))
            if len(found) >= FEWEST:
                pairs = [(usd, model["eci"]) for usd, model in found.values()]
                usd, eci = (list(each) for each in zip(*pairs, strict=True))
                wanted[start] = (len(found), pearson(ranks(usd), ranks(eci)))
    assert [row["quarter"] for row in rows] == [*wanted]
    for row in rows:
        number, rho = wanted[row["quarter"]]
        assert row["laboratories"] == number
        assert row["rank_correlation"] == pytest.approx(rho)
        if abs(rho) > 1 - 1e-9:
            assert row["interval_low"] is None
            continue
        half = 1.96 * math.sqrt(1.06 / (number - 3))
        assert row["interval_low"] == pytest.approx(math.tanh(math.atanh(rho) - half))
        assert row["interval_high"] == pytest.approx(math.tanh(math.atanh(rho) + half))


def test_the_newest_correlation_rests_on_nine_laboratories(database: Database) -> None:
    last = rows_of(CORRELATION, database, Filters(), NEWEST)[-1]
    assert last["laboratories"] == 9
    assert last["rank_correlation"] == pytest.approx(0.7)


def test_fewer_than_five_laboratories_have_no_correlation(database: Database) -> None:
    assert rows_of(CORRELATION, database, Filters(region=("China",)), NEWEST) == []


# Small tables


def lab(company: str, usd: float | None, day: date, **more: Any) -> Row:
    return {
        "company": company,
        "amount_usd": usd,
        "announced_date": day,
        "sector": "Foundation models",
    } | more


def test_equal_capital_shares_a_rank(small_database: Small) -> None:
    names = ("OpenAI", "Anthropic", "xAI", "Mistral AI", "Moonshot AI")
    amounts = (5e9, 5e9, 5e9, 1e9, 1e9)
    day = date(2025, 1, 1)
    database = small_database(
        *(lab(name, usd, day) for name, usd in zip(names, amounts, strict=True)),
        lab("OpenAI", 1e6, date(2026, 9, 9), kind="secondary"),
    )
    row = rows_of(CORRELATION, database, Filters(), date(2026, 6, 30))[-1]
    best = {n: max(r["eci"] for r in by(row["day"], scored(Filters())[n])) for n in names}
    wanted = pearson(ranks(list(amounts)), ranks([best[name] for name in names]))
    assert row["rank_correlation"] == pytest.approx(wanted)


def test_all_the_same_capital_has_no_correlation(small_database: Small) -> None:
    names = ("OpenAI", "Anthropic", "xAI", "Mistral AI", "Moonshot AI")
    database = small_database(*(lab(name, 5e9, date(2025, 1, 1)) for name in names))
    assert rows_of(CORRELATION, database, Filters(), NEWEST) == []


def test_no_known_amount_leaves_the_figures_empty(small_database: Small) -> None:
    database = small_database(lab("OpenAI", None, date(2025, 1, 1)))
    for figure in (AGAINST, PATH, PER_DOLLAR, CORRELATION):
        params = {"points": "reference"} if figure is PER_DOLLAR else {}
        assert rows_of(figure, database, Filters(), NEWEST, **params) == []


def test_one_laboratory_with_one_round(small_database: Small) -> None:
    database = small_database(lab("Thinking Machines Lab", 2e9, date(2025, 7, 15)))
    filters = Filters(company=("Thinking Machines Lab",))
    until = date(2026, 9, 30)
    assert rows_of(AGAINST, database, filters, until) == []
    database.connection.execute("UPDATE extent SET newest = DATE '2026-09-10'")
    [row] = rows_of(AGAINST, database, filters, until)
    assert (row["capital_usd"], row["model"]) == (2e9, "Inkling")
    frame = PATH.arrange(
        select(database, PATH.sql, filters, **{**PATH.params, **parameters(filters, until)})
    )
    assert PATH.headline(frame) == (
        "Thinking Machines Lab reached 150 points with $2B of capital (Jul 2026)"
    )
    [row] = rows_of(PER_DOLLAR, database, filters, until, points="first")
    assert row["points"] is None
    assert row["per_point_usd"] is None


def test_money_of_another_business_does_not_count(small_database: Small) -> None:
    day = date(2023, 2, 1)
    database = small_database(
        lab("OpenAI", 1e9, day), lab("Databricks", 9e9, day, sector="Data & evaluation")
    )
    names = {r["organization"] for r in rows_of(AGAINST, database, Filters(), date(2023, 9, 30))}
    assert "Databricks" not in names


# The printed table


def test_the_printed_table_is_reproduced(database: Database) -> None:
    rows = rows_of_published(database, Filters())
    printed = {
        row["model"]: (row["mmlu"], row["context_tokens"], row["input_usd_per_mtok"])
        for row in rows
    }
    assert printed == {
        "GPT-4o": (pytest.approx(0.887), 128_000, 5),
        "Claude 3.5 Sonnet": (pytest.approx(0.883), 200_000, 3),
        "Gemini 1.5 Pro": (pytest.approx(0.864), 1_000_000, 3.5),
        "Grok 2": (pytest.approx(0.875), 128_000, 2),
        "Mistral Large 2": (pytest.approx(0.84), 128_000, 2),
    }
    funding = {row["organization"]: row["funding_usd"] for row in rows}
    stated = {"OpenAI": 38, "Anthropic": 42, "xAI": 50, "Mistral AI": 54, "Google": 46}
    assert funding == {n: CLAIMS[f"S0-0{i}"]["value_usd"] for n, i in stated.items()}
    assert funding["Google"] is None


def rows_of_published(database: Database, filters: Filters) -> list[Row]:
    return select(database, PUBLISHED.sql, filters, **places(filters)).to_dicts()


def test_its_vintage_and_what_the_tables_say(database: Database) -> None:
    scores = pl.read_parquet(DATA / "scores.parquet").to_dicts()
    vintage = max(CLAIMS[f"S0-0{i}"]["as_of"] for i in (35, 39, 43, 47, 51))
    assert vintage == date(2024, 8, 31)
    money = raised(Filters())
    for row in rows_of_published(database, Filters()):
        assert row["newest"] == vintage
        tested = [
            each["score"]
            for each in scores
            if each["benchmark"] == "MMLU"
            and not each["is_vendor_reported"]
            and each["model"].replace("-", " ") == row["model"].replace("-", " ")
        ]
        assert row["tests"] == (len(tested) or None)
        assert (row["mmlu_low"], row["mmlu_high"]) == (
            min(tested, default=None),
            max(tested, default=None),
        )
        own = money.get(row["organization"], [])
        assert row["then_usd"] == (pytest.approx(total(vintage, own)) if own else None)
        assert row["now_usd"] == (pytest.approx(total(NEWEST, own)) if own else None)
        best = max(each["eci"] for each in scored(Filters())[row["organization"]])
        assert row["eci_now"] == best


def test_the_printed_table_follows_places_and_companies(database: Database) -> None:
    found = rows_of_published(database, Filters("2025-Q1", region=("Europe",)))
    assert [row["model"] for row in found] == ["Mistral Large 2"]
    assert rows_of_published(database, Filters(region=("China",))) == []


def test_list_prices_are_the_newest_known_by_the_month_of_the_row(database: Database) -> None:
    prices = pl.read_parquet(DATA / "prices.parquet").sort("date").to_dicts()
    wanted: dict[str, float] = {}
    found = {row["model"]: row for row in rows_of_published(database, Filters())}
    for each in prices:
        name = each["model"].replace("-", " ")
        model = next((one for one in found if one.replace("-", " ") == name), None)
        if model and each["date"] <= found[model]["vintage"]:
            wanted[model] = each["input_usd_per_mtok"]
    assert wanted
    assert {n: row["listed_usd_per_mtok"] for n, row in found.items()} == {
        name: wanted.get(name) for name in found
    }


def test_what_is_said_of_the_printed_table(database: Database) -> None:
    frame = select(database, PUBLISHED.sql, Filters(), **places(Filters()))
    rows = [row for row in frame.to_dicts() if row["funding_usd"]]
    now = sum(total(NEWEST, raised(Filters())[row["organization"]]) for row in rows)
    then = sum(row["funding_usd"] for row in rows)
    assert PUBLISHED.headline(frame) == (
        "A table printed in May 2026 stops at models of Aug 2024: the "
        f"${then / 1e9:.1f}B of funding in it has since grown to ${now / 1e9:.0f}B"
    )
    remark = PUBLISHED.remark(frame)
    for words in (
        "Mistral Large 2 was listed at $3 then, not $2",
        "No list price of that month is known of Grok 2",
        "Google pays from its own business",
    ):
        assert words in remark
    assert "GPT-4o was listed" not in remark


# What headlines say


def said(figure: Figure, database: Database, filters: Filters) -> str:
    given = {**figure.params, **parameters(filters)}
    return figure.headline(figure.arrange(select(database, figure.sql, filters, **given)))


@pytest.mark.parametrize(
    ("status", "begins"),
    [
        (CONFIRMED, "By Sep 2026 OpenAI reached"),
        ((*CONFIRMED, "rumoured"), "Counting rumours and plans: By Sep 2026 OpenAI reached"),
        (("rumoured",), "Counting rumours and plans alone: By Sep 2026 OpenAI reached"),
    ],
)
def test_what_has_not_happened_is_named(
    status: tuple[str, ...], begins: str, database: Database
) -> None:
    assert said(AGAINST, database, Filters(status=status)).startswith(begins)
    before = begins.removesuffix("By Sep 2026 OpenAI reached")
    for figure in (PER_DOLLAR, PATH, CORRELATION):
        if figure is CORRELATION and status == ("rumoured",):
            continue
        headline = said(figure, database, Filters(status=status))
        assert headline.startswith(before)
        assert before or not headline.startswith("Counting")


def test_most_money_a_point_beside_least(database: Database) -> None:
    reference = next(row["eci"] for row in SCORES if row["model"] == "GPT-4 (Mar 2023)")
    price = {
        name: usd / (model["eci"] - reference)
        for name, (usd, model) in standing(Filters(), NEWEST).items()
    }
    low, high = min(price, key=lambda name: price[name]), max(price, key=lambda name: price[name])
    assert said(PER_DOLLAR, database, Filters()) == (
        f"By Sep 2026 {high} had ${price[high] / 1e9:.2f}B of capital for each point above the "
        f"first GPT-4, {price[high] / price[low]:.0f} times the ${price[low] / 1e6:.1f}M of {low}"
    )


def test_less_than_a_point_has_no_price(database: Database) -> None:
    # The best model of OpenAI was a tenth of a point above the first GPT-4.
    rows = rows_of(PER_DOLLAR, database, Filters(), date(2023, 12, 31), points="reference")
    [row] = [row for row in rows if row["organization"] == "OpenAI"]
    assert 0 < row["points"] < 1
    assert row["per_point_usd"] is None
    early = Filters(end="2023-Q4")
    assert said(PER_DOLLAR, database, early) == (
        "By Dec 2023 no laboratory with known capital had gained a point above the first GPT-4"
    )
    assert said(PATH, database, early) == (
        "OpenAI stayed at 126 points with $13.1B of capital (Mar 2023) and $13.3B (Nov 2023)"
    )


@pytest.mark.parametrize(
    ("found", "low", "high", "words"),
    [
        (0.7, 0.04, 0.93, "with more money tended to have the better models, but nine are too few"),
        (-0.7, -0.93, -0.04, "with more money tended to have the weaker models, but nine are too"),
        (0.5, -0.2, 0.9, "nine laboratories do not show whether more money goes with better"),
        (1.0, None, None, "nine laboratories stood in the same order by money and by best model"),
        (-1.0, None, None, "nine laboratories stood in the reverse order by money and by best"),
    ],
)
def test_what_a_correlation_says(
    found: float, low: float | None, high: float | None, words: str
) -> None:
    row = {
        "day": date(2026, 9, 10),
        "laboratories": 9,
        "rank_correlation": found,
        "interval_low": low,
        "interval_high": high,
        "counting": "",
        "since": None,
    }
    assert words in CORRELATION.headline(pl.DataFrame([row]))
    assert ("interval" in CORRELATION.remark(pl.DataFrame([row]))) == (low is not None)


# Names beside points


LABELLED = pl.DataFrame(
    {
        "organization": ["One", "Two", "Three", "Four"],
        "capital_usd": [1e9, 1.01e9, 1.02e9, 9e9],
        "eci": [100.0, 100.1, 100.2, 120.0],
        "side": ["right", "right", "right", "left"],
    }
)


NO_LINES = along(LABELLED.drop("side").clear())


def placed(lines: pl.DataFrame, rows: pl.DataFrame = LABELLED) -> list[Row]:
    step = line_height(LABELLED["eci"])
    return place_names(rows, rows.drop("side"), lines, step, (90, 90)).to_dicts()


def test_names_keep_off_each_other_and_off_points() -> None:
    step = line_height(LABELLED["eci"])
    rows = placed(NO_LINES)
    assert all(row["wide_side"] for row in rows)
    for side in ("left", "right"):
        heights = sorted(row["wide_height"] for row in rows if row["wide_side"] == side)
        assert all(b - a >= step * 0.9 for a, b in pairwise(heights))
    # On a phone names reach far across: one of them has no room.
    assert [row["narrow_height"] for row in rows].count(None) <= 1
    assert placed(NO_LINES, LABELLED.clear()) == []


def test_a_name_keeps_off_a_line() -> None:
    one = pl.DataFrame(
        {
            "organization": ["One", "Other"],
            "capital_usd": [1e9, 1e10],
            "eci": [100.0, 120.0],
            "side": ["right", "left"],
        }
    )
    level = pl.DataFrame(
        {
            "organization": ["Line"] * 2,
            "capital_usd": [1e9, 1e10],
            "eci": [100.0, 100.0],
        }
    )
    free, crossed = (placed(lines, one)[0] for lines in (NO_LINES, along(level)))
    assert free["wide_height"] == 100
    assert abs(crossed["wide_height"] - 100) >= 0.95 * line_height(LABELLED["eci"])


def test_lines_are_followed_in_equal_steps_of_the_log_axis() -> None:
    ends = pl.DataFrame(
        {
            "organization": ["One", "Two", "One"],
            "capital_usd": [1e9, 5e9, 1e11],
            "eci": [100.0, 1.0, 120.0],
        }
    )
    points = along(ends).sort("eci")
    assert points["eci"].to_list() == pytest.approx([100 + 2 * i for i in range(11)])
    assert points["capital_usd"].to_list() == pytest.approx([10 ** (9 + i / 5) for i in range(11)])
    assert points["reach"].to_list() == pytest.approx([0.1] * 11)
