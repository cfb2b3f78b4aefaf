"""How often do investors of each type join rounds? By period."""

from __future__ import annotations

from functools import cache

import altair as alt
import polars as pl

from lib.figures.figure import Figure
from lib.figures.investor_types import (
    GROUPS_NOTE,
    TYPE_BITS,
    TYPE_COLOURS,
    TYPE_GROUP,
    TYPE_PHRASES,
    UNKNOWN_TYPE,
    type_colour,
)
from lib.figures.periods import GRAINS, IS_UNFINISHED, period_expression, period_words
from lib.theme import STATE, UNFINISHED, periods_across, specification, told
from lib.words import percent

SQL = f"""
, joined AS (
    FROM selected_holders
    SELECT date_trunc($grain, announced_date)::DATE AS period, investor_type, investor,
        count(*) AS times,
        count(*) FILTER (date_precision > $grain::rounds_date_precision) AS loose
    GROUP BY ALL
), by_type AS (
    FROM joined
    SELECT period, {TYPE_GROUP} AS type_group, {TYPE_BITS} AS bits,
        sum(times)::BIGINT AS times_joined, count(*) AS different_investors,
        sum(loose)::BIGINT AS dated_loosely
    GROUP BY 1, 2
), together AS (
    FROM selected_holders
    SELECT date_trunc($grain, announced_date)::DATE AS period, types, count(*) AS number
    WHERE is_first
    GROUP BY ALL
)
FROM by_type JOIN together USING (period)
SELECT period, type_group, any_value(times_joined) AS times_joined,
    sum(number) FILTER (types & bits > 0)::BIGINT AS rounds,
    any_value(different_investors) AS different_investors,
    any_value(dated_loosely) AS dated_loosely, {IS_UNFINISHED} AS is_unfinished
GROUP BY 1, 2
ORDER BY 1, 2
"""


@cache
def investor_pace(grain: str) -> Figure:
    """Figure for one of GRAINS."""
    return Figure(
        name="investor_pace",
        subtitle=f"Times that investors joined a round (rounds), by {grain} and type of investor",
        sql=SQL,
        spec=specification(_chart(grain)),
        headline=lambda rows: headline(rows, grain),
        note="A round counts once for each investor named in it: three investors in a round make "
        "three. The tooltip also counts different rounds and investors; a round counts there for "
        "each type that joined it. Shares leave out investors of unknown type. More of them here "
        "need not mean more activity: some sources cover only some months, and not every source "
        "names all investors. Lighter bars are periods that the data does not cover to their end. "
        f"{GROUPS_NOTE}",
        remark=lambda rows: _remark(rows, grain),
        empty="No round of this selection names an investor.",
        params={"grain": grain},
        titles={"type_group": "Type of investor"},
    )


def headline(rows: pl.DataFrame, grain: str) -> str:
    """The period with most, and its largest type."""
    periods = rows.group_by("period").agg(pl.sum("times_joined")).sort("period")
    peak, times = periods.sort("times_joined", descending=True, maintain_order=True).row(0)
    parts = rows.filter(pl.col("period") == peak)
    known = parts.filter(pl.col("type_group") != UNKNOWN_TYPE)
    so_far = " so far" if parts["is_unfinished"][0] else ""
    when = period_words(peak, grain)
    often = "once" if times == 1 else f"{times:,} times"
    says = (
        f"Investors joined rounds most often in {when}: {often}{so_far}"
        if periods.height > 1
        else f"Investors joined rounds {often} in {when}{so_far}"
    )
    if known.is_empty():
        return says
    largest = known.sort("times_joined", "type_group", descending=[True, False]).row(0, named=True)
    share = percent(largest["times_joined"] / int(known["times_joined"].sum()))
    return f"{says}, {share} of them {TYPE_PHRASES[largest['type_group']]}"


def _remark(rows: pl.DataFrame, grain: str) -> str:
    loose, total = int(rows["dated_loosely"].sum()), int(rows["times_joined"].sum())
    unknown = int(rows.filter(pl.col("type_group") == UNKNOWN_TYPE)["times_joined"].sum())
    remarks = [f"{unknown:,} of {total:,} are by investors of unknown type."] * bool(unknown)
    if loose:
        remarks.append(
            f"{loose:,} are in rounds dated less exactly than to the {grain}, which stand at the "
            "start of the known period."
        )
    return " ".join(remarks)


def _chart(grain: str) -> alt.Chart:
    return (
        alt.Chart(alt.NamedData("rows"))
        .transform_calculate(
            order=f"indexof({list(TYPE_COLOURS)}, datum.type_group)",
            state=STATE,
            period_text=period_expression(grain),
        )
        .mark_bar()
        .encode(
            x=periods_across(grain),
            y=alt.Y(
                field="times_joined",
                type="quantitative",
                title="Times joined (rounds)",
                axis=alt.Axis(format=",d", tickCount=5, tickMinStep=1),
            ),
            color=type_colour(),
            order=alt.Order(field="order", type="quantitative"),
            opacity=alt.condition("datum.is_unfinished", alt.value(UNFINISHED), alt.value(1)),
            tooltip=[
                told("period_text", GRAINS[grain]),
                told("type_group", "Type of investor"),
                told("times_joined", "Times joined", ","),
                told("rounds", "Different rounds", ","),
                told("different_investors", "Different investors", ","),
                told("state", "Period"),
            ],
        )
        .properties(height=300)
    )
