"""How good are models, and how fast does the best get better? One benchmark over time."""

from __future__ import annotations

from datetime import date, timedelta
from functools import cache

import altair as alt
import polars as pl

from lib.figures.figure import Figure
from lib.figures.model_results import (
    ADVICE,
    DEFAULTS,
    EMPTY,
    INDEX,
    INTERVALS,
    MEASURES,
    RESULTS_SQL,
    Measure,
    worded,
)
from lib.figures.scope import DEVELOPER
from lib.theme import GREY, LABEL, colour, log_axis, opens, specification, time_axis, told
from lib.words import count, listing, month_words

SPLITS = {"developer": "Developer", "access": "Open or closed", "region": "Region"}
SHOWN = 400
LABELLED = 6
CEILING = 95.0
"""Percent of the questions from which a benchmark is called close to its ceiling."""
SLOW = 2.0
"""Percentage points below which a year's gain of the best score is called small."""
SECOND_HAND = "Second-hand, later fit"
SHAPES = {
    "Closed": "circle",
    "Open weights": "triangle-up",
    "Unknown": "square",
    SECOND_HAND: "diamond",
}

SQL = f"""
{RESULTS_SQL}
, ranked AS (
    FROM results
    SELECT *, {DEVELOPER},
        CASE WHEN is_second_hand THEN '{SECOND_HAND}' ELSE access END AS mark,
        -- Of models of one day the best counts, and of equal ones the first by name.
        row_number() OVER (
            PARTITION BY is_second_hand ORDER BY release_date, score DESC, model, is_vendor_reported
        ) AS turn
    WHERE release_date <= $last_day
), risen AS (
    FROM ranked
    SELECT *, NOT is_second_hand AND score > coalesce(max(score) OVER (
        PARTITION BY is_second_hand ORDER BY turn ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
    ), '-infinity'::DOUBLE) AS is_frontier
), framed AS (
    FROM risen
    SELECT *, count(*) OVER () AS models, (FROM published SELECT count(*)) AS published_models,
        row_number() OVER (ORDER BY is_frontier DESC, score DESC, model) AS place,
        max(release_date) FILTER (NOT is_second_hand) OVER () AS newest,
        row_number() OVER (PARTITION BY is_frontier ORDER BY turn DESC) AS back,
        CASE WHEN unit = 'minutes' THEN ln(score) ELSE score END AS level,
        (max(level) OVER () - level) / greatest(max(level) OVER () - min(level) OVER (), 1e-9)
            AS depth,
        (max(release_date) OVER () - release_date)
            / greatest(max(release_date) OVER () - min(release_date) OVER (), 1) AS age
    WHERE release_date >= $first_day
), heads AS (
    -- The best of each twelfth of the axis, where the name has room above and to the left.
    FROM (
        FROM (
            FROM framed SELECT model, depth, turn
            WHERE is_frontier AND age < 0.6
            QUALIFY row_number() OVER (PARTITION BY floor(depth * 12) ORDER BY depth) = 1
        )
        SELECT *, depth - lag(depth) OVER (ORDER BY depth) AS below
    )
    SELECT turn, model AS label
    WHERE coalesce(below, 1) > 0.03
    ORDER BY turn DESC
    LIMIT {LABELLED}
)
FROM framed LEFT JOIN heads USING (turn)
SELECT release_date, model, developer, organization, company, country, region, access, mark,
    benchmark, unit, score, low, high,
    -- Weak models have intervals that would take most of the axis.
    CASE WHEN low IS NOT NULL THEN greatest(low, min(score) OVER ()) END AS drawn_low,
    is_frontier, is_vendor_reported, is_second_hand, as_of,
    CASE WHEN is_frontier THEN label END AS label,
    CASE WHEN is_frontier AND back = 1 THEN newest END AS edge,
    models, published_models, evaluator, source_id, source_url
WHERE place <= {SHOWN}
ORDER BY release_date, score, model, is_vendor_reported
"""


