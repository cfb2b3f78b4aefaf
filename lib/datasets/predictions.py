"""Forecasts of the four articles: what, by when, and what would settle each."""

from __future__ import annotations

from pathlib import Path

import polars as pl

from lib.datasets import company_metrics, names
from lib.datasets.claims import UNITS
from lib.datasets.rounds import PRECISIONS
from lib.datasets.sources import source_id, source_url
from lib.schema import Column, Dataset

KINDS = {
    "explicit": "Stated with a date",
    "implied": "Priced in",
    "derived": "Follows from another",
    "threshold": "A limit",
    "rumour": "Rumour",
    "undated": "Without a date",
}
COMPARISONS = {
    "at_least": "At least",
    "above": "Above",
    "below": "Below",
    "about": "About",
    "between": "Between",
    "by_date": "By the date",
    "none": "No figure",
}
SETTLED_BY = {
    "mergers": "Announced mergers and acquisitions",
    "buyers": "Buyers in announced acquisitions",
    "platform_revenue": "Revenue of platforms and models",
    "token_share": "Share of inference tokens",
    "funding_fall": "Fall of quarterly funding from its peak",
    "yardstick": "Later rounds priced after the first listing",
    "law": "Federal law in force",
    "gpu_hour": "Revenue per GPU-hour of firms that failed",
    "net_loss": "Reported net loss",
    "capex": "Reported capital expenditure",
    "scores": "Scores of open and closed models",
    "enterprise_revenue": "Reported enterprise revenue",
    "serving_cost": "Price against the cost of serving",
    "gross_profit": "Growth of gross profit of both groups",
    "fund_returns": "Returns of funds by stage",
    "arr": "Reported annual recurring revenue",
    "listing": "Listing date",
    "listing_value": "Listing date and market value",
    "filing": "Filing date",
    "memory": "Supply of memory against demand",
    "cash_flow": "Operating cash flow of each laboratory",
    "valuation": "Valuation in the next round",
    "still_raising": "Laboratories that still raise money",
    "fate": "What became of each laboratory",
    "list_price": "Median list price of models",
    "down_rounds": "Down-rounds after listed peers fall",
    "ai_spending": "Spending on AI against funding raised",
    "official_output": "Official output figure",
}

DATASET = Dataset(
    name="predictions",
    title="Forecasts",
    description="One row a forecast of one of the four articles, with its due date and target.",
    key=("prediction_id",),
    dated_by="window_start",
    references={
        "companies": "companies.company",
        "claim_id": "claims.claim_id",
        "source_id": "sources.source_id",
    },
    columns=(
        Column(
            "prediction_id",
            pl.String(),
            "Forecast",
            "Identifier of the forecast",
            required=True,
            pattern=r"^P\d\d$",
        ),
        Column("title", pl.String(), "Title", "What is forecast, in a few words", required=True),
        Column(
            "subject",
            pl.String(),
            "Subject",
            "Company, group or market that the forecast is about",
            required=True,
        ),
        Column(
            "companies",
            pl.List(pl.String()),
            "Companies",
            "Companies of this data that it names; empty for groups and markets",
            required=True,
        ),
        Column(
            "kind",
            pl.String(),
            "Kind",
            "How the article makes it",
            required=True,
            allowed=tuple(KINDS),
            labels=KINDS,
        ),
        Column("due_date", pl.Date(), "Due", "Last day on which it can come true, if it has one"),
        Column(
            "due_precision",
            pl.String(),
            "Due, precision",
            "How exactly the article dates it",
            allowed=PRECISIONS,
        ),
        Column(
            "window_start",
            pl.Date(),
            "From",
            "First day that counts, where earlier events do not",
        ),
        Column(
            "claim_id",
            pl.String(),
            "Statement",
            "Statement of the article that makes it",
            required=True,
            pattern=company_metrics.CLAIM_ID,
        ),
        Column(
            "comparison",
            pl.String(),
            "Comparison",
            "How the measured figure has to stand to the target; by_date: it has to happen in time",
            required=True,
            allowed=tuple(COMPARISONS),
            labels=COMPARISONS,
        ),
        Column(
            "target_value",
            pl.Float64(),
            "Target",
            "Figure to be reached, in `target_unit`; upper end of a range",
        ),
        Column("target_low", pl.Float64(), "Lowest target", "Lower end of a range, same unit"),
        Column("target_unit", pl.String(), "Unit", "Unit of the target", allowed=UNITS),
        Column(
            "settled_by",
            pl.String(),
            "Settled by",
            "What has to be known to judge it",
            required=True,
            allowed=tuple(SETTLED_BY),
            labels=SETTLED_BY,
        ),
        source_id("Article that makes the forecast"),
        source_url("Page of the article"),
    ),
)


def tidy(curated: Path) -> pl.DataFrame:
    """Rows of `predictions.csv`."""
    types = DATASET.polars_schema
    rows = pl.read_csv(curated / "predictions.csv", infer_schema=False)
    companies = [names.split(text) for text in rows["companies"]]
    return (
        rows.with_columns(
            pl.Series("companies", companies, dtype=types["companies"]),
            pl.col("due_date", "window_start").str.to_date(),
            pl.col("target_value", "target_low").cast(pl.Float64),
        )
        .select(types.names())
        .sort("prediction_id")
    )
