"""Statements of the four articles: who or what, which figure, when, and how far it is trusted."""

from __future__ import annotations

from pathlib import Path

import polars as pl

from lib.datasets import company_metrics, names
from lib.datasets.rounds import CONFIDENCES, PRECISIONS
from lib.datasets.sources import source_id, source_url
from lib.schema import Column, Dataset, SchemaError

# Each metric under its topic, with the words for it on screen.
TOPICS = {
    "Funding": {
        "funding_round_amount": "Amount of a round",
        "debt_raised": "Debt raised",
        "investor_contribution": "Amount of one investor",
        "founder_contribution": "Amount of the founder",
        "investor_list": "Investors",
        "cumulative_funding": "Total raised",
        "cumulative_funding_window": "Raised in a period",
        "round_rank": "Rank of a round",
    },
    "Valuation and listing": {
        "valuation": "Valuation, basis not stated",
        "post_money_valuation": "Post-money valuation",
        "target_valuation": "Valuation aimed at",
        "secondary_valuation": "Valuation in share sales",
        "combined_valuation": "Combined valuation",
        "ipo_date": "Listing date",
        "ipo_plan": "Planned listing",
        "ipo_issue_price": "Issue price",
        "share_price": "Share price",
        "first_day_return": "First-day return",
        "market_cap": "Market value",
        "forward_pe": "Price over expected earnings",
        "growth_multiple": "Multiple of an earlier value",
    },
    "Market": {
        "market_funding_total": "Funding, total",
        "market_funding_yoy": "Funding, change on a year before",
        "stage_share": "Share of a stage",
        "topn_funding_total": "Funding of the largest rounds",
        "topn_share": "Share of the largest rounds",
        "sector_share": "Share of a sector",
        "sector_share_change": "Change in share of a sector",
        "deals_count": "Deals",
        "deal_size_threshold": "Smallest deal counted",
        "company_count": "Companies",
        "elimination_rate": "Share of companies that dropped out",
        "consolidation_time": "Time to consolidate",
        "funding_ratio": "Ratio of funding",
        "growth_ratio": "Ratio of growth",
        "capital_required_growth": "Growth of capital needed",
        "sector_index_return": "Return of a sector index",
        "industry_target": "Target for an industry",
        "market_share": "Market share",
        "expected_return": "Expected return",
    },
    "Company": {
        "annualised_revenue": "Annualised revenue",
        "arr": "Annual recurring revenue",
        "arr_implied": "Annual recurring revenue priced in",
        "monthly_revenue": "Monthly revenue",
        "net_loss": "Net loss",
        "mau": "Monthly active users",
        "subscription_price_year": "Subscription price, a year",
        "device_installs": "Devices with its models",
        "device_coverage_share": "Share of device brands",
        "company_age": "Age of the company",
        "founded_date": "Founding date",
        "ai_spend_annual": "Spending on AI, a year",
    },
    "Compute and models": {
        "training_compute": "Training compute",
        "training_cost": "Training cost",
        "training_gpu_days": "Training time",
        "parameters": "Parameters",
        "expert_count": "Experts",
        "context_window": "Context window",
        "api_price_input": "API price, input",
        "price_change": "Change in price",
        "benchmark_score": "Benchmark score",
        "performance_gap": "Gap in performance",
        "capability_claim": "Capability",
        "relative_compute": "Relative compute",
        "relative_price": "Relative price",
        "cost_reduction": "Cut in cost",
        "memory_reduction": "Cut in memory",
        "gpu_count": "GPUs",
        "repo_stars": "Stars on GitHub",
        "release_date": "Release date",
        "release_status": "Release",
    },
    "Supply and use": {
        "capex_guidance": "Capital expenditure, guidance",
        "capex_total": "Capital expenditure, total",
        "token_volume_daily": "Tokens a day",
        "tokens_per_task": "Tokens a task",
        "model_calls_per_task": "Model calls a task",
        "supply_shortage": "Shortage",
        "supplier_count": "Suppliers",
        "capacity_lead_time": "Time to add capacity",
        "cost_share": "Share of cost",
        "revenue_per_gpu_hour_threshold": "Revenue needed a GPU-hour",
        "talent_pool": "Researchers",
        "talent_salary": "Salary",
    },
    "Other": {
        "prediction": "Forecast",
        "horizon": "Horizon",
        "time_window": "Period",
        "sentiment_shift_window": "Time since the mood changed",
        "historical_reference": "Comparison with the past",
        "event_date": "Event",
        "publication_date": "Publication date",
        "internal_date_hint": "Year the text names",
    },
}
METRICS = {metric: words for metrics in TOPICS.values() for metric, words in metrics.items()}
TOPIC_OF = {metric: topic for topic, metrics in TOPICS.items() for metric in metrics}
QUALIFIERS = (
    "exact",
    "about",
    "over",
    "at_least",
    "nearly",
    "under",
    "up_to",
    "range",
    "unknown",
)
UNITS = (
    "USD",
    "CNY",
    "HKD",
    "EUR",
    "USD_per_year",
    "usd_per_mtok",
    "usd_per_gpu_hour",
    "hkd_per_share",
    "percent",
    "percentage_points",
    "multiple",
    "count",
    "users",
    "tokens",
    "tokens_per_day",
    "flop",
    "parameters",
    "gpu",
    "gpu_days",
    "days",
    "months",
    "years",
    "year",
    "rank",
    "date",
    "era",
    "text",
)
MONEY = tuple(unit for unit in UNITS if unit[:3].upper() in ("USD", "CNY", "HKD", "EUR"))

