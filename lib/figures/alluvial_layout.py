"""Nodes in columns and bands between them, from parts of rounds: folded, summed and laid out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from typing import Any

import polars as pl

from lib.figures.investor_shares import NO_LEAD, UNDISCLOSED, UNKNOWN

OTHERS = "Others"
LAST = (OTHERS, UNKNOWN, NO_LEAD, UNDISCLOSED)
"""Nodes that stand below all others, in this order."""
MOST_BANDS = 120

HEIGHT = 520
HEADING = 24
LEAST_LABELLED = 4
"""Least height of a node with a label, in pixels."""
PAD = 11 / (HEIGHT - HEADING)
"""Space between two nodes as a share of the height: with LEAST_LABELLED, a line of text."""

LETTERS = "abcd"
"""Names of the values of a part, in the order of the columns."""


def arrange(
    parts: pl.DataFrame, titles: Sequence[str], colours_of: Sequence[str], top: int
) -> pl.DataFrame:
    """Nodes and bands to draw, from parts of rounds with their value in each column.

    `parts` has `usd` and the values as LETTERS name them, and `rounds`, how many rounds the rows of
    one `round_number` are parts of; what else it has is the same in every row and is handed on. At
    most `top` names of a column stand alone, fewer where there would be more than MOST_BANDS bands:
    `alone` says how many, `is_folded` whether so.
    `colours_of` as in `layout`.
    """
    values = list(LETTERS[: len(titles)])
    # Far fewer than parts, and enough to decide who stands alone.
    cells = parts.group_by(values).agg(pl.sum("usd"))
    largest = [_largest(cells, value, top) for value in values]
    alone = _fitting(cells, values, largest)
    folded = _folded(parts, values, alone)
    nodes = [
        _sums(folded, value).select(_at(place), name=value, **_TOTALS)
        for place, value in enumerate(values, 1)
    ]
    bands = [
        _sums(folded, start, goal).select(_at(place), name=start, next_name=goal, **_TOTALS)
        for place, (start, goal) in enumerate(pairwise(values), 1)
    ]
    folds = pl.DataFrame(
        {
            "place": range(1, len(titles) + 1),
            "alone": [len(names) for names in alone],
            "is_folded": [len(a) < len(b) for a, b in zip(alone, largest, strict=True)],
        }
    )
    handed_on = parts.drop("round_number", "rounds", "usd", *values)
    return (
        layout(pl.concat(nodes), pl.concat(bands), titles, colours_of)
        .join(folds, on="place", how="left", maintain_order="left")
        .with_columns(pl.lit(each.first(), each.dtype).alias(each.name) for each in handed_on)
    )


_CENTS = pl.col("usd").round(2)
"""Sums of the same parts in another order differ by less: equal sums stay in one order."""


def _at(place: int) -> pl.Expr:
    return pl.lit(place, pl.Int64()).alias("place")


_TOTALS = {"usd": "usd", "rounds": "rounds"}


def _sums(folded: pl.DataFrame, *values: str) -> pl.DataFrame:
    once = folded.group_by(*values, "round_number").agg(pl.sum("usd"), pl.first("rounds"))
    return once.group_by(values).agg(pl.sum("usd"), pl.sum("rounds").cast(pl.Int64()))


def _largest(cells: pl.DataFrame, value: str, top: int) -> dict[str, float]:
    """The `top` names with most capital and that capital, largest first, those of LAST apart."""
    sizes = cells.group_by(value).agg(pl.sum("usd")).filter(~pl.col(value).is_in(LAST))
    return dict(sizes.sort(-_CENTS, value).head(top).select(value, "usd").rows())


def _folded(
    parts: pl.DataFrame, values: Sequence[str], alone: Sequence[Sequence[str]]
) -> pl.DataFrame:
    """The same parts, with Others in the place of names that do not stand `alone`."""
    return parts.with_columns(
        pl.when(pl.col(value).is_in([*names, *LAST]))
        .then(value)
        .otherwise(pl.lit(OTHERS))
        .alias(value)
        for value, names in zip(values, alone, strict=True)
    )


def _fitting(
    cells: pl.DataFrame, values: Sequence[str], largest: Sequence[Mapping[str, float]]
) -> list[list[str]]:
    """As many of the `largest` names as leave MOST_BANDS bands; the smallest gives way first."""
    pairs = _folded(cells, values, [list(names) for names in largest])
    gaps = [pairs.select(gap).unique().rows() for gap in pairwise(values)]
    alone = [list(names) for names in largest]
    while sum(map(len, _bands(gaps, alone))) > MOST_BANDS:
        _smallest(alone, largest).pop()
    return alone


def _smallest(alone: list[list[str]], sizes: Sequence[Mapping[str, float]]) -> list[str]:
    """The list whose last name is the smallest, of lists that leave a name; else any with one."""
    ends = [
        (len(names) < 2, size[names[-1]], at)
        for at, (names, size) in enumerate(zip(alone, sizes, strict=True))
        if names
    ]
    return alone[min(ends)[-1]]


def _bands(
    gaps: Sequence[Sequence[tuple[str, str]]], alone: Sequence[Sequence[str]]
) -> list[set[tuple[str, str]]]:
    kept = [{*names, *LAST} for names in alone]
    return [
        {
            (start if start in starts else OTHERS, goal if goal in goals else OTHERS)
            for start, goal in gap
        }
        for gap, (starts, goals) in zip(gaps, pairwise(kept), strict=True)
    ]


OWN = "own"
"""A column whose names have fixed colours."""
PLAIN = "plain"
"""Category of what has no fixed colour but is no remainder either."""


ROWS = pl.Schema(
    {
        "part": pl.String(),
        "from_column": pl.String(),
        "from_name": pl.String(),
        "to_column": pl.String(),
        "to_name": pl.String(),
        "capital_usd": pl.Float64(),
        "share": pl.Float64(),
        "rounds": pl.Int64(),
        "place": pl.Int64(),
        "from_top": pl.Float64(),
        "to_top": pl.Float64(),
        "height": pl.Float64(),
        "colour_of": pl.String(),
        "key": pl.String(),
        "from_key": pl.String(),
        "to_key": pl.String(),
        "is_first": pl.Boolean(),
        "columns": pl.Int64(),
    }
)


def layout(
    nodes: pl.DataFrame, bands: pl.DataFrame, titles: Sequence[str], colours_of: Sequence[str]
) -> pl.DataFrame:
    """Rows to draw (ROWS): `nodes`, then `bands`, each with a place.

    Nodes have place, name, usd and rounds; bands also next_name. A column stands at `place`, from
    1, under its of `titles`; a band leads from it to the next. Names of a column stand by size,
    those of LAST below. Tops and heights are shares of the height of the picture, from the top
    down; one dollar is as high in every column. `colours_of` says of each column whether its names
    have fixed colours (`own`), are of one colour (`plain`) or are grey (anything else).
    """
    columns = [_in_order(nodes.filter(place=at)) for at in range(1, len(titles) + 1)]
    if not nodes.height:
        return pl.DataFrame(schema=ROWS)
    total = sum(node["usd"] for node in columns[0])
    # One scale for all columns: as large as that with most nodes has room for.
    scale = (1 - PAD * (max(map(len, columns)) - 1)) / total
    drawn = [_node(node, total, scale) for column in columns for node in _stacked(column, scale)]
    by_key = {node["key"]: node for node in drawn}
    # Where the next band begins at either side of each node.
    left = {key: node["from_top"] for key, node in by_key.items()}
    right = dict(left)
    for node in drawn:
        at, name = node["place"], node["from_name"]
        node |= {"from_column": titles[at - 1], "colour_of": _category(colours_of[at - 1], name)}
    flows = sorted(
        (_band(band, total, scale) for band in bands.iter_rows(named=True)),
        key=lambda band: (by_key[band["from_key"]]["from_top"], by_key[band["to_key"]]["from_top"]),
    )
    for band in flows:
        at, height = band["place"], band["height"]
        band |= {
            "from_column": titles[at - 1],
            "to_column": titles[at],
            "from_top": right[band["from_key"]],
            "to_top": left[band["to_key"]],
            "colour_of": _band_category(band, *colours_of[at - 1 : at + 1]),
        }
        right[band["from_key"]] += height
        left[band["to_key"]] += height
    flows.sort(key=lambda band: band["place"])
    rows = [each | {"columns": len(titles)} for each in drawn + flows]
    return pl.DataFrame(rows, schema=ROWS)


Row = dict[str, Any]


def _in_order(column: pl.DataFrame) -> list[Row]:
    """Nodes by size, those of LAST after all others."""
    return sorted(
        column.iter_rows(named=True),
        # Sums of the same parts in another order differ by less than a cent.
        key=lambda node: (
            LAST.index(node["name"]) if node["name"] in LAST else -1,
            -round(node["usd"], 2),
            node["name"],
        ),
    )


def _stacked(column: Sequence[Row], scale: float) -> Iterator[Row]:
    """The nodes of one column with `top`, about the middle of the picture."""
    height = sum(node["usd"] for node in column) * scale + PAD * (len(column) - 1)
    top = (1 - height) / 2
    for number, node in enumerate(column):
        yield {**node, "top": top, "is_first": not number}
        top += node["usd"] * scale + PAD


def _node(node: Row, total: float, scale: float) -> Row:
    return {
        "part": "Node",
        "from_name": node["name"],
        **_measures(node, total, scale),
        "from_top": node["top"],
        "key": _key(node["place"], node["name"]),
        "is_first": node["is_first"],
    }


def _band(band: Row, total: float, scale: float) -> Row:
    start, goal = band["name"], band["next_name"]
    return {
        "part": "Band",
        "from_name": start,
        "to_name": goal,
        **_measures(band, total, scale),
        "key": f"{_key(band['place'], start)} to {goal}",
        "from_key": _key(band["place"], start),
        "to_key": _key(band["place"] + 1, goal),
        "is_first": False,
    }


def _measures(each: Row, total: float, scale: float) -> Row:
    return {
        "capital_usd": each["usd"],
        "share": each["usd"] / total,
        "rounds": each["rounds"],
        "place": each["place"],
        "height": each["usd"] * scale,
    }


def _key(place: int, name: str) -> str:
    return f"{place} {name}"


def _category(colours: str, name: str) -> str:
    """What colours a node: its name, `plain` or nothing."""
    if colours == OWN:
        return name
    return PLAIN if colours == PLAIN and name not in LAST else ""


def _band_category(band: Row, start_colours: str, goal_colours: str) -> str:
    """A band has the colour of the end that has one of its own; else both ends decide."""
    start = _category(start_colours, band["from_name"])
    goal = _category(goal_colours, band["to_name"])
    if OWN in (start_colours, goal_colours):
        return start if start_colours == OWN else goal
    return start if start and goal else ""
