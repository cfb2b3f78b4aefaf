"""Funding rounds: one row an event, however many sources tell of it."""

from __future__ import annotations

import polars as pl

from lib.datasets.sources import source_id, source_url
from lib.schema import Column, Dataset

REGIONS = (
    "United States",
    "China",
    "Europe",
    "Asia-Pacific",
    "Middle East",
    "Rest of World",
    "Unknown",
)
REGION_GROUPS = ("United States", "China", "Europe", "Rest of World", "Unknown")
STAGE_GROUPS = ("Seed", "Early", "Late", "Debt", "Public", "Other")
KINDS = ("equity", "debt", "secondary", "ipo", "merger", "grant", "mixed")
KIND_LABELS = {
    "equity": "Equity",
    "debt": "Debt",
    "secondary": "Secondary sale",
    "ipo": "Public listing",
    "merger": "Merger",
    "grant": "Grant",
    "mixed": "Equity and debt",
}
STATUSES = ("completed", "announced", "rumoured", "planned")
PRECISIONS = ("day", "month", "quarter", "year")
CONFIDENCES = ("high", "medium", "low")
STAGES = {
    "Pre-seed": "Seed",
    "Seed": "Seed",
    "Series A": "Early",
    "Series B": "Early",
    "Series C": "Late",
    "Series D": "Late",
    "Series E": "Late",
    "Series F": "Late",
    "Series G": "Late",
    "Series H and later": "Late",
    "Growth": "Late",
    "Debt": "Debt",
    "IPO": "Public",
    "Listed company": "Public",
    "Corporate": "Other",
    "Government": "Other",
    "Secondary": "Other",
    "Merger": "Other",
    "Not stated": "Other",
}
SECTORS = (
    "Foundation models",
    "AI infrastructure & cloud",
    "Chips & hardware",
    "Robotics & autonomous vehicles",
    "Developer tools & agents",
    "Data & evaluation",
    "Healthcare & bio",
    "Security & defence",
    "Media & creative",
    "Vertical applications",
    "Unknown",
)
CAVEATS = (
    "includes earlier commitments",
    "lower bound",
    "tranche",
    "total of several rounds",
    "size of a credit line",
    "target",
)

