"""Which American states and other countries have most power for AI, running and planned?"""

from __future__ import annotations

from typing import Any

import altair as alt
import polars as pl

from lib.derived.infrastructure import SITES_SOURCE
from lib.figures.figure import Figure
from lib.figures.scope import at_the_end
from lib.figures.sites import ABOUT, SITES, power, power_expression
from lib.filters import Filters
from lib.theme import BLUE, BY_PLACE, LABEL, listed, specification, told
from lib.words import count, place

SHOWN = 14
NO_STATE = "US, state not stated"

SQL = f"""{SITES}
, located AS (
    FROM sites
    SELECT *,
        CASE WHEN country = 'United States' THEN coalesce(state, '{NO_STATE}')
            ELSE coalesce(country, 'Country not stated') END AS stated,
        country = 'United States' AND state IS NULL AS is_unknown
    WHERE running_mw + added_mw > 0
), ranked AS (
    FROM located
    SELECT stated,
        row_number() OVER (ORDER BY any_value(is_unknown), sum(running_mw + added_mw) DESC, stated)
            AS rank
    GROUP BY 1
), named AS (
    FROM located JOIN ranked USING (stated)
    SELECT *,
        CASE WHEN is_unknown THEN {SHOWN} + 2 WHEN rank > {SHOWN} THEN {SHOWN} + 1 ELSE rank END
            AS line
), each AS (
    FROM named
    SELECT line, count(DISTINCT stated) AS places, any_value(stated) AS stated,
        any_value(country) AS country, sum(running_mw) AS running_mw, sum(added_mw) AS added_mw,
        count(*) AS sites
    GROUP BY 1
)
FROM each, (VALUES ('Running'), ('Planned')) AS kinds(standing)
SELECT
    CASE WHEN line = {SHOWN} + 1 THEN 'Other places (' || places || ')' ELSE stated END AS located,
    CASE WHEN line = {SHOWN} + 1 THEN NULL ELSE country END AS country,
    standing,
    CASE standing WHEN 'Running' THEN running_mw ELSE added_mw END AS power_mw,
    running_mw + added_mw AS total_mw,
    sites,
    line::BIGINT AS place,
    '{SITES_SOURCE}' AS source_id
ORDER BY line, standing DESC
"""


def headline(rows: pl.DataFrame) -> str:
    """Where most runs, and where most is running and planned."""
    named = rows.filter(pl.col("place") <= SHOWN)
    if named.is_empty():
        total = power(float(rows["power_mw"].sum()))
        return f"{total} with plans, in American states that are not named"
    if named["located"].n_unique() == 1 == rows["located"].n_unique():
        return _alone(named.row(0, named=True))
    now = named.sort(pl.col("standing") == "Running", "power_mw").row(-1, named=True)
    goal = named.row(0, named=True)
    # Sites without a state could put another state first.
    stated = "Of the places stated, " if NO_STATE in rows["located"] else ""
    planned = f"{goal['located']} has most with plans, {power(goal['total_mw'])}"
    if not now["power_mw"]:
        return f"{stated}{planned}"
    most = f"{stated}{now['located']} has most power running, {power(now['power_mw'])}"
    if now["located"] != goal["located"]:
        return f"{most}; {planned}"
    return f"{most}{_with_plans(now)}"


def _alone(row: dict[str, Any]) -> str:
    where = place(row["located"])
    if not row["power_mw"]:
        return f"{power(row['total_mw'])} planned in {where}, nothing running"
    return f"{power(row['power_mw'])} running in {where}{_with_plans(row)}"


def _with_plans(row: dict[str, Any]) -> str:
    return f", {power(row['total_mw'])} with plans" if row["total_mw"] > row["power_mw"] else ""


def remark(rows: pl.DataFrame) -> str:
    """What has no state."""
    lost = rows.filter(pl.col("located") == NO_STATE)
    if lost.is_empty():
        return ""
    row = lost.row(0, named=True)
    sites = count(row["sites"], "American site")
    return f"The addresses of {sites}, {power(row['total_mw'])} with plans, name no state."


def _chart() -> alt.TopLevelMixin:
    base = (
        alt.Chart(alt.NamedData("rows"))
        .transform_calculate(
            power_gw="datum.power_mw / 1000",
            total_gw="datum.total_mw / 1000",
            power_text=power_expression("datum.power_mw"),
            total_text=power_expression("datum.total_mw"),
            order="datum.standing == 'Running' ? 0 : 1",
        )
        .encode(y=listed("located", BY_PLACE, labelLimit=150))
    )
    axis = alt.Axis(tickCount=5, grid=True, format=",~f")
    bars = base.mark_bar(height={"band": 0.7}, stroke=BLUE, strokeWidth=1).encode(
        x=alt.X(field="power_gw", type="quantitative", title="Power (GW)", axis=axis),
        color=alt.Color(
            field="standing",
            type="nominal",
            scale=alt.Scale(domain=["Running", "Planned"], range=[BLUE, f"{BLUE}33"]),
            legend=alt.Legend(
                orient="top", title=None, symbolStrokeWidth=1, symbolStrokeColor=BLUE
            ),
        ),
        order=alt.Order(field="order", type="quantitative"),
        tooltip=[
            told("located", "Place"),
            told("standing", "Power is"),
            told("power_text", "Power"),
            told("total_text", "With plans"),
            told("sites", "Sites", ","),
        ],
    )
    labels = (
        base.transform_filter("datum.standing == 'Running'")
        .mark_text(align="left", dx=4, color=LABEL)
        .encode(
            x=alt.X(field="total_gw", type="quantitative", title="Power (GW)"),
            text=alt.Text(field="total_text", type="nominal"),
        )
    )
    return alt.layer(bars, labels).properties(height=alt.Step(21))


FIGURE = Figure(
    name="data_centre_places",
    subtitle=f"Power by state of the US and by country elsewhere, the {SHOWN} largest places (GW)",
    sql=SQL,
    spec=specification(_chart()),
    headline=headline,
    note=f"{ABOUT}States are those in the addresses that the publisher gives; where there is none, "
    "none is guessed. Pale bars are what plans add by the end of the time range.",
    remark=remark,
    empty="No data centre of these companies, places and dates is followed.",
    params=at_the_end(Filters()),
    rests_on_rounds=False,
)
