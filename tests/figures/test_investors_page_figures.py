"""Every number of the page of investors against plain Python over the stored tables."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable
from fractions import Fraction
from functools import cache
from itertools import combinations, permutations
from statistics import mode
from typing import Any

import polars as pl
import pytest

from lib.database import Database, select
from lib.datasets.investors import INVESTOR_TYPES, TYPE_LABELS
from lib.datasets.rounds import REGIONS, STAGE_GROUPS
from lib.figures import investor_leads, investor_state_money, investors_matrix, investors_table
from lib.figures.figure import Figure
from lib.figures.investor_pace import investor_pace
from lib.figures.investor_types import GROUPS, TYPE_COLOURS, TYPE_PHRASES
from lib.figures.investors_ranking import investors_ranking
from lib.figures.investors_table import RANKS, named_words
from lib.figures.joined_rounds import MOST_NAMED
from lib.filters import Filters
from lib.words import count, money, percent
from tests.figures import test_contract
from tests.figures.conftest import DATA

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
    "large_late": (
        Filters(stage_group=("Late", "Other"), min_amount_usd=10**8, end="2025-Q4"),
        lambda row: (
            row["status"] in CONFIRMED
            and row["announced_date"].year <= 2025
            and row["stage_group"] in ("Late", "Other")
            and (row["amount_usd"] or 0) >= 1e8
        ),
    ),
    "openai": (
        Filters(company=("OpenAI",)),
        lambda row: row["status"] in CONFIRMED and row["company"] == "OpenAI",
    ),
    "rumoured": (Filters(status=("rumoured",)), lambda row: row["status"] == "rumoured"),
}
every_selection = pytest.mark.parametrize(("filters", "fits"), SELECTIONS.values(), ids=SELECTIONS)
every_rank = pytest.mark.parametrize("rank", RANKS)
TOPS = (2, 8, 20)


def table(name: str) -> list[Row]:
    return pl.read_parquet(DATA / f"{name}.parquet").to_dicts()


INVESTORS = {row["investor"]: row for row in table("investors")}
ROUNDS = table("rounds")
NAMED: dict[str, list[Row]] = defaultdict(list)
for investment in table("investments"):
    NAMED[investment["round_id"]].append(investment)


@cache
def chosen(fits: Callable[[Row], bool]) -> list[Row]:
    return [row for row in ROUNDS if fits(row)]


@cache
def joined(fits: Callable[[Row], bool]) -> dict[str, list[tuple[Row, bool]]]:
    """Selected rounds of every investor, and whether it led them."""
    found: dict[str, list[tuple[Row, bool]]] = defaultdict(list)
    for row in chosen(fits):
        for named in NAMED[row["round_id"]]:
            found[named["investor"]].append((row, named["is_lead"]))
    return dict(found)


def total(rounds: list[Row]) -> float | None:
    """Sum of the amounts; none where none is disclosed."""
    amounts = [row["amount_usd"] for row in rounds if row["amount_usd"] is not None]
    return sum(amounts) if amounts else None


def group(investor: str) -> str:
    code = INVESTORS[investor]["investor_type"]
    shorter = {
        "private equity and crossover": "PE or crossover",
        "founder or angel": "Angel or accelerator",
        "accelerator": "Angel or accelerator",
        "bank or debt": "Bank or lender",
    }
    return shorter.get(code) or code[0].upper() + code[1:]


def most_frequent(values: list[str], order: tuple[str, ...]) -> tuple[str | None, float | None]:
    """The most frequent value, the first in order of equal ones, and its share from five on."""
    known = [value for value in values if value not in ("Other", "Unknown")]
    if not known:
        return None, None
    value = mode(sorted(known, key=order.index))
    return value, known.count(value) / len(known) if len(known) >= 5 else None


@cache
def league(fits: Callable[[Row], bool], rank: str) -> list[Row]:
    """The league table, in order."""
    found = []
    by_round = {row["round_id"]: row for row in chosen(fits)}
    for investor, rounds in joined(fits).items():
        whole = [row for row, _ in rounds]
        led = [row for row, is_lead in rounds if is_lead]
        stage, stage_share = most_frequent([row["stage_group"] for row in whole], STAGE_GROUPS)
        region, region_share = most_frequent([row["region"] for row in whole], REGIONS)
        code = INVESTORS[investor]["investor_type"]
        met = {named["investor"] for row in whole for named in NAMED[row["round_id"]]}
        found.append(
            {
                "investor": investor,
                "investor_type": code,
                "investor_country": INVESTORS[investor]["country"],
                "rounds": len(whole),
                "rounds_led": len(led),
                "companies": len({row["company"] for row in whole}),
                "companies_led": len({row["company"] for row in led}),
                "whole_rounds_usd": total(whole),
                "whole_rounds_led_usd": total(led),
                "first_round": min(row["announced_date"] for row in whole),
                "newest_round": max(row["announced_date"] for row in whole),
                "main_stage": stage,
                "stage_share": stage_share,
                "main_region": region,
                "region_share": region_share,
                "co_investors": len(met) - 1,
            }
        )
    assert by_round or not found
    keys = {"rounds": "rounds", "led": "rounds_led", "companies": "companies"}
    for row in found:
        row["key"] = row[keys[rank]] if rank in keys else row["whole_rounds_usd"] or 0
    # Sums of floats depend on their order: to the cent they do not.
    return sorted(
        found,
        key=lambda row: (
            -round(row["key"], 2),
            -row["rounds"],
            -round(-1 if row["whole_rounds_usd"] is None else row["whole_rounds_usd"], 2),
            row["investor"],
        ),
    )


def rows_of(database: Database, figure: Figure, filters: Filters) -> pl.DataFrame:
    return figure.arrange(select(database, figure.sql, filters, **figure.params))


def close(found: Row, expected: Row) -> bool:
    return all(found[name] == pytest.approx(expected[name]) for name in found)


@every_selection
@every_rank
def test_the_league_table(
    filters: Filters, fits: Callable[[Row], bool], rank: str, database: Database
) -> None:
    figure = investors_table.FIGURE.given(rank=rank)
    rows = rows_of(database, figure, filters)
    expected = league(fits, rank)
    assert rows.height == min(len(expected), investors_table.SHOWN)
    assert rows["investor"].to_list() == [row["investor"] for row in expected][:200]
    named = [row for row in chosen(fits) if NAMED[row["round_id"]]]
    keys = Counter(round(row["key"], 2) for row in expected)
    for place, (found, row) in enumerate(zip(rows.rows(named=True), expected, strict=False), 1):
        more = {
            "place": place,
            "level": keys[round(row["key"], 2)],
            "all_investors": len(expected),
            "named_rounds": len(named),
            "selected_rounds": len(chosen(fits)),
            "rank": rank,
            "ranked_by": row["key"],
            "type_group": group(row["investor"]),
        }
        assert close(found, row | more), found["investor"]


@every_selection
@pytest.mark.parametrize("investor", ["Nvidia", "Sequoia Capital", "Mubadala", "MGX"])
def test_the_line_of_an_investor(
    filters: Filters, fits: Callable[[Row], bool], investor: str, database: Database
) -> None:
    figure = investors_table.FIGURE.given(rank="companies")
    rows = rows_of(database, figure, filters).filter(investor=investor)
    stored = pl.DataFrame(chosen(fits), schema=pl.read_parquet_schema(DATA / "rounds.parquet"))
    mine = pl.read_parquet(DATA / "investments.parquet").filter(investor=investor)
    held = stored.join(mine.select("round_id", "is_lead"), on="round_id")
    assert rows.height == (held.height > 0)
    if held.is_empty():
        return
    row = rows.row(0, named=True)
    assert row["rounds"] == held.height
    assert row["rounds_led"] == held["is_lead"].sum()
    assert row["companies"] == held["company"].n_unique()
    assert (row["whole_rounds_usd"] or 0) == pytest.approx(held["amount_usd"].sum())
    assert row["first_round"] == held["announced_date"].min()
    assert row["newest_round"] == held["announced_date"].max()
    regions = Counter(held.filter(pl.col("region") != "Unknown")["region"].to_list())
    assert regions[row["main_region"]] == max(regions.values())
    share = max(regions.values()) / regions.total() if regions.total() >= 5 else None
    assert row["region_share"] == share


def test_these_lines_are_those_of_the_default_selection(database: Database) -> None:
    found = rows_of(database, investors_table.FIGURE, Filters())["investor"].to_list()
    assert {"Nvidia", "Sequoia Capital", "Mubadala", "MGX"} <= set(found)


@every_selection
def test_headlines_of_the_league(
    filters: Filters, fits: Callable[[Row], bool], database: Database
) -> None:
    said = {}
    for rank in RANKS:
        figure = investors_table.FIGURE.given(rank=rank)
        rows = rows_of(database, figure, filters)
        first, *others = league(fits, rank)
        said[rank] = figure.headline(rows)
        if others and round(others[0]["key"], 2) == round(first["key"], 2):
            assert " each" in said[rank]
        else:
            assert said[rank].startswith(f"{first['investor']} ")
    assert len(set(said.values())) == 4
    remark = investors_table.FIGURE.remark(rows)
    named = sum(bool(NAMED[row["round_id"]]) for row in chosen(fits))
    assert named_words(named, len(chosen(fits))) in remark
    assert f"{len(joined(fits)):,} investors" in remark


def test_the_headline_of_all_names_the_first(database: Database) -> None:
    rows = rows_of(database, investors_table.FIGURE, Filters())
    first = league(SELECTIONS["default"][1], "rounds")[0]
    assert investors_table.FIGURE.headline(rows) == (
        f"{first['investor']} joined most rounds: {first['rounds']}, {first['rounds_led']} of "
        "them as lead"
    )
    by_capital = investors_table.FIGURE.given(rank="capital")
    first = league(SELECTIONS["default"][1], "capital")[0]
    assert by_capital.headline(rows_of(database, by_capital, Filters())) == (
        f"{first['investor']} joined rounds of {money(first['whole_rounds_usd'])} together, the "
        "most; its part of them is not published"
    )


def test_no_amount_is_called_what_the_investor_put_in() -> None:
    for figure in (investors_table.FIGURE, investors_ranking("capital")):
        titles = [words for name, words in figure.titles.items() if name.endswith("_usd")]
        assert titles
        assert all(words.startswith("Raised in ") for words in titles)
        assert "from all investors together, not what the investor put in" in figure.note
        assert "never be added up over investors" in figure.note
        assert "from all investors" in figure.subtitle
    drawn = str(investors_ranking("capital").spec)
    assert "Raised in rounds joined, from all investors (USD)" in drawn


def test_types_stand_in_tables_by_their_words(database: Database) -> None:
    rows = rows_of(database, investors_table.FIGURE, Filters())
    [column] = [
        each for each in investors_table.FIGURE.columns(rows) if each.name == "investor_type"
    ]
    assert column.title == "Type"
    assert {column.label(code) for code in INVESTOR_TYPES} == set(TYPE_LABELS.values())
    assert all(label[0].isupper() for label in TYPE_LABELS.values())
    assert max(map(len, TYPE_LABELS.values())) <= 18


@every_selection
@every_rank
@pytest.mark.parametrize("top", TOPS)
def test_the_bars(
    filters: Filters, fits: Callable[[Row], bool], rank: str, top: int, database: Database
) -> None:
    figure = investors_ranking(rank, str(top))
    rows = rows_of(database, figure, filters)
    expected = [row for row in league(fits, rank)[:top] if row["key"]]
    assert rows.height == len(expected)
    for place, (found, row) in enumerate(zip(rows.rows(named=True), expected, strict=True), 1):
        zero = {name: row[name] or 0 for name in row if name.endswith("_usd")}
        assert close(found, row | zero | {"place": place, "type_group": group(row["investor"])})
    if not expected:
        return
    if len(expected) == 1:
        assert figure.headline(rows).startswith(f"{expected[0]['investor']} joined")
        return
    types = Counter(group(row["investor"]) for row in expected)
    number, words = figure.headline(rows).split("; ")
    assert number.startswith(f"{max(types.values())} of the {len(expected)} with ")
    assert any(number.endswith(TYPE_PHRASES[each]) for each in types)
    leader = max(expected, key=lambda row: row["rounds_led"])
    if leader["rounds_led"]:
        shares = f"{leader['rounds_led']} of {count(leader['rounds'], 'round')}"
        assert words == f"{leader['investor']} led most, {shares}"


@every_selection
@every_rank
@pytest.mark.parametrize("top", TOPS)
def test_every_cell_of_the_matrix(
    filters: Filters, fits: Callable[[Row], bool], rank: str, top: int, database: Database
) -> None:
    figure = investors_matrix.FIGURE.given(rank=rank, top=top)
    rows = rows_of(database, figure, filters)
    names = [row["investor"] for row in league(fits, rank)[:top] if row["key"]]
    order = sorted(names, key=lambda name: (list(TYPE_COLOURS).index(group(name)),))
    assert rows.height == len(names) ** 2
    assert rows.filter("is_own")["investor"].to_list() == order
    held = {
        name: ({row["round_id"] for row, _ in rounds}, {row["company"] for row, _ in rounds})
        for name, rounds in joined(fits).items()
    }
    most = max((len(held[a][0] & held[b][0]) for a, b in combinations(names, 2)), default=0)
    for cell in rows.rows(named=True):
        (ours, mine), (theirs, yours) = held[cell["investor"]], held[cell["co_investor"]]
        assert cell["rounds"] == len(ours & theirs)
        assert cell["companies"] == len(mine & yours)
        assert cell["is_own"] == (cell["investor"] == cell["co_investor"])
        assert cell["place"] == order.index(cell["investor"]) + 1
        assert cell["other_place"] == order.index(cell["co_investor"]) + 1
        depth = len(ours & theirs) / most if most and not cell["is_own"] else 0
        assert cell["of_most"] == pytest.approx(depth)
    if len(names) < 2:
        return
    headline = figure.headline(rows)
    pairs = [(a, b) for a, b in permutations(names, 2) if len(held[a][0] & held[b][0]) == most]
    if not most:
        assert headline == f"Of these {len(names)} investors no two met in a round"
    else:
        assert any(f"{a} and {b}" in headline for a, b in pairs)
        assert f"in {count(most, 'round')}" in headline
        number = len(pairs) // 2 - 1
        assert (f"{number} other pairs" in headline) == (number > 1)


def test_the_pair_that_meets_most_of_all(database: Database) -> None:
    figure = investors_matrix.FIGURE.given(top=8)
    headline = figure.headline(rows_of(database, figure, Filters()))
    fits = SELECTIONS["default"][1]
    names = [row["investor"] for row in league(fits, "rounds")[:8]]
    met = Counter(
        pair
        for row in chosen(fits)
        for pair in combinations(sorted({each["investor"] for each in NAMED[row["round_id"]]}), 2)
        if set(pair) <= set(names)
    )
    [(pair, number), (_, next_number)] = met.most_common(2)
    assert number > next_number
    assert all(name in headline for name in pair)
    assert f"met most often: in {number} rounds" in headline


@every_selection
def test_who_leads(filters: Filters, fits: Callable[[Row], bool], database: Database) -> None:
    led: dict[tuple[str, str], Fraction] = defaultdict(Fraction)
    took_part: dict[tuple[str, str], set[str]] = defaultdict(set)
    with_lead: Counter[str] = Counter()
    for row in chosen(fits):
        named = [each for each in NAMED[row["round_id"]] if group(each["investor"]) != "Unknown"]
        leads = [each["investor"] for each in named if each["is_lead"]]
        stage = row["stage_group"]
        for each in named:
            took_part[stage, group(each["investor"])].add(row["round_id"])
        for investor in leads:
            led[stage, group(investor)] += Fraction(1, len(leads))
        with_lead[stage] += bool(leads)
    rows = rows_of(database, investor_leads.FIGURE, filters)
    shown = [stage for stage in STAGE_GROUPS if stage != "Other" and with_lead[stage] >= 5]
    assert rows["stage_group"].unique(maintain_order=True).to_list() == shown
    keys = {key for key in took_part if key[0] in shown}
    assert set(rows.select("stage_group", "type_group").iter_rows()) == keys
    stated = sum(any(each["is_lead"] for each in NAMED[row["round_id"]]) for row in chosen(fits))
    for found in rows.rows(named=True):
        key = found["stage_group"], found["type_group"]
        of_type = sum(
            len(ids)
            for (stage, type_), ids in took_part.items()
            if type_ == key[1] and stage != "Other"
        )
        assert found["rounds_led"] == pytest.approx(float(led[key]))
        assert found["rounds_with_lead"] == with_lead[key[0]]
        assert found["share"] == pytest.approx(float(led[key] / with_lead[key[0]]))
        assert found["rounds_joined"] == len(took_part[key])
        assert found["stage_share"] == pytest.approx(len(took_part[key]) / of_type)
        assert found["stated_rounds"] == stated
        assert found["selected_rounds"] == len(chosen(fits))
    if not shown:
        return
    last = "Late" if "Late" in shown else shown[-1]
    leader = max(TYPE_COLOURS, key=lambda type_: led[last, type_])
    share = percent(float(led[last, leader] / with_lead[last]))
    headline = investor_leads.FIGURE.headline(rows)
    assert headline.startswith(f"Of {with_lead[last]} {last.lower()} rounds with a known lead, ")
    assert f"{TYPE_PHRASES[leader]} led {share}" in headline


@every_selection
def test_where_state_money_goes(
    filters: Filters, fits: Callable[[Row], bool], database: Database
) -> None:
    usd: dict[tuple[str, str], float] = defaultdict(float)
    rounds: dict[tuple[str, str], set[str]] = defaultdict(set)
    whose: dict[tuple[str, str], set[str]] = defaultdict(set)
    investors, nobody = set(), 0.0
    for row in chosen(fits):
        named = [each["investor"] for each in NAMED[row["round_id"]]]
        nobody += 0 if named else row["amount_usd"] or 0
        for investor in named if row["amount_usd"] else []:
            if INVESTORS[investor]["investor_type"] == "sovereign or state":
                key = INVESTORS[investor]["country"] or "Country not stated", row["region"]
                usd[key] += row["amount_usd"] / len(named)
                rounds[key].add(row["round_id"])
                investors.add(investor)
                whose[key].add(investor)
    by_home: dict[str, float] = defaultdict(float)
    for (home, _), dollars in usd.items():
        by_home[home] += dollars
    ranked = sorted(by_home, key=lambda home: (home == "Country not stated", -by_home[home]))
    shown = set(ranked[: investor_state_money.SHOWN])
    folded: dict[tuple[str, str], tuple[float, set[str]]] = {}
    for (home, region), dollars in usd.items():
        key = home if home in shown else "Other countries", region
        sofar, ids = folded.get(key, (0.0, set()))
        folded[key] = sofar + dollars, ids | rounds[home, region]
    rows = rows_of(database, investor_state_money.FIGURE, filters)
    assert set(rows.select("investor_country", "region").iter_rows()) == folded.keys()
    for found in rows.rows(named=True):
        dollars, ids = folded[found["investor_country"], found["region"]]
        assert found["capital_usd"] == pytest.approx(dollars)
        assert found["rounds"] == len(ids)
        of_home = [
            each for (home, _), (each, _) in folded.items() if home == found["investor_country"]
        ]
        assert found["country_usd"] == pytest.approx(sum(of_home))
        assert found["state_rounds"] == len(set().union(*rounds.values()))
        assert found["state_investors"] == len(investors)
        assert found["undisclosed_usd"] == pytest.approx(nobody)
        folds = found["investor_country"] == "Other countries"
        names = sorted(
            set().union(
                *(
                    whose[home, region]
                    for home, region in usd
                    if region == found["region"]
                    and (home not in shown if folds else home == found["investor_country"])
                )
            )
        )
        more = f" and {len(names) - MOST_NAMED} more" if len(names) > MOST_NAMED else ""
        assert found["investors_text"] == ", ".join(names[:MOST_NAMED]) + more
    if rows.is_empty():
        return
    headline = investor_state_money.FIGURE.headline(rows)
    by_region: dict[str, float] = defaultdict(float)
    for (_, region), dollars in usd.items():
        by_region[region] += dollars
    known = {region: dollars for region, dollars in by_region.items() if region != "Unknown"}
    assert f"brought {money(sum(usd.values()))}" in headline
    share = percent(max(known.values()) / sum(known.values()))
    assert (f", {share} of it to" in headline) == (len(known) > 1)
    assert ranked[0] in headline


@every_selection
@pytest.mark.parametrize("grain", ["quarter", "month", "year"])
def test_the_pace(
    filters: Filters, fits: Callable[[Row], bool], grain: str, database: Database
) -> None:
    months = {"month": 1, "quarter": 3, "year": 12}[grain]
    newest = max(row["announced_date"] for row in ROUNDS if row["status"] in CONFIRMED)
    times: Counter[tuple[Any, str]] = Counter()
    loose: Counter[tuple[Any, str]] = Counter()
    rounds, investors = defaultdict(set), defaultdict(set)
    order = ["day", "month", "quarter", "year"]
    for row in chosen(fits):
        day = row["announced_date"]
        start = day.replace(day=1, month=(day.month - 1) // months * months + 1)
        for named in NAMED[row["round_id"]]:
            key = start, group(named["investor"])
            times[key] += 1
            loose[key] += order.index(row["date_precision"]) > order.index(grain)
            rounds[key].add(row["round_id"])
            investors[key].add(named["investor"])
    figure = investor_pace(grain)
    rows = rows_of(database, figure, filters)
    found = {(row["period"], row["type_group"]): row for row in rows.rows(named=True)}
    assert len(found) == rows.height
    assert found.keys() == times.keys()
    for (start, type_), row in found.items():
        key = start, type_
        assert row["times_joined"] == times[key]
        assert row["rounds"] == len(rounds[key])
        assert row["different_investors"] == len(investors[key])
        assert row["dated_loosely"] == loose[key]
        after = start.year * 12 + start.month - 1 + months
        ends_after = (after // 12, after % 12 + 1) > (newest.year, newest.month)
        assert row["is_unfinished"] == ends_after
    by_period: Counter[Any] = Counter()
    for (start, _), number in times.items():
        by_period[start] += number
    peak = min(by_period, key=lambda start: (-by_period[start], start))
    known = {t: n for (start, t), n in times.items() if start == peak and t != "Unknown"}
    headline = figure.headline(rows)
    assert f"{by_period[peak]} times" in headline
    if known:
        assert percent(max(known.values()) / sum(known.values())) in headline
    assert str(peak.year) in headline
    unknown = sum(number for (_, type_), number in times.items() if type_ == "Unknown")
    assert (f"{unknown:,} of {sum(times.values()):,} are by" in figure.remark(rows)) == bool(
        unknown
    )


def test_bars_of_capital_keep_the_contract(database: Database) -> None:
    # Among the variants its name would stand for those that have rows without an amount.
    figure = investors_ranking("capital")
    for promise in (
        test_contract.test_words,
        test_contract.test_specification_has_no_data,
        test_contract.test_quantitative_axes_name_their_unit,
        test_contract.test_bars_and_areas_start_at_zero,
        test_contract.test_tooltips_have_words,
    ):
        promise(figure)
    test_contract.test_fields_exist(figure, database)
    test_contract.test_every_category_has_a_colour(figure, database)
    test_contract.test_marks_do_not_fall_on_each_other(figure, database)
    for selection in test_contract.SELECTIONS.keys() - {"undisclosed"}:
        rows = rows_of(database, figure, test_contract.SELECTIONS[selection])
        assert not rows.is_empty()
        test_contract.expect_sound(figure, rows)
        test_contract.expect_sentence(figure.headline(rows))


def test_every_type_has_a_group_with_a_colour() -> None:
    assert GROUPS.keys() == set(INVESTOR_TYPES)
    assert set(GROUPS.values()) == TYPE_COLOURS.keys() == TYPE_PHRASES.keys()
    for name, row in INVESTORS.items():
        assert GROUPS[row["investor_type"]] == group(name)


# Small selections, made of rounds whose investors the stored table of investments names.


def some_rounds(*investors: str) -> list[str]:
    """Identifiers of stored rounds that name all of `investors`."""
    return [
        round_id
        for round_id, named in NAMED.items()
        if set(investors) <= {each["investor"] for each in named}
    ]


def round_naming(number: int) -> str:
    """A stored round that names so many investors, all of known type."""
    return next(
        round_id
        for round_id, named in sorted(NAMED.items())
        if len(named) == number and all(group(each["investor"]) != "Unknown" for each in named)
    )


def everything() -> list[Figure]:
    ranked = [investors_ranking(rank) for rank in RANKS]
    tables = [investors_table.FIGURE.given(rank=rank) for rank in RANKS]
    matrices = [investors_matrix.FIGURE.given(rank=rank) for rank in RANKS]
    others = [investor_leads.FIGURE, investor_state_money.FIGURE, investor_pace("year")]
    return [*ranked, *tables, *matrices, *others]


def test_rounds_that_name_nobody_leave_every_figure_empty(
    small_database: Callable[..., Database],
) -> None:
    database = small_database({"round_id": "nobody"}, {"round_id": "nobody either"})
    for figure in everything():
        assert rows_of(database, figure, Filters()).is_empty()
        assert figure.empty.startswith("No ")


def test_one_round_of_one_investor(small_database: Callable[..., Database]) -> None:
    round_id = round_naming(1)
    [named] = NAMED[round_id]
    database = small_database({"round_id": round_id}, {"round_id": "nobody"})
    name, is_lead = named["investor"], named["is_lead"]
    rows = rows_of(database, investors_table.FIGURE, Filters())
    assert rows.height == 1
    row = rows.row(0, named=True)
    assert (row["investor"], row["rounds"], row["co_investors"]) == (name, 1, 0)
    assert (row["main_stage"], row["stage_share"]) == ("Early", None)
    assert investors_table.FIGURE.headline(rows) == (
        f"{name} joined most rounds: 1, {'all of them' if is_lead else 'not one'} as lead"
    )
    assert investors_table.FIGURE.remark(rows) == (
        "The only investor named, in the files as here. 1 of 2 selected rounds names its "
        "investors; the rest are undisclosed and count for nobody."
    )
    bars = investors_ranking("rounds")
    led = "1 of them" if is_lead else "not one of them"
    assert (
        bars.headline(rows_of(database, bars, Filters())) == f"{name} joined 1 round, {led} as lead"
    )
    cells = rows_of(database, investors_matrix.FIGURE, Filters())
    assert cells.height == 1
    assert investors_matrix.FIGURE.headline(cells) == f"{name} is the only investor, in 1 round"
    assert rows_of(database, investor_leads.FIGURE, Filters()).is_empty()


def test_without_amounts_there_are_rounds_but_no_capital(
    small_database: Callable[..., Database],
) -> None:
    round_id = round_naming(2)
    database = small_database({"round_id": round_id, "amount_usd": None})
    by_capital = investors_table.FIGURE.given(rank="capital")
    rows = rows_of(database, by_capital, Filters())
    assert rows["whole_rounds_usd"].to_list() == [None, None]
    assert by_capital.headline(rows) == "2 investors joined rounds, with no amount disclosed in any"
    assert rows_of(database, investors_ranking("capital"), Filters()).is_empty()
    cells = rows_of(database, investors_matrix.FIGURE, Filters())
    first, second = cells.filter("is_own")["investor"].to_list()
    assert investors_matrix.FIGURE.headline(cells) == (
        f"Of these 2 investors only {first} and {second} met, in 1 round"
    )
    assert investors_table.FIGURE.headline(
        rows_of(database, investors_table.FIGURE, Filters())
    ) == ("2 investors joined 1 round each")


def test_two_that_never_meet(small_database: Callable[..., Database]) -> None:
    alone = [key for key, named in sorted(NAMED.items()) if len(named) == 1]
    one = alone[0]
    other = next(key for key in alone if NAMED[key][0]["investor"] != NAMED[one][0]["investor"])
    database = small_database({"round_id": one}, {"round_id": other, "company": "Other"})
    cells = rows_of(database, investors_matrix.FIGURE, Filters())
    assert cells["rounds"].to_list() == [1, 0, 0, 1]
    assert cells["of_most"].to_list() == [0, 0, 0, 0]
    assert investors_matrix.FIGURE.headline(cells) == "Of these 2 investors no two met in a round"


def test_of_equal_stages_the_first_counts(small_database: Callable[..., Database]) -> None:
    investor, ids = next(
        (each, ids) for each in ("Nvidia", "Accel") if len(ids := some_rounds(each)) >= 6
    )
    stages = ["Late", "Late", "Early", "Early", "Other", "Seed"]
    rounds = [
        {"round_id": key, "stage_group": stage, "region": region, "country": None}
        for key, stage, region in zip(
            ids, stages, ["China", "Europe", "Unknown", "Europe", "China", "Unknown"], strict=False
        )
    ]
    rows = rows_of(small_database(*rounds), investors_table.FIGURE, Filters())
    row = rows.filter(investor=investor).row(0, named=True)
    assert (row["main_stage"], row["stage_share"]) == ("Early", 2 / 5)
    # Four known regions are too few for a share.
    assert (row["main_region"], row["region_share"]) == ("China", None)


@pytest.mark.parametrize("number", [4, 5])
def test_a_stage_needs_five_rounds_with_a_lead(
    number: int, small_database: Callable[..., Database]
) -> None:
    led = [
        key
        for key, named in sorted(NAMED.items())
        if [group(each["investor"]) for each in named if each["is_lead"]] == ["Venture"]
    ]
    rounds = [{"round_id": key, "stage_group": "Late"} for key in led[:number]]
    database = small_database(*rounds, {"round_id": "nobody", "stage_group": "Late"})
    rows = rows_of(database, investor_leads.FIGURE, Filters())
    assert rows.is_empty() == (number < 5)
    if number == 5:
        assert investor_leads.FIGURE.headline(rows) == (
            "Of 5 late rounds with a known lead, venture investors led 100%"
        )
        assert investor_leads.FIGURE.remark(rows).startswith(
            "5 of 6 selected rounds have a stated lead; 5 of them are drawn"
        )


def test_words_of_named_rounds() -> None:
    assert named_words(3, 3) == "All 3 selected rounds name their investors."
    assert named_words(1, 1) == "The 1 selected round names its investors."
    assert "1 of 3 selected rounds names its investors" in named_words(1, 3)
    assert "2 of 3 selected rounds name their investors" in named_words(2, 3)
