"""What compute costs, and what is lost, for each dollar of revenue."""

from __future__ import annotations

from typing import Any

import altair as alt
import polars as pl

from lib.figures.company_history import remarks
from lib.figures.figure import Figure
from lib.figures.priced_rounds import fold
from lib.figures.scope import scope, within
from lib.filters import Filters
from lib.theme import (
    LABEL,
    ORANGE,
    PURPLE,
    listed,
    money_expression,
    opens,
    specification,
    told,
)
from lib.words import count, listing

COLOURS = {"Compute spend": ORANGE, "Net loss": PURPLE}

SQL = f"""
FROM company_years
SELECT * EXCLUDE (region, country)
WHERE {within("year_ends")}
ORDER BY organization, line
"""


def with_ratios(rows: pl.DataFrame) -> pl.DataFrame:
    """`rows`, unless no spend or loss stands beside a revenue: then none."""
    return rows if rows["ratio"].count() else rows.clear()


def headline(rows: pl.DataFrame) -> str:
    """What compute took of the newest year's revenue; without compute, the newest loss."""
    known = rows.drop_nulls("ratio")
    compute = known.filter(cost="Compute spend")
    known = known if compute.is_empty() else compute
    newest = known.filter(pl.col("year_ends") == known["year_ends"].max())
    newest = newest.sort("ratio", "organization", descending=[True, False])
    first, *others = newest.to_dicts()
    verb = "lost" if compute.is_empty() else "spent on compute"
    named = [
        f"{row['organization']} {fold(row['ratio'])}"
        + ("" if row["is_annualised"] == first["is_annualised"] else f" times {_base(row)}")
        for row in others
    ]
    found = f"{verb} {fold(first['ratio'])} times {_base(first)}"
    rest = f", {listing(named)}" if named else ""
    return f"In {first['year_ends'].year} {first['organization']} {found}{rest}"


def _base(row: dict[str, Any]) -> str:
    return "its annualised mid-year revenue" if row["is_annualised"] else "its revenue"


def remark(rows: pl.DataFrame) -> str:
    """How many ratios there are, what they rest on, and which could not be made."""
    known = rows.drop_nulls("ratio")
    rough = known.filter("is_rough").height
    lacking = rows.filter(pl.col("revenue_usd").is_null())["name"].unique(maintain_order=True)
    without = rows["cost_usd"].null_count()
    return remarks(
        f"n = {known.height:,}.",
        f"Faint bars: {rough:,} with an annualised, added-up or expected figure." if rough else "",
        f"No revenue to divide by: {listing(lacking.to_list(), 9)}." if lacking.len() else "",
        f"Neither spend nor loss is known for {count(without, 'other company-year')} with revenue."
        if without
        else "",
    )


def _chart() -> alt.TopLevelMixin:
    colours = alt.Scale(domain=list(COLOURS), range=list(COLOURS.values()))
    base = (
        alt.Chart(alt.NamedData("rows"))
        .transform_filter("isValid(datum.ratio)")
        .transform_calculate(
            ratio_text="format(datum.ratio, '.1f') + ' times'",
            cost_text=f"{money_expression('datum.cost_usd')} + ', ' + datum.cost_basis",
            revenue_text=f"{money_expression('datum.revenue_usd')} + ', ' + datum.revenue_basis",
        )
        .encode(
            y=listed("line"),
            tooltip=[
                told("name", "Company and year"),
                told("cost", "Cost"),
                told("ratio_text", "Over revenue"),
                told("cost_text", "Spend or loss"),
                told("revenue_text", "Revenue"),
                told("revenue_date", "Revenue of", "%b %Y"),
            ],
        )
    )
    across = alt.X(
        field="ratio",
        type="quantitative",
        title="Spend or loss over revenue (times)",
        axis=alt.Axis(grid=True, tickCount=5),
    )
    bars = base.mark_bar(strokeWidth=1.5, height={"band": 0.6}).encode(
        x=across,
        color=alt.Color(
            field="cost",
            type="nominal",
            scale=colours,
            legend=alt.Legend(orient="top", title=None, columns=2),
        ),
        stroke=alt.Stroke(field="cost", type="nominal", scale=colours, legend=None),
        fillOpacity=alt.condition("datum.is_rough", alt.value(0.15), alt.value(1)),
    )
    words = base.mark_text(align="left", dx=5, color=LABEL).encode(
        x=across, text=alt.Text(field="ratio_text", type="nominal")
    )
    layers = alt.layer(bars.add_params(opens("company")), words)
    return layers.properties(height=alt.Step(34))


FIGURE = Figure(
    name="spend_over_revenue",
    subtitle="Compute spend and net loss over revenue, by company and year (times)",
    sql=SQL,
    spec=specification(_chart()),
    headline=headline,
    note="At 1 a company spends or loses as much as it takes in. Revenue is that of the year "
    "where a source states it; else the annualised revenue nearest to the middle of the year, at "
    "most three months from it, which is rough for a company that grows fast. Compute spend is "
    "all of it where stated, else research and serving compute together where both are stated. "
    "A loss counts other costs too and already has revenue taken off, so the two ratios are not "
    "to be added. OpenAI's compute spend of 2022 also holds data. A year for which either side is "
    "unknown has no bar.",
    remark=remark,
    params=scope(Filters()),
    titles={
        "name": "Company and year",
        "line": "Bar",
        "year_ends": "Year ends",
        "ratio": "Over revenue (times)",
        "cost": "Cost",
    },
    arrange=with_ratios,
    empty="No spend or loss stands beside a revenue for this time range and these companies.",
    rests_on_rounds=False,
)
