"""Parts of the benchmark that need no server: tables of any size, walks, words of a report."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest

from bench import document
from bench.browser import Click, flipped
from bench.generate import generate
from bench.launch import RUN, Entry
from bench.report import Aims, Measured, dearest_queries, row, summary
from bench.samples import part_of
from lib.datasets import DATASETS
from lib.schema import check_references
from tests.running import ROOT, ROUNDS

NUMBER = 3_000
Tables = dict[str, pl.DataFrame]


def tables(directory: Path) -> Tables:
    return {name: pl.read_parquet(directory / f"{name}.parquet") for name in DATASETS}


@pytest.fixture(scope="module")
def generated(tmp_path_factory: pytest.TempPathFactory) -> Tables:
    folder = tmp_path_factory.mktemp("generated") / "tables"
    generate(ROOT / "data", folder, NUMBER)
    return tables(folder)


def test_generated_tables_keep_every_rule(generated: Tables) -> None:
    for name, dataset in DATASETS.items():
        dataset.check(generated[name])
    check_references(generated, DATASETS)


def test_real_rounds_stay_and_the_others_look_like_them(generated: Tables) -> None:
    rounds = generated["rounds"]
    assert rounds.height == NUMBER
    assert rounds.head(ROUNDS.height).equals(ROUNDS)
    added = rounds.slice(ROUNDS.height)
    assert added["announced_date"].is_sorted()
    for column in ("stage", "region", "status"):
        shares = [
            frame[column].value_counts(normalize=True).rename({"proportion": name})
            for name, frame in (("added", added), ("real", ROUNDS))
        ]
        both = shares[0].join(shares[1], on=column, how="full", coalesce=True).fill_null(0)
        assert (both["added"] - both["real"]).abs().max() < 0.1  # type: ignore[operator]


def test_the_same_number_gives_the_same_tables(generated: Tables, tmp_path: Path) -> None:
    generate(ROOT / "data", tmp_path / "again", NUMBER)
    for name, frame in tables(tmp_path / "again").items():
        assert frame.equals(generated[name])


def test_a_walk_never_comes_to_a_selection_twice() -> None:
    chosen: frozenset[int] = frozenset()
    seen = {chosen}
    for step in range(1, 2**5):
        chosen ^= {flipped(step)}
        assert chosen not in seen
        seen.add(chosen)


def click(repaint_ms: float, server_ms: float, query_ms: float = 0) -> Click:
    run = Entry(RUN, server_ms / 1000, server_ms / 2000)
    query = Entry("figures.sizes.SQL", query_ms / 1000, query_ms / 1000)
    return Click(0, repaint_ms, [run, query], 50_000)


PAGE = Measured(
    "Overview",
    new=[click(390, 50, 8), click(400, 70, 9), click(410, 60, 10)],
    floor=[click(300, 20), click(320, 21), click(310, 22)],
    seen=[click(330, 25), click(330, 25), click(330, 25)],
)


def test_a_row_has_medians_and_says_which_aims_are_missed() -> None:
    assert row(PAGE, Aims(server_ms=60, ratio=1.2)) == [
        *("Overview", "60 / 69 pass", "25 / 25", "21", "30"),
        *("400 / 409", "330 / 330", "310 / 319", "1.29 **MISS**", "1", "50"),
    ]
    assert summary([PAGE], Aims(server_ms=60, ratio=1.2)).splitlines() == [
        "- Server time of a new click at most 60 ms: 1 of 1 pages; the worst has 60 ms.",
        "- Ratio to the floor at most 1.2: 0 of 1 pages; the worst has 1.29.",
    ]
    assert "| `figures.sizes.SQL` | 9.0 |" in dearest_queries(PAGE.new)


def test_time_counts_towards_the_part_that_runs() -> None:
    run = "streamlit.runtime.scriptrunner.script_runner.ScriptRunner._run_script"
    counted = [run, "lib.ui.sidebar.filter_sidebar", "lib.facets.facets", "lib.database._rows"]
    assert part_of(counted) == "Number of rounds beside each filter choice"
    assert part_of(counted[:2]) == "Widgets of the filters"
    assert part_of([run]) == "Streamlit's frame of a run"


def test_a_section_takes_the_place_of_its_former_self(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "results.md"
    monkeypatch.setitem(document.TITLES, path, "# Results\n")
    for heading, text in (("One", "old \\1"), ("Two", "kept"), ("One", "new \\1")):
        document.write_section(path, heading, text)
    text = path.read_text()
    assert [line for line in text.splitlines() if line.startswith("#")] == [
        *("# Results", "## One", "## Two")
    ]
    assert "new \\1" in text
    assert "old" not in text
