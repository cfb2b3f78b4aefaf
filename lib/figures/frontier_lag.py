"""By how many months does the side behind trail, month by month?"""

from __future__ import annotations

from functools import cache

import altair as alt
import polars as pl

from lib.figures.figure import Figure
from lib.figures.frontier_gap import ADVICE, AGAINST, EMPTY, GAP_SQL, NOTE, newest, remark
from lib.figures.model_results import DEFAULTS
from lib.theme import COLOURS, specification, time_axis, told


def headline(rows: pl.DataFrame) -> str:
    """The newest lag, and the middle of all months."""
    lag = abs(rows["lag_months"][-1])
    found = newest(rows, "less than a month" if lag < 1 else f"{lag:.1f} months")
    middle = rows["lag_months"].median()
    # Of the other sign it would be of the other side.
    if rows.height < 5 or not isinstance(middle, float) or middle * rows["gap"][-1] <= 0:
        return found
    longer = f"{found}; the median over {rows.height} months is {abs(middle):.1f}"
    return longer if len(longer) <= 140 else found


def _chart(against: str) -> alt.TopLevelMixin:
    sides = AGAINST[against]
    tint = COLOURS[sides.column][sides.follower]
    base = alt.Chart(alt.NamedData("rows")).encode(
        x=alt.X(field="period", type="temporal", title=None, axis=time_axis("month")),
        y=alt.Y(
            field="lag_months",
            type="quantitative",
            title="Lag (months)",
            axis=alt.Axis(tickCount=5),
        ),
        tooltip=[
            told("period", "At the end of", "%b %Y"),
            told("lag_months", "Lag in months", ".1f"),
            told("leader_model", f"Best, {sides.leader}"),
            told("follower_model", f"Best, {sides.follower}"),
        ],
    )
    area = base.mark_area(interpolate="linear", color=tint, opacity=0.25)
    line = base.mark_line(color=tint, strokeWidth=2, point=alt.OverlayMarkDef(size=22, color=tint))
    return alt.layer(area, line).properties(height=320)


@cache
def frontier_lag(against: str = "access") -> Figure:
    """Months by which `follower` trails `leader` of the pair, over time."""
    sides = AGAINST[against]
    return Figure(
        name="frontier_lag",
        subtitle=f"{sides.label}: "
        "how long ago the side ahead was where the side behind is now (months)",
        sql=GAP_SQL,
        spec=specification(_chart(against)),
        headline=headline,
        note=NOTE,
        remark=remark,
        empty=EMPTY,
        advice=ADVICE,
        params=DEFAULTS | {"against": against, "leader": sides.leader, "follower": sides.follower},
        rests_on_rounds=False,
    )
