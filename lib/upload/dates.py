"""Dates as people and programs write them, with how exactly they are known."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date, timedelta
from typing import NamedTuple

from lib.upload.vocabulary import newest_year
from lib.words import folded


class Day(NamedTuple):
    """First day of what a text says; `reason` says why there is none, `doubt` how it was read."""

    date: date | None = None
    precision: str | None = None
    reason: str = ""
    doubt: str = ""


DAY_OR_YEAR = "could be a day or a year"
EITHER_ORDER = "could be day/month or month/day"
FIRST_YEAR = 1950
YEARS_AHEAD = 10
EXCEL_EPOCH = date(1899, 12, 30)
SERIALS = range(20_000, 60_000)  # 1954 to 2064

MONTH_WORDS = """
january jan januar janvier janv enero ene gennaio gen janeiro jaenner janner januari
february feb februar fevrier fevr fev febrero febbraio fevereiro februari
march mar marz maerz mrz mars marzo marco maart
april apr avril avr abril abr aprile
may mai mayo maggio mag maio mei
june jun juni juin junio giugno giu junho
july jul juli juillet juil julio luglio lug julho
august aug aout agosto ago augustus
september sep sept septembre septiembre setiembre settembre set setembro
october oct oktober okt octobre octubre ottobre ott outubro out
november nov novembre noviembre novembro
december dec dezember dez decembre diciembre dic dicembre dezembro
"""
MONTHS = {
    word: number
    for number, line in enumerate(MONTH_WORDS.split("\n")[1:13], start=1)
    for word in line.split()
}
FILLERS = set(
    "st nd rd th er de del of the le den am on early late mid ca circa c approx around "
    "mon tue tues wed thu thur thurs fri sat sun monday tuesday wednesday thursday friday saturday "
    "sunday montag dienstag mittwoch donnerstag freitag samstag sonntag lundi mardi mercredi jeudi "
    "vendredi samedi dimanche lunes martes miercoles jueves viernes sabado domingo".split()
)
TIME = re.compile(
    r"[t ,]+\d{1,2}:\d{2}(:\d{2}([.,]\d+)?)?\s*([ap]\.?m\.?)?\s*(z|utc|gmt|[+-]\d{2}:?\d{2})?$"
)
PARTS = re.compile(r"(\d{1,4})\s*([./\-])\s*(\d{1,2})\s*\2\s*(\d{1,4})")
YEAR_MONTH = re.compile(r"(\d{4})[./\- ](\d{1,2})")
MONTH_YEAR = re.compile(r"(\d{1,2})[./\- ](\d{4})")
YEAR = r"['\u2019]?(\d{4}|\d{2})"
PERIOD = r"(q|t|h|s|quarter|quartal|trimestre|trim|half|halbjahr|semester|semestre)"
PERIODS = (
    re.compile(rf"(?P<unit>{PERIOD})\.?\s*(?P<number>[1-4])[\s\-/,.]*(?P<year>{YEAR})"),
    re.compile(rf"(?P<year>\d{{4}})[\s\-/,.]*(?P<unit>{PERIOD})\.?\s*(?P<number>[1-4])"),
    re.compile(
        rf"(?P<number>[1-4])(\.|st|nd|rd|th|er|e|eme|o)?\s*(?P<unit>{PERIOD})\.?"
        rf"[\s\-/,.]*(de |of )?(?P<year>{YEAR})"
    ),
)
CHINESE = re.compile(r"(\d{4})年(?:(\d{1,2})月)?(?:(\d{1,2})[日号])?")


def read_date(text: str, day_first: bool) -> Day:
    """What `text` says, 3/4/2026 by `day_first`."""
    words = TIME.sub("", " ".join(folded(text).split()).strip(" ,;"))
    for read in (_plain_number, _period, _numeric, _chinese, _in_words):
        found = read(words, day_first)
        if found is not None:
            return found
    return Day(reason="is not a date")


def order_of(texts: Iterable[str]) -> bool | None:
    """True where days come first (15/3/2026), False where months do; None where nothing tells."""
    days = months = 0
    for text in texts:
        match = PARTS.fullmatch(TIME.sub("", text.lower().strip()))
        if match and len(match[1]) <= 2:
            days += int(match[1]) > 12 or match[2] == "."
            months += int(match[3]) > 12
    return None if days == months else days > months


def _day(year: int, month: int, day: int, precision: str = "day", doubt: str = "") -> Day:
    try:
        found = date(year, month, day)
    except ValueError:
        return Day(reason="is not a day of the calendar")
    last = max(date.today().year, newest_year()) + YEARS_AHEAD
    if not FIRST_YEAR <= year <= last:
        return Day(reason=f"lies outside the years {FIRST_YEAR} to {last}")
    return Day(found, precision, doubt=doubt)


def _full_year(digits: str) -> int:
    year = int(digits)
    return year if len(digits) > 2 else year + (2000 if year < 70 else 1900)


def _plain_number(words: str, day_first: bool) -> Day | None:
    """A year, 202603, 20260315, or the number that Excel keeps for a day."""
    match = re.fullmatch(r"(\d{4,8})(\.\d+)?", words)
    if not match or not match[1].isascii():
        return None
    digits, number = match[1], int(match[1])
    if len(digits) == 4:
        return _day(number, 1, 1, "year")
    if number in SERIALS:
        found = EXCEL_EPOCH + timedelta(days=number)
        return _day(found.year, found.month, found.day)
    if len(digits) == 6:
        return _day(number // 100, number % 100, 1, "month")
    if len(digits) == 8:
        return _day(number // 10_000, number // 100 % 100, number % 100)
    return None


def _period(words: str, day_first: bool) -> Day | None:
    """Q1 2026, 2026-Q1, 1Q26, T1 2026, 1. Quartal 2026; halves count as years."""
    for pattern in PERIODS:
        if match := pattern.fullmatch(words):
            year, number = _full_year(match["year"].strip("'\u2019")), int(match["number"])
            if match["unit"][0] in "hs":
                if number > 2:
                    return Day(reason="is not a half-year")
                return _day(year, 1, 1, "year", "a half-year is kept as its year")
            return _day(year, number * 3 - 2, 1, "quarter")
    return None


def _numeric(words: str, day_first: bool) -> Day | None:
    if match := PARTS.fullmatch(words):
        return _three_parts(match[1], match[2], match[3], match[4], day_first)
    if match := YEAR_MONTH.fullmatch(words):
        return _day(int(match[1]), int(match[2]), 1, "month")
    if match := MONTH_YEAR.fullmatch(words):
        return _day(int(match[2]), int(match[1]), 1, "month")
    return None


def _three_parts(first: str, sign: str, second: str, third: str, day_first: bool) -> Day | None:
    if len(first) == 4:
        return _day(int(first), int(second), int(third)) if len(third) <= 2 else None
    if len(first) == 3 or len(third) not in {2, 4}:
        return None
    year, left, right = _full_year(third), int(first), int(second)
    if left > 12 or (sign == "." and right <= 12):
        return _day(year, right, left)
    if right > 12 or left == right:
        return _day(year, left, right)
    return _day(year, *((right, left) if day_first else (left, right)), doubt=EITHER_ORDER)


def _chinese(words: str, day_first: bool) -> Day | None:
    match = CHINESE.fullmatch(words.replace(" ", ""))
    if not match:
        return None
    precision = "day" if match[3] else "month" if match[2] else "year"
    return _day(int(match[1]), int(match[2] or 1), int(match[3] or 1), precision)


def _in_words(words: str, day_first: bool) -> Day | None:
    """Mar 2026, March 5, 2026, 5. März 2026, 5 de marzo de 2026, 15-Mar-26, early 2026."""
    parts = [part for part in re.findall(r"[^\W\d_]+|\d+", words) if part not in FILLERS]
    named = [MONTHS[part] for part in parts if part in MONTHS]
    numbers = [part for part in parts if part.isascii() and part.isdigit()]
    if len(named) + len(numbers) != len(parts) or len(named) > 1 or not parts:
        return None
    if not named:
        year_alone = len(numbers) == 1 and len(numbers[0]) == 4
        return _day(int(numbers[0]), 1, 1, "year") if year_alone else None
    return _with_month(named[0], numbers, parts)


def _with_month(month: int, numbers: list[str], parts: list[str]) -> Day | None:
    if len(numbers) == 1 and len(numbers[0]) in {2, 4}:
        if parts[0] == numbers[0] and len(numbers[0]) == 2:
            return Day(reason="names no year")
        doubt = DAY_OR_YEAR if len(numbers[0]) == 2 and int(numbers[0]) <= 31 else ""
        return _day(_full_year(numbers[0]), month, 1, "month", doubt)
    if len(numbers) != 2:
        return Day(reason="names no year") if len(numbers) == 1 else None
    year, day = (numbers[0], numbers[1]) if len(numbers[0]) == 4 else (numbers[1], numbers[0])
    if len(year) not in {2, 4} or len(day) > 2:
        return None
    return _day(_full_year(year), month, int(day))
