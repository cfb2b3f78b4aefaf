"""The tables in memory, opened once a process, and the one place where SQL runs."""

from __future__ import annotations

import json
import warnings
from collections.abc import Hashable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from os import cpu_count
from pathlib import Path
from threading import Lock
from types import MappingProxyType
from typing import Any

import duckdb
import polars as pl
from cachetools import LRUCache

from lib.datasets import DATASETS
from lib.datasets.rounds import ORIGIN, ORIGINS, OWN_FILE
from lib.derived import DERIVED
from lib.filters import AMOUNTS_USD, CHOICES, FILTERED, Filters
from lib.schema import Dataset, SchemaError
from lib.words import quarter_of, quarters

Settings = dict[str, str | bool | int | float | list[str]]

MEMORY_LIMIT = "512MB"
MANY_ROUNDS = 250_000
"""With fewer, queries are small: work handed to a second thread costs more than it saves."""
MOST_STATEMENTS = 500
ANSWERS_BYTES = 16 * 2**20
OWN_ANSWERS_BYTES = 2 * 2**20
"""Most that is kept of answers: those over the shipped tables serve all sessions, others one."""
LARGEST_ANSWER_BYTES = 2**18
FRAME_BYTES = 8_192
"""About what a frame of no rows takes."""
DESCRIPTION = "datapackage.json"
SHIPPED, YOURS = ORIGINS
ADDED = {
    "rounds": f", (CASE source_id WHEN '{OWN_FILE}' THEN '{YOURS}' ELSE '{SHIPPED}' END)"
    f"::ENUM{ORIGINS} AS origin"
}
"""SQL of the columns that a table has in memory only."""
# The copy is of a figure's few rows. Without it a query would be planned twice.
warnings.filterwarnings("ignore", "Arrow output on a DB-API result makes an extra copy")
NO_TABLES: Mapping[str, pl.DataFrame] = MappingProxyType({})


class DataError(Exception):
    """A data file cannot be used; the message names the file and how to mend it."""

    def __init__(self, path: Path, fault: str) -> None:
        name = f"{path.parent.name}/{path.name}"
        super().__init__(
            f"The file `{name}` {fault}. Put it back with `git checkout -- {name}`, "
            "or build the data again with `make data`, then reload this page."
        )


class NotEnoughMemory(Exception):
    """The tables need more memory than they may take."""


class Answers:
    """Rows by query and parameters, the latest ones up to a number of bytes. Threads share it.

    `kept` counts the answers it was ever given, the queries that ran.
    """

    def __init__(self, most_bytes: int) -> None:
        self.kept = 0
        self._rows: LRUCache[Hashable, pl.DataFrame] = LRUCache(most_bytes, _bytes)
        self._lock = Lock()

    def get(self, key: Hashable) -> pl.DataFrame | None:
        """The rows, if they are kept."""
        with self._lock:
            return self._rows.get(key)

    def keep(self, key: Hashable, rows: pl.DataFrame) -> None:
        """Keep the rows in place of those that were asked for longest ago, unless they are many."""
        with self._lock:
            self.kept += 1
            if _bytes(rows) <= min(LARGEST_ANSWER_BYTES, self._rows.maxsize):
                self._rows[key] = rows


def _bytes(rows: pl.DataFrame) -> int:
    return FRAME_BYTES + int(rows.estimated_size())


@dataclass(frozen=True)
class Database:
    """Open, read-only tables, and what every page needs to know of them.

    `coverage` is the first and last quarter with a round that has happened; `options` lists the
    values each filter may take, quarters under `quarter`; `kept` holds rows that never change,
    `answers` those of the latest selections.
    """

    connection: duckdb.DuckDBPyConnection
    version: str
    newest: date
    coverage: tuple[str, str]
    options: dict[str, tuple[str, ...]]
    kept: dict[str, pl.DataFrame] = field(default_factory=dict, compare=False, repr=False)
    answers: Answers = field(default_factory=lambda: Answers(0), compare=False, repr=False)

    @property
    def has_own(self) -> bool:
        """Whether it holds rounds that a visitor brought."""
        return YOURS in self.options["origin"]

    @property
    def has_both(self) -> bool:
        """Whether such rounds stand beside the shipped ones."""
        return len(self.options["origin"]) > 1


