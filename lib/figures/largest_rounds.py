"""Which rounds are the largest."""

from __future__ import annotations

import altair as alt
import polars as pl

from lib.figures.disputed import CASE_TOLD, CASE_WORDS, OF_AMOUNT, marked_expression
from lib.figures.figure import Figure
from lib.figures.own_rounds import OUTLINED, own_expression
from lib.theme import (
    BY_PLACE,
    LABEL,
    colour,
    listed,
    money_across,
    money_expression,
    opens,
    specification,
    told,
)
from lib.words import marked, money, month_words, number_word, percent

SHOWN = 12

SQL = f"""
, largest AS (
    FROM selected
    SELECT round_id
    WHERE amount_usd IS NOT NULL
    ORDER BY amount_usd DESC, announced_date, round_id
    LIMIT {SHOWN}
)
FROM rounds SEMI JOIN largest USING (round_id)
SELECT
    row_number() OVER (ORDER BY amount_usd DESC, announced_date, round_id) AS place,
    company::VARCHAR AS company, announced_date, stage::VARCHAR AS stage, amount_usd,
    post_money_usd, {OF_AMOUNT} AS conflict,
    region::VARCHAR AS region, status::VARCHAR AS status,
    coalesce(nullif(array_to_string(investors[:4], ', '), ''), 'undisclosed') AS investors_text,
    amount_usd / (FROM selected SELECT sum(amount_usd)) AS share,
    source_url, round_id, origin::VARCHAR AS origin
ORDER BY place
"""


def headline(rows: pl.DataFrame) -> str:
    """The largest round, and what the shown ones add up to."""
    first = rows.row(0, named=True)
    when = month_words(first["announced_date"])
    amount = marked(money(first["amount_usd"]), first["conflict"])
    largest = f"{first['company']} raised {amount} in {when}"
    if rows.height == 1:
        return f"{largest}, the only round with a disclosed amount"
    together = f"{number_word(rows.height).lower()} largest rounds hold"
    return f"{largest}; the {together} {percent(float(rows['share'].sum()))} of the capital"


def _chart() -> alt.TopLevelMixin:
    base = (
        alt.Chart(alt.NamedData("rows"))
        .transform_calculate(
            # The place keeps two rounds of one company in one month apart.
            name="datum.place + '. ' + datum.company + ', ' "
            "+ utcFormat(toDate(datum.announced_date), '%b %Y')",
            amount_text=money_expression("datum.amount_usd"),
            valuation_text="isValid(datum.post_money_usd) ? "
            f"{money_expression('datum.post_money_usd')} : 'not disclosed'",
            label=own_expression(marked_expression("datum.amount_text")),
            whose=own_expression("datum.company", " (your file)"),
            **CASE_WORDS,
        )
        .encode(
            y=listed("name", BY_PLACE, labelLimit=210),
            x=money_across("amount_usd", "Amount (USD)"),
            tooltip=[
                told("whose", "Company"),
                told("announced_date", "Announced", "%b %Y"),
                told("amount_text", "Amount"),
                told("share", "Share", ".1%"),
                told("stage", "Stage"),
                told("status", "Status"),
                told("valuation_text", "Valuation"),
                told("investors_text", "Investors"),
                CASE_TOLD,
            ],
        )
    )
    bars = (
        base.mark_bar(height={"band": 0.7})
        .encode(
            color=colour("region", legend_columns=2),
            fillOpacity=alt.condition("datum.status == 'completed'", alt.value(1), alt.value(0.45)),
            **OUTLINED,
        )
        .add_params(opens("company"))
    )
    labels = base.mark_text(align="left", dx=4, color=LABEL).encode(
        text=alt.Text(field="label", type="nominal")
    )
    return alt.layer(bars, labels).properties(height=alt.Step(26))


FIGURE = Figure(
    name="largest_rounds",
    subtitle=f"The {SHOWN} largest rounds with a disclosed amount (USD)",
    sql=SQL,
    spec=specification(_chart()),
    headline=headline,
    note="Lighter bars are rounds that are announced, rumoured or planned, not completed.",
)
