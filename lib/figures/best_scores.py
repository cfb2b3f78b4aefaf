"""How good are models, and how fast does the best get better? One benchmark over time."""

from __future__ import annotations

import math
from datetime import date, timedelta
from functools import cache
from typing import Any

import altair as alt
import polars as pl

from lib.figures.figure import Figure
from lib.figures.model_results import (
    ADVICE,
    CHOSEN,
    DEFAULTS,
    EMPTY,
    INDEX,
    INTERVALS,
    MEASURES,
    NARROWED,
    Measure,
    on_benchmark,
    worded,
)
from lib.figures.scope import DEVELOPER
from lib.theme import GREY, LABEL, colour, filled, log_axis, opens, specification, time_axis, told
from lib.words import count, listing, month_words

SPLITS = {"developer": "Developer", "access": "Open or closed", "region": "Region"}
LABELLED = 6
CEILING = 95.0
"""Percent of the questions from which a benchmark is called close to its ceiling."""
SLOW = 2.0
"""Percentage points below which a year's gain of the best score is called small."""
SECOND_HAND, NOT_KNOWN = "Second-hand, later fit", "Access unknown"
SHAPES = {
    "Closed": "circle",
    "Open weights": "triangle-up",
    NOT_KNOWN: "square",
    SECOND_HAND: "diamond",
}

SQL = f"""
, risen AS (
    FROM results
    SELECT *, {DEVELOPER},
        CASE WHEN is_second_hand THEN '{SECOND_HAND}' WHEN access = 'Unknown' THEN '{NOT_KNOWN}'
            ELSE access END AS mark,
        -- Of models of one day the best counts, and of equal ones the first by name.
        NOT is_second_hand AND score > coalesce(max(score) OVER (
            PARTITION BY is_second_hand ORDER BY release_date, score DESC, model, is_vendor_reported
            ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
        ), '-infinity'::DOUBLE) AS is_frontier
    WHERE {CHOSEN} AND release_date <= $last_day
)
FROM risen
SELECT release_date, model, developer, organization, company, country, region, access, mark,
    benchmark, unit, score, low, high,
    -- A later fit of the index is on a scale of its own, and has no place among the others.
    CASE WHEN NOT is_second_hand
        THEN rank() OVER (PARTITION BY is_second_hand ORDER BY score DESC) END AS place,
    is_frontier, is_vendor_reported, is_second_hand, as_of, {NARROWED}, evaluator, source_id,
    source_url
WHERE release_date >= $first_day
ORDER BY release_date, score, model, is_vendor_reported
"""


def arrange(rows: pl.DataFrame) -> pl.DataFrame:
    """Rows with where the line ends, which of its models are named, and on which side."""
    named = _named(rows)
    best = pl.col("is_frontier") & (pl.col("score") == pl.col("score").filter("is_frontier").max())
    newest = pl.col("release_date").filter(~pl.col("is_second_hand")).max()
    on_the_right = pl.Series(
        [name for name, is_right in named.items() if is_right], dtype=pl.String
    )
    return rows.with_columns(
        pl.when(best).then(newest).alias("edge"),
        # Weak models have intervals that would take most of the axis.
        pl.when(pl.col("low").is_not_null())
        .then(pl.max_horizontal("low", pl.col("score").min()))
        .alias("drawn_low"),
        pl.when("is_frontier", pl.col("model").is_in(pl.Series([*named], dtype=pl.String)))
        .then("model")
        .alias("label"),
        pl.col("model").is_in(on_the_right).alias("is_right"),
    )


def _named(rows: pl.DataFrame) -> dict[str, bool]:
    """Models of the line whose name has room, and whether it stands to the right of its point.

    From the newest: each a twelfth of the height below the one before, and an early one only where
    it long stayed the best.
    """
    heights = _heights(rows)
    days = rows["release_date"].to_list()
    names: dict[str, bool] = {}
    above, until = math.inf, max(days, default=date.max)
    for place in reversed(rows["is_frontier"].arg_true().to_list()):
        age, stayed = max(days) - days[place], until - days[place]
        span = max(days) - min(days)
        is_early = age > 0.6 * span
        fits = heights[place] <= above - 1 / 12 and (not is_early or stayed > 0.15 * span)
        if fits and len(names) < LABELLED:
            names[rows["model"][place]] = is_early
            above = heights[place]
        until = days[place]
    return names


