"""Figures about single companies: revenue, staff, users, spending and value at a date."""

from __future__ import annotations

from pathlib import Path

import polars as pl

from lib.datasets import names
from lib.datasets.exchange_rates import CURRENCIES
from lib.datasets.rounds import CONFIDENCES, PRECISIONS
from lib.datasets.sources import source_id, source_url
from lib.schema import Column, Dataset, SchemaError

STATUSES = ("completed", "announced", "estimated", "planned", "predicted", "rumoured")
CLAIM_ID = r"^S\d-\d{3}$"
METRICS = (
    "active_users",
    "annual_revenue",
    "annualised_revenue",
    "api_price_change",
    "arr_implied",
    "capex_guidance",
    "capex_guidance_high",
    "capex_guidance_low",
    "capex_total",
    "combined_valuation",
    "company_age",
    "compute_spend",
    "cumulative_funding",
    "cumulative_funding_window",
    "daily_messages",
    "daily_tokens",
    "debt_raised",
    "first_day_return",
    "forward_pe_high",
    "forward_pe_low",
    "founder_contribution",
    "gpu_count",
    "growth_multiple",
    "investor_contribution",
    "ipo_issue_price",
    "market_cap",
    "memory_reduction",
    "monthly_revenue",
    "net_loss",
    "post_money_valuation",
    "preinstalled_phones",
    "secondary_valuation",
    "share_price",
    "staff",
    "subscription_price",
    "target_valuation",
    "top_brand_coverage",
    "valuation",
    "valuation_high",
    "valuation_low",
)
UNITS = (
    "USD",
    "CNY",
    "EUR",
    "HKD",
    "hkd_per_share",
    "percent",
    "multiple",
    "count",
    "users",
    "people",
    "tokens",
    "messages",
    "gpu",
    "years",
)

DATASET = Dataset(
    name="company_metrics",
    title="Company figures",
    description="One figure of one company at one date; one figure can stand in several sources.",
    key=("metric_id",),
    dated_by="as_of",
    references={"claim_id": "claims.claim_id", "source_id": "sources.source_id"},
    columns=(
        Column(
            "metric_id",
            pl.String(),
            "Figure",
            "Identifier, made of all that tells figures apart",
            required=True,
        ),
        Column(
            "company",
            pl.String(),
            "Company",
            "Company, or companies joined with + for a figure of a group",
            required=True,
            category=True,
        ),
        Column("metric", pl.String(), "Metric", "What is measured", required=True, allowed=METRICS),
        Column(
            "as_of", pl.Date(), "Date", "Date of the figure; a period ends there", required=True
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
            "True where the source gives no date and a later text repeats an old figure",
            required=True,
        ),
        Column(
            "scope",
            pl.String(),
            "Scope",
            "Whether the figure is of the whole company, a part of it, a backer or a group",
            required=True,
            allowed=(
                "company",
                "product",
                "division",
                "spending",
                "contractors",
                "investor",
                "group",
                "unknown",
            ),
        ),
        Column(
            "product",
            pl.String(),
            "Part",
            "Product, division or kind of spending; empty for the whole company",
            category=True,
        ),
        Column(
            "period",
            pl.String(),
            "Period",
            "Period that users or prices are counted over",
            allowed=("daily", "weekly", "monthly", "yearly"),
        ),
        Column(
            "basis",
            pl.String(),
            "Basis",
            "How an annualised revenue was reached",
            allowed=("run rate", "recurring revenue", "multiple of a shorter period"),
        ),
        Column("value", pl.Float64(), "Value", "The figure, in `unit`", required=True),
        Column(
            "qualifier",
            pl.String(),
            "Qualifier",
            "How the source words the figure",
            allowed=("exact", "about", "over", "nearly", "up_to", "range"),
        ),
        Column("unit", pl.String(), "Unit", "Unit of the value", required=True, allowed=UNITS),
        Column(
            "value_usd",
            pl.Float64(),
            "Value, US dollars",
            "Value in US dollars, at the rate of the year of the date; empty where not money",
            unit="USD",
        ),
        Column(
            "status",
            pl.String(),
            "Status",
            "completed or announced as fact; the others did not or not yet happen",
            required=True,
            allowed=STATUSES,
        ),
        Column(
            "confidence",
            pl.String(),
            "Confidence",
            "How far the figure is trusted",
            allowed=CONFIDENCES,
        ),
        Column(
            "is_preferred",
            pl.Boolean(),
            "Preferred",
            "False where the source contradicts itself and another row of it is right",
            required=True,
        ),
        Column(
            "claim_id",
            pl.String(),
            "Statement",
            "Statement of an article; empty for other sources",
            pattern=CLAIM_ID,
        ),
        source_id("Source of the figure"),
        source_url("Page that states the figure, or the source's own page"),
    ),
)

