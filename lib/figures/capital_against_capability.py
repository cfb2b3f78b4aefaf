"""Whether the laboratories with more money have the better models, at a date."""

from __future__ import annotations

from typing import Literal

import altair as alt
import polars as pl

from lib.figures.figure import Figure
from lib.figures.lab_capital import (
    DEBT_NOTE,
    ECI_NOTE,
    LABS,
    LABS_NOTE,
    SINCE,
    STANDING,
    before,
    parameters,
)
from lib.figures.label_heights import free_heights
from lib.figures.scope import DEVELOPER
from lib.filters import Filters
from lib.theme import (
    GREY,
    LABEL,
    colour,
    log_axis,
    money_expression,
    opens,
    specification,
    told,
)
from lib.words import count, listing, money, month_words

SQL = f"""
{LABS}
, days AS (FROM today)
{STANDING}
, bought AS (
    FROM listings
    SELECT company::VARCHAR AS organization, max_by(acquirer::VARCHAR, listing_date) AS acquirer
    WHERE kind = 'acquisition' AND status = 'completed' AND listing_date <= (FROM today)
    GROUP BY company
), owners AS (
    FROM investors SELECT investor::VARCHAR AS organization WHERE investor_type = 'corporate'
), placed AS (
    FROM best JOIN organizations USING (organization)
        LEFT JOIN tracked USING (organization) LEFT JOIN capital USING (day, organization)
        LEFT JOIN bought USING (organization) LEFT JOIN owners USING (organization)
    SELECT best.organization::VARCHAR AS organization, organizations.company::VARCHAR AS company,
        CASE WHEN tracked.organization IS NOT NULL AND capital_usd > 0 THEN capital_usd END AS
            capital_usd,
        debt_usd, coalesce(rounds, 0) AS rounds, model, release_date, eci, eci_low, eci_high,
        models, acquirer, best.source_id, day AS as_of, is_active,
        CASE WHEN capital_usd > 0 THEN 'Own funding'
            WHEN tracked.organization IS NOT NULL THEN 'No amount in this selection'
            WHEN owners.organization IS NOT NULL THEN 'Paid from its own business'
            ELSE 'No round tracked' END AS funding,
        tracked.organization IS NOT NULL OR company IS NULL AS is_lab
)
FROM placed
SELECT * EXCLUDE (is_lab, is_active), {DEVELOPER}, {SINCE},
    count(*) FILTER (NOT is_lab) OVER () AS others,
    count(*) FILTER (is_lab AND NOT is_active) OVER () AS inactive
QUALIFY is_lab AND is_active AND max(capital_usd) FILTER (is_lab AND is_active) OVER () > 0
ORDER BY capital_usd DESC NULLS LAST, eci DESC, organization
"""

HEIGHT = 430
STRIP = "min(150, width * 0.36)"
"""Vega expression: pixels of the strip beside the plot."""


def arrange(rows: pl.DataFrame) -> pl.DataFrame:
    """`rows` with `label_eci`, the height of each name, and the side of its mark it stands on."""
    tens = pl.col("capital_usd").log10()
    is_rich = tens > (tens.min() + tens.max()) / 2
    sided = rows.with_columns(side=pl.when(is_rich).then(pl.lit("left")).otherwise(pl.lit("right")))
    return free_heights(sided, "capital_usd", "eci", "organization", "label_eci", HEIGHT)


def headline(rows: pl.DataFrame) -> str:
    """The laboratory with most money beside the best one with a tenth of it, or with less."""
    funded = rows.filter(funding="Own funding")
    most = funded.row(0, named=True)
    points = f"{most['eci']:.0f} points"
    when = month_words(most["as_of"])
    said = f"By {when} {most['organization']} had raised {money(most['capital_usd'])} and reached"
    lean = funded.filter(pl.col("capital_usd") * 10 <= most["capital_usd"])
    others = (lean if lean.height else funded[1:]).sort("eci")
    if others.is_empty():
        return f"{said} {points}"
    other = others.row(-1, named=True)
    with_less = f"{other['eci']:.0f}, with {money(other['capital_usd'])}"
    return f"{said} {points}; {other['organization']} {with_less}"


def remark(rows: pl.DataFrame) -> str:
    """Who stands apart, who is left out, and who belongs to another company by now."""
    funded = rows.filter(funding="Own funding")
    apart = rows.height - funded.height
    own = "its" if funded.height == 1 else "their"
    parts = [f"{count(funded.height, 'laboratory')} with funding of {own} own"]
    if apart:
        parts[0] += f"; {apart:,} more beside the plot"
    if others := rows["others"][0]:
        parts.append(f"{count(others, 'developer')} with another main business left out")
    if inactive := rows["inactive"][0]:
        parts.append(f"{inactive} without a scored model of the last two years left out")
    bought = funded.drop_nulls("acquirer")
    sold = [f"{o} to {a}" for o, a in bought.select("organization", "acquirer").rows()]
    if sold:
        parts.append(f"Sold since: {listing(sold)}, whose money is not counted")
    return ". ".join([*parts, *before(rows)]) + "."


