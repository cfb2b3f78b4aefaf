"""How the capital of one company added up: equity, debt, and what has not happened."""

from __future__ import annotations

import altair as alt
import polars as pl

from lib.figures.company_history import HISTORY_SQL, MONEY_NOTE
from lib.figures.figure import Figure
from lib.figures.named_lines import dates_axis
from lib.theme import (
    BLUE,
    GREEN,
    GREY,
    PURPLE,
    SKY,
    money_axis,
    money_expression,
    specification,
    told,
)
from lib.words import count, listing, money

APART = "Rumoured or planned"
COLOURS = {"Equity": BLUE, "Debt": PURPLE, "Equity and debt": SKY, "Grant": GREEN, APART: GREY}
DASHES = [[5, 4] if name == APART else [1, 0] for name in COLOURS]
WORDS = {
    "Equity": "of equity",
    "Debt": "of debt",
    "Equity and debt": "of equity and debt together",
    "Grant": "in grants",
}
NAME_HEIGHT = 0.13
"""Share of the height of the plot that the name of a line takes."""


def arrange(rounds: pl.DataFrame) -> pl.DataFrame:
    """The total of each kind of money by month, up to the newest month of the data.

    A total holds until the data ends: its line runs on to there, with no round in that month.
    """
    told = rounds.filter(~pl.col("money").is_in(["Sale among holders", "Merger"])).with_columns(
        money=pl.when("is_confirmed").then("money").otherwise(pl.lit(APART)),
        month=pl.col("announced_date").dt.truncate("1mo"),
    )
    known = told.filter(pl.col("amount_usd") > 0).select("company", "money", "month", "amount_usd")
    newest = max([*known["month"], *rounds["data_end"]], default=None)
    end = pl.lit(newest, pl.Date).dt.truncate("1mo")
    ends = known.select("company", "money", month=end).unique()
    totals = (
        pl.concat([known, ends], how="diagonal")
        .group_by("company", "money", "month")
        .agg(capital_usd=pl.sum("amount_usd"), rounds=pl.count("amount_usd").cast(pl.Int64))
        .sort("month", "money")
        .with_columns(cumulative_usd=pl.col("capital_usd").cum_sum().over("money"))
    )
    lacking = told.filter("is_confirmed")["amount_usd"].null_count()
    return _named(totals).with_columns(pl.lit(lacking, pl.Int64).alias("rounds_without_amount"))


def _named(totals: pl.DataFrame) -> pl.DataFrame:
    """`totals` with `label_usd` at the end of each line: the height at which its name stands."""
    ends = totals.filter(pl.col("month") == pl.col("month").max()).sort("cumulative_usd")
    heights: list[float] = []
    for total in ends["cumulative_usd"]:
        lowest = heights[-1] + NAME_HEIGHT * ends["cumulative_usd"][-1] if heights else total
        heights.append(max(total, lowest))
    names = ends.select("money", "month", pl.Series("label_usd", heights, pl.Float64))
    return totals.join(names, on=["money", "month"], how="left", maintain_order="left")


def headline(rows: pl.DataFrame) -> str:
    """What was raised of each kind, confirmed and not."""
    company = rows["company"][0]
    totals = dict(rows.group_by("money").agg(pl.sum("capital_usd")).rows())
    parts = [f"{money(totals[name])} {words}" for name, words in WORDS.items() if name in totals]
    apart = money(totals[APART]) if APART in totals else ""
    if not parts:
        return f"{company} has raised no disclosed amount; {apart} is rumoured or planned"
    since = min(rows.filter(pl.col("money") != APART)["month"]).year
    more = f"; {apart} more is rumoured or planned" if apart else ""
    return f"{company} raised {listing(parts)} since {since}{more}"


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
            name="replace(replace(datum.money, ' or ', '\\nor '), ' and ', '\\nand ')",
        )
        .encode(
            x=alt.X(
                field="month",
                type="temporal",
                title=None,
                scale=alt.Scale(type="utc"),
                axis=dates_axis(),
            ),
            color=alt.Color(
                field="money",
                type="nominal",
                scale=alt.Scale(domain=list(COLOURS), range=list(COLOURS.values())),
                legend=None,
            ),
            tooltip=[
                told("month", "Month", "%b %Y"),
                told("money", "Kind"),
                told("total_text", "Capital so far"),
                told("month_text", "In this month"),
                told("rounds", "Rounds", ","),
            ],
        )
    )
    lines = base.mark_line(interpolate="step-after", strokeWidth=2.5).encode(
        y=_height("cumulative_usd"),
        strokeDash=alt.StrokeDash(
            field="money",
            type="nominal",
            scale=alt.Scale(domain=list(COLOURS), range=DASHES),
            legend=None,
        ),
    )
    points = base.transform_filter("datum.rounds > 0").mark_point(filled=True, size=45, opacity=1)
    names = base.transform_filter("isValid(datum.label_usd)").mark_text(
        align="left", baseline="middle", dx=6, fontSize=11, fontWeight=600, lineBreak="\n"
    )
    return alt.layer(
        lines,
        points.encode(y=_height("cumulative_usd")),
        names.encode(y=_height("label_usd"), text=alt.Text(field="name", type="nominal")),
    ).properties(height=260)


def _height(field: str) -> alt.Y:
    return alt.Y(
        field=field, type="quantitative", title="Cumulative capital (USD)", axis=money_axis()
    )


FIGURE = Figure(
    name="company_capital",
    subtitle="Cumulative capital raised (USD) by kind of money",
    sql=HISTORY_SQL,
    spec=specification(_chart()),
    headline=headline,
    note=f"{MONEY_NOTE}Each line adds up the disclosed amounts of its own kind. Rumoured and "
    "planned amounts have a dashed line of their own and are in no other. A point is a month with "
    "a round; lines run on to the newest month of the data.",
    remark=remark,
    arrange=arrange,
)
