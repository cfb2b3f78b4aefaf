"""The page of sources and method, opened through the entrypoint under several links."""

from __future__ import annotations

from typing import Any

import polars as pl
import pytest

from lib.database import Database
from lib.datasets import DATASETS
from lib.ui.share import home
from lib.ui.tables import MADE_FROM, table_sources
from tests.running import ROOT, after, captions, choice, headlines, opened, plain, spelt

PAGE = "Sources and method"
SOURCES = pl.read_parquet(ROOT / "data/sources.parquet")
LOG = pl.read_parquet(ROOT / "data/changes.parquet")


def downloads(app: Any) -> list[str]:
    return [each.label for each in app.get("download_button")]


def test_every_source_is_listed_with_its_terms() -> None:
    app = opened({"region": "China"}, PAGE)
    table = app.dataframe[0].value
    assert set(table["title"]) == set(SOURCES["title"])
    wanted = dict(SOURCES.select("title", "credit").rows())
    assert dict(zip(table["title"], table["credit"], strict=True)) == wanted
    assert table["licence"].notna().all()
    assert table["source_url"].str.startswith("http").all()
    assert table["share"].sum() == pytest.approx(1)
    assert downloads(app) == ["BibTeX of this explorer", "BibTeX of all sources"]


def test_coverage_follows_time_and_region_only() -> None:
    def first(query: dict[str, str]) -> str:
        return headlines(opened({"view": "coverage"} | query, PAGE))[0]

    china = first({"region": "China"})
    assert china.endswith(" in China")
    assert china != first({})
    assert first({"region": "China", "stage_group": "Late", "company": "OpenAI"}) == china
    app = opened({"view": "coverage", "company": "OpenAI"}, PAGE)
    assert any(each.endswith("**Company** plays no part.") for each in captions(app))


@pytest.mark.parametrize("table", ["rounds", "exchange_rates", "changes"])
def test_a_table_is_described_and_given_whole(table: str) -> None:
    app = opened({"view": "tables", "table": table, "region": "China"}, PAGE)
    declared, rows = DATASETS[table], pl.read_parquet(ROOT / f"data/{table}.parquet").height
    assert headlines(app)[-1] == (
        f"{declared.title}: {rows:,} rows of {len(declared.columns)} columns"
    )
    shown = app.dataframe[-1].value
    assert [*shown["Column"]] == [column.name for column in declared.columns]
    assert [*shown["May be empty"]] == [
        "no" if column.required else "yes" for column in declared.columns
    ]
    assert [*shown["Unit"]] == [column.unit for column in declared.columns]
    assert downloads(app) == ["CSV", "Excel", "Parquet", "JSON"]


@pytest.mark.parametrize("table", MADE_FROM)
def test_a_table_that_names_no_source_is_given_with_those_it_is_made_from(
    database: Database, table: str
) -> None:
    assert not any(column.name.endswith("source_id") for column in DATASETS[table].columns)
    listed = SOURCES.filter(pl.col("tables").list.contains(MADE_FROM[table]))
    assert listed.height > 0
    assert (
        table_sources(database, table)["source_id"].to_list()
        == listed["source_id"].sort().to_list()
    )


@pytest.mark.parametrize(
    ("url", "wanted"),
    [
        ("https://explorer.example.org/sources", "https://explorer.example.org"),
        ("https://example.org:8443/ai/sources", "https://example.org:8443/ai"),
        ("http://localhost:8501/sources", ""),
        ("http://192.168.1.7:8501/sources", ""),
        ("http://[::1]:8501/sources", ""),
        ("", ""),
    ],
)
def test_only_an_address_that_others_can_open_is_cited(url: str, wanted: str) -> None:
    assert home(url) == wanted


def test_a_table_is_chosen_from_the_list() -> None:
    app = opened({"view": "tables"}, PAGE)
    assert set(choice(app, "table").options) == {each.title for each in DATASETS.values()}
    after(choice(app, "table").set_value("listings"))
    assert spelt(app)["table"] == "listings"
    assert headlines(app)[-1].startswith(DATASETS["listings"].title)


def test_the_rules_stand_above_their_tables() -> None:
    app = opened({"view": "method"}, PAGE)
    found = [each.value for each in app.main.markdown if each.value.startswith("##### ")]
    assert [each[6:] for each in found] == [
        "What is in",
        "What is added up",
        "How sources become one round",
        "Currencies",
        "What is not covered",
    ]
    text = plain(" ".join(each.value for each in app.main.markdown))
    # The same numbers as in README, whose own test compares them with the data.
    readme = (ROOT / "README.md").read_text()
    single = next(line for line in readme.splitlines() if "rest on one source" in line)
    numbers = single.split(":** ")[1].split(". ")[0]
    assert f"{numbers} rounds rest on one source" in text


def test_the_log_is_shown_newest_first() -> None:
    app = opened({"view": "changes"}, PAGE)
    assert headlines(app)[0].startswith(f"Version {LOG['version'][-1]}: ")
    assert app.dataframe[0].value["version"].iloc[-1] == LOG["version"][0]
    assert len(app.dataframe[0].value) == LOG.height
