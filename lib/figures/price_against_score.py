"""Which models give the most capability for their price?"""

from __future__ import annotations

from functools import cache

import altair as alt
import polars as pl

from lib.figures.figure import Figure
from lib.figures.free_names import ROOM, named
from lib.figures.model_prices import (
    ADVICE,
    BENCHMARKS,
    DEFAULTS,
    NOTE,
    POINTS,
    PRICE,
    SCORE_TEXT,
    SCORES_NOTE,
    UNIT,
    names_beside,
    price_channel,
    price_expression,
    price_words,
)
from lib.figures.model_results import INDEX
from lib.figures.scope import AMONG, DEVELOPER
from lib.theme import GREY, colour, filled, opens, specification, told
from lib.words import count, month_words

SHAPES = {"Closed": "circle", "Open weights": "triangle-up", "Unknown": "square"}

SQL = f"""
, in_effect AS (
    FROM scored_offers
    SELECT *, {DEVELOPER}, {PRICE}, least(listed_until, $last_day, $until) AS as_of
    WHERE benchmark_id = $benchmark AND date BETWEEN $first_day AND as_of AND {AMONG}
    QUALIFY row_number() OVER (PARTITION BY organization, model ORDER BY date DESC) = 1
)
FROM in_effect
SELECT model, version, developer, organization, company, country, region, access, date, price,
    score, $benchmark AS benchmark, is_second_hand, score > coalesce(max(score) OVER (
        ORDER BY price, score DESC, model ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
    ), '-infinity'::DOUBLE) AS is_frontier, as_of, source_id, score_source_id, source_url
ORDER BY price, score DESC, organization, model
"""


def headline(rows: pl.DataFrame) -> str:
    """The two ends of the frontier."""
    frontier = rows.filter("is_frontier")
    low, high = frontier.row(0, named=True), frontier.row(-1, named=True)
    if rows.height == 1:
        return f"Only {low['model']} has a price and a score: {price_words(low['price'])}"
    models = f"{count(rows.height, 'model')} priced by {month_words(low['as_of'])}"
    if frontier.height == 1:
        return (
            f"{low['model']} is both the cheapest and the best of {models}, "
            f"at {price_words(low['price'])}"
        )
    return (
        f"{frontier.height} of {models} are unbeaten at their price, from {low['model']} "
        f"({price_words(low['price'])}) to {high['model']} ({price_words(high['price'])})"
    )


def remark(rows: pl.DataFrame) -> str:
    """What is drawn, and what is second hand."""
    drawn = f"All {count(rows.height, 'model')} with a price and a score drawn."
    later = int(rows["is_second_hand"].sum())
    hollow = f" Hollow: {later} with a score quoted second hand from a later fit." if later else ""
    return drawn + hollow


def named_frontier(rows: pl.DataFrame) -> pl.DataFrame:
    """`rows` with `label` and `side` of those on the frontier whose names have room, best first."""
    frontier = rows["is_frontier"].arg_true().to_list()
    return named(rows, frontier[::-1], rows["price"].log10(), rows["score"], [frontier], ROOM)


def _chart(benchmark: str) -> alt.TopLevelMixin:
    unit = "points" if benchmark in POINTS else "%"
    base = alt.Chart(alt.NamedData("rows")).transform_calculate(
        price_text=price_expression("datum.price"),
        score_text=SCORE_TEXT,
        place="datum.is_frontier ? 'on the frontier' : 'a cheaper model is as good'",
    )
    across = price_channel("price", alt.X, "Price")
    height = alt.Y(
        field="score",
        type="quantitative",
        title=f"{BENCHMARKS[benchmark]} ({unit})",
        scale=alt.Scale(zero=False, nice=True),
        axis=alt.Axis(tickCount=6),
    )
    line = (
        base.transform_filter("datum.is_frontier")
        .mark_line(interpolate="step-after", color=GREY, strokeWidth=2)
        .encode(x=across, y=height)
    )
    points = base.mark_point(strokeWidth=1.5).encode(
        x=across,
        y=height,
        color=colour("developer"),
        fill=filled(),
        shape=alt.Shape(
            field="access",
            type="nominal",
            scale=alt.Scale(domain=list(SHAPES), range=list(SHAPES.values())),
            legend=alt.Legend(
                orient="bottom", title=None, symbolFillColor=GREY, symbolStrokeColor=GREY, columns=3
            ),
        ),
        fillOpacity=alt.condition("datum.is_second_hand", alt.value(0), alt.value(0.9)),
        opacity=alt.condition("datum.is_frontier", alt.value(1), alt.value(0.5)),
        size=alt.condition("datum.is_frontier", alt.value(85), alt.value(38)),
        tooltip=[
            told("version", "Model"),
            told("organization", "Developer"),
            told("price_text", "Price"),
            told("date", "Price of", "%-d %b %Y"),
            told("score_text", "Score"),
            told("place", "Place"),
            told("access", "Access"),
        ],
    )
    names = names_beside(base, across, height)
    return alt.layer(line, points.add_params(opens("company")), *names).properties(height=440)


@cache
def price_against_score(benchmark: str = INDEX) -> Figure:
    """Models by price and score on one of `BENCHMARKS`, as of the day `$until`."""
    return Figure(
        name="price_against_score",
        subtitle=f"Price and {BENCHMARKS[benchmark]} of models ({UNIT}, log scale)",
        sql=SQL,
        spec=specification(_chart(benchmark)),
        headline=headline,
        note="Each model stands at its newest price by the chosen day. The line is the efficient "
        "frontier: no cheaper model scores as high. A score is the best run of a model, so hard "
        f"questions may have cost more tokens than a price shows. {SCORES_NOTE} {NOTE}",
        remark=remark,
        empty="No model of these places, developers and dates has a price and a score.",
        advice=ADVICE,
        params={**DEFAULTS, "benchmark": benchmark, "until": DEFAULTS["last_day"]},
        arrange=named_frontier,
        rests_on_rounds=False,
    )