def _heights(rows: pl.DataFrame) -> list[float]:
    """Scores as shares of the height of the chart."""
    is_log = rows.height and MEASURES[rows["unit"][0]].is_log
    levels = [math.log(score) if is_log else score for score in rows["score"]]
    span = max(levels, default=1) - min(levels, default=0)
    return [level / (span or 1) for level in levels]


def headline(rows: pl.DataFrame) -> str:
    """The best model, its score, and the best of a year before."""
    frontier = rows.filter("is_frontier")
    if frontier.is_empty():
        return _below_earlier(rows)
    best = frontier.row(-1, named=True)
    among = "the selected models on " if best["is_narrowed"] else ""
    found = (
        f"{_leaders(rows, best)} {among}{on_benchmark(best)} with "
        f"{worded(best['score'], best['unit'])} in {month_words(_newest(rows))}"
    )
    before = _year_before(rows)
    change = f", up from {_number(before, best['unit'])} a year before" if before else ""
    if before == best["score"]:
        change = ", as a year before"
    own = ", as its developer reports" if best["is_vendor_reported"] else ""
    return next(
        words for words in (f"{found}{change}{own}", f"{found}{own}", found) if len(words) <= 140
    )


def _number(score: float, unit: str) -> str:
    """A score without its unit, but for a percent sign."""
    return worded(score, unit).split()[0]


def _below_earlier(rows: pl.DataFrame) -> str:
    """The best of a time range that brought no new best."""
    row = rows.sort("is_second_hand", -pl.col("score")).row(0, named=True)
    words = f"{row['model']} has {worded(row['score'], row['unit'])} on {on_benchmark(row)}"
    why = "quoted second hand" if row["is_second_hand"] else "no more than an earlier model"
    return f"{words}, {why}"


def _leaders(rows: pl.DataFrame, best: dict[str, Any]) -> str:
    """The best, with how many others have the same score."""
    level = rows.filter(~pl.col("is_second_hand"), pl.col("score") == best["score"])
    others = level["model"].n_unique() - 1
    return (
        f"{best['model']} and {count(others, 'other')} lead" if others else f"{best['model']} leads"
    )


def remark(rows: pl.DataFrame) -> str:
    """What is drawn of how many, whether the benchmark is used up, and what is second hand."""
    found = [f"{count(rows.height, 'score')} drawn."]
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
        rose = (
            f"rose by only {best - before:.1f} percentage points"
            if best > before
            else "is as it was"
        )
        found.append(
            f"Saturated or out of use: the best score {rose} in the 12 months to "
            f"{month_words(_newest(rows))}."
        )
    return found


def _second_hand(rows: pl.DataFrame) -> list[str]:
    later = rows.filter("is_second_hand").sort("score", descending=True)
    if later.is_empty():
        return []
    names = [f"{name} ({score:.1f})" for name, score in later.select("model", "score").rows()]
    return [
        f"{count(later.height, 'second-hand score')} of later fits of the index (diamonds): "
        f"{listing(names, 3)}. Every fit moves all models, so they are not on the line."
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
        fill=filled(split, legend=True),
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
    beside: dict[str, Any] = {
        "!datum.is_right": {"align": "right", "dx": -4},
        "datum.is_right": {"align": "left", "dx": 4},
    }
    names = [
        base.transform_filter(f"isValid(datum.label) && {side}")
        .mark_text(baseline="bottom", dy=-5, color=LABEL, limit=150, **where)
        .encode(x=when, y=height, text=alt.Text(field="label", type="nominal"))
        for side, where in beside.items()
    ]
    layers = alt.layer(line, goes_on, spans, points.add_params(opens("company")), *names)
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
        arrange=arrange,
    )
