"""The shared link reopens the same page, and one of an older version says what has changed."""

from __future__ import annotations

import html
import re
from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

import bibtexparser
import polars as pl
import pytest
from hypothesis import given
from streamlit.testing.v1 import AppTest

from lib import own, share
from lib.database import Database, open_database
from lib.datasets import DATASETS, changes, round_changes
from lib.filters import Filters, from_query
from lib.ui.data import OWN
from lib.versions import day_of, listed, rounds_changed, since, tables_changed
from tests.conftest import OpenedWith
from tests.running import (
    ROOT,
    Query,
    after,
    captions,
    choice,
    headlines,
    opened,
    plain,
    spelt,
)
from tests.selections import OPTIONS, selections

DATA = ROOT / "data"
FIRST, *_, VERSION = pl.read_parquet(DATA / "changes.parquet")["version"].to_list()

# A link


SHARING = {"share": True}
"""State of a session that has opened the button."""


def shared(app: AppTest) -> list[str]:
    """Link, frame, citation and BibTeX that the open button gives."""
    blocks: list[Any] = [*app.get("code")]
    return [each.value for each in blocks[:4]]


def words(app: AppTest) -> list[str]:
    return [plain(each.value) for each in app.main.markdown]


def asked(link: str) -> Query:
    return parse_qs(urlsplit(link).query, keep_blank_values=True)


LINKS: list[tuple[str, Query, Query]] = [
    ("Overview", {"by": "stage_group", "grain": "month"}, {"measure": ["amount"]}),
    ("Overview", {"status": "rumoured", "end": "2026-Q4"}, {"status": ["rumoured"]}),
    (
        "Concentration",
        {"without": ["OpenAI", "xAI"], "below": "1000000000", "top": "3", "region": "China"},
        {"base": ["tracked"], "top": ["3"]},
    ),
    ("Company profile", {"company": "OpenAI", "view": "headcount"}, {"company": ["OpenAI"]}),
    ("Company profile", {}, {}),
    ("Investor profile", {"investor": "Sequoia Capital", "by": "sector"}, {"grain": ["quarter"]}),
    ("Compare companies", {"with": ["xAI", "Mistral AI"], "align": "age"}, {"with": None}),
    ("Compare companies", {}, {"compare": None}),
    ("Compare companies", {"with": "Nobody at all"}, {"with": ["Nobody at all"]}),
    ("Flows", {"columns": ["region", "sector"], "top": "5"}, {"until": ["All"]}),
    ("Stages", {"view": "stage", "stage_group": "Early"}, {"period": None, "against": None}),
    ("Capability", {"organization": ["OpenAI", "Google"]}, {"benchmark": None, "board": ["text"]}),
    ("Infrastructure", {"part": "chips"}, {"owner": None, "part": ["chips"]}),
    ("Unit economics", {"revenue": "500000000", "utilisation": "60"}, {"gpus": None}),
    ("Conflicts", {"severity": "high"}, {"conflict": None}),
    ("Statements", {"find": "Kimi", "topic": ""}, {"find": ["Kimi"], "article": [""]}),
    ("Glossary", {"term": "dilution"}, {"term": ["dilution"], "find": [""]}),
    ("Sources and method", {"view": "tables", "table": "chips"}, {"table": ["chips"]}),
]


@pytest.mark.parametrize(("title", "query", "wanted"), LINKS, ids=lambda each: str(each)[:40])
def test_the_link_of_a_page_reopens_it(title: str, query: Query, wanted: Query) -> None:
    app = opened(query, title, SHARING)
    before = headlines(app), captions(app), words(app)
    link, frame, citation, bibtex = shared(app)
    found = asked(link)
    assert found["data"] == [VERSION]
    assert "status" in found
    for name, values in wanted.items():
        assert found[name] == values or (values is None and found[name])
    again = opened(found, title, SHARING)
    assert (headlines(again), captions(again), words(again)) == before
    assert shared(again) == [link, frame, citation, bibtex]
    # The frame is the link and a way to show it, the citation has both and what is shown.
    source = html.unescape(re.findall('src="([^"]+)"', frame)[0])
    assert source == f"{link}&embed=true"
    [sentence] = [each.replace("**", "") for each in words(app) if ": **" in each]
    place = {"Investor profile": "Investor profile of Sequoia Capital"}.get(title, title)
    assert citation.startswith(f"AI Capital Explorer: {place}. {sentence} Data version {VERSION}.")
    assert f" {link} (read on {date.today().day} " in citation
    [entry] = bibtexparser.parse_string(bibtex).entries
    assert (entry["url"], entry["version"]) == (link, VERSION)
    assert place in entry["title"]


def test_nothing_is_made_before_the_button_is_opened() -> None:
    app = opened({}, "Glossary")
    assert "share" in app.session_state
    assert not app.get("code")


@pytest.mark.parametrize(
    ("address", "query", "wanted"),
    [
        ("https://x.org", {"a": ["1", "2"]}, "https://x.org/?a=1&a=2"),
        (
            "https://x.org/sub/stages",
            {"a": ["R&D = ?"]},
            "https://x.org/sub/stages?a=R%26D+%3D+%3F",
        ),
        ("https://x.org", {}, "https://x.org/"),
        ("", {"a": [""]}, "?a="),
    ],
)
def test_an_address_is_whole(address: str, query: dict[str, list[str]], wanted: str) -> None:
    assert share.link(address, query) == wanted