def headline(rows: pl.DataFrame) -> str:
    """The best model, its score, and the best of a year before."""
    frontier = rows.filter("is_frontier")
    if frontier.is_empty():
        row = rows.sort("score").row(-1, named=True)
        words = worded(row["score"], row["unit"])
        return f"{row['model']} has {words} on the {row['benchmark']}, quoted second hand"
    best = frontier.row(-1, named=True)
    among = "the selected models on " if best["models"] < best["published_models"] else ""
    where = f"{among}{'the ' if best['unit'] == INDEX else ''}{best['benchmark']}"
    found = f"{best['model']} leads {where} with {worded(best['score'], best['unit'])}"
    before = _year_before(rows)
    change = f", against {worded(before, best['unit'])} a year before" if before else ""
    if before == best["score"]:
        change = ", as a year before"
    own = ", as its developer reports" if best["is_vendor_reported"] else ""
    return next(
        words for words in (f"{found}{change}{own}", f"{found}{own}", found) if len(words) <= 140
    )


def remark(rows: pl.DataFrame) -> str:
    """What is drawn of how many, whether the benchmark is used up, and what is second hand."""
    first = rows.row(0, named=True)
    drawn, models = rows.height, first["models"]
    found = [f"The {drawn:,} strongest of {models:,} scores."]
    if drawn == models:
        found = [f"{count(drawn, 'score')} drawn."]
    own = rows["is_vendor_reported"].sum()
    if own:
        found.append(f"{own:,} of them, hollow, are reported by the model's own developer.")
    return " ".join([*found, *_saturation(rows), *_second_hand(rows)])


def _saturation(rows: pl.DataFrame) -> list[str]:
    frontier = rows.filter("is_frontier")
    if frontier.is_empty() or frontier["unit"][0] != "share":
        return []
    best = frontier["score"][-1]
    before = _year_before(rows)
    found = []
    if best >= CEILING:
        found.append(
            f"Near its ceiling: the best score is {best:.1f}%, and from {CEILING:.0f}% on a "
            "benchmark hardly tells the best models apart."
        )
    if before and best - before < SLOW:
        until = month_words(_newest(rows))
        found.append(
            f"Saturated or out of use: the best score rose by {best - before:.1f} percentage "
            f"points, less than {SLOW:.0f}, in the 12 months to {until}."
        )
    return found


def _second_hand(rows: pl.DataFrame) -> list[str]:
    later = rows.filter("is_second_hand").sort("score", descending=True)
    if later.is_empty():
        return []
    names = [f"{name} ({score:.1f})" for name, score in later.select("model", "score").rows()]
    return [
        f"Diamonds are {later.height} second-hand scores of later fits: {listing(names, 3)}. Every "
        "fit moves all models, so they are not on the line."
    ]


def _newest(rows: pl.DataFrame) -> date:
    newest = rows.filter(~pl.col("is_second_hand"))["release_date"].max()
    assert isinstance(newest, date)
    return newest


def _year_before(rows: pl.DataFrame) -> float | None:
    """Best score of models a year older than the newest; None where all are younger."""
    until = _newest(rows) - timedelta(days=365)
    older = rows.filter(pl.col("is_frontier") & (pl.col("release_date") <= until))
    return older["score"][-1] if older.height else None


