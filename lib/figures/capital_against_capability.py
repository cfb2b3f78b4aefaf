"""Whether the laboratories with more money have the better models, at a date."""

from __future__ import annotations

import altair as alt
import polars as pl

from lib.figures.figure import Figure
from lib.figures.lab_capital import (
    BASIS,
    DEBT_NOTE,
    ECI_NOTE,
    LABS,
    LABS_NOTE,
    before,
    parameters,
)
from lib.figures.lab_marks import (
    HEIGHT,
    NAME,
    NAMES_NOTE,
    SCORED,
    WIDTHS,
    X,
    Y,
    along,
    base,
    capital_across,
    line_height,
    names_beside,
    place_names,
    points_up,
)
from lib.figures.scope import DEVELOPER
from lib.filters import Filters
from lib.theme import (
    GREY,
    LABEL,
    colour,
    money_expression,
    opens,
    specification,
    told,
)
from lib.words import count, listing, money, month_words

SQL = f"""
{LABS}
, best AS (
    FROM scored, today
    SELECT organization, any_value(day) AS as_of, any_value(year_ago) AS year_ago,
        count(*) AS models, max(release_date) > any_value(day) - INTERVAL 2 YEAR AS is_active,
        -- A whole row, since an empty end of an interval would give way to that of another model.
        max_by(scored, (eci, model)) AS top,
        max(eci) FILTER (release_date <= year_ago) AS earlier_eci,
        min(release_date) AS first_date, min_by(eci, (release_date, -eci)) AS first_eci
    WHERE release_date <= day AND NOT is_second_hand
    GROUP BY organization
), capital AS (
    FROM raised JOIN best USING (organization)
    SELECT organization, sum(amount_usd) FILTER (counts) AS capital_usd,
        sum(amount_usd) FILTER (is_debt) AS debt_usd, count(*) FILTER (counts) AS rounds,
        coalesce(sum(amount_usd) FILTER (counts AND announced_date <= year_ago), 0) AS earlier_usd,
        coalesce(sum(amount_usd) FILTER (counts AND announced_date <= first_date), 0) AS first_usd
    WHERE announced_date <= as_of
    GROUP BY organization
), standing AS (
    FROM best JOIN developers USING (organization) LEFT JOIN capital USING (organization)
    SELECT *, top.eci AS eci, is_tracked OR company IS NULL AS is_lab,
        CASE $points WHEN 'first' THEN CASE WHEN models > 1 THEN eci - first_eci END
            ELSE eci - (FROM capability SELECT eci WHERE model = 'GPT-4 (Mar 2023)') END AS points,
        capital_usd - CASE $points WHEN 'first' THEN first_usd ELSE 0 END AS paid_usd,
        eci - earlier_eci AS points_year,
        CASE WHEN earlier_eci IS NOT NULL THEN capital_usd - earlier_usd END AS paid_year_usd
)
FROM standing
SELECT organization, company, capital_usd, debt_usd, coalesce(rounds, 0) AS rounds,
    top.model AS model, top.release_date AS release_date, eci, top.eci_low AS eci_low,
    top.eci_high AS eci_high, models, CASE WHEN sold_date <= as_of THEN acquirer END AS acquirer,
    CASE WHEN capital_usd > 0 THEN 'Own funding'
        WHEN is_tracked THEN 'No amount in this selection'
        WHEN invests THEN 'Paid from its own business'
        ELSE 'No round tracked' END AS funding,
    CASE WHEN points >= 1 AND paid_usd > 0 THEN paid_usd / points END AS per_point_usd,
    1e9 / per_point_usd AS points_per_billion, points, paid_usd,
    CASE WHEN points_year >= 1 AND paid_year_usd > 0 THEN paid_year_usd / points_year END AS
        per_point_year_usd, points_year, paid_year_usd,
    {DEVELOPER}, top.source_id AS source_id, $points AS counted_from, as_of, {BASIS},
    count(*) FILTER (NOT is_lab) OVER () AS others,
    count(*) FILTER (is_lab AND NOT is_active) OVER () AS inactive,
    (FROM scored, today SELECT count(*) WHERE is_second_hand AND release_date <= day) AS newer
QUALIFY is_lab AND is_active AND max(capital_usd) FILTER (is_lab AND is_active) OVER () > 0
ORDER BY capital_usd DESC NULLS LAST, eci DESC, organization
"""
"""A laboratory a row: its best model, its capital, and what the points that it gained stood for.
Above the first GPT-4, or since its own first model if `$points` is `first`. Less than one point
is within the error of the scores and gets no price."""

STRIP = "min(150, width * 0.36)"
"""Vega expression: pixels of the strip beside the plot."""


def arrange(rows: pl.DataFrame) -> pl.DataFrame:
    """`rows` with the places of their names."""
    is_rich = pl.col(X).log10() > (pl.col(X).log10().min() + pl.col(X).log10().max()) / 2
    funded = rows.filter(pl.col(X).is_not_null()).with_columns(
        side=pl.when(is_rich).then(pl.lit("left")).otherwise(pl.lit("right"))
    )
    ends = pl.concat(
        funded.select(NAME, X, pl.col(end).alias(Y)) for end in ("eci_low", "eci_high")
    )
    step = line_height(rows[Y])
    placed = place_names(funded, funded, along(ends), step, (20, 38))
    apart = rows.filter(pl.col(X).is_null()).sort(Y, descending=True)
    # In their strip names stand below each other: each is pushed down as far as those above need.
    line = pl.int_range(pl.len())
    stacked = (pl.col(Y) + line * step).cum_min() - line * step
    sides = {f"{width}_side": pl.lit("right") for width in WIDTHS}
    beside = apart.with_columns(**{f"{width}_height": stacked for width in WIDTHS}, **sides)
    return pl.concat([placed, beside], how="diagonal")


