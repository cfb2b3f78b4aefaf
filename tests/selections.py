"""Random selections that match something, and a second reading of them that shares no code."""

from __future__ import annotations

from typing import Any

import polars as pl
from hypothesis import strategies as st

from lib.filters import CHOICES, Filters
from tests.committed import DATA, committed

OPTIONS = committed().options
ROUNDS = pl.read_parquet(DATA / "rounds.parquet")
QUARTER = pl.format(
    "{}-Q{}", pl.col("announced_date").dt.year(), pl.col("announced_date").dt.quarter()
)

A_ROUND = st.sampled_from(ROUNDS.select(CHOICES).to_dicts())
SOME_FIELDS = st.lists(st.sampled_from(CHOICES), max_size=4, unique=True)
SOME_VALUES = {
    name: st.lists(st.sampled_from(OPTIONS[name]), max_size=3, unique=True) for name in CHOICES
}
TWO_QUARTERS = st.tuples(st.sampled_from(OPTIONS["quarter"]), st.sampled_from(OPTIONS["quarter"]))
WHICH_ENDS = st.sampled_from([(0, 0), (0, 0), (1, 0), (0, 1), (1, 1)])
AN_AMOUNT = st.sampled_from([0, 0, 0, *map(int, OPTIONS["min_amount_usd"])])


@st.composite
def selections(draw: st.DrawFn) -> Filters:
    """Any selection the app offers; most choices take in one round, so that many find some."""
    a_round = draw(A_ROUND)
    values: dict[str, Any] = {name: _values(draw, name, a_round) for name in draw(SOME_FIELDS)}
    (start, end), (has_start, has_end) = sorted(draw(TWO_QUARTERS)), draw(WHICH_ENDS)
    return Filters(
        start=start * has_start,
        end=end * has_end,
        min_amount_usd=draw(AN_AMOUNT),
        **{name: found for name, found in values.items() if found},
    )


def _values(draw: st.DrawFn, name: str, a_round: dict[str, str | None]) -> tuple[str, ...]:
    fitting = a_round[name]
    found = draw(SOME_VALUES[name])
    if fitting and fitting not in found and draw(st.integers(0, 4)):
        found = [*found, fitting]
    return tuple(found)


def conditions(filters: Filters) -> dict[str, pl.Expr]:
    """The rows of `rounds` that each narrowed field keeps."""
    kept = {name: pl.col(name).is_in(list(getattr(filters, name))) for name in CHOICES}
    kept = {name: condition for name, condition in kept.items() if getattr(filters, name)}
    if filters.start or filters.end:
        kept["quarter"] = QUARTER.is_between(
            pl.lit(filters.start or "0"), pl.lit(filters.end or "9")
        )
    if filters.min_amount_usd:
        kept["min_amount_usd"] = pl.col("amount_usd") >= filters.min_amount_usd
    return kept


def matching(conditions: dict[str, pl.Expr]) -> pl.DataFrame:
    return ROUNDS.filter(pl.all_horizontal(pl.lit(True), *conditions.values()))
