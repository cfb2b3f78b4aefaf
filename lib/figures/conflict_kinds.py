"""What goes wrong most often between sources, and how badly?"""

from __future__ import annotations

import altair as alt
import polars as pl

from lib.datasets.conflicts import KINDS
from lib.figures.conflict_words import ADVICE, CHOSEN, DEFAULTS, NOTE, SEVERITIES
from lib.figures.figure import Figure
from lib.theme import LABEL, colour, listed, specification, told
from lib.words import count, percent

SQL = f"""
FROM (
    FROM conflicts
    SELECT kind::VARCHAR AS mistake, severity, count(*) AS conflicts,
        count(*) FILTER (is_checked_outside) AS checked
    WHERE {CHOSEN}
    GROUP BY kind, severity
)
SELECT mistake, severity::VARCHAR AS severity, conflicts,
    sum(conflicts) OVER (PARTITION BY mistake)::BIGINT AS of_kind, checked,
    severity = max(severity) OVER (PARTITION BY mistake) AS is_last
ORDER BY of_kind DESC, mistake, array_position(['high', 'medium', 'low'], severity)
"""


def arrange(rows: pl.DataFrame) -> pl.DataFrame:
    """The rows with kinds and severities in words."""
    return rows.with_columns(
        pl.col("mistake").replace(KINDS), pl.col("severity").replace(SEVERITIES)
    )


def headline(rows: pl.DataFrame) -> str:
    """The kind that most conflicts are of, and how many are of high severity."""
    total = int(rows["conflicts"].sum())
    kind, most = rows.select("mistake", "of_kind").row(0)
    first = kind[:1].lower() + kind[1:]
    named = "" if most == total else f", {most:,}"
    found = f"{count(total, 'conflict')}{named} of the kind “{first}”"
    high = int(rows.filter(severity="High")["conflicts"].sum())
    if not high or rows["severity"].n_unique() == 1:
        return found
    return f"{found}; {percent(high / total)} {'is' if high == 1 else 'are'} of high severity"


NUMBER = "Number (conflicts)"


def _chart() -> alt.TopLevelMixin:
    base = alt.Chart(alt.NamedData("rows"))
    across = alt.X(
        field="conflicts",
        type="quantitative",
        stack="zero",
        title=NUMBER,
        axis=alt.Axis(grid=True, tickMinStep=1, tickCount=6),
    )
    bars = base.mark_bar(height={"band": 0.7}).encode(
        x=across,
        y=listed("mistake", labelLimit=150),
        color=colour("severity"),
        order=alt.Order(field="place", type="quantitative"),
        tooltip=[
            told("mistake", "Kind"),
            told("severity", "Severity"),
            told("conflicts", "Conflicts", ","),
            told("checked", "Checked outside", ","),
            told("of_kind", "Of this kind", ","),
        ],
    )
    totals = (
        base.transform_filter("datum.is_last")
        .mark_text(align="left", dx=5, color=LABEL)
        .encode(
            x=alt.X(field="of_kind", type="quantitative", title=NUMBER),
            y=listed("mistake", labelLimit=150),
            text=alt.Text(field="of_kind", type="quantitative", format=","),
        )
    )
    return alt.layer(
        bars.transform_calculate(place=f"indexof({[*SEVERITIES.values()]}, datum.severity)"),
        totals,
    ).properties(width="container", height=alt.Step(30))


FIGURE = Figure(
    name="conflict_kinds",
    subtitle="Conflicts by what probably went wrong, by severity (conflicts)",
    sql=SQL,
    spec=specification(_chart()),
    headline=headline,
    arrange=arrange,
    note=NOTE,
    empty="No conflict is of this kind, severity and outcome.",
    advice=ADVICE,
    params=DEFAULTS,
    rests_on_rounds=False,
)
