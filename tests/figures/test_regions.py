"""Every number of the page of regions against a calculation that does not pass through its SQL."""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Callable
from datetime import date
from pathlib import Path
from statistics import median
from typing import Any

import polars as pl
import pytest

from lib.database import Database, select
from lib.figures import (
    country_map,
    country_table,
    largest_countries,
    mega_rounds_by_region,
    oecd_country_years,
    published_split,
    united_states_over_china,
)
from lib.figures.world_map import SHAPES
from lib.filters import Filters

DATA = Path(__file__).parents[2] / "data"
FILE = DATA.parent / "static/world.json"
CONFIRMED = pl.col("status").is_in(["completed", "announced"])
SINCE_2025 = pl.col("announced_date").is_between(date(2025, 1, 1), date(2026, 12, 31))
SELECTIONS: dict[str, tuple[Filters, pl.Expr]] = {
    "default": (Filters(), CONFIRMED),
    "china_early": (
        Filters("2025-Q1", "2026-Q4", region=("China",), stage_group=("Early",)),
        CONFIRMED & SINCE_2025 & (pl.col("region") == "China") & (pl.col("stage_group") == "Early"),
    ),
    "world_2024_equity": (
        Filters("2024-Q1", "2024-Q4", kind=("equity", "debt"), min_amount_usd=10**7),
        CONFIRMED
        & (pl.col("announced_date").dt.year() == 2024)
        & pl.col("kind").is_in(["equity", "debt"])
        & (pl.col("amount_usd") >= 1e7),
    ),
    "europe_and_unknown": (
        Filters(region=("Europe", "Unknown"), status=("completed",)),
        (pl.col("status") == "completed") & pl.col("region").is_in(["Europe", "Unknown"]),
    ),
}
every_selection = pytest.mark.parametrize(
    ("filters", "condition"), SELECTIONS.values(), ids=SELECTIONS
)
Row = dict[str, Any]
Small = Callable[..., Database]
CODES = dict(pl.read_csv(DATA / "curated/countries.csv").select("country", "code").iter_rows())


def chosen(rounds: pl.DataFrame, condition: pl.Expr) -> list[Row]:
    return rounds.filter(condition).to_dicts()


def grouped(rows: list[Row], key: Callable[[Row], Any]) -> dict[Any, list[Row]]:
    found = defaultdict(list)
    for row in rows:
        found[key(row)].append(row)
    return dict(found)


def amounts(rows: list[Row]) -> list[float]:
    return [row["amount_usd"] for row in rows if row["amount_usd"] is not None]


def approx(value: float | None) -> Any:
    return None if value is None else pytest.approx(value)


def share(part: float, whole: float) -> Any:
    return approx(part / whole) if whole else None


# Map


def bracket_of(members: list[Row]) -> str:
    if not amounts(members):
        return "Not disclosed"
    names = ["Under $100M", "$100M to $1B", "$1B to $10B", "$10B to $100B", "$100B and more"]
    return names[sum(sum(amounts(members)) >= bound for bound in (1e8, 1e9, 1e10, 1e11))]


def count_bracket_of(members: list[Row]) -> str:
    names = ["1 round", "2 to 9", "10 to 49", "50 to 199", "200 and more"]
    return names[sum(len(members) >= bound for bound in (2, 10, 50, 200))]


@every_selection
@pytest.mark.parametrize("measure", ["amount", "rounds"])
def test_country_map(
    measure: str, filters: Filters, condition: pl.Expr, database: Database, rounds: pl.DataFrame
) -> None:
    found = select(database, country_map.country_map(measure).sql, filters)
    rows = chosen(rounds, condition)
    total = sum(amounts(rows))
    wanted = [
        {
            "country": country or "Unknown",
            "country_code": CODES[country] if country else None,
            "capital_usd": approx(sum(amounts(members))),
            "rounds": len(members),
            "undisclosed": len(members) - len(amounts(members)),
            "share": share(sum(amounts(members)), total),
            "rounds_share": share(len(members), len(rows)),
            "bracket": bracket_of(members) if measure == "amount" else count_bracket_of(members),
        }
        for country, members in grouped(rows, lambda row: row["country"]).items()
    ]
    assert sorted(found.to_dicts(), key=lambda row: row["country"]) == sorted(
        wanted, key=lambda row: row["country"]
    )
    leads = found["capital_usd" if measure == "amount" else "rounds"].to_list()
    assert leads == sorted(leads, reverse=True)


