"""Figures on data centres and chips against sums in plain Python over the stored tables."""

from __future__ import annotations

import re
from collections import defaultdict
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from lib.database import Database, select
from lib.figures import (
    chips_by_owner,
    chips_over_time,
    data_centre_map,
    data_centre_places,
    data_centre_power,
    data_centre_sites,
)
from lib.figures.figure import Figure
from lib.figures.scope import at_the_end, days, scope
from lib.figures.sites import power
from lib.filters import Filters

DATA = Path(__file__).parents[2] / "data"
ALL = pl.read_parquet(DATA / "data_centers.parquet").to_dicts()
CHIPS = pl.read_parquet(DATA / "chips.parquet").to_dicts()
DAY = date(2026, 7, 7)
FOREVER = date(2100, 1, 1)
Row = dict[str, Any]


def of(row: Row, *companies: str) -> bool:
    """True where one of `companies` owns the chips or the site, or uses the site."""
    return bool({row["organization"], *row.get("users", ())} & {*companies})


SELECTIONS = {
    "default": (Filters(), FOREVER, lambda row: True),
    "china": (Filters(region=("China",)), FOREVER, lambda row: row["region"] == "China"),
    "until_2025": (Filters(end="2025-Q4"), date(2025, 12, 31), lambda row: True),
    "planned_soon": (Filters(end="2026-Q4"), date(2026, 12, 31), lambda row: True),
    "american_meta": (
        Filters(country=("United States",), company=("Meta", "xAI")),
        FOREVER,
        lambda row: row["country"] == "United States" and of(row, "Meta", "xAI"),
    ),
    "openai": (Filters(company=("OpenAI",)), FOREVER, lambda row: of(row, "OpenAI")),
}
every_selection = pytest.mark.parametrize(
    ("filters", "last_day", "fits"), SELECTIONS.values(), ids=SELECTIONS
)


def rows_of(figure: Figure, database: Database, **params: Any) -> pl.DataFrame:
    return select(database, figure.sql, Filters(), **{**figure.params, **params})


def timelines(last_day: date, fits: Any) -> dict[str, list[Row]]:
    found = defaultdict(list)
    for row in sorted(ALL, key=lambda row: row["date"]):
        if row["source_id"] == "epoch-data-centers" and row["date"] <= last_day and fits(row):
            found[row["site"]].append(row)
    return found


def held(rows: list[Row], day: date) -> Row:
    before = [row for row in rows if row["date"] <= day]
    return before[-1] if before else {"power_mw": 0}


def now_and_more(rows: list[Row]) -> tuple[float, float]:
    now = held(rows, DAY)["power_mw"]
    return now, max(rows[-1]["power_mw"] - now, 0)


# Power over time


@every_selection
def test_power_over_time(filters: Filters, last_day: date, fits: Any, database: Database) -> None:
    found = rows_of(data_centre_power.FIGURE, database, **scope(filters))
    sites = timelines(last_day, fits)
    named = ("Google", "Microsoft", "Amazon", "Meta", "Oracle", "xAI")
    wanted: dict[tuple[date, str], float] = defaultdict(float)
    for period in found["period"].unique():
        ends = (period + timedelta(days=95)).replace(day=1) - timedelta(days=1)
        day = min(ends, DAY) if period <= DAY else ends
        assert set(found.filter(period=period)["as_of"]) == {day}
        for rows in sites.values():
            mw, owner = held(rows, day)["power_mw"], rows[0]["organization"]
            wanted[period, owner if owner in named else "Other"] += mw
    stated = {(row["period"], row["owner"]): row["power_mw"] for row in found.to_dicts()}
    assert stated == pytest.approx({key: mw for key, mw in wanted.items() if mw})
    assert (found["is_planned"] == (found["period"] > DAY)).all()
    assert found.group_by("period").agg(pl.sum("share"))["share"].to_list() == pytest.approx(
        [1] * found["period"].n_unique()
    )


def test_bars_reach_from_the_first_power_to_the_last_row(database: Database) -> None:
    found = rows_of(data_centre_power.FIGURE, database)
    with_power = [row for rows in timelines(FOREVER, lambda row: True).values() for row in rows]
    first = min(row["date"] for row in with_power if row["power_mw"])
    last = max(row["date"] for row in with_power)
    quarter = found["period"].unique().sort()
    assert quarter[0] <= first < quarter[1]
    assert quarter[-1] <= last < quarter[-1] + timedelta(days=92)
    assert (
        quarter.len()
        == (quarter[-1].year - quarter[0].year) * 4
        + (quarter[-1].month - quarter[0].month) // 3
        + 1
    )


