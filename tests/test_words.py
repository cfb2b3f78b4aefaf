"""Numbers, dates and lists read as a careful editor writes them."""

from __future__ import annotations

import re
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lib import words

QUARTERS = st.integers(1, 9998).flatmap(
    lambda year: st.integers(1, 4).map(lambda number: f"{year:04}-Q{number}")
)
UNITS = {"": 1, "K": 1e3, "M": 1e6, "B": 1e9, "T": 1e12}


@pytest.mark.parametrize(
    ("usd", "text"),
    [
        (None, "not disclosed"),
        (0, "$0"),
        (0.5, "$0.5"),
        (1, "$1"),
        (9.994, "$9.99"),
        (9.996, "$10"),
        (99.94, "$99.9"),
        (99.96, "$100"),
        (950, "$950"),
        (999.4, "$999"),
        (999.6, "$1K"),
        (1_000, "$1K"),
        (12_345, "$12.3K"),
        (305e6, "$305M"),
        (999_499, "$999K"),
        (999_600, "$1M"),
        (1.2e9, "$1.2B"),
        (1.25e9, "$1.25B"),
        (122e9, "$122B"),
        (999.6e9, "$1T"),
        (1.5e12, "$1.5T"),
        (-2_500_000, "-$2.5M"),
    ],
)
def test_money(usd: float | None, text: str) -> None:
    assert words.money(usd) == text


@pytest.mark.parametrize(
    ("operations", "text"),
    [
        (3.8e25, "3.8e25 FLOP"),
        (5.0000000001e26, "5e26 FLOP"),
        (37.908e24, "3.79e25 FLOP"),
        (9.999e24, "1e25 FLOP"),
        (40, "4e1 FLOP"),
    ],
)
def test_flop(operations: float, text: str) -> None:
    assert words.flop(operations) == text


@pytest.mark.parametrize(
    ("power", "text"),
    [
        (246.2, "246 W"),
        (1_500, "1.5 kW"),
        (22_623_000, "22.6 MW"),
        (999_700, "1 MW"),
        (1.2e9, "1.2 GW"),
        (2e12, "2 TW"),
    ],
)
def test_watts(power: float, text: str) -> None:
    assert words.watts(power) == text


@pytest.mark.parametrize(("number", "text"), [(405e9, "405B"), (15.6e12, "15.6T")])
def test_sizes_of_models(number: float, text: str) -> None:
    assert words.short(number) == text


@given(st.floats(0.01, 999.4e12) | st.floats(-999.4e12, -0.01))
def test_money_has_three_digits_and_is_near_the_value(usd: float) -> None:
    sign, digits, unit = re.fullmatch(r"(-?)\$([\d.]+)([KMBT]?)", words.money(usd)).groups()  # type: ignore[union-attr]
    assert 1 <= len(digits.replace(".", "").strip("0")) <= 3 or digits == "0"
    assert len(digits.lstrip("0.")) <= 4
    assert "." not in digits or not digits.endswith(("0", "."))
    assert bool(sign) == (usd < 0)
    assert float(digits) * UNITS[unit] == pytest.approx(abs(usd), rel=0.0051, abs=0.0051)


@pytest.mark.parametrize(
    ("share", "text"),
    [
        (None, "unknown"),
        (0, "0%"),
        (0.004, "0.4%"),
        (0.05, "5.0%"),
        (0.0994, "9.9%"),
        (0.0996, "10%"),
        (0.634, "63%"),
        (1, "100%"),
        (1.5, "150%"),
        (-0.05, "-5.0%"),
        (-0.25, "-25%"),
    ],
)
def test_percent(share: float | None, text: str) -> None:
    assert words.percent(share) == text


@pytest.mark.parametrize(
    ("number", "noun", "text"),
    [
        (0, "round", "0 rounds"),
        (1, "round", "1 round"),
        (1204, "round", "1,204 rounds"),
        (1, "company", "1 company"),
        (2, "company", "2 companies"),
    ],
)
def test_count(number: int, noun: str, text: str) -> None:
    assert words.count(number, noun) == text


@pytest.mark.parametrize(
    ("items", "most", "text"),
    [
        ("", 4, ""),
        ("a", 4, "a"),
        ("ab", 4, "a and b"),
        ("abc", 4, "a, b and c"),
        ("abcd", 4, "a, b, c and d"),
        ("abcde", 4, "a, b, c and 2 more"),
        ("abcdefg", 3, "a, b and 5 more"),
        ("abc", 1, "3 more"),
    ],
)
def test_listing(items: str, most: int, text: str) -> None:
    assert words.listing(list(items), most) == text


@given(st.lists(st.sampled_from("abc"), max_size=9), st.integers(1, 5))
def test_a_listing_accounts_for_every_item(items: list[str], most: int) -> None:
    parts = re.split(", | and ", words.listing(items, most)) if items else []
    more = re.fullmatch(r"(\d+) more", parts[-1]) if parts else None
    assert len(parts) <= most
    assert (len(parts) - 1 + int(more[1]) if more else len(parts)) == len(items)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("China", "China"),
        ("Europe", "Europe"),
        ("United States", "the United States"),
        ("United Arab Emirates", "the United Arab Emirates"),
        ("Middle East", "the Middle East"),
        ("Netherlands", "the Netherlands"),
        ("Rest of World", "the rest of the world"),
        ("Unknown", "places unknown"),
    ],
)
def test_place(name: str, text: str) -> None:
    assert words.place(name) == text


