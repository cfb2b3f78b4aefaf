"""How large is a round of each stage, and how has that changed? Every round, with quartiles."""

from __future__ import annotations

from functools import cache
from typing import Any

import altair as alt
import polars as pl

from lib.figures.figure import Figure
from lib.figures.own_rounds import OUTLINED, OWN, own_expression, own_remark
from lib.theme import COLOURS, money_expression, opens, specification, told
from lib.words import count, listing, money

VIEWS = {"year": "By year", "all": "All years together"}
STAGES = ("Seed", "Early", "Late")
LEAST = 5
"""Rounds that a median needs."""

MOST_POINTS = 1_800
"""Rounds drawn one by one: more would take the browser long and cover each other."""

SQL = f"""
, sized AS (
    FROM selected
    SELECT round_id, company, announced_date, amount_usd, stage_group::VARCHAR AS phase,
        origin::VARCHAR AS origin,
        CASE $view WHEN 'year' THEN year(announced_date)::VARCHAR ELSE 'All selected' END AS period,
        $view = 'year' AND (period || '-12-31')::DATE > (FROM extent SELECT newest) AS is_unfinished
    -- A log axis has no place for zero.
    WHERE phase IN {STAGES} AND amount_usd > 0
), summaries AS (
    FROM sized
    SELECT 'summary' AS mark, phase, period, is_unfinished, count(*) AS rounds,
        CASE WHEN rounds >= {LEAST} THEN quantile_cont(amount_usd, 0.25) END AS lower_quartile_usd,
        CASE WHEN rounds >= {LEAST} THEN median(amount_usd) END AS median_usd,
        CASE WHEN rounds >= {LEAST} THEN quantile_cont(amount_usd, 0.75) END AS upper_quartile_usd
    GROUP BY ALL
), points AS (
    FROM sized
    SELECT 'round' AS mark, * EXCLUDE (round_id)
    -- The same rounds each time, and of every size.
    QUALIFY row_number() OVER (ORDER BY hash(round_id), round_id) <= $most
)
FROM summaries UNION ALL BY NAME FROM points
ORDER BY mark DESC, period, list_position({list(STAGES)}, phase),
    announced_date, company, amount_usd
"""


@cache
def round_sizes_by_stage(view: str, most: int = MOST_POINTS) -> Figure:
    """Figure for one of VIEWS, that draws `most` rounds one by one."""
    years = view == "year"
    return Figure(
        name="round_sizes_by_stage",
        subtitle=f"Size of rounds (USD, log scale) by stage{' and year' if years else ''}",
        sql=SQL,
        spec=specification(_chart()),
        headline=headline_by_year if years else headline_of_all,
        note="A dot is a round, a box the middle half of the rounds (first to third quartile), the "
        f"line in it the median; below {LEAST} rounds only the dots are drawn. Equal steps on the "
        "axis multiply the amount. Seed; Early is Series A and B; Late is Series C and after, and "
        "growth rounds. Rounds without an amount are left out.",
        remark=_remark,
        empty="No round of seed, early or late stage with an amount matches the filters.",
        params={"view": view, "most": most},
        titles={
            "mark": "Row is",
            "phase": "Stage",
            "lower_quartile_usd": "First quartile (USD)",
            "median_usd": "Median (USD)",
            "upper_quartile_usd": "Third quartile (USD)",
        },
    )


def headline_by_year(rows: pl.DataFrame) -> str:
    """Median of the stage with most rounds, in the first and the last year that has one."""
    stated = rows.filter(pl.col("median_usd").is_not_null())
    if stated.is_empty():
        return _too_few(rows)
    sums = stated.group_by("phase", maintain_order=True).agg(pl.sum("rounds"))
    phase = sums.sort("rounds", descending=True, maintain_order=True)["phase"][0]
    years = stated.filter(pl.col("phase") == phase).sort("period").rows(named=True)
    first, last = years[0], years[-1]
    until = f"{money(last['median_usd'])} in {last['period']}"
    until += " so far" if last["is_unfinished"] else ""
    if first == last:
        return f"The median {phase.lower()}-stage round is {until}"
    since = f"{money(first['median_usd'])} in {first['period']}"
    return f"The median {phase.lower()}-stage round went from {since} to {until}"


def headline_of_all(rows: pl.DataFrame) -> str:
    """Median of each stage."""
    stated = rows.filter(pl.col("median_usd").is_not_null()).rows(named=True)
    if not stated:
        return _too_few(rows)
    medians = [f"{money(row['median_usd'])} at {row['phase'].lower()} stage" for row in stated]
    return f"The median round is {listing(medians)}"


