"""The mark beside a disputed number: its column, its SQL and its words in charts."""

from __future__ import annotations

import polars as pl

from lib.schema import Column
from lib.theme import told
from lib.words import MARK

CONFLICT = Column(
    "conflict",
    pl.String(),
    MARK,
    "Sources disagree about this number: click to see what each says",
)
"""Column of rows that hold a number which can be disputed; empty where no case is known."""


def conflict_of(table: str, key: str, about: str = "conflict") -> str:
    """SQL of the worst conflict about the row of `table` that the column `key` names, or NULL.

    `about` narrows it to amount_conflict or valuation_conflict.
    """
    return f"(FROM disputed SELECT {about} WHERE table_name = '{table}' AND row_key = {key})"


OF_ROUND = conflict_of("rounds", "round_id")
OF_AMOUNT = conflict_of("rounds", "round_id", "amount_conflict")
OF_VALUATION = conflict_of("rounds", "round_id", "valuation_conflict")
"""SQL of the worst conflict about a round, its amount or its valuation."""


# Conflicts between records of a round bear its long name: what they are about says more.
CASE_WORDS = {
    "conflict_text": f"datum.conflict ? '{MARK} ' + replace(datum.conflict, /^R-.*-/, '') "
    ": 'no case known'"
}
"""Vega expression of a tooltip's words about `conflict`."""

CASE_TOLD = told("conflict_text", "Sources disagree")
"""Line of a tooltip; the chart calculates CASE_WORDS."""


def marked_expression(text: str) -> str:
    """Vega expression of the label `text`, with the mark where the number is disputed."""
    return f"{text} + (datum.conflict ? ' {MARK}' : '')"