def test_the_link_follows_a_choice() -> None:
    app = opened({}, "Regions", SHARING)
    before = asked(shared(app)[0])
    app = after(choice(app, "measure").set_value(choice(app, "measure").options[-1]))
    found = asked(shared(app)[0])
    assert found != before
    assert {name for name in found if found[name] != before[name]} == {"measure"}


def test_the_link_of_own_deals_says_that_it_leaves_them_out(database: Database) -> None:
    app = opened({}, "Stages", {OWN: database, **SHARING})
    assert any("does not carry your own deals" in each.value for each in app.info)


def test_nothing_of_own_deals_is_in_a_link_or_citation() -> None:
    stored = own.shipped_tables(DATA)
    row = {
        **stored["rounds"].row(0, named=True),
        "round_id": "own-1",
        "company": "Hidden Champion",
        "investors": ["Hidden Fund"],
        "lead_investors": [],
        "source_id": "own-file",
    }
    mine = pl.DataFrame([row], schema=stored["rounds"].schema)
    tables = own.made(stored, mine, "deals.csv", [], alone=False)
    state = {OWN: open_database(DATA, tables=tables), **SHARING}
    pages: dict[str, Query] = {
        "Overview": {"company": ["Hidden Champion", "OpenAI"], "origin": "Yours"},
        "Investor profile": {"investor": "Hidden Fund"},
    }
    for title, query in pages.items():
        told = "".join(shared(opened(query, title, state)))
        assert "Hidden" not in told
        assert "origin=Yours" not in told
        assert ("company=OpenAI" in told) == (title == "Overview")


@given(selections())
def test_the_filters_of_a_link_are_those_it_was_made_of(filters: Filters) -> None:
    query = share.query(filters, {}, VERSION)
    rest = parse_qs(urlsplit(share.link("https://x.org/a", query)).query, keep_blank_values=True)
    assert rest == query
    assert rest.pop("data") == [VERSION]
    assert from_query(rest, OPTIONS) == (filters, ())
    # What data may come later changes no limit that was chosen, and sets none that was not.
    later = OPTIONS | {"quarter": (*OPTIONS["quarter"], "2031-Q1")}
    assert from_query(rest, later) == (filters, ())
    assert ("end" in rest) == bool(filters.end)
    assert "status" in rest


# Another version

V1, V2, V3 = (f"2026-0{number}-01-0000000{number}" for number in (1, 2, 3))
Row = dict[str, Any]


def rounds_of(rows: Mapping[str, Row]) -> pl.DataFrame:
    committed = pl.read_parquet(DATA / "rounds.parquet")
    plain_row = committed.filter(pl.col("status") == "completed").row(0, named=True) | {
        "region": "China",
        "country": "China",
        "amount_usd": 1e6,
        "announced_date": date(2025, 5, 5),
    }
    return pl.DataFrame(
        [plain_row | {"round_id": name} | row for name, row in rows.items()],
        schema=committed.schema,
    )


USA = {"region": "United States", "country": "United States"}
STATES: list[dict[str, Row]] = [
    {
        "stays": {},
        "goes": {},
        "turns twice": {},
        "moves out": {},
        "moves in": USA,
        "far away": USA,
        "goes and returns": {},
        "renamed": {"city": "Old"},
    },
    {
        "stays": {},
        "turns twice": {"amount_usd": 2e6},
        "moves out": USA,
        "moves in": USA,
        "far away": USA | {"amount_usd": 5e6},
        "comes and goes": {},
        "comes and turns": {},
        "renamed": {"city": "New"},
    },
    {
        "stays": {},
        "turns twice": {"amount_usd": 3e6, "kind": "debt"},
        "moves out": USA,
        "moves in": {},
        "far away": USA | {"amount_usd": 5e6},
        "comes and turns": {"amount_usd": 9e6},
        "goes and returns": {"amount_usd": 7e6},
        "renamed": {"city": "New"},
        "comes": {},
    },
]
CHINA = Filters(region=("China",))


@pytest.fixture
def three_versions(opened_with: OpenedWith) -> Database:
    """The committed data with the logs of three versions of a few rounds."""
    log, of_rounds = changes.EMPTY, round_changes.EMPTY
    before: dict[str, pl.DataFrame] = {}
    for number, (state, version) in enumerate(zip(STATES, (V1, V2, V3), strict=True), 1):
        tables = {
            "rounds": rounds_of(state),
            "capex": pl.read_parquet(DATA / "capex.parquet")[: 3 + number],
        }
        day = date(2026, number, 2)
        log = changes.tidy(log, before, tables, DATASETS, version, day)
        of_rounds = round_changes.tidy(of_rounds, before, tables, number)
        before = tables
    return opened_with({"changes": log, "round_changes": of_rounds})