EPOCH = "epoch-ai-companies"
CONFIDENCE = {"Confident": "high", "Likely": "medium", "Uncertain": "low"}
INTERPOLATED = "multiple of a shorter period"
BASIS = {
    "Annualized run rate": "run rate",
    "Annual recurring revenue (ARR)": "recurring revenue",
    "Period interpolation": INTERPOLATED,
    "Annualized revenue": "run rate",
    "Annual recurring revenue": "recurring revenue",
    "Quarterly revenue": INTERPOLATED,
    "Other": INTERPOLATED,
}
# Epoch names a product in the label of a report only, and whether it is revenue of a past year.
PRODUCTS = {
    "700M ChatGPT 2023": ("ChatGPT", "annual_revenue"),
    "April 2025 ChatGPT": ("ChatGPT", "annualised_revenue"),
    "3B API": ("API", "annualised_revenue"),
    "Claude Code near 1B": ("Claude Code", "annualised_revenue"),
}
STAFF_SCOPES = {
    "Full company": "company",
    "Division/role": "division",
    "Full AI division": "division",
    "Contractors": "contractors",
}
# Epoch's words for a figure over all products; the rest of its column names a product.
WHOLE = ("All products", "Full company", "Google (all AI products)")


def tidy(raw: Path, curated: Path, rates: pl.DataFrame) -> pl.DataFrame:
    """Figures of Epoch AI and of the articles, in dollars where `rates` has currency and year.

    `rates` has the layout of `exchange_rates`. Raises SchemaError where a rate or the product of
    a revenue report is missing.
    """
    rows = pl.concat([_epoch(raw, curated), _articles(curated)], how="diagonal")
    aliases = names.read_aliases(curated / "company_aliases.csv", "alias", "company")
    return (
        rows.with_columns(pl.col("company").replace(aliases))
        .with_columns(_identifier())
        .pipe(_in_dollars, rates)
        .select(pl.col(name).cast(kind) for name, kind in DATASET.polars_schema.items())
        .sort("company", "metric", "as_of", "metric_id")
    )


def _identifier() -> pl.Expr:
    """Everything that tells rows apart, in one word."""
    parts = ("company", "metric", "as_of", "scope", "product", "period", "claim_id")
    words = pl.concat_str(
        [pl.col(part).cast(pl.String) for part in parts], separator=" ", ignore_nulls=True
    )
    return (
        words.str.to_lowercase()
        .str.replace_all("[^a-z0-9]+", "-")
        .str.strip_chars("-")
        .alias("metric_id")
    )


def _in_dollars(rows: pl.DataFrame, rates: pl.DataFrame) -> pl.DataFrame:
    currency = pl.col("unit").str.head(3).str.to_uppercase()
    foreign = pl.col("currency").is_in(CURRENCIES)
    found = rows.with_columns(
        currency.alias("currency"), pl.col("as_of").dt.year().cast(pl.Int64).alias("year")
    ).join(
        rates.select("currency", "year", "units_per_usd"),
        on=["currency", "year"],
        how="left",
        maintain_order="left",
    )
    lost = found.filter(foreign & pl.col("units_per_usd").is_null())
    if lost.height:
        examples = lost.select("currency", "year").unique(maintain_order=True).head(3).rows()
        raise SchemaError("company_metrics", "value_usd", "has no rate", lost.height, examples)
    usd = pl.when(pl.col("unit") == "USD").then("value")
    return found.with_columns(
        usd.when(foreign).then(pl.col("value") / pl.col("units_per_usd")).alias("value_usd")
    )


