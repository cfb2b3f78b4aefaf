"""The values in conflict: at least two that differ, each with who says it, and the one used."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from lib.datasets import claims, conflict_values, conflicts, exchange_rates, round_conflicts

DATA = Path(__file__).parents[2] / "data"
CURATED = DATA / "curated"
Row = dict[str, Any]


def table(name: str) -> pl.DataFrame:
    return pl.read_parquet(DATA / f"{name}.parquet")


VALUES = table("conflict_values")
CONFLICTS = {row["conflict_id"]: row for row in table("conflicts").to_dicts()}
CLAIMS = {row["claim_id"]: row for row in table("claims").to_dicts()}
BY_CONFLICT: dict[str, list[Row]] = {name: [] for name in CONFLICTS}
for each in VALUES.to_dicts():
    BY_CONFLICT[each["conflict_id"]].append(each)
SAYS = ("value", "value_low", "value_high", "unit", "date_low", "date_high", "value_words")


def says(row: Row) -> tuple[Any, ...]:
    """What a value is, but for what stands beside a number."""
    held = tuple(row[name] for name in SAYS[:-1])
    return held if any(part is not None for part in held[:3]) else (row["value_words"], *held[4:])


def test_rows_keep_the_declaration() -> None:
    conflict_values.DATASET.check(VALUES)
    stated = claims.tidy(CURATED, exchange_rates.tidy(CURATED))
    records = round_conflicts.tidy(table("rounds"), table("round_sources"))
    found = conflict_values.tidy(CURATED, table("conflicts"), stated, records)
    assert VALUES.equals(found)
    assert set(VALUES["role"]) == set(conflict_values.ROLES)
    for rows in BY_CONFLICT.values():
        assert [row["place"] for row in rows] == list(range(1, len(rows) + 1))


def test_every_conflict_has_two_values_that_differ() -> None:
    for name, rows in BY_CONFLICT.items():
        assert all(any(row[key] is not None for key in SAYS if key != "unit") for row in rows), name
        assert len({says(row) for row in rows}) >= 2, name
        disputed = {says(row) for row in rows if row["role"] != "bears"}
        assert len(disputed) >= 2, name


def test_every_statement_of_a_conflict_is_there_once_as_the_article_has_it() -> None:
    for name, conflict in CONFLICTS.items():
        told = [row for row in BY_CONFLICT[name] if row["claim_id"]]
        assert sorted(row["claim_id"] for row in told) == sorted(conflict["claim_ids"])
        for row in told:
            claim = CLAIMS[row["claim_id"]]
            assert (row["source_id"], row["source_url"]) == (
                claim["source_id"],
                claim["source_url"],
            )
            assert row["date"] == claim["as_of"]
    assert {row["claim_id"] for row in VALUES.to_dicts()} - {None} <= set(CLAIMS)


def test_what_a_statement_says_is_what_the_claim_says_or_what_an_editor_read_there() -> None:
    with (CURATED / "conflicts.csv").open(encoding="utf-8", newline="") as file:
        edited = {row["conflict_id"]: row["stating_claim_ids"] for row in csv.DictReader(file)}
    pairs = [
        (name, *each.split("="))
        for name, cell in edited.items()
        for each in cell.split(";")
        if "=" in each
    ]
    assert len(pairs) == 23
    read = {(name, claim): text for name, claim, text in pairs}
    for row in VALUES.drop_nulls("claim_id").to_dicts():
        claim = CLAIMS[row["claim_id"]]
        text = read.get((row["conflict_id"], row["claim_id"]))
        if text is None:
            kept = ("value", "value_low", "value_high", "unit", "value_words", "value_usd")
            assert {name: row[name] for name in kept} == {name: claim[name] for name in kept}
        else:
            written = (str(row["date_low"]), row["value_words"], f"{row['value'] or 0:g}")
            assert text in written, row


@pytest.mark.parametrize(
    ("conflict", "stating", "bearing"),
    [
        ("X02", {"S3-008", "S3-027", "S4-004"}, set()),
        ("X05", {"S4-003", "S4-036"}, {"S4-035"}),
        ("X09", {"S3-068"}, {"S3-067", "S3-069"}),
        ("X13", {"S2-002", "S2-022"}, {"S2-001", "S2-004"}),
        ("X49", {"S3-010", "S3-038", "S4-009", "S4-054"}, set()),
    ],
)
def test_what_is_in_dispute_stands_apart_from_what_bears_on_it(
    conflict: str, stating: set[str], bearing: set[str]
) -> None:
    rows = BY_CONFLICT[conflict]
    assert {row["claim_id"] for row in rows if row["role"] == "states"} == stating
    assert {row["claim_id"] for row in rows if row["role"] == "bears"} == bearing


def test_the_value_used_comes_last_and_is_that_of_the_conflict() -> None:
    for name, conflict in CONFLICTS.items():
        *told, used = BY_CONFLICT[name]
        outside = conflict["reason"] == "outside_page"
        assert used["role"] == ("outside" if outside else "used")
        assert {row["role"] for row in told} <= {"states", "bears"}
        assert used["is_used"]
        assert used["value"] == conflict["value_used"]
        assert used["value_low"] == conflict["value_used_low"]
        assert used["value_high"] == conflict["value_used_high"]
        if conflict["found_by"] == "reading":
            assert used["source_url"] == conflict["evidence_url"]
            assert (used["value_words"], used["unit"]) == (
                conflict["value_used_words"],
                conflict["unit"],
            )


@pytest.mark.parametrize(
    ("conflict", "agreeing"),
    [
        ("X02", {"S4-004"}),
        ("X08", {"S4-044", "S4-046"}),
        ("X11", {"S3-023"}),
        ("X13", {"S2-022"}),
        # Years are never rounded: 2000 is not 2006.
        ("X24", set()),
        ("X31", set()),
        ("X33", set()),
        ("X48", {"S3-086", "S4-060"}),
        ("X49", {"S3-010", "S3-038", "S4-009", "S4-054"}),
        ("X52", {"S3-041", "S4-033"}),
    ],
)
def test_which_statements_agree_with_the_value_used(conflict: str, agreeing: set[str]) -> None:
    found = {row["claim_id"] for row in BY_CONFLICT[conflict] if row["is_used"]}
    assert found - {None} == agreeing


def test_a_corrected_statement_agrees_only_as_the_same_figure_rounded() -> None:
    wrong = {name for name, row in CLAIMS.items() if row["corrected_value"] is not None}
    agreeing = VALUES.filter(pl.col("claim_id").is_in(wrong) & pl.col("is_used"))
    assert set(agreeing["claim_id"]) == {"S2-022"}


def test_records_of_a_round_stand_as_their_source_has_them() -> None:
    stored = {
        (row["round_id"], row["source_id"], row["source_key"]): row
        for row in table("round_sources").to_dicts()
        if row["role"] not in ("part", "corrects")
    }
    names = {"amount": "amount_usd", "valuation": "post_money_usd", "date": "announced_date"}
    seen = 0
    for name, conflict in CONFLICTS.items():
        if conflict["found_by"] != "rule":
            continue
        column = names[name.rsplit("-", 1)[1]]
        told = [row for row in BY_CONFLICT[name] if row["role"] == "states"]
        for row in told:
            record = stored[conflict["round_id"], row["source_id"], row["source_key"]]
            said = row["date_low"] if column == "announced_date" else row["value"]
            assert (said, row["source_url"]) == (record[column], record["source_url"])
            seen += 1
        of_round = [record for key, record in stored.items() if key[0] == conflict["round_id"]]
        assert len(told) == sum(record[column] is not None for record in of_round)
        assert {row["is_used"] for row in told} == {True, False}
    assert seen >= 20


def test_no_conflict_is_lost_where_a_statement_is() -> None:
    """The check of references names a lost statement; the values of the others stay."""
    fewer = table("claims").filter(pl.col("claim_id") != "S4-004")
    records = round_conflicts.tidy(table("rounds"), table("round_sources"))
    found = conflict_values.tidy(CURATED, table("conflicts"), fewer, records)
    assert found["conflict_id"].n_unique() == len(CONFLICTS)
    assert found.height == VALUES.height - VALUES.filter(claim_id="S4-004").height


def test_words_for_roles_and_reasons_are_declared() -> None:
    assert conflict_values.DATASET["role"].labels == conflict_values.ROLES
    assert conflicts.DATASET["reason"].labels == conflicts.REASONS
