"""Which investors meet in the same rounds?"""

from __future__ import annotations

import altair as alt
import polars as pl

from lib.figures.figure import Figure
from lib.figures.investor_types import TYPE_COLOURS
from lib.figures.investors_table import DEFAULT_SHOWN, RANKED_SQL, RANKS
from lib.theme import BLUE, BY_PLACE, GREY, LABEL, listed, opens, specification, told
from lib.words import count

TYPES = ", ".join(f"'{name}'" for name in TYPE_COLOURS)

SQL = f"""
{RANKED_SQL}
, shown AS (
    FROM ranked
    SELECT investor, row_number() OVER (
        ORDER BY list_position([{TYPES}], type_group), place
    ) AS place
    WHERE place <= $top AND ranked_by > 0
), theirs AS MATERIALIZED (
    FROM selected_holders JOIN shown USING (investor) SELECT round_number, company, place
), in_rounds AS (
    FROM theirs JOIN theirs AS others USING (round_number)
    SELECT theirs.place, others.place AS other_place, count(*) AS rounds
    GROUP BY 1, 2
), backed_by AS (
    FROM theirs SELECT DISTINCT company, place
), in_companies AS (
    FROM backed_by JOIN backed_by AS others USING (company)
    SELECT backed_by.place, others.place AS other_place, count(*) AS companies
    GROUP BY 1, 2
)
FROM shown CROSS JOIN (FROM shown SELECT investor AS co_investor, place AS other_place)
    LEFT JOIN in_rounds USING (place, other_place)
    LEFT JOIN in_companies USING (place, other_place)
SELECT investor::VARCHAR AS investor, co_investor::VARCHAR AS co_investor,
    coalesce(rounds, 0) AS rounds, coalesce(companies, 0) AS companies,
    place = other_place AS is_own, place, other_place,
    -- Own rounds are a measure of their own: they neither set nor take the depth of the colour.
    coalesce(CASE WHEN NOT is_own THEN coalesce(rounds, 0) / nullif(
        max(rounds) FILTER (place <> other_place) OVER (), 0) END, 0)::DOUBLE AS of_most
ORDER BY place, other_place
"""


def headline(rows: pl.DataFrame) -> str:
    """The pair that meets most often."""
    shown = rows.filter("is_own").height
    if shown == 1:
        only = rows.row(0, named=True)
        return f"{only['investor']} is the only investor, in {count(only['rounds'], 'round')}"
    pairs = rows.filter(pl.col("place") < pl.col("other_place"), pl.col("rounds") > 0)
    if pairs.is_empty():
        return f"Of these {shown} investors no two met in a round"
    ordered = pairs.sort("rounds", "companies", descending=True, maintain_order=True)
    first = ordered.row(0, named=True)
    rounds = count(first["rounds"], "round")
    pair = f"{first['investor']} and {first['co_investor']}"
    if pairs.height == 1:
        return f"Of these {shown} investors only {pair} met, in {rounds}"
    level = pairs.filter(pl.col("rounds") == first["rounds"]).height - 1
    if level:
        others = "another pair" if level == 1 else f"{level} other pairs"
        return f"{pair} met in {rounds}, as did {others}, and no pair met more often"
    return f"{pair} met most often: in {rounds}; they share {count(first['companies'], 'company')}"


# Columns narrower than a slanted name is high.
_TIGHT = "width / domain('x').length < 15"


def _chart() -> alt.TopLevelMixin:
    base = (
        alt.Chart(alt.NamedData("rows"))
        .transform_calculate(
            pair="datum.is_own ? datum.investor : datum.investor + ' and ' + datum.co_investor",
            rounds_text="datum.rounds ? format(datum.rounds, ',') : ''",
            what="datum.is_own ? 'All its rounds' : 'Rounds of both'",
            # The root keeps pairs that met once visible.
            depth="datum.is_own || !datum.rounds ? 0 : 0.12 + 0.88 * sqrt(datum.of_most)",
            ink=f"datum.is_own ? '{LABEL}' : datum.depth > 0.8 "
            "|| luminance(background || 'white') < 0.4 ? '#fafafa' : '#31333f'",
        )
        .encode(
            y=listed("investor", BY_PLACE, labelLimit=130),
            x=alt.X(
                field="co_investor",
                type="nominal",
                sort=alt.EncodingSortField(field="other_place", op="min"),
                title=None,
                axis=alt.Axis(
                    orient="top",
                    labelAngle=alt.ExprRef(f"{_TIGHT} ? -90 : -60"),
                    labelAlign="left",
                    labelBaseline=alt.ExprRef(f"{_TIGHT} ? 'middle' : 'bottom'"),
                    labelFontSize=alt.ExprRef(f"{_TIGHT} ? 9 : 12"),
                    labelLimit=130,
                    labelOverlap=False,
                    domain=False,
                    ticks=False,
                ),
            ),
            tooltip=[
                told("pair", "Investors"),
                told("what", "Counted"),
                told("rounds", "Rounds", ","),
                told("companies", "Companies", ","),
            ],
        )
    )
    ground = base.mark_rect(color=GREY, opacity=0.1).add_params(opens("investor"))
    cells = base.mark_rect(color=BLUE).encode(
        opacity=alt.Opacity(field="depth", type="quantitative", scale=None, legend=None)
    )
    own = base.transform_filter("datum.is_own").mark_rect(
        filled=False, stroke=GREY, strokeWidth=1.5
    )
    numbers = base.mark_text(fontSize=alt.ExprRef(f"{_TIGHT} ? 7.5 : 11")).encode(
        text=alt.Text(field="rounds_text", type="nominal"),
        color=alt.Color(field="ink", type="nominal", scale=None, legend=None),
    )
    return alt.layer(ground, cells, own, numbers).properties(height=alt.Step(24))


FIGURE = Figure(
    name="investors_matrix",
    subtitle="Joined together (rounds) by the investors of the bars; outlined: all of one investor",
    sql=SQL,
    spec=specification(_chart()),
    headline=headline,
    note="A cell counts the selected rounds that name both investors; the outlined cells count all "
    "selected rounds of one. The companies of a pair are those that both have joined a selected "
    "round of, perhaps not the same one. To join the same round does not mean to act together. "
    "Investors of one type stand together, each in the order of the bars.",
    empty="No round of this selection names an investor.",
    params={"rank": next(iter(RANKS)), "top": int(DEFAULT_SHOWN)},
    titles={
        "co_investor": "With",
        "is_own": "Its own rounds",
        "place": "Row",
        "other_place": "Column",
        "of_most": "Of the most frequent pair (%)",
    },
)
