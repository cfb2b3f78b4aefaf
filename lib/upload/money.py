"""Columns of amounts: which currency and unit, and what they are in US dollars."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

import polars as pl

from lib.upload import amounts
from lib.upload.cells import Cells, read_each, read_one
from lib.upload.columns import heading
from lib.upload.options import Options, unit_of
from lib.upload.vocabulary import yearly_rates

SEVERAL = "has a sign of several currencies: say which in a column of currencies"
# More than any company was ever worth: a slip of the unit.
MOST_USD = 1e13
READ = {
    "value": pl.Float64,
    "low": pl.Float64,
    "high": pl.Float64,
    "currency": pl.String,
    "scaled": pl.Boolean,
    "reason": pl.String,
    "doubt": pl.String,
}


@dataclass(frozen=True)
class Money:
    """A column read: value, low and high in US dollars and `original` in `currency`, by row."""

    frame: pl.DataFrame

    def __getitem__(self, name: str) -> pl.Series:
        return self.frame[name]


def read_money(
    cells: Cells, name: str, years: pl.Series, options: Options, currencies: pl.Series, unit: float
) -> Money:
    """Amounts of field `name` in US dollars at the rate of their year.

    `currencies` are those of cells that name none; `unit` is what a bare number counts.
    """
    texts = cells.text(name)
    found = _read(texts)
    cells.problem(name, found["reason"] != "", found["reason"])
    read_as = "a point was read as the sign before decimals"
    cells.problem(name, (found["doubt"] != "") & (found["reason"] == ""), found["doubt"], read_as)
    found = found.with_columns(currencies.alias("other"), years.alias("year")).with_columns(
        _currency(), *(_scaled(part, unit) for part in ("value", "low", "high"))
    )
    found = found.with_columns(_rates(found, options.rates))
    dollars = found.with_columns(
        pl.col("value").alias("original"),
        pl.coalesce(*PARTS).alias("said"),
        *(pl.col(part) / pl.col("rate") for part in PARTS),
    )
    return Money(_sensible(cells, name, dollars))


PARTS = ("value", "low", "high")
# Bare numbers need no parsing; three decimals could be thousands.
BARE = r"^\d{1,15}(\.(\d{1,2}|\d{4,12}))?$"


def _read(texts: pl.Series) -> pl.DataFrame:
    """Amounts of texts; those that are bare numbers are read at once."""
    bare = texts.str.contains(BARE).fill_null(False)
    told = pl.select(pl.when(~bare).then(texts).alias("text")).to_series()
    style = amounts.style_of(told.drop_nulls().unique())
    if style is None and texts.filter(bare).str.contains(".", literal=True).any():
        style = False
    found = read_each(told, lambda text: amounts.read_amount(text, style), READ)
    numbers = pl.select(pl.when(bare).then(texts)).to_series().cast(pl.Float64)
    return found.with_columns(
        numbers.fill_null(found["value"]).alias("value"),
        pl.when(bare).then(pl.lit("")).otherwise("reason").alias("reason"),
        pl.when(bare).then(pl.lit("")).otherwise("doubt").alias("doubt"),
        pl.when(bare).then(pl.lit(False)).otherwise("scaled").alias("scaled"),
    )


def _scaled(part: str, unit: float) -> pl.Expr:
    return pl.when("scaled").then(part).otherwise(pl.col(part) * unit).alias(part)


def _currency() -> pl.Expr:
    """The currency a cell names; signs that several share go by the rest of the row."""
    sign, other = pl.col("currency"), pl.col("other")
    chosen = pl.when(sign.is_null()).then(other).otherwise(sign)
    for shared, (first, *more) in amounts.SHARED.items():
        meant = pl.when(other.is_in(more)).then(other).otherwise(pl.lit(first, pl.String))
        chosen = pl.when(sign == shared).then(meant).otherwise(chosen)
    return chosen.alias("currency")


def _rates(found: pl.DataFrame, own: Mapping[str, float]) -> pl.Series:
    """Units per US dollar by currency and year: the person's own first, then the shipped ones."""
    pairs = found.select("currency", "year").unique().drop_nulls("currency")
    rates = [_rate(currency, year, own) for currency, year in pairs.iter_rows()]
    known = pairs.with_columns(pl.Series("rate", rates, pl.Float64))
    on = ["currency", "year"]
    return found.select(on).join(known, on=on, how="left", nulls_equal=True, maintain_order="left")[
        "rate"
    ]


