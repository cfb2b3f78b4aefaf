"""Names of companies and investors in cells, under the names used in every table."""

from __future__ import annotations

import re
from functools import lru_cache

from lib.datasets import names
from lib.upload.vocabulary import company_names, investor_aliases
from lib.upload.words import joined, plain

MOST_LETTERS = 200
# A name ends in one of these after a comma; the comma parts nothing there.
LEGAL = frozenset(
    "inc incorporated llc llp lp ltd limited co corp corporation gmbh ag sa sas sarl plc bv nv ab "
    "oy as aps kg se srl spa pte pty pbc kk jr sr ii iii".split()
)
LEGAL_END = re.compile(
    r"[\s,]+(inc|incorporated|llc|ltd|limited|corp|corporation|co|gmbh|ag|sa|sas|plc|pbc|ab|bv|pte|"
    r"pty|holdings?)\.?$",
    re.IGNORECASE,
)
STRONG = re.compile(r"\s*[;|\n]\s*")
WEAK = re.compile(r",(?![^(]*\))")
NOBODY = frozenset("n/a;na;n.a.;none;null;nan;n/d;k.a.;tbd;\u2014;\u2013;not disclosed".split(";"))
LEAD_MARK = re.compile(r"\s*[(\[]lead( investor)?[)\]]$", re.IGNORECASE)
TOTALS = frozenset(
    plain(word)
    for word in "total;totals;grand total;sub total;subtotal;sum;summe;gesamt;gesamtsumme;"
    "zwischensumme;insgesamt;somme;sous-total;total général;suma;totale;sum total;average;mean;"
    "median;durchschnitt;moyenne;promedio;count;anzahl".split(";")
)

# Few cells start like one of them; only those are looked at.
MAY_BE_TOTAL = (
    r"(?i)^\W*(total|grand|sub|sum|gesamt|zwischen|insgesamt|somme|sous|suma|average|mean|median|"
    r"durchschnitt|moyenne|promedio|count|anzahl)"
)


def read_company(text: str) -> str:
    """The name that every table uses, where this is another spelling of it; else the text."""
    known = company_names()
    short = text
    while (cut := LEGAL_END.sub("", short)) != short and cut:
        short = cut
    return known.get(joined(text)) or known.get(joined(short)) or text


def is_total(text: str) -> bool:
    """True for the first cell of a line of totals: Total, Summe, Total (23 rounds), Total 2025."""
    words = re.sub(r"\s+[\d ]+.*$", "", plain(text))
    return words in TOTALS


def split_investors(text: str) -> list[str]:
    """Names of a list parted by semicolons, bars or lines, else by commas; lead marks left out."""
    if STRONG.search(text.strip(" ;|\n")):
        parts = STRONG.split(text)
    else:
        parts = _rejoined(WEAK.split(text))
    found = (LEAD_MARK.sub("", part.strip()) for part in parts)
    return [part for part in found if part]


def _rejoined(parts: list[str]) -> list[str]:
    """`Khosla Ventures` and `LLC` are one name."""
    found: list[str] = []
    for part in parts:
        if found and plain(part).replace(" ", "") in LEGAL:
            found[-1] = f"{found[-1]}, {part.strip()}"
        else:
            found.append(part)
    return found


@lru_cache(maxsize=1)
def _by_small_letters() -> dict[str, str]:
    return {alias.casefold(): name for alias, name in investor_aliases().items()}


def read_investors(text: str) -> list[str]:
    """Investors of a cell under the names used in every table, each once."""
    return list(dict.fromkeys(name for part in split_investors(text) for name in _resolved(part)))


def _resolved(name: str) -> tuple[str, ...]:
    """The names behind one name: an alias can stand for none or for several."""
    if name.casefold() in NOBODY:
        return ()
    aliases, small = investor_aliases(), _by_small_letters()
    bare = names.REMARK.sub("", name).strip()
    known = small.get(name.casefold()) or small.get(bare.casefold())
    return tuple(names.resolve([name if name in aliases else known or name], aliases))
