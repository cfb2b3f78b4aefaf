"""Amounts of money as people and programs write them: $1.5M, 1,2 Mio €, Rs 10 Cr, 12-15M."""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Iterable
from typing import NamedTuple


class Amount(NamedTuple):
    """What a text says, in units of its currency.

    `value` is exact or a lower bound (`bound` is "low"); a range has `low` and `high` only. All
    are None for `Undisclosed`. `scaled` is True where the text names its own unit (M, crore).
    `reason` says why nothing could be read, `doubt` what else the text might mean.
    """

    value: float | None = None
    low: float | None = None
    high: float | None = None
    currency: str | None = None
    scaled: bool = False
    reason: str = ""
    doubt: str = ""


CODES = frozenset(
    "USD EUR GBP CNY RMB HKD JPY KRW INR CAD AUD NZD SGD CHF SEK NOK DKK ILS TWD BRL MXN PLN CZK "
    "HUF RON TRY RUB UAH ZAR NGN KES EGP AED SAR QAR KWD IDR MYR THB VND PHP PKR BDT CLP COP ARS "
    "PEN ISK BGN CNH".split()
)
SAME = {"RMB": "CNY", "CNH": "CNY"}
NO_VALUE = frozenset(
    "|-|--|---|\u2013|\u2014|\u2212|?|.|x|n/a|na|n.a.|#n/a|nan|none|null|nil|tbd|tba|undisclosed|"
    "not disclosed|"
    "unknown|not known|not available|confidential|private|n/d|n.d.|nd|n.v.|unbekannt|nicht bekannt|"
    "k.a.|k. a.|keine angabe|keine angaben|nicht offengelegt|vertraulich|nc|n.c.|nr|n/r|n.k.|"
    "non divulgue|non divulgué|non communiqué|non communique|non précisé|inconnu|confidentiel|"
    "no revelado|no divulgado|desconocido|sin datos|no disponible|s/d|non divulgato|"
    "amount undisclosed|undisclosed amount|(undisclosed)|未披露|未公开|非公開".split("|")
)
CURRENCIES = {
    "us$": "USD", "us-$": "USD", "u.s.$": "USD", "usd$": "USD", "us dollars": "USD",
    "us dollar": "USD",
    "a$": "AUD", "au$": "AUD", "c$": "CAD", "ca$": "CAD", "can$": "CAD", "cdn$": "CAD",
    "s$": "SGD", "sg$": "SGD", "hk$": "HKD", "nt$": "TWD", "nz$": "NZD", "r$": "BRL",
    "mx$": "MXN", "€": "EUR", "euros": "EUR", "euro": "EUR", "£": "GBP", "pounds": "GBP",
    "pound": "GBP", "cn¥": "CNY", "jp¥": "JPY", "yuan": "CNY", "renminbi": "CNY", "元": "CNY",
    "人民币": "CNY", "yen": "JPY", "円": "JPY", "₩": "KRW", "won": "KRW", "원": "KRW",
    "₹": "INR", "rs.": "INR", "rs": "INR", "re": "INR", "rupees": "INR", "rupee": "INR",
    "₪": "ILS", "nis": "ILS", "shekels": "ILS", "sfr": "CHF", "fr.": "CHF", "zł": "PLN",
    "₽": "RUB", "₺": "TRY", "₫": "VND", "฿": "THB", "₱": "PHP", "₦": "NGN", "₴": "UAH",
    "美元": "USD", "欧元": "EUR", "港元": "HKD", "日元": "JPY",
    "$": "$", "dollars": "$", "dollar": "$", "¥": "¥", "kr": "kr", "kr.": "kr",
    **{code.lower(): SAME.get(code, code) for code in sorted(CODES)},
}  # fmt: skip
# Signs that several currencies share: the first stands for it unless the column says another.
SHARED = {
    "$": ("USD", "CAD", "AUD", "SGD", "HKD", "NZD", "TWD", "MXN"),
    "¥": (None, "JPY", "CNY"),
    "kr": (None, "SEK", "NOK", "DKK", "ISK"),
}
MULTIPLIERS = {
    **dict.fromkeys(("k", "thousand", "thousands", "tsd", "tsd.", "tausend", "mille"), 1e3),
    **dict.fromkeys(("lakh", "lakhs", "lac", "lacs"), 1e5),
    **dict.fromkeys(
        ("m", "mm", "mn", "mn.", "mln", "mln.", "mio", "mio.", "mill", "mill.", "million",
         "millions", "millionen", "millón", "millon", "millones", "milione", "milioni",
         "milhão", "milhões", "miljoen", "miljoner", "百万"), 1e6,
    ),
    **dict.fromkeys(("cr", "cr.", "crs", "crore", "crores"), 1e7),
    **dict.fromkeys(
        ("b", "bn", "bn.", "bln", "bil", "mrd", "mrd.", "mrds", "mds", "md", "mia", "mia.",
         "milliard", "milliards", "milliarde", "milliarden", "miliardi", "miliardo", "miljard",
         "miljarder", "billion", "billions", "mil millones"), 1e9,
    ),
    **dict.fromkeys(
        ("t", "tn", "tr", "trn", "tln", "trillion", "trillions", "billionen", "billón",
         "billones", "bio", "bio.", "lakh crore", "lakh crores"), 1e12,
    ),
    **dict.fromkeys(("万", "만", "萬"), 1e4),
    **dict.fromkeys(("亿", "억", "億"), 1e8),
    **dict.fromkeys(("조", "兆"), 1e12),
}  # fmt: skip
AT_LEAST = frozenset(
    "> ≥ >= over above exceeding minimum min min. mindestens über plus+".split()
) | {"more than", "at least", "mehr als", "plus de", "au moins", "más de", "mas de", "al menos"}
AT_MOST = frozenset("< ≤ <= under below max max. maximum höchstens hasta".split()) | {
    "up to", "less than", "at most", "bis zu", "weniger als", "jusqu'à", "moins de", "menos de",
}  # fmt: skip
ABOUT = frozenset(
    "~ ≈ \u223c about approx approx. approximately around circa ca ca. c. c rund etwa environ env "
    "env. unos est est. estimated roughly nearly almost some of raised in total".split()
)
BETWEEN = frozenset("- \u2013 \u2014 to bis à and until".split())