def _rate(currency: str, year: int | None, own: Mapping[str, float]) -> float | None:
    if currency == "USD":
        return 1.0
    rate = own.get(f"{currency} {year}") or own.get(currency)
    return rate or (yearly_rates().get((currency, year)) if year is not None else None)


def _sensible(cells: Cells, name: str, found: pl.DataFrame) -> pl.DataFrame:
    """Without zeros and slips of the unit; those and missing rates are problems."""
    zero = (found["said"] == 0) & (found["high"].fill_null(0) == 0)
    cells.problem(name, zero, "is zero", "read as not disclosed")
    huge = found.select(pl.max_horizontal(*PARTS) > MOST_USD).to_series()
    cells.problem(name, huge, "is more than any amount: check the unit")
    kept = ~(zero | huge).fill_null(False)
    return found.with_columns(
        pl.when(kept).then(pl.col(part)) for part in (*PARTS, "original", "said")
    )


MISSING = "no exchange rate for {} in {}: enter one"


def missing_rates(problems: pl.DataFrame) -> dict[str, int]:
    """Amounts that wait for a rate, by its currency and year (`INR 2025`); most amounts first."""
    pattern = MISSING.replace("{}", "(.+)")
    told = problems["reason"].str.extract_groups(f"^{pattern}$").struct.unnest().drop_nulls()
    names = told.select(pl.concat_str(told.columns, separator=" ").alias("name")).to_series()
    return dict(names.value_counts().sort("count", "name", descending=[True, False]).rows())


def unpriced(found: Money) -> tuple[pl.Series, pl.Series]:
    """Where an amount has no dollars because of its currency, and why."""
    where = found["said"].is_not_null() & found["rate"].is_null()
    missing = pl.format(MISSING, "currency", pl.col("year").cast(pl.String))
    words = pl.when(pl.col("currency").is_null()).then(pl.lit(SEVERAL)).otherwise(missing)
    return where, found.frame.select(words).to_series()


def currencies_of(cells: Cells, name: str, column: str | None, options: Options) -> pl.Series:
    """Currency of cells that name none: the column of currencies, the header, the option."""
    texts = cells.text(name)
    codes = read_one(texts, read_currency)
    cells.problem(
        name,
        texts.is_not_null() & codes.is_null() & ~read_one(texts, _says_nothing, pl.Boolean),
        "is not a currency",
        f"read as {options.currency}",
    )
    usual = heading(column or "").currency or options.currency
    return codes.fill_null(usual)


def read_currency(text: str) -> str | None:
    """ISO 4217 code of a code, sign or name; None where it is none."""
    words = text.strip().lower()
    named = [word for word in re.findall(r"\b[A-Z]{3}\b", text) if word in amounts.CODES]
    found = amounts.CURRENCIES.get(words) or next(map(_standard, named), None)
    if found in amounts.SHARED:
        return amounts.SHARED[found][0]
    if found is None and len(words) == 3 and words.isascii() and words.isalpha():
        return words.upper()
    return found


def _standard(code: str) -> str:
    return amounts.SAME.get(code, code)


def _says_nothing(text: str) -> bool:
    return text.strip().lower() in amounts.NO_VALUE


def units(cells: Cells, options: Options) -> dict[str, float]:
    """What a bare number counts in each column of amounts.

    The option is for the file; a header that names its own unit goes before it in the columns
    beside the amount.
    """
    main = "amount" if cells.has("amount") else "amount_usd"
    column = cells.columns.get(main)
    found = {main: options.unit or unit_of(cells.sheet, column)}
    rest = found[main] if heading(column or "").unit is None else 1.0
    for name in ("amount", "amount_usd", "post_money", "post_money_usd"):
        found.setdefault(name, heading(cells.columns.get(name, "")).unit or rest)
    return found
