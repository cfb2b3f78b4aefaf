"""The figures of the page Conflicts against plain Python over the built tables."""

from __future__ import annotations

import re
from collections import Counter
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from lib.analyses import SQL as ANALYSES
from lib.database import Database, select
from lib.datasets.conflicts import KINDS, OUTCOMES, REASONS
from lib.figures import conflict_scale, conflict_statements, conflict_words
from lib.figures.conflict_kinds import FIGURE as BY_KIND
from lib.figures.conflict_list import FIGURE as LIST
from lib.figures.conflict_statements import FIGURE as STATEMENTS
from lib.figures.figure import Figure
from lib.filters import Filters

DATA = Path(__file__).parents[2] / "data"
Row = dict[str, Any]


def table(name: str) -> list[Row]:
    return pl.read_parquet(DATA / f"{name}.parquet").to_dicts()


CONFLICTS, VALUES = table("conflicts"), table("conflict_values")
CLAIMS = {row["claim_id"]: row for row in table("claims")}
EVERY = [row["conflict_id"] for row in CONFLICTS]
every_conflict = pytest.mark.parametrize("conflict", EVERY)
CHOICES = [
    {},
    {"companies": ["OpenAI"]},
    {"companies": ["OpenAI", "Poolside"], "severities": ["high"]},
    {"kinds": ["unit_error"]},
    {"outcomes": ["open"], "severities": ["medium"]},
    {"companies": ["AgiBot"]},
]


def rows_of(figure: Figure, database: Database, **given: Any) -> pl.DataFrame:
    asked = figure.given(**given)
    return asked.arrange(select(database, asked.sql, Filters(), **asked.params))


def wanted(
    companies: list[str] | None = None,
    kinds: list[str] | None = None,
    severities: list[str] | None = None,
    outcomes: list[str] | None = None,
) -> list[Row]:
    return [
        row
        for row in CONFLICTS
        if (not companies or {*companies} & {*row["companies"]})
        and (not kinds or row["kind"] in kinds)
        and (not severities or row["severity"] in severities)
        and (not outcomes or row["outcome"] in outcomes)
    ]


@pytest.mark.parametrize("given", CHOICES)
def test_kinds_and_severities_are_counted(given: Row, database: Database) -> None:
    expected = wanted(**given)
    rows = rows_of(BY_KIND, database, **given)
    found = {(row["mistake"], row["severity"]): row for row in rows.to_dicts()}
    counts = Counter((KINDS[row["kind"]], row["severity"].capitalize()) for row in expected)
    kinds = Counter(KINDS[row["kind"]] for row in expected)
    assert {key: row["conflicts"] for key, row in found.items()} == counts
    for (kind, severity), row in found.items():
        assert row["of_kind"] == kinds[kind]
        told = [
            each["is_checked_outside"]
            for each in expected
            if (KINDS[each["kind"]], each["severity"].capitalize()) == (kind, severity)
        ]
        assert row["checked"] == sum(told)
    assert sum(row["is_last"] for row in found.values()) == len(kinds)
    if expected:
        headline = BY_KIND.headline(rows)
        assert headline.startswith(f"{len(expected)} conflict")
        most = max(kinds.values())
        named = f"{most} of the kind" if len(kinds) > 1 else "of the kind"
        assert named in headline


@pytest.mark.parametrize("given", CHOICES)
def test_the_list_has_every_conflict_once_the_most_severe_first(
    given: Row, database: Database
) -> None:
    expected = wanted(**given)
    rows = rows_of(LIST, database, **given)
    assert sorted(rows["conflict"]) == sorted(row["conflict_id"] for row in expected)
    order = ["High", "Medium", "Low"]
    places = [order.index(each) for each in rows["severity"]]
    assert places == sorted(places)
    for row in rows.to_dicts():
        stored = next(each for each in expected if each["conflict_id"] == row["conflict"])
        named = {row[name] for name in row if name.endswith("source_id")} - {None}
        told = [each for each in VALUES if each["conflict_id"] == row["conflict"]]
        assert named == {each["source_id"] for each in told} - {None}
        assert row["is_checked_outside"] == stored["is_checked_outside"]
        assert row["evidence_url"] == stored["evidence_url"]
        assert row["subject"] == stored["subject"]
    if expected:
        ends = Counter(row["outcome"] for row in expected).most_common(1)[0][1]
        assert f": {ends} " in LIST.headline(rows)
        numbers = re.findall(r"(\d+) ", LIST.headline(rows).split(": ")[1])
        assert sum(map(int, numbers)) == len(expected)