def test_the_rule_stands_once_between_running_and_planned(database: Database) -> None:
    def marks(filters: Filters) -> list[date]:
        found = rows_of(data_centre_power.FIGURE, database, **scope(filters))
        return found.filter("begins_plans")["period"].to_list()

    assert marks(Filters()) == [date(2026, 10, 1)]
    assert marks(Filters(end="2026-Q2")) == []
    assert marks(Filters(start="2026-Q4")) == []


def test_words_on_power(database: Database) -> None:
    def said(filters: Filters) -> str:
        return data_centre_power.headline(
            rows_of(data_centre_power.FIGURE, database, **scope(filters))
        )

    sites = list(timelines(FOREVER, lambda row: True).values())
    now = sum(now_and_more(rows)[0] for rows in sites)
    goal = sum(rows[-1]["power_mw"] for rows in sites)
    assert said(Filters()) == (
        f"AI data centres followed here had {power(now)} running on 7 Jul 2026; plans make it "
        f"{goal / now:.1f} times as much, {power(goal)} by Jun 2030"
    )
    assert said(Filters(start="2026-Q4")) == f"Plans lead to {power(goal)} by Jun 2030"
    # xAI plans nothing beyond what runs.
    assert re.fullmatch(
        r"AI data centres followed here had 1\.7 GW running on 7 Jul 2026, after \d+ MW on .*",
        said(Filters(company=("xAI",))),
    )
    assert said(Filters("2025-Q4", "2025-Q4")).endswith(" running on 31 Dec 2025")


def test_the_owner_with_most_is_told(database: Database) -> None:
    found = rows_of(data_centre_power.FIGURE, database)
    by_owner: dict[str, float] = defaultdict(float)
    for rows in timelines(FOREVER, lambda row: True).values():
        by_owner[rows[0]["organization"]] += now_and_more(rows)[0]
    google, total = by_owner["Google"], sum(by_owner.values())
    assert google == max(mw for owner, mw in by_owner.items() if owner)
    assert data_centre_power.remark(found) == (
        "Of the owners named here, Google had most on 7 Jul 2026: "
        f"{power(google)}, {google / total:.0%} of the whole."
    )
    china = rows_of(data_centre_power.FIGURE, database, **scope(Filters(region=("China",))))
    assert data_centre_power.remark(china) == ""


# Places


@every_selection
@pytest.mark.parametrize("view", data_centre_map.VIEWS)
def test_map(view: str, filters: Filters, last_day: date, fits: Any, database: Database) -> None:
    figure = data_centre_map.data_centre_map(view)
    found = rows_of(figure, database, **at_the_end(filters))
    wanted: dict[str, list[float]] = defaultdict(lambda: [0, 0, 0, 0])
    for rows in timelines(last_day, fits).values():
        now, more = now_and_more(rows)
        sums = wanted[rows[0]["country"]]
        for place, value in enumerate((now, more, now > 0, more > 0)):
            sums[place] += value
    part = {"running": lambda x: x[0], "planned": lambda x: x[1], "all": lambda x: x[0] + x[1]}
    shown = {country: sums for country, sums in wanted.items() if part[view](sums)}
    columns = "running_mw", "added_mw", "sites_running", "sites_planned"
    stated = {row["country"]: [row[name] for name in columns] for row in found.to_dicts()}
    assert stated.keys() == shown.keys()
    for country, sums in shown.items():
        assert stated[country] == pytest.approx(sums)
    total = sum(part[view](sums) for sums in shown.values())
    for row in found.to_dicts():
        mw = part[view](shown[row["country"]])
        assert (row["shown_mw"], row["share"]) == pytest.approx((mw, mw / total))
        step = sum(mw >= bound for bound in (100, 1000, 10000))
        assert row["bracket"].removeprefix("+ ") == [*data_centre_map.BRACKETS][step]
        assert row["bracket"].startswith("+ ") == (view == "planned")


def test_words_on_the_map(database: Database) -> None:
    def said(view: str, **filters: Any) -> str:
        figure = data_centre_map.data_centre_map(view)
        return figure.headline(rows_of(figure, database, **at_the_end(Filters(**filters))))

    assert said("running", region=("China",)) == "733 MW running at 3 sites in China"
    assert said("planned", region=("China",)) == "546 MW more planned at 1 site in China"
    assert said("all", region=("China",)) == "1.28 GW running or planned in China"
    assert re.fullmatch(
        r"14 GW running at 51 sites in 6 countries, 91% of it in the United States",
        said("running"),
    )