NUMBER = (
    r"\d+(?:[.,]\d+)?e[+-]?\d{1,3}(?!\w)|\d{1,3}(?:[ '\u2019]\d{3})+(?!\d)(?:[.,]\d+)?"
    r"|\d(?:[\d.,]*\d)?|[.,]\d+"
)


def _longest_first(words: Iterable[str]) -> str:
    found = sorted(words, key=len, reverse=True)
    return "|".join(
        # A word ends where its letters end, so that `m` is not found in `march`.
        re.escape(word) + (r"(?![^\W\d_])" if word[-1].isalpha() and word.isascii() else "")
        for word in found
    )


TOKEN = re.compile(
    "|".join(
        (
            rf"(?P<number>{NUMBER})",
            rf"(?P<currency>{_longest_first(CURRENCIES)})",
            rf"(?P<multiplier>{_longest_first(MULTIPLIERS)})",
            rf"(?P<least>{_longest_first(AT_LEAST)})",
            rf"(?P<most>{_longest_first(AT_MOST)})",
            rf"(?P<about>{_longest_first(ABOUT)})",
            rf"(?P<between>{_longest_first(BETWEEN)})",
            r"(?P<plus>\+)",
            r"(?P<space>[\s'\u2019]+)",
        )
    )
)
REMARK = re.compile(r"(?<=\S)\s*[(\[][^()\[\]]*[)\]]\s*$")
UNREADABLE = "is not an amount"
NEGATIVE = "is negative"
COLUMN_DECIDES = "could have a separator of thousands or of decimals"
# Far beyond any round; more is a slip of the unit.
MOST = 1e15


def read_amount(text: str, comma_decimal: bool | None = None) -> Amount:
    """What `text` says; `comma_decimal` tells what 1.234 and 1,234 are (None for unknown)."""
    words = " ".join(unicodedata.normalize("NFKC", text).lower().split()).strip("\"'\u2019` ")
    if words in NO_VALUE:
        return Amount()
    if len(words) > 80:
        return Amount(reason=UNREADABLE)
    if re.fullmatch(r"\(.*\)", words) or re.match(
        r"(?!us-\$)[^\d~]{0,4}[-\u2212\u2013]\s?[^\d]{0,4}\d", words
    ):
        inside = _tokens(words.strip("()").replace("\u2212", "-").lstrip("-\u2013 "))
        return Amount(reason=NEGATIVE if inside else UNREADABLE)
    return _from_tokens(_tokens(REMARK.sub("", words)), comma_decimal)


def says_money(text: str) -> bool:
    """True for an amount that names a currency or a unit; a bare number may be anything."""
    found = read_amount(text)
    return not found.reason and (found.currency is not None or found.scaled)


def style_of(texts: Iterable[str]) -> bool | None:
    """True where a column writes 1.234,5, False where it writes 1,234.5, None where none tells."""
    comma = point = 0
    for text in texts:
        for kind, word in _tokens(unicodedata.normalize("NFKC", text[:80]).lower()) or ():
            if kind == "number" and "e" not in word:
                comma += _tells(word, ",", ".")
                point += _tells(word, ".", ",")
    return None if comma == point else comma > point


def _tells(number: str, decimal: str, thousands: str) -> bool:
    """True where `number` can only be read with this sign before the decimals."""
    if number.count(thousands) > 1 and decimal not in number:
        return True
    whole, sign, rest = number.rpartition(decimal)
    if not sign or decimal in whole:
        return False
    return thousands in whole or len(rest) != 3


