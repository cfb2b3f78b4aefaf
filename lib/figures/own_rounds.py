"""How charts mark the rounds of a visitor among the shipped ones: an outline and a word."""

from __future__ import annotations

from typing import Any

import altair as alt
import polars as pl

from lib.theme import PINK

OWN = "datum.origin == 'Yours'"
"""Vega expression: whether a row, with `origin::VARCHAR AS origin`, is a visitor's round."""

OUTLINED: dict[str, Any] = {
    "stroke": alt.condition(OWN, alt.value(PINK), alt.value("transparent")),
    "strokeWidth": alt.condition(OWN, alt.value(2.5), alt.value(0)),
}
"""Channels that outline the bars of own rounds."""


def own_expression(text: str, words: str = " · yours") -> str:
    """Vega expression of `text`, with a word behind it where the round is the visitor's."""
    return f"{text} + ({OWN} ? '{words}' : '')"


def own_remark(rows: pl.DataFrame) -> str:
    """What outlined marks are, where there are any."""
    return "Marks with a pink outline are of your file." if "Yours" in rows["origin"] else ""
