"""Every page of the section Capital, opened through the entrypoint under many links."""

from __future__ import annotations

import re

import polars as pl
import pytest

from tests.running import PAGES, ROOT, Query, after, captions, headlines, opened, shown, spelt

CHECKS = pl.read_parquet(ROOT / "data/checks.parquet")
CHINA_EARLY = {"region": "China", "stage_group": "Early", "start": "2025-Q1"}
WITHOUT_AMOUNTS = {"company": ["AgiBot", "ModelBest"]}
ANY_STATUS = {"status": ["completed", "announced", "rumoured", "planned"]}
REVERSED = {"start": "2025-Q4", "end": "2025-Q1"}
EMPTY = {"region": "Middle East", "end": "2013-Q4"}
FOUR_COLUMNS = ["investor", "investor_region", "company", "stage_group"]

# Charts, tables, and messages in the place of a figure.
LINKS: dict[str, list[tuple[Query, tuple[int, int, int]]]] = {
    "Company profile": [
        ({}, (0, 1, 0)),
        (CHINA_EARLY, (0, 1, 0)),
        ({"company": "OpenAI"}, (5, 4, 0)),
        ({"company": "OpenAI", "view": "tokens"} | CHINA_EARLY, (5, 4, 0)),
        ({"company": "Anthropic"} | REVERSED, (5, 5, 0)),
        ({"company": "Moonshot AI"}, (5, 4, 0)),
        ({"company": "CoreWeave", "status": "rumoured"}, (3, 3, 0)),
        # Only a plan, with a valuation and statements.
        ({"company": "SpaceX"}, (0, 2, 0)),
        ({"company": "Ed AI"}, (0, 3, 0)),
        ({"company": "/dev/agents"}, (0, 2, 0)),
        # The first of several companies.
        (WITHOUT_AMOUNTS, (0, 3, 0)),
        ({"company": "OpenAI"} | EMPTY, (5, 4, 0)),
        (EMPTY, (0, 0, 1)),
    ],
    "Compare companies": [
        ({}, (1, 1, 0)),
        # Filters of place, time and company play no part.
        (CHINA_EARLY, (1, 1, 0)),
        ({"company": "OpenAI"}, (1, 1, 0)),
        (EMPTY, (1, 1, 0)),
        (ANY_STATUS, (1, 1, 0)),
        ({"status": "rumoured"}, (1, 1, 0)),
        ({"kind": "debt", "compare": "valuation"}, (0, 1, 1)),
        ({"group": "china", "align": "founding"}, (1, 1, 0)),
        ({"group": "europe", "compare": "users"}, (0, 1, 1)),
        ({"with": ["Poolside", "/dev/agents"], "align": "first"}, (1, 1, 0)),
        ({"with": ["AgiBot", "ModelBest"]}, (0, 1, 1)),
        ({"with": ["Nobody", "OpenAI"]}, (0, 0, 1)),
        ({"group": "own"}, (0, 0, 1)),
    ],
    "Investor profile": [
        ({}, (0, 1, 0)),
        ({"investor": "Nvidia"}, (3, 3, 0)),
        ({"investor": "Nvidia", "grain": "year", "by": "sector"}, (3, 3, 0)),
        ({"investor": "Sequoia Capital"}, (3, 2, 0)),
        # It trades with a company, of later stages.
        ({"investor": "Tencent"} | CHINA_EARLY, (3, 2, 1)),
        ({"investor": "Nvidia"} | CHINA_EARLY, (0, 0, 1)),
        # The filter Company narrows nothing here.
        ({"investor": "Mubadala", "company": "OpenAI"}, (3, 2, 0)),
        ({"investor": "Mubadala"} | WITHOUT_AMOUNTS, (3, 2, 0)),
        ({"investor": "Nvidia"} | ANY_STATUS, (3, 3, 0)),
        ({"investor": "SoftBank"} | REVERSED, (3, 3, 0)),
        ({"investor": "Nobody of this name"}, (0, 1, 0)),
        ({"investor": "SoftBank"} | EMPTY, (0, 0, 1)),
        (EMPTY, (0, 0, 1)),
    ],
    "Investors": [
        ({}, (5, 1, 0)),
        (CHINA_EARLY, (5, 1, 0)),
        ({"rank": "capital", "first": "20", "grain": "year"}, (5, 1, 0)),
        ({"rank": "led", "first": "8"} | CHINA_EARLY, (5, 1, 0)),
        ({"company": "OpenAI"}, (4, 1, 1)),
        # Without an amount investors still join, but hold no capital.
        (WITHOUT_AMOUNTS, (3, 1, 2)),
        ({"rank": "capital"} | WITHOUT_AMOUNTS, (1, 1, 4)),
        ({"status": "rumoured"}, (3, 1, 2)),
        (ANY_STATUS, (5, 1, 0)),
        # None of its rounds names an investor.
        ({"company": "SpaceX", "status": "rumoured"}, (0, 0, 6)),
        (REVERSED, (5, 1, 0)),
        (EMPTY, (0, 0, 6)),
    ],
    "Flows": [
        ({}, (4, 1, 0)),
        (CHINA_EARLY, (3, 0, 2)),
        ({"company": "OpenAI"}, (4, 1, 0)),
        ({"give": "led"}, (4, 1, 0)),
        ({"until": "2025"}, (4, 1, 0)),
        ({"until": "2014"}, (0, 0, 5)),
        ({"columns": "sector"}, (3, 1, 1)),
        ({"columns": FOUR_COLUMNS, "top": "12"}, (4, 1, 0)),
        ({"columns": ["sector", "country"]}, (4, 1, 0)),
        (WITHOUT_AMOUNTS, (0, 0, 5)),
        ({"status": "rumoured"}, (3, 1, 1)),
        (REVERSED, (4, 1, 0)),
        (EMPTY, (0, 0, 5)),
    ],
    "Stages": [
        ({}, (5, 0, 0)),
        (CHINA_EARLY, (4, 0, 1)),
        ({"company": "OpenAI"}, (4, 0, 1)),
        # Without an amount rounds still count, and tell of time.
        (WITHOUT_AMOUNTS, (4, 0, 1)),
        (ANY_STATUS, (5, 0, 0)),
        ({"stage_group": "Debt"}, (1, 0, 4)),
        ({"period": "2024-Q1", "against": "2025-Q1"}, (5, 0, 0)),
        ({"period": "2025", "against": "2025"}, (5, 0, 0)),
        # No series of 2025 is two years old.
        (REVERSED, (4, 0, 1)),
        # The two periods of growth have no part in the time range.
        (EMPTY, (1, 0, 4)),
    ],
    "Regions": [
        ({}, (7, 1, 0)),
        (CHINA_EARLY, (6, 1, 1)),
        ({"company": "OpenAI"}, (7, 1, 0)),
        (WITHOUT_AMOUNTS, (6, 1, 1)),
        ({"region": "Unknown"}, (6, 1, 1)),
        ({"country": "Singapore"}, (7, 1, 0)),
        ({"status": "rumoured"}, (7, 1, 0)),
        ({"start": "2025-Q4", "end": "2024-Q1"}, (7, 1, 0)),
        ({"status": "planned", "start": "2026-Q4"}, (5, 1, 2)),
        # The two published series do not rest on rounds.
        (EMPTY, (2, 0, 6)),
    ],
    "Concentration": [
        ({}, (4, 1, 0)),
        (CHINA_EARLY, (4, 1, 0)),
        ({"company": "OpenAI"}, (1, 1, 3)),
        ({"company": "OpenAI", "without": "OpenAI"}, (0, 0, 5)),
        (WITHOUT_AMOUNTS, (0, 0, 5)),
        ({"status": "rumoured"}, (1, 1, 3)),
        ({"status": "rumoured", "grain": "year"}, (4, 1, 0)),
        ({"below": "100000000", "top": "10"}, (4, 1, 0)),
        ({"base": "article"}, (4, 1, 0)),
        ({"base": "article", "grain": "year"}, (3, 1, 1)),
        ({"base": "article", "region": "China"}, (3, 1, 1)),
        (REVERSED, (4, 1, 0)),
        (EMPTY, (0, 0, 5)),
    ],
    "Valuations": [
        ({}, (4, 2, 0)),
        (CHINA_EARLY, (1, 2, 3)),
        ({"company": "OpenAI"}, (4, 2, 0)),
        ({"company": "DeepSeek"}, (2, 1, 3)),
        (WITHOUT_AMOUNTS, (0, 0, 6)),
        (ANY_STATUS, (4, 2, 0)),
        (REVERSED, (4, 2, 0)),
        (EMPTY, (0, 0, 6)),
    ],
    "Infrastructure": [
        ({}, (3, 0, 0)),
        # Spending is that of American companies, venture capital that of all places.
        (CHINA_EARLY, (1, 0, 2)),
        # The filter Company knows none of the buyers.
        ({"company": "OpenAI"}, (3, 0, 0)),
        (WITHOUT_AMOUNTS, (3, 0, 0)),
        ({"organization": "Meta"}, (3, 0, 0)),
        # It is chosen on another part of the page.
        ({"organization": "CoreWeave"}, (3, 0, 0)),
        ({"status": "rumoured"}, (3, 0, 0)),
        ({"end": "2015-Q4"}, (0, 0, 3)),
        # Nothing is paid yet, but planned.
        ({"start": "2026-Q3"}, (1, 0, 2)),
        (REVERSED, (2, 0, 1)),
        (EMPTY, (0, 0, 3)),
        ({"part": "junk", "view": "junk", "owner": "junk", "chip": "junk"}, (3, 0, 0)),
        ({"part": "sites"}, (3, 1, 0)),
        ({"part": "sites"} | CHINA_EARLY, (3, 1, 0)),
        # A company that uses sites of others.
        ({"part": "sites", "company": "OpenAI"}, (3, 1, 0)),
        ({"part": "sites"} | WITHOUT_AMOUNTS, (0, 0, 1)),
        ({"part": "sites", "organization": "Meta", "view": "planned"}, (3, 1, 0)),
        ({"part": "sites", "region": "Europe", "view": "all"}, (3, 1, 0)),
        # One site, which does not run yet.
        ({"part": "sites", "country": "United Arab Emirates"}, (2, 1, 1)),
        ({"part": "sites", "start": "2026-Q4", "end": "2026-Q4"}, (3, 1, 0)),
        ({"part": "sites", "start": "2026-Q3"}, (3, 1, 0)),
        ({"part": "sites"} | REVERSED, (3, 1, 0)),
        ({"part": "sites"} | EMPTY, (0, 0, 1)),
        ({"part": "chips"}, (2, 0, 0)),
        ({"part": "chips"} | CHINA_EARLY, (2, 0, 0)),
        ({"part": "chips", "organization": "Meta", "owner": "China"}, (2, 0, 0)),
        # It owns none of those followed; the one beside it is chosen.
        ({"part": "chips", "company": "OpenAI"}, (1, 0, 1)),
        ({"part": "chips", "end": "2015-Q4"}, (0, 0, 2)),
        ({"part": "chips"} | REVERSED, (2, 0, 0)),
        ({"part": "chips"} | EMPTY, (0, 0, 2)),
        ({"part": "hours"}, (1, 0, 0)),
        ({"part": "hours", "chip": "A100"} | CHINA_EARLY, (1, 0, 0)),
        ({"part": "hours", "start": "2025-Q3", "end": "2025-Q4"}, (0, 0, 1)),
        ({"part": "hours"} | EMPTY, (0, 0, 1)),
    ],
    "Training": [
        ({}, (5, 1, 0)),
        # No Chinese model since 2025 is marked as frontier; the stage plays no part.
        (CHINA_EARLY, (4, 1, 1)),
        ({"company": "OpenAI"}, (5, 1, 0)),
        ({"company": "OpenAI", "organization": "Anthropic"}, (5, 1, 0)),
        ({"measure": "data", "trend": "notable"}, (5, 1, 0)),
        ({"measure": "power", "country": "France"}, (4, 1, 1)),
        # No model of these companies; the statements of the articles stay.
        (WITHOUT_AMOUNTS, (1, 1, 4)),
        ({"status": "rumoured"}, (5, 1, 0)),
        (REVERSED, (5, 1, 0)),
        ({"start": "2026-Q1"}, (3, 1, 2)),
        (EMPTY, (1, 1, 4)),
    ],
    "Unit economics": [
        ({}, (5, 1, 0)),
        # No Chinese company states what it spends.
        (CHINA_EARLY, (3, 1, 2)),
        ({"company": "OpenAI"}, (5, 1, 0)),
        ({"organization": "Google", "view": "users"}, (2, 1, 3)),
        ({"preset": "Cohere", "gpus": "20000", "utilisation": "60"}, (5, 1, 0)),
        ({"view": "messages", "start": "2025-Q1", "end": "2025-Q1"}, (3, 1, 2)),
        (WITHOUT_AMOUNTS, (1, 0, 5)),
        # The status of a round plays no part.
        ({"status": "rumoured"}, (5, 1, 0)),
        (REVERSED, (5, 1, 0)),
        # The fleet does not follow the filters.
        (EMPTY, (1, 0, 5)),
    ],
    "Capital efficiency": [
        ({}, (3, 2, 0)),
        # The stage plays no part.
        (CHINA_EARLY, (2, 1, 2)),
        ({"company": "OpenAI"}, (2, 2, 1)),
        (WITHOUT_AMOUNTS, (0, 0, 5)),
        ({"status": "rumoured"}, (2, 2, 1)),
        (ANY_STATUS, (3, 2, 0)),
        ({"kind": "debt"}, (2, 2, 1)),
        ({"until": "2023-Q1", "points": "first"}, (2, 2, 1)),
        ({"organization": ["Mistral AI", "MiniMax"]}, (3, 2, 0)),
        (REVERSED, (3, 2, 0)),
        ({"status": "planned", "start": "2026-Q4"}, (0, 1, 4)),
        (EMPTY, (0, 0, 5)),
    ],
    "Statements": [
        ({}, (1, 1, 0)),
        # Place and stage play no part; the date is that of the figure.
        (CHINA_EARLY, (1, 1, 0)),
        ({"company": "OpenAI", "standing": "corrected"}, (1, 1, 0)),
        ({"find": "nothing like it"}, (0, 0, 1)),
        (WITHOUT_AMOUNTS, (0, 0, 1)),
        (REVERSED, (1, 1, 0)),
        (EMPTY, (1, 1, 0)),
    ],
    "Conflicts": [
        ({}, (2, 2, 0)),
        # Only the filter Company applies, to the list and the default.
        (CHINA_EARLY, (2, 2, 0)),
        ({"company": "OpenAI", "severity": "high"}, (2, 2, 0)),
        # Another company's conflict, and words on no scale.
        ({"company": "OpenAI", "conflict": "X52"}, (1, 2, 0)),
        ({"conflict": "R-poolside-2025-10-growth-date"}, (2, 2, 0)),
        ({"conflict": "X99", "mistake": "unit_error", "outcome": "open"}, (1, 1, 2)),
        (WITHOUT_AMOUNTS, (0, 0, 2)),
        (EMPTY, (2, 2, 0)),
    ],
    "Glossary": [
        (CHINA_EARLY, (0, 0, 0)),
        ({"term": "eci", "find": "benchmark"}, (0, 0, 0)),
        ({"find": "nothing like it"}, (0, 0, 1)),
    ],
    "Capability": [
        ({}, (4, 1, 0)),
        # The stage plays no part.
        (CHINA_EARLY, (4, 1, 0)),
        ({"company": "OpenAI"}, (4, 1, 0)),
        ({"organization": ["Google", "Mistral AI"], "by": "access"}, (4, 1, 0)),
        ({"benchmark": "MMLU", "reporter": "independent", "by": "region"}, (4, 1, 0)),
        ({"benchmark": "METR time horizon", "sides": "country"}, (4, 1, 0)),
        ({"board": "text:math", "view": "rating"}, (4, 1, 0)),
        # One model, of one side.
        ({"benchmark": "HumanEval"}, (2, 1, 1)),
        # All scores are those of developers: they cannot be left out.
        ({"benchmark": "HumanEval", "reporter": "independent"}, (2, 1, 1)),
        ({"sides": "country", "region": "China"}, (2, 1, 1)),
        (WITHOUT_AMOUNTS, (0, 0, 3)),
        ({"status": "rumoured"}, (4, 1, 0)),
        (REVERSED, (4, 1, 0)),
        (EMPTY, (0, 0, 3)),
    ],
    "Predictions": [
        ({}, (3, 1, 0)),
        ({"company": "OpenAI"}, (3, 1, 0)),
        # It is named by one forecast without a date.
        ({"company": "DeepSeek"}, (2, 1, 1)),
        ({"forecast": "cannot be judged"}, (1, 1, 2)),
        ({"forecast": "missed"}, (1, 0, 3)),
        ({"article": "article-capital-paradox", "forecast": "junk"}, (2, 1, 1)),
        # Neither place nor time play a part.
        (EMPTY, (3, 1, 0)),
        (WITHOUT_AMOUNTS, (0, 0, 1)),
    ],
    "Prices": [
        ({}, (4, 1, 0)),
        (CHINA_EARLY, (4, 1, 0)),
        (CHINA_EARLY | {"level": "150"}, (4, 1, 0)),
        ({"company": "OpenAI"}, (4, 1, 0)),
        ({"organization": ["Anthropic", "Google"], "measure": "output"}, (4, 1, 0)),
        ({"benchmark": "GPQA Diamond", "level": "80", "until": "2025"}, (4, 1, 0)),
        # Nobody of the arithmetic benchmark is as old.
        ({"benchmark": "OTIS Mock AIME 2024-2025", "until": "2023"}, (4, 1, 0)),
        ({"level": "160", "end": "2024-Q4"}, (3, 1, 1)),
        (WITHOUT_AMOUNTS, (0, 0, 5)),
        ({"status": "rumoured"}, (4, 1, 0)),
        (REVERSED, (4, 1, 0)),
        (EMPTY, (0, 0, 5)),
    ],
    "Fact check": [
        # Filters play no part.
        ({}, (1, 1, 0)),
        (CHINA_EARLY | {"verdict": "holds"}, (1, 1, 0)),
        ({"analysis": "AN01"}, (1, 2, 0)),
        ({"article": "article-capital-paradox", "verdict": "fails"}, (1, 1, 0)),
        # Counts of rows, which rest on no statement and hold.
        ({"analysis": "AN29", "verdict": "fails"}, (1, 0, 2)),
        # The analysis rests on another article.
        ({"article": "article-capital-tsunami", "analysis": "AN01"}, (1, 1, 1)),
        (EMPTY, (1, 1, 0)),
    ],
    "Sources and method": [
        ({}, (1, 1, 0)),
        (CHINA_EARLY, (1, 1, 0)),
        ({"view": "coverage", "measure": "rounds"}, (2, 0, 0)),
        # Quarters of a year are compared with no published total of a year.
        ({"view": "coverage"} | REVERSED, (2, 0, 0)),
        ({"view": "coverage"} | EMPTY, (0, 0, 2)),
        ({"view": "method"} | EMPTY, (0, 2, 0)),
        ({"view": "tables", "table": "prices"}, (1, 1, 0)),
        ({"view": "changes"}, (0, 1, 0)),
        # Without an amount there are no shares; the list of sources stays.
        (WITHOUT_AMOUNTS, (0, 1, 1)),
        (EMPTY, (0, 1, 1)),
    ],
    "Briefing": [
        # A list of what the figures say; the message stands where there is none.
        ({}, (0, 0, 0)),
        (CHINA_EARLY | {"set": "labs"}, (0, 0, 0)),
        ({"set": "concentration"} | WITHOUT_AMOUNTS, (0, 0, 1)),
        ({"set": "own", "figures": ["price_cuts", "map"]} | ANY_STATUS, (0, 0, 0)),
        ({"set": "concentration"} | EMPTY, (0, 0, 1)),
    ],
    "Your own deals": [
        # Nothing is brought yet.
        ({}, (0, 0, 0)),
        (CHINA_EARLY, (0, 0, 0)),
    ],
    "For programs": [
        # Parameters, and a notice that the app does not run as its own server here.
        ({}, (0, 1, 1)),
        ({"view": "R"} | EMPTY, (0, 1, 1)),
    ],
}
ANALYSES = {
    "Prices": ["AN07"],
    "Training": ["AN08", "AN25"],
    "Capability": ["AN23"],
    "Stages": ["AN02", "AN03", "AN24"],
    "Regions": ["AN05", "AN28", "AN11", "AN12", "AN14"],
    "Concentration": ["AN01", "AN04", "AN13", "AN27"],
    "Capital efficiency": ["AN06"],
    "Valuations": ["AN15", "AN16", "AN17", "AN18", "AN22", "AN26"],
    "Predictions": ["AN29"],
    "Unit economics": ["AN09", "AN10", "AN20", "AN21"],
    "Infrastructure": ["AN19"],
}