def test_nothing_is_dropped_from_the_map(database: Database, rounds: pl.DataFrame) -> None:
    found = select(database, country_map.country_map("amount").sql, Filters())
    kept = rounds.filter(CONFIRMED)
    assert found["rounds"].sum() == kept.height
    assert found["capital_usd"].sum() == pytest.approx(sum(amounts(kept.to_dicts())))
    unknown = kept.filter(pl.col("country").is_null())
    told = country_map.remark(found)
    assert told == f"Not on the map: capital without a country, $1.99B in {unknown.height} rounds."
    assert sum(amounts(unknown.to_dicts())) == pytest.approx(1.99e9, rel=0.003)


@pytest.mark.parametrize(
    ("changes", "amount_words", "round_words", "told"),
    [
        (
            [{"amount_usd": 3e6, "country": "France"}, {"amount_usd": None}, {}],
            "Companies in 2 countries raised $4M, 75% of it in France",
            "3 rounds in 2 countries, 67% of them in China",
            "",
        ),
        (
            [{"amount_usd": None}, {"amount_usd": None}],
            "2 rounds in China, none with a disclosed amount",
            "2 rounds in China, in no other known country",
            "",
        ),
        (
            [{"amount_usd": 0.0, "country": "United States"}, {}],
            "Companies in China raised $1M",
            "2 rounds in 2 countries, 50% of them in China",
            "",
        ),
        (
            [{"country": None}, {"country": None, "amount_usd": None}],
            "No source states the country of the company for 2 selected rounds",
            "No source states the country of the company for 2 selected rounds",
            "Not on the map: capital without a country, $1M in 2 rounds.",
        ),
        (
            [{}, {"country": None, "amount_usd": None}],
            "Companies in China raised $1M",
            "1 round in China, in no other known country",
            "Not on the map: capital without a country, no disclosed amount in 1 round.",
        ),
    ],
    ids=["two", "undisclosed", "nothing", "unknown", "one_and_unknown"],
)
def test_words_of_the_map(
    changes: list[Row], amount_words: str, round_words: str, told: str, small_database: Small
) -> None:
    database = small_database(*changes)
    for measure, words in [("amount", amount_words), ("rounds", round_words)]:
        figure = country_map.country_map(measure)
        rows = select(database, figure.sql, Filters())
        assert figure.headline(rows) == words
        assert figure.remark(rows) == told


@pytest.mark.parametrize(
    ("amount", "name"),
    [
        (0.0, "Under $100M"),
        (99_999_999.0, "Under $100M"),
        (1e8, "$100M to $1B"),
        (1e9, "$1B to $10B"),
        (1e10, "$10B to $100B"),
        (1e11, "$100B and more"),
        (None, "Not disclosed"),
    ],
)
def test_a_step_of_colour_takes_in_its_lower_bound(
    amount: float | None, name: str, small_database: Small
) -> None:
    sql = country_map.country_map("amount").sql
    found = select(small_database({"amount_usd": amount}), sql, Filters())
    assert found["bracket"].to_list() == [name]
    # With nothing disclosed, or nothing raised, there is no share of capital.
    assert found["share"].to_list() == [1.0 if amount else None]


# Shapes


def codes_of(world: Row) -> list[str]:
    return [each.get("id", "") for each in world["objects"]["countries"]["geometries"]]


