"""Parquet files: what they declare is checked before anything is read."""

from __future__ import annotations

import io
from collections.abc import Iterator

import polars as pl
import pyarrow
import pyarrow.compute
import pyarrow.parquet

from lib.upload.sheet import FLAWS, Sheet, Unreadable, check_size
from lib.upload.tables import arranged, cleaned

MOST_BYTES = 300_000_000
TOO_MUCH = "The Parquet file unpacks to too much: keep only the columns you need."
DAMAGED = "The Parquet file is cut off or damaged: save it again, or as CSV."


def read_parquet(name: str, content: bytes) -> Sheet:
    """The table of a Parquet file, lists joined with '; '; raises Unreadable."""
    if content.startswith(b"PARE"):
        raise Unreadable("The Parquet file is encrypted: save it without a key.")
    if not content.endswith(b"PAR1"):
        raise Unreadable(DAMAGED)
    try:
        table = _table(content)
    except (OSError, pyarrow.ArrowException) as error:
        raise Unreadable(DAMAGED) from error
    if not table.num_rows:
        raise Unreadable("The Parquet file has columns and no rows: choose one with rounds in it.")
    if sum(map(_length, table.columns)) > MOST_BYTES:
        raise Unreadable(TOO_MUCH)
    texts = [_text(pl.Series(name, values)) for name, values in _columns(table)]
    numbers = pl.Series("row", range(1, table.num_rows + 1), pl.Int64)
    body = cleaned(pl.DataFrame(texts))
    return arranged(name, table.column_names, body, numbers, pl.DataFrame(schema=FLAWS), [])


def _table(content: bytes) -> pyarrow.Table:
    """Columns with each different text once: a short file can repeat a long text without end."""
    with pyarrow.parquet.ParquetFile(io.BytesIO(content)) as file:
        _check(file)
        leaves = [file.schema.column(at).path for at in range(len(file.schema))]
    source = io.BytesIO(content)
    with pyarrow.parquet.ParquetFile(source, read_dictionary=leaves) as file:
        return file.read(use_threads=False)


def _columns(table: pyarrow.Table) -> Iterator[tuple[str, pyarrow.ChunkedArray]]:
    yield from zip(table.column_names, table.columns, strict=True)


def _length(column: pyarrow.ChunkedArray) -> int:
    """Bytes of the texts of a column if each is written out; those of other columns as they are."""
    return sum(map(_chunk_length, column.chunks))


def _chunk_length(chunk: pyarrow.Array) -> int:
    if pyarrow.types.is_list(chunk.type) or pyarrow.types.is_large_list(chunk.type):
        return _chunk_length(chunk.flatten())
    if not pyarrow.types.is_dictionary(chunk.type):
        return int(chunk.nbytes)
    kind = chunk.type.value_type
    if not (pyarrow.types.is_string(kind) or pyarrow.types.is_large_string(kind)):
        return int(chunk.nbytes)
    lengths = pyarrow.compute.binary_length(chunk.dictionary).cast(pyarrow.int64())
    return pyarrow.compute.sum(lengths.take(chunk.indices)).as_py() or 0


def _check(file: pyarrow.parquet.ParquetFile) -> None:
    """Raise Unreadable where the file declares too much, or tables inside cells."""
    about, schema = file.metadata, file.schema_arrow
    check_size(about.num_rows, len(schema.names))
    groups = [about.row_group(at) for at in range(about.num_row_groups)]
    if sum(group.total_byte_size for group in groups) > MOST_BYTES:
        raise Unreadable(TOO_MUCH)
    if sum(group.num_rows for group in groups) != about.num_rows:
        raise Unreadable(DAMAGED)
    if len(set(schema.names)) < len(schema.names):
        raise Unreadable("The Parquet file has two columns of one name: give each its own.")
    for column in schema:
        _refuse_nested(column)


def _refuse_nested(column: pyarrow.Field) -> None:
    kind = column.type
    if pyarrow.types.is_list(kind) or pyarrow.types.is_large_list(kind):
        kind = kind.value_type
    if pyarrow.types.is_nested(kind):
        raise Unreadable(
            f"Column {column.name!r} of the Parquet file holds tables inside its cells: "
            "write it as plain text, or leave it out."
        )
    if pyarrow.types.is_binary(kind) or pyarrow.types.is_fixed_size_binary(kind):
        raise Unreadable(
            f"Column {column.name!r} of the Parquet file holds bytes: write it as text, or leave "
            "it out."
        )


def _text(values: pl.Series) -> pl.Series:
    """Values as text, lists joined; whole numbers without a decimal point."""
    if isinstance(values.dtype, pl.List):
        return values.cast(pl.List(pl.String)).list.join("; ")
    text = values.cast(pl.String)
    return text.str.replace(r"\.0$", "") if values.dtype.is_float() else text
