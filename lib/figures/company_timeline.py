"""When one company raised money, how much, and of which kind."""

from __future__ import annotations

from typing import Any

import altair as alt
import polars as pl

from lib.figures.company_history import (
    HISTORY_SQL,
    ROUND_WORDS,
    apart,
    confirmed,
    labelled,
    log_height,
    names,
    remarks,
    round_marks,
    shapes_in_words,
)
from lib.figures.disputed import CASE_TOLD, marked_expression
from lib.figures.figure import Figure
from lib.figures.named_lines import dates_axis
from lib.figures.own_rounds import OWN, own_expression
from lib.theme import GREY, LABEL, PINK, colour, specification, told
from lib.words import count, marked, money

HEIGHT = 270
FOOT: Any = {"expr": "height - 9"}
"""Where rounds without an amount stand."""
WORDS_SHOWN = alt.ExprRef("width < 560 ? 0 : 1")
"""Words beside the marks where there is room for them."""


def arrange(rounds: pl.DataFrame) -> pl.DataFrame:
    """The rounds as they are drawn, and which of them bear their amount."""
    return labelled(rounds, "amount_usd", 0.055, 0.2).select(
        "company",
        "announced_date",
        "when_text",
        "amount_usd",
        "post_money_usd",
        pl.col("amount_conflict").alias("conflict"),
        "stage",
        "kind",
        "status",
        "is_confirmed",
        "mark",
        names("investors").alias("backers"),
        "is_labelled",
        "source_url",
        "round_id",
        "origin",
    )


def headline(rows: pl.DataFrame) -> str:
    """The largest confirmed round among how many."""
    company, done = rows["company"][0], confirmed(rows).drop_nulls("amount_usd")
    if done.is_empty():
        more = apart(rows) or "none is rumoured or planned"
        return f"{company}: 0 confirmed rounds with an amount, {more}"
    top = done.sort("amount_usd", descending=True, maintain_order=True).row(0, named=True)
    number = confirmed(rows).height
    largest = f"the largest of {number:,} confirmed rounds" if number > 1 else "in 1 round"
    amount = marked(money(top["amount_usd"]), top["conflict"])
    return f"{company} raised {amount} in {top['when_text']}, {largest}"


def remark(rows: pl.DataFrame) -> str:
    """What the marks at hand are: shapes, hollow ones, those at the foot of the chart."""
    without = rows["amount_usd"].null_count()
    foot = f"{count(without, 'round')} without a disclosed amount {'stand' + 's' * (without == 1)}"
    return remarks(
        shapes_in_words(rows),
        "Hollow marks are rumoured or planned." if apart(rows) else "",
        f"{foot} at the foot." if without else "",
        "Ringed marks are of your file." if "Yours" in rows["origin"] else "",
    )


def _chart() -> alt.TopLevelMixin:
    base = (
        alt.Chart(alt.NamedData("rows"))
        .transform_calculate(
            **ROUND_WORDS,
            label=marked_expression("datum.amount_text"),
            when=own_expression("datum.when_text", " (your file)"),
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
    height = log_height("amount_usd", "Amount (USD, log scale)", padding=44)
    known = base.transform_filter("isValid(datum.amount_usd)")
    unknown = base.transform_filter("!isValid(datum.amount_usd)")
    words: dict[str, Any] = {"fontSize": 11, "color": LABEL, "opacity": WORDS_SHOWN}
    amounts = known.transform_filter("datum.is_labelled").mark_text(dy=-13, **words)
    nothing = unknown.mark_text(dy=-12, **words)
    rings: dict[str, Any] = {"size": 260, "strokeWidth": 2, "color": PINK, "tooltip": None}
    own = (each.transform_filter(OWN).mark_point(**rings) for each in (known, unknown))
    of_amounts, of_others = own
    edge = unknown.mark_rule(color=GREY, strokeDash=[2, 3]).encode(
        x=alt.value(0), x2=alt.value({"expr": "width"}), y=alt.value({"expr": "height - 32"})
    )
    return alt.layer(
        edge,
        of_amounts.encode(y=height),
        of_others.encode(y=alt.value(FOOT)),
        _marks(known).encode(y=height),
        amounts.encode(y=height, text=alt.Text(field="label", type="nominal")),
        _marks(unknown).encode(y=alt.value(FOOT)),
        nothing.encode(y=alt.value(FOOT), text=alt.TextValue("no amount")),
    ).properties(height=HEIGHT)


def _marks(base: alt.Chart) -> alt.Chart:
    colours = colour("kind", legend=False)
    return round_marks(
        base,
        color=colours,
        fill=alt.Fill(field="kind", type="nominal", scale=colours["scale"], legend=None),
        tooltip=[
            told("when", "Announced"),
            told("amount_text", "Amount"),
            told("valuation_text", "Valuation"),
            told("stage", "Stage"),
            told("kind_text", "Kind"),
            told("status_text", "Status"),
            told("backers", "Investors"),
            CASE_TOLD,
        ],
    )


FIGURE = Figure(
    name="company_timeline",
    subtitle="Amount of each round (USD, log scale) by date of announcement",
    sql=HISTORY_SQL,
    spec=specification(_chart()),
    headline=headline,
    note="On the log scale equal steps up are equal multiples. Filled marks are completed or "
    "announced rounds, hollow ones are rumoured or planned. Shapes and colours tell the kind of "
    "money: grants and rounds of equity and debt together are funding rounds too.",
    remark=remark,
    arrange=arrange,
)
