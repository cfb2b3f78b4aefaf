"""The build is repeatable, all or nothing, and right by a calculation that shares no code."""

from __future__ import annotations

import csv
import re
import sys
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lib import build
from lib.database import Database, select
from lib.datasets import DATASETS
from lib.datasets.changes import LOGS
from lib.datasets.funding import FundingTables
from lib.filters import Filters
from lib.schema import SchemaError

ROOT = Path(__file__).parents[1]
DATA, CURATED = ROOT / "data", ROOT / "data/curated"
RAW = ROOT.parent / "shared/data"
FUNDING = RAW / "funding"
COMMITTED = {name: pl.read_parquet(DATA / f"{name}.parquet") for name in DATASETS}
READ_BY_PUBLISHER = (
    "country_years",
    "company_metrics",
    "organizations",
    "capability",
    "benchmarks",
    "scores",
    "arena",
    "models",
    "data_centers",
    "chips",
    "capex",
    "gpu_hour_prices",
    "prices",
    "model_links",
)
"""Tables made from the publishers' files alone; tests without these files stand in for them."""
needs_raw = pytest.mark.skipif(not RAW.is_dir(), reason="the publishers' files are not here")


@pytest.fixture(scope="module")
def built() -> dict[str, pl.DataFrame]:
    return build.build(RAW, CURATED)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of what is built, which `main` writes to; it holds old files to lose."""
    data = tmp_path / "data"
    build.write({name: COMMITTED[name] for name in ("rounds", "sources", *LOGS)}, data)
    (data / "curated").symlink_to(CURATED)
    monkeypatch.setattr(build, "DATA", data)
    monkeypatch.setattr(build, "DICTIONARY", tmp_path / "docs/data-dictionary.md")
    return tmp_path


@pytest.fixture
def publishers(monkeypatch: pytest.MonkeyPatch) -> dict[str, pl.DataFrame]:
    """Stands in for the publishers' files: the tables that need them, for tests to change."""
    tables = {name: COMMITTED[name] for name in ("rounds", "round_sources", "companies")}
    monkeypatch.setattr(build.funding, "tidy", lambda raw, curated: FundingTables(**tables))
    for name in READ_BY_PUBLISHER:
        made = COMMITTED[name]
        monkeypatch.setattr(getattr(build, name), "tidy", lambda *given, made=made: made)
    return tables


def run(monkeypatch: pytest.MonkeyPatch, raw: Path) -> int:
    monkeypatch.setattr(sys, "argv", ["build", "--raw", str(raw)])
    return build.main()


