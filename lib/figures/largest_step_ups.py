"""Whose valuation rose most from one round to the next."""

from __future__ import annotations

import altair as alt
import polars as pl

from lib.figures.figure import Figure
from lib.figures.own_rounds import OUTLINED, own_expression, own_remark
from lib.figures.priced_rounds import PRICED, STEP_UP_TERMS, TERMS, fold
from lib.theme import (
    BLUE,
    BY_PLACE,
    LABEL,
    label_expression,
    listed,
    money_expression,
    opens,
    specification,
    told,
)
from lib.words import count

SHOWN = 12

SQL = f"""
{PRICED}
, ranked AS (
    FROM priced
    SELECT *, row_number() OVER (ORDER BY step_up DESC, announced_date, round_id) AS place,
        count(*) OVER () AS step_ups
    WHERE step_up IS NOT NULL
)
FROM ranked
SELECT
    place, company::VARCHAR AS company, announced_date, stage::VARCHAR AS stage,
    status::VARCHAR AS status, step_up, post_money_usd, previous_usd, previous_date, months,
    step_ups, source_url, round_id, origin::VARCHAR AS origin
WHERE place <= {SHOWN}
ORDER BY place
"""


def headline(rows: pl.DataFrame) -> str:
    """The largest step-up."""
    first = rows.row(0, named=True)
    months = first["months"]
    within = f" within {count(months, 'month')}" if months else ""
    among = f", the largest of {first['step_ups']:,} step-ups" if first["step_ups"] > 1 else ""
    if first["step_up"] <= 1:
        return f"No valuation rose in {count(first['step_ups'], 'step-up')} from round to round"
    return f"{first['company']}'s valuation rose {fold(first['step_up'])}-fold{within}{among}"


def _chart() -> alt.TopLevelMixin:
    base = (
        alt.Chart(alt.NamedData("rows"))
        .transform_calculate(
            name="datum.place + '. ' + datum.company + ', ' "
            "+ utcFormat(toDate(datum.announced_date), '%b %Y')",
            value_text="format(datum.step_up, ',.1f') + ' times'",
            label=own_expression("datum.value_text"),
            whose=own_expression("datum.company", " (your file)"),
            before_text=money_expression("datum.previous_usd"),
            after_text=money_expression("datum.post_money_usd"),
            status_text=label_expression("status", "datum.status"),
            months_text="isValid(datum.months) ? format(datum.months, ',') : 'not known'",
        )
        .encode(
            y=listed("name", BY_PLACE, labelLimit=210),
            x=alt.X(
                field="step_up",
                type="quantitative",
                title="Step-up (times)",
                axis=alt.Axis(tickCount=5, grid=True),
            ),
            tooltip=[
                told("whose", "Company"),
                told("announced_date", "Announced", "%b %Y"),
                told("value_text", "Step-up"),
                told("before_text", "Valuation before"),
                told("after_text", "Valuation after"),
                told("months_text", "Months between"),
                told("stage", "Stage"),
                told("status_text", "Status"),
            ],
        )
    )
    bars = (
        base.mark_bar(color=BLUE, height={"band": 0.7})
        .encode(
            fillOpacity=alt.condition("datum.status == 'completed'", alt.value(1), alt.value(0.45)),
            **OUTLINED,
        )
        .add_params(opens("company"))
    )
    labels = base.mark_text(align="left", dx=4, color=LABEL).encode(
        text=alt.Text(field="label", type="nominal")
    )
    return alt.layer(bars, labels).properties(height=alt.Step(27))


FIGURE = Figure(
    name="largest_step_ups",
    subtitle=f"Largest step-ups, at most {SHOWN}: valuation over that of the round before (times)",
    sql=SQL,
    spec=specification(_chart()),
    headline=headline,
    remark=own_remark,
    note=f"{TERMS}{STEP_UP_TERMS}Lighter bars are rounds that are announced or rumoured, not "
    "completed.",
    titles={"step_up": "Step-up (times)", "previous_date": "Round before"},
    empty="No round with a valuation and an earlier one to compare matches the filters.",
)
