"""Which investors take part most? The league table of the selection.

An investor counts with whole rounds, the led ones apart: what each put in is almost never known.
"""

from __future__ import annotations

from typing import Any

import polars as pl

from lib.datasets.rounds import REGIONS, STAGE_GROUPS
from lib.figures.figure import Figure
from lib.figures.investor_types import TYPE_GROUP
from lib.figures.joined_rounds import FEWEST, JOINED_NOTE, RAISED, WHOLE_NOTE
from lib.words import count, listing, money

RANKS = {
    "rounds": "Rounds joined",
    "led": "Rounds led",
    "capital": "Raised in rounds joined",
    "companies": "Companies",
}
"""What investors are ordered by: the values of the SQL parameter `rank`."""

CHARTED = ("8", "12", "20")
DEFAULT_SHOWN = "12"
"""How many investors the charts show, as the SQL parameter `top`."""

RANKED_SQL = f"""
, summed AS (
    FROM selected_holders
    SELECT investor, any_value(investor_type) AS investor_type,
        any_value(investor_country) AS investor_country,
        count(*) AS rounds, count(*) FILTER (is_lead) AS rounds_led,
        sum(amount_usd) AS whole_rounds_usd
    GROUP BY investor
), backed AS (
    -- Dear, and asked of all investors only to order them by it.
    FROM (FROM selected_holders SELECT DISTINCT investor, company WHERE $rank = 'companies')
    SELECT investor, count(*) AS number
    GROUP BY investor
), ranked AS (
    FROM summed LEFT JOIN backed USING (investor)
    SELECT summed.*, {TYPE_GROUP} AS type_group,
        coalesce(CASE $rank WHEN 'led' THEN rounds_led WHEN 'capital' THEN whole_rounds_usd
            WHEN 'companies' THEN number ELSE rounds END, 0)::DOUBLE AS ranked_by,
        row_number() OVER (
            ORDER BY ranked_by DESC, rounds DESC, whole_rounds_usd DESC NULLS LAST, investor
        ) AS place
)
"""
"""One row an investor, with its sums over the selected rounds and its `place` by `$rank`."""

SHOWN = 200
STAGES = [value for value in STAGE_GROUPS if value != "Other"]
PLACES = [value for value in REGIONS if value != "Unknown"]


def _counts(column: str, values: list[str]) -> str:
    """SQL of a list: how many rounds have each of `values`."""
    each = ", ".join(f"count(*) FILTER ({column} = '{value}')" for value in values)
    return f"[{each}]"


def _most_frequent(counts: str, values: list[str]) -> str:
    """SQL of the value that a list of `_counts` has most of; of equals the first."""
    most = f"list_max({counts})"
    return f"{values}[list_position({counts}, nullif({most}, 0))]"


def _share(counts: str) -> str:
    """SQL of the share of that value, where there are enough."""
    return (
        f"CASE WHEN list_sum({counts}) >= {FEWEST} THEN list_max({counts}) / list_sum({counts}) END"
    )


SQL = f"""
{RANKED_SQL}
, shown AS MATERIALIZED (
    FROM ranked
    SELECT *, count(*) OVER (PARTITION BY ranked_by) AS level, count(*) OVER () AS all_investors
    ORDER BY place
    LIMIT {SHOWN}
), theirs AS MATERIALIZED (
    FROM selected_holders SEMI JOIN shown USING (investor)
    SELECT investor, round_number, is_lead, company, amount_usd, announced_date, stage_group, region
), detailed AS (
    FROM theirs
    SELECT investor, sum(amount_usd) FILTER (is_lead) AS whole_rounds_led_usd,
        min(announced_date) AS first_round, max(announced_date) AS newest_round,
        {_counts("stage_group", STAGES)} AS stages, {_counts("region", PLACES)} AS places
    GROUP BY investor
), companies_of AS (
    FROM (FROM theirs SELECT investor, company, bool_or(is_lead) AS is_led GROUP BY ALL)
    SELECT investor, count(*) AS companies, count(*) FILTER (is_led) AS companies_led
    GROUP BY investor
), met AS (
    FROM theirs JOIN selected_holders AS others USING (round_number)
    SELECT theirs.investor, count(DISTINCT others.investor) - 1 AS co_investors
    GROUP BY theirs.investor
), totals AS (
    FROM (FROM selected SELECT count(*) AS selected_rounds),
        (FROM selected_holders SELECT count(*) AS named_rounds WHERE is_first)
)
FROM shown JOIN detailed USING (investor) JOIN companies_of USING (investor)
    JOIN met USING (investor), totals
SELECT investor::VARCHAR AS investor, investor_type::VARCHAR AS investor_type,
    investor_country::VARCHAR AS investor_country,
    rounds, rounds_led, companies, whole_rounds_usd, first_round, newest_round,
    {_most_frequent("stages", STAGES)} AS main_stage, {_share("stages")} AS stage_share,
    {_most_frequent("places", PLACES)} AS main_region, {_share("places")} AS region_share,
    co_investors, place, level, all_investors, named_rounds, selected_rounds, $rank AS rank,
    ranked_by, type_group, companies_led, whole_rounds_led_usd
ORDER BY place
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


def named_words(named: int, selected: int) -> str:
    """How many of the selected rounds name an investor at all."""
    if named == selected == 1:
        return "The 1 selected round names its investors."
    if named == selected:
        return f"All {count(selected, 'selected round')} name their investors."
    names = "names its" if named == 1 else "name their"
    return (
        f"{named:,} of {count(selected, 'selected round')} {names} investors; the rest are "
        "undisclosed and count for nobody."
    )


HIDDEN = (
    "place",
    "level",
    "all_investors",
    "named_rounds",
    "selected_rounds",
    "rank",
    "ranked_by",
    "type_group",
    "companies_led",
    "whole_rounds_led_usd",
)

FIGURE = Figure(
    name="investors_table",
    subtitle="Rounds joined and led (rounds), and what companies raised in them from all investors "
    "together (USD)",
    sql=SQL,
    spec=None,
    headline=headline,
    note=f"{JOINED_NOTE}{WHOLE_NOTE}Main stage and main region are the most frequent of its rounds "
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
        "whole_rounds_usd": RAISED,
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
        "type_group": "Type in charts",
        "companies_led": "Companies of rounds led",
        "whole_rounds_led_usd": "Raised in rounds led",
    },
    hidden=HIDDEN,
)
