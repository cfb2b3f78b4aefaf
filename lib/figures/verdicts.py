"""Which published results hold, analysis by analysis?"""

from __future__ import annotations

import altair as alt
import polars as pl

from lib.figures.fact_check import FIGURE as RESULTS
from lib.figures.fact_check import NOTE, one_a_result, parts, reproduced
from lib.figures.figure import Figure
from lib.theme import COLOURS, listed, opens, specification, told
from lib.words import case_words

SHAPES = {
    "Holds": "circle",
    "Rounding": "diamond",
    "Does not hold": "triangle-down",
    "Cannot be checked": "square",
}


def arrange(rows: pl.DataFrame) -> pl.DataFrame:
    """One row a result, in the order of the analyses, with its place in its own."""
    place = pl.int_range(1, pl.len() + 1).over("analysis")
    results = one_a_result(RESULTS.arrange(rows))
    cases = [case_words(each) if each else "no case known" for each in results["conflict"]]
    # The table below leads to the conflicts.
    return results.drop("conflict").with_columns(
        place.cast(pl.Int64).alias("place"),
        pl.col("printed").fill_null("not by an article"),
        pl.Series("disputed", cases, pl.String),
    )


def headline(rows: pl.DataFrame) -> str:
    """How many printed results hold, and how many that follow from figures are reproduced."""
    printed, others = parts(rows)
    first = RESULTS.headline(rows)
    if printed.is_empty() or others.is_empty():
        return first
    more = reproduced(others, "", "their")
    return f"{first}; {more[0].lower()}{more[1:]}"


def _chart() -> alt.TopLevelMixin:
    domain = list(SHAPES)
    legend = alt.Legend(orient="top", title=None, columns=alt.ExprRef("width < 300 ? 1 : 4"))
    colours = [COLOURS["verdict"][name] for name in domain]
    return (
        alt.Chart(alt.NamedData("rows"))
        .mark_point(filled=True, size=90, opacity=1, strokeWidth=1.6)
        .encode(
            x=alt.X(field="place", type="ordinal", axis=None),
            y=listed("subject", labelLimit=alt.ExprRef("width < 200 ? 170 : 330")),
            color=alt.Color(
                field="verdict",
                type="nominal",
                scale=alt.Scale(domain=domain, range=colours),
                legend=legend,
            ),
            shape=alt.Shape(
                field="verdict",
                type="nominal",
                scale=alt.Scale(domain=domain, range=list(SHAPES.values())),
                legend=legend,
            ),
            stroke=alt.Stroke(
                field="verdict",
                type="nominal",
                scale=alt.Scale(domain=domain, range=colours),
                legend=None,
            ),
            fillOpacity=alt.condition("datum.is_printed", alt.value(1), alt.value(0)),
            tooltip=[
                told("analysis", "Analysis"),
                told("measure", "Result"),
                told("printed", "Printed"),
                told("expected_words", "Expected"),
                told("recomputed_words", "Recomputed"),
                told("difference_words", "Difference"),
                told("verdict", "Verdict"),
                told("disputed", "Sources disagree"),
            ],
        )
        .add_params(opens("analysis"))
        .properties(height=alt.Step(20))
    )


FIGURE = Figure(
    name="verdicts",
    subtitle="Published results computed again from the tables, by analysis and verdict (results). "
    "Filled marks are printed by an article, hollow ones follow from its figures",
    sql=RESULTS.sql,
    spec=specification(_chart()),
    headline=headline,
    note=f"{NOTE}A result that articles print in several ways stands once, by the worst.",
    arrange=arrange,
    rests_on_rounds=False,
    empty=RESULTS.empty,
    advice=RESULTS.advice,
    titles=RESULTS.titles,
    hidden=RESULTS.hidden,
)
