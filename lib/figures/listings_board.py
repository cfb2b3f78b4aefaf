"""Which companies went public or were bought, at what price, and which are about to."""

from __future__ import annotations

from typing import Any

import polars as pl

from lib.datasets.listings import KIND_LABELS
from lib.figures.disputed import OF_ROUND, conflict_of
from lib.figures.figure import Figure
from lib.filters import Filters
from lib.words import count, money, quarter_end, quarter_start

CASES = " ".join(f"WHEN '{kind}' THEN '{words}'" for kind, words in KIND_LABELS.items())
PUBLIC = [KIND_LABELS[kind] for kind in ("ipo", "direct listing", "spac")]

SQL = f"""
, dated AS (
    FROM listings
    SELECT *, coalesce(listing_date, filed_date) AS begins,
        CASE WHEN listing_date IS NULL THEN filed_date ELSE listing_date + CASE date_precision
            WHEN 'year' THEN INTERVAL 12 MONTH - INTERVAL 1 DAY
            WHEN 'quarter' THEN INTERVAL 3 MONTH - INTERVAL 1 DAY
            WHEN 'month' THEN INTERVAL 1 MONTH - INTERVAL 1 DAY
            ELSE INTERVAL 0 DAY END END AS ends,
        listing_date IS NOT NULL AND date_precision IN ('day', 'month') AS is_dated
), chosen AS (
    FROM dated JOIN companies USING (company)
    SELECT dated.*, country, region, sector
    WHERE (len($regions) = 0 OR region::VARCHAR = ANY($regions))
        AND (len($countries) = 0 OR country::VARCHAR = ANY($countries))
        AND (len($sectors) = 0 OR sector::VARCHAR = ANY($sectors))
        AND (len($firms) = 0 OR company::VARCHAR = ANY($firms))
        AND ($first IS NULL OR begins IS NULL OR ends >= $first::DATE)
        -- What has no date yet lies ahead.
        AND ($last IS NULL OR coalesce(begins, (FROM extent SELECT newest)) <= $last::DATE)
), prices AS (
    -- A target is no price, and an amount sought is not raised.
    FROM rounds SELECT round_id, amount_usd, post_money_usd, source_url AS round_url
    WHERE caveat IS DISTINCT FROM 'target'
)
FROM chosen LEFT JOIN prices USING (round_id)
SELECT
    company::VARCHAR AS company, CASE chosen.kind {CASES} END AS exit,
    upper(left(status::VARCHAR, 1)) || substr(status::VARCHAR, 2) AS status,
    CASE WHEN is_dated THEN listing_date END AS listing_date,
    CASE WHEN status IN ('completed', 'withdrawn') OR is_dated OR listing_date IS NULL THEN NULL
        WHEN date_precision = 'quarter'
            THEN 'Q' || quarter(listing_date) || ' ' || year(listing_date)
        ELSE year(listing_date)::VARCHAR END AS expected,
    filed_date, coalesce(exchange::VARCHAR, acquirer::VARCHAR) AS venue,
    CASE WHEN status = 'completed' THEN coalesce(raised_usd, amount_usd) END AS raised_usd,
    market_value_usd, market_value_basis::VARCHAR AS market_value_basis, post_money_usd,
    currency::VARCHAR AS currency, issue_price, first_close,
    coalesce({conflict_of("listings", "listing_id")},
        {OF_ROUND}) AS conflict,
    first_day_return_pct / 100 AS first_day_return,
    peak_price, round(peak_price / issue_price, 2) AS peak_over_issue, peak_date,
    region::VARCHAR AS region,
    source_url, round_url, source_id::VARCHAR AS source_id, listing_id
ORDER BY coalesce(listing_date, filed_date) DESC NULLS FIRST, company, listing_id
"""


def headline(rows: pl.DataFrame) -> str:
    """Completed listings and what they raised; how many are to come."""
    public = rows.filter(pl.col("exit").is_in(PUBLIC))
    done = public.filter(status="Completed")
    ahead = public.filter(pl.col("status").is_in(["Planned", "Filed", "Announced"])).height
    more, verb = " more" if done.height else "", "is" if ahead == 1 else "are"
    coming = f"{ahead:,}{more} {verb} announced, filed or planned"
    if done.is_empty():
        return f"No listing is completed; {coming}" if ahead else _others(rows)
    raised = float(done["raised_usd"].sum())
    words = count(done.height, "listing")
    since = f" since {done['listing_date'].min().year}"  # type: ignore[union-attr]
    said = f" raised {money(raised)}{_mostly(done, raised)}" if raised else ", amount unknown"
    return f"{words}{since}{said}{f'; {coming}' if ahead else ''}"


def _mostly(done: pl.DataFrame, raised: float) -> str:
    """The company behind more than half of the amount, where there are several."""
    top = done.sort("raised_usd", descending=True, nulls_last=True).row(0, named=True)
    if done.height == 1 or top["raised_usd"] <= raised / 2:
        return ""
    return f", {money(top['raised_usd'])} of it by {top['company']}"


def _others(rows: pl.DataFrame) -> str:
    first = rows.row(0, named=True)
    return f"{count(rows.height, 'exit')}, no completed listing among them: {first['company']}" + (
        " and others" if rows["company"].n_unique() > 1 else ""
    )


def remark(rows: pl.DataFrame) -> str:
    """What is not known, and that totals leave out what is not completed."""
    done = rows.filter(pl.col("exit").is_in(PUBLIC), pl.col("status") == "Completed")
    known = done.height - done["raised_usd"].null_count()
    told = f"The amount raised is known for {known:,} of {count(done.height, 'listing')}. "
    ahead = "Planned, filed and rumoured ones stand here but in no total."
    return f"{told if done.height else ''}{ahead}"


UNLIMITED: dict[str, Any] = {
    "regions": [],
    "countries": [],
    "sectors": [],
    "firms": [],
    "first": None,
    "last": None,
}


def listings_board(filters: Filters) -> Figure:
    """The board for the place, sector, company and time that `filters` choose."""
    return FIGURE.given(
        regions=list(filters.region),
        countries=list(filters.country),
        sectors=list(filters.sector),
        firms=list(filters.company),
        first=quarter_start(filters.start) if filters.start else None,
        last=quarter_end(filters.end) if filters.end else None,
    )


FIGURE = Figure(
    name="listings_board",
    subtitle="Listings, mergers and sales of companies: price, first day and value (USD)",
    sql=SQL,
    spec=None,
    headline=headline,
    params=UNLIMITED,
    note="The issue price is what new shareholders paid a share, in the currency of the exchange; "
    "the first-day change is the first closing price over it. Market value is all shares at the "
    "price named under basis, in dollars where a rate is known. Valuation is the one of the round "
    "of the listing. Region, country, sector, company and time range apply; stage, kind, status "
    "and amount do not. "
    "Empty cells are not known.",
    remark=remark,
    empty="No listing, merger or sale matches the filters.",
    titles={
        "exit": "Exit",
        "listing_date": "Date",
        "expected": "Expected",
        "filed_date": "Filed",
        "venue": "Exchange or buyer",
        "issue_price": "Issue price",
        "first_close": "First close",
        "first_day_return": "First day (%)",
        "raised_usd": "Raised",
        "market_value_usd": "Market value",
        "market_value_basis": "Basis of value",
        "peak_price": "Peak price",
        "peak_over_issue": "Peak over issue (times)",
        "peak_date": "Peak",
        "round_url": "Round",
    },
    rests_on_rounds=False,
)
