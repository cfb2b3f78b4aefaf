"""One investor in eight numbers, and what to say where it has no round."""

from __future__ import annotations

import polars as pl

from lib.datasets.rounds import STATUSES
from lib.figures.headline_numbers import Number
from lib.figures.joined_rounds import FEWEST, JOINED, JOINED_NOTE
from lib.filters import DEFAULT_STATUS, Filters
from lib.theme import labels_of
from lib.words import count, money, month_words, percent, place

SQL = f"""
{JOINED}
, favourite AS (
    -- What no source states is nobody's favourite.
    SELECT
        (FROM joined SELECT stage_group WHERE stage_group <> 'Other'
            GROUP BY 1 ORDER BY count(*) DESC, 1 LIMIT 1) AS favourite_stage,
        (FROM joined SELECT region WHERE region <> 'Unknown'
            GROUP BY 1 ORDER BY count(*) DESC, 1 LIMIT 1) AS favourite_region
)
FROM joined, favourite
SELECT
    count(*) AS rounds,
    count(*) FILTER (is_lead) AS led,
    count(*) FILTER (leads > 0) AS rounds_with_lead,
    count(DISTINCT company) AS companies,
    count(DISTINCT country) AS countries,
    count(amount_usd) AS rounds_with_amount,
    sum(amount_usd) AS capital_usd,
    sum(amount_usd / named) AS part_usd,
    min(announced_date) AS first_date,
    arg_min(company::VARCHAR, (announced_date, round_id)) AS first_company,
    max(announced_date) AS last_date,
    arg_max(company::VARCHAR, (announced_date, round_id)) AS last_company,
    any_value(favourite_stage)::VARCHAR AS stage_group,
    count(*) FILTER (stage_group = favourite_stage) AS rounds_at_stage,
    any_value(favourite_region)::VARCHAR AS region,
    count(*) FILTER (region = favourite_region) AS rounds_in_region,
    (FROM relations SELECT count(*) WHERE investor::VARCHAR = $investor
        AND company::VARCHAR IN (FROM selected SELECT company::VARCHAR)) AS trades
"""

PROFILE_SQL = "FROM investors SELECT * WHERE investor = $investor"

ALL_ROUNDS_SQL = f"""
FROM rounds JOIN holders USING (round_id)
SELECT count(*) AS rounds, count(*) FILTER (status IN {DEFAULT_STATUS}) AS confirmed,
    min(announced_date) FILTER (status IN {DEFAULT_STATUS}) AS first_date,
    max(announced_date) FILTER (status IN {DEFAULT_STATUS}) AS last_date
WHERE investor::VARCHAR = $investor
"""


def portfolio_numbers(rows: pl.DataFrame) -> list[Number]:
    """The eight numbers, from the one row of SQL, which has at least one round."""
    now = rows.row(0, named=True)
    rounds, known = now["rounds"], now["rounds_with_amount"]
    capital, part = now["capital_usd"], now["part_usd"]
    return [
        _number("Rounds joined", f"{rounds:,}", _led(now["led"]), _led_note(now)),
        _number(
            "Companies",
            f"{now['companies']:,}",
            f"in {count(now['countries'], 'country')}"
            if now["countries"]
            else "country not stated",
            "Companies of these rounds, and the countries they are run from, where stated.",
        ),
        _number(
            "Capital of these rounds",
            money(capital),
            f"{known:,} of {rounds:,} disclosed",
            "The whole disclosed amount of the rounds it joined, from all investors together. What "
            "one investor put in is almost never published.",
        ),
        _number(
            "Its equal share",
            money(part),
            f"{percent(part / capital)} of that" if capital else "no amount",
            "Each round with an amount is divided equally among all investors that a source names; "
            "this is the sum of its parts: a yardstick, not what it put in.",
        ),
        _number(
            "First round",
            month_words(now["first_date"]),
            now["first_company"],
            "First round of the selection that names it, and the company. Older ones may be "
            "missing here.",
        ),
        _number(
            "Last round",
            month_words(now["last_date"]),
            now["last_company"],
            "Last round of the selection that names it, and the company.",
        ),
        _favourite(now, "stage_group", "rounds_at_stage", "stage"),
        _favourite(now, "region", "rounds_in_region", "region"),
    ]


def _number(label: str, value: str, detail: str, definition: str) -> Number:
    return Number(label, value, detail, [], definition)


def _led(rounds: int) -> str:
    return f"{rounds:,} as lead" if rounds else "not named as lead"


def _led_note(now: dict[str, int]) -> str:
    stated = f"{now['rounds_with_lead']:,} of {count(now['rounds'], 'round')}"
    return f"{JOINED_NOTE}Some lead is named for {stated}."


def _favourite(now: dict[str, str | int], column: str, rounds: str, noun: str) -> Number:
    """The share of its rounds that one value of `column` has, where there are enough rounds."""
    value, inside, total = now[column], int(now[rounds]), int(now["rounds"])
    label = STAGE_WORDS.get(str(value)) or f"In {place(str(value))}"
    few = total < FEWEST
    return _number(
        label if value else f"Favourite {noun}",
        "Not stated" if not value else f"{inside} of {total}" if few else percent(inside / total),
        f"no {noun} stated"
        if not value
        else "rounds"
        if few
        else f"{inside:,} of {count(total, 'round')}",
        f"Share of its rounds that fall to the {noun} with most of them; fewer than {FEWEST} "
        f"rounds have no share. Rounds whose {noun} no source states count in the total.",
    )


STAGE_WORDS = {
    "Seed": "At seed stage",
    "Early": "At early stage",
    "Late": "At late stage",
    "Debt": "As debt",
    "Public": "At public stage",
}


def kind_words(profile: dict[str, str | None]) -> str:
    """What an investor is and where its home is, from a row of PROFILE_SQL."""
    kind, country = profile["investor_type"], profile["country"]
    words = "Kind not known" if kind == "unknown" else f"{kind}".capitalize()
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