@pytest.mark.parametrize(
    ("title", "query", "parts"),
    [(title, *link) for title, links in LINKS.items() for link in links],
)
def test_a_link_opens_the_page(title: str, query: Query, parts: tuple[int, int, int]) -> None:
    app = opened(query, title)
    charts, tables, _ = parts
    assert app.title[0].value == title
    # A page that ends the run keeps the button from being drawn.
    assert "share" in app.session_state
    assert shown(app) == parts
    assert len(headlines(app)) == charts + tables
    assert spelt(app) == query


@pytest.mark.parametrize(("title", "analyses"), ANALYSES.items())
def test_the_published_arithmetic_agrees(title: str, analyses: list[str]) -> None:
    app = opened({"region": "China"}, title)
    tables = len(app.dataframe)
    app.session_state["recomputed"] = True
    after(app)
    expected = CHECKS.filter(pl.col("analysis_id").is_in(analyses))
    table = app.dataframe[-1].value
    assert len(app.dataframe) == tables + 1
    assert set(table["measure"]) == set(expected["measure"])
    assert set(table["analysis"]) == set(analyses)
    assert not table["unit"].str.contains("_").any()
    # Nothing is out of line but what an article prints itself.
    assert table[table["verdict"] != "Holds"]["printed"].notna().all()
    assert re.match(r"(\d+ of |All |The )?\d+ results? that ", headlines(app)[-1])
    assert any("Click an analysis" in each for each in captions(app))


@pytest.mark.parametrize("page", PAGES.values())
def test_a_page_asks_for_the_filters_before_anything_else(page: str) -> None:
    """The call that runs the whole app where a cold server runs a page alone."""
    called = re.findall(r"\b(?:ui|st)\.\w+(?=\()", (ROOT / page).read_text())
    assert called[0] == "ui.current_filters"
