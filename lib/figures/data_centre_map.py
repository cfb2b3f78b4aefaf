"""In which countries do data centres for AI stand? Running, with plans, or planned only."""

from __future__ import annotations

from functools import cache

import altair as alt
import polars as pl

from lib.derived.infrastructure import SITES_SOURCE
from lib.figures.figure import Figure
from lib.figures.scope import at_the_end
from lib.figures.sites import ABOUT, SITES, power, power_expression
from lib.figures.world_map import BLUES, world_map
from lib.filters import Filters
from lib.theme import specification, told
from lib.words import count, percent, place

VIEWS = {"running": "Running", "all": "With plans", "planned": "Planned only"}
WORDS = {"running": "running", "all": "running and planned", "planned": "planned on top"}
EMPTY = {
    "running": "No data centre of these companies and places ran by then.",
    "all": "No data centre of these companies, places and dates is followed.",
    "planned": "No plan adds to what runs for these companies, places and dates.",
}
BRACKETS = {
    "0 to 100 MW": "shown_mw < 100",
    "100 MW to 1 GW": "shown_mw < 1000",
    "1 to 10 GW": "shown_mw < 10000",
    "10 GW and more": "true",
}
ON_TOP = "+ "
ORANGES = ("#f4d9a6", "#e3ae54", "#bd7a05", "#7a4c00")
"""Steps for what is not there yet."""

SQL = f"""{SITES}
FROM sites JOIN countries USING (country)
SELECT
    country, country_code, sum(running_mw) AS running_mw, sum(added_mw) AS added_mw,
    sum(CASE $view WHEN 'running' THEN running_mw WHEN 'planned' THEN added_mw
        ELSE running_mw + added_mw END) AS shown_mw,
    shown_mw / nullif(sum(shown_mw) OVER (), 0) AS share,
    count(*) FILTER (running_mw > 0) AS sites_running,
    count(*) FILTER (added_mw > 0) AS sites_planned,
    CASE $view WHEN 'planned' THEN '{ON_TOP}' ELSE '' END
        || CASE {" ".join(f"WHEN {test} THEN '{name}'" for name, test in BRACKETS.items())} END
        AS bracket,
    '{SITES_SOURCE}' AS source_id
GROUP BY ALL
HAVING shown_mw > 0
ORDER BY shown_mw DESC, country
"""


@cache
def data_centre_map(view: str) -> Figure:
    """Figure for one of VIEWS."""
    return Figure(
        name="data_centre_map",
        subtitle=f"Power of data centres by country, {WORDS[view]} (GW)",
        sql=SQL,
        spec=specification(_chart(view)),
        headline=lambda rows: headline(rows, view),
        note=f"{ABOUT}Planned only is what plans add to what runs, by the end of the time range. "
        "Grey land has no site in this list, which does not mean that there is none. "
        "Shapes and borders are those of Natural Earth; they take no side.",
        empty=EMPTY[view],
        params={**at_the_end(Filters()), "view": view},
        rests_on_rounds=False,
    )


def _chart(view: str) -> alt.TopLevelMixin:
    before, colours = (ON_TOP, ORANGES) if view == "planned" else ("", BLUES[1:])
    return world_map(
        dict(zip((f"{before}{name}" for name in BRACKETS), colours, strict=True)),
        alt.ExprRef("width < 480 ? 2 : 4"),
        [
            told("country", "Country"),
            told("running_text", "Running"),
            told("sites_running", "Sites running", ","),
            told("added_text", "Planned on top"),
            told("sites_planned", "Sites with plans", ","),
            told("share", "Share of what is shown", ".1%"),
        ],
        height_pixels=340,
        running_text=power_expression("datum.running_mw"),
        added_text=power_expression("datum.added_mw"),
    )


def headline(rows: pl.DataFrame, view: str) -> str:
    """How much power in how many countries, and the part of the first."""
    total, first = float(rows["shown_mw"].sum()), rows.row(0, named=True)
    verb = {"running": "running", "all": "running or planned", "planned": "more planned"}[view]
    sites = int(rows["sites_planned" if view == "planned" else "sites_running"].sum())
    at = f" at {count(sites, 'site')}" if view != "all" else ""
    if rows.height == 1:
        return f"{power(total)} {verb}{at} in {place(first['country'])}"
    return (
        f"{power(total)} {verb}{at} in {rows.height} countries, {percent(first['share'])} of it in "
        f"{place(first['country'])}"
    )