@pytest.mark.parametrize(
    ("conflict", "stated", "used"),
    [
        ("X02", "about $20B or $2B", "$2B"),
        ("X04", "nearly $25B or nearly $2.5B", "nearly $2.5B"),
        ("X09", "14T tokens a day", "140T tokens a day"),
        ("X10", "11.6 HKD a share or 116.2 HKD a share", "116.2 HKD a share"),
        ("X13", "65% or 63%", "62.67%"),
        ("X14", "$300B", "$288B: Late and early stage together"),
        ("X07", "at least $10B", "$7.5B: Closed in June 2026; RMB 50 billion"),
        ("X60", "over 100 or about 100", "at least 100: At least 90% of them dropped out"),
        ("X06", "1 month", "about 2 months"),
        ("X38", "30 Nov 2027 or 31 Dec 2026", "30 November 2027 or 31 December 2026"),
        ("X52", "VIE structure being unwound or VIE structure unwound", None),
        ("X63", "Q4 2026 or 1 Sep 2026 to 21 Dec 2026", None),
        ("R-poolside-2025-10-growth-date", "30 Oct 2025 or 20 Aug 2026", "30 Oct 2025"),
    ],
)
def test_values_of_the_known_cases(
    conflict: str, stated: str, used: str | None, database: Database
) -> None:
    row = rows_of(LIST, database).row(by_predicate=pl.col("conflict") == conflict, named=True)
    assert row["stated"] == stated
    assert used is None or row["used"] == used


@every_conflict
def test_one_conflict(conflict: str, database: Database) -> None:
    """Who says what, the scale that shows it, and the sentences about it."""
    rows = rows_of(STATEMENTS, database, conflict=conflict)
    stored = [row for row in VALUES if row["conflict_id"] == conflict]
    assert rows["place"].to_list() == [row["place"] for row in stored]
    assert rows["source_url"].to_list() == [row["source_url"] for row in stored]
    assert rows["said"].null_count() == rows["about"].null_count() == 0
    assert rows["said"].n_unique() > 1 or rows["about"].n_unique() > 1
    headline = STATEMENTS.headline(rows)
    stating = [row for row in stored if row["role"] == "states"]
    assert headline.startswith(f"{len(stating)} ")
    assert f" {sum(row['is_used'] for row in stating)} agree" in headline
    assert 20 <= len(rows["case_words"][0]) <= 140
    check_scale(rows, stored)
    check_sentences(conflict, rows, database)


def check_scale(rows: pl.DataFrame, stored: list[Row]) -> None:
    unit = conflict_scale.unit_of(rows)
    if unit is None:
        return
    drawn = conflict_scale.on_scale(rows, unit)
    assert drawn.height > 1
    by_place = {row["place"]: row for row in stored}
    for row in drawn.to_dicts():
        source = by_place[row["place"]]
        if unit == "date":
            assert (row["low"], row["high"]) == (source["date_low"], source["date_high"])
            continue
        suffix = "_usd" if unit == "USD" else ""
        assert suffix or source["unit"].replace("percentage_points", "percent") == unit
        ends = [source[f"{name}{suffix}"] for name in ("value", "value_low", "value_high")]
        known = [end for end in ends if end is not None]
        assert (row["low"], row["high"]) == (min(known), max(known))
        expected = (
            "Used here"
            if source["role"] in ("used", "outside")
            else "Bears on it"
            if source["role"] == "bears"
            else "Agrees with it"
            if source["is_used"]
            else "Differs from it"
        )
        assert row["agreement"] == expected
    scale = conflict_scale.kind_of(drawn, unit)
    if unit != "date":
        least, most = min(drawn["low"]), max(drawn["high"])
        assert scale != "log" or least > 0
        assert scale == "log" or unit in conflict_scale.NEVER_LOG or most < 5 * max(least, 1e-9)
    figure = conflict_scale.conflict_scale(unit, scale)
    assert figure.headline(drawn) == rows["case_words"][0]


def check_sentences(conflict: str, rows: pl.DataFrame, database: Database) -> None:
    known = select(database, conflict_words.INDEX_SQL).row(
        by_predicate=pl.col("conflict_id") == conflict, named=True
    )
    used, why = conflict_words.held(known, rows), conflict_words.why(known, rows, ["Sum, 4"])
    details = conflict_words.details(known)
    assert rows["said"][-1] in used or known["outcome"] == "kept apart"
    assert ("This explorer uses" in used) == (
        rows["unit"][-1] is not None and known["outcome"] not in ("kept apart", "compatible")
    )
    assert known["outcome"] != "open" or used.startswith("Not settled: ")
    assert REASONS[known["reason"]][1:] in why
    assert why.endswith("Sum, 4.")
    assert conflict_words.MEANINGS[known["outcome"]] in details
    assert KINDS[known["kind"]] in details
    assert ("Not checked" in details) != known["is_checked_outside"]
    for sentence in (used, why, details):
        assert sentence.endswith(".")
        assert "None" not in sentence


def test_arithmetic_that_shows_a_conflict_is_computed_again(database: Database) -> None:
    checks = {row["check_id"]: row for row in table("checks")}
    every, seen = select(database, conflict_words.CHECKS_SQL), 0
    for conflict in CONFLICTS:
        names = conflict["check_ids"]
        if not names:
            continue
        found = every.filter(pl.col("check_id").is_in(names))
        analyses = conflict_words.analyses_of(names)
        assert set(analyses) == {name[:4] for name in names}
        worked = pl.concat([select(database, ANALYSES[each]) for each in analyses])
        told = conflict_words.arithmetic(found, worked)
        assert len(told) == len(names)
        for name, sentence in zip(sorted(names), told, strict=True):
            assert sentence.startswith(checks[name]["measure"] + ", ")
            assert "nothing" not in sentence
            seen += 1
    assert seen >= 50
    found = every.filter(check_id="AN01.04")
    assert conflict_words.arithmetic(found, select(database, ANALYSES["AN01"])) == [
        "Share of the four largest rounds, Q1 2026, 62.67%"
    ]