def headline(rows: pl.DataFrame) -> str:
    """The laboratory with most money beside the best one with a tenth of it, or with less."""
    funded = rows.filter(funding="Own funding")
    most = funded.row(0, named=True)
    said = (
        f"{rows['counting'][0]}By {month_words(most['as_of'])} {most['organization']} reached "
        f"{most['eci']:.0f} points of capability with {money(most['capital_usd'])} of capital"
    )
    lean = funded.filter(pl.col("capital_usd") * 10 <= most["capital_usd"])
    others = (lean if lean.height else funded[1:]).sort("eci")
    if others.is_empty():
        return said
    other = others.row(-1, named=True)
    return f"{said}, {other['organization']} {other['eci']:.0f} with {money(other['capital_usd'])}"


def remark(rows: pl.DataFrame) -> str:
    """Who stands apart, who is left out, and who belongs to another company by now."""
    funded = rows.filter(funding="Own funding")
    apart, first = rows.height - funded.height, rows.row(0, named=True)
    own = "its" if funded.height == 1 else "their"
    beside = f"; {apart:,} more beside the plot" if apart else ""
    parts = [f"{count(funded.height, 'laboratory')} with funding of {own} own{beside}"]
    if others := first["others"]:
        parts.append(f"{count(others, 'developer')} with another main business left out")
    if inactive := first["inactive"]:
        parts.append(f"{inactive} without a scored model of the last two years left out")
    if newer := first["newer"]:
        parts.append(f"{count(newer, 'newer model')}, scored in a later fit alone, left out")
    bought = funded.drop_nulls("acquirer")
    sold = [f"{o} to {a}" for o, a in bought.select("organization", "acquirer").rows()]
    if sold:
        parts.append(f"Sold since: {listing(sold)}, whose money is not counted")
    return ". ".join([*parts, *before(rows)]) + "."


def _chart() -> alt.TopLevelMixin:
    rows = base().transform_calculate(
        debt_text=f"isValid(datum.debt_usd) ? {money_expression('datum.debt_usd')} : 'not known'"
    )
    tooltips = [
        told("organization", "Laboratory"),
        told("model", "Best model"),
        *SCORED,
        told("capital_text", "Capital so far"),
        told("debt_text", "Loans"),
        told("rounds", "Rounds with an amount", ","),
        told("models", "Scored models", ","),
        told("funding", "Money"),
    ]
    x = capital_across(range=[0, alt.ExprRef(f"width - {STRIP} - 14")], padding=24)
    tint = colour("developer", legend=False)
    funded = rows.transform_filter("datum.funding == 'Own funding'")
    points = (
        funded.mark_point(filled=True, size=110, opacity=0.95)
        .encode(x=x, y=points_up(), color=tint, tooltip=tooltips)
        .add_params(opens("company"))
    )
    bars = funded.mark_rule(strokeWidth=1.5, opacity=0.5).encode(
        x=x, y=points_up("eci_low"), y2=alt.Y2(field="eci_high"), color=tint
    )
    names = names_beside(funded, x, alt.value(LABEL))
    apart = rows.transform_filter("datum.funding != 'Own funding'")
    return alt.layer(bars, points, *names, *_strip(apart, tooltips)).properties(height=HEIGHT)


def _strip(apart: alt.Chart, tooltips: list[alt.Tooltip]) -> list[alt.Chart]:
    """Those without funding of their own, beside the plot."""
    edge = alt.value(alt.ExprRef(f"width - {STRIP} + 8"))
    ticks = apart.mark_tick(orient="horizontal", thickness=2.5, width=12, color=GREY).encode(
        x=edge, y=points_up(), tooltip=tooltips
    )
    [_, names] = names_beside(apart, edge, alt.value(LABEL))
    once = apart.transform_aggregate(number="count()")
    line = once.mark_rule(color=GREY, strokeDash=[2, 3]).encode(
        x=alt.value(alt.ExprRef(f"width - {STRIP} - 6"))
    )
    title = once.mark_text(
        align="left", baseline="bottom", fontSize=11, color=LABEL, lineBreak="|", dy=-2
    ).encode(x=edge, y=alt.value(0), text=alt.value("No known funding|of its own"))
    return [line, title, ticks, names.encode(tooltip=tooltips)]


FIGURE = Figure(
    name="capital_against_capability",
    subtitle="Cumulative capital (USD, log scale) and best score so far on the capability index "
    "(ECI, points) by laboratory; those without funding of their own stand apart",
    sql=SQL,
    spec=specification(_chart()),
    headline=headline,
    note=f"{DEBT_NOTE}{ECI_NOTE}{LABS_NOTE}A thin line is the 90% interval of the best model. "
    "Google, Meta, Alibaba, Microsoft, Amazon and Nvidia pay for their models from their own "
    "business: what they spent is not known, so they stand beside the plot and not at zero. There "
    "stand also laboratories with no disclosed amount by that date, and developers of which no "
    "round is tracked. Capital is not what a model cost: most of it pays for computers and staff "
    f"of many models, and some is not spent yet. {NAMES_NOTE}",
    remark=remark,
    empty="No laboratory with both a disclosed amount and a scored model matches the filters.",
    params=parameters(Filters()) | {"points": "reference"},
    arrange=arrange,
)
