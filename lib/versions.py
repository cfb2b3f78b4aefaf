"""What has changed since the version of the data that a link was made with."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date

import polars as pl

from lib.database import Database, select
from lib.datasets import DATASETS
from lib.datasets.changes import DATASET as CHANGED
from lib.datasets.round_changes import DATASET as LOGGED
from lib.datasets.rounds import DATASET as ROUNDS
from lib.filters import Filters
from lib.schema import Column
from lib.words import count, day_words

CHANGES = ("added", "changed", "removed")


def day_of(version: str) -> date | None:
    """The day in the name of a version; None for text that names none."""
    if not re.fullmatch("[0-9]{4}-[0-9]{2}-[0-9]{2}-[0-9a-f]{8}", version):
        return None
    try:
        return date.fromisoformat(version[:10])
    except ValueError:
        return None


@dataclass(frozen=True)
class Since:
    """What is known of a version: in `words`, and row by row where the log knows it.

    `rounds` are as `rounds_changed` gives them, `tables` as `tables_changed` does.
    """

    words: str
    rounds: pl.DataFrame = field(default_factory=pl.DataFrame)
    tables: pl.DataFrame = field(default_factory=pl.DataFrame)


def since(database: Database, filters: Filters, version: str) -> Since:
    """What a selection, and the other tables, have gained and lost since `version`.

    Raises ValueError for text that is no version.
    """
    made, now = day_of(version), day_of(database.version)
    if made is None:
        raise ValueError(f"{version!r} is not a version of the data")
    place = place_in_log(database, version)
    day = day_words(place[1] if place else made)
    link = f"This link was made with the data of {day} (version {version})."
    if place:
        rounds = rounds_changed(database, filters, place[0])
        tables = tables_changed(database, place[0])
        words = [link, rounds_in_words(rounds), tables_in_words(tables)]
        return Since(" ".join(filter(None, words)), rounds, tables)
    if now and made > now:
        what = f"It is newer than the data here (version {database.version}): numbers can differ."
    else:
        what = "The log does not have that version, so what has changed since is not known."
    return Since(f"{link} {what}")


def place_in_log(database: Database, version: str) -> tuple[int, date] | None:
    """Number of a version and the day it was built; None for one that the log does not have."""
    found = select(database, PLACE_SQL, version=version).rows()
    return found[0] if found else None


PLACE_SQL = """
FROM changes SELECT number, built_date WHERE version::VARCHAR = $version
ORDER BY number DESC LIMIT 1
"""


def rounds_changed(database: Database, filters: Filters, number: int) -> pl.DataFrame:
    """Rounds of a selection that differ from version `number`, one a row, as in ROUNDS_SQL.

    A round belongs to the selection if it matched then or matches now. Only the net effect counts:
    what was added and removed since is no change.
    """
    sql = ROUNDS_SQL.format(where=filters.where)
    return select(database, sql, since=number, **filters.params)


ROUNDS_SQL = """
WITH since AS (FROM round_changes SELECT *, 'Shipped' AS origin WHERE number > $since)
, net AS (
    FROM since
    SELECT round_id, min(number) AS first, max(number) AS last,
        list_distinct(flatten(list(changed_columns))) AS changed_columns
    GROUP BY round_id
)
, states AS (
    FROM since JOIN net USING (round_id)
    SELECT since.* EXCLUDE (changed_columns), net.changed_columns
    WHERE number = CASE side::VARCHAR WHEN 'before' THEN first ELSE last END
)
, matching AS (FROM states {where})
FROM states LEFT JOIN matching USING (round_id, side)
SELECT round_id,
    CASE WHEN count(*) = 2 THEN 'changed' WHEN max(states.side::VARCHAR) = 'after' THEN 'added'
        ELSE 'removed' END AS change,
    max_by(states.company, states.number) AS company,
    max_by(states.announced_date, states.number) AS announced_date,
    CASE WHEN count(*) = 2 THEN any_value(states.changed_columns) END AS changed_columns,
    any_value(states.amount_usd) FILTER (states.side::VARCHAR = 'before') AS before_usd,
    any_value(states.amount_usd) FILTER (states.side::VARCHAR = 'after') AS after_usd,
    bool_or(matching.number IS NOT NULL AND side::VARCHAR = 'before') AS was_selected,
    bool_or(matching.number IS NOT NULL AND side::VARCHAR = 'after') AS is_selected
GROUP BY round_id
HAVING was_selected OR is_selected
ORDER BY change, announced_date DESC, company, round_id
"""
"""Change, company, day, amounts (USD) before and after where known, and whether the round was and
is selected. `{where}` is the condition of the filters."""


def tables_changed(database: Database, number: int) -> pl.DataFrame:
    """Other tables that versions after `number` changed, in the layout of TABLE_COLUMNS.

    A row counts each time that a version changed it.
    """
    rows = select(database, TABLES_SQL, since=number)
    titles = {name: dataset.title for name, dataset in DATASETS.items()}
    return rows.with_columns(pl.col("table_name").replace(titles))


TABLES_SQL = """
FROM changes
SELECT table_name::VARCHAR AS table_name, sum(added)::BIGINT AS added,
    sum(changed)::BIGINT AS changed, sum(removed)::BIGINT AS removed
WHERE number > $since AND table_name::VARCHAR <> 'rounds'
GROUP BY ALL
ORDER BY sum(added + changed + removed) DESC, 1
"""


def rounds_in_words(rounds: pl.DataFrame) -> str:
    """Rows of `rounds_changed` as one sentence."""
    numbers = {change: rounds.filter(change=change).height for change in CHANGES}
    parts = [f"{number:,} {change}" for change, number in numbers.items() if number]
    if not parts:
        return "Since then, no round of this selection has changed."
    first = next(number for number in numbers.values() if number)
    noun = count(first, "round")
    parts[0] = f"{noun} {parts[0].split()[-1]}"
    return f"Since then, in this selection: {', '.join(parts)}."


def tables_in_words(tables: pl.DataFrame) -> str:
    """Rows of `tables_changed` as one sentence; empty for none."""
    if tables.is_empty():
        return ""
    has = "has" if tables.height == 1 else "have"
    return f"{count(tables.height, 'other table')} {has} changed as well."


def listed(rounds: pl.DataFrame) -> pl.DataFrame:
    """Rows of `rounds_changed` as they are shown, in the layout of COLUMNS."""
    return rounds.with_columns(
        pl.Series("what", map(_columns, rounds["changed_columns"].to_list()), pl.String),
        pl.Series("when", map(_when, rounds["was_selected"], rounds["is_selected"]), pl.String),
    ).select(column.name for column in COLUMNS)


def _columns(names: list[str] | None) -> str:
    titles = {column.name: column.title for column in ROUNDS.columns}
    # A title can have a comma in it.
    return "; ".join(titles.get(name, name) for name in sorted(names or ()))


def _when(was_selected: bool, is_selected: bool) -> str:
    if was_selected and is_selected:
        return "Then and now"
    return "Only now" if is_selected else "Only then"


COLUMNS = (
    ROUNDS["company"],
    ROUNDS["announced_date"],
    LOGGED["change"],
    Column("what", pl.String(), "What changed", "Columns with another value"),
    Column("before_usd", pl.Float64(), "Amount then", "Amount when the link was made", unit="USD"),
    Column("after_usd", pl.Float64(), "Amount now", "Amount today", unit="USD"),
    Column("when", pl.String(), "In the selection", "When the filters took the round in"),
)
TABLE_COLUMNS = tuple(CHANGED[name] for name in ("table_name", *CHANGES))
