"""How the valuation of each company moved from round to round."""

from __future__ import annotations

from typing import Any

import altair as alt
import polars as pl

from lib.figures.figure import Figure
from lib.figures.priced_rounds import TERMS, fold
from lib.theme import (
    BLUE,
    GREEN,
    GREY,
    ORANGE,
    PURPLE,
    RED,
    SKY,
    label_expression,
    log_axis,
    money_expression,
    opens,
    specification,
)
from lib.words import count, money, month_words

NAMED = 6
TINTS = dict(zip("123456", (BLUE, ORANGE, GREEN, RED, PURPLE, SKY), strict=True)) | {"other": GREY}
MARKS = {
    "Funding round": "circle",
    "Share sale": "diamond",
    "Public listing": "square",
    "Merger": "triangle-up",
}
DAY_MS = 864e5
AXIS_TITLE = "Valuation (USD, log scale)"

MARK_SQL = """
    CASE kind WHEN 'secondary' THEN 'Share sale' WHEN 'ipo' THEN 'Public listing'
        WHEN 'merger' THEN 'Merger' ELSE 'Funding round' END"""

LABELS_SQL = """
, ends AS (
    FROM points
    SELECT company, max_by((round_id, value), (happened, value, round_id)) AS last,
        last[1] AS round_id, last[2] AS latest
    WHERE place <= $named
    GROUP BY company
), extremes AS (
    FROM points
    SELECT max(happened) AS edge,
        -- The share of the axis that one line of text takes, in powers of ten.
        0.052 * greatest(1, ceil(log10(max(value))) - floor(log10(min(value)))) AS step
), labels AS (
    -- Labels stand below each other: each is pushed down as far as those above it need.
    FROM (FROM ends SELECT *, row_number() OVER (ORDER BY latest DESC, company) AS line), extremes
    SELECT round_id, edge,
        pow(10, min(log10(latest) + line * step) OVER (ORDER BY line) - line * step) AS label_at
)
"""
"""Adds to `points` (round_id, company, place, happened, value) the table `labels`: where
on a log axis the name of each of the first `$named` companies stands beside the plot."""

SQL = f"""
, valued AS (
    FROM selected
    SELECT *, status IN ('completed', 'announced') AS is_confirmed
    WHERE post_money_usd > 0
), companies AS (
    FROM valued
    SELECT company, row_number() OVER (
        ORDER BY max(post_money_usd) FILTER (is_confirmed) DESC NULLS LAST,
            max(post_money_usd) DESC, company
    ) AS place
    GROUP BY company
), points AS (
    FROM valued JOIN companies USING (company)
    SELECT valued.*, place, announced_date AS happened, post_money_usd AS value
)
{LABELS_SQL}
FROM points LEFT JOIN labels USING (round_id)
SELECT
    company::VARCHAR AS company, announced_date, post_money_usd, amount_usd,
    stage::VARCHAR AS stage, kind::VARCHAR AS kind, status::VARCHAR AS status, is_confirmed,
    {MARK_SQL} AS mark,
    CASE WHEN place <= $named THEN place::VARCHAR ELSE 'other' END AS tint,
    label_at AS label_usd, edge AS label_date, source_url, round_id
ORDER BY place, announced_date, post_money_usd, round_id
"""


def headline(rows: pl.DataFrame) -> str:
    """How far the valuation of the most valuable company moved."""
    confirmed = rows.filter("is_confirmed")
    if confirmed.is_empty():
        return _unconfirmed(rows)
    last = confirmed.group_by("company", maintain_order=True).last()
    company = last.sort("post_money_usd", descending=True, maintain_order=True)["company"][0]
    known = confirmed.filter(company=company)
    worth = last["post_money_usd"].to_list()
    rank = "the highest of" if worth.count(max(worth)) == 1 else "as high as any of"
    among = f", {rank} {count(last.height, 'company')}" if last.height > 1 else ""
    return movement(company, known.row(0, named=True), known.row(-1, named=True)) + among


def _unconfirmed(rows: pl.DataFrame) -> str:
    top = rows.sort("post_money_usd", descending=True, maintain_order=True).row(0, named=True)
    number = count(rows.height, "valuation")
    return (
        f"{number}, rumoured or planned: {money(top['post_money_usd'])} for {top['company']} "
        f"in {month_words(top['announced_date'])}{' is the highest' if rows.height > 1 else ''}"
    )


def movement(company: str, first: dict[str, Any], last: dict[str, Any]) -> str:
    old, new = first["post_money_usd"], last["post_money_usd"]
    since, until = month_words(first["announced_date"]), month_words(last["announced_date"])
    if since == until:
        return f"{company} was valued at {money(new)} in {until}"
    between = f"between {since} and {until}"
    if money(old) == money(new):
        return f"{company}'s valuation was {money(new)} in {since} as in {until}"
    if new < old:
        return f"{company}'s valuation fell from {money(old)} to {money(new)} {between}"
    if new < 1.95 * old:
        return f"{company}'s valuation rose from {money(old)} to {money(new)} {between}"
    return f"{company}'s valuation rose {fold(new / old)}-fold to {money(new)} {between}"


def remark(rows: pl.DataFrame) -> str:
    """What hollow marks are, where there are any."""
    hollow = rows.filter(~pl.col("is_confirmed")).height
    shown = "Point at a company to follow it alone."
    return f"{shown} Hollow points are rumoured or planned and on no line." if hollow else shown


