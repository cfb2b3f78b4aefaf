"""Who joins the same rounds as one investor most often?"""

from __future__ import annotations

import altair as alt
import polars as pl

from lib.figures.figure import Figure
from lib.figures.joined_rounds import JOINED, JOINED_NOTE, names_text
from lib.theme import BLUE, BY_PLACE, LABEL, label_expression, listed, opens, specification, told
from lib.words import count

SHOWN = 12

SQL = f"""
{JOINED}
, met AS (
    FROM joined JOIN holders AS others USING (round_number)
    SELECT
        others.investor::VARCHAR AS investor,
        others.investor_type::VARCHAR AS investor_type,
        count(*) AS rounds,
        count(DISTINCT joined.company) AS companies,
        count(*) FILTER (others.is_lead) AS led,
        count(*) FILTER (joined.is_lead) AS led_by_it,
        max(joined.announced_date) AS last_date,
        {names_text("joined.company")} AS companies_text
    WHERE others.investor::VARCHAR <> $investor
    GROUP BY 1, 2
), its AS (
    FROM joined SELECT count(*) FILTER (named > 1) AS rounds_with_others, count(*) AS of_rounds
)
FROM met, its
SELECT
    row_number() OVER (ORDER BY rounds DESC, companies DESC, investor) AS place,
    *,
    count(*) OVER () AS co_investors
QUALIFY place <= {SHOWN}
ORDER BY place
"""


def headline(rows: pl.DataFrame) -> str:
    """The most frequent co-investor, or that none is frequent."""
    first = rows.row(0, named=True)
    if first["rounds"] == 1:
        others = count(first["co_investors"], "other investor")
        each = ", never twice with one" if first["rounds_with_others"] > 1 else ""
        return f"shared its rounds with {others}{each}"
    level = rows.filter(rounds=first["rounds"]).height
    tied = rows.height == SHOWN == level
    if level == 1:
        return f"joined most rounds with {first['investor']}: {first['rounds']:,} together"
    others = "many others" if tied else count(level - 1, "other")
    return f"joined most rounds with {first['investor']} and {others}: {first['rounds']} with each"


def remark(rows: pl.DataFrame) -> str:
    """How many of its rounds tell anything, and how many investors are not shown."""
    first = rows.row(0, named=True)
    several, all_of_them = first["rounds_with_others"], count(first["of_rounds"], "round")
    verb = "names" if several == 1 else "name"
    named = f"{several:,} of {all_of_them} {verb} another investor"
    if first["co_investors"] > rows.height:
        return f"{named}. Shown are {rows.height} of {first['co_investors']:,} co-investors."
    return f"{named}."


def _chart() -> alt.TopLevelMixin:
    base = (
        alt.Chart(alt.NamedData("rows"))
        .transform_calculate(
            type_text=label_expression("investor_type", "datum.investor_type"),
            label="datum.rounds + (datum.companies < datum.rounds ? ', ' + datum.companies + "
            "(datum.companies > 1 ? ' companies' : ' company') : '')",
        )
        .encode(
            y=listed("investor", BY_PLACE, labelLimit=170),
            x=alt.X(
                field="rounds",
                type="quantitative",
                title="Number together (rounds)",
                axis=alt.Axis(format=",d", tickCount=4, tickMinStep=1, grid=True),
            ),
            tooltip=[
                told("investor", "Investor"),
                told("type_text", "Type"),
                told("rounds", "Rounds together", ","),
                told("companies", "Companies in common", ","),
                told("companies_text", "Companies"),
                told("led", "Of them it led", ","),
                told("led_by_it", "Led by this profile's investor", ","),
                told("last_date", "Last", "%b %Y"),
            ],
        )
    )
    bars = base.mark_bar(color=BLUE, height={"band": 0.7}).add_params(opens("investor"))
    labels = base.mark_text(align="left", dx=4, color=LABEL).encode(
        text=alt.Text(field="label", type="nominal")
    )
    return alt.layer(bars, labels).properties(height=alt.Step(24))


FIGURE = Figure(
    name="co_investors",
    subtitle=f"most frequent co-investors, at most {SHOWN} (rounds)",
    sql=SQL,
    spec=specification(_chart()),
    headline=headline,
    remark=remark,
    note=f"{JOINED_NOTE}Two are co-investors of a round if a source names both. Sources often name "
    "only some of the investors of a round, the larger ones first, so the true numbers are higher. "
    "Both can lead one round.",
    empty="No selected round of this investor names another one.",
    advice="For many rounds sources name one investor only.",
    titles={
        "investor": "Investor",
        "companies_text": "Companies",
        "led": "Led by the co-investor",
        "led_by_it": "Led by the investor of this profile",
        "last_date": "Last together",
        "rounds_with_others": "Its rounds that name others",
        "of_rounds": "Its rounds",
    },
)