def _chart(split: str, unit: str) -> alt.TopLevelMixin:
    measure = MEASURES[unit]
    score = f"format(datum.score, '{measure.form}') + '{measure.spoken}'"
    ends = " + ' to ' + ".join(f"format(datum.{end}, '{measure.form}')" for end in ("low", "high"))
    # Second-hand scores are of the index only.
    shapes = {name: shape for name, shape in SHAPES.items() if unit == INDEX or name != SECOND_HAND}
    base = alt.Chart(alt.NamedData("rows")).transform_calculate(
        score_text=score,
        interval=f"isValid(datum.low) ? {ends} : 'not published'",
        by="isValid(datum.organization) ? datum.organization : 'not named'",
    )
    when = alt.X(field="release_date", type="temporal", title=None, axis=time_axis("month"))
    height = _height("score", measure)
    frontier = base.transform_filter("datum.is_frontier")
    line = frontier.mark_line(interpolate="step-after", color=GREY, strokeWidth=2).encode(
        x=when, y=height
    )
    goes_on = (
        frontier.transform_filter("isValid(datum.edge)")
        .mark_rule(color=GREY, strokeWidth=2)
        .encode(x=when, x2=alt.X2(field="edge"), y=height)
    )
    spans = (
        base.transform_filter("isValid(datum.low)")
        .mark_rule(strokeWidth=1, opacity=0.35, color=GREY)
        .encode(x=when, y=_height("drawn_low", measure), y2=alt.Y2(field="high"))
    )
    points = base.mark_point(strokeWidth=1.5, opacity=0.9).encode(
        x=when,
        y=height,
        color=colour(split),
        # With the legend of the colour, so that the two are one.
        fill=_filled(split),
        fillOpacity=alt.condition(
            "datum.is_vendor_reported || datum.is_second_hand", alt.value(0), alt.value(0.9)
        ),
        shape=alt.Shape(
            field="mark",
            type="nominal",
            scale=alt.Scale(domain=list(shapes), range=list(shapes.values())),
            legend=alt.Legend(
                orient="bottom",
                title=None,
                symbolFillColor=GREY,
                symbolStrokeColor=GREY,
                columns=alt.ExprRef("width < 420 ? 2 : 4"),
            ),
        ),
        size=alt.condition("datum.is_frontier", alt.value(75), alt.value(34)),
        tooltip=[
            told("model", "Model"),
            told("by", "Developer"),
            told("score_text", "Score"),
            told("interval", "Interval"),
            told("release_date", "Released", "%-d %b %Y"),
            told("access", "Access"),
            told("evaluator", "Reported by"),
        ],
    )
    names = (
        base.transform_filter("isValid(datum.label)")
        .mark_text(align="right", baseline="bottom", dx=-4, dy=-5, color=LABEL, limit=150)
        .encode(x=when, y=height, text=alt.Text(field="label", type="nominal"))
    )
    layers = alt.layer(line, goes_on, spans, points.add_params(opens("company")), names)
    return layers.properties(height=430)


def _height(field: str, measure: Measure) -> alt.Y:
    log = alt.Scale(type="log")
    return alt.Y(
        field=field,
        type="quantitative",
        title=measure.axis,
        scale=log if measure.is_log else alt.Scale(zero=False, nice=True),
        axis=log_axis("format(datum.value, ',.2~f')") if measure.is_log else alt.Axis(tickCount=6),
    )


def _filled(split: str) -> alt.Fill:
    described = colour(split).to_dict()
    assert isinstance(described, dict)
    return alt.Fill.from_dict(described)


@cache
def best_scores(split: str = "developer", unit: str = INDEX) -> Figure:
    """Models by release date and score, coloured by a column of `SPLITS`."""
    measure = MEASURES[unit]
    subtitle = f"Models by release date, with the best so far as a line; {measure.axis}"
    return Figure(
        name="best_scores",
        subtitle=subtitle,
        sql=SQL,
        spec=specification(_chart(split, unit)),
        headline=headline,
        note="A point is the best run of a model on the benchmark, at the day it came out. The "
        "line is the best score so far. Hollow points are reported by the model's own developer "
        "(technical report, model card, announcement), filled ones by Epoch AI, a public "
        f"leaderboard or someone else's paper. {INTERVALS} The Epoch Capabilities Index puts many "
        "benchmarks on one scale (Claude 3.5 Sonnet 130, GPT-5 150): differences count, ratios do "
        "not. Of models that only the index has on a benchmark, what guessing gets is added again "
        "to the score where it is known. FrontierMath versions 1 and 2 are different questions.",
        remark=remark,
        empty=EMPTY,
        advice=ADVICE,
        params=DEFAULTS,
        rests_on_rounds=False,
    )
