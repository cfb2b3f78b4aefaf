"""Which conflicts are there, between which values, and what is used?"""

from __future__ import annotations

from itertools import groupby
from operator import itemgetter
from typing import Any

import polars as pl

from lib.datasets.conflicts import DATASET
from lib.figures.conflict_words import (
    ADVICE,
    CHOSEN,
    DEFAULTS,
    NOTE,
    OUTCOMES,
    SEVERITIES,
    names,
    said,
)
from lib.figures.figure import Figure
from lib.words import count, listing

SQL = f"""
FROM (
    FROM conflicts SELECT conflict_id, kind, severity, subject, metric, outcome, found_by,
        is_checked_outside, evidence_url
    WHERE {CHOSEN}
) AS chosen JOIN conflict_values USING (conflict_id)
SELECT conflict_id AS conflict, subject, metric::VARCHAR AS metric,
    severity::VARCHAR AS severity, kind::VARCHAR AS mistake, outcome::VARCHAR AS outcome,
    is_checked_outside, evidence_url, role::VARCHAR AS role, value, value_low, value_high,
    conflict_values.qualifier::VARCHAR AS qualifier, conflict_values.unit::VARCHAR AS unit,
    date_low, date_high, value_words, source_id::VARCHAR AS source_id
ORDER BY chosen.severity, found_by, conflict_id, place
"""

SHOWN = (
    "conflict subject figure stated used severity mistake outcome is_checked_outside evidence_url "
    "source_id other_source_id third_source_id"
).split()


def arrange(rows: pl.DataFrame) -> pl.DataFrame:
    """One row a conflict, with the values stated and the one used in words."""
    told = rows.with_columns(said(rows).alias("said")).iter_rows(named=True)
    found = [_one(list(values)) for _, values in groupby(told, itemgetter("conflict"))]
    schema = {name: rows.schema.get(name, pl.String()) for name in SHOWN}
    return pl.DataFrame(found, schema=schema)


def _one(values: list[dict[str, Any]]) -> dict[str, object]:
    first, used = values[0], values[-1]
    sources = dict.fromkeys(each["source_id"] for each in values if each["source_id"])
    metric = first["metric"]
    # What a number used is of stands beside it.
    of = used["value_words"] if used["value_words"] != used["said"] else None
    return {
        **{name: first[name] for name in ("conflict", "subject", "is_checked_outside")},
        "evidence_url": first["evidence_url"],
        "figure": DATASET["metric"].label(metric) if metric else None,
        "stated": names([each["said"] for each in values if each["role"] == "states"]),
        "used": ": ".join(filter(None, (used["said"], of))),
        "severity": SEVERITIES[first["severity"]],
        "mistake": DATASET["kind"].label(first["mistake"]),
        "outcome": OUTCOMES[first["outcome"]],
        **dict(zip(SHOWN[-3:], sources, strict=False)),
    }


def headline(rows: pl.DataFrame) -> str:
    """How many conflicts, about how many subjects, and how they ended."""
    number, about = rows.height, rows["subject"].n_unique()
    ends = rows.group_by("outcome").len().sort("len", "outcome", descending=[True, False])
    told = [f"{n:,} {outcome.lower()}" for outcome, n in ends.iter_rows()]
    if len(told) > NAMED + 1:
        told[NAMED:] = [f"{ends['len'][NAMED:].sum():,} that ended otherwise"]
    return f"{count(number, 'conflict')} about {count(about, 'subject')}: {listing(told, 3)}"


NAMED = 2
"""Outcomes named in the headline, where there are many."""


FIGURE = Figure(
    name="conflict_list",
    subtitle="The most severe first (conflicts): what is stated, and what is used instead",
    sql=SQL,
    spec=None,
    headline=headline,
    arrange=arrange,
    note=NOTE,
    empty="No conflict is of this kind, severity and outcome.",
    advice=ADVICE,
    params=DEFAULTS,
    titles={
        "conflict": "Conflict",
        "subject": "About",
        "figure": "Figure",
        "stated": "Stated",
        "used": "Used here",
        "severity": "Severity",
        "mistake": "What went wrong",
        "outcome": "Outcome",
        "is_checked_outside": "Checked outside",
        "evidence_url": "Evidence",
    },
    rests_on_rounds=False,
)
