"""Every number of the comparison against plain loops over the stored rows."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from datetime import date
from itertools import product
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from lib.database import Database, select
from lib.figures.company_groups import GROUPS, LARGEST_SQL, MOST, NAMED, OWN, REASONS, RULED
from lib.figures.compared_companies import ALIGNS, compared_companies
from lib.figures.compared_measures import MEASURES
from lib.figures.compared_table import FIGURE as TABLE
from lib.figures.figure import Figure
from lib.filters import Filters
from tests.figures import test_contract as contract

DATA = Path(__file__).parents[2] / "data"
ROUNDS = pl.read_parquet(DATA / "rounds.parquet").sort("announced_date", "round_id").to_dicts()
METRICS = pl.read_parquet(DATA / "company_metrics.parquet").to_dicts()
COMPANIES = {row["company"]: row for row in pl.read_parquet(DATA / "companies.parquet").to_dicts()}
SURE = ("completed", "announced")
ANY = (*SURE, "rumoured", "planned")
NEWEST = max(row["announced_date"] for row in ROUNDS if row["status"] in SURE)
DAYS_A_MONTH = 30.4375
Row = dict[str, Any]
Point = tuple[date, float]
Small = Callable[..., Database]

ROBOTS = ("Waymo", "Wayve", "Skild AI", "Figure AI")
CASES: dict[str, tuple[tuple[str, ...], Filters]] = {
    "frontier": (NAMED["frontier"], Filters()),
    "china": (NAMED["china"], Filters()),
    "robots": (ROBOTS, Filters()),
    "frontier_any_status": (NAMED["frontier"], Filters(status=ANY)),
    "equity_only": (("OpenAI", "CoreWeave", "Mistral AI"), Filters(kind=("equity",))),
}
every_case = pytest.mark.parametrize("case", CASES)
every_measure = pytest.mark.parametrize("measure", MEASURES)


def of(
    database: Database, measure: str, align: str, names: Sequence[str], filters: Filters
) -> pl.DataFrame:
    """Rows as the page asks for them."""
    figure = compared_companies(measure, align, names)
    chosen = Filters(kind=filters.kind, status=filters.status, company=tuple(names))
    return select(database, figure.sql, chosen, **figure.params)


def table_of(database: Database, names: Sequence[str], filters: Filters) -> dict[str, Row]:
    chosen = Filters(kind=filters.kind, status=filters.status, company=tuple(names))
    params = {**TABLE.params, "companies": list(names)}
    rows = select(database, TABLE.sql, chosen, **params)
    assert rows["company"].to_list() == list(names)
    return {row["company"]: row for row in rows.to_dicts()}


def chosen_rounds(name: str, filters: Filters) -> list[Row]:
    return [
        row
        for row in ROUNDS
        if row["company"] == name
        and row["status"] in filters.status
        and (not filters.kind or row["kind"] in filters.kind)
    ]


def raising(name: str, filters: Filters) -> list[Row]:
    """Rounds that brought a known amount, oldest first, each with the running total."""
    kinds = ("equity", "debt", "mixed", "ipo")
    total, found = 0.0, []
    for row in chosen_rounds(name, filters):
        if row["kind"] in kinds and row["amount_usd"]:
            total += row["amount_usd"]
            found.append({**row, "total": total})
    return found


def figures(name: str, metric: str, scopes: Sequence[str] = ("company",)) -> list[Row]:
    return [
        row
        for row in METRICS
        if (row["company"], row["metric"]) == (name, metric)
        and row["scope"] in scopes
        and row["is_preferred"]
        and row["status"] in (*SURE, "estimated")
        and row["value"] > 0
    ]


def nearest(rows: list[Row], day: date, most: int) -> Row | None:
    near = [row for row in rows if abs((row["as_of"] - day).days) <= most]
    order = {"high": 0, "medium": 1, "low": 2, None: 3}
    return min(
        near,
        key=lambda row: (abs((row["as_of"] - day).days), row["as_of"], order[row["confidence"]]),
        default=None,
    )


def best_series(name: str) -> list[Row]:
    """Users of the product and period with most figures, then the newest."""
    series: dict[tuple[str, str], list[Row]] = defaultdict(list)
    for row in figures(name, "active_users", ("company", "product")):
        series[row["product"] or "all products", row["period"]].append(row)
    ranked = sorted(
        series.items(),
        key=lambda each: (
            -len(each[1]),
            -max(row["as_of"] for row in each[1]).toordinal(),
            each[0][1],
            each[0][0],
        ),
    )
    return ranked[0][1] if ranked else []


def priced(name: str, filters: Filters) -> list[tuple[date, float]]:
    """Date and step-up of each selected equity round with a valuation before."""

    def is_price(row: Row) -> bool:
        kinds = ("equity", "mixed")
        is_kept = row["kind"] in kinds and row["caveat"] != "target"
        return bool(is_kept and row["post_money_usd"])

    known = [r for r in ROUNDS if r["company"] == name and is_price(r) and r["status"] in SURE]
    found = []
    for row in filter(is_price, chosen_rounds(name, filters)):
        earlier = [each for each in known if each["announced_date"] < row["announced_date"]]
        if not earlier:
            continue
        last = max(earlier, key=lambda each: (each["announced_date"], each["post_money_usd"]))
        if row["caveat"] == "tranche" and row["post_money_usd"] == last["post_money_usd"]:
            continue
        found.append((row["announced_date"], row["post_money_usd"] / last["post_money_usd"]))
    return found


def expected(measure: str, name: str, filters: Filters) -> list[Point]:
    if measure == "capital":
        return [(row["announced_date"], row["total"]) for row in raising(name, filters)]
    if measure == "revenue":
        return [(r["as_of"], r["value_usd"]) for r in figures(name, "annualised_revenue")]
    if measure == "users":
        return [(row["as_of"], row["value"]) for row in best_series(name)]
    if measure == "step_up":
        return priced(name, filters)
    if measure == "per_employee":
        near = [
            (row, nearest(figures(name, "staff"), row["announced_date"], 183))
            for row in raising(name, filters)
        ]
        return [(row["announced_date"], row["total"] / s["value"]) for row, s in near if s]
    valued = [row for row in chosen_rounds(name, filters) if row["post_money_usd"]]
    if measure == "valuation":
        return [(row["announced_date"], row["post_money_usd"]) for row in valued]
    revenues = figures(name, "annualised_revenue")
    near = [(row, nearest(revenues, row["announced_date"], 183)) for row in valued]
    return [(row["announced_date"], row["post_money_usd"] / r["value_usd"]) for row, r in near if r]


def start_of(name: str, align: str, filters: Filters) -> date | None:
    if align == "founding":
        year = COMPANIES[name]["founded_year"]
        return date(year, 1, 1) if year else None
    return min(
        (
            row["announced_date"]
            for row in ROUNDS
            if row["company"] == name
            and (row["status"] in SURE or row in chosen_rounds(name, filters))
        ),
        default=None,
    )


def points(rows: pl.DataFrame, column: str, name: str) -> list[Point]:
    return sorted(rows.filter(company=name).select("as_of", column).rows())


def close(found: list[Any], other: list[Any]) -> bool:
    return [(day, pytest.approx(value)) for day, value in sorted(other)] == sorted(found)


@every_case
@every_measure
def test_values(database: Database, measure: str, case: str) -> None:
    names, filters = CASES[case]
    rows = of(database, measure, "calendar", names, filters)
    wanted = {name: expected(measure, name, filters) for name in names}
    assert rows.height == sum(map(len, wanted.values()))
    for name, each in wanted.items():
        assert close(points(rows, MEASURES[measure].column, name), each), name


def test_cases_are_not_empty() -> None:
    for measure in MEASURES:
        found = [len(expected(measure, name, Filters())) for name in NAMED["frontier"]]
        assert sum(found) >= 10, measure
    assert len(raising("Anthropic", Filters(status=ANY))) > len(raising("Anthropic", Filters()))


@every_measure
@pytest.mark.parametrize(("align", "case"), [*product(("founding", "first"), CASES)])
def test_months(database: Database, measure: str, align: str, case: str) -> None:
    names, filters = CASES[case]
    rows = of(database, measure, align, names, filters)
    for name in names:
        start = start_of(name, align, filters)
        wanted = expected(measure, name, filters) if start else []
        months = sorted((day - start).days / DAYS_A_MONTH for day, _ in wanted) if start else []
        found = sorted(rows.filter(company=name)["months_since"])
        assert found == [pytest.approx(each, abs=0.051) for each in months], name
        assert close(points(rows, MEASURES[measure].column, name), wanted)


def test_a_company_without_a_founding_year_is_left_out_and_named(database: Database) -> None:
    undated = sorted(n for n, row in COMPANIES.items() if not row["founded_year"])
    known = [name for name in undated if len(raising(name, Filters())) > 1][:1]
    names = ["OpenAI", *known]
    figure = compared_companies("capital", "founding", names)
    rows = of(database, "capital", "founding", names, Filters())
    assert set(rows["company"]) == {"OpenAI"}
    assert f"no amount or no founding year is known: {known[0]}." in figure.remark(rows)


@every_case
def test_capital_holds_to_the_end_of_the_data(database: Database, case: str) -> None:
    names, filters = CASES[case]
    rows = of(database, "capital", "calendar", names, filters)
    for name in names:
        held = rows.filter(company=name)["holds_until"]
        last = max(day for day, _ in expected("capital", name, filters))
        assert held.drop_nulls().to_list() == [max(last, NEWEST)]
        assert held[-1] is not None
    assert rows["label_until"].unique().to_list() == [rows["holds_until"].max()]
    others = of(database, "valuation", "calendar", names, filters)
    ends = others.drop_nulls("label_at")
    assert (ends["holds_until"] == ends["as_of"]).all()


@every_case
@every_measure
def test_each_company_has_one_label_and_labels_stand_apart(
    database: Database, measure: str, case: str
) -> None:
    rows = of(database, measure, "calendar", *CASES[case])
    ends = rows.drop_nulls("label_at").sort("label_at")
    assert sorted(ends["company"]) == sorted(rows["company"].unique())
    if ends.height > 1:
        gaps = (ends["label_at"].log10() - ends["label_at"].log10().shift()).drop_nulls()
        assert gaps.min() >= 0.0519  # type: ignore[operator]


def test_colours_follow_the_order_of_choice(database: Database) -> None:
    names = ("Mistral AI", "xAI", "OpenAI")
    for measure, align in product(MEASURES, ALIGNS):
        rows = of(database, measure, align, names, Filters())
        found = dict(rows.select("company", "tint").unique().rows())
        places = {name: str(names.index(name) + 1) for name in found}
        assert found == places


@every_case
def test_marks(database: Database, case: str) -> None:
    names, filters = CASES[case]
    rows = of(database, "valuation", "calendar", names, filters)
    for row in rows.to_dicts():
        unsure = row["status"] in ("rumoured", "planned")
        low = "Low confidence" if row["confidence"] == "low" else "Reported"
        assert row["mark"] == ("Rumoured or planned" if unsure else low)
        assert row["is_confirmed"] != unsure
    assert set(rows["status"]) <= set(filters.status)
    revenue = of(database, "revenue", "calendar", names, filters)
    estimated = revenue.filter(pl.col("status") == "estimated")
    assert set(estimated["mark"]) <= {"Estimate"}
    assert not revenue.filter(pl.col("status").is_in(["predicted", "planned", "rumoured"])).height


def test_dates_behind_a_ratio(database: Database) -> None:
    names = NAMED["frontier"]
    for row in of(database, "per_employee", "calendar", names, Filters()).to_dicts():
        staff = nearest(figures(row["company"], "staff"), row["as_of"], 183)
        assert staff is not None
        assert (row["staff"], row["staff_date"]) == (staff["value"], staff["as_of"])
        assert row["staff_url"] == staff["source_url"]
    for row in of(database, "multiple", "calendar", names, Filters()).to_dicts():
        assert abs((row["revenue_date"] - row["as_of"]).days) <= 183
        assert row["multiple"] == pytest.approx(row["post_money_usd"] / row["revenue_usd"])


@pytest.mark.parametrize(("measure", "align", "case"), [*product(MEASURES, ALIGNS, CASES)])
def test_words(database: Database, measure: str, align: str, case: str) -> None:
    names, filters = CASES[case]
    figure = compared_companies(measure, align, names)
    rows = of(database, measure, align, names, filters)
    if rows.is_empty():
        assert MEASURES[measure].lacking in figure.empty
        return
    headline, remark = figure.headline(rows), figure.remark(rows)
    assert 20 <= len(headline) <= 150
    assert not contract.NOTHING.search(headline)
    shown = set(rows["company"])
    among = f"{len(shown)} of {len(names)}" if len(shown) < len(names) else f"{len(names)}"
    assert f"{rows.height} point{'s' * (rows.height > 1)}, from {among} companies." in remark
    assert all((name in remark.partition("is known: ")[2]) for name in set(names) - shown)
    assert ("Hollow" in remark) == (not rows["is_confirmed"].all())
    newest = {
        name: rows.filter(company=name)[MEASURES[measure].column][-1]
        for name in shown
        if measure == "capital" or rows.filter("is_confirmed", company=name).height
    }
    if measure == "capital" and align == "calendar":
        largest = max(newest, key=lambda name: newest[name])
        assert f"{largest} had raised " in headline


def test_headline_at_one_age(database: Database) -> None:
    names = ("OpenAI", "Anthropic", "xAI")
    start = {name: date(COMPANIES[name]["founded_year"], 1, 1) for name in names}
    age = min((NEWEST - day).days for day in start.values()) / DAYS_A_MONTH
    months = int(round(age, 1))
    raised = {
        name: sum(
            row["amount_usd"]
            for row in raising(name, Filters())
            if round((row["announced_date"] - start[name]).days / DAYS_A_MONTH, 1) <= months
        )
        for name in names
    }
    first, second = sorted(names, key=lambda name: -raised[name])[:2]
    rows = of(database, "capital", "founding", names, Filters())
    headline = compared_companies("capital", "founding", names).headline(rows)
    assert headline.startswith(f"{months} months after founding, {first} had raised $")
    assert f"{raised[first] / raised[second]:.1f} times {second}" in headline


def test_headline_of_capital(database: Database) -> None:
    names = ("Mistral AI", "OpenAI", "Anthropic")
    totals = {name: raising(name, Filters())[-1]["total"] for name in names}
    rows = of(database, "capital", "calendar", names, Filters())
    headline = compared_companies("capital", "calendar", names).headline(rows)
    first, second = sorted(names, key=lambda name: -totals[name])[:2]
    times = totals[first] / totals[second]
    assert headline.startswith(
        f"{first} had raised ${totals[first] / 1e9:.0f}B by {NEWEST:%b %Y}, "
    )
    assert f"{times:.1f} times {second} (${totals[second] / 1e9:.0f}B)" in headline


def test_users_of_different_periods_have_no_ratio(database: Database) -> None:
    rows = of(database, "users", "calendar", ("OpenAI", "xAI"), Filters())
    figure = compared_companies("users", "calendar", ("OpenAI", "xAI"))
    assert rows.group_by("company").agg(pl.col("period").n_unique())["period"].to_list() == [1, 1]
    assert rows["period"].n_unique() == 2
    assert " times " not in figure.headline(rows)
    assert "cannot be compared" in figure.remark(rows)


@every_case
def test_table(database: Database, case: str) -> None:
    names, filters = CASES[case]
    table = table_of(database, names, filters)
    for name, row in table.items():
        rounds, raised = chosen_rounds(name, filters), raising(name, filters)
        assert row["founded_year"] == COMPANIES[name]["founded_year"]
        assert row["country"] == COMPANIES[name]["country"]
        assert row["rounds"] == len(rounds)
        days = [each["announced_date"] for each in rounds]
        assert (row["first_round"], row["last_round"]) == (min(days), max(days))
        for column, kinds in (
            ("capital_usd", ("equity", "ipo", "debt", "mixed")),
            ("equity_usd", ("equity", "ipo")),
            ("debt_usd", ("debt",)),
            ("mixed_usd", ("mixed",)),
        ):
            amounts = [each["amount_usd"] for each in raised if each["kind"] in kinds]
            assert row[column] == (pytest.approx(sum(amounts)) if amounts else None)
        check_newest(row, name, filters)


def check_newest(row: Row, name: str, filters: Filters) -> None:
    def last(found: list[Point]) -> Point | tuple[None, None]:
        return max(found, default=(None, None))

    sure = [each for each in chosen_rounds(name, filters) if each["status"] in SURE]
    valued = [(each["announced_date"], each["post_money_usd"]) for each in sure]
    assert (row["valuation_date"], row["valuation_usd"]) == last([v for v in valued if v[1]])
    sure_only = Filters(kind=filters.kind, status=tuple(s for s in filters.status if s in SURE))
    steps = [step for _, step in priced(name, sure_only)]
    assert row["step_up"] == (pytest.approx(steps[-1]) if steps else None)
    revenue = expected("revenue", name, filters)
    assert (row["revenue_date"], row["revenue_usd"]) == last(revenue)
    day, users = last(expected("users", name, filters))
    assert row["users_date"] == day
    assert row["users_million"] == (pytest.approx(users / 1e6) if users else None)
    staff = [(each["as_of"], each["value"]) for each in figures(name, "staff")]
    assert (row["staff_date"], row["staff"]) == last(staff)
    per_employee = last(expected("per_employee", name, filters))[1]
    assert row["per_employee_usd"] == (pytest.approx(per_employee) if per_employee else None)
    multiple = last(expected("multiple", name, sure_only))[1]
    assert row["multiple"] == (pytest.approx(multiple) if multiple else None)


def test_a_part_below_the_whole_is_never_all(database: Database) -> None:
    names = ("OpenAI", "/dev/agents")
    rows = select(database, TABLE.sql, Filters(company=names), companies=list(names))
    assert raising("/dev/agents", Filters())[-1]["total"] > 0
    assert TABLE.headline(rows).endswith("nearly all of it by OpenAI")


def test_a_ratio_with_an_estimate_says_so(database: Database) -> None:
    rows = of(database, "multiple", "calendar", ("xAI", "Mistral AI"), Filters())
    headline = compared_companies("multiple", "calendar", ("xAI", "Mistral AI")).headline(rows)
    assert rows.filter(company="xAI")["status"][-1] == "estimated"
    assert "times its estimated annualised revenue" in headline


def test_rumours_are_counted_only_when_asked_for_and_said(database: Database) -> None:
    names = NAMED["frontier"]
    for status, said in ((SURE, False), (ANY, True)):
        chosen = Filters(status=status, company=names)
        for figure in (TABLE, compared_companies("capital", "calendar", names)):
            rows = select(database, figure.sql, chosen, **figure.params)
            assert ("ounting rumours and plans" in figure.headline(rows)) == said
            assert ("rumoured or planned" in figure.remark(rows)) == said


def capital_of(**facts: Any) -> dict[str, float]:
    """Capital of companies with these facts, most first."""
    totals = {
        name: raising(name, Filters())[-1]["total"]
        for name, row in COMPANIES.items()
        if all(row[key] == value for key, value in facts.items()) and raising(name, Filters())
    }
    return dict(sorted(totals.items(), key=lambda each: (-each[1], each[0])))


def test_named_groups_are_what_their_reason_says() -> None:
    makers = capital_of(sector="Foundation models")
    abroad = [name for name in makers if COMPANIES[name]["country"] != "China"]
    earning = [name for name in abroad if figures(name, "annualised_revenue")]
    assert list(NAMED["frontier"]) == earning
    for name in ("Prometheus", "Safe Superintelligence"):
        assert name in REASONS["frontier"]
        assert name in {*abroad} - {*earning}
        assert makers[name] >= 2e9
    assert not {"Google", "Google DeepMind", "Meta"} & makers.keys()
    chinese = capital_of(sector="Foundation models", country="China")
    assert set(NAMED["china"]) == set([*chinese][:5])
    assert GROUPS.keys() == {*NAMED, *RULED, OWN} == REASONS.keys()


# Which companies of the sector drive vehicles is no column: sorted by hand, down to the smallest
# member of the group of robots.
ON_ROADS = """Waymo;Cruise;Argo AI;Wayve;Nuro;Pony.ai;WeRide;Momenta;Uber ATG;Mobileye
Applied Intuition"""


def test_robots_and_cars_are_the_largest_of_their_kind() -> None:
    sector = [*capital_of(sector="Robotics & autonomous vehicles")]
    on_roads = ON_ROADS.replace("\n", ";").split(";")
    assert set(on_roads) < set(sector)
    assert list(NAMED["driving"]) == [name for name in sector if name in on_roads][:MOST]
    assert list(NAMED["robotics"]) == [name for name in sector if name not in on_roads][:MOST]


@pytest.mark.parametrize("place", RULED.values())
def test_groups_by_rule(database: Database, place: str) -> None:
    totals = {
        name: raising(name, Filters())[-1]["total"]
        for name, row in COMPANIES.items()
        if place in (row["region"], row["sector"]) and raising(name, Filters())
    }
    wanted = sorted(totals, key=lambda name: (-totals[name], name))[:MOST]
    assert select(database, LARGEST_SQL, place=place)["company"].to_list() == wanted


def test_the_contract_for_figures_not_of_rounds(database: Database) -> None:
    for measure, align in product(("revenue", "users", "step_up"), ALIGNS):
        figure: Figure = compared_companies(measure, align, NAMED["frontier"])
        contract.test_fields_exist(figure, database)
        contract.test_specification_has_no_data(figure)
        contract.test_quantitative_axes_name_their_unit(figure)
        contract.test_bars_and_areas_start_at_zero(figure)
        contract.test_tooltips_have_words(figure)
        contract.test_every_category_has_a_colour(figure, database)
        contract.test_words(figure)
        rows = select(database, figure.sql, Filters(), **figure.params)
        contract.expect_sentence(figure.headline(figure.arrange(rows)))


def small_rows(database: Database, measure: str, align: str = "calendar", **filters: Any) -> Any:
    figure = compared_companies(measure, align, ("OpenAI", "xAI"))
    chosen = Filters(company=("OpenAI", "xAI"), **filters)
    return figure, select(database, figure.sql, chosen, **figure.params)


def test_a_company_without_an_amount_is_named(small_database: Small) -> None:
    database = small_database(
        {"company": "OpenAI", "amount_usd": 2e6},
        {"company": "xAI", "amount_usd": None},
    )
    figure, rows = small_rows(database, "capital")
    assert rows["company"].to_list() == ["OpenAI"]
    assert figure.headline(rows) == "OpenAI had raised $2M by Feb 2025"
    assert "1 point, from 1 of 2 companies." in figure.remark(rows)
    assert "no amount is known: xAI." in figure.remark(rows)
    table = table_of(database, ("OpenAI", "xAI"), Filters())
    assert table["xAI"]["rounds"] == 1
    assert table["xAI"]["capital_usd"] is None


def test_share_sales_mergers_and_grants_are_no_capital(small_database: Small) -> None:
    kinds = ("equity", "debt", "mixed", "ipo", "secondary", "merger", "grant")
    database = small_database(
        *(
            {"company": "OpenAI", "kind": kind, "amount_usd": 10.0**place}
            for place, kind in enumerate(kinds)
        )
    )
    _, rows = small_rows(database, "capital")
    assert rows["cumulative_usd"].to_list() == [1, 11, 111, 1111]


def test_same_totals_are_about_the_same(small_database: Small) -> None:
    database = small_database(
        {"company": "OpenAI", "amount_usd": 1e6}, {"company": "xAI", "amount_usd": 1e6}
    )
    figure, rows = small_rows(database, "capital")
    assert figure.headline(rows) == "OpenAI had raised $1M by Feb 2025, about as much as xAI ($1M)"


def test_only_rumours(small_database: Small) -> None:
    rumour = {"company": "OpenAI", "status": "rumoured", "post_money_usd": 5e9}
    database = small_database(rumour, {"company": "Acme"})
    figure, rows = small_rows(database, "valuation")
    assert rows.is_empty()
    figure, rows = small_rows(database, "valuation", status=ANY)
    assert figure.headline(rows) == ("By rumour or plan, OpenAI was valued at $5B in Feb 2025")


def test_nothing_selected_leaves_the_table_empty(small_database: Small) -> None:
    database = small_database({"company": "Acme"}, {"company": "OpenAI", "status": "planned"})
    chosen = Filters(company=("OpenAI", "xAI"))
    params = {"companies": ["OpenAI", "xAI"]}
    assert select(database, TABLE.sql, chosen, **params).is_empty()


def test_one_figure_in_the_month_of_the_first_round(small_database: Small) -> None:
    database = small_database({"company": "OpenAI", "post_money_usd": 5e9})
    figure, rows = small_rows(database, "valuation", "first")
    assert figure.headline(rows) == ("OpenAI was valued at $5B within a month of its first round")


def test_a_credit_line_is_named(small_database: Small) -> None:
    line = {"company": "OpenAI", "kind": "debt", "caveat": "size of a credit line"}
    figure, rows = small_rows(small_database(line), "capital")
    assert "$1M of OpenAI in Feb 2025 is the size of a credit line." in figure.remark(rows)
