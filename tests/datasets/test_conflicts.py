"""Conflicts: between which statements or records, about whom, and what is held to be right."""

from __future__ import annotations

import csv
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from lib.database import Database, select
from lib.datasets import claims, conflicts, exchange_rates, round_conflicts

DATA = Path(__file__).parents[2] / "data"
CURATED = DATA / "curated"
ALL = pl.read_parquet(DATA / "conflicts.parquet")
ROWS, RULED = ALL.filter(found_by="reading"), ALL.filter(found_by="rule")
ROUNDS = pl.read_parquet(DATA / "rounds.parquet")
RECORDS = pl.read_parquet(DATA / "round_sources.parquet")
CLAIMS = pl.read_parquet(DATA / "claims.parquet")
BY_ID = {row["conflict_id"]: row for row in ROWS.iter_rows(named=True)}
STATED = {row["claim_id"]: row for row in CLAIMS.iter_rows(named=True)}
LONGEST_WORDS = 60
# One statement against what is known outside the articles, or against its own wording.
ALONE = ["X12", "X24", "X25", "X30", "X31", "X56", "X59"]

Side = tuple[Any, ...]


def read() -> list[dict[str, str]]:
    with (CURATED / "conflicts.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def side(claim: str) -> Side:
    """What a statement says, to tell it from another."""
    row = STATED[claim]
    names = ("metric", "unit", "value", "value_low", "value_high", "value_words", "period_start")
    return tuple(row[name] for name in (*names, "period_end", "as_of", "detail", "status"))


def values(conflict: str) -> set[float]:
    """Different numbers stated for the figure in dispute."""
    row = BY_ID[conflict]
    told = [STATED[claim] for claim in row["claim_ids"]]
    return {each["value"] for each in told if each["metric"] == row["metric"]} - {None}


def test_rows_keep_the_declaration() -> None:
    conflicts.DATASET.check(ALL)
    assert ROWS.height == 71
    stated = claims.tidy(CURATED, exchange_rates.tidy(CURATED))
    records = round_conflicts.tidy(ROUNDS, RECORDS)
    assert ALL.equals(conflicts.tidy(CURATED, stated, records))
    assert ALL["conflict_id"].to_list() == [*ROWS["conflict_id"], *RULED["conflict_id"]]
    assert set(ALL["kind"]) == set(conflicts.KINDS)
    assert set(ALL["outcome"]) == set(conflicts.OUTCOMES)
    assert set(ALL["reason"]) == set(conflicts.REASONS)
    assert ROWS["round_id"].null_count() == 71


def test_values_are_those_of_the_curated_file() -> None:
    rows = read()
    assert [row["conflict_id"] for row in rows] == ROWS["conflict_id"].to_list()
    for row, found in zip(rows, ROWS.iter_rows(named=True), strict=True):
        assert found["claim_ids"] == row["claim_ids"].split(";")
        assert found["check_ids"] == [each for each in row["check_ids"].split(";") if each]
        for name in ("kind", "severity", "subject", "metric", "outcome", "unit", "qualifier"):
            assert (found[name] or "") == row[name]
        assert found["reason"] == row["reason"]
        for name in ("value_used_words", "evidence_url"):
            assert (found[name] or "") == row[name]
        for name in ("value_used", "value_used_low", "value_used_high"):
            assert found[name] == (float(row[name]) if row[name] else None)
        assert found["is_checked_outside"] == (row["is_checked_outside"] == "true")


@pytest.mark.parametrize(
    ("conflict", "company", "stated", "used"),
    [
        ("X01", "DeepSeek", {70e9, 7e9}, 7e9),
        ("X02", "Moonshot AI", {20e9, 2e9}, 2e9),
        ("X04", "StepFun", {25e9, 2.5e9}, 2.5e9),
        ("X05", "Moonshot AI", {2e9, 1e8, 2e8}, 2e8),
        ("X10", "Z.ai (Zhipu)", {11.6, 116.2}, 116.2),
        ("X13", "Waymo", {65, 63}, 62.67),
    ],
)
def test_known_contradictions(conflict: str, company: str, stated: set[float], used: float) -> None:
    row = BY_ID[conflict]
    assert values(conflict) == stated
    assert row["value_used"] == used
    assert company in row["companies"]
    assert row["outcome"] == "corrected"


def test_kimi_is_two_billion_as_in_the_rounds() -> None:
    assert (BY_ID["X02"]["unit"], BY_ID["X02"]["severity"]) == ("USD", "high")
    assert BY_ID["X02"]["companies"] == ["Moonshot AI"]
    rounds = pl.read_parquet(DATA / "rounds.parquet").filter(company="Moonshot AI")
    assert BY_ID["X02"]["value_used"] in rounds["amount_usd"].to_list()


def test_companies_and_articles_are_those_of_the_statements() -> None:
    for row in BY_ID.values():
        told = [STATED[claim] for claim in row["claim_ids"]]
        companies = [name for each in told for name in each["companies"]]
        assert row["companies"] == list(dict.fromkeys(companies))
        assert row["source_ids"] == list(dict.fromkeys(each["source_id"] for each in told))
    assert BY_ID["X43"]["companies"] == []


def test_each_names_two_values_or_stands_against_the_outside() -> None:
    assert sorted(name for name, row in BY_ID.items() if len(row["claim_ids"]) < 2) == ALONE
    for name, row in BY_ID.items():
        assert len(set(row["claim_ids"])) == len(row["claim_ids"])
        if name not in ALONE:
            assert len(set(map(side, row["claim_ids"]))) >= 2, name
        else:
            assert row["value_used"] not in values(name)
            assert row["value_used_words"] or row["value_used"], name


def test_corrections_agree_with_those_of_the_statements() -> None:
    """A value used is the corrected value of each wrong statement of the same figure."""
    agreed = 0
    for row in BY_ID.values():
        for claim in map(STATED.__getitem__, row["claim_ids"]):
            is_same = (claim["metric"], claim["unit"]) == (row["metric"], row["unit"])
            if is_same and claim["corrected_value"] is not None:
                assert claim["corrected_value"] == row["value_used"], row["conflict_id"]
                agreed += 1
    assert agreed >= 10


def test_every_corrected_statement_is_in_a_contradiction() -> None:
    wrong = {name for name, row in STATED.items() if row["corrected_value"] is not None}
    assert wrong <= set(ROWS["claim_ids"].explode())


def test_what_is_used_is_a_number_a_range_or_words() -> None:
    one, low = pl.col("value_used").is_not_null(), pl.col("value_used_low").is_not_null()
    ranged = low & (pl.col("value_used_low") < pl.col("value_used_high"))
    words = pl.col("value_used_words").is_not_null()
    assert ROWS.filter(~(one | ranged | words)).is_empty()
    assert ROWS.filter(one & low).is_empty()
    has_unit = pl.col("unit").is_not_null() & pl.col("qualifier").is_not_null()
    assert ROWS.filter((one | ranged) != has_unit).is_empty()
    assert ROWS.filter(pl.col("value_used_high").is_not_null() != low).is_empty()


def test_what_was_checked_outside_links_its_evidence() -> None:
    linked = pl.col("evidence_url").is_not_null()
    assert ROWS.filter(linked != pl.col("is_checked_outside")).is_empty()
    assert ROWS["is_checked_outside"].sum() == 25


def test_no_column_holds_prose() -> None:
    for column in ALL:
        cells = column.explode() if isinstance(column.dtype, pl.List) else column
        if cells.dtype == pl.String and not column.name.endswith("url"):
            assert max(map(len, cells.drop_nulls())) <= LONGEST_WORDS, column.name
            assert not cells.drop_nulls().str.contains(r"\.(\s|$)").any(), column.name
    assert {"explanation", "why", "stating_claim_ids"}.isdisjoint(ROWS.columns)


def test_an_unknown_statement_is_kept_for_the_check_of_references() -> None:
    fewer = CLAIMS.filter(pl.col("claim_id") != "S4-004")
    nothing = round_conflicts.tidy(ROUNDS, RECORDS).clear()
    found = conflicts.tidy(CURATED, fewer, nothing).filter(conflict_id="X02")
    assert found["claim_ids"].to_list() == [BY_ID["X02"]["claim_ids"]]
    assert found["companies"].to_list() == [["Moonshot AI"]]


def test_contradictions_about_a_company_are_one_query_away(database: Database) -> None:
    sql = """
    FROM conflicts SELECT conflict_id
    WHERE list_contains(companies, $company) ORDER BY severity, len(companies), conflict_id
    """
    found = select(database, sql, company="StepFun")["conflict_id"].to_list()
    wanted = {name for name, row in BY_ID.items() if "StepFun" in row["companies"]}
    assert set(found) == wanted
    assert found[0] == "X04"


def test_the_reason_fits_the_outcome() -> None:
    for row in ALL.iter_rows(named=True):
        reason, outcome, name = row["reason"], row["outcome"], row["conflict_id"]
        assert (reason == "not_settled") == (outcome == "open"), name
        assert (reason == "leading_source") == (outcome == "leading source used"), name
        assert reason != "outside_page" or row["is_checked_outside"], name
        assert outcome != "corrected" or reason not in ("different_things", "date_of_text"), name


def test_the_arithmetic_that_shows_a_conflict_is_about_its_statements() -> None:
    """Each check rests on a statement about the same subject, or about one of its companies."""
    checks = {row["check_id"]: row for row in pl.read_parquet(DATA / "checks.parquet").to_dicts()}
    shown = [(row, checks[name]) for row in BY_ID.values() for name in row["check_ids"]]
    assert len(shown) >= 50

    def about(row: dict[str, Any]) -> set[str]:
        told = [STATED[claim] for claim in row["claim_ids"]]
        return {name for each in told for name in (each["subject"], *each["companies"])}

    for row, check in shown:
        assert about(row) & about(check), (row["conflict_id"], check["check_id"])
    assert BY_ID["X13"]["check_ids"][0] == "AN01.04"
    assert checks["AN01.04"]["acceptance_value"] == BY_ID["X13"]["value_used"]


def last_day(row: dict[str, Any]) -> date:
    months = {"year": 12, "quarter": 3, "month": 1}.get(row["date_precision"], 0)
    first = row["announced_date"]
    if not months:
        return first
    index = first.year * 12 + first.month - 1 + months
    return date(index // 12, index % 12 + 1, 1) - timedelta(days=1)


def ruled() -> dict[str, str]:
    """Conflicts between records of a round and their severity, by plain arithmetic."""
    rounds = {row["round_id"]: row for row in ROUNDS.to_dicts()}
    apart: dict[str, list[float]] = {}
    for told in RECORDS.to_dicts():
        used = rounds[told["round_id"]]
        if told["role"] in ("part", "corrects"):
            continue
        for measure, name in (("amount", "amount_usd"), ("valuation", "post_money_usd")):
            says, holds = told[name], used[name]
            if says and holds and abs(says - holds) > 0.02 * holds:
                share = abs(says - holds) / max(says, holds)
                apart.setdefault(f"R-{told['round_id']}-{measure}", []).append(share)
        days = max(
            (used["announced_date"] - last_day(told)).days,
            (told["announced_date"] - last_day(used)).days,
        )
        if days > 7:
            apart.setdefault(f"R-{told['round_id']}-date", []).append(days)
    return {name: severity(name, max(values)) for name, values in apart.items()}


def severity(name: str, apart: float) -> str:
    if name.endswith("-date"):
        return "medium" if apart > 90 else "low"
    return "high" if apart >= 0.5 else "medium" if apart >= 0.1 else "low"


def test_conflicts_between_records_of_a_round_follow_the_rule() -> None:
    found = dict(RULED.select("conflict_id", "severity").rows())
    assert found == ruled()
    assert len(found) >= 8
    assert {"high", "medium", "low"} == set(found.values())
    rounds = {row["round_id"]: row for row in ROUNDS.to_dicts()}
    for row in RULED.iter_rows(named=True):
        used, measure = rounds[row["round_id"]], row["conflict_id"].rsplit("-", 1)[1]
        assert row["companies"] == [used["company"]] == [row["subject"]]
        assert row["claim_ids"] == row["check_ids"] == []
        name = {"amount": "amount_usd", "valuation": "post_money_usd"}.get(measure)
        assert row["value_used"] == (used[name] if name else None)
        assert (row["value_used_words"] is None) == (name is not None)
        told = set(RECORDS.filter(round_id=row["round_id"])["source_id"])
        assert set(row["source_ids"]) <= told
        assert len(row["source_ids"]) >= 2


def record(**changed: Any) -> dict[str, Any]:
    base = RECORDS.filter(role="leads").head(1).to_dicts()[0]
    return base | {"date_precision": "day", "amount_usd": 1e8, "post_money_usd": None} | changed


def apart(told: dict[str, Any], used: dict[str, Any]) -> dict[str, str]:
    lead = record(announced_date=date(2024, 5, 31)) | used
    other = lead | {"role": "confirms", "source_key": "other"} | told
    held = ROUNDS.filter(round_id=lead["round_id"]).to_dicts()[0]
    names = ("announced_date", "date_precision", "amount_usd", "post_money_usd")
    round_ = held | {name: lead[name] for name in names}
    found = round_conflicts.tidy(
        pl.DataFrame([round_], schema=ROUNDS.schema),
        pl.DataFrame([lead, other], schema=RECORDS.schema),
    )
    return {row["measure"]: row["severity"] for row in found.to_dicts()}


@pytest.mark.parametrize(
    ("told", "used", "expected"),
    [
        ({"amount_usd": 1.02e8}, {}, {}),
        ({"amount_usd": 1.021e8}, {}, {"amount": "low"}),
        ({"amount_usd": 0.9e8}, {}, {"amount": "medium"}),
        ({"amount_usd": 0.5e8}, {}, {"amount": "high"}),
        ({"amount_usd": 2e8}, {}, {"amount": "high"}),
        ({"amount_usd": None}, {}, {}),
        ({"amount_usd": 2e8}, {"amount_usd": None}, {}),
        ({"amount_usd": 2e8, "role": "part"}, {}, {}),
        ({"amount_usd": 2e8, "role": "corrects"}, {}, {}),
        ({"post_money_usd": 3e9}, {"post_money_usd": 1e9}, {"valuation": "high"}),
        ({"announced_date": date(2024, 6, 7)}, {}, {}),
        ({"announced_date": date(2024, 6, 8)}, {}, {"date": "low"}),
        ({"announced_date": date(2024, 9, 1)}, {}, {"date": "medium"}),
        ({"announced_date": date(2024, 5, 1), "date_precision": "month"}, {}, {}),
        ({"announced_date": date(2024, 4, 1), "date_precision": "month"}, {}, {"date": "low"}),
        ({"announced_date": date(2024, 4, 1), "date_precision": "quarter"}, {}, {}),
        ({"announced_date": date(2024, 1, 1), "date_precision": "year"}, {}, {}),
        ({"announced_date": date(2023, 1, 1), "date_precision": "year"}, {}, {"date": "medium"}),
    ],
)
def test_the_rule(told: dict[str, Any], used: dict[str, Any], expected: dict[str, str]) -> None:
    assert apart(told, used) == expected
