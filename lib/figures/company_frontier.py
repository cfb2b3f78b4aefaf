"""How close is one company to the most capable model of its day?"""

from __future__ import annotations

import altair as alt
import polars as pl

from lib.figures.company_history import ONE_SQL
from lib.figures.figure import Figure
from lib.figures.named_lines import dates_axis
from lib.theme import BLUE, GREY, specification, told
from lib.words import count, month_words

FRONTIER, OWN = "Best of all companies", "This company"
SERIES = {FRONTIER: GREY, OWN: BLUE}

SQL = f"""
{ONE_SQL}
, rated AS (
    FROM capability, one
    SELECT model, organization::VARCHAR AS organization, release_date, eci, eci_low, eci_high,
        is_second_hand, source_id::VARCHAR AS source_id, firm,
        organization IS NOT DISTINCT FROM firm AS is_own,
        -- Of models of one day the best counts; every fit has a scale of its own, so that what is
        -- quoted from a later one stands on no line.
        NOT is_second_hand AND eci >= max(eci) OVER before AS leads_all,
        NOT is_second_hand AND eci >= max(eci) OVER own_before AS leads_own
    WINDOW before AS (PARTITION BY is_second_hand ORDER BY release_date),
        own_before AS (PARTITION BY is_own, is_second_hand ORDER BY release_date)
), told AS (
    FROM rated SELECT *, '{FRONTIER}' AS series, leads_all AS is_step WHERE leads_all
    UNION ALL
    FROM rated SELECT *, '{OWN}', leads_own WHERE is_own
), ends AS (
    -- Both lines reach the newest model of anybody.
    FROM told SELECT series, max(eci) AS eci, any_value(firm) AS firm,
        max_by(source_id, eci) AS source_id,
        (FROM rated SELECT max(release_date) WHERE NOT is_second_hand) AS release_date
    WHERE is_step
    GROUP BY series
)
FROM (
    FROM told SELECT series, model, organization, release_date, eci, eci_low, eci_high, is_step,
        is_second_hand, false AS is_end, source_id, firm
    UNION ALL
    FROM ends SELECT series, NULL, NULL, release_date, eci, NULL, NULL, true, false, true,
        source_id, firm
)
SELECT series, model, organization, release_date, eci, eci_low, eci_high, is_step, is_second_hand,
    is_end, firm AS profile_of, source_id
WHERE EXISTS (FROM rated WHERE is_own AND NOT is_second_hand)
ORDER BY release_date, is_end, series, eci, model
"""


def headline(rows: pl.DataFrame) -> str:
    """The best model of the company beside the best of all."""
    models = rows.filter(~pl.col("is_end"), ~pl.col("is_second_hand"))
    models = models.sort("eci", "release_date", maintain_order=True)
    own = models.filter(pl.col("series") == OWN).row(-1, named=True)
    best = models.filter(pl.col("series") == FRONTIER).row(-1, named=True)
    told = (
        f"{own['profile_of']}'s {own['model']} scores {own['eci']:.0f} "
        f"({month_words(own['release_date'])})"
    )
    if own["eci"] >= best["eci"]:
        return f"{told}, the highest of all models rated"
    gap = best["eci"] - own["eci"]
    return f"{told}, {gap:.1f} points below {best['organization']}'s best"


def remark(rows: pl.DataFrame) -> str:
    """Models behind the line, and ratings of later fits."""
    own = rows.filter(pl.col("series") == OWN, ~pl.col("is_end"))
    hollow = int(own["is_second_hand"].sum())
    behind = f"{count(own.height, 'model')} of {own['profile_of'][0]} rated."
    if not hollow:
        return behind
    return f"{behind} Hollow: {hollow} quoted second-hand from a later fit, on no line."


def _chart() -> alt.TopLevelMixin:
    names = list(SERIES)
    scale = alt.Scale(domain=names, range=list(SERIES.values()))
    base = (
        alt.Chart(alt.NamedData("rows"))
        .transform_calculate(
            interval="isValid(datum.eci_low) ? format(datum.eci_low, '.0f') + ' to ' + "
            "format(datum.eci_high, '.0f') : 'not stated'",
            state="datum.is_second_hand ? 'second-hand' : 'from the publisher'",
        )
        .encode(
            x=alt.X(
                field="release_date",
                type="temporal",
                title=None,
                scale=alt.Scale(type="utc"),
                axis=dates_axis(),
            ),
            y=alt.Y(
                field="eci",
                type="quantitative",
                title="Epoch Capabilities Index (index points)",
                scale=alt.Scale(zero=False),
                axis=alt.Axis(tickCount=5),
            ),
            color=alt.Color(
                field="series",
                type="nominal",
                scale=scale,
                legend=alt.Legend(orient="top", title=None, symbolType="stroke"),
            ),
            strokeDash=alt.StrokeDash(
                field="series",
                type="nominal",
                scale=alt.Scale(domain=names, range=[[4, 3], [1, 0]]),
                legend=None,
            ),
        )
    )
    lines = base.transform_filter("datum.is_step").mark_line(
        strokeWidth=2, interpolate="step-after"
    )
    points = (
        base.transform_filter(f"datum.series == '{OWN}' && !datum.is_end")
        .mark_point(size=55, strokeWidth=1.5)
        .encode(
            fill=alt.Fill(field="series", type="nominal", scale=scale, legend=None),
            fillOpacity=alt.condition("datum.is_second_hand", alt.value(0), alt.value(1)),
            strokeDash=alt.value([1, 0]),
            tooltip=[
                told("model", "Model"),
                told("release_date", "Released", "%-d %b %Y"),
                told("eci", "ECI", ".1f"),
                told("interval", "Interval (90%)"),
                told("state", "Rating"),
            ],
        )
    )
    return alt.layer(lines, points).properties(height=260)


FIGURE = Figure(
    name="company_frontier",
    subtitle="Capability of the company's models by release date, its best so far and the best "
    "of anybody (index points)",
    sql=SQL,
    spec=specification(_chart()),
    headline=headline,
    note="Epoch AI's index of capability joins many benchmarks into one scale without a zero: "
    "differences of points mean something, ratios do not. Each line is the best model released so "
    "far. Every fit of the index moves all models, so ratings quoted from later fits stand apart. "
    "Models that nobody rated are left out. The filters do not apply.",
    remark=remark,
    empty="No model of this company is rated.",
    rests_on_rounds=False,
)
