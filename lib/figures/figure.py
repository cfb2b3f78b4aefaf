"""What a figure is."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import polars as pl

from lib.datasets import DATASETS
from lib.datasets.rounds import ORIGIN, ORIGINS
from lib.figures.disputed import CONFLICT
from lib.schema import Column

YOURS = ORIGINS[1]
ADVICE = "Widen the time range or take a filter back."
"""What to do where a figure has no rows."""


@dataclass(frozen=True)
class Figure:
    """One question, answered by the rows of `sql` over the table `selected`.

    `headline` says the finding in one sentence, computed from the rows; `subtitle` names measure
    and unit; `note` defines the terms; `remark` says what the rows at hand call for, if anything.
    `spec` draws the rows; without one they stand in a table. `params` are the SQL parameters the
    figure fixes itself; `titles` head columns that no table declares, `%` in one marks a share of
    one; `hidden` ones are in the files but not in the table. The sources of a figure are those of
    the selected rounds, if it `rests_on_rounds`, and those that its rows name in `source_id`; with
    a parameter `investor`, those of the rounds that name it.
    `arrange` turns the rows of `sql` into those that are drawn, for a layout that SQL cannot give.
    """

    name: str
    subtitle: str
    sql: str
    spec: Mapping[str, Any] | None
    headline: Callable[[pl.DataFrame], str]
    note: str = ""
    remark: Callable[[pl.DataFrame], str] = lambda rows: ""
    empty: str = "No round with the data for this figure matches the filters."
    advice: str = ADVICE
    params: Mapping[str, Any] = field(default_factory=dict)
    titles: Mapping[str, str] = field(default_factory=dict)
    hidden: tuple[str, ...] = ()
    rests_on_rounds: bool = True
    arrange: Callable[[pl.DataFrame], pl.DataFrame] = lambda rows: rows

    def given(self, **params: Any) -> Figure:
        """The same figure with further SQL parameters."""
        return replace(self, params={**self.params, **params})

    @property
    def opens(self) -> tuple[str, ...]:
        """Columns whose value a click on a mark opens; none where a click does nothing."""
        params = (self.spec or {}).get("params", [])
        return next((tuple(e["select"]["fields"]) for e in params if e["name"] == "opens"), ())

    def columns(self, rows: pl.DataFrame) -> tuple[Column, ...]:
        """Columns of `rows` for an export; those of `rounds` and `investors` keep their
        declaration, and under a title of the figure their words. Whose a round is stands among
        them only where one is a visitor's."""
        return tuple(
            _column(name, dtype, self.titles[name])
            if name in self.titles
            else DECLARED.get(name) or _column(name, dtype, _words(name))
            for name, dtype in rows.schema.items()
            if name != ORIGIN.name or YOURS in rows[name]
        )


DECLARED = {
    column.name: column for table in ("investors", "rounds") for column in DATASETS[table].columns
} | {CONFLICT.name: CONFLICT, ORIGIN.name: ORIGIN}


def _words(name: str) -> str:
    return name.removesuffix("_usd").replace("_", " ").capitalize()


def _column(name: str, dtype: pl.DataType, title: str) -> Column:
    unit = "USD" if name.endswith("_usd") else "%" if "%" in title else ""
    labels = DECLARED[name].labels if name in DECLARED else {}
    return Column(name, dtype, title, title, unit=unit, labels=labels)