@every_selection
def test_places(filters: Filters, last_day: date, fits: Any, database: Database) -> None:
    found = rows_of(data_centre_places.FIGURE, database, **at_the_end(filters))
    sums: dict[str, list[float]] = defaultdict(lambda: [0, 0])
    for rows in timelines(last_day, fits).values():
        first, (now, more) = rows[0], now_and_more(rows)
        american = first["country"] == "United States"
        where = first["state"] or "US, state not stated" if american else first["country"]
        if now + more:
            sums[where][0] += now
            sums[where][1] += more
    lost = sums.pop("US, state not stated", None)
    ranked = sorted(sums.items(), key=lambda each: (-sum(each[1]), each[0]))
    wanted = ranked[:14]
    if rest := ranked[14:]:
        both = [sum(each[1][i] for each in rest) for i in (0, 1)]
        wanted.append((f"Other places ({len(rest)})", both))
    if lost:
        wanted.append(("US, state not stated", lost))
    stated = [
        (name, [part["power_mw"].item() for part in (running, planned)])
        for name in found["located"].unique(maintain_order=True)
        for running, planned in [
            [found.filter(located=name, standing=kind) for kind in ("Running", "Planned")]
        ]
    ]
    assert [name for name, _ in stated] == [name for name, _ in wanted]
    for (_, have), (_, want) in zip(stated, wanted, strict=True):
        assert have == pytest.approx(want)


def test_words_on_places(database: Database) -> None:
    found = rows_of(data_centre_places.FIGURE, database)
    running = found.filter(pl.col("standing") == "Running", pl.col("place") <= 14)
    most = running.sort("power_mw", descending=True).row(0, named=True)
    first = running.row(0, named=True)
    assert data_centre_places.headline(found) == (
        f"Of the places stated, {most['located']} has most power running, "
        f"{power(most['power_mw'])}; {first['located']} has most with plans, "
        f"{power(first['total_mw'])}"
    )
    sites = timelines(FOREVER, lambda row: True).values()
    lost = [
        sum(now_and_more(rows))
        for rows in sites
        if rows[0]["country"] == "United States" and not rows[0]["state"]
    ]
    assert f"{sum(mw > 0 for mw in lost)} American sites, " in data_centre_places.remark(found)


@pytest.mark.parametrize(
    ("filters", "words"),
    [
        (
            Filters(region=("Middle East",)),
            "1.4 GW planned in the United Arab Emirates, nothing running",
        ),
        (Filters(region=("China",)), "733 MW running in China, 1.28 GW with plans"),
        (Filters(region=("China",), end="2025-Q4"), "464 MW running in China"),
        (
            Filters(company=("Anthropic",)),
            "Tennessee has most power running, 1.7 GW; Indiana has most with plans, 2.31 GW",
        ),
    ],
)
def test_words_on_few_places(filters: Filters, words: str, database: Database) -> None:
    found = rows_of(data_centre_places.FIGURE, database, **at_the_end(filters))
    assert data_centre_places.headline(found) == words
    assert data_centre_places.remark(found) == ""


def test_sites_without_a_state_are_not_placed(database: Database) -> None:
    given = at_the_end(Filters(company=("SoftBank",)))
    found = rows_of(data_centre_places.FIGURE, database, **given)
    assert data_centre_places.headline(found) == (
        "1.2 GW with plans, in American states that are not named"
    )


# Sites


@every_selection
def test_sites(filters: Filters, last_day: date, fits: Any, database: Database) -> None:
    found = rows_of(data_centre_sites.FIGURE, database, **at_the_end(filters))
    july, of_july = timelines(last_day, fits), timelines(FOREVER, lambda row: True)
    august = {
        row["site"]: row
        for row in ALL
        if row["source_id"] == "epoch-data-centers-observed"
        and row["date"] <= last_day
        and (row["site"] in july if row["site"] in of_july else fits(row))
    }
    assert sorted(found["site"]) == sorted({*july, *august})
    for row in found.to_dicts():
        rows = july.get(row["site"])
        newer = august.get(row["site"])
        assert row["newer_it_power_mw"] == (newer and newer["it_power_mw"])
        assert row["newer_source_id"] == (newer and newer["source_id"])
        if not rows:
            assert newer is not None
            assert (row["owner"], row["running_mw"]) == (newer["organization"], None)
            assert row["source_id"] is None
            assert (row["users"] or "").split(", ") == (newer["users"] or [""])
            continue
        now, more = now_and_more(rows)
        assert (row["owner"], row["state"]) == (rows[0]["organization"], rows[0]["state"])
        assert row["running_mw"] == now
        assert row["goal_mw"] == (rows[-1]["power_mw"] if more else None)
        assert row["goal_date"] == (rows[-1]["date"] if more else None)
        assert row["goal_cost_usd"] == (rows[-1]["capital_cost_usd"] if more else None)
        ran = held(rows, DAY)
        for name in ("h100_equivalents", "capital_cost_usd", "it_power_mw"):
            assert row[name] == ran.get(name)
        assert row["as_of"] == min(DAY, last_day)


