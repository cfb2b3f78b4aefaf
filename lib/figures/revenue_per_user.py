"""What a user brings in and costs, where users, revenue and spend are known near each other."""

from __future__ import annotations

import polars as pl

from lib.figures.company_history import remarks
from lib.figures.company_lines import ABOUT_COMPANIES, IN_SCOPE
from lib.figures.figure import Figure
from lib.figures.scope import scope
from lib.figures.spend_over_revenue import COSTS
from lib.filters import Filters
from lib.words import count, listing, month_words

MOST_DAYS = 90


def _nearest(name: str, value: str, date: str, table: str, condition: str, same: str) -> str:
    """SQL of the row of `table` nearest to each row of `users`, at most `$days` days from it."""
    return f"""
, {name} AS (
    FROM users JOIN (FROM {table} SELECT organization, {value} AS {name}, {date} AS {name}_date,
        {same} AS of_product, source_id::VARCHAR AS {name}_source_id, source_url AS {name}_url
        WHERE {condition}) USING (organization)
    SELECT metric_id, {name}, {name}_date, {name}_source_id, {name}_url
    WHERE abs(date_diff('day', {name}_date, as_of)) <= $days
        AND (of_product IS NULL OR of_product = product::VARCHAR)
    QUALIFY row_number() OVER (
        PARTITION BY metric_id
        ORDER BY abs(date_diff('day', {name}_date, as_of)), {name}_date, {name}_url, {name}
    ) = 1
)"""


SQL = f"""{ABOUT_COMPANIES}{IN_SCOPE}{COSTS}
, users AS (
    FROM in_scope WHERE metric = 'active_users' AND is_fact AND value > 0
)
{
    _nearest(
        "revenue",
        "value_usd",
        "as_of",
        "about_companies",
        "metric = 'annualised_revenue' AND scope = 'company' AND is_fact AND value_usd > 0",
        "NULL::VARCHAR",
    )
}{_nearest("compute_spend", "compute_usd", "make_date(year, 12, 31)", "compute", "true", "NULL")}{
    _nearest(
        "price",
        "value_usd",
        "as_of",
        "about_companies",
        "metric = 'subscription_price' AND period = 'yearly' AND is_fact",
        "product::VARCHAR",
    )
}
FROM users LEFT JOIN revenue USING (metric_id) LEFT JOIN compute_spend USING (metric_id)
    LEFT JOIN price USING (metric_id)
SELECT organization::VARCHAR AS organization, coalesce(product::VARCHAR, 'all products') AS product,
    period::VARCHAR AS counted, as_of, value / 1e6 AS users_million,
    round(revenue / value, 2) AS revenue_per_user,
    round(compute_spend / value, 2) AS compute_per_user, round(price, 2) AS plan_price,
    revenue AS revenue_usd, revenue_date, compute_spend AS compute_spend_usd,
    compute_spend_date, users.source_url, revenue_url, compute_spend_url, price_url,
    users.source_id::VARCHAR AS source_id, revenue_source_id, compute_spend_source_id,
    price_source_id, metric_id
ORDER BY as_of DESC, organization, product, counted
"""


def headline(rows: pl.DataFrame) -> str:
    """What a user of the best known product brought in, lately and at first."""
    known = rows.drop_nulls("revenue_per_user")
    if known.is_empty():
        return f"No revenue is known within {MOST_DAYS} days of {_of(rows)}"
    by_series = known.group_by("organization", "product", "counted", maintain_order=True)
    longest = by_series.len().sort("len", descending=True, maintain_order=True).row(0, named=True)
    series = known.filter(product=longest["product"], counted=longest["counted"])
    series = series.filter(organization=longest["organization"])
    last, first = series.row(0, named=True), series.row(-1, named=True)
    found = (
        f"{last['organization']} took ${last['revenue_per_user']:,.0f} a year per "
        f"{last['counted']} user of {last['product']} in {month_words(last['as_of'])}"
    )
    if series.height == 1:
        return found
    return f"{found}, ${first['revenue_per_user']:,.0f} in {month_words(first['as_of'])}"


def _of(rows: pl.DataFrame) -> str:
    return f"the {count(rows.height, 'number')} of users of {listing(_products(rows))}"


def _products(rows: pl.DataFrame) -> list[str]:
    return rows["product"].unique(maintain_order=True).to_list()


def remark(rows: pl.DataFrame) -> str:
    """For how many numbers of users each of the others is known."""
    known = {
        "a revenue": rows["revenue_per_user"].count(),
        "a compute spend": rows["compute_per_user"].count(),
        "a price": rows["plan_price"].count(),
    }
    words = ", ".join(f"{number:,} with {name}" for name, number in known.items())
    anything = pl.any_horizontal(
        pl.col("revenue_per_user", "compute_per_user", "plan_price").is_not_null()
    )
    without = _products(rows.filter(~anything.any().over("product")))
    return remarks(
        f"{count(rows.height, 'number')} of users: {words} near in time.",
        f"Nothing but users is known of {listing(without, 9)}." if without else "",
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
        "organization": "Company",
        "product": "Users of",
        "counted": "Counted",
        "as_of": "Date",
        "users_million": "Users (million)",
        "revenue_per_user": "Revenue a user ($)",
        "compute_per_user": "Compute a user ($)",
        "plan_price": "Dearest plan ($)",
        "revenue_usd": "Revenue a year",
        "revenue_date": "Revenue of",
        "compute_spend_usd": "Compute a year",
        "compute_spend_date": "Compute year ends",
        "source_url": "Users: link",
        "revenue_url": "Revenue: link",
        "compute_spend_url": "Compute: link",
        "price_url": "Price: link",
    },
    empty="No number of users matches the time range, places and companies.",
    rests_on_rounds=False,
)
