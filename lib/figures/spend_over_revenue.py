"""What compute costs, and what is lost, for each dollar of revenue."""

from __future__ import annotations

import altair as alt
import polars as pl

from lib.figures.company_history import remarks
from lib.figures.company_lines import ABOUT_COMPANIES
from lib.figures.figure import Figure
from lib.figures.priced_rounds import fold
from lib.figures.scope import scope, within
from lib.filters import Filters
from lib.theme import (
    BY_PLACE,
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

COSTS = """
, parts AS (
    FROM about_companies
    SELECT organization, year(as_of) AS year,
        max(value_usd) FILTER (scope = 'company') AS whole_usd,
        sum(value_usd) FILTER (scope = 'spending') AS parts_usd,
        count(DISTINCT product) FILTER (scope = 'spending') AS parts,
        any_value(source_id::VARCHAR) AS source_id, any_value(source_url) AS source_url
    WHERE metric = 'compute_spend' AND is_fact
    GROUP BY ALL
), compute AS (
    -- All compute where it is stated; else research and serving together, where both are.
    FROM parts
    SELECT organization, year, coalesce(whole_usd, parts_usd) AS compute_usd,
        whole_usd IS NULL AS is_added, source_id, source_url
    WHERE whole_usd > 0 OR parts = 2
)
"""
"""Adds to `about_companies` the table `compute`: compute spend of each company and year (USD)."""

OF_THE_YEAR = "revenue of the year"

SQL = f"""{ABOUT_COMPANIES}{COSTS}
, costs AS (
    FROM compute
    SELECT organization, year, 'Compute spend' AS cost, compute_usd AS cost_usd,
        is_added AS is_rough, CASE WHEN is_added THEN 'research and serving added up'
            ELSE 'stated' END AS cost_basis,
        source_id AS cost_source_id, source_url AS cost_url
    UNION ALL BY NAME
    FROM about_companies
    SELECT organization, year(as_of) AS year, 'Net loss' AS cost, value_usd AS cost_usd,
        NOT is_fact AS is_rough, CASE WHEN is_fact THEN 'stated' ELSE 'expected' END AS cost_basis,
        source_id::VARCHAR AS cost_source_id, source_url AS cost_url
    WHERE metric = 'net_loss' AND scope = 'company' AND value_usd > 0
), revenues AS (
    -- Revenue of the year, else the annualised one nearest to its middle.
    FROM about_companies
    SELECT organization, year(as_of) AS year, value_usd AS revenue_usd, as_of AS revenue_date,
        metric = 'annualised_revenue' AS is_annualised,
        coalesce(basis::VARCHAR, '{OF_THE_YEAR}') AS revenue_basis,
        source_id::VARCHAR AS source_id, source_url
    WHERE metric IN ('annual_revenue', 'annualised_revenue') AND scope = 'company' AND is_fact
        AND value_usd > 0 AND (NOT is_annualised OR as_of BETWEEN make_date(year(as_of), 4, 1)
            AND make_date(year(as_of), 10, 1))
    QUALIFY row_number() OVER (
        PARTITION BY organization, year(as_of)
        ORDER BY is_annualised, abs(date_diff('day', make_date(year(as_of), 7, 1), as_of)),
            as_of, confidence, metric_id
    ) = 1
), of_years AS (
    FROM costs FULL JOIN revenues USING (organization, year) JOIN organizations USING (organization)
    SELECT costs.* EXCLUDE (organization, year), revenues.* EXCLUDE (organization, year),
        organization, make_date(year, 12, 31) AS year_ends, company::VARCHAR AS company,
        region, country, concat(organization, ' ', year) AS name
), chosen AS (
    FROM of_years WHERE {within("year_ends")}
), gaps AS (
    FROM chosen
    SELECT coalesce(string_agg(DISTINCT name, ';' ORDER BY name)
            FILTER (revenue_usd IS NULL), '') AS without_revenue,
        count(DISTINCT name) FILTER (cost_usd IS NULL) AS without_cost
)
FROM chosen, gaps
SELECT organization::VARCHAR AS organization, company, name, year_ends, cost,
    cost_usd / revenue_usd AS ratio, cost_usd, cost_basis, revenue_usd, revenue_basis, revenue_date,
    is_rough OR revenue_basis <> '{OF_THE_YEAR}' AS is_rough,
    row_number() OVER (ORDER BY organization, year_ends, cost) AS place,
    without_revenue, without_cost, cost_url, source_url, cost_source_id, source_id
WHERE cost_usd > 0 AND revenue_usd > 0
ORDER BY place
"""


def headline(rows: pl.DataFrame) -> str:
    """What compute took of the newest year's revenue; without compute, the newest loss."""
    compute = rows.filter(cost="Compute spend")
    known = rows if compute.is_empty() else compute
    newest = known.filter(pl.col("year_ends") == known["year_ends"].max())
    newest = newest.sort("ratio", "organization", descending=[True, False])
    what = "lost" if compute.is_empty() else "spent on compute"
    told = [f"{row['organization']} {fold(row['ratio'])}" for row in newest.to_dicts()]
    first = f"{newest['organization'][0]} {what} {fold(newest['ratio'][0])} times its revenue"
    others = f", {listing(told[1:])}" if len(told) > 1 else ""
    return f"In {newest['year_ends'].dt.year()[0]} {first}{others}"


def remark(rows: pl.DataFrame) -> str:
    """How many ratios there are, what they rest on, and which could not be made."""
    rough, unknown = rows.filter("is_rough").height, rows["without_cost"][0]
    lacking = [each for each in rows["without_revenue"][0].split(";") if each]
    return remarks(
        f"n = {rows.height:,}.",
        f"Faint bars: {rough:,} with an annualised, added-up or expected figure." if rough else "",
        f"No revenue to divide by: {listing(lacking, 9)}." if lacking else "",
        f"Neither spend nor loss is known for {count(unknown, 'other company-year')} with revenue."
        if unknown
        else "",
    )


def _chart() -> alt.TopLevelMixin:
    colours = alt.Scale(domain=list(COLOURS), range=list(COLOURS.values()))
    base = (
        alt.Chart(alt.NamedData("rows"))
        .transform_calculate(
            ratio_text="format(datum.ratio, '.1f') + ' times'",
            cost_text=f"{money_expression('datum.cost_usd')} + ', ' + datum.cost_basis",
            revenue_text=f"{money_expression('datum.revenue_usd')} + ', ' + datum.revenue_basis",
        )
        .encode(
            y=listed("name", BY_PLACE),
            yOffset=alt.YOffset(
                field="cost", type="nominal", scale=alt.Scale(domain=list(COLOURS), padding=0.1)
            ),
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
    bars = base.mark_bar(strokeWidth=1.5).encode(
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
    return layers.properties(height=alt.Step(19))


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
    "to be added. A year for which either side is unknown has no bar.",
    remark=remark,
    params=scope(Filters()),
    titles={
        "name": "Company and year",
        "year_ends": "Year ends",
        "ratio": "Over revenue (times)",
        "cost": "Cost",
        "without_revenue": "Without revenue",
        "without_cost": "Without spend or loss",
    },
    empty="No spend or loss stands beside a revenue for this time range and these companies.",
    rests_on_rounds=False,
)
