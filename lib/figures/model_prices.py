"""List prices of models with their scores: SQL and words that figures share."""

from __future__ import annotations

from typing import Any

import altair as alt
import polars as pl

from lib.figures.model_results import INDEX, INDEX_NAME
from lib.figures.scope import DEVELOPER, scope
from lib.filters import Filters
from lib.theme import COLOURS, LABEL, log_axis

MEASURES = {"blended": "Blended 3:1", "input": "Input", "output": "Output"}
"""What a price is of; the first is the one to begin with."""

UNIT = "USD per million tokens"
BENCHMARKS = {
    INDEX: INDEX_NAME,
    "GPQA Diamond": "GPQA Diamond",
    "OTIS Mock AIME 2024-2025": "Mathematics (OTIS Mock AIME)",
}
"""Scores that most priced models have."""

LEVELS: dict[str, tuple[int, ...]] = {
    INDEX: (120, 125, 130, 135, 140, 145, 150, 155, 160),
    "GPQA Diamond": (30, 40, 50, 60, 70, 80, 90),
    "OTIS Mock AIME 2024-2025": (10, 30, 50, 70, 90),
}
"""Levels of capability by benchmark: points of the index, percent of the others."""

DEFAULT_LEVELS = {INDEX: 120, "GPQA Diamond": 50, "OTIS Mock AIME 2024-2025": 50}

DAYS = {"now": "Now", "2025": "End of 2025", "2024": "End of 2024", "2023": "End of 2023"}
"""Days at which prices are compared."""

OFFERS_SQL = f"""
, companies_of AS (
    FROM organizations SELECT organization::VARCHAR AS developer_name, company::VARCHAR AS company
), offers AS (
    FROM prices JOIN companies_of ON prices.organization::VARCHAR = developer_name
    SELECT date, organization::VARCHAR AS organization, company, country::VARCHAR AS country,
        region::VARCHAR AS region, {DEVELOPER}, model, api_name, capability_model,
        input_usd_per_mtok AS input, output_usd_per_mtok AS output, context_tokens,
        context_basis::VARCHAR AS context_basis, event::VARCHAR AS event,
        access::VARCHAR AS access, date_basis::VARCHAR AS date_basis,
        round(CASE $measure WHEN 'input' THEN input WHEN 'output' THEN output
            ELSE (3 * input + output) / 4 END, 6) AS price,
        $measure AS measure, source_id::VARCHAR AS source_id, source_url
)
"""
"""Adds the table `offers`: one row a price."""

CHANGES_SQL = """
, changes AS (
    FROM offers
    SELECT *, lag(price) OVER each_model AS price_before,
        lag(input) OVER each_model AS input_before, lag(output) OVER each_model AS output_before
    WINDOW each_model AS (PARTITION BY organization, model ORDER BY date)
)
"""
"""Adds to `offers` the table `changes`: with the price before."""

SCORED_SQL = f"""
, results AS (
    FROM capability
    SELECT model AS scored_model, eci AS score, is_second_hand,
        source_id::VARCHAR AS score_source_id
    WHERE $benchmark = '{INDEX}'
    UNION ALL
    FROM scores SELECT model, max(100 * score), false, any_value(source_id::VARCHAR)
    WHERE benchmark::VARCHAR = $benchmark AND is_best
    GROUP BY model
), scored AS (
    -- A benchmark can hold a model by its version, or all versions as one.
    FROM offers
        LEFT JOIN results AS of_version ON of_version.scored_model = capability_model
        LEFT JOIN results AS of_model
            ON of_model.scored_model = model AND capability_model IS NOT NULL
    SELECT offers.*, coalesce(of_version.score, of_model.score) AS score,
        coalesce(of_version.is_second_hand, of_model.is_second_hand) AS is_second_hand,
        coalesce(of_version.score_source_id, of_model.score_source_id) AS score_source_id
    WHERE coalesce(of_version.score, of_model.score) IS NOT NULL
)
"""
"""Adds to `offers` the table `scored`: those with a `score` on `$benchmark`."""

LEVELS_SQL = f"""
WITH nothing AS (SELECT 1)
{OFFERS_SQL}{SCORED_SQL}
FROM (SELECT unnest($levels) AS level) JOIN scored ON score >= level
SELECT level, min_by(capability_model, (date, -score)) AS model
GROUP BY level
ORDER BY level
"""
"""The first priced model at each of `$levels`."""

DEVELOPERS_SQL = """
FROM (FROM prices SELECT DISTINCT organization::VARCHAR AS organization)
SELECT organization ORDER BY lower(organization)
"""
"""Developers of the priced models, by name."""

EDGE_SQL = """
, edge AS (
    FROM sources SELECT least(max(published_date), $last_day) AS edge
    WHERE source_id IN ('litellm-prices', 'models-dev-prices')
)
"""
"""Adds the one day until which prices are known in the scope."""

DEFAULTS: dict[str, Any] = {"measure": "blended", **scope(Filters())}
"""Parameters of `OFFERS_SQL` and of the scope."""

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


def level_words(level: float, benchmark: str) -> str:
    """A level with its unit: ECI 130, 50%."""
    return f"ECI {level:g}" if benchmark == INDEX else f"{level:g}%"


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
    # Across, whole powers of ten leave room for their words.
    scale = (
        alt.Scale(type="log") if kind is alt.X else alt.Scale(type="log", nice=False, padding=14)
    )
    return kind(
        field=field,
        type="quantitative",
        title=f"{title} ({UNIT}, log scale)",
        scale=scale,
        axis=log_axis(price_expression("datum.value"), "x" if kind is alt.X else "y"),
    )


WHERE_WIDE: Any = alt.ExprRef("width < 340 ? 0 : 1")
"""Opacity of names that have no room among the marks on a phone."""


def filled(column: str = "developer") -> alt.Fill:
    """Fill of marks in the colours of `column`, without a legend of its own."""
    colours = COLOURS[column]
    scale = alt.Scale(domain=list(colours), range=list(colours.values()))
    return alt.Fill(field=column, type="nominal", scale=scale, legend=None)


def names_beside(
    base: alt.Chart,
    across: Any,
    height: Any,
    left: tuple[int, int],
    right: tuple[int, int],
    opacity: Any = 1,
) -> list[alt.Chart]:
    """Text of `label` left or right of its point, as `side` says, shifted by as many pixels."""
    text = alt.Text(field="label", type="nominal")
    on = {
        side: base.transform_filter(f"isValid(datum.label) && datum.side == '{side}'")
        for side in ("left", "right")
    }
    return [
        on["left"]
        .mark_text(align="right", dx=left[0], dy=left[1], color=LABEL, limit=170, opacity=opacity)
        .encode(x=across, y=height, text=text),
        on["right"]
        .mark_text(align="left", dx=right[0], dy=right[1], color=LABEL, limit=170, opacity=opacity)
        .encode(x=across, y=height, text=text),
    ]
