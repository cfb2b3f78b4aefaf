"""How much do the largest buyers of data centres spend, quarter by quarter?"""

from __future__ import annotations

import altair as alt
import polars as pl

from lib.figures.figure import Figure
from lib.figures.periods import period_expression
from lib.figures.scope import AMONG, scope
from lib.filters import Filters
from lib.theme import (
    COLOURS,
    money_axis,
    money_expression,
    periods_across,
    specification,
    told,
)
from lib.words import count, listing, money, number_word, quarter_of, quarter_words

BUYERS = ("Amazon", "Google", "Microsoft", "Meta")
OWNER = alt.Scale(domain=list(BUYERS), range=[COLOURS["owner"][name] for name in BUYERS])
"""Colours of the buyers, as of the owners of chips and data centres."""

SQL = f"""
, paid AS (
    FROM capex
    SELECT organization, region, country, period_start, date, capex_usd, basis, source_id,
        source_url
    WHERE period = 'quarter' AND definition = 'cash payments' AND {AMONG}
), shown AS (
    FROM paid SELECT * WHERE date BETWEEN $first_day AND $last_day
), quarters AS (
    SELECT unnest(generate_series(min(period_start), max(period_start), INTERVAL 3 MONTH))::DATE
        AS period
    FROM shown
), buyers AS (
    FROM shown SELECT DISTINCT organization
), placed AS (
    FROM quarters CROSS JOIN buyers
    LEFT JOIN paid ON paid.organization = buyers.organization AND period_start = period
    LEFT JOIN paid AS before ON before.organization = buyers.organization
        AND before.period_start = period - INTERVAL 1 YEAR
    SELECT period, buyers.organization::VARCHAR AS owner, paid.capex_usd,
        before.capex_usd AS before_usd, paid.basis::VARCHAR AS basis,
        coalesce(sum(paid.capex_usd) OVER (PARTITION BY period), 0) AS total_usd,
        paid.source_id::VARCHAR AS source_id, paid.source_url
)
FROM placed
SELECT *,
    -- Crosses for companies without a figure stand above the bar, one above the other.
    CASE WHEN capex_usd IS NULL THEN total_usd + max(total_usd) OVER () * (-0.01 + 0.045
        * row_number() OVER (PARTITION BY period, capex_usd IS NULL ORDER BY owner)) END
        AS missing_at_usd
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
        return f"{listing(_names(latest))} paid {paid} for property and equipment in {quarter}"
    now, before = (float(same[name].sum()) for name in ("capex_usd", "before_usd"))
    who = _names(same)[0] if same.height == 1 else f"{number_word(same.height)} companies"
    change = now / before - 1
    return (
        f"{who} paid {money(now)} for property and equipment in {quarter}, "
        f"{abs(change):.0%} {'more' if change >= 0 else 'less'} than a year before"
    )


def _names(rows: pl.DataFrame) -> list[str]:
    return ["Alphabet (Google)" if name == "Google" else name for name in rows["owner"]]


def remark(rows: pl.DataFrame) -> str:
    """How many figures are missing, and how many are quoted."""
    gaps = rows.filter(pl.col("capex_usd").is_null())
    quoted = rows.filter(pl.col("basis") == "second-hand").height
    crosses = (
        "1 cross marks a quarter" if gaps.height == 1 else f"{gaps.height} crosses mark quarters"
    )
    missing = (
        f"{crosses} without a figure here, which is not zero: "
        f"{listing(sorted(gaps['owner'].unique()))}. "
    )
    behind = f"{count(quoted, 'figure')} quoted second-hand."
    return f"{missing * (gaps.height > 0)}{behind * (quoted > 0)}".strip()


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
        legend=alt.Legend(orient="top", title=None, columns=alt.ExprRef("width < 330 ? 2 : 4")),
    )
    bars = (
        base.transform_filter("isValid(datum.capex_usd)")
        .mark_bar()
        .encode(
            x=periods_across("quarter"),
            y=_amount("capex_usd").stack("zero"),
            color=colour,
            order=alt.Order(field="order", type="quantitative"),
            opacity=alt.condition("datum.basis == 'second-hand'", alt.value(0.7), alt.value(1)),
            tooltip=tooltips,
        )
    )
    gaps = (
        base.transform_filter("isValid(datum.missing_at_usd)")
        .mark_point(shape="M-.5,-.5L.5,.5M.5,-.5L-.5,.5", size=42, strokeWidth=1.6, xOffset=0)
        .encode(
            x=periods_across("quarter"),
            y=_amount("missing_at_usd"),
            color=colour,
            tooltip=tooltips,
        )
    )
    return alt.layer(bars, gaps).properties(height=320)


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
    "Meta announce. Lighter bars are quoted second-hand. A quarter that a company does not file "
    "is its year without the other three quarters. Google stands for Alphabet. Of the filters "
    "only time range, region and country apply.",
    remark=remark,
    empty="No capital expenditure is known for these places and quarters.",
    params=scope(Filters()),
    rests_on_rounds=False,
)
