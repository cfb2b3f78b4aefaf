"""How the selected capital added up over time."""

from __future__ import annotations

import altair as alt
import polars as pl

from lib.figures.figure import Figure
from lib.theme import BLUE, money_axis, money_expression, specification, time_axis, told
from lib.words import count, money, month_words, percent

SQL = """
FROM selected
SELECT
    date_trunc('month', announced_date)::DATE AS month,
    coalesce(sum(amount_usd), 0) AS capital_usd,
    count(*) AS rounds,
    sum(capital_usd) OVER (ORDER BY month) AS cumulative_usd
GROUP BY month
ORDER BY month
"""


def headline(rows: pl.DataFrame) -> str:
    """Total, and the month by which half of it had been raised."""
    total = rows["cumulative_usd"][-1]
    if not total:
        return f"{count(int(rows['rounds'].sum()), 'round')}, none with a disclosed amount"
    half = rows.filter(pl.col("cumulative_usd") * 2 > total).row(0, named=True)
    later = rows.filter(pl.col("month") >= half["month"])["capital_usd"].sum()
    since = f"{percent(later / total)} of it since {month_words(half['month'])}"
    return f"{money(total)} in all, {since}"


def _chart() -> alt.Chart:
    return (
        alt.Chart(alt.NamedData("rows"))
        .transform_calculate(
            total_text=money_expression("datum.cumulative_usd"),
            month_text=money_expression("datum.capital_usd"),
        )
        .mark_area(
            interpolate="step-after", color=BLUE, opacity=0.35, line={"color": BLUE}, tooltip=True
        )
        .encode(
            x=alt.X(
                field="month",
                type="temporal",
                timeUnit="utcyearmonth",
                title=None,
                axis=time_axis("month"),
            ),
            y=alt.Y(
                field="cumulative_usd",
                type="quantitative",
                title="Cumulative capital (USD)",
                axis=money_axis(),
            ),
            tooltip=[
                told("month", "Month", "%b %Y"),
                told("total_text", "Capital so far"),
                told("month_text", "In this month"),
                told("rounds", "Rounds", ","),
            ],
        )
        .properties(height=260)
    )


FIGURE = Figure(
    name="cumulative_capital",
    subtitle="Cumulative capital raised (USD) by month",
    sql=SQL,
    spec=specification(_chart()),
    headline=headline,
    note="Disclosed amounts added up over the selected time range, starting from zero.",
)
