"""Chips by owner: running totals as published, groups apart from organisations."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import polars as pl
import pytest

from lib.datasets import chips

DATA = Path(__file__).parents[2] / "data"
ROWS = pl.read_parquet(DATA / "chips.parquet")
TOTALS = ROWS.filter(pl.col("chip_type").is_null())
LAST = date(2025, 12, 31)


def test_rows_keep_the_declaration() -> None:
    chips.DATASET.check(ROWS)
    assert ROWS.height == 436


@pytest.mark.parametrize(
    ("owner", "maker", "low", "median", "high", "units"),
    [
        ("Microsoft", "Nvidia", 2424281, 3151494, 4075897, 2109969),
        ("Google", "Google", 3083116, 3812878, 4537332, 6136449),
        ("Amazon", "Amazon", 907525, 1020727, 1164343, 1856963),
        ("China", "AMD", 8605, 10523, 12837, 31859),
        ("All owners", "Nvidia", 11899055, 13659258, 15548902, 10477887),
    ],
)
def test_totals_are_as_published(
    owner: str, maker: str, low: int, median: int, high: int, units: int
) -> None:
    [row] = TOTALS.filter(owner=owner, manufacturer=maker, date=LAST).to_dicts()
    measured = [row[f"h100_equivalents{end}"] for end in ("_low", "", "_high")]
    assert measured == [low, median, high]
    assert row["chips"] == units
    assert not row["is_incomplete"]


def test_power_is_of_the_chips() -> None:
    [row] = TOTALS.filter(owner="Google", manufacturer="Google", date=LAST).to_dicts()
    assert row["power_mw"] == pytest.approx(2223.911398)
    [everyone] = TOTALS.filter(owner="All owners", date=LAST).to_dicts()
    assert everyone["power_mw"] == 8562


def test_groups_are_no_organisations() -> None:
    groups = ROWS.filter(pl.col("owner").is_in(["China", "Other", "All owners"]))
    assert groups["organization"].null_count() == groups.height
    assert ROWS.filter(owner="China")["region"].unique().to_list() == ["China"]
    assert ROWS.filter(owner="Other")["region"].unique().to_list() == ["Unknown"]
    named = ROWS.filter(pl.col("organization").is_not_null())
    assert (named["organization"].cast(pl.String) == named["owner"]).all()
    assert set(named["country"]) == {"United States"}


def test_running_totals_never_fall_and_intervals_hold_the_median() -> None:
    key = ["owner", "manufacturer"]
    rises = TOTALS.sort("date").with_columns(
        pl.col("chips").diff().over(key, order_by="date").alias("more")
    )
    assert rises["more"].drop_nulls().min() >= 0  # type: ignore[operator]
    for name in ("chips", "h100_equivalents", "power_mw"):
        known = ROWS.drop_nulls(name)
        assert (known[f"{name}_low"] <= known[name]).all()
        assert (known[name] <= known[f"{name}_high"]).all()


def test_types_of_chips_make_up_the_total_roughly() -> None:
    parts = ROWS.drop_nulls("chip_type").group_by("owner", "date").agg(pl.sum("chips"))
    both = parts.join(TOTALS.filter(manufacturer="Nvidia"), on=["owner", "date"])
    assert both.height == parts.height > 90
    assert ((both["chips"] / both["chips_right"] - 1).abs() < 0.1).all()


def test_only_the_last_quarter_can_be_incomplete() -> None:
    assert ROWS.filter("is_incomplete")["date"].unique().to_list() == [date(2026, 3, 31)]
    assert ROWS["is_cumulative"].all()


def test_spellings_of_the_files_are_read_alike(tmp_path: Path) -> None:
    owners = (
        "Chip manufacturer,Owner,Start date,End date,Compute estimate in H100e (median),"
        "H100e (5th percentile),H100e (95th percentile),Number of Units,"
        "Number of Units (5th percentile),Number of Units (95th percentile),Total TDP (W),"
        "Total TDP (W) (5th percentile),Total TDP (W) (95th percentile),{more}\n"
        "Nvidia,{owner},1/1/2022,3/31/2022,20,10,30,2,1,3,2000000,1000000,3000000,{value}\n"
    )
    total = (
        "Chip manufacturer,Start date,End date,Number of units (5th percentile),"
        "Number of units (median),Number of units (95th percentile),"
        "Compute estimate in H100e (5th percentile),Compute estimate in H100e (median),"
        "Compute estimate in H100e (95th percentile),Power in MW (5th percentile),"
        "Power in MW (median),Power in MW (95th percentile),Incomplete\n"
        "Nvidia,1/1/2022,3/31/2022,4,5,6,40,50,60,7,8,9,checked\n"
    )
    folder = tmp_path / chips.FOLDER
    folder.mkdir(parents=True)
    names = ("Microsoft", "China", "Other", "Meta AI")
    for file, owner in zip(chips.OWNERS, names, strict=True):
        text = owners.format(owner=owner, more="Incomplete", value="")
        (folder / file).write_text(text, encoding="utf-8")
    by_chip = owners.format(owner="Microsoft", more="Chip type", value="B200")
    (folder / chips.BY_CHIP).write_text(by_chip, encoding="utf-8")
    (folder / chips.TOTAL).write_text(total, encoding="utf-8")
    organizations = pl.read_parquet(DATA / "organizations.parquet")
    rows = chips.tidy(tmp_path, DATA / "curated", organizations)
    chips.DATASET.check(rows)
    shown = ("owner", "organization", "region", "chip_type", "chips", "power_mw", "is_incomplete")
    assert sorted(rows.select(shown).rows(), key=repr) == [
        ("All owners", None, "Unknown", None, 5, 8, True),
        ("China", None, "China", None, 2, 2, False),
        ("Meta AI", "Meta", "United States", None, 2, 2, False),
        ("Microsoft", "Microsoft", "United States", "B200", 2, 2, False),
        ("Microsoft", "Microsoft", "United States", None, 2, 2, False),
        ("Other", None, "Unknown", None, 2, 2, False),
    ]