def open_database(
    directory: Path,
    memory_limit: str = MEMORY_LIMIT,
    tables: Mapping[str, pl.DataFrame] = NO_TABLES,
) -> Database:
    """Load every table of `directory` into memory, then close the file system and the network.

    `tables` stand in for stored ones of the same name; they are read where they are. Raises
    DataError for a missing, truncated or wrongly built file, SchemaError for a wrong layout of
    `tables`, and NotEnoughMemory where all of them need more than the limit.
    """
    # What does not fit is refused: without a folder for it nothing is ever written to the disk.
    config: Settings = {"memory_limit": memory_limit, "threads": 1, "temp_directory": ""}
    connection = duckdb.connect(config=config)
    try:
        for dataset in DATASETS.values():
            if dataset.name in tables:
                _hold(connection, dataset, tables[dataset.name])
            else:
                _load(connection, dataset, directory / f"{dataset.name}.parquet")
        for sql in DERIVED:
            connection.execute(sql)
    except duckdb.OutOfMemoryException as error:
        connection.close()
        raise NotEnoughMemory from error
    [(rounds,)] = connection.execute("FROM rounds SELECT count(*)").fetchall()
    if rounds >= MANY_ROUNDS:
        connection.execute(f"SET threads = {cpu_count() or 1}")
    # From here no SQL can read a file, reach the network or undo these two settings.
    connection.execute("SET enable_external_access = false")
    connection.execute("SET lock_configuration = true")
    answers_bytes = OWN_ANSWERS_BYTES if tables else ANSWERS_BYTES
    return _describe(connection, _version(directory / DESCRIPTION), answers_bytes)


def select(
    database: Database, sql: str, filters: Filters | None = None, /, **params: Any
) -> pl.DataFrame:
    """Rows of `sql`, which reads the filtered rounds as `selected`, and who took part in them as
    `selected_holders`.

    The condition of `filters` is the only text spliced in; values travel as $name. The tables never
    change, so what was answered lately is answered again without them.
    """
    if filters is not None:
        where = filters.where
        read = f"selected AS (FROM rounds {where}), selected_holders AS (FROM holders {where})"
        sql = f"WITH {read}\n{sql}"
        params = filters.params | params
    key = (sql, *((name, _hashable(params[name])) for name in sorted(params)))
    rows = database.answers.get(key)
    if rows is None:
        rows = _rows(database.connection, sql, **params)
        database.answers.keep(key, rows)
    return rows


def _hashable(value: Any) -> Hashable:
    """A value that equals another only if DuckDB takes them for the same: 1 is not true."""
    return type(value), tuple(map(_hashable, value)) if isinstance(value, list) else value


def _rows(connection: duckdb.DuckDBPyConnection, sql: str, /, **params: Any) -> pl.DataFrame:
    # One cursor a query: threads sharing a connection would block one another.
    with connection.cursor() as cursor:
        return pl.DataFrame(cursor.execute(_parsed(sql), params).to_arrow_table())


@lru_cache(MOST_STATEMENTS)
def _parsed(sql: str) -> duckdb.Statement:
    # Parsing takes up to a third of a query's time.
    [statement] = duckdb.extract_statements(sql)
    return statement


def _load(connection: duckdb.DuckDBPyConnection, dataset: Dataset, path: Path) -> None:
    try:
        dataset.check_layout(pl.read_parquet_schema(path))
        rows = _create(connection, dataset, "read_parquet($path)", path=str(path))
    except FileNotFoundError as error:
        raise DataError(path, "is missing") from error
    except SchemaError as error:
        raise DataError(path, f"was built for another version of this app ({error})") from error
    except duckdb.OutOfMemoryException:
        raise
    except (OSError, duckdb.Error, pl.exceptions.PolarsError) as error:
        raise DataError(path, "is damaged and cannot be read") from error
    if not rows:
        raise DataError(path, "has no rows")


