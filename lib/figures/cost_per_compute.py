"""Does a unit of training compute become cheaper?"""

from __future__ import annotations

from lib.figures.figure import Figure
from lib.figures.model_points import model_points, points_sql
from lib.figures.scope import scope
from lib.figures.trained_models import NOTE, TREND_NOTE
from lib.figures.training_over_time import Measure, headline, remark
from lib.filters import Filters
from lib.theme import money_expression, specification
from lib.words import money

UNIT = "USD of 2023 per 1e24 FLOP"
MEASURE = Measure(
    "Cost of compute",
    "cost_of_compute_usd",
    "Cost",
    "cost per unit of compute",
    UNIT,
    lambda usd: f"{money(usd)} per 1e24 FLOP",
    money_expression("#"),
    "The estimated cost of a training run over its estimated compute, for models that have both, "
    "in US dollars of 2023 for 1e24 operations (FLOP), a trillion trillion. It falls with "
    "the price of chips and rises where they are used less well. The two estimates need not "
    "cover the same work, as where a model is tuned from another one or learns from games it plays "
    "against itself: such marks can lie far off the line. ",
)

FIGURE = Figure(
    name="cost_per_compute",
    subtitle=f"Training cost divided by training compute of AI models ({UNIT}, log scale)",
    sql=points_sql(MEASURE.column, "1e24 * training_cost_usd / training_compute_flop"),
    spec=specification(model_points(MEASURE.column, MEASURE.title, UNIT, MEASURE.written, 420)),
    headline=lambda rows: headline(rows, MEASURE),
    note=f"{MEASURE.note}{NOTE}{TREND_NOTE}",
    remark=remark,
    empty="No model with both a training cost and a compute estimate matches the filters.",
    params={**scope(Filters()), "trend": "frontier"},
    titles={MEASURE.column: "Cost of 1e24 FLOP"},
    rests_on_rounds=False,
)
