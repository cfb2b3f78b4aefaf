"""Rows of text to a sheet: which row names the columns, and what is left out around the table."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl
import polars.selectors as cs

from lib.upload import amounts, dates
from lib.upload.columns import header_score
from lib.upload.sheet import FLAWS, Sheet, Unreadable, check_size, count_of
from lib.words import clipped

HEAD = 60
LONGEST_NAME = 100
Row = Sequence[str | None]

# Control characters, and those without width or that turn the order of letters round.
UNSEEN = (
    r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff"
    r"\ufff9-\ufffb]"
)
# A spreadsheet writes an apostrophe before text that would else be a formula; so does our export.
APOSTROPHE = r"(^|[;\n])'([\s\u200b]*[=+\-@\uff1d\uff0b\uff0d\uff20])"


# Most columns hold nothing of this, and are then kept without a copy.
UNCLEAN = rf"{UNSEEN}|\t|^\s|\s$|(^|[;\n])'|^$"


def cleaned(frame: pl.DataFrame) -> pl.DataFrame:
    """Text without what cannot be seen, trimmed; empty cells are null. Lines in a cell stay."""
    return pl.DataFrame([_cleaned(values) for values in frame])


def _cleaned(values: pl.Series) -> pl.Series:
    if not values.str.contains(UNCLEAN).any():
        return values
    text = values.str.replace_all(UNSEEN, "").str.replace_all("\t", " ", literal=True)
    text = text.str.replace_all(APOSTROPHE, "${1}${2}").str.strip_chars()
    return text.to_frame().select(pl.when(pl.all() != "").then(pl.all())).to_series()


def from_frame(name: str, frame: pl.DataFrame, notes: Sequence[str]) -> Sheet:
    """Sheet of a frame of text that begins with the first row of the file."""
    frame = cleaned(frame)
    at = header_row(frame.head(HEAD).rows())
    header = frame.row(at) if at is not None else None
    body = frame.slice(at + 1 if at is not None else 0)
    numbers = pl.Series("row", range(frame.height - body.height + 1, frame.height + 1), pl.Int64)
    above = [*notes, *notes_above(frame.head(at or 0).rows())]
    return arranged(name, header, body, numbers, pl.DataFrame(schema=FLAWS), above)


def notes_above(rows: Sequence[Row]) -> list[str]:
    """What is said of the rows above the header."""
    filled = [" ".join(cell for cell in row if cell) for row in rows if any(row)]
    if not filled:
        return []
    words = clipped(filled[0], 60)
    return [f"{count_of(len(filled), 'line')} above the header left out, the first: {words}"]


def arranged(
    name: str,
    header: Row | None,
    body: pl.DataFrame,
    numbers: pl.Series,
    flaws: pl.DataFrame,
    notes: Sequence[str],
) -> Sheet:
    """Sheet of a body under its header; rows and unnamed columns without any value are dropped."""
    notes = [note for note in notes if note]
    if header is None:
        notes.append("No row names the columns, so they are called Column 1, Column 2 and so on.")
    width = body.width
    body.columns = [f"c{position}" for position in range(width)]
    used = [position for position in range(width) if _is_used(header, body, position)]
    body = body.select(f"c{position}" for position in used)
    check_size(body.height, body.width)
    names = unique_names(header, used)
    filled = body.select(pl.any_horizontal(cs.all().is_not_null())).to_series() if used else None
    if filled is None or not filled.any():
        raise Unreadable(
            "The file has a header and no rows below it: choose one with rounds in it."
        )
    empty = int((~filled).sum())
    if empty:
        notes.append(f"{count_of(empty, 'empty row')} left out.")
    body.columns = names
    numbers = numbers.filter(filled)
    return Sheet(name, body.filter(filled), int(numbers[0]), tuple(notes), numbers, flaws)


def _is_used(header: Row | None, body: pl.DataFrame, position: int) -> bool:
    named = header is not None and position < len(header) and bool(header[position])
    return named or body[:, position].null_count() < body.height


def unique_names(header: Row | None, positions: Sequence[int]) -> list[str]:
    """A name for each column: `Amount (2)` for the second Amount, `Column 3` for one without."""
    found: dict[str, None] = {}
    for position in positions:
        cell = header[position] if header is not None and position < len(header) else None
        base = clipped(" ".join((cell or "").split()), LONGEST_NAME) or f"Column {position + 1}"
        name, number = base, 1
        while name in found:
            number += 1
            name = f"{base} ({number})"
        found[name] = None
    return list(found)


def header_row(rows: Sequence[Row]) -> int | None:
    """Position of the row that names the columns; None where the first filled row is data."""
    filled = [sum(cell is not None and cell != "" for cell in row) for row in rows]
    if not any(filled):
        raise Unreadable("The table is empty: choose a file with rounds in it.")
    scores = [header_score(list(row)) for row in rows]
    best = scores.index(max(scores))
    if scores[best] > 1 or (scores[best] == 1 and filled[best] * 2 >= max(filled)):
        return best
    first = next(at for at, cells in enumerate(filled) if cells * 2 >= max(filled))
    return None if _is_data(rows[first]) else first


def _is_data(row: Row) -> bool:
    return any(
        dates.read_date(cell, True).date is not None or amounts.read_amount(cell).value is not None
        for cell in row
        if cell
    )
