"""Nodes in columns and bands between them, from parts of rounds: folded, summed and laid out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise

import polars as pl

from lib.figures.investor_shares import NO_LEAD, UNDISCLOSED, UNKNOWN

OTHERS = "Others"
LAST = (OTHERS, UNKNOWN, NO_LEAD, UNDISCLOSED)
"""Nodes that stand below all others, in this order."""
MOST_BANDS = 60

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

    `parts` has `round_number`, `usd` and the values as LETTERS name them; what else it has is the
    same in every row and is handed on. At most `top` names of a column stand alone, fewer where
    there would be more than MOST_BANDS bands: `alone` says how many, `is_folded` whether so.
    `colours_of` as in `layout`.
    """
    values = list(LETTERS[: len(titles)])
    largest = [_largest(parts, value, top) for value in values]
    alone = _fitting(parts, values, largest)
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
    handed_on = parts.drop("round_number", "usd", *values)
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
    return folded.group_by(values).agg(
        pl.sum("usd"), pl.n_unique("round_number").cast(pl.Int64()).alias("rounds")
    )


def _largest(parts: pl.DataFrame, value: str, top: int) -> dict[str, float]:
    """The `top` names with most capital and that capital, largest first, those of LAST apart."""
    sizes = parts.group_by(value).agg(pl.sum("usd")).filter(~pl.col(value).is_in(LAST))
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
    parts: pl.DataFrame, values: Sequence[str], largest: Sequence[Mapping[str, float]]
) -> list[list[str]]:
    """As many of the `largest` names as leave MOST_BANDS bands; the smallest gives way first."""
    pairs = _folded(parts.select(values).unique(), values, [list(names) for names in largest])
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


PLAIN = "plain"
"""Category of what has no fixed colour but is no remainder either."""


def layout(
    nodes: pl.DataFrame, bands: pl.DataFrame, titles: Sequence[str], colours_of: Sequence[str]
) -> pl.DataFrame:
    """Rows to draw: `nodes`, then `bands`, each with a place.

    Nodes have place, name, usd and rounds; bands also next_name.
    A column stands at `place`, from 1, under its of `titles`; a band leads from it to the next.
    Names of a column stand by size, those of LAST below. Tops and heights are shares of the
    height of the picture, from the top down; one dollar is as high in every column. `colours_of`
    says of each column whether its names have fixed colours (`own`), are of one colour (`plain`)
    or are grey (anything else).
    """
    drawn = _stacked(nodes)
    laid = _joined(drawn, bands)
    frame = pl.DataFrame(
        {
            "place": range(1, len(titles) + 1),
            "from_column": titles,
            "to_column": [*titles[1:], None],
            "colours": colours_of,
            "next_colours": [*colours_of[1:], ""],
        },
        schema_overrides={"place": pl.Int64(), "to_column": pl.String()},
    )
    node_rows = drawn.join(frame, on="place", how="left", maintain_order="left").select(
        part=pl.lit("Node"),
        from_column="from_column",
        from_name="name",
        to_column=pl.lit(None, pl.String()),
        to_name=pl.lit(None, pl.String()),
        **_MEASURES,
        place="place",
        from_top="top",
        to_top=pl.lit(None, pl.Float64()),
        height="height",
        colour_of=_category("colours", "name"),
        key=_key("place", "name"),
        from_key=pl.lit(None, pl.String()),
        to_key=pl.lit(None, pl.String()),
        is_first=pl.col("name").cum_count().over("place") == 1,
    )
    band_rows = laid.join(frame, on="place", how="left", maintain_order="left").select(
        part=pl.lit("Band"),
        from_column="from_column",
        from_name="name",
        to_column="to_column",
        to_name="next_name",
        **_MEASURES,
        place="place",
        from_top="from_top",
        to_top="to_top",
        height="height",
        colour_of=pl.when(pl.col("next_colours") == "own", pl.col("colours") != "own")
        .then(_category("next_colours", "next_name"))
        .when(pl.col("next_name").is_in(LAST), pl.col("colours") == PLAIN)
        .then(pl.lit(""))
        .otherwise(_category("colours", "name")),
        key=pl.format("{} to {}", _key("place", "name"), "next_name"),
        from_key=_key("place", "name"),
        to_key=_key(pl.col("place") + 1, "next_name"),
        is_first=pl.lit(False),
    )
    return pl.concat([node_rows, band_rows]).with_columns(columns=pl.lit(len(titles), pl.Int64()))


_MEASURES = {
    "capital_usd": pl.col("usd"),
    "share": pl.col("usd") / pl.col("total"),
    "rounds": pl.col("rounds"),
}


def _key(place: str | pl.Expr, name: str) -> pl.Expr:
    return pl.format("{} {}", place, name)


def _category(colours: str, name: str) -> pl.Expr:
    """What colours a thing: its name, `plain` or nothing."""
    return (
        pl.when(pl.col(colours) == "own")
        .then(name)
        .when(pl.col(colours) == PLAIN, ~pl.col(name).is_in(LAST))
        .then(pl.lit(PLAIN))
        .otherwise(pl.lit(""))
    )


def _stacked(nodes: pl.DataFrame) -> pl.DataFrame:
    """Nodes in drawing order with `total` of their column, `scale`, `top` and `height`."""
    standing = pl.col("name").replace_strict(
        {name: order for order, name in enumerate(LAST, 1)}, default=0, return_dtype=pl.Int64()
    )
    above = pl.int_range(pl.len()).over("place")
    members, total = pl.len().over("place"), pl.col("total")
    # One scale for all columns: as large as that with most nodes has room for.
    return (
        nodes.sort("place", standing, -_CENTS, "name")
        .with_columns(total=pl.col("usd").sum().over("place"))
        .with_columns(scale=(1 - PAD * (members.max() - 1)) / total.max())
        .with_columns(
            height=pl.col("usd") * pl.col("scale"),
            top=(1 - total * pl.col("scale") - PAD * (members - 1)) / 2
            + (pl.col("usd").cum_sum().over("place") - pl.col("usd")) * pl.col("scale")
            + PAD * above,
        )
    )


def _joined(drawn: pl.DataFrame, bands: pl.DataFrame) -> pl.DataFrame:
    """Bands with `from_top` and `to_top`: side by side at each node, in the order of the others."""
    ends = drawn.select("place", "name", "top", "total", "scale")
    goals = ends.select(pl.col("place") - 1, next_name="name", goal_top="top")
    scale, usd = pl.col("scale"), pl.col("usd")

    def beside(*node: str) -> pl.Expr:
        return (usd.cum_sum().over(node) - usd) * scale

    return (
        bands.join(ends, on=["place", "name"], how="left")
        .join(goals, on=["place", "next_name"], how="left")
        .sort("place", "top", "goal_top")
        .with_columns(
            from_top=pl.col("top") + beside("place", "name"),
            to_top=pl.col("goal_top") + beside("place", "next_name"),
            height=usd * scale,
        )
    )
