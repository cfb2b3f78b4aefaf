"""What does a model of a size cost to train, and what do articles say it costs?"""

from __future__ import annotations

from typing import Any

import altair as alt
import polars as pl

from lib.figures.figure import Figure
from lib.figures.scope import scope, within
from lib.figures.training_over_time import LETTERS
from lib.figures.trend import FEWEST
from lib.filters import Filters
from lib.theme import BLUE, GREY, LABEL, log_axis, money_expression, opens, specification, told
from lib.words import clipped, count, money, short

# Statements of a cost, and of the size of the same model. The one on a model of 10 trillion
# parameters gives no size of its own; Mythos is the model that it speaks of.
PAIRS = {
    "S0-013": "S0-004",
    "S2-039": "S2-040",
    "S2-045": "S2-021",
}
ORIGINS = {"Estimate of Epoch AI": "circle", "Stated in an article": "diamond"}

SQL = f"""
, pairs AS (
    SELECT unnest({list(PAIRS)}) AS cost_id, unnest({list(PAIRS.values())}) AS size_id
), stated AS (
    FROM pairs JOIN claims AS costs ON costs.claim_id = cost_id
        JOIN claims AS sizes ON sizes.claim_id = size_id
    SELECT costs.subject AS model, 'Stated in an article' AS origin, sizes.value AS parameters,
        coalesce(costs.value_usd, costs.value_low_usd) AS training_cost_usd,
        costs.value_high_usd AS highest_cost_usd, costs.source_url, costs.source_id::VARCHAR
            AS source_id, costs.qualifier::VARCHAR AS qualifier
), estimated AS (
    FROM trained_models
    SELECT model, 'Estimate of Epoch AI' AS origin, parameters, training_cost_usd, source_url,
        source_id, organization, company, release_date, certainty
    WHERE parameters > 0 AND training_cost_usd > 0 AND {within("release_date")}
)
FROM (FROM estimated UNION ALL BY NAME FROM stated)
SELECT model, origin, coalesce(organization, 'Not stated') AS organization, company, release_date,
    parameters, training_cost_usd, highest_cost_usd,
    coalesce(certainty, replace(qualifier, '_', ' ')) AS certainty,
    CASE WHEN qualifier IS NOT NULL THEN model END AS label, source_url, source_id
ORDER BY origin DESC, parameters, model
"""


def headline(rows: pl.DataFrame) -> str:
    """The highest estimate beside the stated cost of a large model that does not exist yet."""
    stated = rows.filter(origin="Stated in an article").sort("parameters").row(-1, named=True)
    low, high = stated["training_cost_usd"], stated["highest_cost_usd"]
    cost = f"{money(low)} to {money(high)}" if high else money(low)
    found = f"n article expects {cost} for a model of {short(stated['parameters'])} parameters"
    known = rows.filter(origin="Estimate of Epoch AI").sort("training_cost_usd", "model")
    if known.is_empty():
        return f"A{found}"
    top = known.row(-1, named=True)
    usd, name = money(top["training_cost_usd"]), clipped(top["model"], 30)
    return f"The most expensive run here cost an estimated {usd} ({name}); a{found}"


def remark(rows: pl.DataFrame) -> str:
    """What models near the small example cost by the estimates."""
    known = rows.filter(origin="Estimate of Epoch AI")
    small = rows.filter(origin="Stated in an article").sort("parameters").row(0, named=True)
    size = small["parameters"]
    near = known.filter(pl.col("parameters").is_between(size / 2, size * 2))
    if known.is_empty():
        return "No model here has both a size and a training cost."
    drawn = f"{count(known.height, 'model')} with both figures."
    if near.height < FEWEST:
        return drawn
    middle = near["training_cost_usd"].median()
    return (
        f"{drawn} The example of {short(size)} parameters costs "
        f"{money(small['training_cost_usd'])} in the article; the {near.height:,} models of "
        f"{short(size / 2)} to {short(size * 2)} cost {money(middle)} in the middle (median)."  # type: ignore[arg-type]
    )


