"""One investor in eight numbers, and what to say where it has no round."""

from __future__ import annotations

import polars as pl

from lib.datasets.rounds import STATUSES
from lib.figures.headline_numbers import Number
from lib.figures.joined_rounds import FEWEST, JOINED_NOTE, RAISED
from lib.filters import DEFAULT_STATUS, Filters
from lib.theme import labels_of
from lib.words import count, money, month_words, percent, place

PROFILE_SQL = """
FROM investors
SELECT *, investor IN (FROM relations SELECT investor::VARCHAR) AS trades
WHERE investor = $investor
"""

ALL_ROUNDS_SQL = f"""
FROM holders
SELECT count(*) AS rounds, count(*) FILTER (status IN {DEFAULT_STATUS}) AS confirmed,
    min(announced_date) FILTER (status IN {DEFAULT_STATUS}) AS first_date,
    max(announced_date) FILTER (status IN {DEFAULT_STATUS}) AS last_date
WHERE investor::VARCHAR = $investor
"""


def portfolio_numbers(rows: pl.DataFrame) -> list[Number]:
    """The eight numbers, from the rows of portfolio_rounds, of which there is at least one."""
    return [
        _joined(rows),
        _companies(rows),
        *_raised(rows),
        *_ends(rows),
        _favourite(rows, "stage_group", "stage"),
        _favourite(rows, "region", "region"),
    ]


def _joined(rows: pl.DataFrame) -> Number:
    led, stated = int(rows["is_lead"].sum()), rows.filter(pl.col("leads") > 0).height
    return _number(
        "Rounds joined",
        f"{rows.height:,}",
        f"{led:,} as lead" if led else "not named as lead",
        f"{JOINED_NOTE}Some lead is named for {stated:,} of {count(rows.height, 'round')}.",
    )


def _companies(rows: pl.DataFrame) -> Number:
    countries = rows["country"].drop_nulls().n_unique()
    return _number(
        "Companies",
        f"{rows['company'].n_unique():,}",
        f"in {count(countries, 'country')}" if countries else "country not stated",
        "Companies of these rounds, and the countries they are run from, where stated.",
    )


def _raised(rows: pl.DataFrame) -> tuple[Number, Number]:
    """What all investors put into its rounds, and that divided by their number."""
    known = rows.drop_nulls("amount_usd")
    total = float(known["amount_usd"].sum()) if known.height else None
    part = float((known["amount_usd"] / known["named"]).sum()) if known.height else None
    return (
        _number(
            RAISED,
            money(total),
            f"{known.height:,} of {rows.height:,} disclosed",
            "The whole disclosed amount of the rounds it joined, from all investors together. What "
            "one investor put in is almost never published.",
        ),
        _number(
            "If divided equally",
            money(part),
            f"{percent(part / total)} of that" if part and total else "no amount",
            "Each round with an amount is divided equally among all investors that a source names; "
            "this is the sum of its parts: a yardstick, not what it put in.",
        ),
    )


def _ends(rows: pl.DataFrame) -> tuple[Number, Number]:
    """Its first and its last round."""
    last, first = rows.row(0, named=True), rows.row(-1, named=True)
    return (
        _number(
            "First round",
            month_words(first["announced_date"]),
            first["company"],
            "First round of the selection that names it, and the company. Older ones may be "
            "missing here.",
        ),
        _number(
            "Last round",
            month_words(last["announced_date"]),
            last["company"],
            "Last round of the selection that names it, and the company.",
        ),
    )


def _number(label: str, value: str, detail: str, definition: str) -> Number:
    return Number(label, value, detail, [], definition)


def _favourite(rows: pl.DataFrame, column: str, noun: str) -> Number:
    """The share of its rounds that one value of `column` has, where there are enough rounds."""
    definition = (
        f"Share of its rounds that fall to the {noun} with most of them; fewer than {FEWEST} "
        f"rounds have no share. Rounds whose {noun} no source states count in the total."
    )
    # What no source states is nobody's favourite.
    stated = rows.filter(~pl.col(column).is_in(["Other", "Unknown"]))
    if stated.is_empty():
        return _number(f"Favourite {noun}", "Not stated", f"no {noun} stated", definition)
    value, inside = (
        stated.group_by(column).len().sort("len", column, descending=[True, False]).row(0)
    )
    label, total = STAGE_WORDS.get(value) or f"In {place(value)}", rows.height
    if total < FEWEST:
        return _number(label, f"{inside} of {total}", "rounds", definition)
    of = f"{inside:,} of {count(total, 'round')}"
    return _number(label, percent(inside / total), of, definition)


STAGE_WORDS = {
    "Seed": "At seed stage",
    "Early": "At early stage",
    "Late": "At late stage",
    "Debt": "As debt",
    "Public": "At public stage",
}


def kind_words(profile: dict[str, str | None]) -> str:
    """What an investor is and where its home is, from a row of PROFILE_SQL."""
    kind, country = str(profile["investor_type"]), profile["country"]
    words = "Type not known" if kind == "unknown" else labels_of("investor_type")[kind]
    return f"{words}, {country or 'home country not known'}"


def all_rounds(rows: pl.DataFrame) -> Filters:
    """The selection that holds all rounds of an investor, from the row of ALL_ROUNDS_SQL."""
    return Filters() if rows["confirmed"].item() else Filters(status=STATUSES)


def without_rounds(investor: str, rows: pl.DataFrame, narrowed: list[str]) -> str:
    """Why a selection has no round of `investor`, and what to do.

    `rows` is the row of ALL_ROUNDS_SQL; `narrowed` names the filters in use.
    """
    now = rows.row(0, named=True)
    start = f"{investor} joined no round of this selection."
    if not now["rounds"]:
        return f"{investor} joined no round of your file."
    if not now["confirmed"]:
        rounds = (
            "Its only round is" if now["rounds"] == 1 else f"All its {now['rounds']} rounds are"
        )
        words = [labels_of("status")[each].lower() for each in ("rumoured", "planned")]
        return f"{start} {rounds} {' or '.join(words)}: add these under Status."
    first, last = month_words(now["first_date"]), month_words(now["last_date"])
    when = f"in {last}" if first == last else f"from {first} to {last}"
    filters = f" Take filters back: {', '.join(narrowed)}." if narrowed else ""
    return f"{start} Without filters there {_are(now['confirmed'])}, {when}.{filters}"


def _are(rounds: int) -> str:
    return f"{'is' if rounds == 1 else 'are'} {count(rounds, 'round')}"
