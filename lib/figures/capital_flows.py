"""From which investors to which companies does capital flow?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from itertools import pairwise

import polars as pl

from lib.datasets import DATASETS
from lib.figures.alluvial import SPEC
from lib.figures.alluvial_layout import LETTERS, MOST_BANDS, OTHERS, OWN, PLAIN, arrange
from lib.figures.figure import Figure
from lib.figures.investor_shares import (
    DIVISION_NOTE,
    NO_LEAD,
    UNDISCLOSED,
    UNKNOWN,
    parts_sql,
)
from lib.words import count, listing, money, percent, place

COLUMNS = {
    "investor_type": "Investor type",
    "investor_region": "Investor region",
    "investor": "Investor",
    "region": "Company region",
    "country": "Company country",
    "company": "Company",
    "sector": "Sector",
    "stage_group": "Stage",
}
DEFAULT = ("investor_type", "region", "sector")
INVESTOR_COLUMNS = ("investor_type", "investor_region", "investor")
TOPS = (3, 4, 5, 6, 8, 10, 12)
DEFAULT_TOP = 5
FAMILIES = {
    "investor_region": "region",
    "region": "region",
    "sector": "sector",
    "stage_group": "stage_group",
}
"""Columns with fixed colours, and whose colours they are."""

LABELS: dict[str, Mapping[str, str]] = {
    "stage_group": DATASETS["rounds"]["stage_group"].labels,
    "investor_type": DATASETS["investors"]["investor_type"].labels,
}


def _sql(columns: Sequence[str]) -> str:
    """Parts of rounds with their value in each of `columns`; the text is built of constants.

    Where no column is about investors, nothing is divided.
    """
    values = ", ".join(
        f"{_value(name)} AS {letter}" for letter, name in zip(LETTERS, columns, strict=False)
    )
    investor = [name for name in columns if name in INVESTOR_COLUMNS]
    company = [name for name in columns if name not in INVESTOR_COLUMNS]
    return f"""
{parts_sql(investor, company)}
FROM parts, (
    FROM selected
    SELECT count(*) AS selected_rounds,
        count(*) FILTER (coalesce(amount_usd, 0) = 0) AS without_amount
)
SELECT round_number, rounds, usd, {values}, $give AS give, selected_rounds, without_amount
"""


def _is_divided(columns: Sequence[str]) -> bool:
    return not set(columns).isdisjoint(INVESTOR_COLUMNS)


def _value(column: str) -> str:
    labels = LABELS.get(column, {})
    cases = "".join(f" WHEN '{code}' THEN '{words}'" for code, words in labels.items())
    words = f"CASE {column}{cases} ELSE {column}::VARCHAR END" if cases else f"{column}::VARCHAR"
    unnamed = "nobody, " if column in INVESTOR_COLUMNS else ""
    return f"coalesce({unnamed}{words}, '{UNKNOWN}')"


def _colours_of(columns: Sequence[str]) -> list[str]:
    """`own` for the columns of one set of fixed colours: that which meets most bands, else `plain`.

    Two sets in one picture would give one colour two meanings.
    """
    families = [FAMILIES.get(name, "") for name in columns]
    gaps = list(pairwise(families))
    met = {each: sum(each in gap for gap in gaps) for each in families if each}
    family = max(met, key=met.__getitem__, default="")
    return [(OWN if each == family else "") if family else PLAIN for each in families]


def headline(rows: pl.DataFrame) -> str:
    """Largest named node of the first column and its share of the capital that has a name there."""
    nodes = rows.filter(pl.col("part") == "Node", pl.col("place") == 1)
    titles = {title: name for name, title in COLUMNS.items()}
    column = titles[nodes["from_column"][0]]
    named = nodes.filter(~pl.col("from_name").is_in([UNDISCLOSED, NO_LEAD]))
    single = named.filter(~pl.col("from_name").is_in([OTHERS, UNKNOWN]))
    if single.is_empty():
        capital = money(float(nodes["capital_usd"].sum()))
        return f"{capital} was raised, with no {COLUMNS[column].lower()} to tell apart"
    largest = single.sort("capital_usd", descending=True).row(0, named=True)
    share = percent(largest["capital_usd"] / float(named["capital_usd"].sum()))
    known = f" whose {_known(rows)} are known" if column in INVESTOR_COLUMNS else ""
    return f"{_subject(column, largest['from_name'])} {share} of the capital{known}"


def _known(rows: pl.DataFrame) -> str:
    return "leads" if rows["give"][0] == "led" else "investors"


def _subject(column: str, name: str) -> str:
    """Who did what: `Corporate investors brought`."""
    return {
        "investor_type": f"{name} investors brought",
        "investor_region": f"Investors from {place(name)} brought",
        "investor": f"{name} brought",
        "region": f"Companies in {place(name)} took",
        "country": f"Companies in {place(name)} took",
        "company": f"{name} took",
        "sector": f"The sector {name} took",
        "stage_group": f"Rounds of stage {name} took",
    }[column]


def _remark(rows: pl.DataFrame) -> str:
    """What the picture leaves out or folds, if anything."""
    first = rows.row(0, named=True)
    without, selected = first["without_amount"], first["selected_rounds"]
    have = "has" if without == 1 else "have"
    amounts = (
        f"{without:,} of {count(selected, 'round')} {have} no disclosed amount and so no width."
    )
    folded = rows.filter(pl.col("part") == "Node", pl.col("is_folded"))
    columns = folded.unique("place").sort("place")
    names = [
        f"{alone} of {title.lower()}" for title, alone in columns["from_column", "alone"].rows()
    ]
    bands = f"To keep it to {MOST_BANDS} bands, only the largest {listing(names)} stand alone."
    return " ".join([*([amounts] if without else []), *([bands] if names else [])])


NOTE = (
    f"{DIVISION_NOTE} Every column adds up to the same total; a round may count in several bands, "
    f"with a part of its amount in each. {UNKNOWN} holds investors or companies whose type, place "
    f"or sector is not known, {OTHERS} all but the largest names of a column. Funds of one house, "
    "and a parent and the arm that invests for it, count as one investor. A click on a node or "
    "band dims what it does not touch; a click on empty space takes that back."
)
DIVIDED = {
    "equal": ", each round divided equally among its named investors",
    "led": ", each round divided equally among its lead investors",
}


def capital_flows(columns: Sequence[str], give: str, top: int) -> Figure:
    """Figure for two to four of COLUMNS in order, one of GIVES, and `top` names standing alone."""
    path = " to ".join(COLUMNS[name].lower() for name in columns)
    return Figure(
        name="capital_flows",
        subtitle=f"Capital (USD) from {path}{DIVIDED[give] if _is_divided(columns) else ''}",
        sql=_sql(columns),
        spec=SPEC,
        headline=headline,
        note=NOTE,
        remark=_remark,
        empty="No round with a disclosed amount matches the filters.",
        arrange=partial(
            arrange,
            titles=[COLUMNS[name] for name in columns],
            colours_of=_colours_of(columns),
            top=top,
        ),
        params={"give": give},
        titles={
            "part": "Node or band",
            "from_column": "Column",
            "from_name": "Name",
            "to_column": "To column",
            "to_name": "To name",
            "share": "Share of capital (%)",
        },
    )