def _articles(curated: Path) -> pl.DataFrame:
    """Rows of `company_metrics.csv`; an old figure stands at its likely date, not the article's."""
    return at_likely_date(_csv(curated / "company_metrics.csv")).with_columns(
        pl.col("value").cast(pl.Float64),
        (pl.col("is_preferred") == "true").alias("is_preferred"),
    )


def at_likely_date(rows: pl.DataFrame) -> pl.DataFrame:
    """Rows at the last day of `likely_vintage` (2024 or 2024-06, as text) where it is filled in.

    Turns `as_of` from text into a date, and adds `is_date_inferred` in place of `likely_vintage`.
    """
    vintage = pl.col("likely_vintage")
    last_day = (
        pl.when(vintage.str.len_chars() == 4)
        .then((vintage + "-12-31").str.to_date(strict=False))
        .otherwise((vintage + "-01").str.to_date(strict=False).dt.month_end())
    )
    precision = (
        pl.when(vintage.str.len_chars() == 4).then(pl.lit("year")).otherwise(pl.lit("month"))
    )
    stated = pl.col("as_of").str.to_date()
    moved = last_day.is_not_null() & (last_day != stated)
    return rows.with_columns(
        pl.when(moved).then(last_day).otherwise(stated).alias("as_of"),
        pl.when(moved).then(precision).otherwise("date_precision").alias("date_precision"),
        moved.alias("is_date_inferred"),
    ).drop("likely_vintage")


def _epoch(raw: Path, curated: Path) -> pl.DataFrame:
    folder = raw / "funding" / EPOCH
    reports = _reports(folder)
    page = _csv(curated / "sources.csv").filter(source_id=EPOCH)["url"].item()
    frames = [_revenue(folder, reports), _staff(folder), _usage(folder), _spend(folder)]
    return (
        pl.concat(frames, how="diagonal")
        .with_columns(
            pl.col("date").str.to_date().alias("as_of"),
            pl.col("date_precision").fill_null("day"),
            pl.col("value").cast(pl.Float64),
            pl.col("confidence").replace_strict(CONFIDENCE),
            pl.col("status").fill_null("announced"),
            pl.lit(False).alias("is_date_inferred"),
            pl.lit(True).alias("is_preferred"),
            pl.lit(EPOCH).alias("source_id"),
            pl.col("source_url").fill_null(page),
        )
        .drop("date")
    )


def _reports(folder: Path) -> pl.DataFrame:
    """Epoch's older file of revenue reports, with links; reports without a figure are left out."""
    label = pl.col("Id").str.strip_chars()
    rows = (
        _csv(folder / "ai_companies_revenue_reports_2026-01.csv")
        .rename({"Date": "date", "Company": "company", "Confidence": "confidence"})
        .filter(pl.col("Revenue amount (normalize to annual)").is_not_null())
    )
    of_product = pl.col("Type") == "Product/division revenue"
    lost = rows.filter(of_product & ~label.is_in(list(PRODUCTS)))["Id"]
    if lost.len():
        rule = "names no known product"
        raise SchemaError("company_metrics", "product", rule, lost.len(), lost.to_list()[:3])
    products = {name: product for name, (product, _) in PRODUCTS.items()}
    metrics = {name: metric for name, (_, metric) in PRODUCTS.items()}
    yearly = pl.when(pl.col("Type") == "Yearly revenue").then(pl.lit("annual_revenue"))
    metric = yearly.when(of_product).then(label.replace_strict(metrics, default=None))
    return rows.select(
        pl.col("company").replace("Z.ai", "Z.ai (Zhipu)"),
        "date",
        metric.otherwise(pl.lit("annualised_revenue")).alias("metric"),
        pl.when(of_product).then(pl.lit("product")).otherwise(pl.lit("company")).alias("scope"),
        pl.when(of_product).then(label.replace_strict(products, default=None)).alias("product"),
        pl.col("Type").replace_strict(BASIS, default=None).alias("basis"),
        pl.col("Revenue amount (normalize to annual)").cast(pl.Float64).alias("value"),
        "confidence",
        pl.col("Source 1").str.strip_chars().alias("source_url"),
    )


