"""The rounds that one investor joined: what the figures of an investor's profile share."""

from __future__ import annotations

from dataclasses import replace

from lib.figures.figure import Figure

JOINED = """
, joined AS (
    FROM selected JOIN holders USING (round_id)
    SELECT selected.*, is_lead, named, leads
    WHERE investor::VARCHAR = $investor
)
"""
"""Adds to `selected` the table `joined`: its rounds that name `$investor` (rows of rounds), whether
it led, and how many investors and leads each names."""

MOST_NAMED = 6

COMPANIES_TEXT = f"""
    array_to_string(list_sort(list(DISTINCT company::VARCHAR))[:{MOST_NAMED}], ', ')
        || CASE WHEN count(DISTINCT company) > {MOST_NAMED}
            THEN ' and ' || (count(DISTINCT company) - {MOST_NAMED}) || ' more' ELSE '' END
"""
"""SQL of the names of a group's companies, as far as a tooltip has room for them."""

FEWEST = 5
"""Rounds that a share needs."""

JOINED_NOTE = (
    "An investor joined a round if a source names it among the investors, and led it if a source "
    "says so. "
)
WHOLE_NOTE = (
    "Capital is the whole disclosed amount of these rounds, not what the investor put in: that is "
    "almost never published. "
)


def of(figure: Figure, investor: str) -> Figure:
    """`figure` for one investor. Its headline says what the investor did, so the name comes first;
    the subtitle names it too, for the files."""
    return replace(
        figure.given(investor=investor),
        subtitle=f"{investor}: {figure.subtitle}",
        headline=lambda rows: f"{investor} {figure.headline(rows)}",
    )
