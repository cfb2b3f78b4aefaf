"""The rounds as stored, and small tables made for a test."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from lib.database import Database
from lib.datasets.rounds import DATASET as ROUNDS
from tests.conftest import OpenedWith

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
def small_database(opened_with: OpenedWith) -> Callable[..., Database]:
    """Opens a database whose rounds are plain ones, each changed as its dictionary says."""

    def opened(*changes: dict[str, Any]) -> Database:
        return opened_with({"rounds": plain_rounds(*changes)})

    return opened


def plain_rounds(*changes: dict[str, Any]) -> pl.DataFrame:
    """Plain rounds, each changed as its dictionary says."""
    rows = [PLAIN_ROUND | {"round_id": f"r{i:02}"} | each for i, each in enumerate(changes)]
    return pl.DataFrame(rows, schema=ROUNDS.polars_schema)