def named_lines(
    value: str, title: str, tooltips: list[alt.Tooltip], **calculated: str
) -> alt.TopLevelMixin:
    """Points of `value` on a log axis, joined and named for the companies that have a tint.

    Rows hold company, announced_date, `value`, mark, tint, is_confirmed and, where a name stands,
    `label_usd` or `label_times` and label_date.
    """
    picked = alt.selection_point(
        name="picked", fields=["company"], on="pointerover", clear="pointerout"
    )
    label = "label_usd" if value.endswith("_usd") else "label_times"
    words = (
        money_expression("datum.value") if value.endswith("_usd") else "format(datum.value, ',~f')"
    )
    base = alt.Chart(alt.NamedData("rows"))

    def height(field: str) -> alt.Y:
        return alt.Y(
            field=field,
            type="quantitative",
            title=title,
            scale=alt.Scale(type="log"),
            axis=log_axis(words),
        )

    def when(field: str) -> alt.X:
        return alt.X(
            field=field,
            type="temporal",
            title=None,
            scale=alt.Scale(type="utc"),
            axis=dates_axis(),
        )

    def shown(usual: float) -> Any:
        return alt.condition(picked, alt.value(usual), alt.value(0.1))

    # Only marks with a tooltip take clicks.
    company = alt.Tooltip(field="company", type="nominal", title="Company")
    named = base.transform_filter("datum.tint != 'other'")
    lines = (
        named.transform_filter("datum.is_confirmed")
        .mark_line(strokeWidth=2)
        .encode(
            x=when("announced_date"),
            y=height(value),
            color=_tint(),
            detail=alt.Detail(field="company", type="nominal"),
            opacity=shown(0.9),
            tooltip=company,
        )
    )
    points = base.mark_point(strokeWidth=1.5).encode(
        x=when("announced_date"),
        y=height(value),
        color=_tint(),
        fill=_tint("fill"),
        fillOpacity=alt.condition("datum.is_confirmed", alt.value(1), alt.value(0)),
        shape=alt.Shape(
            field="mark",
            type="nominal",
            scale=alt.Scale(domain=list(MARKS), range=list(MARKS.values())),
            legend=alt.Legend(
                orient="top",
                title=None,
                symbolFillColor=GREY,
                symbolStrokeWidth=0,
                columns=alt.ExprRef("width < 400 ? 2 : 4"),
            ),
        ),
        size=alt.condition("datum.tint == 'other'", alt.value(26), alt.value(60)),
        opacity=shown(0.85),
        tooltip=tooltips,
    )
    ends = named.transform_filter(f"isValid(datum.{label})")
    leaders = ends.mark_rule(strokeDash=[2, 3]).encode(
        x=when("announced_date"),
        x2=alt.X2(field="label_date"),
        y=height(value),
        y2=alt.Y2(field=label),
        color=_tint(),
        opacity=shown(0.6),
    )
    names = ends.mark_text(align="left", dx=7, fontWeight=600, limit=130, cursor="pointer").encode(
        x=when("label_date"),
        y=height(label),
        text=alt.Text(field="company", type="nominal"),
        color=_tint(),
        opacity=shown(1),
        tooltip=company,
    )
    layers = alt.layer(lines, leaders, points.add_params(picked, opens("company")), names)
    return layers.transform_calculate(**calculated).properties(height=430)


def dates_axis() -> alt.Axis:
    """Axis that names years; months or days where the time is short."""
    span = "domain('x')[1] - domain('x')[0]"
    near = f"utcFormat(datum.value, {span} < {120 * DAY_MS:.0f} ? '%-d %b %Y' : '%b %Y')"
    far = "utcmonth(datum.value) == 0 ? utcFormat(datum.value, '%Y') : ''"
    return alt.Axis(
        labelExpr=f"{span} > {3 * 365 * DAY_MS:.0f} ? {far} : {near}",
        tickCount=alt.ExprRef("max(2, width / 100)"),
        labelOverlap="greedy",
        labelSeparation=8,
        ticks=False,
    )


def _tint(channel: str = "color") -> Any:
    kind = alt.Fill if channel == "fill" else alt.Color
    scale = alt.Scale(domain=list(TINTS), range=list(TINTS.values()))
    return kind(field="tint", type="nominal", scale=scale, legend=None)


def _chart() -> alt.TopLevelMixin:
    tooltips = [
        alt.Tooltip(field="company", type="nominal", title="Company"),
        alt.Tooltip(field="announced_date", type="temporal", format="%b %Y", title="Announced"),
        alt.Tooltip(field="value_text", type="nominal", title="Valuation"),
        alt.Tooltip(field="amount_text", type="nominal", title="Raised"),
        alt.Tooltip(field="mark", type="nominal", title="Price from"),
        alt.Tooltip(field="stage", type="nominal", title="Stage"),
        alt.Tooltip(field="status_text", type="nominal", title="Status"),
    ]
    return named_lines(
        "post_money_usd",
        AXIS_TITLE,
        tooltips,
        value_text=money_expression("datum.post_money_usd"),
        status_text=label_expression("status", "datum.status"),
        amount_text="isValid(datum.amount_usd) ? "
        f"{money_expression('datum.amount_usd')} : 'not disclosed'",
    )


FIGURE = Figure(
    name="valuations_over_time",
    subtitle="Valuation of a company at each round that states one (USD, log scale)",
    sql=SQL,
    spec=specification(_chart()),
    headline=headline,
    params={"named": NAMED},
    note=f"{TERMS}Post-money stands for a valuation here. On the log scale equal steps up are "
    "equal multiples, so a doubling is as high for a small company as for a large one. Lines join "
    f"the {NAMED} companies with the highest valuations; other companies are grey points. "
    "A share sale among holders and a public listing are prices too, but not those of a funding "
    "round: they have shapes of their own.",
    remark=remark,
    empty="No round with a stated valuation matches the filters.",
)
