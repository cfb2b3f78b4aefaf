"""Investors of the selection in the order of a choice, and the groups of types that charts colour.

An investor counts with whole rounds here, the led ones apart: what each put in is almost never
published. So the capital of its rounds is that of everybody in them.
"""

from __future__ import annotations

import altair as alt

from lib.datasets.investors import INVESTOR_TYPES
from lib.theme import BLUE, GREEN, GREY, ORANGE, PURPLE, RED, SKY
from lib.words import count

RANKS = {
    "rounds": "Rounds joined",
    "led": "Rounds led",
    "capital": "Capital of rounds joined",
    "companies": "Companies",
}
"""What investors are ordered by: the values of the SQL parameter `rank`."""

SHOWN = ("8", "12", "20")
DEFAULT_SHOWN = "12"
"""How many investors the charts show, as the SQL parameter `top`."""

UNKNOWN_TYPE = "Unknown"
TYPE_COLOURS = {
    "Venture": BLUE,
    "Corporate": ORANGE,
    "PE and crossover": GREEN,
    "Sovereign or state": RED,
    "Angel, accelerator": PURPLE,
    "Bank or debt": SKY,
    UNKNOWN_TYPE: GREY,
}
"""Groups of investor types with their colour, in the order of legends."""

TYPE_PHRASES = {
    "Venture": "venture investors",
    "Corporate": "corporate investors",
    "PE and crossover": "private equity and crossover investors",
    "Sovereign or state": "state investors",
    "Angel, accelerator": "founders, angels and accelerators",
    "Bank or debt": "banks and lenders",
    UNKNOWN_TYPE: "investors of no stated type",
}

SHORTER = {
    "private equity and crossover": "PE and crossover",
    "founder or angel": "Angel, accelerator",
    "accelerator": "Angel, accelerator",
}
GROUPS = {code: SHORTER.get(code, code.capitalize()) for code in INVESTOR_TYPES}
_CASES = " ".join(f"WHEN '{code}' THEN '{group}'" for code, group in GROUPS.items())
TYPE_GROUP = f"CASE investor_type {_CASES} END"
"""SQL of the group of `investor_type`."""

WHOLE_ROUNDS = (
    "Capital of rounds joined is the whole disclosed amount of these rounds, not what the "
    "investor put in, which is almost never published. Rounds with several investors count for "
    "each of them, so it must never be added up over investors."
)
GROUPS_NOTE = (
    "PE and crossover holds private equity and the funds that also buy listed shares; Angel, "
    "accelerator holds founders, angels and accelerators."
)
LEADS = "An investor led a round where a source names it as lead; a round can have several."

RANKED_SQL = f"""
, joined AS MATERIALIZED (
    FROM selected JOIN holders USING (round_id)
    SELECT round_id, investor, investor_type, investor_country, is_lead,
        company, amount_usd, announced_date, stage_group, region
), grouped AS (
    FROM joined
    SELECT investor, any_value(investor_type) AS investor_type,
        any_value(investor_country) AS investor_country,
        count(*) AS rounds, count(*) FILTER (is_lead) AS rounds_led,
        sum(amount_usd) AS whole_rounds_usd,
        sum(amount_usd) FILTER (is_lead) AS whole_rounds_led_usd,
        count(DISTINCT company) AS companies,
        count(DISTINCT company) FILTER (is_lead) AS companies_led,
        min(announced_date) AS first_round, max(announced_date) AS newest_round
    GROUP BY investor
), ranked AS (
    FROM grouped
    SELECT *, {TYPE_GROUP} AS type_group,
        coalesce(CASE $rank WHEN 'led' THEN rounds_led WHEN 'capital' THEN whole_rounds_usd
            WHEN 'companies' THEN companies ELSE rounds END, 0)::DOUBLE AS ranked_by,
        row_number() OVER (
            ORDER BY ranked_by DESC, rounds DESC, whole_rounds_usd DESC NULLS LAST, investor
        ) AS place
)
"""
"""One row an investor and selected round; one an investor; the same with `place` by `$rank`."""


def type_colour() -> alt.Color:
    """Colour channel of `type_group`, with a legend that wraps where the chart is narrow."""
    widest = 6 * max(map(len, TYPE_COLOURS)) + 22
    columns = alt.ExprRef(f"max(1, floor(width / {widest}))")
    return alt.Color(
        field="type_group",
        type="nominal",
        title="Type of investor",
        scale=alt.Scale(domain=list(TYPE_COLOURS), range=list(TYPE_COLOURS.values())),
        legend=alt.Legend(orient="top", title=None, columns=columns, symbolOpacity=1),
    )


def named_words(named: int, selected: int) -> str:
    """How many of the selected rounds name an investor at all."""
    if named == selected == 1:
        return "The 1 selected round names its investors."
    if named == selected:
        return f"All {count(selected, 'selected round')} name their investors."
    names = "names its" if named == 1 else "name their"
    return (
        f"{named:,} of {count(selected, 'selected round')} {names} investors; the rest are "
        "undisclosed and count for nobody."
    )
