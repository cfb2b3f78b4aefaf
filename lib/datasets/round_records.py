"""What each source says of each round: one frame of records, corrected, in one vocabulary."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import polars as pl

from lib.datasets import names
from lib.schema import SchemaError

MONEY = (
    "amount_usd",
    "amount_low_usd",
    "amount_high_usd",
    "amount_original",
    "prior_commitment_usd",
    "post_money_usd",
)
TEXT = (
    "source_id",
    "source_key",
    "company",
    "date",
    "stage_raw",
    "stage_group",
    "kind",
    "status",
    "currency",
    "caveat",
    "lead_investors",
    "investors",
    "sector",
    "city",
    "country",
    "founded_year",
    "ai_relevance",
    "confidence",
    "source_url",
)
CONFIDENCE = {"Confident": "high", "Likely": "medium", "Uncertain": "low"}
VERIFICATION = {"verified": "high", "partial": "medium", "unverified": "low"}
NOT_CLOSED = {"Closed": "completed", "Late discussions": "rumoured", "Cancelled": "cancelled"}
# The source's own id of the union's rows of facts; they are read from the curated file instead.
CURATED = "curated-facts"


def read(raw: Path, curated: Path) -> pl.DataFrame:
    """Every record of every source, with corrections applied; text as the sources word it."""
    funding = raw / "funding"
    frames = [
        _curated(curated),
        _union(funding),
        _epoch(funding),
        _recent(funding),
        _lists(funding),
    ]
    records = pl.concat([_shape(frame) for frame in frames])
    _refuse_repeats(records)
    records = correct(records, _csv(curated / "corrections.csv"))
    records = _link(records, _csv(curated / "sources.csv"))
    return records.with_columns(pl.col(column).cast(pl.Float64) for column in MONEY)


def correct(records: pl.DataFrame, corrections: pl.DataFrame) -> pl.DataFrame:
    """Records with each corrected cell replaced; raises SchemaError where `old` is not found."""
    rows = {(row["source_id"], row["source_key"]): row for row in records.to_dicts()}
    for change in corrections.iter_rows(named=True):
        row = rows.get((change["source_id"], change["source_key"]), {})
        column = change["column"]
        if column not in row or not _same(row[column], change["old"]):
            found = (change["source_key"], row.get(column, "no such record"), change["old"])
            raise SchemaError("corrections", column, "old value does not match", 1, found)
        row[column] = change["new"]
    return pl.DataFrame(list(rows.values()), schema=records.schema)


def harmonise(records: pl.DataFrame, curated: Path) -> pl.DataFrame:
    """Records under one name a company, stage, sector, country and investor, with real dates."""
    companies = names.read_aliases(curated / "company_aliases.csv", "alias", "company")
    return (
        records.with_columns(pl.col("company").alias("company_raw"))
        .with_columns(pl.col("company").replace(companies))
        .pipe(_stages, _csv(curated / "stages.csv"))
        .pipe(_sectors, _csv(curated / "sectors.csv"))
        .pipe(_countries, _csv(curated / "countries.csv"))
        .pipe(_dates)
        .pipe(_investors, names.read_aliases(curated / "investor_aliases.csv", "alias", "investor"))
        .with_columns(pl.col("founded_year").cast(pl.Int64))
    )


def _csv(path: Path) -> pl.DataFrame:
    """All cells as text, so that a value stays as it was written until it has been corrected."""
    return pl.read_csv(path, infer_schema=False)


def _shape(frame: pl.DataFrame) -> pl.DataFrame:
    columns = (*TEXT, *MONEY)
    missing = [pl.lit(None, pl.String).alias(name) for name in columns if name not in frame.columns]
    return frame.with_columns(missing).select(pl.col(columns).str.strip_chars().replace("", None))


def _curated(curated: Path) -> pl.DataFrame:
    return _csv(curated / "rounds.csv")


def _union(funding: Path) -> pl.DataFrame:
    """The union's cleaned rows with the leads and founding years that it left out."""
    rows = _csv(funding / "ai-rounds-union" / "ai_rounds_union.csv")
    return (
        rows.filter(pl.col("source_id") != CURATED)
        .rename({"round_id": "source_key", "valuation_post_usd": "post_money_usd"})
        .join(_left_out(funding), on=["source_id", "company"], how="left", validate="m:1")
        .with_columns(
            pl.lit("completed").alias("status"),
            pl.col("kind").replace({"equity+debt": "mixed"}),
            pl.col("confidence").replace(CONFIDENCE),
            pl.concat_str("investors", "other_investors", separator="; ", ignore_nulls=True),
        )
    )