def _hold(connection: duckdb.DuckDBPyConnection, dataset: Dataset, rows: pl.DataFrame) -> None:
    """Make a table of given `rows`, of which there may be none."""
    dataset.check_layout(rows.schema)
    connection.register("given", rows)
    _create(connection, dataset, "given")
    connection.unregister("given")


def _create(
    connection: duckdb.DuckDBPyConnection, dataset: Dataset, read: str, **params: str
) -> int:
    """Make the table of `read`, the SQL of its rows; returns their number."""
    types = _enums(connection, dataset, read, **params)
    casts = ", ".join(f"{name}::{type_name} AS {name}" for name, type_name in types.items())
    replaced = f"REPLACE ({casts})" if casts else ""
    added = ADDED.get(dataset.name, "")
    created = connection.execute(
        f"CREATE TABLE {dataset.name} AS SELECT * {replaced}{added} FROM {read}", params
    )
    [(rows,)] = created.fetchall()
    return rows


def _enums(
    connection: duckdb.DuckDBPyConnection, dataset: Dataset, read: str, **params: str
) -> dict[str, str]:
    """Create the ENUM of each category, in declared order where there is one; names by column."""
    columns = [each for each in dataset.columns if each.is_enum and each.type == pl.String()]
    values = {column.name: list(column.allowed) for column in columns}
    undeclared = [name for name, allowed in values.items() if not allowed]
    values |= _distinct(connection, undeclared, read, **params)
    types = {name: f"{dataset.name}_{name}" for name in values}
    for name, allowed in values.items():
        quoted = ", ".join("'" + value.replace("'", "''") + "'" for value in allowed)
        connection.execute(f"CREATE TYPE {types[name]} AS ENUM ({quoted})")
    return types


def _distinct(
    connection: duckdb.DuckDBPyConnection, columns: list[str], read: str, **params: str
) -> dict[str, list[str]]:
    """Values of each column in their order; the rows are read once."""
    if not columns:
        return {}
    lists = ", ".join(f"list_sort(list(DISTINCT {c}) FILTER ({c} IS NOT NULL))" for c in columns)
    [found] = connection.execute(f"SELECT {lists} FROM {read}", params).fetchall()
    return {column: values or [] for column, values in zip(columns, found, strict=True)}


def _describe(
    connection: duckdb.DuckDBPyConnection, version: str, answers_bytes: int = ANSWERS_BYTES
) -> Database:
    oldest, newest = _rows(connection, "FROM extent").row(0)
    ends = "SELECT min(announced_date), max(announced_date) FROM rounds"
    first, last = map(quarter_of, _rows(connection, ends).row(0))
    options = {name: _values(connection, name) for name in (*CHOICES, ORIGIN.name)}
    options["quarter"] = quarters(first, last)
    options["min_amount_usd"] = tuple(map(str, AMOUNTS_USD))
    coverage = (quarter_of(oldest), quarter_of(newest))
    answers = Answers(answers_bytes)
    return Database(connection, version, newest, coverage, options, answers=answers)


def _values(connection: duckdb.DuckDBPyConnection, column: str) -> tuple[str, ...]:
    """Values of a column in declared order, or most frequent first."""
    declared = FILTERED[column].allowed
    sql = f"SELECT {column}::VARCHAR FROM rounds GROUP BY ALL ORDER BY count(*) DESC, 1"
    found = _rows(connection, sql).to_series().drop_nulls().to_list()
    return tuple(value for value in declared if value in found) or tuple(found)


def _version(path: Path) -> str:
    try:
        return json.loads(path.read_text(encoding="utf-8"))["version"]
    except FileNotFoundError as error:
        raise DataError(path, "is missing") from error
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise DataError(path, "is damaged and cannot be read") from error
