"""Rounds, their sources and their companies: three tables that rest on the same records."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import polars as pl

from lib.datasets import companies, round_events, round_records, round_sources, rounds
from lib.datasets.round_events import Event
from lib.schema import SchemaError


@dataclass(frozen=True)
class FundingTables:
    """Three checked tables made from the same records."""

    rounds: pl.DataFrame
    round_sources: pl.DataFrame
    companies: pl.DataFrame


def tidy(raw: Path, curated: Path) -> FundingTables:
    """Tables from the publishers' files under `raw` and the files people edit under `curated`."""
    decisions = pl.read_csv(curated / "round_decisions.csv", infer_schema=False)
    everything = round_records.read(raw, curated)
    dropped = round_events.dropped(everything, decisions)
    records = round_records.harmonise(everything.filter(~dropped), curated)
    events = round_events.events(records, decisions)
    told = _told(events)
    _account(everything.height, told.height, int(dropped.sum()))
    facts = companies.tidy(round_events.by_trust(records), curated)
    corrections = pl.read_csv(curated / "corrections.csv", infer_schema=False)
    return FundingTables(
        rounds.tidy(_frame(round_events.merge_all(events)), facts),
        round_sources.tidy(told, corrections),
        facts,
    )


def _told(events: Sequence[Event]) -> pl.DataFrame:
    """Every record with the round it tells of and its role there."""
    ids = [row["round_id"] for row in round_events.merge_all(events)]
    return _frame(
        {**record, "round_id": round_id, "role": role}
        for round_id, event in zip(ids, events, strict=True)
        for role, records in event.roles.items()
        for record in records
    )


def _frame(rows: Iterable[dict[str, Any]]) -> pl.DataFrame:
    return pl.DataFrame(list(rows), infer_schema_length=None)


def _account(read: int, told: int, dropped: int) -> None:
    """Raise SchemaError unless every record stands behind a round or was dropped by a decision."""
    if read != told + dropped:
        rule = f"{read} records read, {told} in rounds, {dropped} dropped"
        raise SchemaError("round_sources", "source_key", rule, abs(read - told - dropped), "-")
