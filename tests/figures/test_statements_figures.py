"""Statements against a second reading of the tables that shares no code with the search."""

from __future__ import annotations

import unicodedata
from collections import Counter, defaultdict
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lib.database import Database, select
from lib.datasets.claims import METRICS
from lib.figures.statements import CLOSEST_SQL, parameters
from lib.figures.statements import FIGURE as STATEMENTS
from lib.figures.statements_by_topic import FIGURE as BY_TOPIC
from lib.figures.statements_by_topic import by_topic
from lib.filters import Filters

DATA = Path(__file__).parents[2] / "data"
CLAIMS = pl.read_parquet(DATA / "claims.parquet").to_dicts()
CONFLICTS = pl.read_parquet(DATA / "conflicts.parquet").to_dicts()
TITLES = dict(pl.read_parquet(DATA / "sources.parquet").select("source_id", "title").iter_rows())
SEVERITIES = ["high", "medium", "low"]

BEARING: dict[str, list[str]] = defaultdict(list)
for conflict in sorted(
    CONFLICTS, key=lambda each: (SEVERITIES.index(each["severity"]), each["conflict_id"])
):
    for claim_id in conflict["claim_ids"] or []:
        BEARING[claim_id].append(conflict["conflict_id"])


def plain(text: str) -> str:
    parts = unicodedata.normalize("NFD", text.lower())
    return "".join(each for each in parts if unicodedata.category(each) != "Mn")


def holds(claim: dict[str, Any], words: str) -> bool:
    """Whether a statement holds all `words`, which are of no figure."""
    texts = [
        claim["subject"],
        claim["detail"] or "",
        " ".join(claim["companies"] or []),
        METRICS[claim["metric"]],
        claim["value_words"] or "",
        claim["topic"],
        TITLES[claim["source_id"]].split(":")[0],
    ]
    text = plain(" | ".join(texts))
    return all(word in text for word in plain(words).split())


def rows(database: Database, filters: Filters | None = None, **chosen: str) -> pl.DataFrame:
    figure = STATEMENTS.given(**parameters(filters or Filters()), **chosen)
    return figure.arrange(select(database, figure.sql, Filters(), **figure.params))


def ids(found: pl.DataFrame) -> list[str]:
    return found["claim_id"].to_list()


@pytest.mark.parametrize(
    "words",
    ["", "openai", "OPENAI", "Moonshot valuation", "valuation moonshot", "zhípu", "tsunami gpt",
     "capital expenditure", "stepfun huaqin", "compute and models parameters", "no such words"],
)  # fmt: skip
def test_a_search_finds_what_holds_all_words(database: Database, words: str) -> None:
    wanted = {claim["claim_id"] for claim in CLAIMS if holds(claim, words)}
    found = ids(rows(database, find=words))
    assert len(found) == len({*found})
    assert set(found) == wanted
    assert bool(wanted) == (words != "no such words")


def test_a_search_finds_figures_as_they_are_written(database: Database) -> None:
    wanted = {
        claim["claim_id"]
        for claim in CLAIMS
        if claim["value"] == 122e9 and claim["unit"] == "USD" and "OpenAI" in claim["companies"]
    }
    assert wanted
    assert set(ids(rows(database, find="openai $122b"))) == wanted
    days = {claim["claim_id"] for claim in CLAIMS if claim["metric"] == "ipo_date"}
    assert set(ids(rows(database, find="listing date jan 2026"))) == days
    said = dict(rows(database).select("claim_id", "said").iter_rows())
    # Two figures are not stated at all: one of a loan, one of a bid that failed.
    assert Counter(words is None for words in said.values())[True] == sum(
        claim["unit"] != "date" and not any(
            claim[name] is not None for name in ("value", "value_low", "value_high", "value_words")
        )
        for claim in CLAIMS
    )  # fmt: skip


WORDS = sorted(
    {word for claim in CLAIMS for word in f"{claim['subject']} {claim['topic']}".split()}
)


@settings(max_examples=40)
@given(st.lists(st.sampled_from(WORDS), min_size=2, max_size=3))
def test_more_words_find_what_each_of_them_finds(database: Database, words: list[str]) -> None:
    together = set(ids(rows(database, find="  ".join(words))))
    assert together == set.intersection(*(set(ids(rows(database, find=word))) for word in words))


FILTERS = {
    "default": Filters(),
    "one_company": Filters(company=("OpenAI",)),
    "two_companies": Filters(company=("Moonshot AI", "StepFun")),
    "early_2026": Filters(start="2026-Q1", end="2026-Q2"),
    "before": Filters(end="2013-Q4", region=("Middle East",)),
}


