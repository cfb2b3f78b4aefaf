"""A sheet and the meaning of its columns to rounds; what could not be used is listed."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import polars as pl

from lib.upload.options import Options
from lib.upload.sheet import Sheet


@dataclass(frozen=True)
class Interpreted:
    """Rounds of a sheet.

    `rounds` has the layout of `DATASETS["rounds"]` and `row`, the number of the row in the file.
    `problems` (row, company, field, value, reason, outcome) lists every value that was not used as
    it stands; `field` is a key of FIELDS or empty. `rejected` has the original rows that were left
    out, with `row` and `reason` first. Each row of the sheet is in `rounds` or in `rejected`.
    """

    rounds: pl.DataFrame
    problems: pl.DataFrame
    rejected: pl.DataFrame


def interpret(
    sheet: Sheet, columns: Mapping[str, str | None], options: Options = Options()
) -> Interpreted:
    raise NotImplementedError
