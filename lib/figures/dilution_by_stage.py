"""What part of a company does a round sell?"""

from __future__ import annotations

import altair as alt

from lib.figures.figure import Figure
from lib.figures.priced_rounds import DILUTION_TERMS, TERMS
from lib.figures.round_terms import TOO_FEW, Term, by_stage
from lib.words import count, percent

FIGURE: Figure = by_stage(
    Term(
        column="dilution",
        name="Dilution",
        subtitle="Amount raised over post-money valuation, each round and the median (%) by stage",
        axis_title="Dilution (%)",
        scale=alt.Scale(),
        axis=alt.Axis(format=".0%", tickCount=5, grid=True, ticks=False),
        written="format({}, '.1%')",
        headline=lambda median, rounds: (
            f"The median round sold {percent(median)} of its company, over {count(rounds, 'round')}"
        ),
        single=lambda company, value: f"{company} sold {percent(value)} of itself in a round",
        note=f"{TERMS}{DILUTION_TERMS}{TOO_FEW}",
        empty="No equity round with both an amount and a valuation matches the filters.",
    )
)
