"""Parquet files: what they declare is checked before anything is read."""

from __future__ import annotations

import io

import polars as pl
import pyarrow
import pyarrow.parquet

from lib.upload.sheet import FLAWS, Sheet, Unreadable, check_size
from lib.upload.tables import arranged, cleaned

MOST_BYTES = 300_000_000
DAMAGED = "The Parquet file is cut off or damaged: save it again, or as CSV."


def read_parquet(name: str, content: bytes) -> Sheet:
    """The table of a Parquet file, lists joined with '; '; raises Unreadable."""
    if content.startswith(b"PARE"):
        raise Unreadable("The Parquet file is encrypted: save it without a key.")
    if not content.endswith(b"PAR1"):
        raise Unreadable(DAMAGED)
    try:
        schema = _schema(content)
        frame = pl.read_parquet(io.BytesIO(content), columns=schema, parallel="none")
    except (OSError, pyarrow.ArrowException, pl.exceptions.ComputeError) as error:
        raise Unreadable(DAMAGED) from error
    if not frame.height:
        raise Unreadable("The Parquet file has columns and no rows: choose one with rounds in it.")
    texts = [_text(values) for values in frame]
    if sum(values.str.len_bytes().sum() or 0 for values in texts) > MOST_BYTES:
        raise Unreadable("The Parquet file holds very long texts: keep only the columns you need.")
    numbers = pl.Series("row", range(1, frame.height + 1), pl.Int64)
    header, body = frame.columns, cleaned(pl.DataFrame(texts))
    return arranged(name, header, body, numbers, pl.DataFrame(schema=FLAWS), [])


def _schema(content: bytes) -> list[str]:
    """Names of the columns; raises Unreadable where the file declares too much or nested data."""
    file = pyarrow.parquet.ParquetFile(io.BytesIO(content))
    about, schema = file.metadata, file.schema_arrow
    check_size(about.num_rows, len(schema.names))
    declared = sum(about.row_group(at).total_byte_size for at in range(about.num_row_groups))
    if (
        declared > MOST_BYTES
        or sum(about.row_group(at).num_rows for at in range(about.num_row_groups)) != about.num_rows
    ):
        raise Unreadable("The Parquet file unpacks to too much: keep only the columns you need.")
    if len(set(schema.names)) < len(schema.names):
        raise Unreadable("The Parquet file has two columns of one name: give each its own.")
    for column in schema:
        _refuse_nested(column)
    return list(schema.names)


def _refuse_nested(column: pyarrow.Field) -> None:
    kind = column.type
    if pyarrow.types.is_list(kind) or pyarrow.types.is_large_list(kind):
        kind = kind.value_type
    if pyarrow.types.is_nested(kind):
        raise Unreadable(
            f"Column {column.name!r} of the Parquet file holds tables inside its cells: "
            "write it as plain text, or leave it out."
        )


def _text(values: pl.Series) -> pl.Series:
    """Values as text, lists joined; whole numbers without a decimal point."""
    if isinstance(values.dtype, pl.List):
        return values.cast(pl.List(pl.String)).list.join("; ")
    if values.dtype == pl.Binary:
        return pl.Series(values.name, [None] * len(values), pl.String)
    text = values.cast(pl.String)
    return text.str.replace(r"\.0$", "") if values.dtype.is_float() else text
