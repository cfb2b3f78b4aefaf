"""AI models in the scope of a page: SQL and words that the figures on training share."""

from __future__ import annotations

import polars as pl

from lib.words import flop, money, month_words

TRENDS = {"frontier": "Frontier models", "notable": "All notable models"}
"""Models that a trend or a count is of; SQL parameter `$trend`."""

IN_FIT = "CASE $trend WHEN 'frontier' THEN is_frontier ELSE is_notable END"
"""SQL condition over `trained_models`: those that the trend `$trend` is of."""

TREND_OF = "$trend || ' models' AS trend_of"
"""SQL column: what a sentence calls them."""

CERTAINTIES = {
    "Confident": "circle",
    "Likely": "diamond",
    "Speculative": "triangle-up",
    "Not stated": "cross",
}
"""How sure Epoch AI is of its estimates, with the shape of each."""

NOTE = (
    "Estimates of Epoch AI for the final training run of a model. Each line of the grid is ten "
    "times the one below, unless the numbers say otherwise. Filled marks are those it is "
    "confident of; hollow ones it calls likely or speculative, or says nothing of. Larger ones are "
    "frontier models: those that Epoch AI marks as among the ten with the most training compute "
    "when they came out. Notable models are all on its list of influential ones. Models that are "
    "only on its list of very large ones are drawn too, but no trend rests on them, since it was "
    "their size that brought them there. Where no start is chosen, the chart starts in 2010; older "
    "models are in the table of models. "
)

TREND_NOTE = (
    "The line is the straight one closest to the marks on this scale (least squares on the "
    "logarithm): the same growth every year. The 95% interval says how far chance alone could move "
    "that growth; it does not count errors of the estimates. No growth is stated for fewer than "
    "five models or less than a year."
)

DEVELOPERS = """
FROM models SELECT organization::VARCHAR
WHERE organization IS NOT NULL AND training_compute_flop > 0
GROUP BY organization ORDER BY count(*) DESC, organization::VARCHAR
"""
"""SQL of the developers to choose from, those with most estimates first."""

YARDSTICK = """
FROM trained_models
SELECT release_date, training_compute_flop, training_cost_usd, marked_until
WHERE model = 'GPT-4 (Mar 2023)'
"""
"""SQL of one row: a model that readers know, for a sense of scale."""


def scale_words(yardstick: pl.DataFrame) -> str:
    """What the unit of compute and the models of the trend are, by the row of `YARDSTICK`."""
    row = yardstick.row(0, named=True)
    compute = row["training_compute_flop"]
    return (
        "FLOP are the arithmetic operations of a training run; 1e24 is a one with 24 zeros. "
        f"For scale: GPT-4 of {month_words(row['release_date'])} took "
        f"{flop(compute)}, {compute / 1e24:.0f} trillion trillion, and "
        f"{money(row['training_cost_usd'])} of chips and energy, as Epoch AI estimates. Frontier "
        "models are those that Epoch AI marks as among the ten with the most training compute when "
        f"they came out; it has marked none since {month_words(row['marked_until'])}."
    )


def left_out(number: int, reason: str) -> str:
    """`; 12 more have no estimate`; nothing where none is left out."""
    return f"; {number:,} more {'has' if number == 1 else 'have'} {reason}" if number else ""
