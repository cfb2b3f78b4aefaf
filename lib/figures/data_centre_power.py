"""How fast does the power of data centres for AI grow, and who owns it? Running, then planned."""

from __future__ import annotations

import altair as alt
import polars as pl

from lib.derived.infrastructure import SITES_SOURCE
from lib.figures.figure import Figure
from lib.figures.scope import scope
from lib.figures.sites import ABOUT, OWNER, TIMELINE, day_words, power, power_expression
from lib.filters import Filters
from lib.theme import (
    COLOURS,
    GREY,
    LABEL,
    colour,
    periods_across,
    specification,
    told,
)
from lib.words import month_words, percent

PLANNED = 0.3
"""Opacity of what is planned."""

SQL = f"""{TIMELINE}
, span AS (
    FROM timeline
    SELECT
        date_trunc('quarter', greatest($first_day, min(date) FILTER (power_mw > 0))) AS first,
        date_trunc('quarter', max(date)) AS last,
        any_value(snapshot_date) AS snapshot_date
), quarters AS (
    FROM span
    SELECT
        unnest(generate_series(first, last, INTERVAL 3 MONTH))::DATE AS period,
        period > snapshot_date AS is_planned,
        (period + INTERVAL 3 MONTH - INTERVAL 1 DAY)::DATE AS quarter_end,
        -- The quarter of the file holds what ran on its day; what comes later in it is a plan.
        CASE WHEN is_planned THEN quarter_end ELSE least(quarter_end, snapshot_date) END AS as_of
), held AS (
    FROM quarters JOIN timeline ON as_of >= date AND as_of < next_date
    SELECT period, as_of, is_planned, organization, power_mw
    WHERE power_mw > 0
), owned AS (
    FROM held
    SELECT period, {OWNER}, as_of, is_planned, sum(power_mw) AS power_mw, count(*) AS sites
    GROUP BY ALL
)
FROM owned
SELECT
    period, owner, power_mw, sites, power_mw / sum(power_mw) OVER (PARTITION BY period) AS share,
    as_of, is_planned,
    -- Once: the rule between running and planned is one mark.
    is_planned AND row_number() OVER (PARTITION BY is_planned ORDER BY period, owner) = 1
        AND bool_or(NOT is_planned) OVER () AS begins_plans,
    '{SITES_SOURCE}' AS source_id
ORDER BY 1, 2
"""


def headline(rows: pl.DataFrame) -> str:
    """Power at the end of what is known, and what plans make of it or what it grew from."""
    periods = rows.group_by("period", "as_of", "is_planned").agg(pl.sum("power_mw")).sort("period")
    seen, goal = periods.filter(~pl.col("is_planned")), periods.row(-1, named=True)
    by = f"{power(goal['power_mw'])} by {month_words(goal['as_of'])}"
    if seen.is_empty():
        return f"Plans lead to {by}"
    first, last = seen.row(0, named=True), seen.row(-1, named=True)
    now = f"{power(last['power_mw'])} running on {day_words(last['as_of'])}"
    ran = f"AI data centres followed here had {now}"
    times = goal["power_mw"] / last["power_mw"]
    if goal["is_planned"] and times >= 1.05:
        return f"{ran}; plans make it {times:.1f} times as much, {by}"
    if seen.height == 1:
        return ran
    return f"{ran}, after {power(first['power_mw'])} on {day_words(first['as_of'])}"


def remark(rows: pl.DataFrame) -> str:
    """Who of the named owners has most of what runs, or of what is planned."""
    seen = rows.filter(~pl.col("is_planned"))
    known = seen if seen.height else rows
    last = known.filter(pl.col("period") == known["period"].max())
    named = last.filter(pl.col("owner") != "Other").sort("power_mw", descending=True)
    if named.is_empty() or last.height == 1:
        return ""
    first = named.row(0, named=True)
    verb = "has" if first["is_planned"] else "had"
    return (
        f"Of the owners named here, {first['owner']} {verb} most on {day_words(first['as_of'])}: "
        f"{power(first['power_mw'])}, {percent(first['share'])} of the whole."
    )


def _chart() -> alt.TopLevelMixin:
    owners = COLOURS["owner"]
    base = alt.Chart(alt.NamedData("rows")).transform_calculate(
        power_gw="datum.power_mw / 1000",
        power_text=power_expression("datum.power_mw"),
        day_text="utcFormat(toDate(datum.as_of), '%-d %b %Y')",
        state="datum.is_planned ? 'planned' : 'running'",
        order=f"indexof({list(owners)}, datum.owner)",
        before="'Running'",
        after="'Planned'",
    )
    bars = base.mark_bar(strokeWidth=1).encode(
        x=periods_across("quarter"),
        y=alt.Y(
            field="power_gw",
            type="quantitative",
            stack="zero",
            title="Power (GW)",
            axis=alt.Axis(tickCount=5, format=",~f"),
        ),
        color=colour("owner"),
        stroke=alt.Stroke(
            field="owner",
            type="nominal",
            scale=alt.Scale(domain=list(owners), range=list(owners.values())),
            legend=None,
        ),
        fillOpacity=alt.condition("datum.is_planned", alt.value(PLANNED), alt.value(1)),
        order=alt.Order(field="order", type="quantitative"),
        tooltip=[
            told("owner", "Owner"),
            told("day_text", "Day"),
            told("power_text", "Power"),
            told("share", "Share of power", ".1%"),
            told("sites", "Sites", ","),
            told("state", "Power is"),
        ],
    )
    marked = base.transform_filter("datum.begins_plans")
    across = alt.X(field="period", type="temporal")
    rule = marked.mark_rule(color=GREY, strokeDash=[4, 3]).encode(x=across)
    running = marked.mark_text(align="right", dx=-6, y=2, baseline="top", color=LABEL).encode(
        x=across, text=alt.Text(field="before", type="nominal")
    )
    planned = marked.mark_text(align="left", dx=6, y=2, baseline="top", color=LABEL).encode(
        x=across, text=alt.Text(field="after", type="nominal")
    )
    return alt.layer(bars, rule, running, planned).properties(height=340)


FIGURE = Figure(
    name="data_centre_power",
    subtitle="Power of the data centres followed, at the end of each quarter, by owner (GW)",
    sql=SQL,
    spec=specification(_chart()),
    headline=headline,
    note=f"{ABOUT}A bar holds the power at the end of its quarter, the last solid one that of the "
    "day of the file; pale bars are plans, what runs already included. Other holds smaller owners "
    "and sites whose owner is not stated. The table below says how sure an owner is.",
    remark=remark,
    empty="No data centre of these companies, places and dates is followed.",
    params=scope(Filters()),
    rests_on_rounds=False,
)
