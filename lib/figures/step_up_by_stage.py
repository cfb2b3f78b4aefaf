"""By how much does a valuation rise from round to round?"""

from __future__ import annotations

import altair as alt

from lib.figures.figure import Figure
from lib.figures.priced_rounds import STEP_UP_TERMS, TERMS, fold
from lib.figures.round_terms import TOO_FEW, Term, by_stage
from lib.theme import log_axis
from lib.words import count

FIGURE: Figure = by_stage(
    Term(
        column="step_up",
        name="Step-up",
        subtitle="Valuation over that of the round before, each round and the median (times, "
        "log scale) by stage",
        axis_title="Step-up (times, log scale)",
        scale=alt.Scale(type="log", nice=False, padding=8),
        axis=log_axis("format(datum.value, ',~f')", "x"),
        written="format({}, ',.1f') + ' times'",
        headline=lambda median, rounds: (
            f"The median round priced its company at {fold(median)} times the round before, "
            f"over {count(rounds, 'step-up')}"
        ),
        single=lambda company, value: f"{company} was priced at {fold(value)} times its last round",
        note=f"{TERMS}{STEP_UP_TERMS}{TOO_FEW}",
        empty="No round with a valuation and an earlier one to compare matches the filters.",
    )
)
