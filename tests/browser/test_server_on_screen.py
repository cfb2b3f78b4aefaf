"""The app as its own server: pages and addresses for programs beside each other."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.request import urlopen

import polars as pl
import pytest
from playwright.sync_api import Page, expect

from lib import api
from lib.filters import Filters
from tests.browser.actions import expect_selection, main, open_page, rounds
from tests.conftest import run_app

CHINA_EARLY = Filters(region=("China",), stage_group=("Early",))
QUERY = "region=China&stage_group=Early"


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Address of the app that has served no one yet, with addresses for programs."""
    yield from run_app(tmp_path_factory.mktemp("server") / "server.log", "server.py")


def test_a_program_and_a_reader_get_the_same_rows(
    server: str, first_visit: Page, tmp_path: Path
) -> None:
    rows = rounds({"region": "China", "stage_group": "Early"})
    # A deep link to a server that is new.
    open_page(first_visit, f"{server}/regions?{QUERY}")
    expect(first_visit.get_by_role("heading", level=1)).to_have_text("Regions")
    expect_selection(first_visit, rows, "of Early stage in China")
    assert first_visit.request.get(f"{server}/app/static/world.json").ok
    open_page(first_visit, f"{server}/programs?{QUERY}")
    expect(main(first_visit).get_by_role("alert")).to_have_count(0)
    shown = main(first_visit).get_by_test_id("stCode").locator("code").all_inner_texts()
    forms = ("csv", "json", "parquet")
    assert shown[:3] == [f"{server}/api/rounds.{form}?{QUERY}" for form in forms]
    ids = sorted(rows["round_id"])
    csv, parquet = pl.read_csv(shown[0], comment_prefix="#"), pl.read_parquet(shown[2])
    with urlopen(shown[1]) as answer:
        found = json.load(answer)["rows"]
    assert sorted(csv["round_id"]) == sorted(parquet["round_id"]) == ids
    assert sorted(each["round_id"] for each in found) == ids
    run_the_lines(server, ids, tmp_path)


def run_the_lines(server: str, ids: list[str], folder: Path) -> None:
    """Each line of the page that can be run here fetches the rows."""
    lines = api.examples(server, CHINA_EARLY)
    for example in lines["Python"]:
        names: dict[str, Any] = {}
        exec(example.code, names)
        found = pl.DataFrame(names["rounds"], infer_schema_length=None)
        assert sorted(found["round_id"]) == ids, example.title
    [curl] = lines["curl"]
    subprocess.run(["bash", "-c", curl.code], cwd=folder, check=True, capture_output=True)
    assert sorted(pl.read_csv(folder / "rounds.csv")["round_id"]) == ids
