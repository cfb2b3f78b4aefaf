"""The data opens, a broken file is named, and SQL can reach nothing but the tables."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager
from dataclasses import replace
from pathlib import Path
from typing import Any

import duckdb
import polars as pl
import pytest

from lib.database import (
    FRAME_BYTES,
    Answers,
    Database,
    DataError,
    _load,
    _version,
    open_database,
    select,
)
from lib.datasets import DATASETS
from lib.filters import AMOUNTS_USD, CHOICES, Filters
from lib.schema import Dataset
from tests.conftest import OpenedWith

DATA = Path(__file__).parents[1] / "data"
PACKAGE = "datapackage.json"
HAPPENED = pl.col("status").is_in(["completed", "announced"])
QUOTED = "Men's Health'; DROP TABLE rounds; --"


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """The built files, to break."""
    folder = tmp_path / "data"
    folder.mkdir()
    for path in [*DATA.glob("*.parquet"), DATA / PACKAGE]:
        shutil.copy(path, folder)
    return folder


@pytest.fixture(scope="module")
def rounds() -> pl.DataFrame:
    return pl.read_parquet(DATA / "rounds.parquet")


# What is opened


@pytest.mark.parametrize("name", DATASETS)
def test_every_table_is_as_in_its_file(database: Database, name: str) -> None:
    stored = pl.read_parquet(DATA / f"{name}.parquet")
    opened = select(database, f"FROM {name}").select(stored.columns).cast(dict(stored.schema))  # type: ignore[arg-type]
    key = list(DATASETS[name].key)
    assert opened.sort(key).equals(stored.sort(key))


def test_categories_are_enums_in_declared_order(database: Database) -> None:
    sql = "FROM duckdb_columns() SELECT column_name, data_type WHERE table_name = $table"
    for dataset in DATASETS.values():
        types = dict(select(database, sql, table=dataset.name).iter_rows())
        for column in dataset.columns:
            is_category = column.is_enum and column.type == pl.String()
            assert types[column.name].startswith("ENUM(") == is_category, column.name
            if is_category and column.allowed:
                declared = ", ".join(f"'{value}'" for value in column.allowed)
                assert types[column.name] == f"ENUM({declared})"


def test_version_is_that_of_the_package(database: Database) -> None:
    assert database.version == json.loads((DATA / PACKAGE).read_text())["version"]


def test_coverage_is_that_of_rounds_that_have_happened(
    database: Database, rounds: pl.DataFrame
) -> None:
    days = rounds.filter(HAPPENED)["announced_date"].sort()
    ends = [f"{day:%Y}-Q{(day.month - 1) // 3 + 1}" for day in (days[0], days[-1])]
    assert database.newest == days[-1]
    assert list(database.coverage) == ends


def test_quarters_are_those_of_all_rounds_without_a_gap(
    database: Database, rounds: pl.DataFrame
) -> None:
    days = rounds["announced_date"].sort()
    quarters = [4 * day.year + (day.month - 1) // 3 for day in (days[0], days[-1])]
    wanted = [f"{index // 4}-Q{index % 4 + 1}" for index in range(quarters[0], quarters[1] + 1)]
    assert list(database.options["quarter"]) == wanted


def test_planned_rounds_do_not_move_the_coverage(copy: Path, rounds: pl.DataFrame) -> None:
    late = rounds.tail(1).with_columns(
        pl.lit("planned").alias("status"),
        pl.lit("late").alias("round_id"),
        pl.date(2031, 5, 1).alias("announced_date"),
    )
    pl.concat([rounds, late]).write_parquet(copy / "rounds.parquet")
    opened = open_database(copy)
    assert opened.newest == rounds.filter(HAPPENED)["announced_date"].max()
    assert opened.options["quarter"][-1] == "2031-Q2"


@pytest.mark.parametrize("name", CHOICES)
def test_options_are_the_values_of_the_column(
    database: Database, rounds: pl.DataFrame, name: str
) -> None:
    """In declared order where there is one, else the most frequent first."""
    counts = dict(rounds[name].drop_nulls().value_counts().iter_rows())
    declared = DATASETS["rounds"][name].allowed
    wanted = [value for value in declared if value in counts] or sorted(
        counts, key=lambda value: (-counts[value], value)
    )
    assert list(database.options[name]) == wanted


def test_amounts_to_choose_from(database: Database) -> None:
    assert database.options["min_amount_usd"] == tuple(str(usd) for usd in AMOUNTS_USD)


def test_a_name_may_hold_an_apostrophe(copy: Path, rounds: pl.DataFrame) -> None:
    named = rounds.with_columns(
        pl.when(pl.col("company") == "OpenAI")
        .then(pl.lit(QUOTED))
        .otherwise("company")
        .alias("company")
    )
    named.write_parquet(copy / "rounds.parquet")
    opened = open_database(copy)
    found = select(opened, "FROM selected SELECT company", Filters(company=(QUOTED,), status=()))
    assert QUOTED in opened.options["company"]
    assert found["company"].to_list() == [QUOTED] * rounds.filter(company="OpenAI").height


def test_a_copy_with_other_rows_is_as_one_opened_from_its_files(
    copy: Path, opened_with: OpenedWith
) -> None:
    """Guards the many tests that change some tables of a copy."""
    names = ("rounds", "investments", "company_metrics", "aggregates", "prices", "investors")
    changed = {name: pl.read_parquet(DATA / f"{name}.parquet").gather_every(2) for name in names}
    for name, rows in changed.items():
        rows.write_parquet(copy / f"{name}.parquet")
    wanted, found = open_database(copy), opened_with(changed)
    listed = "FROM duckdb_columns() SELECT table_name, column_name, data_type ORDER BY ALL"
    assert select(found, listed).equals(select(wanted, listed))
    for table in select(wanted, "FROM duckdb_tables() SELECT table_name").to_series():
        in_order = f"FROM {table} ORDER BY ALL"
        assert select(found, in_order).equals(select(wanted, in_order)), table
    assert (found.newest, found.coverage) == (wanted.newest, wanted.coverage)
    assert found.options == wanted.options


# What cannot be opened


def empty(path: Path) -> None:
    path.write_bytes(b"")


def halve(path: Path) -> None:
    content = path.read_bytes()
    path.write_bytes(content[: len(content) // 2])


def blank_the_middle(path: Path) -> None:
    content = path.read_bytes()
    a_third = len(content) // 3
    path.write_bytes(content[:a_third] + bytes(a_third) + content[2 * a_third :])


def write_text(path: Path) -> None:
    path.write_text("round_id,company\n1,OpenAI\n")


def make_folder(path: Path) -> None:
    path.unlink()
    path.mkdir()


def rewrite(change: Callable[[pl.DataFrame], pl.DataFrame]) -> Callable[[Path], None]:
    return lambda path: change(pl.read_parquet(path)).write_parquet(path)


FAULTS: dict[str, tuple[Callable[[Path], None], str]] = {
    "missing": (Path.unlink, "is missing."),
    "empty": (empty, "is damaged and cannot be read."),
    "half": (halve, "is damaged and cannot be read."),
    "blank in the middle": (blank_the_middle, "is damaged and cannot be read."),
    "not Parquet": (write_text, "is damaged and cannot be read."),
    "folder": (make_folder, "is damaged and cannot be read."),
    "no rows": (rewrite(pl.DataFrame.clear), "has no rows."),
    "renamed": (
        rewrite(lambda frame: frame.rename({frame.columns[0]: "other"})),
        "was built for another version of this app (",
    ),
    "other type": (
        rewrite(lambda frame: frame.with_columns(pl.lit(1).alias(frame.columns[0]))),
        "was built for another version of this app (",
    ),
    "one column more": (
        rewrite(lambda frame: frame.with_columns(pl.lit(1).alias("extra"))),
        "was built for another version of this app (",
    ),
}


def expect_fault(name: str, words: str) -> AbstractContextManager[Any]:
    """A refusal of a table that says what is wrong with it and how to mend it."""
    fault = re.escape(f"The file `data/{name}.parquet` {words}")
    cure = re.escape(f"`git checkout -- data/{name}.parquet`")
    return pytest.raises(DataError, match=f"{fault}.*{cure}.*`make data`")


@pytest.mark.parametrize("fault", FAULTS)
@pytest.mark.parametrize("name", DATASETS)
def test_a_broken_table_is_named_with_its_cure(tmp_path: Path, name: str, fault: str) -> None:
    break_it, words = FAULTS[fault]
    path = tmp_path / "data" / f"{name}.parquet"
    path.parent.mkdir()
    shutil.copy(DATA / path.name, path)
    break_it(path)
    with duckdb.connect() as connection, expect_fault(name, words):
        _load(connection, DATASETS[name], path)


@pytest.mark.parametrize("fault", FAULTS)
def test_the_data_does_not_open_with_a_broken_table(copy: Path, fault: str) -> None:
    break_it, words = FAULTS[fault]
    break_it(copy / "rounds.parquet")
    with expect_fault("rounds", words):
        open_database(copy)


def test_the_data_opens_with_each_of_its_tables_read_so(monkeypatch: pytest.MonkeyPatch) -> None:
    """So a fault of any table that the test above names keeps the data from opening."""
    read: list[tuple[str, Path]] = []

    def load(connection: duckdb.DuckDBPyConnection, dataset: Dataset, path: Path) -> None:
        read.append((dataset.name, path))
        _load(connection, dataset, path)

    monkeypatch.setattr("lib.database._load", load)
    open_database(DATA)
    assert read == [(name, DATA / f"{name}.parquet") for name in DATASETS]


def test_the_data_does_not_open_without_its_last_table(copy: Path) -> None:
    name = list(DATASETS)[-1]
    (copy / f"{name}.parquet").unlink()
    with expect_fault(name, "is missing."):
        open_database(copy)


@pytest.mark.parametrize(
    ("change", "rule"),
    [
        ({"amount_usd": "amount"}, "rounds.amount_usd: should be Float64, is absent"),
        ({"city": "town"}, "rounds.city: should be String, is absent"),
    ],
)
def test_a_wrong_column_is_named(copy: Path, change: dict[str, str], rule: str) -> None:
    rewrite(lambda frame: frame.rename(change))(copy / "rounds.parquet")
    with pytest.raises(DataError, match=re.escape(rule)):
        open_database(copy)


def test_a_value_that_is_not_allowed_is_refused(copy: Path) -> None:
    rewrite(lambda frame: frame.with_columns(pl.lit("Mars").alias("region")))(
        copy / "rounds.parquet"
    )
    with pytest.raises(DataError, match=r"data/rounds\.parquet"):
        open_database(copy)


@pytest.mark.parametrize("text", ["", "{", "{}", "[]", "null", "3", '"words"', '{"name": "x"}'])
def test_a_package_without_version_is_named(tmp_path: Path, text: str) -> None:
    package = tmp_path / "data" / PACKAGE
    package.parent.mkdir()
    package.write_text(text)
    with pytest.raises(DataError, match=r"`data/datapackage\.json` is damaged") as caught:
        _version(package)
    assert "`git checkout -- data/datapackage.json`" in str(caught.value)


@pytest.mark.parametrize(
    ("break_it", "words"), [(Path.unlink, "is missing"), (make_folder, "is damaged")]
)
def test_no_package_is_named(copy: Path, break_it: Callable[[Path], None], words: str) -> None:
    break_it(copy / PACKAGE)
    with pytest.raises(DataError, match=f"`data/datapackage.json` {words}"):
        open_database(copy)


# What SQL can reach

READS = {
    "read_csv": "FROM read_csv('{data}/curated/rounds.csv')",
    "read_parquet": "FROM read_parquet('{data}/rounds.parquet')",
    "read_text": "FROM read_text('{data}/datapackage.json')",
    "read_json": "FROM read_json('{data}/datapackage.json')",
    "a path as a table": "FROM '{data}/rounds.parquet'",
    "list files": "FROM glob('{data}/*')",
    "read the web": "FROM read_parquet('https://example.org/a.parquet')",
}
WRITES = {
    "copy to": "COPY rounds TO '{folder}/copied.csv'",
    "export": "EXPORT DATABASE '{folder}/exported'",
    "attach": "ATTACH '{folder}/attached.duckdb' AS other",
}
SETTINGS = {
    "install": "INSTALL httpfs",
    "load": "LOAD httpfs",
    "open access": "SET enable_external_access = true",
    "reset access": "RESET enable_external_access",
    "unlock": "SET lock_configuration = false",
    "more memory": "SET memory_limit = '64GB'",
}


@pytest.mark.parametrize("what", [*READS, *WRITES, *SETTINGS])
def test_sql_reaches_nothing_outside(database: Database, tmp_path: Path, what: str) -> None:
    statement = (READS | WRITES | SETTINGS)[what].format(data=DATA, folder=tmp_path)
    refusals = "disabled|Cannot access|configuration has been locked|does not exist"
    with pytest.raises(duckdb.Error, match=refusals):
        select(database, statement)
    assert [*tmp_path.iterdir()] == []


@pytest.mark.parametrize("what", sorted({*READS, *WRITES} - {"read the web"}))
def test_a_plain_connection_would_do_it(tmp_path: Path, what: str) -> None:
    """Guards the test above: each statement is valid, and refused for its reach alone."""
    statement = (READS | WRITES)[what].format(data=DATA, folder=tmp_path)
    with duckdb.connect() as connection:
        connection.execute(f"CREATE TABLE rounds AS FROM '{DATA}/rounds.parquet'")
        connection.execute(statement)


@pytest.mark.parametrize(
    "name",
    [
        "'; DROP TABLE rounds; --",
        "OpenAI' OR '1'='1",
        "OpenAI'; UPDATE rounds SET amount_usd = 0; --",
        'OpenAI" --',
        "$company",
        "%",
        "openai",
        "OpenAI ",
        "\N{BULLET}" * 10_000,
        "OpenAI\0",
    ],
)
def test_a_hostile_name_finds_and_changes_nothing(
    database: Database, rounds: pl.DataFrame, name: str
) -> None:
    hostile = Filters(company=(name,), country=(name,), status=(name,))
    assert select(database, "FROM selected", hostile).is_empty()
    assert select(database, "FROM rounds WHERE company = $name", name=name).is_empty()
    assert select(database, "FROM rounds SELECT round_id ORDER BY 1")["round_id"].to_list() == (
        sorted(rounds["round_id"])
    )
    total = select(database, "FROM rounds SELECT sum(amount_usd)").item()
    assert total == pytest.approx(rounds["amount_usd"].sum())


def test_values_join_those_of_the_filters(database: Database, rounds: pl.DataFrame) -> None:
    sql = "FROM selected SELECT count(*) WHERE company = $name"
    found = select(database, sql, Filters(region=("United States",)), name="OpenAI").item()
    wanted = rounds.filter(HAPPENED, region="United States", company="OpenAI").height
    assert found == wanted > 0


def test_eight_threads_ask_at_once(database: Database, rounds: pl.DataFrame) -> None:
    amounts = rounds.filter(HAPPENED).group_by("company").agg(pl.col("amount_usd").sum())
    wanted = dict(amounts.sort("company").head(160).iter_rows())
    sql = "FROM selected SELECT coalesce(sum(amount_usd), 0)"

    def ask(company: str) -> float:
        return select(database, sql, Filters(company=(company,))).item()

    with ThreadPoolExecutor(8) as threads:
        found = dict(zip(wanted, threads.map(ask, wanted), strict=True))
    assert found == pytest.approx(wanted)


def test_what_was_asked_lately_is_answered_without_the_tables(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    sql, filters = "FROM selected SELECT count(*) AS rounds WHERE amount_usd > $usd", Filters()
    fresh = replace(database, answers=Answers(10**6))
    asked = [select(fresh, sql, filters, usd=usd).item() for usd in (0, 10**9)]
    monkeypatch.setattr("lib.database._rows", unexpected)
    assert [select(fresh, sql, filters, usd=usd).item() for usd in (0, 10**9)] == asked
    with pytest.raises(AssertionError, match="asked again"):
        select(fresh, sql, filters, usd=1)
    with pytest.raises(AssertionError, match="asked again"):
        select(fresh, sql, Filters(region=("China",)), usd=0)


def unexpected(*_: Any, **__: Any) -> pl.DataFrame:
    raise AssertionError("asked again")


def test_true_is_not_taken_for_one(database: Database) -> None:
    fresh = replace(database, answers=Answers(10**6))
    answers = [select(fresh, "SELECT $value", value=value).item() for value in (1, True, 1.0)]
    assert [*map(str, answers)] == ["1", "True", "1.0"]


def test_answers_are_kept_up_to_a_number_of_bytes() -> None:
    rows = pl.DataFrame({"a": range(100)})
    answers = Answers(3 * (FRAME_BYTES + int(rows.estimated_size())))
    for number in range(4):
        answers.keep(number, rows)
    assert [answers.get(number) is rows for number in range(4)] == [False, True, True, True]
    answers.keep("large", pl.DataFrame({"a": range(10**5)}))
    assert answers.get("large") is None
    assert answers.get(3) is rows
