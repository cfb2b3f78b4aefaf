"""How far behind closed models are open ones in training compute?"""

from __future__ import annotations

from typing import Any

import altair as alt
import polars as pl

from lib.figures.figure import Figure
from lib.figures.named_lines import dates_axis
from lib.figures.scope import AMONG, DEVELOPER, scope
from lib.figures.trained_models import left_out
from lib.figures.trend import FEWEST
from lib.filters import Filters
from lib.theme import COLOURS, LABEL, log_axis, opens, specification, told
from lib.words import clipped, count, flop, month_words, short

LEGEND = alt.Legend(orient="top", title=None, symbolDash=[1, 0], symbolStrokeWidth=1)
ACCESS = {"Closed": "circle", "Open weights": "diamond"}
KINDS = {"Closed": "closed", "Open weights": "open"}

# A closed model released before the time range still came first.
SQL = f"""
, records AS (
    FROM (
        FROM trained_models SELECT *, count(*) OVER () AS listed
        WHERE release_date <= $last_day AND {AMONG}
    )
    SELECT *, count(*) OVER () AS compared, max(release_date) OVER () AS until,
        max(training_compute_flop) OVER (
            PARTITION BY access ORDER BY release_date, training_compute_flop, model
            ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
        ) AS before
    WHERE training_compute_flop > 0 AND access IN ('Closed', 'Open weights')
    QUALIFY before IS NULL OR training_compute_flop > before
)
FROM (
    FROM (
        FROM records
        SELECT *, lead(release_date) OVER (PARTITION BY access
                ORDER BY release_date, training_compute_flop) AS next_date,
            -- The first closed model of a size is a record of its kind.
            CASE WHEN access = 'Open weights'
                THEN min(release_date) FILTER (access = 'Closed') OVER (
                    ORDER BY training_compute_flop RANGE BETWEEN CURRENT ROW AND UNBOUNDED FOLLOWING
                ) END AS closed_since
    )
    SELECT *, next_date IS NULL AS is_newest, min(release_date) OVER () AS first_date
    -- The line comes in from the last record before the range.
    WHERE release_date >= $first_day OR coalesce(next_date, $first_day) >= $first_day
)
SELECT model, organization, company, {DEVELOPER}, region, access, release_date,
    training_compute_flop, certainty, is_newest, closed_since,
    CASE WHEN closed_since < release_date
        THEN date_diff('day', closed_since, release_date) * 12 / 365.25 END AS months_behind,
    until, compared,
    -- Words would not fit to its left.
    coalesce(date_diff('day', first_date, closed_since)
        < 0.4 * date_diff('day', first_date, until), false) AS is_early,
    listed, source_url, source_id
ORDER BY access, release_date, training_compute_flop
"""


def headline(rows: pl.DataFrame) -> str:
    """How long after a closed model as large the largest open one came."""
    newest = {row["access"]: row for row in rows.filter("is_newest").to_dicts()}
    if len(newest) == 1:
        [(access, row)] = newest.items()
        took = flop(row["training_compute_flop"])
        return f"The {KINDS[access]} model with most training compute, {_named(row)}, took {took}"
    top, closed = newest["Open weights"], newest["Closed"]
    found = f"The open model with most training compute, {_named(top)}, came"
    if months := top["months_behind"]:
        lag = count(round(months), "month") if months >= 1 else "less than a month"
        return f"{found} {lag} after a closed one with as much"
    if top["closed_since"]:
        return f"{found} no later than a closed one with as much"
    ratio = top["training_compute_flop"] / closed["training_compute_flop"]
    return f"{found} with {short(ratio)} times that of any closed one here"


def _named(row: dict[str, Any]) -> str:
    return f"{clipped(row['model'], 32)} of {month_words(row['release_date'])}"


def remark(rows: pl.DataFrame) -> str:
    """How large the largest of each are, the usual lag, and how many models could be compared."""
    newest = rows.filter("is_newest").sort("training_compute_flop", descending=True)
    words = [
        f"{KINDS[row['access']]} {flop(row['training_compute_flop'])} ({row['model']})"
        for row in newest.to_dicts()
    ]
    compute = newest["training_compute_flop"]
    times = f", {short(compute[0] / compute[1])} times less" if compute.len() == 2 else ""
    first = rows.row(0, named=True)
    missing = left_out(first["listed"] - first["compared"], "no compute estimate or known access")
    return (
        f"Largest so far: {' and '.join(words)}{times}. {_usual_lag(rows)}"
        f"{count(first['compared'], 'model')} compared{missing}."
    )


