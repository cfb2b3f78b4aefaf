"""What a user brings in and costs, where users, revenue and spend are known near each other."""

from __future__ import annotations

import polars as pl

from lib.figures.company_history import remarks
from lib.figures.figure import Figure
from lib.figures.scope import scope, within
from lib.figures.spend_over_revenue import COMPUTE
from lib.filters import Filters
from lib.words import count, listing, month_words

MOST_DAYS = 90


SQL = f"""{COMPUTE}
, known AS (
    FROM company_figures
    SELECT organization, CASE WHEN metric = 'annualised_revenue' THEN 'revenue' ELSE 'price' END
        AS what, product AS of_product, value_usd AS usd, as_of AS day, source_url AS url,
        source_id AS source
    WHERE is_fact AND value_usd > 0 AND (metric = 'annualised_revenue' AND scope = 'company'
        OR metric = 'subscription_price' AND period = 'yearly')
    UNION ALL
    FROM compute
    SELECT organization, 'compute', NULL, cost_usd, make_date(year, 12, 31), source_url, source_id
), near AS (
    -- Of each the one nearest in time.
    FROM company_figures JOIN known USING (organization)
    SELECT metric_id, what,
        arg_min(known, (abs(date_diff('day', day, as_of)), day, url, usd)) AS one
    WHERE metric = 'active_users' AND abs(date_diff('day', day, as_of)) <= $days
        AND (of_product IS NULL OR of_product = product)
    GROUP BY 1, 2
), beside AS (
    FROM near
    SELECT metric_id, any_value(one) FILTER (what = 'revenue') AS revenue,
        any_value(one) FILTER (what = 'compute') AS compute,
        any_value(one) FILTER (what = 'price') AS price
    GROUP BY 1
)
FROM (FROM company_figures SELECT *, coalesce(product, organization) AS whose)
    LEFT JOIN beside USING (metric_id)
SELECT concat_ws(', ', whose, period) AS users_of, as_of,
    round(revenue.usd / value, 2) AS revenue_per_user,
    round(compute.usd / value, 2) AS compute_per_user, round(price.usd, 2) AS plan_price,
    value / 1e6 AS users_million, organization, whose, period,
    revenue.usd AS revenue_usd, revenue.day AS revenue_date, compute.usd AS compute_spend_usd,
    compute.day AS compute_spend_date, source_url, revenue.url AS revenue_url,
    compute.url AS compute_spend_url, price.url AS price_url, source_id,
    revenue.source AS revenue_source_id, compute.source AS compute_spend_source_id,
    price.source AS price_source_id, metric_id
WHERE metric = 'active_users' AND is_fact AND value > 0 AND {within("as_of")}
ORDER BY beside.metric_id IS NULL, as_of DESC, organization, users_of
"""


def headline(rows: pl.DataFrame) -> str:
    """What revenue there was for a user of the best known product, lately and at first."""
    known = rows.drop_nulls("revenue_per_user")
    if known.is_empty():
        numbers = count(rows.height, "number")
        return f"No revenue is known within {MOST_DAYS} days of the {numbers} of users here"
    by_series = known.group_by("organization", "users_of", maintain_order=True).len()
    name, users_of, _ = by_series.sort("len", descending=True, maintain_order=True).row(0)
    series = known.filter(organization=name, users_of=users_of)
    last, first = series.row(0, named=True), series.row(-1, named=True)
    found = (
        f"All of {name}'s revenue came to ${last['revenue_per_user']:,.0f} a year per "
        f"{last['period']} user of {last['whose']} in "
        f"{month_words(last['as_of'])}"
    )
    if series.height == 1:
        return found
    return f"{found}, ${first['revenue_per_user']:,.0f} in {month_words(first['as_of'])}"


def remark(rows: pl.DataFrame) -> str:
    """For how many numbers of users each of the others is known."""
    known = {
        "revenue_per_user": "a revenue",
        "compute_per_user": "a compute spend",
        "plan_price": "a price",
    }
    words = ", ".join(f"{rows[each].count():,} with {name}" for each, name in known.items())
    anything = pl.any_horizontal(pl.col(*known).is_not_null())
    without = rows.filter(~anything.any().over("whose"))["whose"].unique(maintain_order=True)
    return remarks(
        f"{count(rows.height, 'number')} of users: {words} near in time.",
        f"Nothing but users is known of {listing(without.to_list(), 9)}." if without.len() else "",
    )


FIGURE = Figure(
    name="revenue_per_user",
    subtitle="Revenue, compute spend and price of the dearest plan, a user and year (USD)",
    sql=SQL,
    spec=None,
    headline=headline,
    note="Users are people who use a product at least once in a day, a week or a month; the three "
    "are not comparable. Each number of users stands beside the annualised revenue of the whole "
    f"company nearest in time, at most {MOST_DAYS} days apart, and beside the compute spend of a "
    f"year that ends at most {MOST_DAYS} days apart. Revenue of the whole company also comes from "
    "business customers, so it overstates what users of one product pay. A price is the yearly "
    "price of the dearest plan of the same product. What is unknown stays empty.",
    remark=remark,
    params={"days": MOST_DAYS, **scope(Filters())},
    titles={
        "users_of": "Users of",
        "as_of": "Date",
        "revenue_per_user": "Revenue a user ($)",
        "compute_per_user": "Compute a user ($)",
        "plan_price": "Dearest plan ($)",
        "users_million": "Users (million)",
        "organization": "Company",
        "revenue_usd": "Revenue a year",
        "revenue_date": "Revenue of",
        "compute_spend_usd": "Compute a year",
        "compute_spend_date": "Compute year ends",
        "source_url": "Users: link",
        "revenue_url": "Revenue: link",
        "compute_spend_url": "Compute: link",
        "price_url": "Price: link",
    },
    hidden=("whose", "period"),
    empty="No number of users matches the time range, places and companies.",
    rests_on_rounds=False,
)
