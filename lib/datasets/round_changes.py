"""Which rounds each version of the data added, removed and changed: each as it was and as it is.

Written by the build beside the log of changes. It holds the columns that the filters read, under
the same names, so that one condition finds the rounds of a selection then and now.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import polars as pl

from lib.datasets.changes import DATASET as CHANGES
from lib.datasets.changes import differ
from lib.datasets.rounds import DATASET as ROUNDS
from lib.schema import Column, Dataset

KEY = "round_id"
STATE = (
    "company announced_date region country stage_group stage sector kind status amount_usd"
).split()
"""Columns of a round that the log keeps."""


def _logged(column: Column) -> Column:
    # A round is logged as it was: names and categories of then need not be those of today.
    return replace(column, required=False, allowed=(), category=False)


DATASET = Dataset(
    name="round_changes",
    title="Changes of rounds",
    description="Rounds that each version of the data added, removed and changed: a row as it was "
    "before and a row as it is after, where there is one.",
    key=("number", KEY, "side"),
    columns=(
        replace(CHANGES["number"], description="Version that changed the round, as in changes"),
        ROUNDS[KEY],
        Column(
            "change",
            pl.String(),
            "Change",
            "What the version did to the round",
            required=True,
            allowed=("added", "changed", "removed"),
            labels={"added": "Added", "changed": "Changed", "removed": "Removed"},
        ),
        Column(
            "side",
            pl.String(),
            "Side",
            "The round as it was before the version, or as it is after it",
            required=True,
            allowed=("before", "after"),
        ),
        Column(
            "changed_columns",
            pl.List(pl.String()),
            "Columns changed",
            "Columns of rounds with another value; empty where the round was added or removed",
        ),
        *(_logged(ROUNDS[name]) for name in STATE),
    ),
)

EMPTY = pl.DataFrame(schema=DATASET.polars_schema)


def tidy(
    log: pl.DataFrame,
    before: Mapping[str, pl.DataFrame],
    after: Mapping[str, pl.DataFrame],
    number: int,
) -> pl.DataFrame:
    """`log` and the rounds that differ from `before` to `after`, as entries of version `number`."""
    empty = pl.DataFrame(schema=ROUNDS.polars_schema)
    found = between(before.get(ROUNDS.name, empty), after.get(ROUNDS.name, empty))
    found = found.with_columns(number=pl.lit(number, pl.Int64)).select(log.columns)
    frame = pl.concat([log, found])
    DATASET.check(frame)
    return frame


def between(before: pl.DataFrame, after: pl.DataFrame) -> pl.DataFrame:
    """The sides of each round that differs, by the rule of the log of changes; any order of rows.

    A round is compared in the columns that both sides have in one type.
    """
    shared = [name for name, kind in after.schema.items() if before.schema.get(name) == kind]
    both = after.select(shared).join(before.select(shared), on=KEY)
    names = [name for name in shared if name != KEY]
    differing = [pl.when(differ([name])).then(pl.lit(name)) for name in names]
    changed = both.filter(differ(names)).select(
        KEY, changed_columns=pl.concat_list(pl.lit(None, pl.String), *differing).list.drop_nulls()
    )
    alone = pl.lit(None, pl.List(pl.String)).alias("changed_columns")
    added = after.join(before, on=KEY, how="anti").select(KEY, alone)
    removed = before.join(after, on=KEY, how="anti").select(KEY, alone)
    sides = [
        _side(added, after, "added", "after"),
        _side(removed, before, "removed", "before"),
        _side(changed, before, "changed", "before"),
        _side(changed, after, "changed", "after"),
    ]
    return pl.concat(sides).sort(KEY, "side")


def _side(found: pl.DataFrame, rounds: pl.DataFrame, change: str, side: str) -> pl.DataFrame:
    """The rounds `found` as they are in `rounds`; a column that these lack is empty."""
    lacking = [
        pl.lit(None, ROUNDS[name].type).alias(name) for name in STATE if name not in rounds.columns
    ]
    states = rounds.with_columns(lacking).select(KEY, *STATE)
    return found.join(states, on=KEY).select(
        KEY, pl.lit(change).alias("change"), pl.lit(side).alias("side"), "changed_columns", *STATE
    )