DATASET = Dataset(
    name="claims",
    title="Statements of articles",
    description="One row a figure or dated statement of one of the four articles, right or wrong.",
    key=("claim_id",),
    dated_by="as_of",
    references={
        "companies": "companies.company",
        "superseded_by": "claims.claim_id",
        "source_id": "sources.source_id",
    },
    columns=(
        Column(
            "claim_id",
            pl.String(),
            "Statement",
            "Identifier of the statement; its first two characters stand for the article",
            required=True,
            pattern=company_metrics.CLAIM_ID,
        ),
        Column(
            "subject",
            pl.String(),
            "Subject",
            "Company, group, model or market that the statement is about",
            required=True,
        ),
        Column(
            "detail",
            pl.String(),
            "Detail",
            "Benchmark, series, part or yardstick that the figure belongs to",
        ),
        Column(
            "companies",
            pl.List(pl.String()),
            "Companies",
            "Companies of this data that it is about; makers for models; empty for all others",
        ),
        Column(
            "topic",
            pl.String(),
            "Topic",
            "What the metric is about",
            required=True,
            allowed=tuple(TOPICS),
        ),
        Column(
            "metric",
            pl.String(),
            "Metric",
            "What is stated",
            required=True,
            allowed=tuple(METRICS),
            labels=METRICS,
        ),
        Column("period_start", pl.Date(), "From", "First day of the period, as the article says"),
        Column("period_end", pl.Date(), "To", "Last day of the period, as the article says"),
        Column(
            "as_of",
            pl.Date(),
            "Date",
            "Date of the figure; a period ends there; that of the article where it gives none",
            required=True,
        ),
        Column(
            "date_precision",
            pl.String(),
            "Date precision",
            "How exactly the date is known",
            required=True,
            allowed=PRECISIONS,
        ),
        Column(
            "is_date_inferred",
            pl.Boolean(),
            "Date inferred",
            "True where the article repeats an older figure and `as_of` is its likely date",
            required=True,
        ),
        Column(
            "value",
            pl.Float64(),
            "Value",
            "The figure, in `unit`; empty for ranges and for what is no number",
        ),
        Column("value_low", pl.Float64(), "Lowest value", "Lower end of a range, in `unit`"),
        Column("value_high", pl.Float64(), "Highest value", "Upper end of a range, in `unit`"),
        Column(
            "qualifier",
            pl.String(),
            "Qualifier",
            "How the article words the figure",
            required=True,
            allowed=QUALIFIERS,
        ),
        Column("unit", pl.String(), "Unit", "Unit of the values", required=True, allowed=UNITS),
        Column(
            "value_words",
            pl.String(),
            "Value, in words",
            "Names or category where the statement is no number",
        ),
        Column(
            "value_usd",
            pl.Float64(),
            "Value, US dollars",
            "Value in US dollars, at the rate of the year of the date; empty where not money",
            unit="USD",
        ),
        Column(
            "value_low_usd",
            pl.Float64(),
            "Lowest value, US dollars",
            "Lower end in US dollars, at the same rate",
            unit="USD",
        ),
        Column(
            "value_high_usd",
            pl.Float64(),
            "Highest value, US dollars",
            "Upper end in US dollars, at the same rate",
            unit="USD",
        ),
        Column(
            "status",
            pl.String(),
            "Status",
            "completed or announced as fact; the others did not or not yet happen",
            required=True,
            allowed=company_metrics.STATUSES,
        ),
        Column(
            "confidence",
            pl.String(),
            "Confidence",
            "How far the figure is trusted to be right, not to be copied right",
            required=True,
            allowed=CONFIDENCES,
        ),
        Column(
            "superseded_by",
            pl.String(),
            "Superseded by",
            "Statement that is right where this one is held to be wrong",
            pattern=company_metrics.CLAIM_ID,
        ),
        Column(
            "corrected_value",
            pl.Float64(),
            "Corrected value",
            "Value held to be right where the stated one is not exact, in `unit`",
        ),
        source_id("Article that states it"),
        source_url("Page of the article"),
    ),
)

