"""What a table is: its columns, key and allowed values, declared once.

The same declaration checks the built data, names axes and table headers, and
writes the data dictionary and the Frictionless description.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import polars as pl

EXAMPLES = 3


class SchemaError(ValueError):
    """A table breaks its declaration; the message names table, column, rule, count and examples."""

    def __init__(self, table: str, column: str, rule: str, count: int, examples: object) -> None:
        self.table, self.column, self.rule, self.count = table, column, rule, count
        where = f" ({count:,} rows, for example {examples})" if count else ""
        super().__init__(f"{table}.{column}: {rule}{where}")


@dataclass(frozen=True)
class Column:
    """One column. `title` heads tables and axes; `unit` is a unit of measure such as USD."""

    name: str
    type: pl.DataType
    title: str
    description: str
    unit: str = ""
    required: bool = False
    allowed: tuple[str, ...] = ()
    minimum: float | None = None
    pattern: str = ""
    category: bool = False
    labels: Mapping[str, str] = field(default_factory=dict)

    def label(self, value: str) -> str:
        """Words for a stored value, for example `Public listing` for `ipo`."""
        return self.labels.get(value, value)

    @property
    def is_enum(self) -> bool:
        """True where values repeat from a short list, so that the database can store codes."""
        return self.category or bool(self.allowed)


@dataclass(frozen=True)
class Dataset:
    """One table: `key` columns identify a row, `references` maps a column to `table.column`.

    `dated_by` is the column, a date or a year, that tells how new a row is; rows of some have none.
    """

    name: str
    title: str
    description: str
    columns: tuple[Column, ...]
    key: tuple[str, ...]
    references: Mapping[str, str] = field(default_factory=dict)
    dated_by: str = ""

    def __getitem__(self, name: str) -> Column:
        return next(column for column in self.columns if column.name == name)

    @property
    def polars_schema(self) -> pl.Schema:
        return pl.Schema({column.name: column.type for column in self.columns})

    def check(self, frame: pl.DataFrame) -> None:
        """Raise SchemaError at the first broken rule of `frame` (any number of rows)."""
        self.check_layout(frame.schema)
        for column in self.columns:
            self._check_values(column, frame[column.name])
        self._check_key(frame)

    def check_layout(self, found: Mapping[str, pl.DataType]) -> None:
        """Raise SchemaError where columns are missing, unexpected or of another type."""
        schema = self.polars_schema
        for name in [*schema, *found]:
            wanted, have = schema.get(name), found.get(name)
            if wanted != have:
                rule = f"should be {wanted or 'absent'}, is {have or 'absent'}"
                raise SchemaError(self.name, name, rule, 0, "-")

    def _check_values(self, column: Column, values: pl.Series) -> None:
        items = values.explode() if isinstance(column.type, pl.List) else values
        bad = {
            "is empty but required": items.is_null() if column.required else None,
            f"is not one of {', '.join(column.allowed)}": (
                ~items.is_in(list(column.allowed)) if column.allowed else None
            ),
            f"is below {column.minimum}": (
                items < column.minimum if column.minimum is not None else None
            ),
            "is not a finite number": (~items.is_finite() if column.type == pl.Float64() else None),
            f"does not match {column.pattern}": (
                ~items.str.contains(column.pattern) if column.pattern else None
            ),
        }
        for rule, mask in bad.items():
            if mask is not None and mask.any():
                raise self._error(column.name, rule, items.filter(mask.fill_null(False)))

    def _check_key(self, frame: pl.DataFrame) -> None:
        repeated = frame.filter(frame.select(self.key).is_duplicated()).select(self.key)
        if repeated.height:
            examples = repeated.head(EXAMPLES).rows()
            column = "+".join(self.key)
            raise SchemaError(self.name, column, "is not unique", repeated.height, examples)

    def _error(self, column: str, rule: str, found: pl.Series) -> SchemaError:
        examples = found.unique(maintain_order=True).head(EXAMPLES).to_list()
        return SchemaError(self.name, column, rule, found.len(), examples)


def check_references(tables: Mapping[str, pl.DataFrame], datasets: Mapping[str, Dataset]) -> None:
    """Raise SchemaError where a value is missing from the column it refers to."""
    for name, dataset in datasets.items():
        for column, target in dataset.references.items():
            table, key = target.split(".")
            values = tables[name][column]
            items = values.explode() if values.dtype == pl.List else values
            lost = items.drop_nulls().filter(
                ~items.drop_nulls().is_in(tables[table][key].to_list())
            )
            if lost.len():
                examples = lost.unique(maintain_order=True).head(EXAMPLES).to_list()
                raise SchemaError(name, column, f"is not in {target}", lost.len(), examples)
