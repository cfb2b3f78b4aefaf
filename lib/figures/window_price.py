"""What does it cost to fill the context window of a model once?"""

from __future__ import annotations

import altair as alt
import polars as pl

from lib.figures.figure import Figure
from lib.figures.free_names import named
from lib.figures.model_prices import (
    ADVICE,
    NOTE,
    names_beside,
    price_expression,
    price_words,
    span_words,
)
from lib.figures.scope import DEVELOPER, scope, within
from lib.figures.trend import FEWEST
from lib.filters import Filters
from lib.theme import colour, filled, log_axis, opens, specification, time_axis, told
from lib.words import count, short

SHAPES = {"Window of that day": "circle", "Window as listed later": "diamond"}

SQL = f"""
, filled AS (
    FROM offers
    SELECT *, {DEVELOPER}, input * context_tokens / 1e6 AS fill_price, year(date) AS year,
        count(*) OVER () AS listed
    WHERE event = 'added' AND {within("date")}
)
FROM filled
SELECT date, model, developer, organization, company, country, region, access, input,
    context_tokens, fill_price,
    CASE context_basis WHEN 'at the time' THEN 'Window of that day'
        ELSE 'Window as listed later' END AS window_of,
    year, listed, source_id, source_url
WHERE context_tokens IS NOT NULL
ORDER BY date, organization, model
"""


def headline(rows: pl.DataFrame) -> str:
    """Median window and median price to fill it, in the first and last year with enough models."""
    years = (
        rows.group_by("year")
        .agg(pl.len().alias("models"), pl.col("fill_price", "context_tokens").median())
        .filter(pl.col("models") >= FEWEST)
        .sort("year")
    )
    if years.height < 2:
        prices = span_words(rows["fill_price"])
        if rows.height == 1:
            return f"Filling the window of {rows['model'][0]} once costs {prices}"
        return f"Filling the window once costs {prices} among {count(rows.height, 'model')}"
    first, last = years.row(0, named=True), years.row(-1, named=True)
    return (
        f"Filling a model's window once cost a median {price_words(first['fill_price'])} in "
        f"{first['year']} ({short(first['context_tokens'])} tokens) and "
        f"{price_words(last['fill_price'])} in {last['year']} "
        f"({short(last['context_tokens'])} tokens)"
    )


def remark(rows: pl.DataFrame) -> str:
    """How many models have no known window."""
    missing = rows["listed"][0] - rows.height
    years = rows.group_by("year").len().sort("year").rows()
    counted = ", ".join(f"{number} in {year}" for year, number in years)
    later = (rows["window_of"] == "Window as listed later").sum()
    return (
        f"{count(rows.height, 'model')} drawn ({counted}); {missing} more without a known window. "
        f"Hollow: {later} with the window of a later listing."
    )


def named_dearest(rows: pl.DataFrame) -> pl.DataFrame:
    """`rows` with `label` and `side` of the dearest model of each year, where its name has room."""
    by_price = rows.with_row_index().sort("fill_price", descending=True, maintain_order=True)
    wanted = by_price.unique("year", keep="first", maintain_order=True)["index"].to_list()
    return named(rows, wanted, rows["date"].to_physical(), rows["fill_price"].log10())


def _chart() -> alt.TopLevelMixin:
    base = alt.Chart(alt.NamedData("rows")).transform_calculate(
        fill_text=price_expression("datum.fill_price"),
        input_text=price_expression("datum.input") + " + ' per million tokens'",
        window_text="format(datum.context_tokens, ',') + ' tokens'",
    )
    when = alt.X(field="date", type="temporal", title=None, axis=time_axis("year"))
    height = alt.Y(
        field="fill_price",
        type="quantitative",
        title="Price to fill the context window (USD, log scale)",
        scale=alt.Scale(type="log", nice=False, padding=14),
        axis=log_axis(price_expression("datum.value")),
    )
    points = base.mark_point(strokeWidth=1.5, opacity=0.9, size=45).encode(
        x=when,
        y=height,
        color=colour("developer"),
        fill=filled(),
        fillOpacity=alt.condition(
            "datum.window_of == 'Window of that day'", alt.value(0.85), alt.value(0)
        ),
        shape=alt.Shape(
            field="window_of",
            type="nominal",
            scale=alt.Scale(domain=list(SHAPES), range=list(SHAPES.values())),
            legend=None,
        ),
        tooltip=[
            told("model", "Model"),
            told("organization", "Developer"),
            told("date", "First listed", "%-d %b %Y"),
            told("fill_text", "To fill it"),
            told("window_text", "Window"),
            told("window_of", "Window is"),
            told("input_text", "Input price"),
        ],
    )
    names = names_beside(base, when, height)
    return alt.layer(points.add_params(opens("company")), *names).properties(height=380)


FIGURE = Figure(
    name="window_price",
    subtitle="Input price times context window of models when first listed (USD, log scale)",
    sql=SQL,
    spec=specification(_chart()),
    headline=headline,
    note="The context window is the most text a model reads at once, counted in tokens. The price "
    "to fill it is the first listed input price times that window, at the basic rate even where "
    "long inputs cost more. Hollow diamonds: the window is the one listed by October 2026 for the "
    f"same name, not of that day. {NOTE}",
    remark=remark,
    empty="No model of these places, developers and dates has a price and a known window.",
    advice=ADVICE,
    params=scope(Filters()),
    arrange=named_dearest,
    rests_on_rounds=False,
)
