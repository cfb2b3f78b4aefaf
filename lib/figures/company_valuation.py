"""How the valuation of one company moved, step by step."""

from __future__ import annotations

import altair as alt
import polars as pl

from lib.figures.company_history import PROFILE_SQL, confirmed, labelled
from lib.figures.figure import Figure
from lib.figures.priced_rounds import PRICED, STEP_UP_TERMS, TERMS, fold
from lib.figures.valuations_over_time import AXIS_TITLE, MARK_SQL, MARKS, dates_axis, movement
from lib.theme import (
    BLUE,
    GREY,
    LABEL,
    label_expression,
    log_axis,
    money_expression,
    specification,
)
from lib.words import count, money

SQL = f"""
{PROFILE_SQL}
{PRICED}
FROM profile LEFT JOIN (
    FROM priced SELECT round_id, step_up, months, previous_usd
) USING (round_id)
SELECT
    company::VARCHAR AS company, announced_date, when_text, post_money_usd, amount_usd,
    previous_usd, step_up, months, stage::VARCHAR AS stage, kind::VARCHAR AS kind,
    status::VARCHAR AS status,
    is_confirmed AND caveat IS DISTINCT FROM 'target' AS is_confirmed,
    {MARK_SQL} AS mark, source_url, round_id
WHERE post_money_usd > 0
ORDER BY announced_date, post_money_usd, round_id
"""


def headline(rows: pl.DataFrame) -> str:
    """How far the valuation moved, and its last step."""
    company, known = rows["company"][0], confirmed(rows)
    if known.is_empty():
        top = rows.sort("post_money_usd", descending=True, maintain_order=True).row(0, named=True)
        aim = f"{money(top['post_money_usd'])} in {top['when_text']}"
        return f"{company} has no confirmed valuation; {top['status']}: {aim}"
    moved = movement(company, known.row(0, named=True), known.row(-1, named=True))
    steps = known.drop_nulls("step_up")
    if known.height < 3 or steps.is_empty():
        return moved
    return f"{moved}; last step x{step_words(steps.row(-1, named=True))}"


def step_words(row: dict[str, float]) -> str:
    """A step-up as `2.8 in 7 months`."""
    months = row["months"]
    within = "" if months is None else f" in {count(int(months), 'month')}"
    return f"{fold(row['step_up'])}{within if months else ''}"


def remark(rows: pl.DataFrame) -> str:
    """What hollow marks are, where there are any."""
    hollow = rows.height - confirmed(rows).height
    return "Hollow marks are rumoured, planned or aimed at, and on no line." if hollow else ""


def _chart() -> alt.TopLevelMixin:
    base = (
        alt.Chart(alt.NamedData("rows"))
        .transform_calculate(
            value_text=money_expression("datum.post_money_usd"),
            amount_text="isValid(datum.amount_usd) ? "
            f"{money_expression('datum.amount_usd')} : 'not disclosed'",
            kind_text=label_expression("kind", "datum.kind"),
            status_text=label_expression("status", "datum.status"),
            step_text="!isValid(datum.step_up) ? '' : 'x' + (datum.step_up < 99.95 "
            "? replace(format(datum.step_up, '.1f'), '.0', '') : format(datum.step_up, ',.0f'))",
            time_text="!datum.months ? '' "
            ": ' in ' + datum.months + (datum.months == 1 ? ' month' : ' months')",
            label="datum.value_text + (datum.step_text ? '\\n' + datum.step_text "
            "+ datum.time_text : '')",
        )
        .encode(
            x=alt.X(
                field="announced_date",
                type="temporal",
                title=None,
                scale=alt.Scale(type="utc", padding=50),
                axis=dates_axis(),
            ),
            y=alt.Y(
                field="post_money_usd",
                type="quantitative",
                title=AXIS_TITLE,
                scale=alt.Scale(type="log", padding=42, nice=False),
                axis=log_axis(money_expression("datum.value")),
            ),
        )
    )
    line = base.transform_filter("datum.is_confirmed").mark_line(color=BLUE, strokeWidth=2)
    points = base.mark_point(size=80, strokeWidth=1.8, color=BLUE, fill=BLUE).encode(
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
                columns=alt.ExprRef("width < 460 ? 2 : 4"),
            ),
        ),
        tooltip=[
            alt.Tooltip(field="when_text", type="nominal", title="Announced"),
            alt.Tooltip(field="value_text", type="nominal", title="Valuation"),
            alt.Tooltip(field="step_text", type="nominal", title="Step-up"),
            alt.Tooltip(field="time_text", type="nominal", title="Time since"),
            alt.Tooltip(field="amount_text", type="nominal", title="Raised"),
            alt.Tooltip(field="mark", type="nominal", title="Price from"),
            alt.Tooltip(field="kind_text", type="nominal", title="Kind"),
            alt.Tooltip(field="stage", type="nominal", title="Stage"),
            alt.Tooltip(field="status_text", type="nominal", title="Status"),
        ],
    )
    labels = (
        base.transform_filter("datum.is_labelled")
        .mark_text(
            baseline="bottom",
            dy=-26,
            fontSize=11,
            lineBreak="\n",
            color=LABEL,
            opacity=alt.ExprRef("width < 560 ? 0 : 1"),
        )
        .encode(text=alt.Text(field="label", type="nominal"))
    )
    return alt.layer(line, points, labels).properties(height=350)


FIGURE = Figure(
    name="company_valuation",
    subtitle="Valuation at each round that states one (USD, log scale), with its step-up",
    sql=SQL,
    spec=specification(_chart()),
    headline=headline,
    note=f"{TERMS}{STEP_UP_TERMS}On the log scale equal steps up are equal multiples. A share sale "
    "among holders and a public listing are prices too, but not those of a funding round: they "
    "have shapes of their own and no step-up.",
    remark=remark,
    arrange=lambda rows: labelled(rows, "post_money_usd", 0.11, 0.2),
    titles={"step_up": "Step-up (times)", "previous_usd": "Valuation before"},
)
