"""The log of rounds: each as it was and as it is, and as many as the log of changes counts."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import polars as pl

from lib import build
from lib.datasets import DATASETS
from lib.datasets.changes import LOGS
from lib.datasets.round_changes import EMPTY, STATE, between, tidy
from lib.filters import CHOICES

DATA = Path(__file__).parents[2] / "data"
LOG = pl.read_parquet(DATA / "round_changes.parquet")
CHANGES = pl.read_parquet(DATA / "changes.parquet")
ROUNDS = pl.read_parquet(DATA / "rounds.parquet")
Key = tuple[str, str, str]


def logged(before: pl.DataFrame, after: pl.DataFrame) -> dict[Key, dict[str, Any]]:
    """The entries by round, change and side."""
    rows = between(before, after).rows(named=True)
    return {(row["round_id"], row["change"], row["side"]): row for row in rows}


def test_each_side_of_a_round_that_differs_is_kept() -> None:
    before = ROUNDS[:5]
    ids = before["round_id"].to_list()

    def only(row: int, value: Any, name: str) -> pl.Expr:
        chosen = pl.col("round_id") == ids[row]
        return pl.when(chosen).then(pl.lit(value)).otherwise(name).alias(name)

    after = ROUNDS[1:6].with_columns(
        only(1, 7e6, "amount_usd"),
        only(1, "Elsewhere", "city"),
        # A list that differs counts, although the log does not keep it.
        only(2, ["Some other fund"], "investors"),
    )
    entries = logged(before, after.reverse())
    new = after["round_id"][-1]
    assert {*entries} == {
        (ids[0], "removed", "before"),
        (ids[1], "changed", "before"),
        (ids[1], "changed", "after"),
        (ids[2], "changed", "before"),
        (ids[2], "changed", "after"),
        (new, "added", "after"),
    }
    was, now = (entries[ids[1], "changed", side] for side in ("before", "after"))
    assert was["amount_usd"] == before["amount_usd"][1]
    assert now["amount_usd"] == 7e6
    assert now["changed_columns"] == was["changed_columns"] == ["amount_usd", "city"]
    assert entries[ids[2], "changed", "after"]["changed_columns"] == ["investors"]
    assert entries[ids[0], "removed", "before"]["changed_columns"] is None
    for (round_id, _, side), row in entries.items():
        frame = before if side == "before" else after
        state = frame.filter(pl.col("round_id") == round_id).row(0, named=True)
        assert {name: row[name] for name in STATE} == {name: state[name] for name in STATE}


def test_a_column_of_one_side_alone_changes_no_round() -> None:
    before = ROUNDS[:4].drop("sector", "confidence")
    assert logged(before, ROUNDS[:4]) == {}
    assert logged(ROUNDS[:4].with_columns(pl.col("source_count").cast(pl.Int32)), ROUNDS[:4]) == {}
    entries = logged(before, ROUNDS[:4].with_columns(status=pl.lit("planned")))
    assert {(side, row["sector"]) for (_, _, side), row in entries.items()} == {
        ("before", None),
        *(("after", sector) for sector in ROUNDS["sector"][:4]),
    }


def test_names_that_are_no_longer_in_use_stay_in_the_log() -> None:
    old = ROUNDS[:2].with_columns(region=pl.lit("Atlantis"), stage=pl.lit("Series Z"))
    first = tidy(EMPTY, {}, {"rounds": old}, 1)
    log = tidy(first, {"rounds": old}, {"rounds": ROUNDS[:2]}, 2)
    now = {*ROUNDS["region"][:2]}
    assert {(*row,) for row in log.select("number", "side", "region").rows()} == {
        (1, "after", "Atlantis"),
        (2, "before", "Atlantis"),
        *((2, "after", region) for region in now),
    }


def test_it_counts_as_the_log_of_changes_does_version_for_version() -> None:
    wanted = CHANGES.filter(pl.col("table_name") == "rounds")
    for row in wanted.rows(named=True):
        entries = LOG.filter(pl.col("number") == row["number"])
        found = {
            change: entries.filter(pl.col("change") == change)["round_id"].n_unique()
            for change in ("added", "removed", "changed")
        }
        assert found == {change: row[change] for change in found}
    assert {*LOG["number"]} == {*wanted["number"]}


def test_the_entries_of_all_versions_make_the_rounds_of_today() -> None:
    state: dict[str, dict[str, Any]] = {}
    for row in LOG.sort("number", pl.col("side") == "after").rows(named=True):
        values = {name: row[name] for name in STATE}
        if row["side"] == "before":
            assert state.pop(row["round_id"]) == values
        else:
            assert row["round_id"] not in state
            state[row["round_id"]] = values
    today = {row["round_id"]: row for row in ROUNDS.select("round_id", *STATE).rows(named=True)}
    assert {key: {"round_id": key, **row} for key, row in state.items()} == today


def test_it_has_every_column_that_a_filter_reads() -> None:
    assert {*CHOICES, "announced_date", "amount_usd"} <= {*LOG.columns}
    both = [name for name in STATE if name in ROUNDS.columns]
    assert LOG.select(both).schema == ROUNDS.select(both).schema


def test_the_build_logs_the_rounds_of_a_new_version(tmp_path: Path) -> None:
    stored = {name: pl.read_parquet(DATA / f"{name}.parquet") for name in DATASETS}
    build.write(stored, tmp_path)
    tables = {name: frame for name, frame in stored.items() if name not in LOGS}
    rounds = ROUNDS[1:].with_columns(
        status=pl.when(pl.col("round_id") == ROUNDS["round_id"][3])
        .then(pl.lit("planned"))
        .otherwise("status")
    )
    logs = build.logs_of(tables | {"rounds": rounds}, tmp_path, date(2027, 1, 1))
    newest = logs["changes"]["number"].max()
    found = logs["round_changes"].filter(pl.col("number") == newest)
    assert found.select("round_id", "change", "side").rows() == sorted(
        [
            (ROUNDS["round_id"][0], "removed", "before"),
            (ROUNDS["round_id"][3], "changed", "after"),
            (ROUNDS["round_id"][3], "changed", "before"),
        ]
    )
    # One log alone would miscount: both begin anew.
    (tmp_path / "round_changes.parquet").unlink()
    anew = build.logs_of(tables, tmp_path, date(2027, 1, 1))
    assert [anew[name]["number"].unique().to_list() for name in LOGS] == [[1], [1]]
