"""What do models cost, and who cut prices? Every listed price over time."""

from __future__ import annotations

import altair as alt
import polars as pl

from lib.figures.figure import Figure
from lib.figures.free_names import named
from lib.figures.model_prices import (
    ADVICE,
    DEFAULTS,
    EMPTY,
    MEASURES,
    NOTE,
    PRICE,
    PRICE_BEFORE,
    UNIT,
    names_beside,
    price_channel,
    price_expression,
    price_words,
    span_words,
)
from lib.figures.scope import DEVELOPER, within
from lib.figures.trend import FEWEST
from lib.theme import GREY, colour, filled, opens, specification, time_axis, told
from lib.words import count

LABELLED = 6
SHAPES = {"First listed": "circle", "Price cut": "triangle-down", "Price rise": "triangle-up"}

SQL = f"""
, priced AS (
    FROM offers SELECT *, {DEVELOPER}, {PRICE}, {PRICE_BEFORE} WHERE {within("date")}
)
FROM priced
SELECT date, model, developer, organization, company, country, region, access,
    CASE event WHEN 'price cut' THEN 'Price cut' WHEN 'price rise' THEN 'Price rise'
        WHEN 'new version' THEN 'New version' ELSE 'First listed' END AS mark,
    price, price_before, price / price_before - 1 AS change, input, output, $measure AS measure,
    api_name, date_basis,
    bool_or(price <> price_before) OVER (PARTITION BY organization, model) AS has_changed,
    CASE date_basis WHEN 'documented' THEN 'documented by a page'
        WHEN 'catalogue' THEN 'change of the catalogue' ELSE 'seen by then' END AS dated_by,
    source_id, source_url
ORDER BY date, organization, model
"""


def headline(rows: pl.DataFrame) -> str:
    """The median first price in the first and in the last year with enough newly listed models."""
    new = rows.filter(pl.col("mark") == "First listed")
    kind = MEASURES[rows["measure"][0]].split()[0].lower()
    years = (
        new.group_by(pl.col("date").dt.year().alias("year"))
        .agg(pl.len().alias("models"), pl.col("price").median())
        .filter(pl.col("models") >= FEWEST)
        .sort("year")
    )
    if years.height >= 2:
        first, last = years.row(0, named=True), years.row(-1, named=True)
        return (
            f"The median newly listed model cost {price_words(first['price'])} in "
            f"{first['year']} and {price_words(last['price'])} in {last['year']}, {kind} price "
            f"({first['models']} and {last['models']} models)"
        )
    models = count(rows.select("organization", "model").n_unique(), "model")
    return f"{models} at a {kind} price of {span_words(rows['price'])}"


def remark(rows: pl.DataFrame) -> str:
    """What is drawn, and how many prices changed."""
    models = rows.select("organization", "model").n_unique()
    marks = rows["mark"].to_list()
    cuts, rises = marks.count("Price cut"), marks.count("Price rise")
    if not cuts + rises:
        return f"All {count(models, 'model')} drawn. No price changed after the first."
    return (
        f"All {count(models, 'model')} drawn, with {count(cuts, 'price cut')} and "
        f"{count(rises, 'price rise')} after the first price. Lines join the prices of one model."
    )


def named_cuts(rows: pl.DataFrame) -> pl.DataFrame:
    """`rows` with `label` and `side` of the deepest price cuts whose names have room."""
    placed = rows.with_row_index()
    cuts = placed.filter(pl.col("mark") == "Price cut").sort("change", "date", "model")
    changed = placed.filter(pl.col("has_changed"), pl.col("mark") != "New version")
    lines = changed.group_by("organization", "model").agg("index")["index"].to_list()
    wanted = cuts["index"].to_list()[:LABELLED]
    return named(rows, wanted, rows["date"].to_physical(), rows["price"].log10(), lines)


def _chart() -> alt.TopLevelMixin:
    base = alt.Chart(alt.NamedData("rows")).transform_calculate(
        price_text=price_expression("datum.price"),
        input_text=price_expression("datum.input"),
        output_text=price_expression("datum.output"),
        change_text="isValid(datum.change) ? format(datum.change, '+.0%') : 'first price'",
    )
    when = alt.X(field="date", type="temporal", title=None, axis=time_axis("year"))
    height = price_channel("price", alt.Y, "Price")
    lines = (
        base.transform_filter("datum.has_changed && datum.mark != 'New version'")
        .mark_line(interpolate="step-after", strokeWidth=1.5, opacity=0.55)
        .encode(
            x=when,
            y=height,
            color=colour("developer"),
            detail=[
                alt.Detail(field="organization", type="nominal"),
                alt.Detail(field="model", type="nominal"),
            ],
        )
    )
    points = (
        base.transform_filter("datum.mark != 'New version'")
        .mark_point(strokeWidth=1.2)
        .encode(
            x=when,
            y=height,
            color=colour("developer"),
            fill=filled(),
            fillOpacity=alt.condition(
                "datum.mark == 'First listed'", alt.value(0.25), alt.value(0.95)
            ),
            shape=alt.Shape(
                field="mark",
                type="nominal",
                scale=alt.Scale(domain=list(SHAPES), range=list(SHAPES.values())),
                legend=alt.Legend(
                    # Beside the other legend it would be cut off on a phone.
                    orient="bottom",
                    title=None,
                    symbolFillColor=GREY,
                    symbolStrokeColor=GREY,
                    columns=3,
                ),
            ),
            opacity=alt.condition("datum.developer == 'Other'", alt.value(0.45), alt.value(0.9)),
            size=alt.condition("datum.mark == 'First listed'", alt.value(40), alt.value(70)),
            tooltip=[
                told("model", "Model"),
                told("organization", "Developer"),
                told("date", "Date", "%-d %b %Y"),
                told("dated_by", "Date is"),
                told("mark", "Event"),
                told("price_text", "Price"),
                told("change_text", "Change"),
                told("input_text", "Input"),
                told("output_text", "Output"),
                told("access", "Access"),
            ],
        )
    )
    names = names_beside(base, when, height)
    return alt.layer(lines, points.add_params(opens("company")), *names).properties(height=430)


FIGURE = Figure(
    name="price_history",
    subtitle=f"Listed price of models by date ({UNIT}, log scale)",
    sql=SQL,
    spec=specification(_chart()),
    headline=headline,
    note=f"A circle is the first listed price of a model, a triangle a later change. {NOTE}",
    remark=remark,
    empty=EMPTY,
    advice=ADVICE,
    params=DEFAULTS,
    arrange=named_cuts,
    rests_on_rounds=False,
)
