"""List prices of models with their scores: SQL, choices and words that figures share."""

from __future__ import annotations

from typing import Any

import altair as alt
import polars as pl

from lib.figures.free_names import ROOM, SIDES
from lib.figures.model_results import INDEX, INDEX_NAME
from lib.figures.scope import scope
from lib.filters import Filters
from lib.theme import LABEL, log_axis

MEASURES = {"blended": "Blended 3:1", "input": "Input", "output": "Output"}
"""What a price is of; the first is the one to begin with."""

UNIT = "USD per million tokens"
ARENA = "arena"
BENCHMARKS = {
    INDEX: INDEX_NAME,
    ARENA: "Arena rating",
    "GPQA Diamond": "GPQA Diamond",
    "OTIS Mock AIME 2024-2025": "Mathematics (OTIS Mock AIME)",
}
"""Scores that most priced models have."""

LEVELS: dict[str, tuple[int, ...]] = {
    INDEX: (120, 125, 130, 135, 140, 145, 150, 155, 160),
    ARENA: (1275, 1300, 1325, 1350, 1375, 1400, 1425, 1450, 1475, 1500),
    "GPQA Diamond": (30, 40, 50, 60, 70, 80, 90),
    "OTIS Mock AIME 2024-2025": (10, 30, 50, 70, 90),
}
"""Levels of capability by benchmark: points of the index and the Arena, percent of the others."""

DEFAULT_LEVELS = {INDEX: 120, ARENA: 1275, "GPQA Diamond": 50, "OTIS Mock AIME 2024-2025": 50}

DAYS = {"now": "Now", "2025": "End of 2025", "2024": "End of 2024", "2023": "End of 2023"}
"""Days at which prices are compared."""


def _priced(when: str = "") -> str:
    """SQL column of the price that `$measure` chooses."""
    return f"""round(CASE $measure WHEN 'input' THEN input{when} WHEN 'output' THEN output{when}
        ELSE (3 * input{when} + output{when}) / 4 END, 6) AS price{when}"""


PRICE, PRICE_BEFORE = _priced(), _priced("_before")
"""SQL columns over the tables `offers` and `scored_offers`."""

LEVELS_SQL = """
FROM (SELECT unnest($levels) AS level) JOIN first_priced ON score >= level
SELECT level, min_by(version, date) AS model
WHERE benchmark_id = $benchmark
GROUP BY level
ORDER BY level
"""
"""The first priced model at each of `$levels`."""

DEVELOPERS_SQL = "FROM offers SELECT DISTINCT organization ORDER BY lower(organization)"
"""Developers of the priced models, by name."""

DEFAULTS: dict[str, Any] = {"measure": "blended", **scope(Filters())}
"""Parameters of `PRICE` and of the scope."""

EMPTY = "No listed price of a model matches the filters."
ADVICE = "Widen the time range (prices start in September 2023) or take a filter back."
NOTE = (
    "Prices are list prices of text models in their developer's own interface, in US dollars a "
    "million tokens (about 750,000 English words), without discounts for caching, batches or size. "
    "Blended counts three parts input and one part output. A model has the price of its newest "
    "version. Two public catalogues are joined: LiteLLM until models.dev lists a name, models.dev "
    "from then on. A change is dated by the catalogue, usually days after the developer made it, "
    "unless a page documents it. Known mistakes, free previews, names that move to newer models, "
    "prices converted from yuan and other sellers of open models are left out. Prices before "
    "September 2023, of GPT-3 and of GPT-4 at its launch, are not covered."
)

POINTS = {INDEX: "ECI", ARENA: "Arena"}
"""Names of what is counted in points."""

SCORE_TEXT = (
    "format(datum.score, ',.1f')"
    f" + (indexof({list(POINTS)}, datum.benchmark) < 0 ? '%' : ' points')"
)
"""Vega expression of `score` with its unit."""

SCORES_NOTE = (
    f"Scores come from Epoch AI; the {INDEX_NAME} (ECI) joins many benchmarks on one scale. The "
    "Arena rating comes from people who choose the better of two answers without knowing the "
    "models: it is that of the newest text board, on one scale, and counts for a model from the "
    "version on that was rated. Models without a score are left out, and the day on which a model "
    "is withdrawn is not known, so older ones stay."
)


def level_words(level: float, benchmark: str) -> str:
    """A level with its unit: ECI 130, Arena 1,400, 50%."""
    return f"{POINTS[benchmark]} {level:,g}" if benchmark in POINTS else f"{level:g}%"


def level_options(first: pl.DataFrame, benchmark: str) -> dict[str, str]:
    """Options of the choice of a level, each with the first model there; rows of LEVELS_SQL."""
    return {
        f"{level:g}": f"{level_words(level, benchmark)}: {model}" for level, model in first.rows()
    }


def price_words(price: float) -> str:
    """$37.50, $3, $0.063: two digits that count below a dollar."""
    if price >= 0.995:
        return f"${price:,.2f}".removesuffix(".00")
    text = f"{price:.2g}"
    return f"${text}" if len(text) >= 4 else f"${price:.2f}"


def span_words(prices: pl.Series) -> str:
    """The lowest and the highest of `prices`: $0.10 to $3, $3."""
    return " to ".join(dict.fromkeys(map(price_words, (prices.min(), prices.max()))))  # type: ignore[arg-type]


def times_words(ratio: float) -> str:
    """How many times: 3.4, 27, 1,200."""
    return f"{ratio:.1f}" if ratio < 9.95 else f"{ratio:,.0f}"


WRITTEN = "format(#, # < 0.1 ? '$.2~r' : '$,.2~f')"
"""Vega expression of a price, with # for the value."""


def price_expression(value: str) -> str:
    """Vega expression that writes a price as $2.50."""
    return WRITTEN.replace("#", value)


def price_channel(field: str, kind: type[alt.X] | type[alt.Y], title: str) -> alt.X | alt.Y:
    """A price on a log axis, across or up."""
    room: Any = alt.ExprRef(f"width < 340 ? 14 : {ROOM}") if kind is alt.X else 14
    scale = alt.Scale(type="log", nice=False, padding=room)
    return kind(
        field=field,
        type="quantitative",
        title=f"{title} ({UNIT}, log scale)",
        scale=scale,
        axis=log_axis(price_expression("datum.value"), "x" if kind is alt.X else "y"),
    )


WHERE_WIDE: Any = alt.ExprRef("width < 340 ? 0 : 1")
"""Opacity of names that have no room among the marks on a phone."""


def names_beside(base: alt.Chart, across: Any, height: Any) -> list[alt.Chart]:
    """Text of `label` left or right of its point, as `side` says."""
    text = alt.Text(field="label", type="nominal")
    drawn = []
    for side, (right, down) in SIDES.items():
        on = base.transform_filter(f"isValid(datum.label) && datum.side == '{side}'")
        end: Any = "right" if side == "left" else "left"
        mark = on.mark_text(
            align=end, dx=right, dy=down, color=LABEL, limit=170, opacity=WHERE_WIDE
        )
        drawn.append(mark.encode(x=across, y=height, text=text))
    return drawn