def _chart() -> alt.TopLevelMixin:
    plot = alt.ExprRef(f"width - {STRIP} - 14")
    base = alt.Chart(alt.NamedData("rows")).transform_calculate(
        capital_text="isValid(datum.capital_usd) ? "
        f"{money_expression('datum.capital_usd')} : 'not known'",
        debt_text=f"isValid(datum.debt_usd) ? {money_expression('datum.debt_usd')} : 'not known'",
        points_text="format(datum.eci, '.1f') + (isValid(datum.eci_low) ? "
        "' (' + format(datum.eci_low, '.1f') + ' to ' + format(datum.eci_high, '.1f') + ')' : '')",
    )
    tooltips = [
        told("organization", "Laboratory"),
        told("model", "Best model"),
        told("release_date", "Released", "%b %Y"),
        told("points_text", "ECI (90% interval)"),
        told("capital_text", "Capital so far"),
        told("debt_text", "Loans"),
        told("rounds", "Rounds with an amount", ","),
        told("models", "Scored models", ","),
        told("funding", "Money"),
    ]
    funded = base.transform_filter("datum.funding == 'Own funding'")
    apart = base.transform_filter("datum.funding != 'Own funding'")
    x = alt.X(
        field="capital_usd",
        type="quantitative",
        title="Cumulative capital (USD, log scale)",
        scale=alt.Scale(type="log", range=[0, plot], nice=False, padding=24),
        axis=log_axis(money_expression("datum.value"), "x"),
    )
    points = (
        funded.mark_point(filled=True, size=110, opacity=0.95)
        .encode(x=x, y=_height("eci"), color=colour("developer", legend=False), tooltip=tooltips)
        .add_params(opens("company"))
    )
    bars = funded.mark_rule(strokeWidth=1.5, opacity=0.5).encode(
        x=x,
        y=_height("eci_low"),
        y2=alt.Y2(field="eci_high"),
        color=colour("developer", legend=False),
    )
    named = alt.Text(field="organization", type="nominal")
    ahead = _words(funded.transform_filter("datum.side == 'left'"), "right", -9)
    after = _words(funded.transform_filter("datum.side == 'right'"), "left", 9)
    names = [each.encode(x=x, y=_height("label_eci"), text=named) for each in (ahead, after)]
    edge = alt.value(alt.ExprRef(f"width - {STRIP} + 8"))
    ticks = apart.mark_tick(orient="horizontal", thickness=2.5, width=12, color=GREY).encode(
        x=edge, y=_height("eci"), tooltip=tooltips
    )
    beside = _words(apart, "left", 10).encode(
        x=edge, y=_height("label_eci"), text=named, tooltip=tooltips
    )
    strip = apart.transform_aggregate(number="count()")
    line = strip.mark_rule(color=GREY, strokeDash=[2, 3]).encode(
        x=alt.value(alt.ExprRef(f"width - {STRIP} - 6"))
    )
    title = strip.mark_text(
        align="left", baseline="bottom", fontSize=11, color=LABEL, lineBreak="|", dy=-2
    ).encode(x=edge, y=alt.value(0), text=alt.value("No known funding|of its own"))
    return alt.layer(bars, points, *names, line, title, ticks, beside).properties(height=HEIGHT)


def _words(chart: alt.Chart, align: Literal["left", "right"], dx: int) -> alt.Chart:
    return chart.mark_text(
        align=align, dx=dx, baseline="middle", fontSize=11, fontWeight=600, limit=150, color=LABEL
    )


def _height(field: str) -> alt.Y:
    return alt.Y(
        field=field,
        type="quantitative",
        title="Best ECI so far (points)",
        scale=alt.Scale(zero=False, nice=False, padding=18),
        axis=alt.Axis(tickCount=6),
    )


FIGURE = Figure(
    name="capital_against_capability",
    subtitle="Cumulative capital (USD, log scale) and best ECI so far (points) by laboratory; "
    "those without funding of their own stand apart",
    sql=SQL,
    spec=specification(_chart()),
    headline=headline,
    note=f"{DEBT_NOTE}{ECI_NOTE}{LABS_NOTE}A thin line is the 90% interval of the best model. "
    "Google, Meta, Alibaba, Microsoft, Amazon and Nvidia pay for their models from their own "
    "business: what they spent is not known, so they stand beside the plot and not at zero. There "
    "stand also laboratories with no disclosed amount by that date, and developers of which no "
    "round is tracked. Capital is not what a model cost: most of it pays for computers and staff "
    "of many models, and some is not spent yet.",
    remark=remark,
    empty="No laboratory with both a disclosed amount and a scored model matches the filters.",
    params=parameters(Filters()),
    arrange=arrange,
)
