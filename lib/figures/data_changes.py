"""What did each version of the data change?"""

from __future__ import annotations

import polars as pl

from lib.figures.figure import Figure
from lib.words import count

SQL = """
FROM changes
SELECT version::VARCHAR AS version, built_date, table_name::VARCHAR AS table_name,
    rows_before, rows_after, added, removed, changed, columns_added, columns_removed, number
ORDER BY number DESC, greatest(added, removed, changed) DESC, table_name
"""


def headline(rows: pl.DataFrame) -> str:
    """What the newest version changed."""
    newest = rows.filter(pl.col("number") == rows["number"].max())
    done = [
        f"{count(int(newest[name].sum()), 'row')} {name}"
        for name in ("added", "changed", "removed")
        if newest[name].sum()
    ]
    tables = f"{count(newest.height, 'table')} changed"
    return f"Version {newest['version'][0]}: {', '.join([tables, *done])}"


FIGURE = Figure(
    name="data_changes",
    subtitle="What each version of the data added, removed and changed, table by table (rows)",
    sql=SQL,
    spec=None,
    headline=headline,
    note="Written by the build, which compares each table with that of the version before. A row "
    "is added or removed if its key is new or gone, and changed if it has another value in a "
    "column that both versions have. Empty rows before: the table was new. A version is named by "
    "the day its newest source was read and a hash of all values. Versions before the log began "
    "were taken from the history of the files, one each time a part of the explorer was finished.",
    hidden=("number",),
    rests_on_rounds=False,
    titles={
        "version": "Version",
        "built_date": "Built",
        "table_name": "Table",
        "rows_before": "Rows before",
        "rows_after": "Rows after",
        "added": "Added",
        "removed": "Removed",
        "changed": "Changed",
        "columns_added": "Columns added",
        "columns_removed": "Columns removed",
        "number": "Number",
    },
)
