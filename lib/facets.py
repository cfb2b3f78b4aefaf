"""How many rounds each choice of each filter would match, in one pass over the table."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from lib.database import Database, select
from lib.filters import AMOUNTS_USD, CHOICES, CONDITIONS, FILTERED, Filters

MOST_OPTIONS = 1000
"""Longest list of options sent to a browser; the most frequent values are kept."""

QUARTER = "date_trunc('quarter', announced_date)"
GROUPS = {name: (name, f"{name}::VARCHAR") for name in FILTERED} | {
    "quarter": (QUARTER, f"year({QUARTER}) || '-Q' || quarter({QUARTER})")
}
"""What a field is counted by (codes, where there are some), and the value of such a group."""
OWN_CONDITIONS = {name: (name,) for name in (*CHOICES, "min_amount_usd")} | {
    "quarter": ("start", "end")
}
"""Conditions of a field, which do not narrow its own choices; `origin` counts only where there are
rounds of both."""


def facets(database: Database, filters: Filters) -> dict[str, dict[str, int]]:
    """Rounds that each value of a field would match if it were the field's only value.

    All other conditions of `filters` stay on. Keys: the fields of CHOICES, `quarter`,
    `min_amount_usd` (rounds of at least that amount) and, where the database has shipped rounds
    beside a visitor's, `origin`. Values that match nothing are absent.
    """
    own = OWN_CONDITIONS
    if database.has_both:
        own = own | {"origin": ("origin",)}
    else:
        filters = replace(filters, origin=())
    counts: dict[str, dict[str, int]] = {name: {} for name in own}
    for field, value, rounds in select(database, _sql(filters, own), **filters.params).iter_rows():
        if value is not None and rounds:
            counts[field][value] = rounds
    return counts


def _sql(filters: Filters, own: Mapping[str, tuple[str, ...]]) -> str:
    """Rows that miss at most one field's condition count towards that field, others towards all."""
    misses = {name: _miss(names, filters) for name, names in own.items()}
    tested = {name: miss for name, miss in misses.items() if miss}
    columns = "".join(f", {miss} AS miss_{name}" for name, miss in tested.items())
    total = " + ".join(f"miss_{name}" for name in tested) or "0"
    read = ", ".join((*(name for name in FILTERED if name in own), "announced_date", "amount_usd"))
    parts = [_count(name, *GROUPS[name], _own(name, tested)) for name in own if name in GROUPS]
    parts.append(_amounts(_own("min_amount_usd", tested)))
    return (
        f"WITH tested AS (SELECT {read}{columns} FROM rounds),\n"
        f"near AS MATERIALIZED (SELECT *, {total} AS misses FROM tested WHERE {total} <= 1)\n"
        + "\nUNION ALL ".join(parts)
    )


def _miss(names: tuple[str, ...], filters: Filters) -> str:
    """One where a row breaks the active conditions of one field, else zero; empty if none is."""
    conditions = " AND ".join(CONDITIONS[name] for name in names if name in filters.active)
    return f"(NOT coalesce({conditions}, false))::TINYINT" if conditions else ""


def _own(name: str, tested: dict[str, str]) -> str:
    return f"misses = miss_{name}" if name in tested else "misses = 0"


def _count(name: str, group: str, value: str, condition: str) -> str:
    return (
        f"(SELECT '{name}' AS field, {value} AS value, count(*) AS rounds FROM near "
        f"WHERE {condition} GROUP BY {group} ORDER BY rounds DESC, value LIMIT {MOST_OPTIONS})"
    )


def _amounts(condition: str) -> str:
    steps = ", ".join(f"'{amount}'" for amount in AMOUNTS_USD)
    counts = ", ".join(
        f"count(*) FILTER (amount_usd >= {amount})" if amount else "count(*)"
        for amount in AMOUNTS_USD
    )
    return (
        f"SELECT 'min_amount_usd', unnest([{steps}]), unnest([{counts}]) "
        f"FROM near WHERE {condition}"
    )
