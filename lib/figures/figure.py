"""What a figure is."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import polars as pl

from lib.datasets import DATASETS
from lib.schema import Column


@dataclass(frozen=True)
class Figure:
    """One question, answered by the rows of `sql` over the table `selected`.

    `headline` says the finding in one sentence, computed from the rows; `subtitle` names measure
    and unit; `note` defines the terms; `remark` says what the
    rows at hand call for, if anything. `params` are the SQL parameters the figure fixes itself.
    """

    name: str
    subtitle: str
    sql: str
    spec: Mapping[str, Any]
    headline: Callable[[pl.DataFrame], str]
    note: str = ""
    remark: Callable[[pl.DataFrame], str] = lambda rows: ""
    empty: str = "No round with the data for this figure matches the filters."
    params: Mapping[str, Any] = field(default_factory=dict)

    def columns(self, rows: pl.DataFrame) -> tuple[Column, ...]:
        """Columns of `rows` for an export; those of `rounds` keep their declaration."""
        declared = {column.name: column for column in DATASETS["rounds"].columns}
        return tuple(
            declared.get(name) or _column(name, dtype) for name, dtype in rows.schema.items()
        )


def _column(name: str, dtype: pl.DataType) -> Column:
    words, unit = (name.removesuffix("_usd"), "USD") if name.endswith("_usd") else (name, "")
    words = words.replace("_", " ").capitalize()
    return Column(name, dtype, words, words, unit=unit)
