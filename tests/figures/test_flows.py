"""Every node, band, cell, bar and pair of the page of flows against plain Python."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator
from itertools import pairwise
from typing import Any

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lib.database import Database, select
from lib.datasets.investments import tidy
from lib.figures import circular_money, cross_border, region_matrix, trading_investors
from lib.figures.alluvial import POINTS
from lib.figures.alluvial_layout import HEADING, HEIGHT, LAST, LEAST_LABELLED, MOST_BANDS, PAD
from lib.figures.capital_flows import COLUMNS, TOPS, capital_flows
from lib.figures.figure import Figure
from lib.figures.investor_shares import GIVES
from lib.filters import Filters, steps
from tests.conftest import OpenedWith
from tests.figures.conftest import DATA, plain_rounds
from tests.selections import conditions, matching, selections

Row = dict[str, Any]
CONFIRMED = ("completed", "announced")
SELECTIONS: dict[str, tuple[Filters, Callable[[Row], bool]]] = {
    "default": (Filters(), lambda row: row["status"] in CONFIRMED),
    "china_early": (
        Filters("2025-Q1", "2026-Q4", region=("China",), stage_group=("Early",)),
        lambda row: (
            row["status"] in CONFIRMED
            and row["announced_date"].year >= 2025
            and row["region"] == "China"
            and row["stage_group"] == "Early"
        ),
    ),
    "large_european": (
        Filters(end="2026-Q1", region=("Europe", "Middle East"), min_amount_usd=10**7),
        lambda row: (
            row["status"] in CONFIRMED
            and row["announced_date"].isoformat() < "2026-04-01"
            and row["region"] in ("Europe", "Middle East")
            and (row["amount_usd"] or 0) >= 1e7
        ),
    ),
}
every_selection = pytest.mark.parametrize(("filters", "fits"), SELECTIONS.values(), ids=SELECTIONS)
every_give = pytest.mark.parametrize("give", GIVES)
CHOICES = (
    ("investor_type", "region", "sector"),
    ("investor", "company"),
    ("investor_region", "investor_type", "country", "stage_group"),
    ("sector", "region"),
)


def table(name: str) -> list[Row]:
    return pl.read_parquet(DATA / f"{name}.parquet").to_dicts()


INVESTORS = {row["investor"]: row for row in table("investors")}
NAMED: dict[str, list[Row]] = defaultdict(list)
for investment in table("investments"):
    NAMED[investment["round_id"]].append(investment)


def chosen(fits: Callable[[Row], bool]) -> list[Row]:
    return [row for row in table("rounds") if fits(row)]


def holders(round_id: str, give: str) -> list[str]:
    """Who a round is divided among; one that is nobody, where no one is."""
    named = NAMED.get(round_id, [])
    if not named:
        return ["Undisclosed"]
    if give == "equal":
        return [row["investor"] for row in named]
    return [row["investor"] for row in named if row["is_lead"]] or ["No lead stated"]


def value(row: Row, holder: str, column: str) -> str:
    if column in ("investor", "investor_type", "investor_region") and holder not in INVESTORS:
        return holder
    if column == "investor":
        return holder
    if column == "investor_type":
        found = INVESTORS[holder]["investor_type"]
        shorter = {
            "private equity and crossover": "PE or crossover",
            "bank or debt": "Bank or lender",
        }
        return shorter.get(found, found[0].upper() + found[1:])
    if column == "investor_region":
        return INVESTORS[holder]["region"]
    if column == "stage_group" and row["stage_group"] == "Other":
        return "Other or not stated"
    return row[column] or "Unknown"


def parts(rounds: list[Row], give: str, divided: bool = True) -> Iterator[tuple[Row, str, float]]:
    """Round, holder and dollars of each part."""
    for row in rounds:
        if row["amount_usd"]:
            among = holders(row["round_id"], give) if divided else ["nobody asked for"]
            for holder in among:
                yield row, holder, row["amount_usd"] / len(among)


def rows_of(database: Database, figure: Figure, filters: Filters) -> pl.DataFrame:
    return figure.arrange(select(database, figure.sql, filters, **figure.params))


def nodes_of(rows: pl.DataFrame) -> list[list[Row]]:
    """The nodes of each column, from the top down."""
    nodes = rows.filter(part="Node")
    return [nodes.filter(place=at).to_dicts() for at in sorted(set(nodes["place"]))]


Totals = dict[tuple[Any, ...], float]


def summed(keys: Iterator[tuple[tuple[Any, ...], str, float]]) -> tuple[Totals, Totals]:
    """Dollars and number of different rounds by key."""
    usd: Totals = defaultdict(float)
    rounds: dict[tuple[Any, ...], set[str]] = defaultdict(set)
    for key, round_id, dollars in keys:
        usd[key] += dollars
        rounds[key].add(round_id)
    return dict(usd), {key: len(found) for key, found in rounds.items()}


@every_selection
@every_give
@pytest.mark.parametrize("columns", CHOICES, ids="-".join)
@pytest.mark.parametrize("top", [3, 6, 12])
def test_every_node_and_band(
    filters: Filters,
    fits: Callable[[Row], bool],
    give: str,
    columns: tuple[str, ...],
    top: int,
    database: Database,
) -> None:
    rows = rows_of(database, capital_flows(columns, give, top), filters)
    divided = any(name.startswith("investor") for name in columns)
    told = [
        ([value(row, holder, name) for name in columns], row["round_id"], usd)
        for row, holder, usd in parts(chosen(fits), give, divided)
    ]
    columns_shown = nodes_of(rows)
    kept = [{node["from_name"] for node in nodes} - set(LAST) for nodes in columns_shown]
    for at, names in enumerate(kept):
        sizes, _ = summed(((values[at],), key, usd) for values, key, usd in told)
        ordered = sorted((-round(size, 2), name) for (name,), size in sizes.items())
        ranked = [name for _, name in ordered if name not in LAST]
        assert [node["from_name"] for node in columns_shown[at]][: len(names)] == ranked[
            : len(names)
        ]
        is_folded = columns_shown[at][0]["is_folded"]
        assert len(names) == columns_shown[at][0]["alone"]
        assert (len(names) < min(top, len(ranked))) == is_folded
    folded = [
        ([each if each in {*kept[at], *LAST} else "Others" for at, each in enumerate(v)], key, usd)
        for v, key, usd in told
    ]
    usd, rounds = summed(
        ((at, name), key, dollars)
        for names, key, dollars in folded
        for at, name in enumerate(names, 1)
    )
    nodes = rows.filter(part="Node").rows(named=True)
    found = {(node["place"], node["from_name"]): node for node in nodes}
    assert {key: node["capital_usd"] for key, node in found.items()} == pytest.approx(usd)
    assert {key: node["rounds"] for key, node in found.items()} == rounds
    usd, rounds = summed(
        ((at, *ends), key, dollars)
        for names, key, dollars in folded
        for at, ends in enumerate(pairwise(names), 1)
    )
    bands = rows.filter(part="Band").rows(named=True)
    drawn = {(band["place"], band["from_name"], band["to_name"]): band for band in bands}
    assert {key: band["capital_usd"] for key, band in drawn.items()} == pytest.approx(usd)
    assert {key: band["rounds"] for key, band in drawn.items()} == rounds
    total = sum(row["amount_usd"] or 0 for row in chosen(fits))
    for row in rows.rows(named=True):
        assert row["share"] == pytest.approx(row["capital_usd"] / total)
        assert row["from_column"] == COLUMNS[columns[row["place"] - 1]]
        if row["part"] == "Band":
            assert row["to_column"] == COLUMNS[columns[row["place"]]]
    assert rows["selected_rounds"][0] == len(chosen(fits))
    assert rows["without_amount"][0] == sum(not row["amount_usd"] for row in chosen(fits))


A_CHOICE = st.lists(st.sampled_from(sorted(COLUMNS)), min_size=2, max_size=4, unique=True)


@settings(max_examples=60)
@given(
    filters=selections(),
    columns=A_CHOICE,
    give=st.sampled_from([*GIVES]),
    top=st.sampled_from(TOPS),
)
def test_no_capital_is_lost_or_counted_twice(
    filters: Filters, columns: list[str], give: str, top: int, database: Database
) -> None:
    rows = rows_of(database, capital_flows(columns, give, top), filters)
    capital = float(matching(conditions(filters))["amount_usd"].sum())
    if not capital:
        assert rows.is_empty()
        return
    columns_shown = nodes_of(rows)
    assert len(columns_shown) == len(columns)
    for nodes in columns_shown:
        assert sum(node["capital_usd"] for node in nodes) == pytest.approx(capital)
    bands = rows.filter(part="Band").rows(named=True)
    assert len(bands) <= MOST_BANDS
    assert len(bands) * (POINTS + 1) <= 3000
    for end, nodes_with_bands in (("from_key", columns_shown[:-1]), ("to_key", columns_shown[1:])):
        for node in (node for nodes in nodes_with_bands for node in nodes):
            touching = [band for band in bands if band[end] == node["key"]]
            assert sum(band["capital_usd"] for band in touching) == pytest.approx(
                node["capital_usd"]
            )
            # Side by side, without a gap, over the whole height of the node.
            tops = sorted((band[end.replace("key", "top")], band["height"]) for band in touching)
            assert tops[0][0] == pytest.approx(node["from_top"], abs=1e-9)
            for (upper, height), (lower, _) in pairwise(tops):
                assert upper + height == pytest.approx(lower, abs=1e-9)
            assert sum(height for _, height in tops) == pytest.approx(node["height"])


@settings(max_examples=60)
@given(filters=selections(), columns=A_CHOICE, top=st.sampled_from(TOPS))
def test_nodes_stand_in_order_and_labels_do_not_touch(
    filters: Filters, columns: list[str], top: int, database: Database
) -> None:
    rows = rows_of(database, capital_flows(columns, "equal", top), filters)
    for nodes in nodes_of(rows):
        names = [node["from_name"] for node in nodes]
        last = [name for name in names if name in LAST]
        assert names[len(names) - len(last) :] == last == sorted(last, key=LAST.index)
        sizes = [node["capital_usd"] for node in nodes if node["from_name"] not in LAST]
        assert sizes == sorted(sizes, reverse=True)
        assert [node["is_first"] for node in nodes] == [True] + [False] * (len(nodes) - 1)
        assert nodes[0]["from_top"] >= -1e-9
        assert nodes[-1]["from_top"] + nodes[-1]["height"] <= 1 + 1e-9
        for above, below in pairwise(nodes):
            gap = below["from_top"] - above["from_top"] - above["height"]
            assert gap == pytest.approx(PAD)
        pixels = HEIGHT - HEADING
        labelled = [node for node in nodes if node["height"] * pixels >= LEAST_LABELLED]
        middles = [(node["from_top"] + node["height"] / 2) * pixels for node in labelled]
        assert all(lower - upper >= 14.9 for upper, lower in pairwise(middles))


def test_colours_have_one_meaning_in_a_picture(database: Database) -> None:
    def categories(*columns: str) -> set[tuple[str, str]]:
        rows = rows_of(database, capital_flows(columns, "equal", 6), Filters())
        return {(row["part"], row["colour_of"]) for row in rows.rows(named=True)}

    both = categories("investor_type", "region", "sector")
    assert ("Band", "China") in both
    assert not {name for _, name in both} & {"Foundation models", "Corporate", "plain"}
    assert ("Band", "Foundation models") in categories("investor", "sector")
    assert {name for _, name in categories("investor", "company")} == {"plain", ""}
    regions = categories("sector", "investor_region", "region")
    assert ("Node", "Foundation models") not in regions
    assert ("Band", "Asia-Pacific") in regions


@every_selection
@every_give
def test_matrix(
    filters: Filters, fits: Callable[[Row], bool], give: str, database: Database
) -> None:
    rows = rows_of(database, region_matrix.FIGURE.given(give=give), filters)
    usd, rounds = summed(
        ((value(row, holder, "investor_region"), row["region"]), row["round_id"], dollars)
        for row, holder, dollars in parts(chosen(fits), give)
    )
    found = {(row["investor_region"], row["region"]): row for row in rows.rows(named=True)}
    assert {key: row["capital_usd"] for key, row in found.items()} == pytest.approx(usd)
    assert {key: row["rounds"] for key, row in found.items()} == rounds
    total, largest = sum(usd.values()), max(usd.values())
    for (_, region), row in found.items():
        of_region = sum(dollars for (_, place), dollars in usd.items() if place == region)
        assert row["share"] == pytest.approx(row["capital_usd"] / total)
        assert row["share_of_region"] == pytest.approx(row["capital_usd"] / of_region)
        assert row["of_largest"] == pytest.approx(row["capital_usd"] / largest)
    apart = {"Unknown", "Undisclosed", "No lead stated"}
    known = {key: dollars for key, dollars in usd.items() if not apart & {*key}}
    home = sum(dollars for (start, goal), dollars in known.items() if start == goal)
    assert region_matrix.FIGURE.headline(rows).startswith(
        f"Where both regions are known, {100 * home / sum(known.values()):.0f}% of the capital"
    )


@every_selection
@every_give
def test_cross_border(
    filters: Filters, fits: Callable[[Row], bool], give: str, database: Database
) -> None:
    rows = rows_of(database, cross_border.FIGURE.given(give=give), filters)
    domestic = undisclosed = unplaced = 0.0
    told = []
    for row, holder, dollars in parts(chosen(fits), give):
        home = INVESTORS[holder]["country"] if holder in INVESTORS else None
        if holder not in INVESTORS:
            undisclosed += dollars
        elif not home or not row["country"]:
            unplaced += dollars
        elif home == row["country"]:
            domestic += dollars
        else:
            told.append(((home, row["country"]), row["round_id"], dollars))
    usd, rounds = summed(iter(told))
    ranked = sorted(usd, key=lambda key: (-usd[key], key))
    assert [(row["investor_country"], row["country"]) for row in rows.to_dicts()] == ranked[:12]
    if rows.is_empty():
        return
    assert rows["border_pairs"][0] == len(usd)
    for row in rows.rows(named=True):
        pair = (row["investor_country"], row["country"])
        assert row["capital_usd"] == pytest.approx(usd[pair])
        assert row["rounds"] == rounds[pair]
        assert row["share"] == pytest.approx(usd[pair] / (sum(usd.values()) + domestic))
        assert row["domestic_usd"] == pytest.approx(domestic)
        assert row["foreign_usd"] == pytest.approx(sum(usd.values()))
        assert row["undisclosed_usd"] == pytest.approx(undisclosed)
        assert row["unplaced_usd"] == pytest.approx(unplaced, abs=0.01)
    share = 100 * domestic / (domestic + sum(usd.values()))
    assert cross_border.FIGURE.headline(rows).startswith(f"{share:.0f}% of the capital")


TRADES = {(row["investor"], row["company"]): row for row in table("relations")}


@pytest.mark.parametrize(
    ("filters", "fits"),
    [
        SELECTIONS["default"],
        SELECTIONS["large_european"],
        (
            Filters(company=("OpenAI", "Anthropic"), start="2025-Q1"),
            lambda row: (
                row["company"] in ("OpenAI", "Anthropic")
                and row["announced_date"].year >= 2025
                and row["status"] in CONFIRMED
            ),
        ),
    ],
    ids=["default", "large_european", "two_labs"],
)
@every_give
def test_circular_money(
    filters: Filters, fits: Callable[[Row], bool], give: str, database: Database
) -> None:
    usd, rounds = summed(
        ((holder, row["company"]), row["round_id"], dollars)
        for row, holder, dollars in parts(chosen(fits), give)
        if (holder, row["company"]) in TRADES
    )
    known = sum(dollars for _, holder, dollars in parts(chosen(fits), give) if holder in INVESTORS)
    rows = rows_of(database, circular_money.FIGURE.given(give=give), filters)
    for at in (1, 2, 3):
        shown = rows.filter(part="Node", place=at)["capital_usd"].sum()
        assert shown == pytest.approx(sum(usd.values()))
    assert rows["known_usd"].unique().to_list() == pytest.approx([known])
    by_investor: dict[str, float] = defaultdict(float)
    for (investor, _), dollars in usd.items():
        by_investor[investor] += dollars
    first = rows.filter(part="Node", place=1).row(0, named=True)
    assert first["from_name"] == max(by_investor, key=by_investor.__getitem__)
    assert first["capital_usd"] == pytest.approx(max(by_investor.values()))
    pairs = rows_of(database, trading_investors.FIGURE.given(give=give), filters)
    companies = {row["company"] for row in chosen(fits)}
    expected = {pair for pair in TRADES if pair[1] in companies}
    assert {(row["investor"], row["company"]) for row in pairs.to_dicts()} == expected
    assert pairs.height == len(expected)
    for row in pairs.rows(named=True):
        pair = (row["investor"], row["company"])
        assert row["capital_usd"] == (pytest.approx(usd[pair]) if pair in usd else None)
        assert row["rounds"] == rounds.get(pair, 0)
        for name in ("relation", "product", "commitment_usd", "commitment_basis", "source_url"):
            assert row[name] == TRADES[pair][name]


@pytest.fixture
def with_investors(opened_with: OpenedWith) -> Callable[..., Database]:
    """Opens a database of plain rounds, changed as told, with the investments they name."""

    def opened(*changes: Row) -> Database:
        rounds = plain_rounds(*changes)
        return opened_with({"rounds": rounds, "investments": tidy(rounds)})

    return opened


THREE = {"amount_usd": 9e6, "investors": ["Nvidia", "SoftBank", "Accel"]}
LED = {"amount_usd": 8e6, "investors": ["Nvidia", "Accel"], "lead_investors": ["Nvidia"]}
NOBODY = {"amount_usd": 1e6, "investors": [], "lead_investors": []}


def by_name(rows: pl.DataFrame, place: int = 1) -> dict[str, tuple[float, int]]:
    nodes = rows.filter(part="Node", place=place)
    return {name: (usd, n) for name, usd, n in nodes["from_name", "capital_usd", "rounds"].rows()}


def test_a_round_is_divided_equally(with_investors: Callable[..., Database]) -> None:
    database = with_investors(THREE, LED, NOBODY, THREE | {"amount_usd": None})
    rows = rows_of(database, capital_flows(("investor", "company"), "equal", 6), Filters())
    assert by_name(rows) == {
        "Nvidia": (7e6, 2),
        "Accel": (7e6, 2),
        "SoftBank": (3e6, 1),
        "Undisclosed": (1e6, 1),
    }
    assert by_name(rows, 2) == {"Acme": (18e6, 3)}
    figure = capital_flows(("investor", "company"), "equal", 6)
    assert figure.remark(rows) == "1 of 4 rounds has no disclosed amount and so no width."
    assert figure.headline(rows) == "Accel brought 41% of the capital whose investors are known"


def test_a_round_may_go_to_its_leads(with_investors: Callable[..., Database]) -> None:
    database = with_investors(THREE, LED, NOBODY)
    rows = rows_of(database, capital_flows(("investor", "company"), "led", 6), Filters())
    assert by_name(rows) == {
        "Nvidia": (8e6, 1),
        "No lead stated": (9e6, 1),
        "Undisclosed": (1e6, 1),
    }
    assert list(by_name(rows)) == ["Nvidia", "No lead stated", "Undisclosed"]


def test_investors_of_one_type_count_a_round_once(with_investors: Callable[..., Database]) -> None:
    both = {"amount_usd": 4e6, "investors": ["Nvidia", "Microsoft"]}
    rows = rows_of(
        with_investors(both), capital_flows(("investor_type", "company"), "equal", 6), Filters()
    )
    assert by_name(rows) == {"Corporate": (4e6, 1)}
    assert rows.height == 3
    assert rows["height"].to_list() == [1, 1, 1]


def test_without_investors_nothing_is_divided(with_investors: Callable[..., Database]) -> None:
    figure = capital_flows(("sector", "company"), "led", 6)
    rows = rows_of(with_investors(THREE, LED, NOBODY), figure, Filters())
    assert by_name(rows) == {"Foundation models": (18e6, 3)}
    assert "divided" not in figure.subtitle
    assert "divided" in capital_flows(("investor", "company"), "led", 6).subtitle


def test_nobody_named_and_nothing_abroad(small_database: Callable[..., Database]) -> None:
    database = small_database({"amount_usd": 1e6, "investors": [], "lead_investors": []})
    figure = capital_flows(("investor", "region"), "equal", 6)
    assert figure.headline(rows_of(database, figure, Filters())) == (
        "$1M was raised, with no investor to tell apart"
    )
    assert rows_of(database, cross_border.FIGURE, Filters()).is_empty()
    matrix = rows_of(database, region_matrix.FIGURE, Filters())
    assert matrix["investor_region"].to_list() == ["Undisclosed"]
    assert region_matrix.FIGURE.headline(matrix).startswith("For 0%")
    of_investors_alone = capital_flows(("investor", "investor_type"), "equal", 6)
    assert rows_of(database, of_investors_alone, Filters(min_amount_usd=10**9)).is_empty()


COUNTRIES = "China Japan France India Brazil Canada Germany Israel Sweden Spain Italy".split()


def test_more_names_than_bands_have_room_for_are_folded(
    with_investors: Callable[..., Database],
) -> None:
    sectors = ("Foundation models", "Chips & hardware", "Healthcare & bio", "Security & defence")
    changes = [
        {"company": f"C{at}", "sector": sectors[at % 4], "amount_usd": 1e6 + at, "country": country}
        for at in range(12)
        for country in COUNTRIES
    ]
    figure = capital_flows(("country", "company"), "equal", 12)
    rows = rows_of(with_investors(*changes), figure, Filters())
    bands = rows.filter(part="Band").height
    alone = rows.filter(part="Node", is_first=True)["alone"].to_list()
    # 11 times 12 bands are too many: the smallest names go, and Others takes their place.
    assert bands == 11 * 10 <= MOST_BANDS
    assert alone == [11, 9]
    assert figure.remark(rows) == (
        "To keep it to 120 bands, only the largest 9 of company stand alone."
    )


@pytest.mark.parametrize(
    ("filters", "first", "last", "number"),
    [
        (Filters(), "2013", "2026", 14),
        (Filters("2024-Q3", "2026-Q2"), "2024-Q3", "2026-Q2", 8),
        (Filters("2024-Q2", "2026-Q2"), "2024", "2026", 3),
        (Filters("2025-Q1", "2025-Q1"), "2025-Q1", "2025-Q1", 1),
    ],
)
def test_steps(filters: Filters, first: str, last: str, number: int) -> None:
    found = steps(filters, ("2013-Q3", "2026-Q3"))
    assert (next(iter(found)), next(reversed(found)), len(found)) == (first, last, number)
    assert found[first].start == (filters.start or "2013-Q3")
    assert found[last].end == (filters.end or "2026-Q3")
    spans = [(each.start, each.end) for each in found.values()]
    assert spans == sorted(spans)
    assert all(start <= end for start, end in spans)
    assert all(one[1] < other[0] for one, other in pairwise(spans))