def contents(folder: Path) -> dict[str, bytes]:
    """Every file below `folder`, byte for byte; leftovers of a failed build would show."""
    return {str(path): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


# Repeatable


@needs_raw
def test_the_committed_files_are_current(built: dict[str, pl.DataFrame]) -> None:
    """The descriptions beside them are compared in test_description.py."""
    stale = [name for name, frame in built.items() if not frame.equals(COMMITTED[name])]
    assert stale == [], "run `make data` and commit what it writes"
    assert [*built, *LOGS] == [*COMMITTED]
    assert all(built[name].schema == COMMITTED[name].schema for name in built)


@needs_raw
def test_a_second_build_is_the_same(built: dict[str, pl.DataFrame]) -> None:
    again = build.build(RAW, CURATED)
    assert [name for name in built if not built[name].equals(again[name])] == []
    assert build.version(again) == build.version(built)


def test_what_is_written_is_what_was_built(tmp_path: Path) -> None:
    build.write(COMMITTED, tmp_path / "new/data")
    written = contents(tmp_path / "new/data")
    assert sorted(Path(path).name for path in written) == sorted(
        [*(f"{name}.parquet" for name in DATASETS), "datapackage.json"]
    )
    for name, frame in COMMITTED.items():
        assert pl.read_parquet(tmp_path / f"new/data/{name}.parquet").equals(frame)
    build.write(COMMITTED, tmp_path / "new/data")
    assert contents(tmp_path / "new/data") == written


def test_version_is_a_day_and_a_hash() -> None:
    newest = COMMITTED["sources"]["accessed_date"].max()
    assert re.fullmatch(rf"{newest}-[0-9a-f]{{8}}", build.version(COMMITTED))


PLACES = st.sampled_from(
    [
        (table.name, column.name)
        for table in DATASETS.values()
        for column in table.columns
        # The logs of changes name the version, so they play no part in it.
        if table.name not in LOGS
    ]
)


@settings(max_examples=40)
@given(PLACES, st.integers(0, 18), st.booleans())
def test_any_other_value_is_another_version(
    place: tuple[str, str], row: int, make_null: bool
) -> None:
    table, column = place
    frame = COMMITTED[table]
    row %= frame.height
    value = frame[column][row]
    other = None if make_null and value is not None else another(value, frame.schema[column])
    changed = frame[column].to_list()
    changed[row] = other
    series = pl.Series(column, changed, dtype=frame.schema[column])
    tables = COMMITTED | {table: frame.with_columns(series)}
    assert build.version(tables) != build.version(COMMITTED)


def another(value: Any, kind: pl.DataType) -> Any:
    """A value close to the old one."""
    if kind == pl.Boolean():
        return not value
    if kind == pl.Date():
        return (value or date(2020, 1, 1)) + timedelta(days=1)
    if isinstance(kind, pl.List):
        return [*(value if value is not None else []), "one more"]
    return f"{value} " if kind == pl.String() else (value or 0) + 1


# All or nothing


def test_a_build_replaces_the_old_files(
    folder: Path,
    publishers: dict[str, pl.DataFrame],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert run(monkeypatch, folder) == 0
    for name, frame in COMMITTED.items():
        assert pl.read_parquet(folder / f"data/{name}.parquet").equals(frame)
    package, dictionary = "data/datapackage.json", "docs/data-dictionary.md"
    assert (folder / package).read_bytes() == (ROOT / package).read_bytes()
    assert (folder / dictionary).read_bytes() == (ROOT / dictionary).read_bytes()
    said = capsys.readouterr()
    assert said.out.splitlines()[0] == f"rounds           {COMMITTED['rounds'].height:,} rows"
    assert len(said.out.splitlines()) == len(DATASETS)
    assert said.err == ""


BROKEN = {
    "value": (
        "rounds",
        pl.lit(-1.0).alias("amount_usd"),
        r"rounds.amount_usd: is below 0 \([\d,]+ rows, for example \[-1.0\]\)",
    ),
    "key": ("rounds", pl.lit("same").alias("round_id"), "rounds.round_id: is not unique"),
    "reference": (
        "companies",
        pl.concat_str(pl.lit("x"), "company").alias("company"),
        "rounds.company: is not in companies.company",
    ),
    "column": (
        "round_sources",
        pl.lit("x").alias("note"),
        "round_sources.note: should be absent, is String",
    ),
}


@pytest.mark.parametrize("fault", BROKEN)
def test_a_failed_check_writes_nothing(
    folder: Path,
    publishers: dict[str, pl.DataFrame],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    fault: str,
) -> None:
    table, change, message = BROKEN[fault]
    publishers[table] = publishers[table].with_columns(change)
    before = contents(folder)
    assert run(monkeypatch, folder) == 1
    assert re.match(f"Nothing was written. {message}", capsys.readouterr().err)
    assert contents(folder) == before


def test_an_unknown_folder_is_named(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    before = contents(folder)
    assert run(monkeypatch, folder / "nowhere") == 2
    message = f"There is no folder {folder / 'nowhere'}. See README, Rebuild the data.\n"
    assert capsys.readouterr().err == message
    assert "Rebuild the data" in (ROOT / "README.md").read_text()
    assert contents(folder) == before


def test_a_missing_file_is_named(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    before = contents(folder)
    assert run(monkeypatch, folder) == 1
    assert re.match(r"Nothing was written\. .*ai_rounds_union\.csv", capsys.readouterr().err)
    assert contents(folder) == before


@pytest.mark.parametrize("written", [0, 1, len(DATASETS) - 1])
def test_a_full_disk_leaves_the_old_files(
    folder: Path, monkeypatch: pytest.MonkeyPatch, written: int
) -> None:
    before, calls = contents(folder), iter(range(99))
    original = pl.DataFrame.write_parquet

    def write_or_fail(frame: pl.DataFrame, path: Path, **options: Any) -> None:
        original(frame, path, **options)
        if next(calls) == written:
            raise OSError("no space left on device")

    monkeypatch.setattr(pl.DataFrame, "write_parquet", write_or_fail)
    with pytest.raises(OSError, match="no space"):
        build.write(COMMITTED, folder / "data")
    assert contents(folder) == before


def test_a_failed_description_leaves_the_old_files(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = contents(folder)
    monkeypatch.setattr(build, "data_package", lambda tables, version: {"not": {"for", "JSON"}})
    with pytest.raises(TypeError):
        build.write(COMMITTED, folder / "data")
    assert contents(folder) == before


# Right: the same sums from the CSV files by hand

Row = dict[str, str]


def read(path: Path) -> list[Row]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def read_records() -> Iterator[Row]:
    """Rows of the curated file and of the publishers' union, with corrections applied."""
    union = read(FUNDING / "ai-rounds-union/ai_rounds_union.csv")
    others = [row for row in union if row["source_id"] != "curated-facts"]
    told = [{**row, "source_key": row["round_id"], "status": "completed"} for row in others]
    records = {(r["source_id"], r["source_key"]): r for r in [*read(CURATED / "rounds.csv"), *told]}
    for change in read(CURATED / "corrections.csv"):
        row = records.get((change["source_id"], change["source_key"]), {})
        row[change["column"]] = change["new"]
    for decision in read(CURATED / "round_decisions.csv"):
        if decision["decision"] in ("drop", "same_as", "part_of"):
            records.pop((decision["source_id"], decision["source_key"]), None)
    names = {row["alias"]: row["company"] for row in read(CURATED / "company_aliases.csv")}
    for row in records.values():
        row["company"] = names.get(row["company"], row["company"])
    yield from records.values()


def first_day(text: str) -> str:
    """2026, 2026-Q3, 2026-07 and 2026-07-31 as a day."""
    if "Q" in text:
        return f"{text[:4]}-{int(text[-1]) * 3 - 2:02}-01"
    return (text + "-01-01")[:10]


def is_early(row: Row) -> bool:
    words = (row["stage_raw"], row["stage_group"])
    return any(re.match("Series [AB]", text) for text in words) and "Pre-" not in words[0]


@pytest.fixture(scope="module")
def early_rounds() -> dict[str, list[Row]]:
    """Rounds of Series A and B that have happened, by country; each is told once there."""
    records = list(read_records())
    homes = {r["company"]: r["country"] for r in reversed(records) if r["country"]}
    homes |= {r["company"]: r["country"] for r in read(CURATED / "companies.csv") if r["country"]}
    rounds: dict[str, list[Row]] = {}
    for row in records:
        if is_early(row) and row["status"] in ("completed", "announced"):
            rounds.setdefault(homes.get(row["company"], ""), []).append(row)
    return rounds


@needs_raw
@pytest.mark.parametrize(
    ("country", "start", "end", "known"),
    [
        ("China", "2025-Q1", "2026-Q3", (22, 3_873_116_300)),
        ("China", "2013-Q3", "2026-Q3", None),
        ("China", "2026-Q1", "2026-Q1", None),
        ("United Kingdom", "2025-Q1", "2026-Q3", None),
        ("France", "2025-Q1", "2026-Q3", None),
        ("Germany", "2025-Q1", "2026-Q3", None),
        ("United States", "2025-Q1", "2026-Q3", None),
    ],
)
def test_rounds_and_capital_are_those_of_the_csv_files(
    database: Database,
    early_rounds: dict[str, list[Row]],
    country: str,
    start: str,
    end: str,
    known: tuple[int, float] | None,
) -> None:
    months = [f"{quarter[:4]}-{int(quarter[-1]) * 3 - 2:02}" for quarter in (start, end)]
    after = f"{months[1][:5]}{int(months[1][5:]) + 2:02}-99"
    told = [r for r in early_rounds[country] if months[0] <= first_day(r["date"]) <= after]
    wanted = len(told), sum(float(row["amount_usd"] or 0) for row in told)

    filters = Filters(start=start, end=end, country=(country,), stage_group=("Early",))
    sql = "FROM selected SELECT count(*), coalesce(sum(amount_usd), 0)"
    assert select(database, sql, filters).row(0) == pytest.approx(wanted)
    assert known is None or wanted == known


@needs_raw
def test_capital_by_country_and_year_is_that_of_oecd(database: Database) -> None:
    rows = read(FUNDING / "oecd-ai-vc-by-country/vc_ai_by_country_year.csv")
    wanted = {
        (row["code"], int(row["year"])): float(row["vc_ai_usd_million_nominal"]) * 1e6
        for row in rows
        if row["entity_type"] == "country" and row["vc_ai_usd_million_nominal"]
    }
    sql = "FROM country_years SELECT country_code, year, value_usd"
    assert {(code, year): usd for code, year, usd in select(database, sql).iter_rows()} == (
        pytest.approx(wanted)
    )


def test_published_totals_are_those_of_the_curated_file(database: Database) -> None:
    wanted = {row["aggregate_id"]: float(row["value"]) for row in read(CURATED / "aggregates.csv")}
    sql = "FROM aggregates SELECT aggregate_id, value"
    assert dict(select(database, sql).iter_rows()) == wanted


def test_each_curated_amount_stands_behind_its_round(database: Database) -> None:
    """The amounts of the curated file, corrected by hand, are those shown as its own."""
    rows = read(CURATED / "rounds.csv")
    wanted = {(row["source_id"], row["source_key"]): row["amount_usd"] for row in rows}
    for change in read(CURATED / "corrections.csv"):
        key = (change["source_id"], change["source_key"])
        if change["column"] == "amount_usd" and key in wanted:
            wanted[key] = change["new"]
    for decision in read(CURATED / "round_decisions.csv"):
        if decision["decision"] == "drop":
            wanted.pop((decision["source_id"], decision["source_key"]), None)
    sql = """
    FROM round_sources SELECT source_id::VARCHAR, source_key, amount_usd WHERE role <> 'corrects'
    """
    found = {(source, key): usd for source, key, usd in select(database, sql).iter_rows()}
    assert {key: found[key] for key in wanted} == {
        key: float(text) if text else None for key, text in wanted.items()
    }


def test_a_schema_error_is_not_swallowed(publishers: dict[str, pl.DataFrame]) -> None:
    publishers["rounds"] = publishers["rounds"].with_columns(region=pl.lit("Mars"))
    with pytest.raises(SchemaError, match=r"rounds\.region: is not one of"):
        build.build(Path(), CURATED)