NUMBERS = ("value", "value_low", "value_high", "corrected_value")
AMOUNTS = ("value", "value_low", "value_high")


def tidy(curated: Path, rates: pl.DataFrame) -> pl.DataFrame:
    """Rows of `claims.csv`, dated and turned into dollars as `company_metrics` does.

    `rates` has the layout of `exchange_rates`. Raises SchemaError where a rate is missing.
    """
    types = DATASET.polars_schema
    rows = pl.read_csv(curated / "claims.csv", infer_schema=False)
    aliases = names.read_aliases(curated / "company_aliases.csv", "alias", "company")
    companies = [names.resolve(names.split(text), aliases) for text in rows["companies"]]
    return (
        rows.with_columns(pl.coalesce("as_of", "period_end"))
        .pipe(company_metrics.at_likely_date)
        .with_columns(
            pl.Series("companies", companies, dtype=types["companies"]),
            pl.col("metric").replace_strict(TOPIC_OF, default=None).alias("topic"),
            pl.col("period_start", "period_end").str.to_date(),
            pl.col(NUMBERS).cast(pl.Float64),
        )
        .pipe(_in_dollars, rates)
        .select(types.names())
        .sort("claim_id")
    )


def _in_dollars(rows: pl.DataFrame, rates: pl.DataFrame) -> pl.DataFrame:
    """A figure of a year to come stands at the newest rate."""
    money = pl.col("unit").is_in(MONEY)
    currency = pl.when(money).then(pl.col("unit").str.head(3).str.to_uppercase())
    stated = pl.col("as_of").dt.year().cast(pl.Int64)
    year = pl.min_horizontal(stated, pl.lit(rates["year"].max()))
    found = rows.with_columns(currency.alias("currency"), year.alias("year")).join(
        rates.select("currency", "year", "units_per_usd"),
        on=["currency", "year"],
        how="left",
        maintain_order="left",
    )
    rate = pl.when(pl.col("currency") == "USD").then(1.0).otherwise("units_per_usd")
    lost = found.filter(money & rate.is_null())
    if lost.height:
        examples = lost.select("currency", "year").unique(maintain_order=True).head(3).rows()
        raise SchemaError("claims", "value_usd", "has no rate", lost.height, examples)
    return found.with_columns((pl.col(name) / rate).alias(f"{name}_usd") for name in AMOUNTS)
