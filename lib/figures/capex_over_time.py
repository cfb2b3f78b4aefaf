"""How much do the largest buyers of data centres spend, quarter by quarter?"""

from __future__ import annotations

import altair as alt
import polars as pl

from lib.figures.figure import Figure
from lib.figures.periods import period_expression
from lib.figures.scope import scope, within
from lib.filters import Filters
from lib.theme import (
    COLOURS,
    money_axis,
    money_expression,
    periods_across,
    specification,
    told,
)
from lib.words import count, listing, money, quarter_of, quarter_words

BUYERS = ("Amazon", "Google", "Microsoft", "Meta")
OWNER = alt.Scale(domain=list(BUYERS), range=[COLOURS["owner"][name] for name in BUYERS])
"""Colours of the buyers, as of the owners of chips and data centres."""

CROSS = "M-.5,-.5L.5,.5M.5,-.5L-.5,.5"

BUYERS_SQL = "FROM capex_quarters SELECT DISTINCT organization ORDER BY 1"
"""Companies to choose from."""

SQL = f"""
, shown AS (
    FROM capex_quarters
    SELECT period, organization AS owner, capex_usd, before_usd, basis,
        coalesce(sum(capex_usd) OVER (PARTITION BY period), 0) AS total_usd, source_id, source_url
    WHERE {within("date")}
    QUALIFY count(capex_usd) OVER (PARTITION BY organization) > 0
)
FROM shown
SELECT *,
    -- Crosses for quarters without a figure stand above all bars, in one row a company.
    CASE WHEN capex_usd IS NULL THEN max(total_usd) OVER () * (1 + 0.07
        * dense_rank() OVER (PARTITION BY capex_usd IS NULL ORDER BY owner)) END AS missing_at_usd,
    -- The name of the row stands behind its last cross, where there is room for it.
    capex_usd IS NULL
        AND period = max(period) FILTER (capex_usd IS NULL) OVER (PARTITION BY owner)
        AND date_diff('month', min(period) OVER (), period)
        < 0.8 * date_diff('month', min(period) OVER (), max(period) OVER ()) AS ends_row
ORDER BY period, owner
"""


def headline(rows: pl.DataFrame) -> str:
    """Newest quarter of the companies that a year before also have a figure."""
    known = rows.drop_nulls("capex_usd")
    newest = known["period"].to_list()[-1]
    quarter = quarter_words(quarter_of(newest))
    same = known.filter(pl.col("period") == newest, pl.col("before_usd").is_not_null())
    if same.is_empty():
        latest = known.filter(pl.col("period") == newest)
        paid = money(float(latest["capex_usd"].sum()))
        return f"{_names(latest)} paid {paid} for property and equipment in {quarter}"
    now, before = (float(same[name].sum()) for name in ("capex_usd", "before_usd"))
    change = now / before - 1
    return (
        f"{_names(same)} paid {money(now)} for property and equipment in {quarter}, "
        f"{abs(change):.0%} {'more' if change >= 0 else 'less'} than a year before"
    )


def _names(rows: pl.DataFrame) -> str:
    return listing([named(owner) for owner in rows["owner"]])


def named(owner: str) -> str:
    """The company that files for an owner."""
    return "Alphabet (Google)" if owner == "Google" else owner


def remark(rows: pl.DataFrame) -> str:
    """How many figures are missing, and how many are quoted."""
    said = []
    gaps = rows.filter(pl.col("capex_usd").is_null()).group_by("owner").len().sort("owner")
    if missing := [f"{number} of {owner}" for owner, number in gaps.rows()]:
        quarters = f"quarters without a figure here, which is not zero: {listing(missing)}"
        said.append(f"Crosses mark {quarters}.")
    if quoted := rows.filter(pl.col("basis") == "second-hand").height:
        figures = f"{count(quoted, 'figure')} quoted second-hand, not from a filing"
        said.append(f"Pale with a dashed edge: {figures}.")
    return " ".join(said)


def _chart() -> alt.TopLevelMixin:
    base = alt.Chart(alt.NamedData("rows")).transform_calculate(
        period_text=period_expression("quarter"),
        company_text="datum.owner == 'Google' ? 'Alphabet (Google)' : datum.owner",
        capex_text=f"isValid(datum.capex_usd) ? {money_expression('datum.capex_usd')} "
        ": 'no figure'",
        before_text=f"isValid(datum.before_usd) ? {money_expression('datum.before_usd')} "
        ": 'no figure'",
        order=f"indexof({list(BUYERS)}, datum.owner)",
    )
    tooltips = [
        told("company_text", "Company"),
        told("period_text", "Quarter"),
        told("capex_text", "Paid"),
        told("before_text", "A year before"),
        told("basis", "Figure is"),
    ]
    colour = alt.Color(
        field="owner",
        type="nominal",
        scale=OWNER,
        legend=alt.Legend(
            orient="top", title=None, columns=alt.ExprRef("width < 330 ? 2 : 4"), symbolOpacity=1
        ),
    )
    quoted = "datum.basis == 'second-hand'"
    bars = (
        base.transform_filter("isValid(datum.capex_usd)")
        .mark_bar(strokeWidth=alt.ExprRef("width < 400 ? 0.6 : 1.2"))
        .encode(
            x=periods_across("quarter"),
            y=_amount("capex_usd").stack("zero"),
            color=colour,
            order=alt.Order(field="order", type="quantitative"),
            stroke=alt.Stroke(field="owner", type="nominal", scale=OWNER, legend=None),
            strokeDash=alt.condition(quoted, alt.value([3, 2]), alt.value([1, 0])),
            fillOpacity=alt.condition(quoted, alt.value(0.4), alt.value(1)),
            tooltip=tooltips,
        )
    )
    gaps = base.transform_filter("isValid(datum.missing_at_usd)").encode(
        x=periods_across("quarter").bandPosition(0.5),
        y=_amount("missing_at_usd"),
        color=colour,
        tooltip=tooltips,
    )
    size = alt.ExprRef("width < 400 ? 20 : 60")
    crosses = gaps.mark_point(shape=CROSS, size=size, strokeWidth=1.8, opacity=1)
    names = (
        gaps.transform_filter("datum.ends_row")
        .mark_text(align="left", dx=9)
        .encode(text=alt.Text(field="owner", type="nominal"))
    )
    return alt.layer(bars, crosses, names).properties(height=340)


def _amount(field: str) -> alt.Y:
    return alt.Y(
        field=field,
        type="quantitative",
        title="Capital expenditure (USD)",
        axis=money_axis(),
    )


FIGURE = Figure(
    name="capex_over_time",
    subtitle="Cash paid for property and equipment by calendar quarter and company (USD)",
    sql=SQL,
    spec=specification(_chart()),
    headline=headline,
    note="Cash payments for property and equipment of all kinds, gross, from filings: not only "
    "for AI, and without finance leases, so lower than the capital expenditure that Microsoft and "
    "Meta announce. A quarter that a company does not file is its year without the other three "
    "quarters. Figures quoted second-hand are from reports on what the company announced. "
    "Google stands for Alphabet.",
    remark=remark,
    empty="No capital expenditure is known for these companies, places and quarters.",
    params=scope(Filters()),
    rests_on_rounds=False,
)