def test_every_country_of_the_data_is_on_the_map(rounds: pl.DataFrame) -> None:
    codes = codes_of(json.loads(FILE.read_text(encoding="utf-8")))
    assert set(codes) - {""} <= set(CODES.values())
    assert len(codes) == len(set(codes))
    assert codes.count("") == 1  # Kosovo, which ISO 3166 does not list
    assert "ATA" not in codes
    countries = set(rounds["country"].drop_nulls())
    assert {CODES[name] for name in countries} <= set(codes)
    assert {"TWN", "CYP", "SOM", "SGP", "HKG", "BHR", "MLT", "LUX"} <= set(codes)


@pytest.mark.parametrize(
    ("code", "longitude", "latitude"),
    [
        ("SGP", 103.8, 1.35),
        ("HKG", 114.1, 22.4),
        ("BHR", 50.55, 26.05),
        ("MLT", 14.45, 35.9),
        ("MUS", 57.55, -20.3),
    ],
)
def test_the_smallest_countries_are_points(code: str, longitude: float, latitude: float) -> None:
    world = json.loads(FILE.read_text(encoding="utf-8"))
    geometries = world["objects"]["countries"]["geometries"]
    shape = next(each for each in geometries if each.get("id") == code)
    assert shape["type"] == "Point"
    scale, origin = world["transform"]["scale"], world["transform"]["translate"]
    found = [a * b + c for a, b, c in zip(shape["coordinates"], scale, origin, strict=True)]
    assert found == pytest.approx([longitude, latitude], abs=0.1)


def test_shapes_are_whole() -> None:
    world = json.loads(FILE.read_text(encoding="utf-8"))
    polygons = [
        polygon
        for each in world["objects"]["countries"]["geometries"]
        for polygon in each.get("arcs", [])
    ]
    used = {~arc if arc < 0 else arc for polygon in polygons for ring in polygon for arc in ring}
    assert used == set(range(len(world["arcs"])))
    assert all(len(arc) >= 2 for arc in world["arcs"])
    for ring in (ring for polygon in polygons for ring in polygon):
        ends = [ends_of(world, arc) for arc in ring]
        starts = [start for start, _ in ends]
        assert [end for _, end in ends] == [*starts[1:], starts[0]]


def ends_of(world: Row, arc: int) -> list[list[int]]:
    """First and last position of an arc; a negative number means the arc read backwards."""
    steps = world["arcs"][~arc if arc < 0 else arc]
    ends = [steps[0], [sum(step[axis] for step in steps) for axis in (0, 1)]]
    return ends[::-1] if arc < 0 else ends


def test_shapes_are_small_and_served_by_the_app() -> None:
    assert FILE.stat().st_size < 100_000
    assert SHAPES["url"] == f"app/static/{FILE.name}"
    assert "enableStaticServing = true" in (DATA.parent / ".streamlit/config.toml").read_text()


# Bars and table


def ranking(rows: list[Row], measure: str) -> list[Row]:
    """Fifteen countries, all others, and rounds without a country."""
    by_country = grouped([row for row in rows if row["country"]], lambda row: row["country"])

    def key(country: str) -> tuple[float, int, str]:
        members = by_country[country]
        lead = sum(amounts(members)) if measure == "amount" else len(members)
        return -lead, -len(members), country

    order = sorted(by_country, key=key)
    groups = [(country, by_country[country], 1) for country in order[:15]]
    rest = [row for country in order[15:] for row in by_country[country]]
    unknown = [row for row in rows if not row["country"]]
    places = [*range(1, len(groups) + 1)]
    if rest:
        groups, places = [*groups, ("Other countries", rest, len(order) - 15)], [*places, 16]
    if unknown:
        groups, places = [*groups, ("Country not stated", unknown, 0)], [*places, 17]
    return [
        {
            "country": name,
            "capital_usd": approx(sum(amounts(members))),
            "rounds": len(members),
            "median_usd": median(amounts(members)) if len(amounts(members)) >= 5 else None,
            "share": share(sum(amounts(members)), sum(amounts(rows))),
            "rounds_share": share(len(members), len(rows)),
            "with_amount": len(amounts(members)),
            "countries": countries,
            "place": place,
        }
        for (name, members, countries), place in zip(groups, places, strict=True)
    ]


