"""Numbers, dates and lists as people write them: $1.2B, Mar 2026, a, b and c."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from datetime import date, timedelta

MARK = "≠"
"""Stands beside every number that sources disagree about."""

UNITS = ((1e12, "T"), (1e9, "B"), (1e6, "M"), (1e3, "K"))


def money(usd: float | None) -> str:
    """US dollars as $1.2B; `not disclosed` for None. Three digits at most, no trailing zero."""
    if usd is None:
        return "not disclosed"
    sign = "-" if usd < 0 else ""
    return f"{sign}${short(abs(usd))}"


def short(value: float) -> str:
    """A positive number with a unit letter: 1.2B, 305M, 950."""
    for index, (size, letter) in enumerate(UNITS):
        if value >= size:
            scaled = _three_digits(value / size)
            if scaled == "1000" and index:
                return f"1{UNITS[index - 1][1]}"
            return f"{scaled}{letter}"
    return "1K" if (digits := _three_digits(value)) == "1000" else digits


def flop(operations: float) -> str:
    """A number of operations as 3.8e25 FLOP: three digits at most, no trailing zero."""
    digits, _, power = f"{operations:.2e}".partition("e")
    return f"{digits.rstrip('0').rstrip('.')}e{int(power)} FLOP"


WATTS = {"": "W", "K": "kW", "M": "MW", "B": "GW", "T": "TW"}


def watts(power: float) -> str:
    """Power as 22.6 MW or 246 W."""
    text = short(power)
    letter = text[-1] if text[-1].isalpha() else ""
    return f"{text.removesuffix(letter)} {WATTS[letter]}"


def _three_digits(value: float) -> str:
    decimals = 0 if value >= 99.95 else 1 if value >= 9.995 else 2
    text = f"{value:.{decimals}f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def percent(share: float | None) -> str:
    """A share of one as 63%; one decimal below 10%."""
    if share is None:
        return "unknown"
    value = share * 100
    return f"{value:.0f}%" if abs(value) >= 9.95 or value == 0 else f"{value:.1f}%"


def marked(text: str, conflict: str | None) -> str:
    """`text` with the mark, where its number is in a conflict: $2B ≠."""
    return f"{text} {MARK}" if conflict else text


def case_words(conflict: str) -> str:
    """A conflict as ≠ X02; one between records of a round by what it is about: ≠ amount."""
    return f"{MARK} {re.sub('^R-.*-', '', conflict)}"


def count(number: int, noun: str) -> str:
    """`1 round`, `1,204 rounds`."""
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {plural(noun)}"


def plural(noun: str) -> str:
    return f"{noun[:-1]}ies" if noun.endswith("y") else f"{noun}s"


def listing(items: Sequence[str], most: int = 4) -> str:
    """`a`, `a and b`, `a, b and c`; beyond `most`, `a, b and 5 more`."""
    if len(items) > most:
        items = [*items[: most - 1], f"{len(items) - most + 1} more"]
    if len(items) < 2:
        return "".join(items)
    return f"{', '.join(items[:-1])} and {items[-1]}"


def clipped(name: str, most: int) -> str:
    """A name of at most `most` characters; a longer one ends in an ellipsis."""
    return name if len(name) <= most else f"{name[: most - 1].rstrip()}…"


def folded(text: str) -> str:
    """Small letters without accents, as a search compares them: `Nestlé` as `nestle`."""
    parts = unicodedata.normalize("NFKD", text)
    return "".join(sign for sign in parts if not unicodedata.combining(sign)).casefold()


def place(name: str) -> str:
    """A country or region inside a sentence: the United States, unknown places."""
    words = {"Unknown": "places unknown", "Rest of World": "the rest of the world"}
    the = name.startswith(("United ", "Middle ", "Netherlands", "Philippines"))
    return words.get(name, f"the {name}" if the else name)


def number_word(number: int) -> str:
    """Numbers up to ten as words, as a sentence starts: Four, 12."""
    words = "Zero One Two Three Four Five Six Seven Eight Nine Ten".split()
    return words[number] if number < len(words) else f"{number:,}"


def month_words(day: date) -> str:
    """Mar 2026."""
    return f"{day:%b} {day.year}"


def day_words(day: date) -> str:
    """1 Mar 2026."""
    return f"{day.day} {month_words(day)}"


def quarter_of(day: date) -> str:
    """2026-Q1, as URLs and options spell a quarter."""
    return f"{day.year:04}-Q{(day.month + 2) // 3}"


def quarter_words(quarter: str) -> str:
    """Q1 2026 for 2026-Q1."""
    year, number = quarter.split("-")
    return f"{number} {year}"


def quarter_start(quarter: str) -> date:
    """First day of a quarter such as 2026-Q1; ValueError for anything else."""
    year, _, number = quarter.partition("-Q")
    if not re.fullmatch("[0-9]{4}", year) or number not in {"1", "2", "3", "4"}:
        raise ValueError(f"{quarter!r} is not a quarter such as 2026-Q1")
    return date(int(year), int(number) * 3 - 2, 1)


def quarter_end(quarter: str) -> date:
    """Last day of a quarter such as 2026-Q1."""
    start = quarter_start(quarter)
    following = date(start.year + start.month // 10, (start.month + 2) % 12 + 1, 1)
    return following - timedelta(days=1)


def quarters(first: str, last: str) -> tuple[str, ...]:
    """Every quarter from `first` to `last`, both included."""
    return tuple(map(quarter_at, range(quarter_index(first), quarter_index(last) + 1)))


def quarter_index(quarter: str) -> int:
    """Quarters since the year 0: differences count quarters."""
    start = quarter_start(quarter)
    return start.year * 4 + (start.month - 1) // 3


def quarter_at(index: int) -> str:
    """The quarter that `quarter_index` maps to `index`."""
    return f"{index // 4:04}-Q{index % 4 + 1}"


# Streamlit turns addresses and :names: into links and icons after Markdown has taken its escapes
# off; a sign without width or ink keeps it from seeing them.
LIVE = re.compile(r":(?=[\w/])|www(?=\.)|@", re.IGNORECASE)
WORD_JOINER = "\u2060"


def markdown(text: str) -> str:
    """One line that Markdown shows as it is: a name cannot format, link or start a formula."""
    line = LIVE.sub(rf"\g<0>{WORD_JOINER}", " ".join(text.split()))
    return "".join(f"\\{sign}" if sign in "\\`*_{}[]<>()#+-.!|~$:&" else sign for sign in line)
