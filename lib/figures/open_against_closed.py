"""How far behind closed models are open ones in training compute?"""

from __future__ import annotations

from typing import Any

import altair as alt
import polars as pl

from lib.figures.figure import Figure
from lib.figures.named_lines import dates_axis
from lib.figures.scope import AMONG, scope
from lib.figures.trained_models import trained_sql
from lib.filters import Filters
from lib.theme import COLOURS, LABEL, log_axis, opens, specification, told
from lib.words import count, flop, month_words

LEGEND = alt.Legend(orient="top", title=None, symbolDash=[1, 0], symbolStrokeWidth=1)
ACCESS = {"Closed": "circle", "Open weights": "diamond"}

# A closed model released before the time range still came first.
SQL = f"""{trained_sql(f"release_date <= $last_day AND {AMONG}")}
, known AS (
    FROM trained
    WHERE training_compute_flop > 0 AND access IN ('Closed', 'Open weights')
), records AS (
    FROM known
    SELECT *, max(training_compute_flop) OVER (
        PARTITION BY access ORDER BY release_date, training_compute_flop, model
        ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
    ) AS before
    QUALIFY before IS NULL OR training_compute_flop > before
), matched AS (
    FROM records
    SELECT *, row_number() OVER (PARTITION BY access ORDER BY release_date DESC,
            training_compute_flop DESC) = 1 AS is_newest,
        lead(release_date) OVER (PARTITION BY access
            ORDER BY release_date, training_compute_flop) AS next_date,
        (FROM known AS other SELECT min(release_date) WHERE other.access = 'Closed'
            AND other.training_compute_flop >= records.training_compute_flop
            AND records.access = 'Open weights') AS closed_since
), shown AS (
    -- The line comes in from the last record before the range.
    FROM matched SELECT *, min(release_date) OVER () AS first_date
    WHERE release_date >= $first_day OR coalesce(next_date, $first_day) >= $first_day
), ends AS (
    FROM known SELECT max(release_date) AS until, count(*) AS compared
)
FROM shown, ends
SELECT model, organization, company, developer, region, access, release_date,
    training_compute_flop, certainty, is_newest, closed_since,
    CASE WHEN closed_since < release_date
        THEN date_diff('day', closed_since, release_date) * 12 / 365.25 END AS months_behind,
    until, compared,
    -- Words would not fit to its left.
    coalesce(date_diff('day', first_date, closed_since)
        < 0.4 * date_diff('day', first_date, until), false) AS is_early,
    (FROM trained SELECT count(*)) AS listed,
    source_url, source_id
ORDER BY access, release_date, training_compute_flop
"""


def headline(rows: pl.DataFrame) -> str:
    """How long after a closed model the largest open one came."""
    newest = {row["access"]: row for row in rows.filter("is_newest").to_dicts()}
    if len(newest) == 1:
        [(access, row)] = newest.items()
        kind = "closed model" if access == "Closed" else "model with open weights"
        return f"The largest {kind}, {_named(row)}, took {flop(row['training_compute_flop'])}"
    top, closed = newest["Open weights"], newest["Closed"]
    found = f"The largest open model, {_named(top)}, came"
    if months := top["months_behind"]:
        return f"{found} {count(round(months), 'month')} after a closed one of its size"
    ratio = top["training_compute_flop"] / closed["training_compute_flop"]
    if top["closed_since"] is None:
        return f"{found} with {ratio:.1f} times the compute of any closed one here"
    return f"{found} no later than closed ones of its size, with {_share(ratio)}"


def _share(ratio: float) -> str:
    return f"{ratio:.0%} of the compute of the largest"


def _named(row: dict[str, Any]) -> str:
    return f"{row['model'][:50]} of {month_words(row['release_date'])}"


def remark(rows: pl.DataFrame) -> str:
    """How large the largest of each are, and how many models could be compared."""
    newest = rows.filter("is_newest").sort("training_compute_flop", descending=True)
    words = [
        f"{row['access']}: {flop(row['training_compute_flop'])} ({row['model']})"
        for row in newest.to_dicts()
    ]
    first = rows.row(0, named=True)
    missing = first["listed"] - first["compared"]
    return (
        f"Largest so far: {'; '.join(words)}. {count(first['compared'], 'model')} compared; "
        f"{missing:,} more have no compute estimate or no known access."
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
            told("behind_text", "Behind a closed one of its size"),
        ],
    )
    return alt.layer(steps, rest, lag, *words, points.add_params(opens("company"))).properties(
        height=320
    )


FIGURE = Figure(
    name="open_against_closed",
    subtitle="Training compute of the largest model so far, open against closed (FLOP, log scale)",
    sql=SQL,
    spec=specification(_chart()),
    headline=headline,
    note="A point is a model that took more training compute than any of its kind before, by the "
    "estimates of Epoch AI. Open means that anyone can download the trained model, under any "
    "licence; closed ones are sold by use or not released. Hollow points are estimates that Epoch "
    "AI is not confident of, among them most of the newest closed ones. More compute does not by "
    "itself make a better model. Where no start is chosen, the chart starts in 2010.",
    remark=remark,
    empty="No model with a compute estimate and a known access matches the filters.",
    params={**scope(Filters()), "trend": "frontier"},
    rests_on_rounds=False,
)
