"""What each version of the data changed: one row a changed table, written by the build."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

import polars as pl

from lib.schema import Column, Dataset

DATASET = Dataset(
    name="changes",
    title="Changes of the data",
    description="Rows that each version of the data added, removed and changed, table by table.",
    key=("number", "table_name"),
    dated_by="built_date",
    columns=(
        Column(
            "number",
            pl.Int64(),
            "Number",
            "Place of the version in order, the oldest first",
            required=True,
            minimum=1,
        ),
        Column(
            "version",
            pl.String(),
            "Version",
            "Day the newest source was read and a hash of all values",
            required=True,
            pattern="^[0-9]{4}-[0-9]{2}-[0-9]{2}-[0-9a-f]{8}$",
            category=True,
        ),
        Column("built_date", pl.Date(), "Built", "Day the version was built", required=True),
        Column(
            "table_name", pl.String(), "Table", "Table that changed", required=True, category=True
        ),
        Column(
            "rows_before",
            pl.Int64(),
            "Rows before",
            "Rows of the version before; empty where the table is new",
            minimum=0,
        ),
        Column(
            "rows_after",
            pl.Int64(),
            "Rows after",
            "Rows of this version; empty where the table was dropped",
            minimum=0,
        ),
        Column(
            "added",
            pl.Int64(),
            "Rows added",
            "Rows whose key is new",
            required=True,
            minimum=0,
        ),
        Column(
            "removed",
            pl.Int64(),
            "Rows removed",
            "Rows whose key is gone",
            required=True,
            minimum=0,
        ),
        Column(
            "changed",
            pl.Int64(),
            "Rows changed",
            "Rows of the same key with another value in a column that both versions have",
            required=True,
            minimum=0,
        ),
        Column(
            "columns_added",
            pl.Int64(),
            "Columns added",
            "Columns that a table of both versions gained; one of another type is gained and lost",
            required=True,
            minimum=0,
        ),
        Column(
            "columns_removed",
            pl.Int64(),
            "Columns removed",
            "Columns that a table of both versions lost",
            required=True,
            minimum=0,
        ),
    ),
)

COUNTS = ("added", "removed", "changed", "columns_added", "columns_removed")
LOGS = ("changes", "round_changes")
"""Tables that tell of the others: neither they nor the name of a version change by themselves."""
EMPTY = pl.DataFrame(schema=DATASET.polars_schema)


def tidy(
    log: pl.DataFrame,
    before: Mapping[str, pl.DataFrame],
    after: Mapping[str, pl.DataFrame],
    datasets: Mapping[str, Dataset],
    version: str,
    built: date,
) -> pl.DataFrame:
    """`log` and one more entry, for what changed from `before` to `after`; none where nothing did."""
    found = between(before, after, datasets).with_columns(
        number=pl.lit(log["number"][-1] + 1 if log.height else 1, pl.Int64),
        version=pl.lit(version),
        built_date=pl.lit(built),
    )
    frame = pl.concat([log, found.select(log.columns)])
    DATASET.check(frame)
    return frame


def between(
    before: Mapping[str, pl.DataFrame],
    after: Mapping[str, pl.DataFrame],
    datasets: Mapping[str, Dataset],
) -> pl.DataFrame:
    """One row a table that differs: rows before and after, and the `COUNTS`.

    Rows are the same if they share the key in `datasets`; they are compared in the columns that
    both sides have in one type. Where a side lacks the key, or repeats it, no row can be followed:
    all count as removed and added. The order of rows plays no part, and neither do the `LOGS`.
    """
    names = [*datasets, *sorted(before.keys() - datasets.keys())]
    rows = [
        {"table_name": name, **_table(before.get(name), after.get(name), _key(name, datasets))}
        for name in names
        if name not in LOGS and (name in before or name in after)
    ]
    columns = ("table_name", "rows_before", "rows_after", *COUNTS)
    frame = pl.DataFrame(rows, schema={name: DATASET[name].type for name in columns})
    return frame.filter(pl.any_horizontal(pl.col(COUNTS) > 0))


def _key(name: str, datasets: Mapping[str, Dataset]) -> Sequence[str]:
    return datasets[name].key if name in datasets else ()


def _table(
    before: pl.DataFrame | None, after: pl.DataFrame | None, key: Sequence[str]
) -> dict[str, int | None]:
    if before is None or after is None:
        return {
            "rows_before": None if before is None else before.height,
            "rows_after": None if after is None else after.height,
            "added": 0 if after is None else after.height,
            "removed": 0 if before is None else before.height,
            **dict.fromkeys(COUNTS[2:], 0),
        }
    shared = [name for name, kind in after.schema.items() if before.schema.get(name) == kind]
    if not {*key} <= {*shared} or not (_is_unique(before, key) and _is_unique(after, key)):
        added, removed, changed = after.height, before.height, 0
    else:
        both = after.select(shared).join(before.select(shared), on=key, nulls_equal=True)
        added, removed = after.height - both.height, before.height - both.height
        changed = both.filter(differ([name for name in shared if name not in key])).height
    return {
        "rows_before": before.height,
        "rows_after": after.height,
        "added": added,
        "removed": removed,
        "changed": changed,
        "columns_added": after.width - len(shared),
        "columns_removed": before.width - len(shared),
    }


def _is_unique(frame: pl.DataFrame, key: Sequence[str]) -> bool:
    return not frame.select(key).is_duplicated().any()


def differ(names: Sequence[str]) -> pl.Expr:
    """True where any of the columns differs from that of the other side."""
    differ = [pl.col(name).ne_missing(pl.col(f"{name}_right")) for name in names]
    return pl.any_horizontal(pl.lit(False), *differ)
