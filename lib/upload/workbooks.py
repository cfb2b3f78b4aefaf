"""Excel and OpenDocument workbooks: checked in their packing, then read by calamine."""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Iterator

import fastexcel
import polars as pl

from lib.upload.columns import header_score
from lib.upload.oldexcel import reach
from lib.upload.opendocument import read_tables
from lib.upload.sheet import MAX_COLUMNS, Sheet, Unreadable, check_size
from lib.upload.tables import HEAD, from_frame
from lib.words import listing

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
MOST_BYTES = 300_000_000
MOST_FILES = 5_000
# Reading takes about 100 bytes a cell, empty ones too.
MOST_CELLS = 4_200_000
MOST_TEXTS = 3_000_000
MOST_SHEETS = 20
STEP = 1 << 20
OVERLAP = 2_000
PASSWORD = "The workbook is protected by a password: save it without one."
DAMAGED = "The workbook is cut off or damaged: open it in a spreadsheet and save it again."
EMPTY = "The workbook is empty: choose one with a table in it."
BOMB = "The workbook unpacks to more than 300 MB: save only the rows and columns you need."
OTHER_PACKINGS = (
    ("word/", "a Word document"),
    ("ppt/", "a PowerPoint file"),
    ("xl/workbook.bin", "a binary workbook (.xlsb): save it as .xlsx, then"),
    ("index/document.iwa", "a Numbers document: export it as CSV or .xlsx, then"),
    ("meta-inf/manifest.mf", "a program"),
)


