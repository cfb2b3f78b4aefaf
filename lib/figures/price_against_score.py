"""Which models give the most capability for their price?"""

from __future__ import annotations

from functools import cache
from math import log10

import altair as alt
import polars as pl

from lib.figures.figure import Figure
from lib.figures.model_prices import (
    ADVICE,
    BENCHMARKS,
    DEFAULTS,
    EDGE_SQL,
    NOTE,
    OFFERS_SQL,
    SCORED_SQL,
    UNIT,
    WHERE_WIDE,
    filled,
    names_beside,
    price_channel,
    price_expression,
    price_words,
)
from lib.figures.model_results import INDEX
from lib.figures.scope import AMONG
from lib.theme import GREY, colour, opens, specification, told
from lib.words import count, month_words

SHAPES = {"Closed": "circle", "Open weights": "triangle-up", "Unknown": "square"}
HEIGHT = 440
LINE = 0.035
"""Part of the height that a name takes."""

SQL = f"""
{OFFERS_SQL}{SCORED_SQL}{EDGE_SQL}
, in_effect AS (
    FROM scored, edge
    SELECT scored.*, least(edge, $until) AS as_of
    WHERE date BETWEEN $first_day AND as_of AND {AMONG}
    QUALIFY row_number() OVER (PARTITION BY organization, model ORDER BY date DESC) = 1
), ranked AS (
    FROM in_effect
    SELECT *, score > coalesce(max(score) OVER (
        ORDER BY price, score DESC, model ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
    ), '-infinity'::DOUBLE) AS is_frontier
)
FROM ranked
SELECT model, capability_model, developer, organization, company, country, region, access, date,
    price, measure, score, $benchmark AS benchmark, is_second_hand, is_frontier, as_of,
    source_id, score_source_id, source_url
ORDER BY price, score DESC, organization, model
"""


def headline(rows: pl.DataFrame) -> str:
    """The two ends of the frontier."""
    frontier = rows.filter("is_frontier")
    low, high = frontier.row(0, named=True), frontier.row(-1, named=True)
    if frontier.height == 1:
        return (
            f"{low['model']} is both the cheapest and the best of {count(rows.height, 'model')}, "
            f"at {price_words(low['price'])}"
        )
    return (
        f"{frontier.height} of {count(rows.height, 'model')} are unbeaten at their price in "
        f"{month_words(low['as_of'])}, from {low['model']} ({price_words(low['price'])}) to "
        f"{high['model']} ({price_words(high['price'])})"
    )


def remark(rows: pl.DataFrame) -> str:
    """What is drawn, and what is second hand."""
    drawn = f"All {count(rows.height, 'model')} with a price and a score drawn."
    later = int(rows["is_second_hand"].sum())
    hollow = f" Hollow: {later} with a score quoted second hand from a later fit." if later else ""
    return drawn + hollow


def named(rows: pl.DataFrame) -> pl.DataFrame:
    """`rows` with `label`: names on the frontier that have room above the one below, best first.

    `side` is where a name stands: left of its point, but right near the axis.
    """
    scores = rows["score"].to_list()
    room = LINE * (max(scores) - min(scores)) if scores else 0.0
    powers = [log10(price) for price in rows["price"]]
    across = max(powers) - min(powers) if powers else 0.0
    side = ["left" if each - min(powers) > across / 8 else "right" for each in powers]
    least = 1e9
    kept: list[str | None] = []
    for row in rows.reverse().iter_rows(named=True):
        fits = row["is_frontier"] and least - row["score"] >= room
        least = row["score"] if fits else least
        kept.append(row["model"] if fits else None)
    return rows.with_columns(
        pl.Series("label", kept[::-1], pl.String), pl.Series("side", side, pl.String)
    )


def _chart(benchmark: str) -> alt.TopLevelMixin:
    unit = "points" if benchmark == INDEX else "%"
    base = alt.Chart(alt.NamedData("rows")).transform_calculate(
        price_text=price_expression("datum.price"),
        score_text=f"format(datum.score, '.1f') + '{' points' if unit == 'points' else unit}'",
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
            told("capability_model", "Model"),
            told("organization", "Developer"),
            told("price_text", "Price"),
            told("date", "Price of", "%-d %b %Y"),
            told("score_text", "Score"),
            told("place", "Place"),
            told("access", "Access"),
        ],
    )
    names = names_beside(base, across, height, left=(-9, -6), right=(9, 6), opacity=WHERE_WIDE)
    return alt.layer(line, points.add_params(opens("company")), *names).properties(height=HEIGHT)


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
        "frontier: no cheaper model scores as high. Scores come from Epoch AI and are the best run "
        "of a model, so hard questions may have cost more tokens than a price shows. The day a "
        f"model is withdrawn is not known, so older ones stay. {NOTE}",
        remark=remark,
        empty="No model of these places, developers and dates has a price and a score.",
        advice=ADVICE,
        params={**DEFAULTS, "benchmark": benchmark, "until": DEFAULTS["last_day"]},
        arrange=named,
        rests_on_rounds=False,
    )