@pytest.mark.parametrize("name", FILTERS)
@pytest.mark.parametrize("standing", ["all", "disputed", "corrected"])
@pytest.mark.parametrize("place", [("", ""), ("Funding", "article-leading-players")])
def test_filters_and_choices(
    database: Database, name: str, standing: str, place: tuple[str, str]
) -> None:
    filters, (topic, article) = FILTERS[name], place
    first, last = {
        "early_2026": (date(2026, 1, 1), date(2026, 6, 30)),
        "before": (date.min, date(2013, 12, 31)),
    }.get(name, (date.min, date.max))
    wanted = {}
    for claim in CLAIMS:
        is_corrected = claim["corrected_value"] is not None or claim["superseded_by"] is not None
        conflicts = BEARING[claim["claim_id"]]
        if (
            first <= claim["as_of"] <= last
            and (not filters.company or {*filters.company} & {*(claim["companies"] or [])})
            and topic in ("", claim["topic"])
            and article in ("", claim["source_id"])
            and {"all": True, "disputed": bool(conflicts), "corrected": is_corrected}[standing]
        ):
            wanted[claim["claim_id"]] = (
                conflicts[0] if conflicts else None,
                ", ".join(conflicts[1:]) or None,
                is_corrected,
                claim["source_url"],
            )
    found = rows(database, filters, standing=standing, topic=topic, article=article)
    columns = ("conflict", "other_conflicts", "is_corrected", "source_url")
    assert {row[0]: row[1:] for row in found.select("claim_id", *columns).iter_rows()} == wanted
    if found.height:
        check_words(found, wanted, filters)


def check_words(found: pl.DataFrame, wanted: dict[str, Any], filters: Filters) -> None:
    headline, disputed = STATEMENTS.headline(found), sum(bool(each[0]) for each in wanted.values())
    assert headline.startswith(f"{len(wanted)} statement")
    assert ("about OpenAI" in headline) == (filters.company == ("OpenAI",))
    if 0 < disputed < len(wanted):
        assert f"; {disputed} of them bear" in headline
    wrong = sum(each[2] for each in wanted.values())
    assert STATEMENTS.remark(found).endswith(f": {wrong}." if wrong else "")
    severities = [
        min(SEVERITIES.index(each["severity"]) for each in CONFLICTS if claim in each["claim_ids"])
        if BEARING[claim] else len(SEVERITIES)
        for claim in found["claim_id"]
    ]  # fmt: skip
    assert severities == sorted(severities)


@pytest.mark.parametrize("words", ["", "openai", "anthropic benchmark"])
def test_statements_by_topic_and_article(database: Database, words: str) -> None:
    wanted: dict[tuple[str, str], list[int]] = defaultdict(lambda: [0, 0])
    for claim in CLAIMS:
        if holds(claim, words):
            cell = wanted[claim["topic"], claim["source_id"]]
            cell[0] += 1
            cell[1] += bool(BEARING[claim["claim_id"]])
    found = by_topic(rows(database, find=words))
    cells = found.select("topic", "source_id", "statements", "disputed", "share").iter_rows()
    assert {(topic, source): [*numbers] for topic, source, *numbers in cells} == {
        cell: [number, disputed, disputed / number] for cell, (number, disputed) in wanted.items()
    }
    topics: dict[str, list[int]] = defaultdict(lambda: [0, 0])
    for (topic, _), (number, disputed) in wanted.items():
        topics[topic][0] += number
        topics[topic][1] += disputed
    ranked = {t: (d / n, n) for t, (n, d) in topics.items() if n >= 5 and d}
    if ranked:
        most = max(ranked, key=lambda topic: ranked[topic])
        assert BY_TOPIC.headline(found).startswith(
            f"{most}: {topics[most][1]} of {topics[most][0]}"
        )
    else:
        assert BY_TOPIC.headline(found).startswith(f"{sum(d for _, d in topics.values())} of ")


def test_the_two_figures_count_the_same(database: Database) -> None:
    alone = BY_TOPIC.given(find="openai")
    counted = alone.arrange(select(database, alone.sql, Filters(), **alone.params))
    assert counted["statements"].sum() == rows(database, find="openai").height
    empty = rows(database, find="no such words")
    assert by_topic(empty).is_empty()
    assert empty.schema == rows(database).schema


@pytest.mark.parametrize(
    ("asked", "meant"), [("opnai", "OpenAI"), ("zhippu", "Zhipu AI"), ("stepfn", "StepFun")]
)
def test_subjects_spelt_like_it_are_offered(database: Database, asked: str, meant: str) -> None:
    assert select(database, CLOSEST_SQL, asked=asked)["subject"][0] == meant