def read_zipped(name: str, content: bytes) -> Sheet:
    """The table of an .xlsx or .ods workbook; raises Unreadable."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            infos = packed.infolist()
    except (zipfile.BadZipFile, NotImplementedError, ValueError, OSError) as error:
        raise Unreadable(DAMAGED) from error
    names = [info.filename.lower() for info in infos]
    if not any(each.startswith("xl/workbook.xml") or each == "content.xml" for each in names):
        raise Unreadable(_other(names))
    if any(info.flag_bits & 1 for info in infos):
        raise Unreadable(PASSWORD)
    _check_packing(content, infos)
    for info in infos:
        if info.filename == "content.xml":
            return _read_open(name, _unpacked(content, info))
    return _read(name, content)


def read_old(name: str, content: bytes) -> Sheet:
    """The table of an .xls workbook; raises Unreadable, also for any other file of that packing."""
    if "EncryptedPackage".encode("utf-16-le") in content:
        raise Unreadable(PASSWORD)
    _check_reach(*reach(content))
    return _read(name, content)


def _other(names: list[str]) -> str:
    for start, kind in OTHER_PACKINGS:
        if any(each.startswith(start) for each in names):
            sign = "" if kind.endswith("then") else ":"
            return f"The file is {kind}{sign} choose a CSV, Excel or Parquet file."
    return "The file is an archive: unpack it first, then choose the table in it."


def _check_packing(content: bytes, infos: list[zipfile.ZipInfo]) -> None:
    """Raise Unreadable for a workbook that unpacks to too much, whatever its directory says."""
    if len(infos) > MOST_FILES or sum(info.file_size for info in infos) > MOST_BYTES:
        raise Unreadable(BOMB)
    left = MOST_BYTES
    for info in infos:
        fast = _Reach(USUAL_CELL)
        for part in _unpacked(content, info):
            left -= len(part)
            if left < 0:
                raise Unreadable(BOMB)
            fast.see(part)
        if fast.unusual or fast.rows * fast.columns > MOST_CELLS or fast.columns > MAX_COLUMNS:
            _check_with_care(content, info)


def _is_unusual(part: bytes) -> bool:
    """True where an `r` may be spelled in another way than ` r="`; the end may be cut."""
    other = any(sign in part for sign in (b"\tr=", b"\nr=", b"\rr="))
    return other or part[:-1].count(b" r=") != part.count(b' r="') or bool(SPACED.search(part))


def _check_with_care(content: bytes, info: zipfile.ZipInfo) -> None:
    exact = _Reach(CELL)
    for part in _unpacked(content, info):
        exact.see(part)
    _check_reach(exact.rows, exact.columns)


def _unpacked(content: bytes, info: zipfile.ZipInfo) -> Iterator[bytes]:
    """Bytes of one packed file, a piece at a time, without trust in the sizes that it states."""
    at = info.header_offset
    header = content[at : at + 30]
    if len(header) < 30:
        raise Unreadable(DAMAGED)
    start = (
        at + 30 + int.from_bytes(header[26:28], "little") + int.from_bytes(header[28:30], "little")
    )
    packed = memoryview(content)[start : start + info.compress_size]
    if info.compress_type == zipfile.ZIP_STORED:
        yield from (bytes(packed[at : at + STEP]) for at in range(0, len(packed), STEP))
        return
    if info.compress_type != zipfile.ZIP_DEFLATED:
        raise Unreadable("The workbook is packed in an unusual way: save it again.")
    yield from _inflated(packed)


def _inflated(packed: memoryview) -> Iterator[bytes]:
    unpack = zlib.decompressobj(-15)
    try:
        for at in range(0, len(packed), STEP):
            waiting: bytes | memoryview = packed[at : at + STEP]
            while len(waiting):
                yield unpack.decompress(waiting, STEP)
                waiting = unpack.unconsumed_tail
        if not unpack.eof:
            raise Unreadable(DAMAGED)
    except zlib.error as error:
        raise Unreadable(DAMAGED) from error


# Cells in the usual spelling, empty ones too, are found fast; if that looks too far, or where XML
# may be spelled otherwise, cells with something in them are looked for with care.
USUAL_CELL = re.compile(rb' r="([A-Za-z]{1,3})(\d{1,9})"')
SPACED = re.compile(rb"r\s+=")
CELL = re.compile(rb"<(?:\w+:)?c\s[^<>]*?\br\s*=\s*[\"']([A-Za-z]{1,3})(\d{1,9})[\"'][^<>]*(?<!/)>")


class _Reach:
    """How far the cells of a packed sheet reach: a far cell makes the reader fill all before it."""

    def __init__(self, cell: re.Pattern[bytes]) -> None:
        self.cell = cell
        self.unusual = False
        self.cells = self.texts = self.rows = self.columns = 0
        self.tail = b""

    def see(self, part: bytes) -> None:
        whole = self.tail + part
        self.unusual = self.unusual or _is_unusual(whole)
        found = self.cell.findall(whole)
        self.cells += len(found)
        self.texts += part.count(b"si>")  # one as it begins, one as it ends
        self.columns = max([self.columns, *map(_column, {letters for letters, _ in found})])
        self.rows = max([self.rows, *map(int, {digits for _, digits in found})])
        if self.texts > 2 * MOST_TEXTS or self.cells > 2 * MOST_CELLS:
            raise Unreadable(BOMB)
        self.tail = whole[-OVERLAP:]


def _check_reach(rows: int, columns: int) -> None:
    check_size(0, columns)
    if rows * columns > MOST_CELLS:
        raise Unreadable(
            f"The workbook reaches over {rows:,} rows and {columns:,} columns, more than "
            f"{MOST_CELLS:,} cells: save the sheet as CSV, or remove columns you do not need."
        )
    # Some lines above the table do not count.
    check_size(max(0, rows - HEAD), columns)


def _column(letters: bytes) -> int:
    """1 for A, 27 for AA."""
    number = 0
    for letter in letters.upper():
        number = number * 26 + letter - 64
    return number


def _read(name: str, content: bytes) -> Sheet:
    try:
        book = fastexcel.read_excel(content)
    except fastexcel.FastExcelError as error:
        raise Unreadable(PASSWORD if _is_locked(error) else DAMAGED) from error
    names = book.sheet_names
    if not names:
        raise Unreadable("The workbook has no sheet: choose one with a table in it.")
    chosen = _best(book, names) if len(names) > 1 else 0
    return _chosen(name, _frame(book, chosen), names, chosen)


def _read_open(name: str, parts: Iterator[bytes]) -> Sheet:
    tables = [table for table in read_tables(parts) if table.rows]
    if not tables:
        raise Unreadable(EMPTY)
    scores = [max(header_score(row) for row in table.rows[:HEAD]) for table in tables]
    chosen = scores.index(max(scores))
    return _chosen(name, tables[chosen].frame, [table.name for table in tables], chosen)


def _chosen(name: str, frame: pl.DataFrame, names: list[str], chosen: int) -> Sheet:
    """Sheet of the chosen page of a workbook; the others are named in its notes."""
    others = [each for at, each in enumerate(names) if at != chosen]
    notes = [f"Sheet {names[chosen]} is read; not read: {listing(others)}."] if others else []
    if not frame.width:
        raise Unreadable(EMPTY)
    return from_frame(name, frame, notes)


def _is_locked(error: Exception) -> bool:
    return bool(re.search("password|encrypt", str(error), re.IGNORECASE))


def _frame(book: fastexcel.ExcelReader, sheet: int, rows: int | None = None) -> pl.DataFrame:
    """Cells of a sheet as text from its first row; formulas give the value saved with them."""
    return book.load_sheet(
        sheet, header_row=None, skip_rows=0, n_rows=rows, dtypes="string"
    ).to_polars()


def _best(book: fastexcel.ExcelReader, names: list[str]) -> int:
    """The sheet with most headers that are known, the first of equals."""
    scores = [_known(_frame(book, at, HEAD)) for at in range(min(len(names), MOST_SHEETS))]
    return scores.index(max(scores))


def _known(head: pl.DataFrame) -> tuple[int, bool]:
    return max((header_score(list(row)) for row in head.rows()), default=0), head.height > 1
