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
from lib.figures.statements import CLOSEST_SQL, parameters, searched_words
from lib.figures.statements import FIGURE as STATEMENTS
from lib.figures.statements_by_topic import FIGURE as BY_TOPIC
from lib.figures.statements_by_topic import by_topic
from lib.filters import Filters

DATA = Path(__file__).parents[2] / "data"
CLAIMS = pl.read_parquet(DATA / "claims.parquet").to_dicts()
CONFLICTS = pl.read_parquet(DATA / "conflicts.parquet").to_dicts()
TITLES = dict(pl.read_parquet(DATA / "sources.parquet").select("source_id", "title").iter_rows())
SEVERITIES = ["high", "medium", "low"]

SEVERITY = {each["conflict_id"]: SEVERITIES.index(each["severity"]) for each in CONFLICTS}
CLAIMS_OF = {each["conflict_id"]: each["claim_ids"] or [] for each in CONFLICTS}
OF_ARTICLES = {claim["claim_id"] for claim in CLAIMS if claim["subject"] == "This article"}

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
        claim["metric"].replace("_", " "),
        f"{claim['as_of']:%B %Y, %Y-%m}",
        claim["value_words"] or "",
        claim["topic"],
        TITLES[claim["source_id"]].split(":")[0],
    ]
    text = plain(" | ".join(texts))
    # A plural finds what its singular does.
    return all(word in text or word.removesuffix("s") in text for word in plain(words).split())


def rows(database: Database, filters: Filters | None = None, **chosen: str) -> pl.DataFrame:
    figure = STATEMENTS.given(**parameters(filters or Filters()), **chosen)
    return figure.arrange(select(database, figure.sql, Filters(), **figure.params))


def ids(found: pl.DataFrame) -> list[str]:
    return found["claim_id"].to_list()


@pytest.mark.parametrize(
    "words",
    ["", "openai", "OPENAI", "Moonshot valuation", "valuation moonshot", "zhípu", "tsunami gpt",
     "capital expenditure", "stepfun huaqin", "China 2024", "zhipu IPO", "rounds may 2026",
     "zhipu 2026-01", "compute and models parameters", "no such words"],
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
    for words in ("openai 122 billion", "US$122bn OpenAI", "OpenAI's 122 b dollars"):
        assert set(ids(rows(database, find=words))) == wanted
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
    itself = [claim in OF_ARTICLES for claim in found["claim_id"]]
    assert itself == sorted(itself)
    found = found.filter(~pl.col("claim_id").is_in([*OF_ARTICLES]))
    cases = [(SEVERITY[case], case) for case in found["conflict"].drop_nulls()]
    assert cases == sorted(cases)
    severities = [
        min(SEVERITIES.index(each["severity"]) for each in CONFLICTS if claim in each["claim_ids"])
        if BEARING[claim] else len(SEVERITIES)
        for claim in found["claim_id"]
    ]  # fmt: skip
    assert severities == sorted(severities)


@pytest.mark.parametrize(
    ("asked", "meant"),
    [
        ("US$70 billion", ["$70b"]),
        ("$7 bn, Kimi's rounds?", ["$7b", "kimi", "round"]),
        ("1,000 Times 65 percent", ["1000", "time", "65%"]),
        ("20 billion yuan", ["20b", "cn¥"]),
        ("2.5 m tokens", ["2.5m", "token"]),
        ("100 models", ["100", "model"]),
        (" ?! ", []),
    ],
)
def test_a_search_is_read_as_the_table_writes(asked: str, meant: list[str]) -> None:
    assert searched_words(asked) == meant


def test_a_number_is_found_whole(database: Database) -> None:
    seven = {claim for claim, said in said_words(database, "$7b").items() if said != "$70B"}
    assert set(said_words(database, "7b")) >= seven > set()
    assert not {"$2.7B", "$57B", "$700B"} & {*said_words(database, "7b").values()}
    assert "1,000 times" in said_words(database, "1000 times").values()
    assert "10,000 times" not in said_words(database, "1000 times").values()


def said_words(database: Database, words: str) -> dict[str, str]:
    return dict(rows(database, find=words).select("claim_id", "said").iter_rows())


def test_the_worst_contradiction_and_its_largest_amount_come_first(database: Database) -> None:
    first = rows(database).row(0, named=True)
    worst = min((SEVERITY[case], case) for case in SEVERITY if CLAIMS_OF[case])[1]
    most = max(claim["value_usd"] for claim in CLAIMS if claim["claim_id"] in CLAIMS_OF[worst])
    assert (first["conflict"], first["value_usd"]) == (worst, most)


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
