"""How a term of rounds, such as the step-up or dilution, differs by stage."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import altair as alt
import polars as pl

from lib.datasets.rounds import STAGES
from lib.figures.figure import Figure
from lib.figures.priced_rounds import PRICED
from lib.theme import BLUE, LABEL, listed, opens, specification, told
from lib.words import count

LEAST = 5
"""With fewer rounds a median would say little."""
TOO_FEW = (
    "A dark line is the median of a stage; beside it stands the number of rounds, in brackets. "
    f"With fewer than {LEAST} rounds no median is stated."
)


@dataclass(frozen=True)
class Term:
    """A number that `priced` has of each round, and how it is drawn and said."""

    column: str
    name: str
    subtitle: str
    axis_title: str
    scale: alt.Scale
    axis: alt.Axis
    written: str
    headline: Callable[[float, int], str]
    single: Callable[[str, float], str]
    note: str
    empty: str


def _sql(column: str) -> str:
    return f"""
{PRICED}
, kept AS (
    FROM priced WHERE {column} IS NOT NULL
)
FROM kept
SELECT
    company::VARCHAR AS company, announced_date, stage::VARCHAR AS stage, {column},
    CASE WHEN count(*) OVER by_stage >= {LEAST} THEN median({column}) OVER by_stage END
        AS stage_median,
    count(*) OVER by_stage AS rounds,
    row_number() OVER (PARTITION BY stage ORDER BY {column} DESC, round_id) = 1 AS is_first,
    (FROM kept SELECT CASE WHEN count(*) >= {LEAST} THEN median({column}) END) AS all_median,
    amount_usd, post_money_usd, previous_usd, months, source_url, round_id,
    (FROM priced SELECT count(*) FILTER (is_fault)) AS faults,
    (FROM priced SELECT count(*)) AS priced_rounds
WINDOW by_stage AS (PARTITION BY stage)
ORDER BY kept.stage, {column} DESC, round_id
"""


def _headline(term: Term) -> Callable[[pl.DataFrame], str]:
    def headline(rows: pl.DataFrame) -> str:
        first = rows.sort(term.column, descending=True, maintain_order=True).row(0, named=True)
        if first["all_median"] is not None:
            return term.headline(first["all_median"], rows.height)
        found = term.single(first["company"], first[term.column])
        among = f", the most of {rows.height} rounds, too few for a median"
        return f"{found}{among}" if rows.height > 1 else found

    return headline


def _remark(term: Term) -> Callable[[pl.DataFrame], str]:
    def remark(rows: pl.DataFrame) -> str:
        priced, faults = rows["priced_rounds"][0], rows["faults"][0]
        name = f"a known {term.name.lower()}"
        words = f"{rows.height:,} of {count(priced, 'equity round')} with a valuation have {name}."
        wrong = f" {count(faults, 'round')} with an amount as high as the valuation left out."
        return words + (wrong if faults and term.column == "dilution" else "")

    return remark


def _stage_chart(term: Term) -> alt.TopLevelMixin:
    def across(field: str) -> alt.X:
        return alt.X(
            field=field,
            type="quantitative",
            title=term.axis_title,
            scale=term.scale,
            axis=term.axis,
        )

    written = term.written.format(f"datum.{term.column}")
    median = term.written.format("datum.stage_median")
    base = (
        alt.Chart(alt.NamedData("rows"))
        .transform_calculate(
            value_text=written,
            median_text=f"isValid(datum.stage_median) ? {median} : 'too few rounds'",
            label=f"isValid(datum.stage_median) ? {median} + ' (' + datum.rounds + ')'"
            " : 'too few (' + datum.rounds + ')'",
        )
        .encode(
            # Flush labels would move the first stage off its row.
            y=listed("stage", list(STAGES), labelFlush=False),
            tooltip=[
                told("company", "Company"),
                told("announced_date", "Announced", "%b %Y"),
                told("value_text", term.name),
                told("stage", "Stage"),
                told("median_text", "Median of the stage"),
                told("rounds", "Rounds", ","),
            ],
        )
    )
    points = base.mark_circle(color=BLUE, opacity=0.55, size=45).encode(x=across(term.column))
    first = base.transform_filter("datum.is_first")
    medians = first.mark_tick(color=LABEL, thickness=3, size=20).encode(x=across("stage_median"))
    labels = first.mark_text(align="left", dx=9, color=LABEL).encode(
        x=across(term.column), text=alt.Text(field="label", type="nominal")
    )
    return alt.layer(points.add_params(opens("company")), medians, labels).properties(
        height=alt.Step(27)
    )


def by_stage(term: Term) -> Figure:
    """The figure of one term."""
    return Figure(
        name=f"{term.column}_by_stage",
        subtitle=term.subtitle,
        sql=_sql(term.column),
        spec=specification(_stage_chart(term)),
        headline=_headline(term),
        note=term.note,
        remark=_remark(term),
        empty=term.empty,
        titles={
            "step_up": "Step-up (times)",
            "dilution": "Dilution (%)",
            "months": "Months since the round before",
        },
    )
