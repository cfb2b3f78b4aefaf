"""How unequal are the companies of each period? The Gini index."""

from __future__ import annotations

from functools import cache

import altair as alt
import polars as pl

from lib.figures.figure import Figure
from lib.figures.hhi_over_time import NOTE, SQL, TITLES, index_chart, main_period
from lib.figures.taken_out import NOTHING, too_few
from lib.figures.top_shares import when
from lib.theme import specification
from lib.words import count


@cache
def gini_over_time(grain: str) -> Figure:
    """Figure for one of `top_shares.GRAINS`."""
    return Figure(
        name="gini_over_time",
        subtitle=f"Gini index of the companies' capital by {grain} (0 to 1)",
        sql=SQL,
        spec=specification(_chart(grain)),
        headline=lambda rows: headline(rows, grain),
        note="Gini index: 0 where every company raised the same, close to 1 where one of many "
        "raised nearly all. It is twice the area between the Lorenz curve of the period and the "
        "line of equality, and says how unequal companies are, not how few they are. It rises "
        f"when a source adds many small rounds. {NOTE}",
        empty=too_few(grain, "a Gini index"),
        params={"grain": grain, **NOTHING},
        titles=TITLES,
    )


def headline(rows: pl.DataFrame, grain: str) -> str:
    """Gini index of the period with most capital, and its range."""
    row = main_period(rows)
    values = rows["gini"].drop_nulls().to_list()
    least, most = f"{min(values):.2f}", f"{max(values):.2f}"
    spread = f", between {least} and {most} over the {grain}s shown" if len(values) > 1 else ""
    return (
        f"Gini index {row['gini']:.2f} among {count(row['companies'], 'company')} in "
        f"{when(row, grain)}{spread}"
    )


def _chart(grain: str) -> alt.TopLevelMixin:
    return index_chart(grain, "gini", TITLES["gini"], ".2f")