def test_a_user_that_is_not_sure_is_marked(database: Database) -> None:
    found = rows_of(data_centre_sites.FIGURE, database)
    users = dict(found.select("site", "users").iter_rows())
    assert users["VNET Bayin Ulanqab"] == "ByteDance (speculative)"
    assert users["Microsoft Fairwater Atlanta"] == "OpenAI (likely), Microsoft (likely)"
    assert users["OpenAI Stargate Abilene"] == "OpenAI"
    assert users["QTS Richmond 1"] is None


def test_words_on_sites(database: Database) -> None:
    found = rows_of(data_centre_sites.FIGURE, database)
    assert data_centre_sites.headline(found) == (
        "51 of 68 sites ran on 7 Jul 2026; the largest is Colossus 2 with 1.28 GW"
    )
    assert "12.1 GW for the computers alone at 62 sites, 9 of them new to it; " in (
        data_centre_sites.remark(found)
    )
    assert data_centre_sites.remark(found).endswith(" counts 10.9 GW a month before.")
    china = rows_of(data_centre_sites.FIGURE, database, **at_the_end(Filters(region=("China",))))
    assert data_centre_sites.headline(china).startswith("All 3 sites ran on 7 Jul 2026; ")
    given = at_the_end(Filters(country=("United Arab Emirates",)))
    planned = rows_of(data_centre_sites.FIGURE, database, **given)
    assert data_centre_sites.headline(planned) == "1 site, not running"
    assert data_centre_sites.remark(planned) == ""
    early = rows_of(data_centre_sites.FIGURE, database, **at_the_end(Filters(end="2020-Q4")))
    assert data_centre_sites.headline(early).endswith(", none of them running")
    assert data_centre_sites.remark(early) == ""


# Chips


def owned(last_day: date, fits: Any) -> list[Row]:
    """Whole types, complete quarters, named owners and groups, by one day for all makers."""
    rows = [
        row
        for row in CHIPS
        if not row["chip_type"] and not row["is_incomplete"] and row["date"] <= last_day
    ]
    last: dict[str, date] = {}
    for row in rows:
        last[row["manufacturer"]] = max(row["date"], last.get(row["manufacturer"], row["date"]))
    day = min(last.values(), default=None)
    return [
        row for row in rows if row["date"] == day and row["owner"] != "All owners" and fits(row)
    ]


@every_selection
def test_chips_by_owner(filters: Filters, last_day: date, fits: Any, database: Database) -> None:
    found = rows_of(chips_by_owner.FIGURE, database, **at_the_end(filters))
    wanted = owned(last_day, fits)
    sums: dict[str, float] = defaultdict(float)
    for row in wanted:
        sums[row["owner"]] += row["h100_equivalents"]
    wanted.sort(
        key=lambda row: (
            row["owner"] == "Other",
            -sums[row["owner"]],
            row["owner"],
            -row["h100_equivalents"],
        )
    )
    sold = {
        (row["manufacturer"], row["date"]): row["h100_equivalents"]
        for row in CHIPS
        if row["owner"] == "All owners"
    }
    assert found.height == len(wanted)
    for have, want in zip(found.to_dicts(), wanted, strict=True):
        assert (have["owner"], have["maker"]) == (want["owner"], want["manufacturer"])
        for name in ("date", "h100_equivalents", "h100_equivalents_low", "h100_equivalents_high"):
            assert have[name] == want[name]
        assert have["owner_total"] == pytest.approx(sums[want["owner"]])
        total = sold.get((want["manufacturer"], want["date"]))
        share = want["h100_equivalents"] / total if total else None
        assert have["share"] == (pytest.approx(share) if share else None)


