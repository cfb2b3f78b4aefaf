"""Results of models on one benchmark or on the index over many: choices and words figures share."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from lib.derived.models import INDEX, INDEX_NAME
from lib.figures.scope import AMONG, scope
from lib.filters import Filters
from lib.words import count, month_words, percent

ALL, INDEPENDENT = "all", "independent"
REPORTERS = {ALL: "All scores", INDEPENDENT: "Without developers' own"}

BENCHMARKS_SQL = f"""
FROM (
    FROM results SELECT benchmark_id, benchmark, unit, count(DISTINCT model) AS models,
        max(release_date) AS newest,
        bool_or(is_vendor_reported) AND NOT bool_and(is_vendor_reported) AS is_by_both
    GROUP BY ALL
) LEFT JOIN (FROM benchmarks SELECT benchmark, subject, chance_share, release_date)
    USING (benchmark)
SELECT benchmark_id, benchmark, unit, subject::VARCHAR AS subject, models, chance_share,
    release_date, is_by_both
ORDER BY benchmark_id <> '{INDEX}',
    newest >= (FROM scores SELECT max(release_date) - INTERVAL 12 MONTH) DESC,
    models DESC, benchmark
"""
"""The index and the benchmarks with scores: those in use with new models first, then by the models
scored. `is_by_both` says whether some scores, but not all, are those of developers."""


DEVELOPERS_SQL = """
FROM (FROM results SELECT organization UNION FROM standings SELECT organization)
WHERE organization IS NOT NULL
ORDER BY lower(organization)
"""
"""Developers of the models with scores or ratings, by name."""


def benchmark_words(benchmark: Mapping[str, Any]) -> str:
    """A row of BENCHMARKS_SQL as an option of the choice."""
    subject = benchmark["subject"]
    return f"{benchmark['benchmark']} · {subject.lower()}" if subject else benchmark["benchmark"]


def benchmark_about(benchmark: Mapping[str, Any]) -> str:
    """What a benchmark, a row of BENCHMARKS_SQL, asks, and how to read its scores."""
    subject, published, chance = (
        benchmark[name] for name in ("subject", "release_date", "chance_share")
    )
    told = (
        INDEX_ABOUT if benchmark["unit"] == INDEX else "",
        f"{subject}." if subject else "",
        f"{count(benchmark['models'], 'model')} scored.",
        f"Questions published in {month_words(published)}." if published else "",
        f"Guessing alone gets {percent(chance)}." if chance else "",
    )
    return " ".join(filter(None, told))


INDEX_ABOUT = (
    f"The {INDEX_NAME} (ECI) puts scores on many benchmarks on one scale, on which Claude 3.5 "
    "Sonnet has 130 points and GPT-5 has 150."
)


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


def on_benchmark(row: Mapping[str, Any]) -> str:
    """The benchmark of a row inside a sentence."""
    return f"{'the ' if row['unit'] == INDEX else ''}{row['benchmark']}"


CHOSEN = f"""benchmark_id = $benchmark AND ($reporter = '{ALL}' OR NOT is_vendor_reported)
    AND {AMONG}"""
"""SQL condition over the table `results`: one benchmark, and places and developers of the scope."""

NARROWED = "len($regions) + len($countries) + len($organizations) > 0 AS is_narrowed"
"""SQL column: whether places or developers are selected, so that the best are not those of all."""

DEFAULTS: dict[str, Any] = {"benchmark": INDEX, "reporter": ALL, **scope(Filters())}
"""Parameters of `CHOSEN`."""

EMPTY = "No model of these places, developers and dates has a score on this benchmark."
ADVICE = (
    "Choose another benchmark (the Epoch Capabilities Index covers most models), widen the time "
    "range, or take a filter back."
)
INTERVALS = (
    "Intervals are the published 90% interval of the index, METR's 95% interval, and elsewhere "
    "1.96 standard errors to each side."
)
