"""How far the cells of an .xls workbook reach: the reader fills all cells before the last one."""

from __future__ import annotations

import struct
from collections.abc import Iterator

from lib.upload.sheet import Unreadable

DAMAGED = "The workbook is cut off or damaged: open it in a spreadsheet and save it again."
PASSWORD = "The workbook is protected by a password: save it without one."
LAST = 0xFFFFFFF0  # numbers of sectors above are marks
SMALLEST = 4096  # shorter streams lie elsewhere; no spreadsheet writes so short a workbook
STREAMS = {"Workbook", "Book"}
LOCKED, SHEET = 0x2F, 0x809
# Records that hold a cell, or several from a column on.
CELLS = {0x0006, 0x0201, 0x0203, 0x0204, 0x0205, 0x027E, 0x00FD, 0x00D6, 0x0002, 0x0003, 0x0004}
RUNS = {0x00BD: 6, 0x00BE: 2}


def reach(content: bytes) -> tuple[int, int]:
    """Rows and columns that the cells of any sheet take; raises Unreadable for a broken file."""
    rows = columns = 0
    try:
        for kind, body in _records(_stream(content)):
            if kind == LOCKED:
                raise Unreadable(PASSWORD)
            if (kind in CELLS or kind in RUNS) and len(body) >= 4:
                row, column = struct.unpack_from("<HH", body)
                more = (len(body) - 6) // RUNS[kind] - 1 if kind in RUNS else 0
                rows, columns = max(rows, row + 1), max(columns, column + 1 + max(more, 0))
    except (struct.error, IndexError, UnicodeDecodeError) as error:
        raise Unreadable(DAMAGED) from error
    return rows, columns


def _records(stream: bytes) -> Iterator[tuple[int, memoryview]]:
    view, at = memoryview(stream), 0
    while at + 4 <= len(stream):
        kind, size = struct.unpack_from("<HH", stream, at)
        yield kind, view[at + 4 : at + 4 + size]
        at += 4 + size


def _stream(content: bytes) -> bytes:
    """The stream of the workbook, its sectors joined."""
    size = 1 << struct.unpack_from("<H", content, 30)[0]
    if size not in {512, 4096}:
        raise Unreadable(DAMAGED)
    table = _table(content, size)
    start = struct.unpack_from("<I", content, 48)[0]
    directory = _joined(content, size, table, start)
    for at in range(0, len(directory) - 127, 128):
        length = struct.unpack_from("<H", directory, at + 64)[0]
        name = directory[at : at + max(length - 2, 0)].decode("utf-16-le", "replace")
        if name in STREAMS:
            first, total = struct.unpack_from("<II", directory, at + 116)
            if total < SMALLEST:
                raise Unreadable(DAMAGED)
            return _joined(content, size, table, first)[:total]
    raise Unreadable("The file is not a workbook: choose a CSV, Excel or Parquet file.")


def _table(content: bytes, size: int) -> list[int]:
    """The number of the sector that follows each sector."""
    each = size // 4
    sectors = list(struct.unpack_from("<109I", content, 76))
    following, left = struct.unpack_from("<II", content, 68)
    while following < LAST and left and len(sectors) * each <= len(content):
        *more, following = struct.unpack_from(f"<{each}I", content, (following + 1) * size)
        sectors += more
        left -= 1
    used = [sector for sector in sectors if sector < LAST]
    if len(used) * size > len(content):
        raise Unreadable(DAMAGED)
    found: list[int] = []
    for sector in used:
        found += struct.unpack_from(f"<{each}I", content, (sector + 1) * size)
    return found


def _joined(content: bytes, size: int, table: list[int], start: int) -> bytes:
    parts: list[bytes] = []
    at = start
    while at < LAST:
        if len(parts) * size > len(content):
            raise Unreadable(DAMAGED)  # the chain runs in a circle
        parts.append(content[(at + 1) * size : (at + 2) * size])
        at = table[at]
    return b"".join(parts)
