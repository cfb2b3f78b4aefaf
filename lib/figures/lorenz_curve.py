"""How unequally is the capital of the selection spread over companies? The Lorenz curve."""

from __future__ import annotations

import altair as alt
import polars as pl

from lib.figures.figure import Figure
from lib.figures.taken_out import EMPTY, FEWEST, KEPT, NOTHING
from lib.theme import BLUE, GREY, LABEL, money_expression, opens, specification, told
from lib.words import count, money, percent

COMPANIES = "Share of companies, smallest first (%)"
CAPITAL = "Share of capital (%)"
LARGEST_EXACT = 100
STEPS = 390
"""Every one of the largest companies is a point, and this many of the smaller ones at most."""

SQL = f"""{KEPT}, companies AS (
    FROM kept SELECT company, sum(amount_usd) AS usd WHERE amount_usd IS NOT NULL GROUP BY company
), placed AS (
    FROM companies
    SELECT company, usd, row_number() OVER smallest AS place, count(*) OVER () AS companies,
        sum(usd) OVER (smallest ROWS UNBOUNDED PRECEDING) / nullif(sum(usd) OVER (), 0) AS part
    WINDOW smallest AS (ORDER BY usd, company DESC)
), summary AS (
    FROM placed
    SELECT max(place) AS companies, sum(usd) AS capital_usd,
        (max(place) + 1 - 2 * sum(part)) / max(place) AS gini,
        -- The largest tenth, rounded up to whole companies.
        1 - coalesce(max(part) FILTER (place <= companies - ceil(companies / 10)), 0) AS tenth_share
), drawn AS (
    FROM placed
    SELECT place, company::VARCHAR AS name, usd, part
    WHERE place > companies - {LARGEST_EXACT}
        OR (place * {STEPS}) // companies > ((place - 1) * {STEPS}) // companies
    UNION ALL
    FROM summary SELECT 0, '', NULL, 0 WHERE companies > 0
)
FROM drawn CROSS JOIN summary
SELECT place / companies AS companies_share, part AS capital_share, place, name AS company,
    usd AS company_usd, companies, capital_usd,
    CASE WHEN companies >= {FEWEST} THEN greatest(0, gini) END AS gini,
    CASE WHEN companies >= {FEWEST} THEN tenth_share END AS tenth_share
ORDER BY place
"""


def headline(rows: pl.DataFrame) -> str:
    """What the largest tenth of the companies hold."""
    row = rows.row(-1, named=True)
    if row["gini"] is None:
        only = count(row["companies"], "company")
        return f"Too few for a Gini index: {only} with {money(row['capital_usd'])} disclosed"
    return (
        f"The largest tenth of {count(row['companies'], 'company')} hold "
        f"{percent(row['tenth_share'])} of the capital (Gini index {row['gini']:.2f})"
    )


def _chart() -> alt.TopLevelMixin:
    base = (
        alt.Chart(alt.NamedData("rows"))
        .transform_calculate(
            company_text=f"datum.place ? datum.company + ', ' + "
            f"{money_expression('datum.company_usd')} : 'none yet'",
            of_text="format(datum.place, ',') + ' of ' + format(datum.companies, ',')",
            equality="'Line of equality'",
        )
        .encode(x=_x())
    )
    equality = base.mark_line(color=GREY, strokeDash=[5, 4], strokeWidth=1.5).encode(
        y=_y("companies_share")
    )
    words = (
        base.transform_filter("datum.place == 0")
        # Above the line, where the curve never is.
        .mark_text(align="right", baseline="bottom", color=LABEL, dx=-4, dy=-4)
        .encode(
            x=alt.X(datum=0.5, type="quantitative", title=COMPANIES),
            y=alt.Y(datum=0.5, type="quantitative", title=CAPITAL),
            text=alt.Text(field="equality", type="nominal"),
        )
    )
    curve = base.mark_area(color=BLUE, opacity=0.25, line={"color": BLUE}).encode(
        y=_y("capital_share")
    )
    # An area has one tooltip for all of it: unseen points along the curve have one each.
    points = base.mark_circle(size=120, color=BLUE, opacity=0).encode(
        y=_y("capital_share"),
        tooltip=[
            told("of_text", "Companies so far"),
            told("companies_share", "Share of companies", ".1%"),
            told("capital_share", "Share of capital", ".2%"),
            told("company_text", "Up to"),
        ],
    )
    return alt.layer(curve, equality, words, points.add_params(opens("company"))).properties(
        height=380
    )


def _x() -> alt.X:
    return alt.X(
        field="companies_share",
        type="quantitative",
        title=COMPANIES,
        scale=alt.Scale(domain=[0, 1]),
        axis=alt.Axis(format=".0%", values=[0, 0.25, 0.5, 0.75, 1]),
    )


def _y(field: str) -> alt.Y:
    return alt.Y(
        field=field,
        type="quantitative",
        title=CAPITAL,
        scale=alt.Scale(domain=[0, 1]),
        axis=alt.Axis(format=".0%", tickCount=5),
    )


FIGURE = Figure(
    name="lorenz_curve",
    subtitle="Cumulative share of capital by cumulative share of companies (%)",
    sql=SQL,
    spec=specification(_chart()),
    headline=headline,
    note="Lorenz curve: companies stand in line from the smallest to the largest; the curve says "
    "which part of the capital the first of them hold together. If all had raised the same, it "
    "would run along the dashed line of equality. The Gini index is twice the area between the "
    "two. Companies without a disclosed amount are left out. Beyond 500 companies not every small "
    f"one has a point of its own; the {LARGEST_EXACT} largest always have.",
    empty=EMPTY,
    params=NOTHING,
    titles={
        "companies_share": "Share of companies (%)",
        "capital_share": "Share of capital (%)",
        "place": "Companies so far",
        "company_usd": "Capital of the company",
        "companies": "Companies",
        "gini": "Gini index (0 to 1)",
        "tenth_share": "Share of the largest tenth (%)",
    },
)