def by_hand(then: dict[str, Row], now: dict[str, Row], region: str) -> dict[str, str]:
    """What became of each round that is in a region then or now, without a log."""
    found = {}
    for name in {*then, *now}:
        sides = [side.get(name) for side in (then, now)]
        if not any(side is not None and side.get("region", "China") == region for side in sides):
            continue
        if sides[0] != sides[1]:
            lacking = "added" if sides[0] is None else "removed" if sides[1] is None else "changed"
            found[name] = lacking
    return found


@pytest.mark.parametrize("region", ["China", "United States"])
@pytest.mark.parametrize("number", [1, 2, 3])
def test_only_the_net_effect_in_the_selection_counts(
    three_versions: Database, number: int, region: str
) -> None:
    rows = rounds_changed(three_versions, Filters(region=(region,)), number)
    found = dict(rows.select("round_id", "change").iter_rows())
    assert found == by_hand(STATES[number - 1], STATES[-1], region)
    if (number, region) == (1, "China"):
        assert found == {
            "goes": "removed",
            "turns twice": "changed",
            "moves out": "changed",
            "moves in": "changed",
            "comes and turns": "added",
            "goes and returns": "changed",
            "renamed": "changed",
            "comes": "added",
        }
        listing = {
            row["round_id"]: (row["what"], row["before_usd"], row["after_usd"], row["when"])
            for row in rows.select("round_id").hstack(listed(rows)).to_dicts()
        }
        assert listing["turns twice"] == ("Amount; Kind", 1e6, 3e6, "Then and now")
        assert listing["moves out"][2:] == (1e6, "Only then")
        assert listing["moves in"][2:] == (1e6, "Only now")
        assert listing["comes and turns"] == ("", None, 9e6, "Only now")
        assert listing["goes"] == ("", 1e6, None, "Only then")


def test_the_notice_counts_in_words(three_versions: Database) -> None:
    found = since(three_versions_named(three_versions, V3), CHINA, V1)
    assert found.words == (
        f"This link was made with the data of 2 Jan 2026 (version {V1}). Since then, in this "
        "selection: 2 rounds added, 5 changed, 1 removed. 1 other table has changed as well."
    )
    assert tables_changed(three_versions, 1).rows() == [
        (DATASETS["capex"].title, 2, 0, 0),
    ]
    nothing = since(three_versions_named(three_versions, V3), Filters(region=("Europe",)), V2)
    assert "no round of this selection has changed" in nothing.words
    assert nothing.rounds.is_empty()


def three_versions_named(database: Database, version: str) -> Database:
    return Database(
        database.connection, version, database.newest, database.coverage, database.options
    )


@pytest.mark.parametrize(
    ("version", "words"),
    [
        ("2026-02-01-abcdef01", "The log does not have that version"),
        ("2026-03-01-abcdef01", "The log does not have that version"),
        ("2026-03-02-abcdef01", f"newer than the data here (version {V3})"),
    ],
)
def test_a_version_that_the_log_lacks_is_named(
    three_versions: Database, version: str, words: str
) -> None:
    found = since(three_versions_named(three_versions, V3), CHINA, version)
    assert words in found.words
    assert version in found.words
    assert found.rounds.is_empty()


@pytest.mark.parametrize(
    "text", ["", "1", "2026-13-01-abcdef01", "2026-01-01", "2026-01-01-ABCDEF01", f"{V1} ", "<b>"]
)
def test_junk_is_no_version(text: str, database: Database) -> None:
    assert day_of(text) is None
    with pytest.raises(ValueError, match="is not a version"):
        since(database, Filters(), text)


def notice(app: AppTest) -> str:
    return "".join(each for each in words(app) if "This link was" in each)


def test_a_link_of_an_older_version_says_so_until_the_selection_changes() -> None:
    query = {"data": FIRST, "region": "China"}
    app = opened(query, "Stages")
    assert f"version {FIRST}). Since then, in this selection: 6 rounds changed." in notice(app)
    assert not app.dataframe or "before_usd_million" not in app.dataframe[0].value
    app.session_state["version-details"] = True
    table = after(app).dataframe[0].value
    assert len(table) == 6
    assert {"company", "what", "before_usd_million", "after_usd_million"} <= {*table.columns}
    # A choice of the page leaves the selection as it is, a filter does not.
    app = after(choice(app, "grain").set_value("year"))
    assert notice(app)
    assert spelt(app)["data"] == FIRST
    app = after(app.multiselect(key="region").set_value(["Europe · 1"]))
    assert not notice(app)
    assert "data" not in spelt(app)


def test_the_notice_can_be_dismissed() -> None:
    app = opened({"data": FIRST, "region": "China"})
    app = after(app.button(key="version-dismiss").click())
    assert not notice(app)
    assert spelt(app) == {"region": "China"}


def test_the_same_version_says_nothing_and_junk_is_ignored_with_a_notice() -> None:
    assert not notice(opened({"data": VERSION}))
    tomorrow = (day_of(VERSION) or date.max) + timedelta(days=1)
    assert "newer than the data here" in notice(opened({"data": f"{tomorrow}-00000000"}))
    app = opened({"data": "<b>new</b>"})
    assert not notice(app)
    assert any("Ignored in the link" in each and "data=" in each for each in captions(app))
