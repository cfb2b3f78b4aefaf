"""Chips for AI that the largest buyers have taken so far, as Epoch AI estimates from sales."""

from __future__ import annotations

from pathlib import Path

import polars as pl

from lib.datasets import organizations
from lib.datasets.sources import source_id
from lib.schema import Column, Dataset

SOURCE = "epoch-ai-chip-counts"
EVERYONE = "All owners"
GROUPS = ("China", "Other", EVERYONE)
FOLDER = Path("benchmarks/epoch-ai-chip-counts")
OWNERS = (
    "nvidia_owners_cumulative_totals.csv",
    "amd_owners_cumulative_totals.csv",
    "tpu_owners_cumulative_totals.csv",
    "trainium_owners_cumulative_totals.csv",
)
BY_CHIP = "nvidia_owners_cumulative_by_chip.csv"
TOTAL = "nvidia_cumulative_totals.csv"
MEASURES = {
    "chips": ("Chips", "Number of chips", "chips"),
    "h100_equivalents": (
        "H100 equivalents",
        "Computing power as a number of Nvidia H100 chips",
        "H100 equivalents",
    ),
    "power_mw": ("Power", "Power that the chips alone can draw", "MW"),
}


def _measures() -> tuple[Column, ...]:
    return tuple(
        Column(
            f"{name}{suffix}",
            pl.Float64(),
            f"{title}{words}",
            f"{about}: {estimate}",
            unit=unit,
            required=name != "power_mw",
            minimum=0,
        )
        for name, (title, about, unit) in MEASURES.items()
        for suffix, words, estimate in (
            ("", "", "median estimate"),
            ("_low", ", low", "5th percentile of the estimate"),
            ("_high", ", high", "95th percentile of the estimate"),
        )
    )


DATASET = Dataset(
    name="chips",
    title="Chips by owner",
    description=(
        "One row an owner, maker, type of chip and quarter, counted from `counted_from` to the end of "
        "the quarter. All rows are running totals. Rows without a type hold all types together, "
        f"rows of `{EVERYONE}` everybody: neither may be added to its parts. Medians of several "
        "makers add up only roughly, and ends of intervals not at all."
    ),
    key=("owner", "manufacturer", "chip_type", "date"),
    dated_by="date",
    references={
        "organization": "organizations.organization",
        "source_id": "sources.source_id",
    },
    columns=(
        Column(
            "owner",
            pl.String(),
            "Owner",
            f"Buyer as published; China and Other are groups of buyers, {EVERYONE} is everybody",
            required=True,
            category=True,
        ),
        *organizations.columns(
            "Organisation", "The owner under its one name; empty for groups", of="owner"
        ),
        Column(
            "manufacturer",
            pl.String(),
            "Maker",
            "Who designs and sells the chips",
            required=True,
            category=True,
        ),
        Column(
            "chip_type", pl.String(), "Chip", "Type of chip; empty for all types", category=True
        ),
        Column("counted_from", pl.Date(), "Counted from", "First day counted", required=True),
        Column("date", pl.Date(), "Date", "Last day of the quarter", required=True),
        *_measures(),
        Column(
            "is_cumulative",
            pl.Boolean(),
            "Running total",
            "True: everything since the first day counted",
            required=True,
        ),
        Column(
            "is_incomplete",
            pl.Boolean(),
            "Not complete",
            "True where the publisher had only part of the quarter",
            required=True,
        ),
        source_id(),
    ),
)


def tidy(raw: Path, curated: Path, organizations_table: pl.DataFrame) -> pl.DataFrame:
    """Running totals of each owner, those by type of chip, and those of everybody for Nvidia."""
    rows = pl.concat(
        [
            *(_read(raw / FOLDER / name) for name in OWNERS),
            _read(raw / FOLDER / BY_CHIP),
            _read(raw / FOLDER / TOTAL, EVERYONE),
        ]
    )
    group = pl.col("owner").is_in(GROUPS)
    is_china = pl.col("owner") == "China"
    named = organizations.canonical("owner", curated)
    return (
        organizations.placed(
            rows.with_columns(pl.when(~group).then(named).alias("organization")),
            organizations_table,
        )
        .with_columns(
            pl.when(is_china).then(pl.lit("China")).otherwise("country").alias("country"),
            pl.when(is_china).then(pl.lit("China")).otherwise("region").alias("region"),
            pl.lit(value=True).alias("is_cumulative"),
            pl.lit(SOURCE).alias("source_id"),
        )
        .select(DATASET.polars_schema.names())
        .sort("date", "manufacturer", "owner", "chip_type")
    )


def _read(path: Path, owner: str = "") -> pl.DataFrame:
    """One file of the publisher; files differ in the spelling of their columns."""
    rows = pl.read_csv(path, infer_schema=False)
    lower = {name.lower(): name for name in rows.columns}

    def column(name: str) -> pl.Expr:
        return pl.col(lower[name]) if name in lower else pl.lit(None, pl.String)

    def number(*names: str) -> pl.Expr:
        return pl.coalesce(column(name).cast(pl.Float64) for name in names)

    def day(name: str) -> pl.Expr:
        return column(name).str.to_date("%m/%d/%Y")

    # Watts are exact where megawatts are rounded.
    power = {
        "power_mw": ("total tdp (w)", "power in mw (median)"),
        "power_mw_low": ("total tdp (w) (5th percentile)", "power in mw (5th percentile)"),
        "power_mw_high": ("total tdp (w) (95th percentile)", "power in mw (95th percentile)"),
    }
    return rows.select(
        (pl.lit(owner) if owner else column("owner")).alias("owner"),
        column("chip manufacturer").alias("manufacturer"),
        column("chip type").alias("chip_type"),
        day("start date").alias("counted_from"),
        day("end date").alias("date"),
        number("number of units", "number of units (median)").alias("chips"),
        number("number of units (5th percentile)").alias("chips_low"),
        number("number of units (95th percentile)").alias("chips_high"),
        number("compute estimate in h100e (median)").alias("h100_equivalents"),
        number("h100e (5th percentile)", "compute estimate in h100e (5th percentile)").alias(
            "h100_equivalents_low"
        ),
        number("h100e (95th percentile)", "compute estimate in h100e (95th percentile)").alias(
            "h100_equivalents_high"
        ),
        *(
            pl.coalesce(column(watts).cast(pl.Float64) / 1e6, column(mw).cast(pl.Float64)).alias(
                name
            )
            for name, (watts, mw) in power.items()
        ),
        (column("incomplete") == "checked").fill_null(value=False).alias("is_incomplete"),
    )
