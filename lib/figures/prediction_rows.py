"""Forecasts with their standing: what is known of each, and what that makes of it on a day."""

from __future__ import annotations

from datetime import date
from typing import Any

import altair as alt
import polars as pl

from lib.datasets.predictions import COMPARISONS, SETTLED_BY
from lib.figures.company_claims import stated
from lib.filters import Filters
from lib.theme import COLOURS
from lib.words import month_words

STANDINGS = {
    "hit": "Hit",
    "missed": "Missed",
    "due": "Due",
    "open": "Open",
    "cannot be judged": "Cannot be judged",
}
"""Words of each standing, in the order of charts and boxes."""

MEANINGS = {
    "Hit": "A page or a row of this data shows that it came true in time.",
    "Missed": "A page, or data known to cover the time, shows that it did not come true.",
    "Due": "The due date has passed, and nothing in this data settles it.",
    "Open": "Its time is not over, or it has no date and a figure follows it.",
    "Cannot be judged": "No due date and no figure: nothing would settle it as it is stated.",
}

DEFAULTS: dict[str, Any] = {"today": None, "companies": [], "articles": [], "standings": []}
"""SQL parameters of `JUDGED`: no day stands for the day the data was last read, no list for all."""

JUDGED = """
, by_then AS (
    -- What was known on that day.
    FROM forecasts
    SELECT * EXCLUDE (found, ruled), coalesce($today::DATE, read_until) AS today,
        CASE WHEN coalesce(found.as_of <= today, true) THEN found END AS seen,
        CASE WHEN ruled.as_of <= today THEN ruled END AS ruling
), judged AS (
    FROM by_then
    SELECT * EXCLUDE (seen, ruling, shows), seen.state, ruling.verdict, ruling.qualifier,
        coalesce(ruling.value, seen.value) AS value, coalesce(ruling.unit, seen.unit) AS unit,
        coalesce(ruling.as_of, seen.as_of) AS as_of,
        -- An article is no evidence of what it forecasts itself.
        nullif(coalesce(ruling.source_url, seen.source_url), source_url) AS evidence_url,
        coalesce(ruling.source_id, seen.source_id) AS evidence_source_id,
        CASE WHEN ruling.verdict IS NOT NULL THEN ruling.verdict
            WHEN seen.basis IS NOT NULL AND shows IS NOT NULL THEN shows
            WHEN due_date < today THEN 'due'
            WHEN due_date IS NULL AND seen.state IS NULL THEN 'cannot be judged'
            ELSE 'open' END AS standing
), chosen AS (
    FROM judged
    SELECT *, count(*) OVER () AS of_company
    WHERE len($companies) = 0 OR list_has_any(companies, $companies::VARCHAR[])
), narrowed AS (
    FROM chosen
    WHERE (len($articles) = 0 OR list_contains($articles::VARCHAR[], source_id))
        AND (len($standings) = 0 OR list_contains($standings::VARCHAR[], standing))
)
"""
"""CTEs `chosen`, the forecasts about the chosen companies, and `narrowed`, those of the chosen
articles and standings among them: a forecast a row, with its `standing` and what shows it."""

ROWS_SQL = f"""{JUDGED}
FROM narrowed
SELECT *
ORDER BY array_position({[*STANDINGS]}, standing), due_date NULLS LAST, prediction_id
"""
"""Those forecasts, the settled first: the rows that the figures about each of them arrange."""

ARTICLES_SQL = """
FROM forecasts
SELECT DISTINCT source_id, article
ORDER BY 2
"""


def given(filters: Filters, today: date, article: str = "", standing: str = "") -> dict[str, Any]:
    """SQL parameters of `JUDGED`: the companies of the filter, and what is chosen on the page."""
    return {
        "today": today,
        "companies": list(filters.company),
        "articles": [article] if article else [],
        "standings": [standing] if standing else [],
    }


def worded(rows: pl.DataFrame) -> pl.DataFrame:
    """Target and measured figure in words, and words in place of codes."""
    asked = "comparison due_date target_low target_value target_unit is_set_here".split()
    known = ("value", "unit", "state", "qualifier")
    targets = [_target(*row) for row in rows.select(asked).iter_rows()]
    measured = [_measured(*row) for row in rows.select(known).iter_rows()]
    return rows.with_columns(
        pl.Series("target", targets, pl.String),
        pl.Series("measured", measured, pl.String),
        pl.col("standing").replace_strict(STANDINGS, return_dtype=pl.String),
        pl.col("settled_by").replace_strict(SETTLED_BY, return_dtype=pl.String),
    )


def _target(
    comparison: str,
    due: date | None,
    low: float | None,
    high: float | None,
    unit: str | None,
    is_set_here: bool,
) -> str | None:
    if comparison == "by_date":
        return "In time" if due else None
    if high is None:
        return None
    words = stated(None if low is not None else high, low, high, unit) or ""
    if comparison not in ("none", "between"):
        words = f"{COMPARISONS[comparison]} {words}"
    return f"{words} (set here)" if is_set_here else words


def _measured(
    value: float | None, unit: str | None, state: str | None, qualifier: str | None
) -> str | None:
    """The figure and what else is known: `$2.1T, listed`, `Over $50B`; `Filed` without one."""
    known = state if state not in (None, "tracked", "reported") else None
    if value is None:
        return known.capitalize() if known else None
    figure = stated(float(f"{value:.3g}"), None, None, unit) or ""
    if qualifier not in (None, "exact"):
        figure = f"{qualifier.replace('_', ' ').capitalize()} {figure}"
    if unit == "count":
        return f"{figure} {known or ''}".strip()
    return ", ".join(filter(None, (figure, known)))


def read_words(rows: pl.DataFrame) -> str:
    """Of which day the standings are, and when the data was last read."""
    today, read = rows.row(0, named=True)["today"], rows.row(0, named=True)["read_until"]
    return (
        f"Standings as of {today.day} {month_words(today)}; "
        f"the data was last read on {read.day} {month_words(read)}."
    )


def standing_colour() -> alt.Color:
    """Colour by standing, with a legend that shows the shapes too."""
    tints = COLOURS["standing"]
    scale = alt.Scale(domain=list(tints), range=list(tints.values()))
    return alt.Color(field="standing", type="nominal", scale=scale, legend=_legend())


SHAPES = ("circle", "cross", "triangle-up", "diamond", "square")


def standing_shape() -> alt.Shape:
    """Shape by standing, for eyes that mix up colours."""
    scale = alt.Scale(domain=list(COLOURS["standing"]), range=list(SHAPES))
    return alt.Shape(field="standing", type="nominal", scale=scale, legend=_legend())


def _legend() -> alt.Legend:
    columns = alt.ExprRef("width < 420 ? 2 : 5")
    return alt.Legend(orient="top", title=None, columns=columns)
