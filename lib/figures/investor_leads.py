"""Who leads late stage? Rounds with a stated lead by stage and type of investor."""

from __future__ import annotations

from typing import Any

import altair as alt
import polars as pl

from lib.datasets.rounds import STAGE_GROUPS
from lib.figures.figure import Figure
from lib.figures.investor_types import (
    GROUPS_NOTE,
    TYPE_BITS,
    TYPE_COLOURS,
    TYPE_GROUP,
    TYPE_PHRASES,
    type_colour,
)
from lib.figures.joined_rounds import FEWEST, JOINED_NOTE
from lib.theme import listed, specification, told
from lib.words import count, percent

SQL = f"""
, led AS (
    FROM selected_holders
    SELECT stage_group, investor_type, sum(1 / known_leads) FILTER (is_lead) AS rounds
    WHERE stage_group <> 'Other' AND investor_type <> 'unknown'
    GROUP BY ALL
), by_type AS (
    FROM led
    SELECT stage_group, {TYPE_GROUP} AS type_group, {TYPE_BITS} AS bits,
        coalesce(sum(rounds), 0) AS rounds_led
    GROUP BY 1, 2
), together AS (
    FROM selected_holders
    SELECT stage_group, types, count(*) AS number, count(*) FILTER (leads > 0) AS stated
    WHERE is_first
    GROUP BY ALL
), cells AS (
    FROM by_type JOIN together USING (stage_group)
    SELECT stage_group, type_group, any_value(rounds_led) AS rounds_led,
        sum(number) FILTER (types & bits > 0)::BIGINT AS rounds_joined
    GROUP BY 1, 2
), shares AS (
    FROM cells
    SELECT *, round(sum(rounds_led) OVER each_stage)::BIGINT AS rounds_with_lead,
        rounds_led / nullif(sum(rounds_led) OVER each_stage, 0) AS share,
        rounds_joined / sum(rounds_joined) OVER (PARTITION BY type_group) AS stage_share
    WINDOW each_stage AS (PARTITION BY stage_group)
), totals AS (
    FROM selected SELECT count(*) AS selected_rounds
), stated AS (
    FROM together SELECT sum(stated)::BIGINT AS stated_rounds
)
FROM shares, totals, stated
SELECT stage_group::VARCHAR AS stage_group, type_group, rounds_led, rounds_with_lead, share,
    rounds_joined, stage_share, stated_rounds, selected_rounds
WHERE rounds_with_lead >= {FEWEST}
ORDER BY shares.stage_group, rounds_led DESC, type_group
"""


def headline(rows: pl.DataFrame) -> str:
    """Who leads at the late stage, or the last that is shown, and at the first one shown."""
    stages = rows["stage_group"].unique(maintain_order=True).to_list()
    last = "Late" if "Late" in stages else stages[-1]
    late = _first(rows, last)
    says = (
        f"Of {count(late['rounds_with_lead'], f'{last.lower()} round')} with a known lead, "
        f"{TYPE_PHRASES[late['type_group']]} led {percent(late['share'])}"
    )
    if stages[0] == last:
        return says
    early = _first(rows, stages[0])
    return (
        f"{says}; of {count(early['rounds_with_lead'], f'{stages[0].lower()} round')}, "
        f"{TYPE_PHRASES[early['type_group']]} led {percent(early['share'])}"
    )


def _first(rows: pl.DataFrame, stage: str) -> dict[str, Any]:
    return rows.filter(pl.col("stage_group") == stage).row(0, named=True)


def _remark(rows: pl.DataFrame) -> str:
    """How few rounds have a stated lead."""
    first = rows.row(0, named=True)
    known = int(rows.unique("stage_group")["rounds_with_lead"].sum())
    return (
        f"{first['stated_rounds']:,} of {count(first['selected_rounds'], 'selected round')} have "
        f"a stated lead; {known:,} of them are drawn, with a known type of lead and a known stage."
    )


def _chart() -> alt.TopLevelMixin:
    order = list(TYPE_COLOURS)
    return (
        alt.Chart(alt.NamedData("rows"))
        .transform_calculate(
            name="datum.stage_group + ' (' + datum.rounds_with_lead + ')'",
            order=f"indexof({order}, datum.type_group)",
            at=f"indexof({list(STAGE_GROUPS)}, datum.stage_group)",
            led_text="format(datum.rounds_led, ',.1~f') + ' of ' + datum.rounds_with_lead",
            joined_text="format(datum.rounds_joined, ',') + ', ' "
            "+ format(datum.stage_share, '.0%') + ' of its rounds'",
        )
        .mark_bar(height={"band": 0.7})
        .encode(
            y=listed("name", alt.EncodingSortField(field="at", op="min")),
            x=alt.X(
                field="rounds_led",
                type="quantitative",
                stack="normalize",
                title="Share of rounds with a known lead (%)",
                axis=alt.Axis(format=".0%", tickCount=5, grid=True),
            ),
            color=type_colour(),
            order=alt.Order(field="order", type="quantitative"),
            tooltip=[
                told("stage_group", "Stage"),
                told("type_group", "Type of investor"),
                told("share", "Share led", ".1%"),
                told("led_text", "Rounds led"),
                told("joined_text", "Rounds joined"),
            ],
        )
        .properties(height=alt.Step(44))
    )


FIGURE = Figure(
    name="investor_leads",
    subtitle="Rounds with a known lead by type of the lead (%), with their number",
    sql=SQL,
    spec=specification(_chart()),
    headline=headline,
    note=f"{JOINED_NOTE}A round with several leads of known type is divided equally among them. "
    "Rounds without a stated lead, with leads of unknown type only, or of no stated stage are "
    f"left out, and so is a stage with fewer than {FEWEST} rounds. The tooltip also counts the "
    f"rounds that a type joined, as lead or not: one round can count for several types. "
    f"{GROUPS_NOTE}",
    remark=_remark,
    empty=f"No stage of this selection has {FEWEST} rounds with a known lead.",
    titles={
        "stage_group": "Stage",
        "type_group": "Type of investor",
        "rounds_with_lead": "Rounds with a known lead",
        "share": "Share led (%)",
        "rounds_joined": "Rounds joined by this type",
        "stage_share": "Share of this type's rounds (%)",
        "stated_rounds": "Rounds with a stated lead",
    },
)
