"""Printed against recomputed results: the values, the rule of the verdict, and what moves it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from decimal import Decimal
from math import inf, log10
from pathlib import Path
from statistics import correlation
from typing import Any

import duckdb
import polars as pl
import pytest

from lib.analyses import SQL as QUERIES
from lib.analyses import script
from lib.database import Answers, Database, open_database, select
from lib.figures.checked_statements import FIGURE as STATEMENTS
from lib.figures.fact_check import FIGURE, chosen, headline, one_a_result, remark
from lib.figures.verdicts import FIGURE as BY_ANALYSIS

DATA = Path(__file__).parents[2] / "data"
CHECKS = {row["check_id"]: row for row in pl.read_parquet(DATA / "checks.parquet").to_dicts()}
CLAIMS = {row["claim_id"]: row for row in pl.read_parquet(DATA / "claims.parquet").to_dicts()}
PREDICTIONS = pl.read_parquet(DATA / "predictions.parquet")
MODELS = pl.read_parquet(DATA / "models.parquet")
SIZES = {"million": 1e6, "billion": 1e9, "trillion": 1e12}


def v(claim: str) -> float:
    """Value of a statement."""
    return CLAIMS[claim]["value"]


def tokens_trained(model: str) -> float:
    row = MODELS.row(by_predicate=pl.col("model") == model, named=True)
    return row["parameters"] * row["training_data_size"]


FUNDING = [v(each) for each in ("S0-038", "S0-042", "S0-050", "S0-054")]
MMLU = [v(each) for each in ("S0-035", "S0-039", "S0-047", "S0-051")]
REGIONS = [v(each) for each in ("S0-060", "S0-062", "S0-064", "S0-066")]
FOUR = [v(each) for each in ("S2-005", "S2-006", "S2-007", "S2-008")]
CAPEX = v("S3-078") + v("S3-082") + sum(CLAIMS[c]["value_high"] for c in ("S3-079", "S3-080"))
DUE = PREDICTIONS["due_date"].drop_nulls()

# From the statements of the articles, where the queries read the tables made of them: what is
# printed, the value, and the verdict a reader would come to.
BY_HAND: dict[str, tuple[set[str | None], float, set[str]]] = {
    "AN01.01": ({None}, 100 * FOUR[0] / v("S2-001"), {"Holds"}),
    "AN01.04": ({"65%", "63%"}, 100 * sum(FOUR) / v("S2-001"), {"Does not hold", "Holds"}),
    "AN01.05": ({"$188B"}, sum(FOUR) / 1e9, {"Holds"}),
    "AN01.07": ({None}, sum((100 * each / v("S2-001")) ** 2 for each in FOUR), {"Holds"}),
    # The sum of the rounds is printed; what its printed share would come to is not.
    "AN01.09": ({None}, v("S2-001") * v("S2-002") / 100 / 1e9, {"Holds"}),
    "AN02.02": ({"13.8%"}, 100 * v("S2-014") / v("S2-001"), {"Holds"}),
    "AN02.06": ({"6 times"}, sum(FOUR) / v("S2-014"), {"Does not hold"}),
    "AN03.01": ({None}, v("S2-010") / (1 + v("S2-011") / 100) / 1e9, {"Holds"}),
    "AN03.03": ({"5 times"}, v("S2-011") / v("S2-012"), {"Holds"}),
    "AN04.01": ({"nearly 46%"}, 100 * v("S4-042") / v("S4-040"), {"Holds"}),
    "AN05.03": ({None}, 100 * REGIONS[0] / sum(REGIONS), {"Holds"}),
    "AN05.12": ({None}, sum((100 * each / sum(REGIONS)) ** 2 for each in REGIONS), {"Holds"}),
    "AN06.06": ({None}, correlation([log10(each) for each in FUNDING], MMLU), {"Holds"}),
    "AN07.01": ({None}, v("S0-037") * v("S0-036") / 1e6, {"Holds"}),
    "AN08.07": (
        {"about 3.8e24 FLOP"},
        6 * tokens_trained("Llama 3.1-405B") / 1e24,
        {"Does not hold"},
    ),
    "AN09.02": ({None}, v("S0-068") / (365 * 24 * v("S0-079")), {"Holds"}),
    "AN10.01": ({None}, v("S0-069") / v("S0-068"), {"Holds"}),
    "AN11.04": ({"over 50%"}, 100 * 3 * v("S4-025") / v("S4-021"), {"Holds"}),
    "AN12.01": ({"-37 points"}, v("S4-024") - v("S4-023"), {"Holds"}),
    "AN13.01": ({"over 90%"}, 100 - 100 * v("S4-027") / v("S4-026"), {"Holds"}),
    "AN16.05": ({None}, 100 * v("S4-044") / v("S4-045"), {"Holds"}),
    "AN17.03": ({"over 10 times"}, v("S3-022") / v("S3-021"), {"Holds"}),
    "AN17.08": ({"about 4 months"}, (date(2026, 5, 15) - date(2026, 1, 8)).days, {"Holds"}),
    "AN18.03": ({"over $3T"}, (v("S3-047") + v("S3-050") + v("S4-047")) / 1e12, {"Rounding"}),
    "AN19.01": ({"about $725B"}, CAPEX / 1e9, {"Holds"}),
    "AN20.01": ({"over 1,000 times"}, v("S3-068") / v("S3-067"), {"Does not hold"}),
    "AN20.02": ({"over 1,000 times"}, CLAIMS["S3-068"]["corrected_value"] / v("S3-067"), {"Holds"}),
    "AN22.01": ({"nearly CN¥2.6B"}, (v("S3-042") + v("S3-043")) / 1e9, {"Holds"}),
    "AN23.01": ({"10 points to 17 points"}, v("S2-031") - v("S2-032"), {"Holds"}),
    "AN26.01": ({None}, v("S2-005") / v("S0-038"), {"Holds"}),
    "AN27.01": ({None}, v("S4-052") / v("S4-053"), {"Holds"}),
    "AN29.01": ({None}, PREDICTIONS.height, {"Holds"}),
    "AN29.02": ({None}, len(DUE), {"Holds"}),
    "AN29.03": ({None}, sum(day <= date(2026, 12, 31) for day in DUE), {"Holds"}),
}


@pytest.fixture(scope="module")
def rows(database: Database) -> pl.DataFrame:
    return FIGURE.arrange(select(database, FIGURE.sql))


@pytest.fixture(scope="module")
def own() -> Database:
    """A database of this file, to change rows of: it keeps no answers."""
    return replace(open_database(DATA), answers=Answers(0))


def test_every_analysis_and_check_has_a_verdict(rows: pl.DataFrame) -> None:
    assert set(rows["check_id"]) == set(CHECKS)
    assert len(CHECKS) == 163
    assert set(rows["analysis"]) == set(QUERIES)
    assert len(QUERIES) == 29
    known = {"Holds", "Rounding", "Does not hold", "Cannot be checked"}
    assert set(rows["verdict"]) <= known
    assert rows["recomputed"].null_count() == 0


def test_every_result_leads_to_an_article(rows: pl.DataFrame) -> None:
    sources = pl.read_parquet(DATA / "sources.parquet")
    pages = dict(sources.select("source_id", "url").rows())
    for row in rows.to_dicts():
        check = CHECKS[row["check_id"]]
        names = [name for key, name in row.items() if key.endswith("source_id") and name]
        assert sorted(names) == sorted(check["source_ids"])
        assert row["source_url"] in {pages[name] for name in names}


@pytest.mark.parametrize("check", BY_HAND)
def test_twenty_results_and_more_by_hand(check: str, rows: pl.DataFrame) -> None:
    printed, value, verdicts = BY_HAND[check]
    found = rows.filter(pl.col("check_id") == check)
    assert set(found["printed"]) == printed
    assert found["recomputed"].to_list() == pytest.approx([value] * len(printed), rel=1e-9)
    assert set(found["verdict"]) == verdicts
    assert found["expected"].to_list() == [CHECKS[check]["acceptance_value"]] * len(printed)


def test_differences_are_against_what_is_printed(rows: pl.DataFrame) -> None:
    by_claim = {(row["check_id"], row["statement"]): row for row in rows.to_dicts()}
    printed, also = by_claim["AN01.04", "S2-002"], by_claim["AN01.04", "S2-022"]
    assert printed["difference"] == pytest.approx(188 / 3 - 65)
    assert printed["difference_share"] == pytest.approx((188 / 3 - 65) / 65, abs=5e-5)
    assert also["difference"] == pytest.approx(188 / 3 - 63)
    # Inside a printed range there is none.
    assert by_claim["AN23.01", "S2-052"]["difference"] == 0


def test_no_result_stands_in_words_of_another_unit() -> None:
    for check in CHECKS.values():
        for name in check["printed_claim_ids"] or []:
            first, _, last = check["unit"].partition("_")
            unit = CLAIMS[name]["unit"]
            same = unit == (first if last in SIZES else check["unit"])
            assert same or (unit, check["unit"]) in {("months", "days"), ("flop", "1e24_flop")}


def by_rule(row: dict[str, Any]) -> str:
    """The verdict worked out a second time, with the digits of the printed figure as text."""
    check, value = CHECKS[row["check_id"]], row["recomputed"]
    size = SIZES.get(check["unit"].rpartition("_")[2], 1)
    if row["said_unit"] == "flop":
        size = 1e24
    if row["said_unit"] == "months":
        size = 12 / 365.25
    how = row["qualifier"] or "exact"
    ends = [row["said_low"], row["said_high"]] if how == "range" else [row["said_value"]] * 2
    if how == "over" and ends[0] is None:
        ends = [row["said_low"]] * 2
    low, high = (
        [each / size for each in ends] if row["is_printed"] else [check["acceptance_value"]] * 2
    )
    near = 0.05 * abs(low)
    floor = {"over": low, "about": low - near, "nearly": low - near}.get(how, low)
    ceiling = {"over": inf, "about": high + near}.get(how, high)
    text = format(Decimal(repr(low)).normalize(), "f")
    step = 10.0 ** -len(text.partition(".")[2])
    gap = max(floor - value, value - ceiling, 0) - 1e-9
    if gap <= (0 if how == "over" else step / 2):
        return "Holds"
    return "Rounding" if gap <= max(check["tolerance"], min(step, near)) else "Does not hold"


def test_all_verdicts_follow_the_rule(rows: pl.DataFrame) -> None:
    found = {(row["check_id"], row["statement"]): row["verdict"] for row in rows.to_dicts()}
    again = {(row["check_id"], row["statement"]): by_rule(row) for row in rows.to_dicts()}
    assert found == again
    assert {"Holds", "Rounding", "Does not hold"} == set(found.values())


@pytest.fixture
def changed(own: Database) -> Iterator[Callable[[str, str], pl.DataFrame]]:
    """Verdicts after a change to a table, which is taken back at the end of the test."""
    kept: list[str] = []

    def after(table: str, change: str) -> pl.DataFrame:
        own.connection.execute(f"CREATE TABLE kept_{table} AS FROM {table}")
        kept.append(table)
        own.connection.execute(change)
        return FIGURE.arrange(select(own, FIGURE.sql))

    yield after
    for table in kept:
        own.connection.execute(f"DELETE FROM {table}")
        own.connection.execute(f"INSERT INTO {table} FROM kept_{table}")
        own.connection.execute(f"DROP TABLE kept_{table}")


def verdicts(rows: pl.DataFrame) -> dict[tuple[str, str], str]:
    return {(row["check_id"], row["statement"]): row["verdict"] for row in rows.to_dicts()}


def test_a_changed_input_changes_the_verdicts(
    rows: pl.DataFrame, changed: Callable[[str, str], pl.DataFrame]
) -> None:
    total = sum(FOUR) / 0.65
    change = f"UPDATE aggregates SET value = {total} WHERE aggregate_id = 'A01'"
    before, after = verdicts(rows), verdicts(changed("aggregates", change))
    moved = {key for key in before if before[key] != after[key]}
    # Of this total the four rounds are 65%, not 63%.
    assert after["AN01.04", "S2-002"] == "Holds"
    assert after["AN01.04", "S2-022"] == "Does not hold"
    assert after["AN01.09", "S2-002"] == "Does not hold"
    assert {check for check, _ in moved} >= {"AN01.01", "AN01.06", "AN02.01", "AN02.02", "AN04.02"}
    assert {check[:4] for check, _ in moved} <= {"AN01", "AN02", "AN04", "AN19"}
    assert all(after[key] == "Does not hold" for key in moved if key[0].startswith("AN02"))


def test_without_an_input_nothing_can_be_checked(
    rows: pl.DataFrame, changed: Callable[[str, str], pl.DataFrame]
) -> None:
    after = changed("aggregates", "DELETE FROM aggregates WHERE aggregate_id = 'A01'")
    lost = after.filter(pl.col("verdict") == "Cannot be checked")
    assert {"AN01.04", "AN02.01", "AN04.02", "AN19.08"} <= set(lost["check_id"])
    assert lost["recomputed"].null_count() == lost.height
    assert set(after["check_id"]) == set(rows["check_id"])
    gone = set(lost["check_id"])
    printed = {name for name in gone if CHECKS[name]["printed_claim_ids"]}
    others = sum(not row["printed_claim_ids"] for row in CHECKS.values())
    told = BY_ANALYSIS.headline(BY_ANALYSIS.arrange(after))
    assert f"{len(printed)} cannot be checked" in told
    assert f"; {others - len(gone - printed)} of {others} that follow from their figures" in told


@pytest.mark.parametrize(
    ("said", "qualifier", "verdict"),
    [
        (62.7, "exact", "Holds"),
        (62.67, "exact", "Holds"),
        (63, "exact", "Holds"),
        (62, "exact", "Rounding"),
        (62.6, "exact", "Rounding"),
        (61, "exact", "Does not hold"),
        (65, "about", "Holds"),
        (60, "about", "Holds"),
        (70, "about", "Does not hold"),
        (65, "nearly", "Holds"),
        (61, "nearly", "Does not hold"),
        (62, "over", "Holds"),
        (63, "over", "Rounding"),
        (65, "at_least", "Does not hold"),
        (63, "under", "Holds"),
        (60, "up_to", "Does not hold"),
    ],
)
def test_words_of_the_article_are_taken_as_they_are(
    said: float, qualifier: str, verdict: str, changed: Callable[[str, str], pl.DataFrame]
) -> None:
    change = f"UPDATE claims SET value = {said}, qualifier = '{qualifier}'"
    after = verdicts(changed("claims", f"{change} WHERE claim_id = 'S2-002'"))
    both = next(name for check, name in after if check == "AN01.04" and "S2-002" in name)
    assert after["AN01.04", both] == verdict


def test_a_result_counts_once_and_by_its_worst_figure(rows: pl.DataFrame) -> None:
    results = one_a_result(rows)
    assert results.height == 163
    assert results.filter(pl.col("check_id") == "AN01.04")["verdict"].item() == "Does not hold"
    # The check that articles print in two ways would be counted twice.
    twice = rows.filter(pl.col("verdict") == "Holds").height
    assert twice == results.filter(pl.col("verdict") == "Holds").height + 1


def test_what_articles_print_is_counted_apart(rows: pl.DataFrame) -> None:
    worst: dict[str, set[str]] = {}
    for row in rows.to_dicts():
        worst.setdefault(row["check_id"], set()).add(row["verdict"])
    printed = {name for name, row in CHECKS.items() if row["printed_claim_ids"]}
    fails = {name for name in printed if "Does not hold" in worst[name]}
    near = {name for name in printed - fails if "Rounding" in worst[name]}
    first = (
        f"{len(printed - fails)} of {len(printed)} results that the articles print hold "
        f"({len(near)} within rounding), {len(fails)} do not"
    )
    others = len(CHECKS) - len(printed)
    assert all(worst[name] == {"Holds"} for name in CHECKS.keys() - printed)
    assert headline(rows) == first
    assert remark(rows) == (
        f"All {others} results that follow from the articles' figures are reproduced."
    )
    assert BY_ANALYSIS.headline(BY_ANALYSIS.arrange(rows)) == (
        f"{first}; all {others} that follow from their figures are reproduced"
    )


def test_sentences_of_a_choice(rows: pl.DataFrame) -> None:
    shares = chosen(rows, analysis="AN01")
    assert headline(shares) == "1 of 2 results that the articles print holds, 1 does not"
    assert remark(shares) == (
        "All 8 results that follow from the articles' figures are reproduced."
    )
    none = "that follow from the articles' figures are reproduced; no article prints them"
    assert headline(chosen(rows, analysis="AN05")) == f"All 12 results {none}"
    assert headline(chosen(rows, analysis="AN27")).startswith("The 1 result that follows from")
    one = "1 result that the articles print does not hold"
    assert headline(chosen(rows, "fails", "AN08")) == one
    near = "1 of 1 result that the articles print holds within rounding"
    assert headline(chosen(rows, "rounding")) == near
    assert remark(chosen(rows, "fails")) == ""
    assert chosen(rows, "all").height == chosen(rows, "junk").height == rows.height
    paradox = chosen(rows, article="article-capital-paradox")
    told = {name for name, row in CHECKS.items() if "article-capital-paradox" in row["source_ids"]}
    assert set(paradox["check_id"]) == told


@pytest.mark.parametrize(
    ("check", "recomputed", "difference", "expected"),
    [
        ("AN02.06", "4.55 times", "-1.45 times", "4.55 times"),
        ("AN08.07", "3.79e25 FLOP", "+3.41e25 FLOP", "3.79e25 FLOP"),
        ("AN02.02", "13.77%", "-0.03 points", "13.77%"),
        ("AN12.02", "-72.55%", "-0.05 points", "-72.5%"),
        ("AN18.03", "$2.98T", "-$0.02T", "$2.98T"),
        ("AN11.01", "CN¥19.96B", "under CN¥0.01B", "CN¥19.96B"),
        ("AN28.02", "$2.49B", "under $0.01B", "$2.49B"),
        ("AN07.07", "$0.256", "none", "$0.256"),
        ("AN01.07", "1,827 index points", "-0.03 index points", "1,827 index points"),
        ("AN09.02", "388,128 GPUs", "-0.15 GPUs", "388,128 GPUs"),
        ("AN20.02", "1,400 times", "+400 times", "1,400 times"),
        ("AN16.12", "100 times", "none", "100 times"),
    ],
)
def test_results_in_words(
    check: str, recomputed: str, difference: str, expected: str, rows: pl.DataFrame
) -> None:
    row = rows.filter(pl.col("check_id") == check).row(0, named=True)
    assert row["recomputed_words"] == recomputed
    assert row["difference_words"] == difference
    assert row["expected_words"] == expected


def test_every_unit_is_written_in_words(rows: pl.DataFrame) -> None:
    assert rows["recomputed_words"].null_count() == rows["expected_words"].null_count() == 0
    assert not rows["unit"].str.contains("_").any()
    named = dict(rows.select("check_id", "unit").iter_rows())
    assert named["AN01.05"] == "billion USD"
    assert named["AN08.01"] == "million USD per 1e24 FLOP"
    assert named["AN08.07"] == "1e24 FLOP"


def test_disputed_results_bear_their_worst_case(rows: pl.DataFrame) -> None:
    severity = {
        row["conflict_id"]: "high medium low".split().index(row["severity"])
        for row in pl.read_parquet(DATA / "conflicts.parquet").to_dicts()
    }
    cases: dict[str, list[str]] = {}
    for row in pl.read_parquet(DATA / "disputes.parquet").to_dicts():
        if row["table_name"] == "checks":
            cases.setdefault(row["row_key"], []).append(row["conflict_id"])
    wanted = {
        check: min(names, key=lambda name: (severity[name], name)) for check, names in cases.items()
    }
    assert wanted["AN01.04"] == "X13"
    found = dict(rows.select("check_id", "conflict").iter_rows())
    assert {check: case for check, case in found.items() if case} == wanted


@pytest.mark.parametrize("analysis", QUERIES)
def test_the_query_runs_over_the_files_alone(
    analysis: str, rows: pl.DataFrame, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(DATA.parent)
    found = duckdb.connect().execute(script(analysis)).fetchall()
    kept = rows.filter(pl.col("analysis") == analysis)
    wanted = dict(kept.select("check_id", "recomputed").iter_rows())
    assert {row[0]: float(row[1]) for row in found} == pytest.approx(wanted, rel=1e-9)


def test_an_article_prints_its_own_results_alone(rows: pl.DataFrame) -> None:
    for article in ("article-leading-players", "article-night-before-shakeout"):
        own = {
            name
            for name, row in CHECKS.items()
            if any(CLAIMS[each]["source_id"] == article for each in row["printed_claim_ids"])
        }
        found = chosen(rows, article=article)
        assert set(found.filter("is_printed")["check_id"]) == own
        assert f" of {len(own)} results that the articles print" in headline(found)
    assert own == {"AN04.01", "AN11.04", "AN12.01", "AN13.01"}


def test_marks_stand_in_the_order_of_their_analysis(rows: pl.DataFrame) -> None:
    drawn = BY_ANALYSIS.arrange(rows)
    assert drawn.select("analysis", "place").is_unique().all()
    for _, of_one in drawn.group_by("analysis"):
        assert of_one["place"].to_list() == list(range(1, of_one.height + 1))


@pytest.mark.parametrize("analysis", ["AN01", "AN16", "AN20", "AN28"])
def test_statements_of_an_analysis(analysis: str, database: Database) -> None:
    found = STATEMENTS.arrange(select(database, STATEMENTS.sql, analysis=analysis))
    parts = [row for row in CHECKS.values() if row["analysis_id"] == analysis]
    prints = {name for row in parts for name in row["printed_claim_ids"]}
    takes = {name for row in parts for name in row["claim_ids"]}
    assert set(found["statement"]) == prints | takes
    told = found.filter(pl.col("part") == "Prints a result")
    assert set(told["statement"]) == prints
    assert found["says"].null_count() == 0