def _too_few(rows: pl.DataFrame) -> str:
    rounds = count(int(rows["rounds"].sum()), "round")
    return f"{rounds} with an amount, too few of any stage for a median"


def _remark(rows: pl.DataFrame) -> str:
    drawn, rounds = rows.filter(pl.col("mark") == "round").height, int(rows["rounds"].sum())
    whose = own_remark(rows)
    if drawn == rounds:
        return whose
    dots = f"{drawn:,} of {rounds:,} rounds are drawn as dots; the boxes rest on all of them."
    return f"{dots} {whose}".strip()


def _chart() -> alt.TopLevelMixin:
    base = alt.Chart(alt.NamedData("rows"))
    boxes = base.transform_filter("datum.mark == 'summary' && datum.median_usd != null")
    boxes = boxes.transform_calculate(
        median_text=money_expression("datum.median_usd"),
        middle=f"{money_expression('datum.lower_quartile_usd')} + ' to ' + "
        f"{money_expression('datum.upper_quartile_usd')}",
        when="datum.period + (datum.is_unfinished ? ' so far' : '')",
    ).encode(
        x=_period(),
        xOffset=_side(),
        color=_colour(),
        tooltip=[
            told("when", "Period"),
            told("phase", "Stage"),
            told("median_text", "Median"),
            told("middle", "Middle half"),
            told("rounds", "Rounds (n)", ","),
        ],
    )
    middle = boxes.mark_bar(opacity=0.35, width=WHOLE_BAND).encode(
        y=_size("lower_quartile_usd"), y2=alt.Y2(field="upper_quartile_usd")
    )
    # A bar without height: a tick would stand beside the box.
    median = boxes.mark_bar(filled=False, strokeWidth=2.5, width=WHOLE_BAND).encode(
        y=_size("median_usd"), y2=alt.Y2(field="median_usd")
    )
    chart = alt.layer(middle, _points(base).add_params(opens("company")), median).properties(
        height=340
    )
    return chart.resolve_scale(xOffset="independent")


# Streamlit's narrower bars would be centred on the whole period, not on the stage beside others.
WHOLE_BAND = {"band": 1}
AXIS_USD = [figure * 10.0**power for power in range(3, 13) for figure in (1, 3)]
GAP = 0.15
"""Room between two boxes, as a share of the step from one to the next."""

# The same place beside the middle of the box at each repaint, so that dots show side by side.
SPREAD = (
    "((toNumber(datum.announced_date) / 864e5 * 37 + datum.amount_usd / 1e5) % 101 / 101 - 0.5) "
    "* 0.7"
)


def _points(base: alt.Chart) -> alt.Chart:
    return (
        base.transform_filter("datum.mark == 'round'")
        .transform_calculate(
            amount_text=money_expression("datum.amount_usd"),
            whose=own_expression("datum.company", " (your file)"),
            spot=f"indexof({list(STAGES)}, datum.phase) + {(1 - GAP) / 2} + {SPREAD}",
        )
        .mark_circle(size=16)
        .encode(
            opacity=alt.condition(OWN, alt.value(1), alt.value(0.45)),
            **OUTLINED,
            x=_period(),
            xOffset=alt.XOffset(
                field="spot",
                type="quantitative",
                scale=alt.Scale(domain=[0, len(STAGES) - GAP]),
            ),
            y=_size("amount_usd"),
            color=_colour(),
            tooltip=[
                told("whose", "Company"),
                told("amount_text", "Amount"),
                told("phase", "Stage"),
                told("announced_date", "Announced", "%b %Y"),
            ],
        )
    )


def _period() -> alt.X:
    axis = alt.Axis(labelAngle=0, labelOverlap="greedy", ticks=False)
    return alt.X(field="period", type="ordinal", title=None, axis=axis)


def _side() -> alt.XOffset:
    sides = alt.Scale(domain=list(STAGES), paddingInner=GAP, paddingOuter=0)
    return alt.XOffset(field="phase", type="nominal", scale=sides)


def _size(field: str) -> alt.Y:
    return alt.Y(
        field=field,
        type="quantitative",
        title="Size of round (USD, log scale)",
        scale=alt.Scale(type="log", nice=False, padding=8),
        # A number of ticks would thin these out.
        axis=alt.Axis(labelExpr=money_expression("datum.value"), values=AXIS_USD),
    )


def _colour() -> alt.Color:
    colours: dict[str, Any] = {stage: COLOURS["stage_group"][stage] for stage in STAGES}
    return alt.Color(
        field="phase",
        type="nominal",
        scale=alt.Scale(domain=list(colours), range=list(colours.values())),
        legend=alt.Legend(orient="top", title=None, symbolOpacity=1),
    )
