"""Bytes of a file to a sheet of text; whatever is wrong with them is said in one sentence."""

from __future__ import annotations

import re

from lib.upload import delimited, workbooks
from lib.upload.parquet import read_parquet
from lib.upload.sheet import MAX_BYTES, Sheet, Unreadable

CHOOSE = "choose a CSV, Excel or Parquet file"
SIGNATURES = (
    (b"%PDF", "a PDF document"),
    (b"\x89PNG", "an image"),
    (b"\xff\xd8\xff", "an image"),
    (b"GIF8", "an image"),
    (b"BM6", "an image"),
    (b"II*\x00", "an image"),
    (b"MM\x00*", "an image"),
    (b"MZ", "a program"),
    (b"\x7fELF", "a program"),
    (b"\xcf\xfa\xed\xfe", "a program"),
    (b"\x1f\x8b", "a compressed file: unpack it first, then"),
    (b"BZh", "a compressed file: unpack it first, then"),
    (b"\xfd7zXZ", "a compressed file: unpack it first, then"),
    (b"\x28\xb5\x2f\xfd", "a compressed file: unpack it first, then"),
    (b"7z\xbc\xaf", "an archive: unpack it first, then"),
    (b"Rar!", "an archive: unpack it first, then"),
    (b"{\\rtf", "a text document"),
    (b"SQLite format 3", "a database"),
    (b"ARROW1", "an Arrow file: save it as Parquet, then"),
)


def read(name: str, content: bytes) -> Sheet:
    """The table of a file; raises Unreadable, and nothing else, where there is none.

    The kind of file is told by its contents, not by its `name`. Nothing is written to disk.
    """
    try:
        return _read(name, bytes(content))
    except Unreadable:
        raise
    except BaseException as error:
        # Libraries written in Rust panic with an error that is no Exception.
        if not isinstance(error, Exception) and type(error).__name__ != "PanicException":
            raise
        kind = _kind(content)
        raise Unreadable(
            f"The file could not be read as {kind}; it may be damaged: save it again, or as CSV."
        ) from error


def _read(name: str, content: bytes) -> Sheet:
    if not content.strip(b"\x00\t\n\r \xef\xbb\xbf"):
        raise Unreadable(f"The file is empty: {CHOOSE} with a table in it.")
    if len(content) > MAX_BYTES:
        raise Unreadable(
            f"The file has {len(content) / 1e6:,.0f} MB and at most {MAX_BYTES / 1e6:.0f} MB are "
            "read: keep only the rows and columns you need."
        )
    if content.startswith(b"PK"):
        return workbooks.read_zipped(name, content)
    if content.startswith(workbooks.OLE):
        return workbooks.read_old(name, content)
    if content.startswith((b"PAR1", b"PARE")):
        return read_parquet(name, content)
    _refuse_others(content)
    return delimited.read_text(name, content)


def _refuse_others(content: bytes) -> None:
    for signature, kind in SIGNATURES:
        if content.startswith(signature):
            sign = "" if kind.endswith("then") else ":"
            raise Unreadable(f"The file is {kind}{sign} {CHOOSE}.")
    start = content[:2000].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if re.match(rb"<!doctype html|<html|<head|<body|<table|<meta|<script", start):
        raise Unreadable(
            "The file is a web page, whatever its name says: open it in a spreadsheet and save it "
            "as CSV or .xlsx."
        )
    if start.startswith((b"<?xml", b"<svg")):
        raise Unreadable(f"The file is XML: {CHOOSE}.")
    if re.match(rb"\{\s*[\"}]|\[\s*[\[{\"]", start):
        raise Unreadable(f"The file is JSON: {CHOOSE}.")


def _kind(content: bytes) -> str:
    if content.startswith((b"PK", workbooks.OLE)):
        return "a workbook"
    return "Parquet" if content.startswith(b"PAR1") else "a table"