@every_selection
@pytest.mark.parametrize("measure", ["amount", "rounds"])
def test_largest_countries(
    measure: str, filters: Filters, condition: pl.Expr, database: Database, rounds: pl.DataFrame
) -> None:
    figure = largest_countries.largest_countries(measure)
    assert country_table.by(measure).sql == figure.sql
    found = select(database, figure.sql, filters)
    assert found.to_dicts() == ranking(chosen(rounds, condition), measure)


@pytest.mark.parametrize(
    ("changes", "by_amount", "by_rounds", "of_table"),
    [
        (
            [{"country": "France", "amount_usd": 3e6}, {}, {"country": "France"}],
            "France took $4M, 4.0 times as much as China",
            "France has 2 rounds, 2.0 times as many as China",
            "3 rounds in 2 countries, too few in each to state a median",
        ),
        (
            [{"country": "United States", "amount_usd": 2e8}] * 5 + [{"amount_usd": None}],
            "The United States took $1B, 100% of the capital",
            "The United States has 5 rounds, 5.0 times as many as China",
            "The median round is $200M in the United States, of 5 amounts",
        ),
        (
            [{"amount_usd": 2e6}] * 5 + [{"country": "Italy", "amount_usd": 2e6}] * 5,
            "China took $10M, as much as Italy",
            "China has 5 rounds, as many as Italy",
            "The median round is largest in China, at $2M, of 5 amounts",
        ),
        (
            [{"amount_usd": None}],
            "1 round, none with a disclosed amount",
            "China has 1 round, 100% of all selected",
            "1 round in 1 country, too few in each to state a median",
        ),
        (
            [{"country": None}] * 2,
            "$2M went to companies whose country is not stated",
            "2 rounds of companies whose country is not stated",
            "2 rounds, too few with a known country to state a median",
        ),
    ],
    ids=["two", "undisclosed_second", "equal", "one_undisclosed", "unknown"],
)
def test_words_of_countries(
    changes: list[Row], by_amount: str, by_rounds: str, of_table: str, small_database: Small
) -> None:
    database = small_database(*changes)
    for measure, words in [("amount", by_amount), ("rounds", by_rounds)]:
        figure = largest_countries.largest_countries(measure)
        assert figure.headline(select(database, figure.sql, Filters())) == words
    rows = select(database, country_table.by("amount").sql, Filters())
    assert country_table.headline(rows) == of_table


# Large rounds


@every_selection
@pytest.mark.parametrize("least", [1e7, 1e8, 1e9])
def test_mega_rounds(
    least: float, filters: Filters, condition: pl.Expr, database: Database, rounds: pl.DataFrame
) -> None:
    figure = mega_rounds_by_region.FIGURE.given(least_usd=least)
    found = select(database, figure.sql, filters, **figure.params)
    rows = [row for row in chosen(rounds, condition) if (row["amount_usd"] or 0) >= least]
    years = grouped(rows, lambda row: row["announced_date"].year)
    newest = max(rounds.filter(CONFIRMED)["announced_date"])
    wanted = [
        {
            "period": date(year, 1, 1),
            "region": region,
            "rounds": len(members),
            "capital_usd": approx(sum(amounts(members))),
            "share": approx(len(members) / len(years[year])),
            "least_usd": least,
            "is_unfinished": date(year, 12, 31) > newest,
        }
        for (year, region), members in sorted(
            grouped(rows, lambda row: (row["announced_date"].year, row["region"])).items()
        )
    ]
    by_place = found.sort("period", "region").to_dicts()
    assert by_place == sorted(wanted, key=lambda row: (row["period"], row["region"]))


