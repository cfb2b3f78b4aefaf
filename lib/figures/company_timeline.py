"""When one company raised money, how much, and of which kind."""

from __future__ import annotations

from typing import Any

import altair as alt
import polars as pl

from lib.figures.company_history import PROFILE_SQL, apart, confirmed, labelled
from lib.figures.figure import Figure
from lib.figures.valuations_over_time import dates_axis
from lib.theme import (
    GREY,
    LABEL,
    colour,
    label_expression,
    log_axis,
    money_expression,
    specification,
)
from lib.words import count, money

MARKS = {
    "Funding round": "circle",
    "Debt": "square",
    "Share sale": "diamond",
    "Public listing": "triangle-up",
    "Merger": "triangle-down",
}
HEIGHT = 330
FOOT: Any = {"expr": "height - 9"}
"""Where rounds without an amount stand."""
WIDE = 560
"""Pixels from which there is room for amounts beside the marks."""

SQL = f"""
{PROFILE_SQL}
FROM profile
SELECT
    company::VARCHAR AS company, announced_date, when_text, amount_usd, post_money_usd,
    stage::VARCHAR AS stage, kind::VARCHAR AS kind, status::VARCHAR AS status, is_confirmed,
    CASE kind WHEN 'debt' THEN 'Debt' WHEN 'secondary' THEN 'Share sale'
        WHEN 'ipo' THEN 'Public listing' WHEN 'merger' THEN 'Merger'
        ELSE 'Funding round' END AS mark,
    coalesce(nullif(array_to_string(investors[:4], ', '), ''), 'undisclosed') AS investors_text,
    source_url, round_id
ORDER BY announced_date, amount_usd, round_id
"""


def headline(rows: pl.DataFrame) -> str:
    """The largest confirmed round among how many."""
    company, done = rows["company"][0], confirmed(rows).drop_nulls("amount_usd")
    if done.is_empty():
        more = apart(rows) or "none is rumoured or planned"
        return f"{company}: 0 confirmed rounds with an amount, {more}"
    top = done.sort("amount_usd", descending=True, maintain_order=True).row(0, named=True)
    number = count(confirmed(rows).height, "confirmed round")
    largest = f"the largest of {number}" if number[:2] != "1 " else f"in {number}"
    return f"{company} raised {money(top['amount_usd'])} in {top['when_text']}, {largest}"


def remark(rows: pl.DataFrame) -> str:
    """What hollow marks and those at the foot of the chart are, where there are any."""
    without = rows["amount_usd"].null_count()
    hollow = rows.height - confirmed(rows).height
    return " ".join(
        [
            f"{count(without, 'round')} without a disclosed amount "
            f"{'stands' if without == 1 else 'stand'} at the foot."
            if without
            else "",
            "Hollow marks are rumoured or planned." if hollow else "",
        ]
    ).strip()


def _chart() -> alt.TopLevelMixin:
    base = (
        alt.Chart(alt.NamedData("rows"))
        .transform_calculate(
            amount_text="isValid(datum.amount_usd) ? "
            f"{money_expression('datum.amount_usd')} : 'not disclosed'",
            valuation_text="isValid(datum.post_money_usd) ? "
            f"{money_expression('datum.post_money_usd')} : 'not disclosed'",
            kind_text=label_expression("kind", "datum.kind"),
            status_text=label_expression("status", "datum.status"),
        )
        .encode(
            x=alt.X(
                field="announced_date",
                type="temporal",
                title=None,
                scale=alt.Scale(type="utc", padding=36),
                axis=dates_axis(),
            )
        )
    )
    height = alt.Y(
        field="amount_usd",
        type="quantitative",
        title="Amount (USD, log scale)",
        # Room for the amounts above, and for rounds without one at the foot.
        scale=alt.Scale(type="log", padding=42, nice=False),
        axis=log_axis(money_expression("datum.value")),
    )
    known = base.transform_filter("isValid(datum.amount_usd)")
    unknown = base.transform_filter("!isValid(datum.amount_usd)")
    labels = (
        known.transform_filter("datum.is_labelled")
        .mark_text(dy=-13, fontSize=11, color=LABEL, opacity=alt.ExprRef(f"width < {WIDE} ? 0 : 1"))
        .encode(y=height, text=alt.Text(field="amount_text", type="nominal"))
    )
    points = _marks(known).encode(y=height)
    foot = _marks(unknown).encode(y=alt.value(FOOT))
    words = unknown.mark_text(
        dy=-12, fontSize=11, color=LABEL, opacity=alt.ExprRef(f"width < {WIDE} ? 0 : 1")
    ).encode(y=alt.value(FOOT), text=alt.TextValue("no amount"))
    edge = unknown.mark_rule(color=GREY, strokeDash=[2, 3]).encode(
        x=alt.value(0), x2=alt.value({"expr": "width"}), y=alt.value({"expr": "height - 32"})
    )
    return alt.layer(edge, points, labels, foot, words).properties(height=HEIGHT)


def _marks(base: alt.Chart) -> alt.Chart:
    colours = colour("kind", legend=False)
    fill = alt.Fill(field="kind", type="nominal", scale=colours["scale"], legend=None)
    return base.mark_point(size=110, strokeWidth=1.8).encode(
        color=colours,
        fill=fill,
        fillOpacity=alt.condition("datum.is_confirmed", alt.value(0.9), alt.value(0)),
        shape=alt.Shape(
            field="mark",
            type="nominal",
            scale=alt.Scale(domain=list(MARKS), range=list(MARKS.values())),
            legend=alt.Legend(
                orient="top",
                title=None,
                symbolFillColor=GREY,
                symbolStrokeWidth=0,
                columns=alt.ExprRef("width < 460 ? 2 : 5"),
            ),
        ),
        tooltip=[
            alt.Tooltip(field="when_text", type="nominal", title="Announced"),
            alt.Tooltip(field="amount_text", type="nominal", title="Amount"),
            alt.Tooltip(field="valuation_text", type="nominal", title="Valuation"),
            alt.Tooltip(field="stage", type="nominal", title="Stage"),
            alt.Tooltip(field="kind_text", type="nominal", title="Kind"),
            alt.Tooltip(field="status_text", type="nominal", title="Status"),
            alt.Tooltip(field="investors_text", type="nominal", title="Investors"),
        ],
    )


FIGURE = Figure(
    name="company_timeline",
    subtitle="Amount of each round (USD, log scale) by date of announcement",
    sql=SQL,
    spec=specification(_chart()),
    headline=headline,
    note="On the log scale equal steps up are equal multiples. Filled marks are completed or "
    "announced rounds, hollow ones are rumoured or planned. Shapes and colours tell the kind of "
    "money: grants and rounds of equity and debt together are funding rounds too.",
    remark=remark,
    arrange=lambda rows: labelled(rows, "amount_usd", 0.055, 0.11),
)