def _usual_lag(rows: pl.DataFrame) -> str:
    """Median lag of the open records, those that came first with none; not of fewer than five."""
    lags = rows.filter(access="Open weights")["months_behind"].fill_null(0)
    if lags.len() < FEWEST or "Closed" not in rows["access"]:
        return ""
    return (
        f"The {lags.len()} open records here came {lags.median():.0f} months after a closed model "
        "with as much (median). "
    )


def _chart() -> alt.TopLevelMixin:
    base = alt.Chart(alt.NamedData("rows")).transform_calculate(
        value_text="replace(format(datum.training_compute_flop, '.2~e'), '+', '') + ' FLOP'",
        behind_text="isValid(datum.months_behind) ? format(datum.months_behind, ',.0f') + "
        "(round(datum.months_behind) == 1 ? ' month' : ' months') : 'not behind'",
    )
    height = alt.Y(
        field="training_compute_flop",
        type="quantitative",
        title="Largest training compute so far (FLOP, log scale)",
        scale=alt.Scale(type="log"),
        axis=log_axis("replace(format(datum.value, '.2~e'), '+', '')"),
    )

    def when(field: str) -> alt.X:
        scale = alt.Scale(type="utc")
        return alt.X(field=field, type="temporal", title=None, scale=scale, axis=dates_axis())

    def tint(channel: str) -> Any:
        """Only the two that are drawn, named in the legend with their shape."""
        kind = alt.Fill if channel == "fill" else alt.Color
        scale = alt.Scale(domain=list(ACCESS), range=[COLOURS["access"][name] for name in ACCESS])
        return kind(field="access", type="nominal", scale=scale, legend=LEGEND)

    dashes = alt.StrokeDash(
        field="access",
        type="nominal",
        scale=alt.Scale(domain=list(ACCESS), range=[[1, 0], [6, 3]]),
        legend=LEGEND,
    )
    steps = base.mark_line(interpolate="step-after", strokeWidth=2).encode(
        x=when("release_date"), y=height, color=tint("color"), strokeDash=dashes
    )
    rest = (
        base.transform_filter("datum.is_newest && datum.release_date < datum.until")
        .mark_rule(strokeWidth=2)
        .encode(
            x=when("release_date"),
            x2=alt.X2(field="until"),
            y=height,
            color=tint("color"),
            strokeDash=dashes,
        )
    )
    late = base.transform_filter(
        "datum.is_newest && isValid(datum.months_behind)"
    ).transform_calculate(lag_text="datum.behind_text + ' behind'")
    lag = late.mark_rule(strokeDash=[2, 3], color=LABEL, strokeWidth=1.5).encode(
        x=when("closed_since"), x2=alt.X2(field="release_date"), y=height
    )
    text = alt.Text(field="lag_text", type="nominal")
    before = late.transform_filter("!datum.is_early").mark_text(
        align="right", dx=-6, dy=-8, fontSize=12, color=LABEL
    )
    above = late.transform_filter("datum.is_early").mark_text(
        align="left", dx=4, dy=-8, fontSize=12, color=LABEL
    )
    words = [each.encode(x=when("closed_since"), y=height, text=text) for each in (before, above)]
    points = base.mark_point(size=50, strokeWidth=1.5).encode(
        x=when("release_date"),
        y=height,
        color=tint("color"),
        fill=tint("fill"),
        fillOpacity=alt.condition("datum.certainty == 'Confident'", alt.value(1), alt.value(0)),
        shape=alt.Shape(
            field="access",
            type="nominal",
            scale=alt.Scale(domain=list(ACCESS), range=list(ACCESS.values())),
            legend=LEGEND,
        ),
        tooltip=[
            told("model", "Model"),
            told("organization", "Developer"),
            told("release_date", "Released", "%b %Y"),
            told("value_text", "Training compute"),
            told("access", "Access"),
            told("certainty", "Estimate is"),
            told("behind_text", "Behind a closed one with as much"),
        ],
    )
    return alt.layer(steps, rest, lag, *words, points.add_params(opens("company"))).properties(
        height=320
    )


FIGURE = Figure(
    name="open_against_closed",
    subtitle="Most training compute of a model so far, open against closed (FLOP, log scale)",
    sql=SQL,
    spec=specification(_chart()),
    headline=headline,
    note="A point is a model that took more training compute than any of its kind before, by the "
    "estimates of Epoch AI. Open means that anyone can download the trained model, under any "
    "licence; closed ones are sold by use or not released. Hollow points are estimates that Epoch "
    "AI is not confident of, among them most of the newest closed ones. More compute does not by "
    "itself make a better model, and a model that is tuned from another one can count with that "
    "of both, so that a new record can be little more than an older model. Where no start is "
    "chosen, the chart starts in 2010.",
    remark=remark,
    empty="No model with a compute estimate and a known access matches the filters.",
    params=scope(Filters()),
    rests_on_rounds=False,
)
