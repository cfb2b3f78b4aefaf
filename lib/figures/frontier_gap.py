"""How far is the best open model behind the best closed one, and China behind the United States?"""

from __future__ import annotations

from functools import cache
from typing import NamedTuple

import altair as alt
import polars as pl

from lib.figures.figure import Figure
from lib.figures.model_results import CHOSEN, DEFAULTS, INDEX, MEASURES, NARROWED, worded
from lib.theme import COLOURS, log_axis, specification, time_axis, told
from lib.words import month_words


class Sides(NamedTuple):
    """Two groups of models: `column` holds `leader` or `follower`."""

    label: str
    column: str
    leader: str
    follower: str
    best_leader: str
    best_follower: str


AGAINST = {
    "access": Sides(
        "Open against closed",
        "access",
        "Closed",
        "Open weights",
        "the best closed model",
        "the best open model",
    ),
    "country": Sides(
        "China against United States",
        "region",
        "United States",
        "China",
        "the best US model",
        "the best Chinese model",
    ),
}
DAYS_A_MONTH = 365.25 / 12

GAP_SQL = f"""
, records AS (
    -- A model that is no better than one before it on its side changes nothing.
    FROM results
    SELECT CASE WHEN $against = 'access' THEN access ELSE region END AS side, release_date, score,
        model, benchmark, unit, source_id, max(release_date) OVER () AS newest,
        count(*) OVER (PARTITION BY side) AS models
    WHERE {CHOSEN} AND release_date <= $last_day
        AND NOT is_second_hand AND side IN ($leader, $follower)
    QUALIFY score > coalesce(max(score) OVER (
        PARTITION BY side ORDER BY release_date, score DESC, model
        ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
    ), -1)
), months AS (
    -- The last month ends with the newest model: later nothing is known of either side.
    FROM (FROM records SELECT min(release_date) AS first, any_value(newest) AS newest)
    SELECT least(last_day(unnest(generate_series(
        date_trunc('month', first), newest::TIMESTAMP, INTERVAL 1 MONTH
    ))::DATE), newest) AS period
), best AS (
    FROM months
        ASOF JOIN (FROM records WHERE side = $leader) AS one ON period >= one.release_date
        ASOF JOIN (FROM records WHERE side = $follower) AS other ON period >= other.release_date
    SELECT period, one.benchmark, one.unit, one.model AS leader_model, one.score AS leader_score,
        other.model AS follower_model, other.score AS follower_score, other.source_id,
        one.models AS leader_models, other.models AS follower_models
    WHERE period >= $first_day
)
FROM best
    -- The day the side ahead first had what the side behind has now.
    ASOF JOIN (FROM records SELECT side, score, release_date AS reached) AS first
        ON side = CASE WHEN leader_score >= follower_score THEN $leader ELSE $follower END
        AND least(leader_score, follower_score) <= first.score
SELECT period, benchmark, unit, $leader AS leader, leader_model, leader_score,
    $follower AS follower, follower_model, follower_score, leader_score - follower_score AS gap,
    CASE WHEN leader_score >= follower_score THEN 1 ELSE -1 END
        * date_diff('day', reached, period) / {DAYS_A_MONTH} AS lag_months,
    leader_models, follower_models, {NARROWED}, source_id
ORDER BY period
"""


def newest(rows: pl.DataFrame, distance: str) -> str:
    """Who trails whom at the end of the rows, by `distance`, which is a number with its unit."""
    row = rows.row(-1, named=True)
    sides = next(each for each in AGAINST.values() if each.leader == row["leader"])
    names = [sides.best_follower, sides.best_leader]
    behind, ahead = names if row["gap"] >= 0 else names[::-1]
    when = f"in {month_words(row['period'])}"
    among = "Of the selected models, " if row["is_narrowed"] else ""
    found = f"{behind} trails {ahead.replace('model', 'one')} by {distance} {when}"
    if row["gap"] == 0:
        words = worded(row["leader_score"], row["unit"])
        found = f"{behind} is level with {ahead.replace('model', 'one')} {when}, at {words}"
    return f"{among}{found}" if among else found.replace("the", "The", 1)


