"""The rounds that investors joined: what the figures about investors share."""

from __future__ import annotations

from dataclasses import replace

from lib.figures.figure import Figure

JOINED = """
, joined AS (
    FROM rounds JOIN (
        FROM selected_holders SELECT round_number, is_lead, named, leads
        WHERE investor::VARCHAR = $investor
    ) ON rounds.rowid = round_number
)
"""
"""Adds to `selected` the table `joined`: its rounds that name `$investor` (rows of rounds), whether
it led, and how many investors and leads each names."""

MOST_NAMED = 6


def names_text(column: str) -> str:
    """SQL of the names of a group, such as its companies, as far as a tooltip has room."""
    names = f"list(DISTINCT {column}::VARCHAR)"
    return f"""
    array_to_string(list_sort({names})[:{MOST_NAMED}], ', ')
        || CASE WHEN len({names}) > {MOST_NAMED}
            THEN ' and ' || (len({names}) - {MOST_NAMED}) || ' more' ELSE '' END
    """


FEWEST = 5
"""Rounds that a share needs."""

RAISED = "Raised in these rounds"
"""Header of the whole amount of rounds that an investor joined."""

JOINED_NOTE = (
    "An investor joined a round if a source names it among the investors, and led it if a source "
    "says so; a round can have several leads. "
)
WHOLE_NOTE = (
    f"{RAISED} is their whole disclosed amount, from all investors together, not what the investor "
    "put in: that is almost never published. A round counts for each of its investors, so the "
    "amounts must never be added up over investors. "
)


def of(figure: Figure, investor: str) -> Figure:
    """`figure` for one investor. Its headline says what the investor did, so the name comes first;
    the subtitle names it too, for the files."""
    return replace(
        figure.given(investor=investor),
        subtitle=f"{investor}: {figure.subtitle}",
        headline=lambda rows: f"{investor} {figure.headline(rows)}",
    )
