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

NEAR = 0.1
"""How far, as a share of the target, a figure may be from a target that an article says is about
so much."""

DEFAULTS: dict[str, Any] = {"today": None, "companies": [], "articles": [], "standings": []}
"""SQL parameters of `JUDGED`: no day stands for the day the data was last read, no list for all."""

JUDGED = f"""
, days AS (
    FROM sources
    SELECT coalesce($today::DATE, max(accessed_date)) AS today, max(accessed_date) AS read_until
), known AS (
    FROM predictions CROSS JOIN days
        LEFT JOIN (
            FROM progress
            SELECT prediction_id AS of, value, unit, as_of, basis, state,
                source_id AS found_source_id, source_url AS found_url
        ) AS found ON of = prediction_id AND coalesce(as_of <= today, true)
        LEFT JOIN (
            FROM verdicts
            SELECT prediction_id AS ruled, verdict::VARCHAR AS verdict, as_of AS ruled_on,
                qualifier::VARCHAR AS qualifier, value AS ruled_value, unit::VARCHAR AS ruled_unit,
                source_id AS ruled_source_id, source_url AS ruled_url
        ) AS rulings ON ruled = prediction_id AND ruled_on <= today
        JOIN (
            FROM claims SELECT claim_id, value AS said, value_low AS said_low,
                value_high AS said_high, unit::VARCHAR AS said_unit, value_words AS said_words
        ) AS statements USING (claim_id)
    SELECT prediction_id, title, subject, companies, kind::VARCHAR AS kind, due_date, window_start,
        claim_id, comparison::VARCHAR AS comparison, target_value, target_low,
        target_unit::VARCHAR AS target_unit, settled_by::VARCHAR AS settled_by,
        predictions.source_id::VARCHAR AS source_id, source_url, today, read_until,
        value, as_of, basis, state, verdict, unit, ruled_value, ruled_unit, ruled_on, qualifier,
        said, said_low, said_high, said_unit, said_words,
        coalesce(target_value NOT IN (said, said_low, said_high), true) AS is_set_here,
        -- An article is no evidence of what it forecasts itself.
        nullif(coalesce(ruled_url, found_url), source_url) AS evidence_url,
        coalesce(ruled_source_id::VARCHAR, found_source_id) AS evidence_source_id
), compared AS (
    FROM known
    SELECT *, CASE comparison
            WHEN 'at_least' THEN value >= target_value
            WHEN 'above' THEN value > target_value
            WHEN 'below' THEN value < target_value
            WHEN 'about' THEN abs(value - target_value) <= {NEAR} * target_value
            WHEN 'between' THEN value BETWEEN target_low AND target_value
            WHEN 'by_date' THEN basis = 'event'
        END AS is_met,
        as_of BETWEEN coalesce(window_start, as_of) AND coalesce(due_date, as_of) AS in_time,
        -- What can only rise settles at once; the others, shares of buyers too, at their end.
        comparison IN ('at_least', 'above') AND settled_by <> 'buyers'
            OR basis = 'level' AND as_of >= due_date AS is_final
), judged AS (
    FROM compared
    SELECT * EXCLUDE (value, unit, as_of, ruled_value, ruled_unit, ruled_on),
        coalesce(ruled_value, value) AS value, coalesce(ruled_unit, unit) AS unit,
        coalesce(ruled_on, as_of) AS as_of,
        CASE WHEN verdict IS NOT NULL THEN verdict
            WHEN is_met AND in_time AND (basis = 'event' OR is_final) THEN 'hit'
            WHEN basis = 'event' AND comparison <> 'none' AND NOT (is_met AND in_time)
                OR basis = 'level' AND as_of >= due_date AND NOT is_met THEN 'missed'
            WHEN due_date < today THEN 'due'
            WHEN due_date IS NULL AND state IS NULL THEN 'cannot be judged'
            ELSE 'open' END AS standing
), chosen AS (
    FROM judged JOIN (
        FROM sources SELECT source_id::VARCHAR AS source_id, title AS article_title, published_date
    ) USING (source_id)
    SELECT *, split_part(article_title, ':', 1) AS article, count(*) OVER () AS of_company
    WHERE len($companies) = 0 OR list_has_any(companies, $companies::VARCHAR[])
), narrowed AS (
    FROM chosen
    WHERE (len($articles) = 0 OR list_contains($articles::VARCHAR[], source_id))
        AND (len($standings) = 0 OR list_contains($standings::VARCHAR[], standing))
)
"""
"""CTEs `chosen`, the forecasts about the chosen companies, and `narrowed`, those of the chosen
articles and standings among them: a forecast a row, with its `standing` and what shows it."""

ARTICLES_SQL = """
FROM predictions JOIN sources USING (source_id)
SELECT DISTINCT source_id::VARCHAR AS source_id, split_part(sources.title, ':', 1) AS article
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
