"""The generated descriptions are current, valid and true of the files beside them."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from frictionless import FrictionlessException, Package

from lib.build import version
from lib.datasets import DATASETS
from lib.description import data_dictionary, data_package

ROOT = Path(__file__).parents[1]
DATA = ROOT / "data"
PACKAGE: dict[str, Any] = json.loads((DATA / "datapackage.json").read_text(encoding="utf-8"))
RESOURCES: dict[str, dict[str, Any]] = {each["name"]: each for each in PACKAGE["resources"]}
TABLES = {name: pl.read_parquet(DATA / f"{name}.parquet") for name in DATASETS}
DICTIONARY = (ROOT / "docs/data-dictionary.md").read_text(encoding="utf-8")
LONGEST_TEXT = 140
TYPES = {
    "string": pl.String(),
    "number": pl.Float64(),
    "integer": pl.Int64(),
    "boolean": pl.Boolean(),
    "date": pl.Date(),
    "array": pl.List(pl.String()),
}
every_table = pytest.mark.parametrize("name", RESOURCES)


def of_every_field(check: Callable[[str, dict[str, Any]], None]) -> Callable[[str], None]:
    """One test a table, which checks each of its fields and names the one that fails."""

    @every_table
    @wraps(check, assigned=("__module__", "__name__", "__qualname__", "__doc__"))
    def test(name: str) -> None:
        for field in RESOURCES[name]["schema"]["fields"]:
            try:
                check(name, field)
            except Exception as error:
                error.add_note(f"Column {name}.{field['name']}.")
                raise

    del test.__wrapped__  # else pytest takes the arguments of the check for its own
    return test


# Current


def test_the_package_is_current() -> None:
    assert data_package(TABLES, version(TABLES)) == PACKAGE


def test_the_dictionary_is_current() -> None:
    assert data_dictionary() == DICTIONARY


def test_every_built_file_is_described() -> None:
    built = {path.stem for path in DATA.glob("*.parquet")}
    assert built == set(RESOURCES) == set(DATASETS)


# Valid


def test_the_package_is_valid() -> None:
    assert [error.message for error in Package.metadata_validate(PACKAGE)] == []
    assert Package.from_descriptor(PACKAGE).resource_names == list(RESOURCES)


def test_an_invalid_package_is_found() -> None:
    """Guards the test above."""
    wrong = json.loads(json.dumps(PACKAGE))
    wrong["resources"][0]["schema"]["fields"][0]["type"] = "sum of money"
    with pytest.raises(FrictionlessException, match="sum of money"):
        Package.from_descriptor(wrong)


def test_sources_are_linked_and_licensed() -> None:
    listed = TABLES["sources"].select("title", "url", "licence", "credit").rows()
    found = [(s["title"], s["path"], s["licence"], s["credit"]) for s in PACKAGE["sources"]]
    assert found == listed
    assert all(url.startswith("http") and licence for _, url, licence, _ in found)


# True of the files


@every_table
def test_fields_are_those_of_the_file(name: str) -> None:
    fields = RESOURCES[name]["schema"]["fields"]
    stored = pl.read_parquet_schema(DATA / RESOURCES[name]["path"])
    assert {field["name"]: TYPES[field["type"]] for field in fields} == dict(stored)
    assert [field["name"] for field in fields] == [*stored]
    assert RESOURCES[name]["rows"] == TABLES[name].height


@of_every_field
def test_values_keep_the_constraints(name: str, field: dict[str, Any]) -> None:
    values, constraints = TABLES[name][field["name"]].drop_nulls(), field["constraints"]
    if constraints.get("required"):
        assert len(values) == TABLES[name].height
    if "enum" in constraints:
        assert set(values) <= set(constraints["enum"])
    if "minimum" in constraints:
        assert min(values) >= constraints["minimum"]
    if "pattern" in constraints:
        assert all(re.search(constraints["pattern"], value) for value in values)


@of_every_field
def test_every_declared_rule_is_described(name: str, field: dict[str, Any]) -> None:
    column, constraints = DATASETS[name][field["name"]], field["constraints"]
    assert constraints.get("required", False) == column.required
    assert constraints.get("minimum") == column.minimum
    assert constraints.get("pattern", "") == column.pattern
    assert tuple(constraints.get("enum", ())) == column.allowed


@every_table
def test_keys_identify_rows_and_references_are_there(name: str) -> None:
    schema = RESOURCES[name]["schema"]
    assert TABLES[name].select(schema["primaryKey"]).is_duplicated().sum() == 0
    for key in schema["foreignKeys"]:
        target = TABLES[key["reference"]["resource"]][key["reference"]["fields"][0]]
        values = TABLES[name][key["fields"][0]].drop_nulls()
        items = values.explode().drop_nulls() if isinstance(values.dtype, pl.List) else values
        assert set(items) <= set(target)


# For people


@of_every_field
def test_every_column_has_a_title_and_a_sentence(name: str, field: dict[str, Any]) -> None:
    assert field["title"]
    assert field["description"]
    assert not field["description"].endswith(".")
    assert ("USD" in field.get("unit", "")) == ("_usd" in field["name"])


@of_every_field
def test_the_dictionary_lists_every_column(name: str, field: dict[str, Any]) -> None:
    section = DICTIONARY.split(f"\n## {name}: ")[1].split("\n## ")[0]
    [line] = [each for each in section.splitlines() if each.startswith(f"| {field['name']} |")]
    _, _, kind, unit, empty, words, _ = (cell.strip() for cell in line.split("|"))
    assert (kind, unit) == (field["type"], field.get("unit", ""))
    assert empty == ("no" if field["constraints"].get("required") else "yes")
    assert words.startswith(f"{field['description']}.")
    assert all(value in words for value in field["constraints"].get("enum", []))


@of_every_field
def test_no_column_holds_prose(name: str, field: dict[str, Any]) -> None:
    """What people write for one another stays in data/curated."""
    assert not {"note", "comment", "remark", "description", "text"} & {*field["name"].split("_")}
    texts = TABLES[name][field["name"]]
    if texts.dtype == pl.String and not field["name"].endswith("url"):
        assert max(map(len, texts.drop_nulls()), default=0) <= LONGEST_TEXT