def test_a_threshold_takes_in_its_own_amount(small_database: Small) -> None:
    database = small_database(
        {"amount_usd": 1e8}, {"amount_usd": 1e8 - 1}, {"amount_usd": None}, {"amount_usd": 2e9}
    )
    figure = mega_rounds_by_region.FIGURE
    rows = select(database, figure.sql, Filters(), **figure.params)
    assert rows["rounds"].to_list() == [2]
    assert figure.headline(rows) == "2 rounds reached $100M, all in China"
    one = figure.given(least_usd=1e9)
    rows = select(database, one.sql, Filters(), **one.params)
    assert one.headline(rows) == "1 round reached $1B, in China"


def test_every_threshold_can_be_chosen() -> None:
    words = mega_rounds_by_region.THRESHOLDS
    assert words[mega_rounds_by_region.DEFAULT] == "$100M"
    assert [float(value) for value in words] == sorted(map(float, words))


# United States over China


@every_selection
def test_united_states_over_china(
    filters: Filters, condition: pl.Expr, database: Database, rounds: pl.DataFrame
) -> None:
    found = select(database, united_states_over_china.SQL, filters)
    years = grouped(chosen(rounds, condition), lambda row: row["announced_date"].year)
    published = pl.read_parquet(DATA / "country_years.parquet").to_dicts()
    newest = max(rounds.filter(CONFIRMED)["announced_date"])
    wanted = []
    for year in range(min(years), max(years) + 1):
        if year in years:
            two = [
                amounts([row for row in years[year] if row["country"] == country])
                for country in ("United States", "China")
            ]
            enough = min(map(len, two)) >= 5
            wanted.append(
                {
                    "period": date(year, 1, 1),
                    "series": "Tracked here",
                    "united_states_usd": approx(sum(two[0]) if two[0] else None),
                    "china_usd": approx(sum(two[1]) if two[1] else None),
                    "ratio": approx(sum(two[0]) / sum(two[1])) if enough else None,
                    "united_states_rounds": len(two[0]),
                    "china_rounds": len(two[1]),
                    "is_unfinished": date(year, 12, 31) > newest,
                    "source_id": None,
                }
            )
        values = {row["country"]: row for row in published if row["year"] == year}
        if values:
            us, china = values["United States"], values["China"]
            wanted.append(
                {
                    "period": date(year, 1, 1),
                    "series": "Published by OECD.AI",
                    "united_states_usd": us["value_usd"],
                    "china_usd": china["value_usd"],
                    "ratio": approx(us["value_usd"] / china["value_usd"]),
                    "united_states_rounds": None,
                    "china_rounds": None,
                    "is_unfinished": us["is_partial"],
                    "source_id": "oecd-ai-vc-by-country",
                }
            )
    assert found.to_dicts() == wanted


@pytest.mark.parametrize(("china", "ratio"), [(4, None), (5, 2.0)])
def test_no_ratio_of_too_few_rounds(china: int, ratio: float | None, small_database: Small) -> None:
    american = {"country": "United States", "amount_usd": 2e6}
    # A round without an amount says nothing about the ratio.
    database = small_database(*[american] * 5, *[{}] * china, {"amount_usd": None})
    rows = select(database, united_states_over_china.SQL, Filters())
    assert rows.filter(pl.col("series") == "Tracked here")["ratio"].to_list() == [ratio]
    told = united_states_over_china.remark(rows)
    if ratio:
        assert united_states_over_china.headline(rows) == (
            "In 2025 companies in the United States raised 2.0 times as much as those in China; "
            "OECD.AI counts 10.6 times"
        )
        assert told == "Rounds with an amount, United States and China: 2025: 5 and 5."
    else:
        assert united_states_over_china.headline(rows) == (
            "Too few rounds here for a ratio; OECD.AI counts 10.6 times as much in the "
            "United States as in China for 2025"
        )
        assert told == "Too few in one of the two, and no ratio, in 2025."