def _left_out(funding: Path) -> pl.DataFrame:
    """Leads, others and founding year by source and company; these sources name a company once."""
    deals = _deals(funding).select("company", pl.col("lead_investor").alias("lead_investors"))
    recent = _recent_file(funding).select("company", "lead_investors", "other_investors")
    lists = _lists_file(funding).select(pl.col("name").alias("company"), "founded_year")
    frames = {
        "ai-capital-flows-deals": deals,
        "recently-funded-ai-startups": recent,
        "awesome-ai-ml-startups": lists,
    }
    return pl.concat(
        [frame.with_columns(pl.lit(name).alias("source_id")) for name, frame in frames.items()],
        how="diagonal",
    )


def _deals(funding: Path) -> pl.DataFrame:
    return _csv(funding / "ai-capital-flows-deals" / "deals_2026-01_2026-04.csv")


def _recent_file(funding: Path) -> pl.DataFrame:
    return _csv(funding / "recently-funded-ai-startups" / "rounds_2026-06_2026-07.csv")


def _lists_file(funding: Path) -> pl.DataFrame:
    return _csv(funding / "awesome-ai-ml-startups" / "latest_rounds_2026-09.csv")


def _in_union(funding: Path, source_id: str, column: str) -> list[str]:
    rows = _csv(funding / "ai-rounds-union" / "ai_rounds_union.csv")
    return rows.filter(pl.col("source_id") == source_id)[column].str.strip_chars().to_list()


def _epoch(funding: Path) -> pl.DataFrame:
    """Epoch's rows that the union left out: not closed, without a sum, market values."""
    source = "epoch-ai-companies"
    rows = _csv(funding / source / "ai_companies_funding_rounds.csv")
    key = pl.col("Id").str.strip_chars()
    return rows.filter(~key.is_in(_in_union(funding, source, "stage_raw"))).select(
        pl.lit(source).alias("source_id"),
        key.alias("source_key"),
        pl.col("Company").alias("company"),
        pl.coalesce("Close date", "Report date").alias("date"),
        key.alias("stage_raw"),
        pl.lit("equity").alias("kind"),
        pl.col("Status").replace(NOT_CLOSED).alias("status"),
        pl.col("Funding (equity)").alias("amount_usd"),
        pl.col("Valuation (post-money)").alias("post_money_usd"),
        pl.lit("Foundation models").alias("sector"),
        pl.lit("core").alias("ai_relevance"),
        pl.col("Confidence").replace(CONFIDENCE).alias("confidence"),
        pl.col("Source 1").alias("source_url"),
    )


def _recent(funding: Path) -> pl.DataFrame:
    """Rows of the recently funded that the union dropped as duplicates."""
    source = "recently-funded-ai-startups"
    rows = _recent_file(funding)
    return rows.filter(~pl.col("company").is_in(_in_union(funding, source, "company"))).select(
        pl.lit(source).alias("source_id"),
        pl.concat_str("company", "funded_at", separator=" ").alias("source_key"),
        "company",
        pl.col("funded_at").alias("date"),
        pl.col("round").alias("stage_raw"),
        pl.lit("equity").alias("kind"),
        pl.lit("completed").alias("status"),
        "amount_usd",
        "lead_investors",
        pl.col("other_investors").alias("investors"),
        "sector",
        pl.lit("core").alias("ai_relevance"),
        pl.lit("medium").alias("confidence"),
        "source_url",
    )


def _lists(funding: Path) -> pl.DataFrame:
    """Rows of the list of startups that the union dropped, mostly for good reasons."""
    source = "awesome-ai-ml-startups"
    rows = _lists_file(funding)
    return rows.filter(~pl.col("name").is_in(_in_union(funding, source, "company"))).select(
        pl.lit(source).alias("source_id"),
        pl.concat_str(pl.lit("A"), "id").alias("source_key"),
        pl.col("name").alias("company"),
        pl.col("last_round_date").alias("date"),
        pl.col("latest_stage").alias("stage_raw"),
        pl.lit("equity").alias("kind"),
        pl.lit("completed").alias("status"),
        pl.col("latest_amount_usd").alias("amount_usd"),
        pl.col("latest_valuation_usd").alias("post_money_usd"),
        "investors",
        pl.col("category").alias("sector"),
        "city",
        "country",
        "founded_year",
        pl.lit("core").alias("ai_relevance"),
        pl.col("verification_status").replace(VERIFICATION).alias("confidence"),
        "source_url",
    )