@pytest.mark.parametrize(
    ("conflict", "title", "used", "why"),
    [
        ("X16", "or rather about $242B", "This explorer uses about $242B", "(beri.net)"),
        ("X19", "$247B, against $58.6B", "Kept apart, not mixed: $247B and $58.6B.", "different"),
        ("X51", "", "Kept apart, not mixed: 3 days and 7 days (", "different"),
        ("X48", "", "Both hold; this explorer uses 345M users.", "rounder terms"),
        ("X15", "$12B; not settled: Unknown", "Not settled: Unknown.", "nothing settles it"),
        ("X36", "$5B; what holds: Figure of 2024", "What holds: Figure of 2024.", "older"),
        ("R-poolside-2025-10-growth-amount", "$2B or $1B", "This explorer uses $2B.", "(Funding r"),
    ],
)
def test_titles_and_reasons_of_known_cases(
    conflict: str, title: str, used: str, why: str, database: Database
) -> None:
    rows = rows_of(STATEMENTS, database, conflict=conflict)
    known = select(database, conflict_words.INDEX_SQL).row(
        by_predicate=pl.col("conflict_id") == conflict, named=True
    )
    assert title in rows["case_words"][0]
    assert conflict_words.held(known, rows).startswith(used)
    assert why in conflict_words.why(known, rows, [])


@pytest.mark.parametrize(
    ("conflict", "unit", "scale", "drawn"),
    [
        ("X01", "USD", "log", 5),
        ("X02", "USD", "log", 3),
        # Yuan stand in dollars beside dollars, and alone as they are.
        ("X07", "USD", "linear", 4),
        ("X45", "CNY", "linear", 3),
        ("X13", "percent", "linear", 3),
        ("X23", "rank", "zero", 2),
        # A month's revenue is on no scale with a year's; words and a single number are on none.
        ("X58", None, "", 0),
        ("X52", None, "", 0),
        ("X30", None, "", 0),
        ("X63", "date", "date", 2),
    ],
)
def test_the_scale_of_known_cases(
    conflict: str, unit: str | None, scale: str, drawn: int, database: Database
) -> None:
    rows = rows_of(STATEMENTS, database, conflict=conflict)
    assert conflict_scale.unit_of(rows) == unit
    if unit:
        on_it = conflict_scale.on_scale(rows, unit)
        assert conflict_scale.kind_of(on_it, unit) == scale
        assert on_it.height == drawn


def test_counts_of_all_and_of_none(database: Database) -> None:
    rows = select(database, conflict_words.INDEX_SQL)
    assert rows["severity"][0] == "high"
    numbers = {each.label: each for each in conflict_words.counts(rows)}
    assert numbers["Conflicts"].value == str(len(CONFLICTS))
    for label, column, value in (
        ("High severity", "severity", "high"),
        ("Corrected", "outcome", "corrected"),
        ("Not settled", "outcome", "open"),
        ("Checked outside", "is_checked_outside", True),
    ):
        assert numbers[label].value == str(sum(row[column] == value for row in CONFLICTS))
    of_openai = rows.filter(conflict_words.is_about(["OpenAI"]))
    expected = {row["conflict_id"] for row in wanted(companies=["OpenAI"])}
    assert set(of_openai["conflict_id"]) == expected
    assert {each.value for each in conflict_words.counts(rows.clear())} == {"0"}


def test_every_outcome_has_words() -> None:
    assert tuple(conflict_words.OUTCOMES) == OUTCOMES == tuple(conflict_words.MEANINGS)


@pytest.mark.parametrize(
    ("low", "high", "words"),
    [
        ((2026, 5, 28), (2026, 5, 28), "28 May 2026"),
        ((2026, 2, 1), (2026, 2, 28), "Feb 2026"),
        ((2026, 10, 1), (2026, 12, 31), "Q4 2026"),
        ((2026, 11, 1), (2027, 1, 31), "1 Nov 2026 to 31 Jan 2027"),
        ((2024, 1, 1), (2024, 12, 31), "2024"),
        ((2026, 9, 1), (2026, 12, 21), "1 Sep 2026 to 21 Dec 2026"),
    ],
)
def test_days_in_words(low: tuple[int, int, int], high: tuple[int, int, int], words: str) -> None:
    assert conflict_words.days_in_words(date(*low), date(*high)) == words


def test_an_unknown_conflict_has_no_rows(database: Database) -> None:
    rows = rows_of(STATEMENTS, database, conflict="X99")
    assert rows.is_empty()
    assert rows.schema == rows_of(STATEMENTS, database).schema
    assert conflict_statements.FIGURE.empty
