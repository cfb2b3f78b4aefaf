"""What a file holds once it is read: rows of text, and what is to be known about them."""

from __future__ import annotations

from dataclasses import dataclass, field

import polars as pl

MAX_BYTES = 50_000_000
MAX_ROWS = 200_000
MAX_COLUMNS = 200
MAX_CELLS = 8_000_000

FLAWS = pl.Schema({"row": pl.Int64, "value": pl.String, "reason": pl.String, "fatal": pl.Boolean})


class Unreadable(ValueError):
    """The file cannot be used; the message is one sentence: what is wrong and what to do."""


@dataclass(frozen=True)
class Sheet:
    """Rows of a file, all columns text, empty cells null.

    `first_row` is the number of the first data row in the file and `numbers` (Int64, as many as
    rows) that of each, as a spreadsheet counts them. `notes` are sentences about the reading.
    `flaws` (row, value, reason, fatal) lists rows that were not regular; fatal ones are rejected.
    """

    name: str
    rows: pl.DataFrame
    first_row: int
    notes: tuple[str, ...] = ()
    numbers: pl.Series = field(default_factory=lambda: pl.Series("row", [], pl.Int64))
    flaws: pl.DataFrame = field(default_factory=lambda: pl.DataFrame(schema=FLAWS))


def count_of(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def check_size(rows: int, columns: int) -> None:
    """Raise Unreadable where a table is larger than what is read."""
    if columns > MAX_COLUMNS:
        raise Unreadable(
            f"The table has {columns:,} columns and at most {MAX_COLUMNS} are read: keep only "
            "those that say who raised how much, and when."
        )
    if rows > MAX_ROWS:
        raise Unreadable(
            f"The table has more than {MAX_ROWS:,} rows: split it, or keep only the rows you need."
        )
    if rows * columns > MAX_CELLS:
        raise Unreadable(
            f"The table has {rows:,} rows of {columns:,} columns, more than {MAX_CELLS:,} cells: "
            "remove columns you do not need."
        )
