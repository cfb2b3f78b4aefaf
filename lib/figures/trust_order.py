"""Which source leads a round that several tell of?"""

from __future__ import annotations

import polars as pl

from lib.datasets.round_events import LAST_RESORT, TRUST
from lib.figures.figure import Figure
from lib.words import clipped, count, number_word

RANKS = ", ".join(
    f"({place}, '{source}', {list(confidences)})"
    for place, (source, confidences) in enumerate(TRUST, 1)
)
SQL = f"""
FROM (
WITH ranks (place, family, confidences) AS (VALUES {RANKS})
, named AS (
    FROM ranks JOIN sources ON starts_with(source_id, family)
    SELECT place, string_agg(title, '; ' ORDER BY title) AS titles
    GROUP BY place
), led AS (
    FROM rounds JOIN ranks ON starts_with(source_id::VARCHAR, family)
        AND list_contains(confidences, confidence::VARCHAR)
    SELECT place, count(*) AS rounds, sum(amount_usd) AS capital_usd
    WHERE status IN ('completed', 'announced')
    GROUP BY place
)
FROM ranks JOIN named USING (place) LEFT JOIN led USING (place)
SELECT place::BIGINT AS place, titles, list_aggregate(confidences, 'string_agg', ', ') AS trust,
    coalesce(rounds, 0) AS rounds, capital_usd
)
ORDER BY place
"""


def headline(rows: pl.DataFrame) -> str:
    """The source that is believed first, and how much it leads."""
    first = rows.row(0, named=True)
    return (
        f"{clipped(first['titles'], 60)} is believed first of {rows.height} "
        f"and leads {count(first['rounds'], 'round')}"
    )


FIGURE = Figure(
    name="trust_order",
    subtitle="Order in which sources are believed, and what each leads (rounds)",
    sql=SQL,
    spec=None,
    headline=headline,
    note="Where several sources tell of one round, the values of the first in this order stand. "
    "What it does not state is filled from the others in turn, and investors that they name are "
    f"added. The {number_word(len(LAST_RESORT)).lower()} that have named wrong ones give investors "
    "and series only where no other does. Records of one source that differ in how far they are "
    "trusted can stand at different places. Completed and announced rounds "
    "only; the filters play no part.",
    rests_on_rounds=False,
    titles={
        "place": "Place",
        "titles": "Source",
        "trust": "Trust in the record",
        "rounds": "Rounds led",
        "capital_usd": "Capital led",
    },
)
