"""All forecasts: what, by whom, by when, how each stands, and what shows it."""

from __future__ import annotations

import polars as pl

from lib.datasets.predictions import KINDS
from lib.figures.company_claims import stated
from lib.figures.figure import Figure
from lib.figures.prediction_rows import DEFAULTS, MEANINGS, ROWS_SQL, read_words, worded
from lib.words import count

COLUMNS = (
    "title company subject standing due_date as_of settled_by article made said said_low said_high "
    "said_unit said_words claim_id source_url evidence_url prediction_id comparison target_value "
    "target_low target_unit value unit state qualifier is_set_here today read_until source_id "
    "evidence_source_id"
).split()
FIRST = "title company standing due_date said target measured as_of settled_by".split()


def arrange(rows: pl.DataFrame) -> pl.DataFrame:
    """The same in words."""
    asked = ("said", "said_low", "said_high", "said_unit", "said_words")
    said = [stated(*row) for row in rows.select(asked).iter_rows()]
    first = pl.col("companies").list.first().cast(pl.String).alias("company")
    named = rows.with_columns(first, pl.col("kind").alias("made")).select(COLUMNS)
    found = worded(named.drop(asked)).with_columns(
        pl.col("made").replace_strict(KINDS, return_dtype=pl.String),
        pl.Series("said", said, pl.String),
    )
    return found.select([*FIRST, *(name for name in found.columns if name not in FIRST)])


def headline(rows: pl.DataFrame) -> str:
    """How many forecasts, and for how many there is a page or row to check."""
    known = rows["evidence_url"].count()
    has = "has" if known == 1 else "have"
    return f"{known} of {count(rows.height, 'forecast')} {has} a page to check progress or outcome"


FIGURE = Figure(
    name="predictions_table",
    subtitle="Each forecast with its target, what is measured and what would settle it (forecasts)",
    sql=ROWS_SQL,
    spec=None,
    headline=headline,
    note="Article opens the page that makes the forecast, Evidence the page behind the measured "
    "figure or the outcome. Article says is what its statement gives; a target set here is in "
    "no article, but a test needs one. Of several companies the first is named. "
    + " ".join(f"{name}: {words}" for name, words in MEANINGS.items()),
    remark=read_words,
    empty="No forecast is left by these choices.",
    advice="Choose all articles and standings, or take the filter Company back.",
    params=DEFAULTS,
    titles={
        "title": "Forecast",
        "subject": "About",
        "standing": "Standing",
        "due_date": "Due",
        "said": "Article says",
        "target": "Target",
        "measured": "Measured",
        "as_of": "As of",
        "settled_by": "What would settle it",
        "article": "Who says so",
        "made": "Kind of forecast",
        "source_url": "Article",
        "evidence_url": "Evidence",
    },
    hidden=(
        "prediction_id",
        "comparison",
        "target_value",
        "target_low",
        "target_unit",
        "value",
        "unit",
        "state",
        "qualifier",
        "is_set_here",
        "today",
        "read_until",
        "source_id",
        "evidence_source_id",
    ),
    rests_on_rounds=False,
    arrange=arrange,
)
