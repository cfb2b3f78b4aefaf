"""At what stage, where and in what does one investor join rounds?"""

from __future__ import annotations

from functools import cache

import altair as alt
import polars as pl

from lib.figures.capital_over_time import PHRASES, SPLITS
from lib.figures.figure import Figure
from lib.figures.joined_rounds import FEWEST, JOINED, JOINED_NOTE, RAISED
from lib.theme import (
    BLUE,
    BY_PLACE,
    LABEL,
    label_expression,
    listed,
    money_expression,
    opens,
    specification,
    title,
    told,
)
from lib.words import count, percent

NOT_STATED = {"Unknown", "Other"}

SQL = f"""
{JOINED}
, all_selected AS (
    FROM selected
    SELECT {{split}}::VARCHAR AS value, count(*) / sum(count(*)) OVER () AS selected_share
    GROUP BY 1
), counted AS (
    FROM joined
    SELECT {{split}}::VARCHAR AS value, count(*) AS rounds, count(DISTINCT company) AS companies,
        sum(amount_usd) AS capital_usd, count(amount_usd) AS rounds_with_amount,
        (sum(count(*)) OVER ())::BIGINT AS of_rounds
    GROUP BY 1
)
FROM counted JOIN all_selected USING (value)
SELECT
    row_number() OVER (ORDER BY rounds DESC, value) AS place,
    value AS {{split}}, rounds, of_rounds,
    CASE WHEN of_rounds >= {FEWEST} THEN rounds / of_rounds END AS share,
    selected_share, companies, capital_usd, rounds_with_amount
ORDER BY place
"""


@cache
def portfolio_shares(split: str) -> Figure:
    """Figure for one of SPLITS."""
    return Figure(
        name="portfolio_shares",
        subtitle=f"rounds joined by {SPLITS[split].lower()} (rounds)",
        sql=SQL.format(split=split),
        spec=specification(_chart(split)),
        headline=lambda rows: headline(rows, split),
        note=f"{JOINED_NOTE}Behind the number stands its share of all rounds it joined; fewer than "
        f"{FEWEST} rounds have no share. The tooltip sets beside it the share among all rounds of "
        "the selection, whoever joined them; their sources are on the page Table and export.",
        empty="No selected round names this investor.",
        titles={
            "of_rounds": "Rounds joined in all",
            "share": "Share of its rounds (%)",
            "selected_share": "Share of all selected rounds (%)",
            "capital_usd": RAISED,
        },
    )


def headline(rows: pl.DataFrame, split: str) -> str:
    """The value with most rounds; what no source states comes first only where it is all."""
    stated = rows.filter(~pl.col(split).is_in(NOT_STATED))
    first = (rows if stated.is_empty() else stated).row(0, named=True)
    total, phrase = first["of_rounds"], _phrase(split, first[split])
    joined = f"joined {count(total, 'round')}"
    if total == 1:
        return f"{joined}, {phrase}"
    if first["rounds"] == total:
        return f"{joined}, all {phrase}"
    part = percent(first["share"]) if first["share"] is not None else f"{first['rounds']:,}"
    return f"{joined}, {part} of them {phrase}"


def _phrase(split: str, value: str) -> str:
    return f"with no {split} stated" if value == "Unknown" else PHRASES[split](value)


def _chart(split: str) -> alt.TopLevelMixin:
    base = (
        alt.Chart(alt.NamedData("rows"))
        .transform_calculate(
            name=label_expression(split, f"datum.{split}"),
            share_text="isValid(datum.share) ? format(datum.share, '.0%') : 'too few rounds'",
            label="isValid(datum.share) ? datum.rounds + ' (' + datum.share_text + ')' "
            ": '' + datum.rounds",
            capital_text=f"datum.rounds_with_amount ? {money_expression('datum.capital_usd')} "
            ": 'not disclosed'",
        )
        .encode(
            y=listed("name", BY_PLACE, labelLimit=170),
            x=alt.X(
                field="rounds",
                type="quantitative",
                title="Number (rounds)",
                axis=alt.Axis(format=",d", tickCount=4, tickMinStep=1, grid=True),
            ),
            tooltip=[
                told("name", title(split)),
                told("rounds", "Rounds", ","),
                told("share_text", "Share of its rounds"),
                told("selected_share", "Share of all selected rounds", ".0%"),
                told("companies", "Companies", ","),
                told("capital_text", RAISED),
            ],
        )
    )
    bars = base.mark_bar(color=BLUE, height={"band": 0.7}).add_params(opens(split))
    labels = base.mark_text(align="left", dx=4, color=LABEL).encode(
        text=alt.Text(field="label", type="nominal")
    )
    return alt.layer(bars, labels).properties(height=alt.Step(30))
