"""Types of investors as charts colour them."""

from __future__ import annotations

import altair as alt

from lib.datasets.investors import TYPE_LABELS
from lib.theme import BLUE, GREEN, GREY, ORANGE, PURPLE, RED, SKY

UNKNOWN_TYPE = TYPE_LABELS["unknown"]
SMALL = "Angel or accelerator"
TYPE_COLOURS = {
    TYPE_LABELS["venture"]: BLUE,
    TYPE_LABELS["corporate"]: ORANGE,
    TYPE_LABELS["private equity and crossover"]: GREEN,
    TYPE_LABELS["sovereign or state"]: RED,
    SMALL: PURPLE,
    TYPE_LABELS["bank or debt"]: SKY,
    UNKNOWN_TYPE: GREY,
}
"""Types with their colour, in the order of legends; the smallest two share one."""

TYPE_PHRASES = dict(
    zip(
        TYPE_COLOURS,
        (
            "venture investors",
            "corporate investors",
            "private equity and crossover investors",
            "state investors",
            "founders, angels and accelerators",
            "banks and lenders",
            "investors of no stated type",
        ),
        strict=True,
    )
)

GROUPS = {**TYPE_LABELS, "founder or angel": SMALL, "accelerator": SMALL}
_CASES = " ".join(f"WHEN '{code}' THEN '{group}'" for code, group in GROUPS.items())
TYPE_GROUP = f"CASE investor_type {_CASES} END"
"""SQL of the group of `investor_type`."""

TYPE_BITS = "bit_or(1::USMALLINT << enum_code(investor_type))"
"""SQL of the types in a group of investors, as `types` of a round has them."""

GROUPS_NOTE = (
    f"{TYPE_LABELS['private equity and crossover']} holds private equity and the funds that buy "
    f"unlisted as well as listed shares; {SMALL} holds founders, angels and accelerators."
)


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
