"""On which sources does the capital rest, and how much of it does a second one tell of?"""

from __future__ import annotations

import altair as alt
import polars as pl

from lib.figures.figure import Figure
from lib.theme import BLUE, GREY, LABEL, listed, money_expression, specification, told
from lib.words import clipped, count, percent

SEVERAL, ONE = "Two or more sources", "One source"
LONGEST_TITLE = 60

SQL = f"""
, led AS (
    FROM selected JOIN sources ON selected.source_id::VARCHAR = sources.source_id
    SELECT title, sources.source_id AS source_id, selected.source_count > 1 AS is_confirmed,
        coalesce(sum(amount_usd), 0) AS capital_usd, count(*) AS rounds
    GROUP BY ALL
)
FROM led
SELECT title, CASE WHEN is_confirmed THEN '{SEVERAL}' ELSE '{ONE}' END AS told_by,
    capital_usd, capital_usd / sum(capital_usd) OVER () AS share, rounds,
    sum(capital_usd) OVER each_source AS source_usd,
    sum(capital_usd) OVER each_source / sum(capital_usd) OVER () AS source_share,
    row_number() OVER (PARTITION BY source_id ORDER BY is_confirmed) = 1 AS is_first, source_id
WINDOW each_source AS (PARTITION BY source_id)
QUALIFY sum(capital_usd) OVER () > 0
ORDER BY source_usd DESC, title, is_confirmed DESC
"""


def headline(rows: pl.DataFrame) -> str:
    """Share of the capital that two sources tell of, and the source that leads most."""
    several = rows.filter(pl.col("told_by") == SEVERAL)
    rounds, total = int(several["rounds"].sum()), count(int(rows["rounds"].sum()), "round")
    first = rows.row(0, named=True)
    title = clipped(first["title"], 40)
    part = percent(first["source_share"])
    most = (
        f"all rests on {title}" if part == "100%" else f"the largest part, {part}, rests on {title}"
    )
    if rows["rounds"].sum() == 1:
        return f"{total}, told by {'more than ' if rounds else ''}one source; {most}"
    if not rounds:
        return f"{total}, each told by one source; {most}"
    share = percent(float(several["share"].sum()))
    return f"{share} of the capital is told by two or more sources, in {rounds} of {total}; {most}"


def _chart() -> alt.TopLevelMixin:
    base = (
        alt.Chart(alt.NamedData("rows"))
        .transform_calculate(
            capital_text=money_expression("datum.capital_usd"),
            source_text=money_expression("datum.source_usd"),
            of_source="datum.source_share < 0.0995 ? format(datum.source_share, '.1%') "
            ": format(datum.source_share, '.0%')",
            place=f"datum.told_by == '{SEVERAL}' ? 0 : 1",
        )
        .encode(
            # Titles are long: a phone shows how they begin, a tooltip all of them.
            y=listed("title", labelLimit=alt.ExprRef("containerSize()[0] < 600 ? 130 : 400")),
            tooltip=[
                told("title", "Leading source"),
                told("told_by", "Told by"),
                told("capital_text", "Capital"),
                told("share", "Share of capital", ".1%"),
                told("rounds", "Rounds", ","),
                told("source_text", "All capital it leads"),
            ],
        )
    )
    bars = base.mark_bar(height={"band": 0.7}).encode(
        x=_share("share"),
        order=alt.Order(field="place", type="quantitative"),
        color=alt.Color(
            field="told_by",
            type="nominal",
            scale=alt.Scale(domain=[SEVERAL, ONE], range=[BLUE, GREY]),
            legend=alt.Legend(
                orient="top",
                title=None,
                # Titles beside the bars narrow the chart once the legend is laid out.
                columns=alt.ExprRef("containerSize()[0] < 480 ? 1 : 2"),
            ),
        ),
    )
    labels = (
        base.transform_filter("datum.is_first")
        .mark_text(align="left", dx=4, color=LABEL)
        .encode(x=_share("source_share"), text=alt.Text(field="of_source", type="nominal"))
    )
    return alt.layer(bars, labels).properties(height=alt.Step(26))


def _share(field: str) -> alt.X:
    return alt.X(
        field=field,
        type="quantitative",
        title="Share of capital (%)",
        axis=alt.Axis(format=".0%", tickCount=5, grid=True),
    )


FIGURE = Figure(
    name="capital_by_source",
    subtitle="Share of the selected capital (%) by the source that leads the round",
    sql=SQL,
    spec=specification(_chart()),
    headline=headline,
    note="Each round counts once, for the source whose values stand. A round is told by two or "
    "more sources if another of them has it too, in whole or in part. Pages that corrected one "
    "value are not counted as a second source. Rounds without a disclosed amount count as rounds "
    "only.",
    empty="No round with a disclosed amount matches the filters.",
    titles={"title": "Leading source", "told_by": "Told by", "share": "Share of capital (%)"},
)
