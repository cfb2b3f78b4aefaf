"""How many rounds does one investor join a period, and how many does it lead?"""

from __future__ import annotations

from functools import cache

import altair as alt
import polars as pl

from lib.figures.figure import Figure
from lib.figures.joined_rounds import JOINED, JOINED_NOTE, RAISED, names_text
from lib.figures.periods import GRAINS, IS_UNFINISHED, period_expression, period_words
from lib.theme import (
    BLUE,
    SKY,
    STATE,
    UNFINISHED,
    money_expression,
    periods_across,
    specification,
    told,
)
from lib.words import count

LED, NOT_LED = "As lead", "Not as lead"
COLOURS = {LED: BLUE, NOT_LED: SKY}

SQL = f"""
{JOINED}
FROM joined
SELECT
    date_trunc($grain, announced_date)::DATE AS period,
    CASE WHEN is_lead THEN '{LED}' ELSE '{NOT_LED}' END AS part,
    count(*) AS rounds,
    sum(amount_usd) AS capital_usd,
    count(amount_usd) AS rounds_with_amount,
    {names_text("company")} AS companies_text,
    {IS_UNFINISHED} AS is_unfinished
GROUP BY 1, 2
ORDER BY 1, 2
"""


@cache
def portfolio_over_time(grain: str) -> Figure:
    """Figure for one of GRAINS."""
    return Figure(
        name="portfolio_over_time",
        subtitle=f"rounds joined by {grain} (rounds)",
        sql=SQL,
        spec=specification(_chart(grain)),
        headline=lambda rows: headline(rows, grain),
        note=f"{JOINED_NOTE}For many rounds no source names a lead: they count as not led. Fewer "
        "rounds in early years can also mean that fewer are tracked. Lighter bars are periods "
        "that the data does not cover to their end.",
        params={"grain": grain},
        empty="No selected round names this investor.",
        titles={"part": "Part", "companies_text": "Companies"},
    )


def headline(rows: pl.DataFrame, grain: str) -> str:
    """The period with most rounds; how many there, if several share that place."""
    periods = rows.group_by("period", maintain_order=True).agg(
        pl.sum("rounds"), pl.any("is_unfinished")
    )
    total, most = int(periods["rounds"].sum()), int(periods["rounds"].max())  # type: ignore[arg-type]
    peaks = periods.filter(rounds=most)
    last = peaks.row(-1, named=True)
    when = period_words(last["period"], grain)
    so_far = " so far" if last["is_unfinished"] else ""
    if periods.height == 1:
        return f"joined {count(total, 'round')} in {when}{so_far}{_led(rows)}"
    if peaks.height == 1:
        led = _led(rows.filter(period=last["period"]))
        return f"joined most rounds in {when}: {most:,}{so_far}{led}"
    return f"joined at most {count(most, 'round')} a {grain}, last in {when}"


def _led(rows: pl.DataFrame) -> str:
    led = int(rows.filter(part=LED)["rounds"].sum())
    return f", {led:,} as lead" if led else ""


def _chart(grain: str) -> alt.Chart:
    return (
        alt.Chart(alt.NamedData("rows"))
        .transform_calculate(
            capital_text=f"datum.rounds_with_amount ? {money_expression('datum.capital_usd')} "
            ": 'not disclosed'",
            period_text=period_expression(grain),
            state=STATE,
        )
        .mark_bar()
        .encode(
            x=periods_across(grain),
            y=alt.Y(
                field="rounds",
                type="quantitative",
                stack="zero",
                title="Number (rounds)",
                axis=alt.Axis(format=",d", tickCount=5, tickMinStep=1),
            ),
            color=alt.Color(
                field="part",
                type="nominal",
                scale=alt.Scale(domain=list(COLOURS), range=list(COLOURS.values())),
                legend=alt.Legend(orient="top", title=None),
            ),
            order=alt.Order(field="part", type="nominal"),
            opacity=alt.condition("datum.is_unfinished", alt.value(UNFINISHED), alt.value(1)),
            tooltip=[
                told("period_text", GRAINS[grain]),
                told("part", "Joined"),
                told("rounds", "Rounds", ","),
                told("companies_text", "Companies"),
                told("capital_text", RAISED),
                told("state", "Period"),
            ],
        )
        .properties(height=300)
    )
