"""Who leads and who joins? The first investors of the selection, with what they led apart."""

from __future__ import annotations

from functools import cache

import altair as alt
import polars as pl

from lib.figures.figure import Figure
from lib.figures.investor_types import GROUPS_NOTE, TYPE_PHRASES, type_colour
from lib.figures.investors_table import DEFAULT_SHOWN, SQL
from lib.figures.joined_rounds import JOINED_NOTE, RAISED, WHOLE_NOTE
from lib.theme import (
    BY_PLACE,
    LABEL,
    listed,
    money_across,
    money_expression,
    opens,
    specification,
    told,
)
from lib.words import count

NOT_LED = 0.4
"""Opacity of what an investor joined, behind what it led."""

COLUMNS = (
    "investor",
    "type_group",
    "rounds",
    "rounds_led",
    "whole_rounds_usd",
    "whole_rounds_led_usd",
    "companies",
    "companies_led",
    "place",
)
FIELDS = {
    "rounds": ("rounds", "rounds_led"),
    "led": ("rounds", "rounds_led"),
    "capital": ("whole_rounds_usd", "whole_rounds_led_usd"),
    "companies": ("companies", "companies_led"),
}
AXES = {
    "rounds": "Rounds joined (rounds)",
    "led": "Rounds joined (rounds)",
    "capital": "Raised in rounds joined, from all investors (USD)",
    "companies": "Companies backed (companies)",
}
ORDERS = {
    "rounds": "most rounds",
    "led": "most rounds led",
    "capital": "most raised in their rounds",
    "companies": "most companies",
}
EMPTY = {
    "led": "No round of this selection names its lead.",
    "capital": "No round of this selection has both an amount and a named investor.",
}


@cache
def investors_ranking(rank: str, top: str = DEFAULT_SHOWN) -> Figure:
    """Figure of the `top` first investors, one of SHOWN, in the order of one of RANKS.

    It draws rows of the table, so that a page asks for them once.
    """
    return Figure(
        name="investors_ranking",
        subtitle=f"{AXES[rank]}, those with {ORDERS[rank]}; full colour: as lead",
        sql=SQL,
        arrange=lambda rows: _first(rows, int(top)),
        spec=specification(_chart(rank)),
        headline=lambda rows: headline(rows, rank),
        note=f"{WHOLE_NOTE if rank == 'capital' else ''}{JOINED_NOTE}Few sources name a lead: what "
        f"is not led is either led by others or has no stated lead. {GROUPS_NOTE}",
        empty=EMPTY.get(rank, "No round of this selection names an investor."),
        params={"rank": rank},
        titles={
            "type_group": "Type",
            "rounds_led": "Rounds led",
            "whole_rounds_usd": RAISED,
            "whole_rounds_led_usd": "Raised in rounds led",
            "companies_led": "Companies of rounds led",
            "place": "Place",
        },
    )


def _first(rows: pl.DataFrame, top: int) -> pl.DataFrame:
    first = rows.filter(pl.col("place") <= top, pl.col("ranked_by") > 0)
    return first.select(COLUMNS).with_columns(pl.col("^.*_usd$").fill_null(0))


def headline(rows: pl.DataFrame, rank: str) -> str:
    """The type that is most frequent among the first, and who of them led most."""
    if rows.height == 1:
        only = rows.row(0, named=True)
        led = f"{only['rounds_led']:,} of them" if only["rounds_led"] else "not one of them"
        return f"{only['investor']} joined {count(only['rounds'], 'round')}, {led} as lead"
    types = rows.group_by("type_group", maintain_order=True).len()
    group, number = types.sort("len", descending=True, maintain_order=True).row(0)
    of_type = f"{number} of the {rows.height} with {ORDERS[rank]} are {TYPE_PHRASES[group]}"
    leader = rows.sort("rounds_led", descending=True, maintain_order=True).row(0, named=True)
    if not leader["rounds_led"]:
        return f"{of_type}; no source names one of them as lead"
    led = f"{leader['rounds_led']:,} of {count(leader['rounds'], 'round')}"
    return f"{of_type}; {leader['investor']} led most, {led}"


def _chart(rank: str) -> alt.TopLevelMixin:
    whole, led = FIELDS[rank]
    base = (
        alt.Chart(alt.NamedData("rows"))
        .transform_calculate(
            capital_text=money_expression("datum.whole_rounds_usd"),
            label=_label(rank),
        )
        .encode(
            y=listed("investor", BY_PLACE, labelLimit=150),
            tooltip=[
                told("investor", "Investor"),
                told("type_group", "Type"),
                told("rounds", "Rounds joined", ","),
                told("rounds_led", "As lead", ","),
                told("companies", "Companies", ","),
                told("capital_text", RAISED),
            ],
        )
    )
    joined = (
        base.mark_bar(height={"band": 0.72}, opacity=NOT_LED)
        .encode(x=_across(rank, whole), color=type_colour())
        .add_params(opens("investor"))
    )
    as_lead = base.mark_bar(height={"band": 0.72}).encode(x=_across(rank, led), color=type_colour())
    labels = base.mark_text(align="left", dx=4, color=LABEL).encode(
        x=_across(rank, whole),
        text=alt.Text(field="label", type="nominal"),
    )
    return alt.layer(joined, as_lead, labels).properties(height=alt.Step(26))


def _label(rank: str) -> str:
    """Vega expression of `63, 5 led`."""
    whole, led = (
        money_expression(f"datum.{field}") if rank == "capital" else f"format(datum.{field}, ',')"
        for field in FIELDS[rank]
    )
    return f"{whole} + (datum.{FIELDS[rank][1]} > 0 ? ', ' + {led} + ' led' : '')"


def _across(rank: str, field: str) -> alt.X:
    if rank == "capital":
        return money_across(field, AXES[rank])
    axis = alt.Axis(format=",d", tickCount=5, tickMinStep=1, grid=True)
    return alt.X(field=field, type="quantitative", title=AXES[rank], axis=axis)