def headline(rows: pl.DataFrame) -> str:
    """The newest gap in points, and that of a year before."""
    row = rows.row(-1, named=True)
    found = newest(rows, _points(abs(row["gap"]), row["unit"]))
    if rows.height <= 12:
        return found
    before = rows.row(-13, named=True)
    # A lead that has changed hands is no smaller or larger gap.
    if before["gap"] * row["gap"] <= 0:
        return found
    longer = f"{found}, after {_points(abs(before['gap']), row['unit'])} a year before"
    return longer if len(longer) <= 140 else found


def _points(value: float, unit: str) -> str:
    return f"{value:.1f} percentage points" if unit == "share" else worded(value, unit)


def remark(rows: pl.DataFrame) -> str:
    """The two models behind the newest gap, and how many are compared."""
    row = rows.row(-1, named=True)
    leader, follower = (
        f"{row[f'{side}_model']} ({worded(row[f'{side}_score'], row['unit'])})"
        for side in ("leader", "follower")
    )
    numbers = [f"{row[side]} {row[f'{side}_models']:,}" for side in ("leader", "follower")]
    return f"Newest: {leader} against {follower}. Scores compared: {', '.join(numbers)}."


def _chart(against: str, unit: str) -> alt.TopLevelMixin:
    sides, measure = AGAINST[against], MEASURES[unit]
    tints = COLOURS[sides.column]
    names = [sides.leader, sides.follower]
    form = f"'{measure.form}') + '{measure.spoken}'"
    words = " + ': ' + ".join(("datum.{0}_model", f"format(datum.{{0}}_score, {form}"))
    base = alt.Chart(alt.NamedData("rows")).transform_calculate(
        leader_text=words.format("leader"),
        follower_text=words.format("follower"),
        gap_text=f"format(datum.gap, {form}",
    )
    tooltip = [
        told("period", "At the end of", "%b %Y"),
        told("leader_text", f"Best, {sides.leader}"),
        told("follower_text", f"Best, {sides.follower}"),
        told("gap_text", "Difference"),
        told("lag_months", "Lag in months", ".1f"),
    ]
    when = alt.X(field="period", type="temporal", title=None, axis=time_axis("month"))
    layers = []
    for side, name, dash in (("leader", names[0], [1, 0]), ("follower", names[1], [6, 3])):
        layer = base.transform_calculate(side=f"'{name}'").encode(
            x=when,
            y=alt.Y(
                field=f"{side}_score",
                type="quantitative",
                title=measure.axis,
                scale=alt.Scale(type="log") if measure.is_log else alt.Scale(zero=False),
                axis=log_axis("format(datum.value, ',.2~f')")
                if measure.is_log
                else alt.Axis(tickCount=6),
            ),
            color=alt.Color(
                field="side",
                type="nominal",
                scale=alt.Scale(domain=names, range=[tints[each] for each in names]),
                legend=alt.Legend(orient="top", title=None, symbolType="stroke"),
            ),
            tooltip=tooltip,
        )
        layers += [
            layer.mark_line(interpolate="step-after", strokeWidth=2, strokeDash=dash),
            layer.mark_point(size=22, filled=True, opacity=1),
        ]
    return alt.layer(*layers).properties(height=320)


@cache
def frontier_gap(against: str = "access", unit: str = INDEX) -> Figure:
    """Best scores of two sides month by month, and the difference between them."""
    sides, measure = AGAINST[against], MEASURES[unit]
    return Figure(
        name="frontier_gap",
        subtitle=f"{sides.label}: best score so far at the end of each month; {measure.axis}",
        sql=GAP_SQL,
        spec=specification(_chart(against, unit)),
        headline=headline,
        note=NOTE,
        remark=remark,
        empty=EMPTY,
        advice=ADVICE,
        params=DEFAULTS | {"against": against, "leader": sides.leader, "follower": sides.follower},
        rests_on_rounds=False,
    )


NOTE = (
    "For each month end: the best score of models that had come out by then, on each side. The "
    "gap is the difference of the two. The lag is the time since the side ahead first had what the "
    "side behind has now; it is negative where the side that mostly trails leads. Between two "
    "models of the side behind the lag grows by a month every month. Models of unknown access or "
    "place are on neither side, and second-hand scores of later fits are left out. Open means that "
    "the weights can be downloaded. Small gaps can be within the intervals of the two scores."
)
EMPTY = "No month in which both sides have a score on this benchmark, within these filters."
ADVICE = "Take a filter of place or developer back, or choose the Epoch Capabilities Index."
