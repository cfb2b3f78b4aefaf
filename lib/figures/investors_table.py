"""Which investors take part most? The league table of the selection."""

from __future__ import annotations

from typing import Any

import polars as pl

from lib.datasets.investors import INVESTOR_TYPES
from lib.figures.figure import Figure
from lib.figures.investor_ranks import LEADS, RANKED_SQL, RANKS, WHOLE_ROUNDS, named_words
from lib.words import count, listing, money

SHOWN = 200
FEWEST = 5
"""Rounds below which no share is stated."""

_NAMES = " ".join(f"WHEN '{code}' THEN '{code.capitalize()}'" for code in INVESTOR_TYPES)
TYPE_NAME = f"CASE investor_type {_NAMES} END"


def _most_frequent(column: str, unknown: str) -> str:
    """SQL of the most frequent known value of an ordered column, by investor, and its share.

    Of equally frequent values it is the first in the order of the column.
    """
    return f"""
, by_{column} AS (
    FROM (
        FROM joined SELECT investor, {column} AS value, count(*) AS n
        WHERE {column} <> '{unknown}' GROUP BY 1, 2
    )
    SELECT investor, arg_max(value, n * 100 - enum_code(value)) AS main_{column},
        CASE WHEN sum(n) >= {FEWEST} THEN max(n) / sum(n) END AS {column}_share
    GROUP BY investor
)"""


SQL = f"""
{RANKED_SQL}
{_most_frequent("stage_group", "Other")}
{_most_frequent("region", "Unknown")}
, met AS (
    FROM joined JOIN joined AS others USING (round_id)
    SELECT joined.investor, count(DISTINCT others.investor) - 1 AS co_investors
    GROUP BY joined.investor
), totals AS (
    SELECT (SELECT count(DISTINCT round_id) FROM joined) AS named_rounds,
        (SELECT count(*) FROM selected) AS selected_rounds
)
FROM ranked JOIN met USING (investor)
    LEFT JOIN by_stage_group USING (investor) LEFT JOIN by_region USING (investor), totals
SELECT investor::VARCHAR AS investor, {TYPE_NAME} AS investor_type,
    investor_country::VARCHAR AS investor_country,
    rounds, rounds_led, companies, whole_rounds_usd, first_round, newest_round,
    main_stage_group::VARCHAR AS main_stage, stage_group_share AS stage_share,
    main_region::VARCHAR AS main_region, region_share, co_investors,
    place, count(*) OVER (PARTITION BY ranked_by) AS level, count(*) OVER () AS all_investors,
    named_rounds, selected_rounds, $rank AS rank
ORDER BY place
LIMIT {SHOWN}
"""


def headline(rows: pl.DataFrame) -> str:
    """Who stands first by the chosen order, and with what."""
    first = rows.row(0, named=True)
    rank, investors = first["rank"], count(first["all_investors"], "investor")
    if rank == "led" and not first["rounds_led"]:
        return f"{investors} joined rounds, and no source says who led one"
    if rank == "capital" and not first["whole_rounds_usd"]:
        return f"{investors} joined rounds, with no amount disclosed in any"
    if first["level"] > 1:
        return _level(rows, first)
    return f"{first['investor']} {_finding(first)}"


def _finding(first: dict[str, Any]) -> str:
    rounds, led = first["rounds"], first["rounds_led"]
    if first["rank"] == "led":
        return f"led most rounds: {led:,} of the {rounds:,} it joined"
    if first["rank"] == "capital":
        amount = money(first["whole_rounds_usd"])
        return f"joined rounds of {amount} together, the most; its part of them is not published"
    if first["rank"] == "companies":
        return f"backed most companies: {first['companies']:,}, in {count(rounds, 'round')}"
    as_lead = "all of them" if led == rounds else f"{led:,} of them" if led else "not one"
    return f"joined most rounds: {rounds:,}, {as_lead} as lead"


def _level(rows: pl.DataFrame, first: dict[str, Any]) -> str:
    """Several stand first."""
    level = first["level"]
    values = {
        "rounds": ("joined", count(first["rounds"], "round")),
        "led": ("led", count(first["rounds_led"], "round")),
        "capital": ("joined rounds of", money(first["whole_rounds_usd"])),
        "companies": ("backed", count(first["companies"], "company")),
    }
    verb, value = values[first["rank"]]
    if level == first["all_investors"]:
        return f"{count(level, 'investor')} {verb} {value} each"
    names = rows["investor"].head(level).to_list()
    who = listing(names) if level == 2 else f"{names[0]} and {level - 1:,} more"
    return f"{who} {verb} {value} each, the most"


def _remark(rows: pl.DataFrame) -> str:
    """How many investors the table leaves out, and what rounds name nobody."""
    first = rows.row(0, named=True)
    listed = (
        f"The first {SHOWN} of {first['all_investors']:,} investors"
        if first["all_investors"] > SHOWN
        else f"All {count(first['all_investors'], 'investor')}"
    )
    if first["all_investors"] == 1:
        listed = "The only investor named"
    named = named_words(first["named_rounds"], first["selected_rounds"])
    return f"{listed}, in the files as here. {named}"


FIGURE = Figure(
    name="investors_table",
    subtitle="Rounds joined and led (rounds), and the whole capital of these rounds (USD)",
    sql=SQL,
    spec=None,
    headline=headline,
    note=f"{WHOLE_ROUNDS} {LEADS} Main stage and main region are the most frequent of its rounds "
    f"whose stage or region is known, with their share; below {FEWEST} such rounds no share is "
    "stated. Co-investors are all others named in its rounds. Funds of one house stand together.",
    remark=_remark,
    empty="No round of this selection names an investor.",
    params={"rank": next(iter(RANKS))},
    titles={
        "investor_type": "Type",
        "investor_country": "Country",
        "rounds": "Rounds joined",
        "rounds_led": "Rounds led",
        "companies": "Companies",
        "whole_rounds_usd": "Whole rounds, not its part",
        "first_round": "First",
        "newest_round": "Newest",
        "main_stage": "Main stage",
        "stage_share": "Stage share (%)",
        "main_region": "Main region",
        "region_share": "Region share (%)",
        "co_investors": "Co-investors",
        "place": "Place",
        "level": "Investors at this place",
        "all_investors": "All investors",
        "named_rounds": "Rounds that name investors",
        "selected_rounds": "Selected rounds",
        "rank": "Order",
    },
    hidden=("place", "level", "all_investors", "named_rounds", "selected_rounds", "rank"),
)
