"""Files that visitors take away, opened as their programs open them."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import openpyxl
import polars as pl
from playwright.sync_api import Locator, Page


def excel(file: Path) -> pl.DataFrame:
    header, *rows = openpyxl.load_workbook(file)["Rows"].iter_rows(values_only=True)
    return pl.DataFrame(rows, schema=list(map(str, header)), orient="row", infer_schema_length=None)


READERS: dict[str, Callable[[Path], pl.DataFrame]] = {
    ".csv": lambda file: pl.read_csv(file, comment_prefix="#", infer_schema_length=None),
    ".xlsx": excel,
    ".parquet": pl.read_parquet,
    ".json": lambda file: pl.DataFrame(
        json.loads(file.read_text())["rows"], infer_schema_length=None
    ),
}
FORMS = {"CSV": ".csv", "Excel": ".xlsx", "Parquet": ".parquet", "JSON": ".json"}
"""Ending of a file, by the words of its button."""


def download(page: Page, button: Locator) -> Path:
    """Click a button that hands out a file; the file has the name offered for it."""
    with page.expect_download() as event:
        button.click()
    file = Path(event.value.path())
    return file.rename(file.with_name(event.value.suggested_filename))


def rows_in(file: Path) -> pl.DataFrame:
    return READERS[file.suffix](file)