def _refuse_repeats(records: pl.DataFrame) -> None:
    """Keys name a record in corrections and decisions, so one key may stand for one record only."""
    repeated = records.filter(pl.col("source_key").is_duplicated())["source_key"]
    if repeated.len():
        rule = "is not unique over the sources"
        raise SchemaError("records", "source_key", rule, repeated.len(), repeated.to_list()[:3])


def _same(found: str | None, old: str | None) -> bool:
    """Equal text, or equal numbers: sources write 5000000 and 5000000.0."""
    if (found or "") == (old or ""):
        return True
    try:
        return float(found or "") == float(old or "")
    except ValueError:
        return False


def _link(records: pl.DataFrame, sources: pl.DataFrame) -> pl.DataFrame:
    """The page of the source where a record has no page of its own."""
    pages = dict(sources.select("source_id", "url").iter_rows())
    own = pl.col("source_url").str.contains("^https?://").fill_null(False)
    fallback = pl.col("source_id").replace_strict(pages, default=None)
    return records.with_columns(
        pl.when(own).then("source_url").otherwise(fallback).alias("source_url")
    )


def _refuse_unknown(column: str, words: pl.Series) -> None:
    lost = words.unique().sort().to_list()
    if lost:
        raise SchemaError("records", column, f"has no entry for {lost}", words.len(), lost[:3])


def _stages(records: pl.DataFrame, stages: pl.DataFrame) -> pl.DataFrame:
    key = ["stage_raw", "stage_group"]
    found = records.join(stages, on=key, how="left", nulls_equal=True, maintain_order="left")
    _refuse_unknown(
        "stage",
        found.filter(pl.col("stage").is_null()).select(
            pl.concat_str(key, separator=" | ", ignore_nulls=True)
        )[key[0]],
    )
    return found


def _sectors(records: pl.DataFrame, sectors: pl.DataFrame) -> pl.DataFrame:
    """Sources differ in capitals only, so words are compared without them."""
    known = {word.lower(): sector for word, sector in sectors.iter_rows()}
    word = pl.col("sector").str.to_lowercase()
    lost = records.filter(word.is_not_null() & ~word.is_in(list(known)))["sector"]
    _refuse_unknown("sector", lost)
    return records.with_columns(word.replace(known).fill_null("Unknown").alias("sector"))


def _countries(records: pl.DataFrame, countries: pl.DataFrame) -> pl.DataFrame:
    known = dict(_country_words(countries.iter_rows(named=True)))
    lost = records.filter(~pl.col("country").is_in(list(known)))["country"]
    _refuse_unknown("country", lost)
    return records.with_columns(pl.col("country").replace(known))


def _country_words(countries: Iterable[dict[str, str | None]]) -> Iterable[tuple[str, str]]:
    for row in countries:
        country = row["country"] or ""
        yield country, country
        yield from ((alias, country) for alias in names.split(row["aliases"]))


def _dates(records: pl.DataFrame) -> pl.DataFrame:
    """First day of the period, and its length: 2026, 2026-Q1, 2026-03 or 2026-03-31."""
    date = pl.col("date")
    quarter_month = date.str.extract(r"Q(\d)").cast(pl.Int64) * 3 - 2
    first = (
        pl.when(date.str.contains("Q"))
        .then(date.str.head(5) + quarter_month.cast(pl.String).str.zfill(2) + "-01")
        .otherwise(date + pl.lit("-01-01"))
        .str.head(10)
    )
    precision = (
        pl.when(date.str.contains("Q"))
        .then(pl.lit("quarter"))
        .otherwise(
            date.str.len_chars().replace_strict({4: "year", 7: "month", 10: "day"}, default=None)
        )
    )
    return records.with_columns(
        first.str.to_date("%Y-%m-%d").alias("announced_date"), precision.alias("date_precision")
    )


def _investors(records: pl.DataFrame, aliases: dict[str, str]) -> pl.DataFrame:
    leads = [names.resolve(names.split(text), aliases) for text in records["lead_investors"]]
    others = [names.resolve(names.split(text), aliases) for text in records["investors"]]
    everyone = [
        list(dict.fromkeys([*lead, *rest])) for lead, rest in zip(leads, others, strict=True)
    ]
    kind = pl.List(pl.String())
    return records.with_columns(
        pl.Series("lead_investors", leads, dtype=kind), pl.Series("investors", everyone, dtype=kind)
    )
