"""Results of models on one benchmark or on the index over many: SQL and words figures share."""

from __future__ import annotations

from typing import Any, NamedTuple

import polars as pl

from lib.figures.scope import AMONG, scope
from lib.filters import Filters

INDEX = "eci"
INDEX_NAME = "Epoch Capabilities Index"
ALL, INDEPENDENT = "all", "independent"
REPORTERS = {ALL: "All scores", INDEPENDENT: "Without developers' own"}

BENCHMARKS_SQL = """
FROM benchmarks JOIN (
    FROM scores SELECT benchmark::VARCHAR AS benchmark, count(DISTINCT model) AS models,
        max(release_date) AS newest
    GROUP BY 1
) USING (benchmark)
SELECT benchmark, subject::VARCHAR AS subject, unit::VARCHAR AS unit, models
ORDER BY newest >= (FROM scores SELECT max(release_date) - INTERVAL 12 MONTH) DESC,
    models DESC, benchmark
"""
"""Benchmarks with scores: those in use with new models first, then by the models scored."""


DEVELOPERS_SQL = """
FROM (
    FROM scores SELECT organization::VARCHAR AS organization
    UNION ALL FROM capability SELECT organization::VARCHAR
    UNION ALL FROM arena SELECT DISTINCT organization::VARCHAR
)
SELECT organization WHERE organization IS NOT NULL
GROUP BY 1 ORDER BY lower(organization)
"""
"""Developers of the models with scores or ratings, by name."""


def benchmark_words(benchmarks: pl.DataFrame) -> dict[str, str]:
    """Options of the choice of a benchmark, the index first; `benchmarks` from BENCHMARKS_SQL."""
    return {INDEX: INDEX_NAME} | {
        name: f"{name} · {subject.lower()}" if subject else name
        for name, subject in benchmarks.select("benchmark", "subject").rows()
    }


class Measure(NamedTuple):
    """How scores of one unit are written: `spoken` follows a number, `form` is for Vega."""

    axis: str
    spoken: str
    form: str
    is_log: bool = False


MEASURES = {
    INDEX: Measure("Epoch Capabilities Index (points)", " points", ".1f"),
    "share": Measure("Score (%)", "%", ".1f"),
    "minutes": Measure("Length of tasks (minutes, log scale)", " minutes", ",.3~r", True),
    "points": Measure("Score (points)", " points", ".1f"),
    "rating points": Measure("Rating (points)", " points", ",.0f"),
}
"""By the unit of a benchmark, and of the index."""


def worded(value: float, unit: str) -> str:
    """A score with its unit, as a sentence has it: 93.1%, 161.7 points."""
    decimals = 0 if unit in ("minutes", "rating points") and value >= 10 else 1
    return f"{value:,.{decimals}f}{MEASURES[unit].spoken}"


RESULTS_SQL = f"""
, published AS (
    FROM capability
    SELECT '{INDEX_NAME}' AS benchmark, '{INDEX}' AS unit, model, organization, country, region,
        access, release_date, eci AS score, eci_low AS low, eci_high AS high, snapshot AS as_of,
        is_second_hand, false AS is_vendor_reported,
        CASE WHEN is_second_hand THEN 'Articles that quote Epoch AI' ELSE 'Epoch AI' END
            AS evaluator,
        source_id, source_url
    WHERE $benchmark = '{INDEX}'
    UNION ALL
    FROM (
        -- A share is drawn in percent.
        FROM scores SELECT *, CASE WHEN unit = 'share' THEN 100.0 ELSE 1.0 END AS scale,
            coalesce(score_low, score - 1.96 * standard_error) AS lower_end,
            coalesce(score_high, score + 1.96 * standard_error) AS upper_end
        WHERE benchmark = $benchmark AND is_best
            AND ($reporter = '{ALL}' OR NOT is_vendor_reported)
    )
    SELECT benchmark, unit, model, organization, country, region, access, release_date,
        scale * score, CASE WHEN lower_end < 0 THEN 0 ELSE scale * lower_end END,
        CASE WHEN unit = 'share' AND upper_end > 1 THEN 100 ELSE scale * upper_end END, as_of,
        false, is_vendor_reported, evaluator, source_id, source_url
), results AS (
    FROM published LEFT JOIN (FROM organizations SELECT organization AS of, company)
        ON organization::VARCHAR = of::VARCHAR
    SELECT benchmark::VARCHAR AS benchmark, unit::VARCHAR AS unit, model,
        organization::VARCHAR AS organization, company::VARCHAR AS company,
        country::VARCHAR AS country, region::VARCHAR AS region, access::VARCHAR AS access,
        release_date, score, low, high, as_of, is_second_hand, is_vendor_reported,
        evaluator::VARCHAR AS evaluator, source_id::VARCHAR AS source_id, source_url
    WHERE {AMONG}
)
"""
"""Adds the table `results`: the best result of a model on `$benchmark`, among places and
organisations of the scope, at any date. A model that its developer scores too has both."""

DEFAULTS: dict[str, Any] = {"benchmark": INDEX, "reporter": ALL, **scope(Filters())}
"""Parameters of `RESULTS_SQL`."""

EMPTY = "No model of these places, developers and dates has a score on this benchmark."
ADVICE = (
    "Choose another benchmark (the Epoch Capabilities Index covers most models), widen the time "
    "range, or take a filter back."
)
INTERVALS = (
    "Intervals are the published 90% interval of the index, METR's 95% interval, and elsewhere "
    "1.96 standard errors to each side."
)
