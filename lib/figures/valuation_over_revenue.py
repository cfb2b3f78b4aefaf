"""How many times its annualised revenue a company is worth."""

from __future__ import annotations

import altair as alt
import polars as pl

from lib.figures.disputed import CASE_TOLD, CASE_WORDS, OF_VALUATION, conflict_of
from lib.figures.figure import Figure
from lib.figures.named_lines import LABELS_SQL, NAMED, named_lines
from lib.figures.priced_rounds import fold
from lib.figures.valuations_over_time import MARK_SQL
from lib.theme import label_expression, money_expression, specification, told
from lib.words import count, month_words

MOST_DAYS = 183

MULTIPLES = f"""
, revenues AS (
    FROM company_metrics
    SELECT metric_id, company::VARCHAR AS firm, as_of, value_usd AS revenue_usd,
        status::VARCHAR AS revenue_status, confidence, source_id, source_url AS revenue_url
    WHERE metric = 'annualised_revenue' AND scope = 'company' AND is_preferred AND value_usd > 0
        AND status IN ('completed', 'announced', 'estimated')
), valued AS (
    FROM selected JOIN revenues ON company::VARCHAR = firm
    SELECT selected.* EXCLUDE (source_id, confidence), revenues.* EXCLUDE (firm),
        status IN ('completed', 'announced') AS is_confirmed,
        abs(date_diff('day', as_of, announced_date)) AS days,
        post_money_usd / revenue_usd AS multiple
    WHERE post_money_usd > 0 AND days <= {MOST_DAYS}
    -- The figure nearest to the round counts; of two as near, the earlier, then the surer.
    QUALIFY row_number() OVER (
        PARTITION BY round_id ORDER BY days, as_of, revenues.confidence, metric_id
    ) = 1
)
"""
"""Adds to `selected` the table `valued`: its rounds with a valuation (rows of rounds), the revenue
of the nearest date in `revenue_usd` (USD) and as_of, and `multiple` (times)."""

SQL = f"""{MULTIPLES}
, companies AS (
    FROM valued
    SELECT company, row_number() OVER (
        ORDER BY least(count(*) FILTER (is_confirmed), 2) DESC, max(post_money_usd) DESC, company
    ) AS place
    GROUP BY company
), points AS (
    FROM valued JOIN companies USING (company)
    SELECT valued.*, place, announced_date AS happened, multiple AS value
)
{LABELS_SQL}
FROM points LEFT JOIN labels USING (round_id)
SELECT
    company::VARCHAR AS company, announced_date, multiple, post_money_usd, revenue_usd,
    coalesce(
        {OF_VALUATION}, {conflict_of("company_metrics", "metric_id")}
    ) AS conflict,
    as_of AS revenue_date, days, revenue_status, stage::VARCHAR AS stage, kind::VARCHAR AS kind,
    status::VARCHAR AS status, is_confirmed, {MARK_SQL} AS mark,
    CASE WHEN place <= $named THEN place::VARCHAR ELSE 'other' END AS tint,
    label_at AS label_times, edge AS label_date, source_url, revenue_url,
    source_id::VARCHAR AS source_id, round_id
ORDER BY place, announced_date, post_money_usd, round_id
"""


def headline(rows: pl.DataFrame) -> str:
    """Range of the newest multiples."""
    confirmed = rows.filter("is_confirmed")
    known = rows if confirmed.is_empty() else confirmed
    newest = known.group_by("company", maintain_order=True).last().sort("multiple", "company")
    low, high = newest.row(0, named=True), newest.row(-1, named=True)
    if newest.height > 1:
        return (
            f"At their newest valuation {newest.height:,} companies cost {fold(low['multiple'])} "
            f"({low['company']}) to {fold(high['multiple'])} ({high['company']}) times their "
            "annualised revenue"
        )
    first, now = known.row(0, named=True), fold(high["multiple"])
    when = month_words(high["announced_date"])
    if known.height == 1:
        return f"{high['company']} was valued at {now} times its annualised revenue in {when}"
    return (
        f"{high['company']} was valued at {now} times its annualised revenue in {when}, "
        f"against {fold(first['multiple'])} in {month_words(first['announced_date'])}"
    )


def remark(rows: pl.DataFrame) -> str:
    """How few points there are."""
    companies = rows["company"].n_unique()
    estimated = rows.filter(pl.col("revenue_status") == "estimated").height
    words = f"{count(rows.height, 'valuation')} of {count(companies, 'company')} can be compared"
    return (
        f"{words}; {estimated:,} of them with an estimated revenue." if estimated else f"{words}."
    )


def _chart() -> alt.TopLevelMixin:
    tooltips = [
        told("company", "Company"),
        told("announced_date", "Valued", "%b %Y"),
        told("multiple_text", "Valuation over revenue"),
        told("value_text", "Valuation"),
        told("revenue_text", "Annualised revenue"),
        told("revenue_date", "Revenue of", "%b %Y"),
        told("revenue_status_text", "Revenue is"),
        told("mark", "Price from"),
        told("status_text", "Status"),
        CASE_TOLD,
    ]
    title = "Valuation over revenue (times, log scale)"
    return named_lines(
        "multiple",
        title,
        tooltips,
        multiple_text="format(datum.multiple, ',.1f') + ' times'",
        value_text=money_expression("datum.post_money_usd"),
        **CASE_WORDS,
        revenue_text=money_expression("datum.revenue_usd"),
        status_text=label_expression("status", "datum.status"),
        revenue_status_text=label_expression("status", "datum.revenue_status"),
    )


FIGURE = Figure(
    name="valuation_over_revenue",
    subtitle="Valuation over annualised revenue of the nearest date (times, log scale)",
    sql=SQL,
    spec=specification(_chart()),
    headline=headline,
    params={"named": NAMED},
    note="Each valuation is divided by the company's annualised revenue of the nearest date, at "
    "most six months before or after it. Annualised revenue, or run rate, is the revenue of a "
    "recent month or quarter stretched to a year; annual recurring revenue (ARR) counts "
    "subscriptions only. Figures of a product, forecasts and figures that their source contradicts "
    "are left out. Revenue that doubles within months makes a multiple rough.",
    remark=remark,
    empty="No valuation with a revenue figure within six months matches the filters.",
)
