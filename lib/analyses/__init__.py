"""Arithmetic that articles print, computed again from the tables.

`SQL` holds a query an analysis of the table `checks`, with the columns check_id, value (in the
unit of the check). Inputs are rows of the tables, never constants. They read tables with a file of
their own alone, so that anyone can run them.
"""

import re

from lib.analyses import (
    capability,
    concentration,
    efficiency,
    infrastructure,
    predictions,
    prices,
    regions,
    stages,
    training,
    unit_economics,
    valuations,
)
from lib.datasets import DATASETS

SQL: dict[str, str] = {
    **concentration.SQL,
    **stages.SQL,
    **regions.SQL,
    **valuations.SQL,
    **capability.SQL,
    **efficiency.SQL,
    **infrastructure.SQL,
    **predictions.SQL,
    **prices.SQL,
    **training.SQL,
    **unit_economics.SQL,
}

RECOMPUTED = "\nUNION ALL ".join(
    f"SELECT check_id, value::DOUBLE AS value FROM ({sql})" for sql in SQL.values()
)
"""SQL of all checks at once: check_id, value."""


def tables_of(sql: str) -> list[str]:
    """Tables that a query reads, by name."""
    return sorted({*re.findall(r"\b(?:FROM|JOIN)\s+(\w+)", sql)} & {*DATASETS})


def script(analysis: str) -> str:
    """The query of an analysis, to run as it stands in DuckDB beside the folder `data`."""
    sql = SQL[analysis].strip()
    views = [
        f"CREATE OR REPLACE VIEW {name} AS FROM 'data/{name}.parquet';" for name in tables_of(sql)
    ]
    return "\n".join([*views, "", f"{sql};"])