def _tokens(words: str) -> list[tuple[str, str]]:
    """Kinds and words of a text; none where a part of it is not known."""
    found, position = [], 0
    while position < len(words):
        match = TOKEN.match(words, position)
        if match is None or match.end() == position:
            return []
        if match.lastgroup not in {"space", "about", None}:
            found.append((str(match.lastgroup), match.group()))
        position = match.end()
    return found


def _from_tokens(tokens: list[tuple[str, str]], comma_decimal: bool | None) -> Amount:
    kinds = [kind for kind, _ in tokens]
    numbers = [position for position, kind in enumerate(kinds) if kind == "number"]
    currencies = {CURRENCIES[word] for kind, word in tokens if kind == "currency"}
    codes = currencies - set(SHARED) or currencies
    between = kinds.count("between")
    if not numbers or len(numbers) > 2 or len(codes) > 1 or between != len(numbers) - 1:
        return Amount(reason=UNREADABLE)
    if between and not numbers[0] < kinds.index("between") < numbers[1]:
        return Amount(reason=UNREADABLE)
    values = [_number(tokens[position][1], comma_decimal) for position in numbers]
    scales = _scales(tokens, kinds, numbers)
    if None in values or scales is None:
        return Amount(reason=UNREADABLE)
    scaled = [
        value * scale for value, scale in zip(values, scales, strict=True) if value is not None
    ]
    if any(not math.isfinite(value) or value > MOST for value in scaled):
        return Amount(reason="is larger than any amount")
    doubt = _doubt([tokens[position][1] for position in numbers], comma_decimal)
    known = Amount(currency=next(iter(codes), None), scaled="multiplier" in kinds, doubt=doubt)
    return _bounded(known, scaled, kinds)


def _bounded(known: Amount, values: list[float], kinds: list[str]) -> Amount:
    if len(values) == 2:
        low, high = values
        if low > high:
            return Amount(reason="is a range that ends below its start")
        return known._replace(low=low, high=high)
    if "most" in kinds:
        return known._replace(high=values[0])
    if "least" in kinds or "plus" in kinds:
        return known._replace(value=values[0], low=values[0])
    return known._replace(value=values[0])


def _scales(
    tokens: list[tuple[str, str]], kinds: list[str], numbers: list[int]
) -> list[float] | None:
    """What each number counts; in 12-15M the unit of the second is that of the first too."""
    ends = [*numbers[1:], len(tokens)]
    scales: list[float | None] = []
    if "multiplier" in kinds[: numbers[0]]:
        return None
    for start, end in zip(numbers, ends, strict=True):
        words = [word for kind, word in tokens[start:end] if kind == "multiplier"]
        if len(words) > 2:
            return None
        scales.append(math.prod(MULTIPLIERS[word] for word in words) if words else None)
    last = scales[-1] or 1.0
    return [scale or last for scale in scales]


def _number(word: str, comma_decimal: bool | None) -> float | None:
    """The value of 1,234.5 or 1.234,5 or 1 234 or 1.5e6; None where signs do not fit."""
    word = re.sub(r"[\s'\u2019]", "", word)
    if "e" in word:
        return float(word.replace(",", "."))
    decimal = _decimal_sign(word, comma_decimal)
    whole, _, rest = word.partition(decimal) if decimal else (word, "", "")
    if re.search(r"[.,]", rest) or ("." in whole and "," in whole):
        return None
    if re.search(r"[.,]", whole) and not re.fullmatch(r"\d{1,3}([.,]\d{2,3})*[.,]\d{3}", whole):
        return None
    return float(f"{re.sub('[.,]', '', whole) or '0'}.{rest or '0'}")


def _decimal_sign(word: str, comma_decimal: bool | None) -> str:
    signs = [sign for sign in word if sign in ".,"]
    if not signs:
        return ""
    if len(set(signs)) == 2:
        return signs[-1] if signs.count(signs[-1]) == 1 else "."
    if len(signs) > 1:
        return ""
    if not _open(word):
        return signs[0]
    if comma_decimal is None:
        return "." if signs[0] == "." else ""
    return (
        ","
        if comma_decimal and signs[0] == ","
        else "."
        if not comma_decimal and signs[0] == "."
        else ""
    )


def _open(word: str) -> bool:
    """True for 1.234 and 12,345: one sign before exactly three digits."""
    return bool(re.fullmatch(r"[1-9]\d{0,2}[.,]\d{3}", word))


def _doubt(words: list[str], comma_decimal: bool | None) -> str:
    # 1,234 is a thousand and more to most; 1.234 may be either.
    undecided = comma_decimal is None and any(_open(word) and "." in word for word in words)
    return COLUMN_DECIDES if undecided else ""