def test_words_on_chips(database: Database) -> None:
    def said(**filters: Any) -> tuple[str, str]:
        found = rows_of(chips_by_owner.FIGURE, database, **at_the_end(Filters(**filters)))
        return chips_by_owner.headline(found), chips_by_owner.remark(found)

    headline, remark = said()
    assert headline == (
        "By Q4 2025 Google had AI chips equal to about 5.05M Nvidia H100s, 76% of that in its own "
        "chips"
    )
    part = sum(
        row["h100_equivalents"]
        for row in owned(FOREVER, lambda row: True)
        if row["manufacturer"] == "Nvidia"
    )
    assert remark == (
        f"The 6 buyers of Nvidia chips shown here took {part / 13659258:.0%} of all that Nvidia "
        "sold since 2022."
    )
    headline, remark = said(region=("China",))
    assert headline.endswith("412K Nvidia H100s, 97% of that in Nvidia chips")
    assert remark.startswith("The one buyer of Nvidia chips shown here took 2.9% of ")
    assert said(end="2023-Q2", company=("Oracle",))[0] == (
        "By Q2 2023 Oracle had AI chips equal to 19.1K Nvidia H100s, 3.2% of all that Nvidia sold"
    )


def test_buyers_without_a_published_total_have_no_share(database: Database) -> None:
    found = rows_of(chips_by_owner.FIGURE, database).filter(pl.col("maker") != "Nvidia")
    assert found.height == 7
    assert found["share"].null_count() == 7
    assert chips_by_owner.remark(found) == ""
    others = found.filter(owner="Other")
    assert chips_by_owner.headline(others) == (
        "By Q4 2025 other buyers had AI chips equal to 389K Nvidia H100s"
    )


@pytest.mark.parametrize("owner", ["Google", "Microsoft", "China", "Other"])
@pytest.mark.parametrize(
    ("filters", "first", "last"),
    [
        (Filters(), date.min, FOREVER),
        (Filters("2023-Q1", "2024-Q2"), date(2023, 1, 1), date(2024, 6, 30)),
    ],
)
def test_chips_over_time(
    owner: str, filters: Filters, first: date, last: date, database: Database
) -> None:
    found = rows_of(chips_over_time.FIGURE, database, owner=owner, **days(filters))
    wanted = [
        row
        for row in CHIPS
        if row["owner"] == owner and not row["chip_type"] and first <= row["date"] <= last
    ]
    wanted.sort(key=lambda row: (row["manufacturer"], row["date"]))
    names = ("date", "h100_equivalents", "h100_equivalents_low", "h100_equivalents_high", "chips")
    assert found.select(names).rows() == [tuple(row[name] for name in names) for row in wanted]


def test_words_on_chips_over_time(database: Database) -> None:
    def said(owner: str, filters: Filters = Filters()) -> tuple[str, str]:  # noqa: B008
        found = rows_of(chips_over_time.FIGURE, database, owner=owner, **days(filters))
        return chips_over_time.headline(found), chips_over_time.remark(found)

    assert said("Microsoft") == (
        "The Nvidia chips of Microsoft equalled 3.15M H100s by Q4 2025, "
        f"{3151494 / 1130363:.1f} times as many as a year before",
        "Q1 2026 is not complete: hollow points hold what the makers had reported so far.",
    )
    assert said("Microsoft", Filters(start="2026-Q1"))[0] == (
        "The Nvidia chips of Microsoft equalled 3.32M H100s by Q1 2026"
    )
    assert said("Other", Filters(end="2025-Q4"))[1] == ""
    assert said("China", Filters(end="2022-Q2"))[0].startswith(
        "The Nvidia chips of buyers in China equalled "
    )
    assert said("Google")[0].startswith("Google's own chips equalled 3.81M H100s by Q4 2025, ")


def test_owners_to_choose_from_begin_with_the_largest(database: Database) -> None:
    owners = select(database, chips_over_time.OWNERS_SQL).to_series().to_list()
    assert owners[0] == "Google"
    assert owners[-1] == "Other"
    assert set(owners) == {row["owner"] for row in CHIPS} - {"All owners"}


@pytest.mark.parametrize(
    "figure",
    [
        data_centre_power.FIGURE.given(**scope(Filters(end="2013-Q4"))),
        data_centre_map.data_centre_map("all").given(**at_the_end(Filters(end="2013-Q4"))),
        data_centre_places.FIGURE.given(**at_the_end(Filters(company=("Mistral AI",)))),
        data_centre_sites.FIGURE.given(**at_the_end(Filters(region=("Rest of World",)))),
        chips_by_owner.FIGURE.given(**at_the_end(Filters(end="2021-Q4"))),
        chips_over_time.FIGURE.given(**days(Filters("2025-Q4", "2025-Q1"))),
    ],
    ids=lambda figure: figure.name,
)
def test_nothing_in_scope_has_no_rows(figure: Figure, database: Database) -> None:
    assert rows_of(figure, database).is_empty()
