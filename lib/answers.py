"""What a figure answers for a selection: its rows, their sources, and the words for both."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import polars as pl

from lib.database import Database, select
from lib.datasets.rounds import DATASET as ROUNDS
from lib.export import Provenance
from lib.figures.disputed import CONFLICT
from lib.figures.figure import Figure
from lib.filters import DEFAULT_STATUS, Filters
from lib.words import count, money

ROUNDS_TITLE = "Filtered rounds"
ROUNDS_SQL = """
FROM selected LEFT JOIN (
    FROM disputed SELECT row_key AS round_id, conflict WHERE table_name = 'rounds'
) USING (round_id)
ORDER BY announced_date DESC, amount_usd DESC, round_id
"""
ROUND_COLUMNS = (*ROUNDS.columns, CONFLICT)
"""What a file of rounds holds, whether a person or a program fetches it."""


def rows_of(database: Database, figure: Figure, filters: Filters) -> pl.DataFrame:
    """Rows of a figure for a selection, as they are drawn."""
    return figure.arrange(select(database, figure.sql, filters, **figure.params))


def sources_of(
    database: Database, figure: Figure, rows: pl.DataFrame, filters: Filters
) -> pl.DataFrame:
    """Sources behind the `rows` of a figure, those with most rounds first."""
    of_sources = [name for name in rows.columns if name.endswith("source_id")]
    named = {each for name in of_sources for each in rows[name].drop_nulls()}
    investor = figure.params.get("investor")
    return sources_behind(database, filters, sorted(named), figure.rests_on_rounds, investor)


def sources_behind(
    database: Database,
    filters: Filters,
    named: Sequence[str] = (),
    with_rounds: bool = True,
    investor: str | None = None,
) -> pl.DataFrame:
    """Sources of the selected rounds, unless they are left out, and the ones `named`.

    Where an `investor` is given, only rounds that name it count.
    """
    if not with_rounds:
        return select(database, NAMED_SOURCES_SQL, named=list(named))
    return select(database, SOURCES_SQL, filters, named=list(named), investor=investor)


SOURCES_SQL = """
, behind AS (
    FROM selected JOIN round_sources USING (round_id)
    SELECT round_sources.source_id::VARCHAR AS source_id, count(DISTINCT round_id) AS rounds
    WHERE $investor IS NULL
        OR round_id IN (FROM investments SELECT round_id WHERE investor::VARCHAR = $investor)
    GROUP BY ALL
)
FROM sources LEFT JOIN behind USING (source_id)
SELECT sources.* EXCLUDE (rows, tables), behind.rounds
WHERE behind.rounds IS NOT NULL OR source_id = ANY($named)
ORDER BY rounds DESC NULLS LAST, source_id
"""
NAMED_SOURCES_SQL = """
FROM sources
SELECT * EXCLUDE (rows, tables), NULL::BIGINT AS rounds
WHERE source_id = ANY($named)
ORDER BY source_id
"""


def sentence_and_result(database: Database, filters: Filters) -> tuple[str, str]:
    """The selection in words, and what it holds."""
    sql = "FROM selected SELECT count(*), coalesce(sum(amount_usd), 0)"
    rounds, capital_usd = select(database, sql, filters).row(0)
    quarters = database.options["quarter"]
    # Rounds that have not happened yet can lie beyond the coverage.
    happened = set(filters.status) <= set(DEFAULT_STATUS)
    words = filters.sentence(database.coverage if happened else (quarters[0], quarters[-1]))
    return words, f"{count(rounds, 'round')}, {money(capital_usd)}"


def provenance(
    database: Database, title: str, filters: Filters, link: str = "", selection: str = ""
) -> Provenance:
    """What a file made today says about its rows, yet without their sources.

    `selection` says what the rows are where they are not those of the filters.
    """
    return Provenance(
        title=title,
        selection=selection or ": ".join(sentence_and_result(database, filters)),
        exported=date.today(),
        data_version=database.version,
        sources=pl.DataFrame(),
        link=link,
    )