def test_years_without_any_ratio(small_database: Small) -> None:
    database = small_database({"announced_date": date(2011, 5, 1)})
    rows = select(database, united_states_over_china.SQL, Filters())
    assert united_states_over_china.headline(rows) == (
        "Fewer than 5 rounds in the United States or in China in every year"
    )


def test_nothing_raised_in_china_is_no_ratio(small_database: Small) -> None:
    american = {"country": "United States"}
    database = small_database(*[american] * 5, *[{"amount_usd": 0.0}] * 5)
    rows = select(database, united_states_over_china.SQL, Filters())
    assert rows.filter(pl.col("series") == "Tracked here")["ratio"].to_list() == [None]


# Published series

PLACES = {
    "default": (Filters(), lambda row: True),
    "europe_since_2020": (
        Filters("2020-Q3", region=("Europe",), stage_group=("Early",)),
        lambda row: row["region"] == "Europe" and row["year"] >= 2020,
    ),
    "two_countries_until_2019": (
        Filters(end="2019-Q4", country=("China", "Israel")),
        lambda row: row["country"] in ("China", "Israel") and row["year"] <= 2019,
    ),
}


@pytest.mark.parametrize(("filters", "kept"), PLACES.values(), ids=PLACES)
def test_country_years(filters: Filters, kept: Callable[[Row], bool], database: Database) -> None:
    figure = oecd_country_years.FIGURE.given(**oecd_country_years.scope(filters))
    found = select(database, figure.sql, filters, **figure.params)
    stored = pl.read_parquet(DATA / "country_years.parquet").to_dicts()
    rows = [row for row in stored if row["value_usd"] > 0 and kept(row)]
    by_country = grouped(rows, lambda row: row["country"])
    order = sorted(
        by_country, key=lambda name: (-sum(row["value_usd"] for row in by_country[name]), name)
    )
    wanted = [
        (date(row["year"], 1, 1), name, row["region"], place, row["value_usd"], row["is_partial"])
        for place, name in enumerate(order[:6], 1)
        for row in sorted(by_country[name], key=lambda row: row["year"])
    ]
    columns = "period country region place value_usd is_partial".split()
    assert found.select(columns).rows() == wanted
    assert found["source_id"].unique().to_list() == ["oecd-ai-vc-by-country"]
    before = found.filter("leads_to_partial")["period"].dt.year().unique().to_list()
    assert before == ([2025] if any(row["is_partial"] for row in rows) else [])


def test_words_of_country_years(database: Database) -> None:
    def told(filters: Filters) -> tuple[str, str]:
        figure = oecd_country_years.FIGURE.given(**oecd_country_years.scope(filters))
        rows = select(database, figure.sql, filters, **figure.params)
        return figure.headline(rows), figure.remark(rows)

    assert told(Filters()) == (
        "For 2025 OECD.AI counts $203B in the United States, 10.6 times as much as in China",
        "2026 is not complete: hollow points hold the year so far.",
    )
    assert told(Filters("2026-Q1", country=("China",))) == (
        "For 2026 so far OECD.AI counts $39.1B in China",
        "2026 is not complete: hollow points hold the year so far.",
    )
    assert told(Filters(end="2013-Q4", region=("Middle East",))) == (
        "For 2013 OECD.AI counts $142M in Israel, 142 times as much as in the United Arab Emirates",
        "",
    )


def test_a_place_without_a_series_is_empty(database: Database) -> None:
    filters = Filters(region=("Unknown",))
    figure = oecd_country_years.FIGURE.given(**oecd_country_years.scope(filters))
    assert select(database, figure.sql, filters, **figure.params).is_empty()


# Published split of 2024