def _revenue(folder: Path, reports: pl.DataFrame) -> pl.DataFrame:
    """The newer file, with the link of the same report in the older; then what only that has."""
    same = ["company", "date", "metric", "scope"]
    links = reports.select("company", "date", "value", "source_url").unique(
        ["company", "date", "value"], keep="first", maintain_order=True
    )
    newer = (
        _csv(folder / "companies_revenue.csv")
        .select(
            "company",
            "date",
            pl.lit("annualised_revenue").alias("metric"),
            pl.lit("company").alias("scope"),
            pl.col("revenue_type").replace_strict(BASIS).alias("basis"),
            pl.col("revenue_usd").cast(pl.Float64).alias("value"),
            "confidence",
        )
        .join(links, on=["company", "date", "value"], how="left", maintain_order="left")
    )
    older = reports.join(newer, on=same, how="anti", maintain_order="left")
    estimated = pl.when(pl.col("basis") == INTERPOLATED).then(pl.lit("estimated"))
    yearly = pl.when(pl.col("metric") == "annual_revenue").then(pl.lit("year"))
    return pl.concat([newer, older], how="diagonal").with_columns(
        pl.lit("USD").alias("unit"),
        estimated.alias("status"),
        yearly.alias("date_precision"),
    )


def _staff(folder: Path) -> pl.DataFrame:
    return _csv(folder / "companies_staff.csv").select(
        "company",
        "date",
        pl.lit("staff").alias("metric"),
        pl.col("scope").replace_strict(STAFF_SCOPES).fill_null("unknown").alias("scope"),
        pl.col("division").alias("product"),
        pl.col("staff_count").cast(pl.Float64).alias("value"),
        pl.lit("people").alias("unit"),
        "confidence",
    )


def _usage(folder: Path) -> pl.DataFrame:
    """A row of Epoch holds up to three figures: users, tokens a day and messages a day."""
    rows = _csv(folder / "companies_usage.csv")
    figures = (
        ("active_users", "active_users", "users", pl.col("active_users_period").str.to_lowercase()),
        ("daily_tokens", "daily_tokens", "tokens", pl.lit("daily")),
        ("daily_messages", "daily_messages", "messages", pl.lit("daily")),
    )
    whole = pl.col("product").is_in(WHOLE)
    return pl.concat(
        [
            rows.filter(pl.col(column).is_not_null()).select(
                "company",
                "date",
                pl.lit(metric).alias("metric"),
                pl.when(whole).then(pl.lit("company")).otherwise(pl.lit("product")).alias("scope"),
                pl.when(~whole).then("product").alias("product"),
                period.alias("period"),
                pl.col(column).cast(pl.Float64).alias("value"),
                pl.lit(unit).alias("unit"),
                "confidence",
            )
            for metric, column, unit, period in figures
        ]
    )


def _spend(folder: Path) -> pl.DataFrame:
    """Compute paid in a year: of the whole company, or the research or inference part of it."""
    part = (
        pl.when(pl.col("inference_usd").is_not_null())
        .then(pl.lit("Inference"))
        .when(pl.col("rnd_usd").is_not_null())
        .then(pl.lit("Research and development"))
    )
    return (
        _csv(folder / "companies_spend.csv")
        .with_columns(part.alias("product"))
        .select(
            "company",
            "date",
            pl.lit("compute_spend").alias("metric"),
            pl.col("period_type").str.to_lowercase().alias("date_precision"),
            pl.when(pl.col("product").is_null())
            .then(pl.lit("company"))
            .otherwise(pl.lit("spending"))
            .alias("scope"),
            "product",
            pl.col("amount_usd").cast(pl.Float64).alias("value"),
            pl.lit("USD").alias("unit"),
            "confidence",
        )
    )


def _csv(path: Path) -> pl.DataFrame:
    """All cells as text: sources leave columns empty that hold numbers elsewhere."""
    return pl.read_csv(path, infer_schema=False)