@pytest.mark.parametrize(
    ("most", "text"), [(12, "Gemini Ultra"), (11, "Gemini Ult…"), (8, "Gemini…"), (7, "Gemini…")]
)
def test_clipped(most: int, text: str) -> None:
    assert words.clipped("Gemini Ultra", most) == text


@pytest.mark.parametrize(("number", "text"), [(0, "Zero"), (4, "Four"), (10, "Ten"), (11, "11")])
def test_number_word(number: int, text: str) -> None:
    assert words.number_word(number) == text


@pytest.mark.parametrize(
    ("quarter", "start", "end", "text"),
    [
        ("2026-Q1", date(2026, 1, 1), date(2026, 3, 31), "Q1 2026"),
        ("2026-Q2", date(2026, 4, 1), date(2026, 6, 30), "Q2 2026"),
        ("2026-Q3", date(2026, 7, 1), date(2026, 9, 30), "Q3 2026"),
        ("2024-Q4", date(2024, 10, 1), date(2024, 12, 31), "Q4 2024"),
    ],
)
def test_a_quarter_and_its_days(quarter: str, start: date, end: date, text: str) -> None:
    assert words.quarter_start(quarter) == start
    assert words.quarter_end(quarter) == end
    assert words.quarter_words(quarter) == text


NOT_QUARTERS = """
2026 2026-Q0 2026-Q5 2026-Q 2026-Q11 26-Q1 2026-q1 +202-Q1 2_26-Q1 ٢٠٢٦-Q1 0000-Q1 2026-03
"""


@pytest.mark.parametrize("quarter", ["", " 202-Q1", "2026-Q1 ", *NOT_QUARTERS.split()])
def test_nothing_else_is_a_quarter(quarter: str) -> None:
    with pytest.raises(ValueError, match=r"quarter|year"):
        words.quarter_start(quarter)


@given(QUARTERS)
def test_quarters_go_round_trip(quarter: str) -> None:
    start, end = words.quarter_start(quarter), words.quarter_end(quarter)
    assert words.quarter_of(start) == words.quarter_of(end) == quarter
    following = words.quarter_at(words.quarter_index(quarter) + 1)
    assert words.quarter_start(following) == end + timedelta(days=1)
    assert words.quarter_at(words.quarter_index(quarter)) == quarter
    assert 90 <= (end - start).days + 1 <= 92


@given(st.dates(date(1000, 1, 1), date(9998, 12, 31)))
def test_a_day_lies_in_its_quarter(day: date) -> None:
    quarter = words.quarter_of(day)
    assert words.quarter_start(quarter) <= day <= words.quarter_end(quarter)


def test_quarters_include_both_ends() -> None:
    assert words.quarters("2025-Q3", "2026-Q2") == ("2025-Q3", "2025-Q4", "2026-Q1", "2026-Q2")
    assert words.quarters("2025-Q3", "2025-Q3") == ("2025-Q3",)
    assert words.quarters("2025-Q3", "2025-Q2") == ()


def test_month_words() -> None:
    assert words.month_words(date(2026, 3, 9)) == "Mar 2026"


@pytest.mark.parametrize(
    ("text", "escaped"),
    [
        ("Acme", "Acme"),
        ("$1.2B and $3M", r"\$1\.2B and \$3M"),
        ("[a](https://x.org)", "\\[a\\]\\(https\\:\u2060//x\\.org\\)"),
        ("www.x.org me@x.org", "www\u2060\\.x\\.org me@\u2060x\\.org"),
        (":red[x] :material/home:", "\\:\u2060red\\[x\\] \\:\u2060material/home\\:"),
        ("Ratio: 3", "Ratio\\: 3"),
        ("# 1. *b* _i_ ~s~ `c`", r"\# 1\. \*b\* \_i\_ \~s\~ \`c\`"),
        ("R&amp;D <b>", r"R\&amp;D \<b\>"),
        ("title\n===\n\n    code", "title === code"),
        ("back\\slash", "back\\\\slash"),
    ],
)
def test_markdown(text: str, escaped: str) -> None:
    assert words.markdown(text) == escaped


@given(st.text(st.characters(exclude_categories=["Cs"]) | st.sampled_from("\\`*_[]<$:&#|\n ")))
def test_markdown_leaves_no_control_sign_and_loses_none(text: str) -> None:
    escaped = words.markdown(text.replace("\u2060", ""))
    assert not re.search(r":[\w/]|www\\\.|@[^\u2060]", escaped, re.IGNORECASE)
    escaped = escaped.replace("\u2060", "")
    bare = re.sub(r"\\[!-/:-@\[-`{-~]", "", escaped)
    assert set(bare) & set("\\`*_{}[]<>()#+-.!|~$:&\n\t") == set()
    assert "    " not in escaped
    assert (
        re.sub(r"\\([!-/:-@\[-`{-~])", r"\1", escaped).split() == text.replace("\u2060", "").split()
    )
