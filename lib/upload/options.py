"""How the values of a file are to be read, and what its headers and dates say of that."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from lib.upload import dates
from lib.upload.columns import heading
from lib.upload.sheet import Sheet

# PitchBook states amounts in millions and says so nowhere in the column itself.
PITCHBOOK = {"Deal Size", "Post Valuation", "Deal ID", "Pre-money Valuation", "Deal Date"}


@dataclass(frozen=True)
class Options:
    """How to read values.

    `day_first`: 3/4/2026 is 3 April; None decides by the other dates of the column.
    `currency`: of amounts that name none, neither in the cell nor in a column or header.
    `unit`: what a bare number counts (1e6 for millions); None is what the header says, else 1.
    `rates`: units of a currency for one US dollar, by code (`INR`) or by code and year
    (`INR 2021`); they go before the yearly rates that are shipped.
    """

    day_first: bool | None = None
    currency: str = "USD"
    unit: float | None = None
    rates: Mapping[str, float] = field(default_factory=dict)


def suggested(sheet: Sheet, columns: Mapping[str, str | None]) -> Options:
    """The order of dates, currency and unit that the file itself suggests."""
    dated = columns.get("announced_date")
    order = dates.order_of(sheet.rows[dated].drop_nulls().unique()) if dated else None
    amount = columns.get("amount") or columns.get("amount_usd")
    head = heading(amount or "")
    currency = None if columns.get("currency") else head.currency
    return Options(order, currency or "USD", unit_of(sheet, amount))


def unit_of(sheet: Sheet, column: str | None) -> float:
    """What a bare number in a column of amounts counts, as its header says; 1 where it does not."""
    head = heading(column or "")
    if head.unit:
        return head.unit
    pitchbook = len(PITCHBOOK & set(sheet.rows.columns)) >= 2
    return 1e6 if pitchbook and head.words in {"deal size", "post valuation"} else 1.0
