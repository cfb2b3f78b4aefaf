"""What a user brings in and costs, where users, revenue and spend are known near each other."""

from __future__ import annotations

import polars as pl

from lib.derived.companies import NEAR_DAYS
from lib.figures.company_history import remarks
from lib.figures.figure import Figure
from lib.figures.scope import scope, within
from lib.filters import Filters
from lib.words import count, listing, month_words

SQL = f"""
FROM user_values
SELECT * EXCLUDE (region, country)
WHERE {within("as_of")}
ORDER BY coalesce(revenue_per_user, compute_per_user, plan_price) IS NULL, as_of DESC,
    organization, users_of
"""


def headline(rows: pl.DataFrame) -> str:
    """What revenue there was for a user of the best known product, lately and at first."""
    known = rows.drop_nulls("revenue_per_user")
    if known.is_empty():
        numbers = count(rows.height, "number")
        return f"No revenue is known within {NEAR_DAYS} days of the {numbers} of users here"
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
    f"company nearest in time, at most {NEAR_DAYS} days apart, and beside the compute spend of a "
    f"year that ends at most {NEAR_DAYS} days apart. Revenue of the whole company also comes from "
    "business customers, so it overstates what users of one product pay. A price is the yearly "
    "price of the dearest plan of the same product. What is unknown stays empty.",
    remark=remark,
    params=scope(Filters()),
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
