"""Listings and sales of AI companies: what is done, filed or planned, and how shares opened."""

from __future__ import annotations

from pathlib import Path

import polars as pl

from lib.datasets.rounds import CONFIDENCES, PRECISIONS
from lib.datasets.sources import source_id, source_url
from lib.schema import Column, Dataset

KINDS = ("ipo", "direct listing", "spac", "merger", "acquisition")
KIND_LABELS = {
    "ipo": "Public offering",
    "direct listing": "Direct listing",
    "spac": "Merger with a listed shell",
    "merger": "Merger",
    "acquisition": "Acquisition",
}
STATUSES = ("completed", "announced", "filed", "planned", "rumoured", "withdrawn")
VALUE_BASES = ("issue price", "first trade", "first close", "deal")

DATASET = Dataset(
    name="listings",
    title="Listings and acquisitions",
    description=(
        "One row a listing or sale; amounts and valuations of rounds stay in `rounds` (round_id)."
    ),
    key=("listing_id",),
    dated_by="listing_date",
    references={
        "company": "companies.company",
        "round_id": "rounds.round_id",
        "source_id": "sources.source_id",
    },
    columns=(
        Column("listing_id", pl.String(), "Listing", "Identifier of the event", required=True),
        Column(
            "company",
            pl.String(),
            "Company",
            "Company that lists, or that is merged or bought",
            required=True,
            category=True,
        ),
        Column(
            "kind",
            pl.String(),
            "Kind",
            "How the owners get out",
            required=True,
            allowed=KINDS,
            labels=KIND_LABELS,
        ),
        Column(
            "status",
            pl.String(),
            "Status",
            "announced: deal agreed, not known to be closed; filed: papers handed in",
            required=True,
            allowed=STATUSES,
        ),
        Column("exchange", pl.String(), "Exchange", "Where the shares trade", category=True),
        Column("filed_date", pl.Date(), "Filed", "Date the listing was applied for, where known"),
        Column(
            "listing_date",
            pl.Date(),
            "Date",
            "First day of trading, or day of the deal; the expected one where not completed",
        ),
        Column(
            "date_precision",
            pl.String(),
            "Date precision",
            "How exact that date is; the first day of the period is stored",
            allowed=PRECISIONS,
        ),
        Column(
            "currency",
            pl.String(),
            "Currency",
            "ISO 4217 code of prices and of the value in original currency",
            category=True,
        ),
        Column(
            "issue_price",
            pl.Float64(),
            "Issue price",
            "Price of a share in the offer, in `currency`",
            minimum=0,
        ),
        Column(
            "first_close",
            pl.Float64(),
            "First close",
            "Price at the end of the first day, in `currency`",
            minimum=0,
        ),
        Column(
            "first_day_return_pct",
            pl.Float64(),
            "First-day return",
            "First close against issue price, as stated or from the two prices",
            unit="percent",
            minimum=-100,
        ),
        Column(
            "raised_usd",
            pl.Float64(),
            "Raised",
            "Money raised, only where `rounds` holds no amount for the event",
            unit="USD",
            minimum=0,
        ),
        Column(
            "market_value_date",
            pl.Date(),
            "Value on",
            "Day the market value is of",
        ),
        Column(
            "market_value_basis",
            pl.String(),
            "Value at",
            "Price the market value is taken at; values of different kinds are not comparable",
            allowed=VALUE_BASES,
        ),
        Column(
            "market_value_original",
            pl.Float64(),
            "Market value, original currency",
            "Value of all shares as stated, in `currency`",
            minimum=0,
        ),
        Column(
            "market_value_usd",
            pl.Float64(),
            "Market value",
            "Value of all shares, as stated in US dollars or at the rate in `exchange_rates`",
            unit="USD",
            minimum=0,
        ),
        Column(
            "peak_price",
            pl.Float64(),
            "Highest price stated",
            "Highest share price a source names, in `currency`; prices are not followed daily",
            minimum=0,
        ),
        Column("peak_date", pl.Date(), "Highest on", "Day of that price, or by which it was seen"),
        Column(
            "peak_source_url",
            pl.String(),
            "Link for the highest price",
            "Page that states the highest price",
            pattern="^https?://",
        ),
        Column("acquirer", pl.String(), "Acquirer", "Who merges with or buys it", category=True),
        Column("round_id", pl.String(), "Round", "The same event in `rounds`, where it is there"),
        Column(
            "confidence",
            pl.String(),
            "Confidence",
            "How far the row is to be trusted",
            required=True,
            allowed=CONFIDENCES,
        ),
        source_id(),
        source_url("Page that states the event and its prices"),
    ),
)


def tidy(curated: Path, rates: pl.DataFrame) -> pl.DataFrame:
    """Rows of `listings.csv` with returns and dollar values filled in where they follow.

    A return follows from both prices. A dollar value follows from `rates` (exchange_rates) for
    the currency and year of the market value; without such a rate it stays empty.
    """
    types = DATASET.polars_schema
    yearly = rates.select("currency", "units_per_usd", value_year="year")
    return (
        pl.read_csv(curated / "listings.csv", schema_overrides=types)
        .with_columns(pl.col("market_value_date").dt.year().cast(pl.Int64).alias("value_year"))
        .join(yearly, on=["currency", "value_year"], how="left", validate="m:1")
        .with_columns(_first_day_return(), _market_value_usd())
        .select(types.names())
        .sort("listing_date", "listing_id", nulls_last=True)
    )


def _first_day_return() -> pl.Expr:
    """Percent, to two digits as sources state it."""
    gain = ((pl.col("first_close") / pl.col("issue_price") - 1) * 100).round(2)
    return pl.coalesce("first_day_return_pct", gain).alias("first_day_return_pct")


def _market_value_usd() -> pl.Expr:
    is_dollar = pl.col("currency") == "USD"
    rate = pl.when(is_dollar).then(1.0).otherwise("units_per_usd")
    converted = pl.col("market_value_original") / rate
    return pl.coalesce("market_value_usd", converted).alias("market_value_usd")
