"""Columns of text read value by value, each different text once; what fails becomes a problem."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import polars as pl

from lib.upload.sheet import Sheet

MOST_LETTERS = 200
SPACES = r"[^\S ]|\s{2,}"
LEFT_EMPTY = "left empty"
LEFT_OUT = "row left out"
PROBLEMS = pl.Schema(
    {
        "row": pl.Int64,
        "company": pl.String,
        "field": pl.String,
        "value": pl.String,
        "reason": pl.String,
        "outcome": pl.String,
    }
)
Schema = Mapping[str, Any]


def read_each(
    texts: pl.Series, read: Callable[[str], tuple[Any, ...]], schema: Schema
) -> pl.DataFrame:
    """One row a text with the columns of `schema`; nulls where there is no text."""
    different = texts.drop_nulls().unique()
    columns = zip(*map(read, different), strict=True) if different.len() else ()
    values = pl.DataFrame(
        {name: column for name, column in zip(schema, columns, strict=False)}, schema=schema
    )
    found = (
        texts.alias("_text")
        .to_frame()
        .join(
            values.with_columns(different.alias("_text")),
            on="_text",
            how="left",
            maintain_order="left",
        )
    )
    return found.drop("_text")


def read_one(texts: pl.Series, read: Callable[[str], Any], kind: Any = pl.String) -> pl.Series:
    """`read` of each text, null where there is no text."""
    return read_each(texts, lambda text: (read(text),), {"value": kind})["value"]


@dataclass
class Cells:
    """Texts of a sheet by field, and the problems found in them so far."""

    sheet: Sheet
    columns: Mapping[str, str]
    found: list[pl.DataFrame] = field(default_factory=list)

    @property
    def height(self) -> int:
        return self.sheet.rows.height

    def has(self, name: str) -> bool:
        return name in self.columns

    def text(self, name: str, lines: bool = False) -> pl.Series:
        """Cells of a field in one line each, unless `lines` stay; all null without a column."""
        if name not in self.columns:
            return self.nothing(name)
        values = self.sheet.rows[self.columns[name]].alias(name)
        spaced = not lines and values.str.contains(SPACES).any()
        return values.str.replace_all(r"\s+", " ") if spaced else values

    def nothing(self, name: str, kind: Any = pl.String) -> pl.Series:
        return pl.Series(name, [None], kind).new_from_index(0, self.height)

    def problem(
        self,
        name: str,
        where: pl.Series,
        reason: pl.Series | str,
        outcome: pl.Series | str = LEFT_EMPTY,
        value: pl.Series | None = None,
    ) -> None:
        """Keep a problem of a field for the rows where `where` is true."""
        where = where.fill_null(False)
        if not where.any():
            return
        texts = self.text(name) if value is None else value
        self.found.append(
            pl.DataFrame({"row": self.sheet.numbers, "value": texts})
            .with_columns(
                pl.lit(name).alias("field"),
                _column(reason, "reason"),
                _column(outcome, "outcome"),
                pl.col("value").str.slice(0, MOST_LETTERS),
            )
            .filter(where)
        )

    def problems(
        self, companies: pl.Series, left_out: pl.Series, reasons: pl.Series
    ) -> pl.DataFrame:
        """Problems of rounds, and one for each row that is left out, in the order of the file."""
        rows = pl.DataFrame({"row": self.sheet.numbers, "company": companies, "out": left_out})
        rejected = rows.with_columns(reasons.alias("reason")).filter("out")
        blank = rejected.with_columns(
            pl.lit("").alias("field"), pl.lit("").alias("value"), pl.lit(LEFT_OUT).alias("outcome")
        )
        kept = [
            frame.join(rows.filter(~pl.col("out")), on="row", maintain_order="left")
            for frame in self.found
        ]
        parts = [frame.select(PROBLEMS.names()) for frame in (blank, *kept)]
        whole = pl.concat(parts).cast(PROBLEMS)
        return whole.with_columns(pl.col("value").fill_null("")).sort("row", maintain_order=True)


def _column(words: pl.Series | str, name: str) -> pl.Expr | pl.Series:
    return pl.lit(words).alias(name) if isinstance(words, str) else words.alias(name)
