"""Arithmetic that articles print, computed again from the tables.

`SQL` holds a query an analysis of the table `checks`, with the columns check_id, value (in the
unit of the check). Inputs are rows of the tables, never constants.
"""

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
