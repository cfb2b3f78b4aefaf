"""The rounds as stored, and small tables made for a test."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from lib.database import Database, open_database
from lib.datasets.rounds import DATASET as ROUNDS

DATA = Path(__file__).parents[2] / "data"
PLAIN_ROUND: dict[str, Any] = {
    "company": "Acme",
    "announced_date": date(2025, 2, 3),
    "date_precision": "day",
    "stage": "Series A",
    "stage_group": "Early",
    "kind": "equity",
    "status": "completed",
    "amount_usd": 1e6,
    "country": "China",
    "region": "China",
    "region_group": "China",
    "sector": "Foundation models",
    "ai_relevance": "core",
    "investors": ["Fund"],
    "confidence": "high",
    "source_count": 1,
    "source_id": "epoch",
    "source_url": "https://example.org",
}


@pytest.fixture(scope="session")
def rounds() -> pl.DataFrame:
    """The rounds as stored, for calculations that do not pass through the database."""
    return pl.read_parquet(DATA / "rounds.parquet")


@pytest.fixture
def small_database(tmp_path: Path) -> Callable[..., Database]:
    """Opens a database whose rounds are plain ones, each changed as its dictionary says."""

    def opened(*changes: dict[str, Any]) -> Database:
        shutil.copytree(DATA, tmp_path / "data", ignore=shutil.ignore_patterns("curated"))
        rows = [PLAIN_ROUND | {"round_id": f"r{i:02}"} | each for i, each in enumerate(changes)]
        frame = pl.DataFrame(rows, schema=ROUNDS.polars_schema)
        frame.write_parquet(tmp_path / "data" / "rounds.parquet")
        return open_database(tmp_path / "data")

    return opened
