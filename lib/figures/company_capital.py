"""How the capital of one company added up: equity, debt, and what has not happened."""

from __future__ import annotations

import altair as alt
import polars as pl

from lib.figures.company_history import MONEY_NOTE, MONEY_SQL, PROFILE_SQL
from lib.figures.figure import Figure
from lib.figures.valuations_over_time import dates_axis
from lib.theme import BLUE, GREEN, GREY, PURPLE, SKY, money_axis, money_expression, specification
from lib.words import count, listing, money

APART = "Rumoured or planned"
COLOURS = {
    "Equity": BLUE,
    "Debt": PURPLE,
    "Equity and debt": SKY,
    "Grant": GREEN,
    APART: GREY,
}
DASHES = {name: [5, 4] if name == APART else [1, 0] for name in COLOURS}
LEGEND = alt.Legend(
    orient="top",
    title=None,
    symbolType="stroke",
    symbolStrokeWidth=3,
    symbolSize=200,
    columns=alt.ExprRef("width < 460 ? 2 : 5"),
)

SQL = f"""
{PROFILE_SQL}
, told AS (
    FROM profile
    SELECT *, {MONEY_SQL} AS kind_of_money,
        CASE WHEN is_confirmed THEN kind_of_money ELSE '{APART}' END AS money
    WHERE kind_of_money NOT IN ('Sale among holders', 'Merger')
), months AS (
    FROM told
    SELECT company, money, date_trunc('month', announced_date)::DATE AS month,
        sum(amount_usd) AS capital_usd, count(*) AS rounds
    WHERE amount_usd > 0
    GROUP BY ALL
), edge AS (
    FROM months SELECT greatest(max(month), (FROM extent SELECT date_trunc('month', newest)::DATE))
        AS edge
), ends AS (
    -- A total holds until the data ends: its line runs on to there.
    FROM months, edge
    SELECT company, money, edge AS month, NULL::DOUBLE AS capital_usd, 0 AS rounds
    GROUP BY ALL
    HAVING max(month) < edge
), known AS (FROM told SELECT count(*) AS unknown WHERE is_confirmed AND amount_usd IS NULL)
FROM (FROM months UNION ALL BY NAME FROM ends), known
SELECT company::VARCHAR AS company, money, month, capital_usd, rounds,
    sum(capital_usd) OVER (PARTITION BY money ORDER BY month) AS cumulative_usd,
    unknown AS rounds_without_amount
ORDER BY month, money
"""


def headline(rows: pl.DataFrame) -> str:
    """What was raised of each kind, confirmed and not."""
    company = rows["company"][0]
    totals = dict(rows.group_by("money").agg(pl.col("capital_usd").sum()).rows())
    sums = {name: totals[name] for name in COLOURS if name in totals}
    apart = sums.pop(APART, 0)
    since = rows.filter(pl.col("money") != APART)["month"].min()
    parts = [f"{money(usd)} {WORDS[name]}" for name, usd in sums.items()]
    if not parts:
        return f"{company} has raised no disclosed amount; {money(apart)} is rumoured or planned"
    more = f"; {money(apart)} more is rumoured or planned" if apart else ""
    return f"{company} raised {listing(parts)} since {since.year}{more}"  # type: ignore[union-attr]


WORDS = {
    "Equity": "of equity",
    "Debt": "of debt",
    "Equity and debt": "of equity and debt together",
    "Grant": "in grants",
}


def remark(rows: pl.DataFrame) -> str:
    """How many rounds are in no line."""
    without = rows["rounds_without_amount"][0]
    if not without:
        return ""
    return f"{count(without, 'confirmed round')} without a disclosed amount could not be added."


def _chart() -> alt.TopLevelMixin:
    base = (
        alt.Chart(alt.NamedData("rows"))
        .transform_calculate(
            total_text=money_expression("datum.cumulative_usd"),
            month_text=money_expression("datum.capital_usd"),
        )
        .encode(
            x=alt.X(
                field="month",
                type="temporal",
                title=None,
                scale=alt.Scale(type="utc"),
                axis=dates_axis(),
            ),
            y=alt.Y(
                field="cumulative_usd",
                type="quantitative",
                title="Cumulative capital (USD)",
                axis=money_axis(),
            ),
            color=alt.Color(
                field="money",
                type="nominal",
                scale=alt.Scale(domain=list(COLOURS), range=list(COLOURS.values())),
                legend=LEGEND,
            ),
            tooltip=[
                alt.Tooltip(field="month", type="temporal", format="%b %Y", title="Month"),
                alt.Tooltip(field="money", type="nominal", title="Kind"),
                alt.Tooltip(field="total_text", type="nominal", title="Capital so far"),
                alt.Tooltip(field="month_text", type="nominal", title="In this month"),
                alt.Tooltip(field="rounds", type="quantitative", format=",", title="Rounds"),
            ],
        )
    )
    lines = base.mark_line(interpolate="step-after", strokeWidth=2.5).encode(
        strokeDash=alt.StrokeDash(
            field="money",
            type="nominal",
            scale=alt.Scale(domain=list(DASHES), range=list(DASHES.values())),
            legend=LEGEND,
        )
    )
    points = base.transform_filter("isValid(datum.capital_usd)").mark_point(
        filled=True, size=45, opacity=1
    )
    return alt.layer(lines, points).properties(height=280)


FIGURE = Figure(
    name="company_capital",
    subtitle="Cumulative capital raised (USD) by kind of money",
    sql=SQL,
    spec=specification(_chart()),
    headline=headline,
    note=f"{MONEY_NOTE}Each line adds up the disclosed amounts of its own kind. Rumoured and "
    "planned amounts have a dashed line of their own and are in no other. A point is a month with "
    "a round; lines run on to the newest month of the data.",
    remark=remark,
)