def _chart() -> alt.TopLevelMixin:
    base = alt.Chart(alt.NamedData("rows")).transform_calculate(
        size_text=LETTERS.replace("#", "datum.parameters"),
        cost_text=f"{money_expression('datum.training_cost_usd')} + "
        "(isValid(datum.highest_cost_usd) ? ' to ' + "
        f"{money_expression('datum.highest_cost_usd')} : '')",
        date_text="isValid(datum.release_date) ? "
        "utcFormat(toDate(datum.release_date), '%b %Y') : 'not stated'",
    )

    def size(**domain: Any) -> alt.X:
        return alt.X(
            field="parameters",
            type="quantitative",
            title="Size (parameters, log scale)",
            scale=alt.Scale(type="log", padding=14, **domain),
            axis=log_axis(LETTERS.replace("#", "datum.value"), "x"),
        )

    def cost() -> alt.Y:
        return alt.Y(
            field="training_cost_usd",
            type="quantitative",
            title="Training cost (USD, log scale)",
            scale=alt.Scale(type="log"),
            axis=log_axis(money_expression("datum.value")),
        )

    def by_origin(channel: Any, values: list[str]) -> Any:
        scale = alt.Scale(domain=list(ORIGINS), range=values)
        return channel(field="origin", type="nominal", scale=scale, legend=_legend())

    points = base.mark_point(strokeWidth=1.5, opacity=0.9).encode(
        # Room for the names beside the marks.
        x=size(domain=alt.DomainUnionWith(unionWith=[1e7])),
        y=cost(),
        fill=by_origin(alt.Fill, [BLUE, "transparent"]),
        fillOpacity=alt.condition("datum.certainty == 'Confident'", alt.value(0.7), alt.value(0)),
        color=by_origin(alt.Color, [BLUE, GREY]),
        shape=by_origin(alt.Shape, list(ORIGINS.values())),
        size=alt.condition("isValid(datum.label)", alt.value(130), alt.value(35)),
        tooltip=[
            told("model", "Model"),
            told("organization", "Developer"),
            told("date_text", "Released"),
            told("size_text", "Parameters"),
            told("cost_text", "Training cost"),
            told("origin", "Figure is"),
            told("certainty", "Stated as"),
        ],
    )
    spans = (
        base.transform_filter("isValid(datum.highest_cost_usd)")
        .mark_rule(strokeWidth=3, color=GREY)
        .encode(x=size(), y=cost(), y2=alt.Y2(field="highest_cost_usd"))
    )
    names = (
        base.transform_filter("isValid(datum.label)")
        .mark_text(align="right", dx=-10, dy=-6, fontSize=12, color=LABEL)
        .encode(x=size(), y=cost(), text=alt.Text(field="label", type="nominal"))
    )
    return alt.layer(spans, points.add_params(opens("company")), names).properties(height=400)


def _legend() -> alt.Legend:
    return alt.Legend(
        orient="top",
        title=None,
        symbolStrokeWidth=1.5,
        columns=alt.ExprRef("width < 360 ? 1 : 2"),
    )


FIGURE = Figure(
    name="cost_by_size",
    subtitle="Training cost of AI models by their number of parameters (USD, log scale)",
    sql=SQL,
    spec=specification(_chart()),
    headline=headline,
    note="Circles are estimates of Epoch AI, in US dollars of 2023, for chips and energy of the "
    "final training run; filled ones are those it is confident of. Diamonds are what two articles "
    "state: Capital Tsunami of GPT-4, and The $300B AI Capital Paradox of an example of a model "
    "with 40 billion parameters and of one with 10 trillion, for which the bar is the range "
    "expected. "
    "What the articles count as cost is not said. Cost follows from parameters and data together, "
    "so models of one size can differ a hundredfold. The filters apply to the circles only.",
    remark=remark,
    empty="No model with both a size and a training cost matches the filters.",
    params=scope(Filters()),
    rests_on_rounds=False,
)