PUBLISHED = {
    "United States": (35e9, 12),
    "China": (8e9, 5),
    "Europe": (4e9, 3),
    "Rest of World": (2e9, 1),
}
COVERING = {
    "default": Filters(),
    "the_year": Filters("2024-Q1", "2024-Q4"),
    "wider": Filters("2023-Q2", "2025-Q1"),
    "rumoured_too": Filters(status=("completed", "announced", "rumoured")),
}


@pytest.mark.parametrize("filters", COVERING.values(), ids=COVERING)
def test_published_split(filters: Filters, database: Database, rounds: pl.DataFrame) -> None:
    found = select(database, published_split.SQL, filters)
    year = rounds.filter(
        pl.col("status") == "completed", pl.col("announced_date").dt.year() == 2024
    ).to_dicts()
    groups = grouped(year, lambda row: row["region_group"])
    capital = {name: sum(amounts(groups[name])) for name in PUBLISHED}
    deals = {name: sum(each >= 1e8 for each in amounts(groups[name])) for name in PUBLISHED}
    wanted = []
    for name, (value, number) in PUBLISHED.items():
        for counted, told, tracked in [
            ("Capital", value / 49e9, capital[name] / sum(capital.values())),
            ("Deals", number / 21, deals[name] / sum(deals.values())),
        ]:
            wanted.append(
                {
                    "region_group": name,
                    "counted": counted,
                    "published_share": approx(told),
                    "tracked_share": approx(tracked),
                    "published_usd": value,
                    "tracked_usd": approx(capital[name]),
                    "published_deals": number,
                    "tracked_deals": deals[name],
                    "rounds": len(groups[name]),
                    "unplaced": len(groups.get("Unknown", [])),
                    "publisher": "AINews (own estimate)",
                    "source_id": "article-capital-tsunami",
                }
            )
    assert found.drop("source_url", "conflict").to_dicts() == wanted
    assert all(url.startswith("https://www.ainews.cool/") for url in found["source_url"])


@pytest.mark.parametrize(
    "filters",
    [
        Filters("2024-Q2"),
        Filters(end="2024-Q3"),
        Filters("2025-Q1", "2025-Q4"),
        Filters(region=("United States", "China")),
        Filters(sector=("Foundation models",)),
        Filters(min_amount_usd=10**6),
        Filters(status=("completed",), company=("OpenAI",)),
    ],
    ids=["late", "early", "after", "region", "sector", "amount", "company"],
)
def test_a_narrower_selection_is_not_beside_the_split(filters: Filters, database: Database) -> None:
    assert select(database, published_split.SQL, filters).is_empty()


def test_words_of_the_split(small_database: Small) -> None:
    day = date(2024, 5, 6)
    database = small_database(
        {"announced_date": day, "amount_usd": 3e8},
        {"announced_date": day, "amount_usd": 1e8, "region_group": "United States"},
        {"announced_date": day, "amount_usd": 1e9, "status": "announced"},
        {"announced_date": day, "region_group": "Unknown", "amount_usd": 5e9},
    )
    rows = select(database, published_split.SQL, Filters())
    assert published_split.headline(rows) == (
        "AINews puts 71% of 2024 funding in the United States; "
        "of the capital tracked here it is 25%"
    )
    assert published_split.remark(rows) == (
        "Published: $49B and 21 deals. Tracked here: $400M and 2 deals, in 2 completed rounds. "
        "1 round without a country left out."
    )
    assert rows["tracked_share"].to_list() == [0.25, 0.5, 0.75, 0.5, 0, 0, 0, 0]


def test_a_year_with_nothing_completed(small_database: Small) -> None:
    change = {"announced_date": date(2024, 5, 6), "status": "announced"}
    rows = select(small_database(change), published_split.SQL, Filters())
    assert rows["tracked_share"].null_count() == rows.height == 8
    assert re.fullmatch(
        "AINews puts 71% of 2024 .*; no completed round with an amount is tracked for that year",
        published_split.headline(rows),
    )