DATASET = Dataset(
    name="rounds",
    title="Funding rounds",
    description="One row a funding event of an AI company; several sources of one event are merged.",
    key=("round_id",),
    dated_by="announced_date",
    references={"company": "companies.company", "source_id": "sources.source_id"},
    columns=(
        Column("round_id", pl.String(), "Round", "Stable identifier of the event", required=True),
        Column(
            "company",
            pl.String(),
            "Company",
            "Company that received the money",
            required=True,
            category=True,
        ),
        Column(
            "announced_date",
            pl.Date(),
            "Announced",
            "Day the round was announced; first day of the period where only that is known",
            required=True,
        ),
        Column(
            "date_precision",
            pl.String(),
            "Date known to",
            "How exactly the date is known",
            required=True,
            allowed=PRECISIONS,
        ),
        Column(
            "stage",
            pl.String(),
            "Stage",
            "Series or type of the round",
            required=True,
            allowed=tuple(STAGES),
        ),
        Column(
            "stage_group",
            pl.String(),
            "Stage group",
            "Seed; Early (Series A and B); Late (Series C and after, growth); Debt; Public; Other or not stated",
            required=True,
            allowed=STAGE_GROUPS,
            labels={"Other": "Other or not stated"},
        ),
        Column(
            "kind",
            pl.String(),
            "Kind",
            "Kind of money; mixed is equity and debt together",
            required=True,
            allowed=KINDS,
            labels=KIND_LABELS,
        ),
        Column(
            "status",
            pl.String(),
            "Status",
            "Completed, announced, rumoured or planned",
            required=True,
            allowed=STATUSES,
            labels={status: status.capitalize() for status in STATUSES},
        ),
        Column(
            "amount_usd",
            pl.Float64(),
            "Amount",
            "Amount raised, equity and debt together; empty where not disclosed",
            unit="USD",
            minimum=0,
        ),
        Column(
            "amount_low_usd",
            pl.Float64(),
            "Amount, at least",
            "Lower bound where a source gives only a bound or range",
            unit="USD",
            minimum=0,
        ),
        Column(
            "amount_high_usd",
            pl.Float64(),
            "Amount, at most",
            "Upper bound where a source gives only a bound or range",
            unit="USD",
            minimum=0,
        ),
        Column(
            "amount_original",
            pl.Float64(),
            "Amount, original currency",
            "Amount in the currency of the source",
            minimum=0,
        ),
        Column(
            "currency",
            pl.String(),
            "Currency",
            "ISO 4217 code of the original amount",
            pattern="^[A-Z]{3}$",
        ),
        Column(
            "prior_commitment_usd",
            pl.Float64(),
            "Committed earlier",
            "Part of the amount that had been committed before this round",
            unit="USD",
            minimum=0,
        ),
        Column(
            "post_money_usd",
            pl.Float64(),
            "Valuation",
            "Value of the company after the round (post-money)",
            unit="USD",
            minimum=0,
        ),
        Column(
            "caveat",
            pl.String(),
            "Caveat",
            "What to know before adding the amount up",
            allowed=CAVEATS,
        ),
        Column(
            "country",
            pl.String(),
            "Country",
            "Country the company is run from (ISO 3166 short name)",
            category=True,
        ),
        Column(
            "region",
            pl.String(),
            "Region",
            "Region of the country; Europe includes the United Kingdom",
            required=True,
            allowed=REGIONS,
        ),
        Column(
            "region_group",
            pl.String(),
            "Region, four groups",
            "Roll-up used by published totals",
            required=True,
            allowed=REGION_GROUPS,
        ),
        Column("city", pl.String(), "City", "City of the head office"),
        Column(
            "sector", pl.String(), "Sector", "What the company does", required=True, allowed=SECTORS
        ),
        Column(
            "ai_relevance",
            pl.String(),
            "AI relevance",
            "core: builds AI; claimed: uses AI, not an AI company first",
            required=True,
            allowed=("core", "claimed"),
        ),
        Column(
            "lead_investors",
            pl.List(pl.String()),
            "Lead investors",
            "Investors that led the round, where named",
        ),
        Column(
            "investors",
            pl.List(pl.String()),
            "Investors",
            "All named investors, leads first; empty where undisclosed",
        ),
        Column(
            "confidence",
            pl.String(),
            "Confidence",
            "Trust that the figures are right",
            required=True,
            allowed=CONFIDENCES,
        ),
        Column(
            "source_count",
            pl.Int64(),
            "Sources",
            "Number of sources that tell of the event",
            required=True,
            minimum=1,
        ),
        source_id("Source that leads this row"),
        source_url("Page that states the round"),
    ),
)


OWN_FILE = "own-file"
"""Source of the rounds that a visitor brings."""
ORIGINS = ("Shipped", "Yours")
ORIGIN = Column(
    "origin",
    pl.String(),
    "Data",
    "Shipped with this explorer, or yours: from the file that you brought",
    required=True,
    allowed=ORIGINS,
)
"""Column that the table has in memory only: rounds of a visitor are never stored."""


def tidy(merged: pl.DataFrame, companies: pl.DataFrame) -> pl.DataFrame:
    """Rounds, oldest first, from merged events and the place and sector of their companies."""
    places = companies.select("company", "country", "region", "region_group", "city", "sector")
    frame = (
        merged.drop("country", "city", "sector", strict=False)
        .join(places, on="company", how="left")
        .with_columns(pl.col("stage").replace_strict(STAGES).alias("stage_group"))
        .select(pl.col(column.name).cast(column.type) for column in DATASET.columns)
        .sort("announced_date", "round_id")
    )
    DATASET.check(frame)
    return frame
