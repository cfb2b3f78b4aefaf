"""Known facts of the rounds, and that every record of every source is accounted for."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import polars as pl
import pytest

from lib.datasets import funding, round_events, round_records, round_sources, rounds
from lib.schema import SchemaError

DATA = Path(__file__).parents[2] / "data"
CURATED = DATA / "curated"
RAW = Path(__file__).parents[3] / "shared" / "data"
needs_raw = pytest.mark.skipif(not RAW.is_dir(), reason="the publishers' files are not here")

# Series C and C+: two rounds of one letter, weeks apart.
PLUS_ROUNDS = {("SenseTime", "Series C")}


@pytest.fixture(scope="module")
def built() -> pl.DataFrame:
    return pl.read_parquet(DATA / "rounds.parquet")


@pytest.fixture(scope="module")
def told() -> pl.DataFrame:
    return pl.read_parquet(DATA / "round_sources.parquet")


@pytest.fixture(scope="module")
def decisions() -> pl.DataFrame:
    return pl.read_csv(CURATED / "round_decisions.csv", infer_schema=False)


def completed(frame: pl.DataFrame) -> pl.DataFrame:
    """Money that companies have received, listings and loans left out."""
    return frame.filter(pl.col("status") == "completed", pl.col("kind").is_in(["equity", "mixed"]))


def record(**values: object) -> dict[str, object]:
    """A plain record; tests change what they are about."""
    plain = {
        "source_id": "curated-facts",
        "source_key": "X1",
        "company": "Acme",
        "announced_date": date(2025, 3, 10),
        "date_precision": "day",
        "stage": "Series B",
        "kind": "equity",
        "status": "completed",
        "amount_usd": 100e6,
        "confidence": "high",
    }
    return {**plain, **values}


def test_tables_keep_their_declaration(built: pl.DataFrame, told: pl.DataFrame) -> None:
    rounds.DATASET.check(built)
    round_sources.DATASET.check(told)
    assert built["announced_date"].is_sorted()


@pytest.mark.parametrize(
    ("company", "day", "stage", "amount", "value"),
    [
        ("OpenAI", date(2026, 3, 31), "Growth", 122e9, 852e9),
        ("Anthropic", date(2026, 2, 12), "Series G", 30e9, 380e9),
        ("Anthropic", date(2026, 5, 28), "Series H and later", 65e9, 965e9),
        ("xAI", date(2026, 1, 6), "Series E", 20e9, 230e9),
        ("Waymo", date(2026, 2, 2), "Growth", 16e9, 126e9),
        ("OpenAI", date(2023, 1, 23), "Corporate", 10e9, None),
        ("Mistral AI", date(2023, 6, 13), "Seed", 113e6, 260e6),
        ("Mistral AI", date(2023, 12, 11), "Series A", 415e6, 2e9),
        ("Mistral AI", date(2024, 6, 11), "Series B", 640e6, 6e9),
        ("Mistral AI", date(2025, 9, 9), "Series C", 1.99e9, 13.7e9),
        ("Mistral AI", date(2026, 9, 8), "Series D", 3.488e9, 24.42e9),
        ("Moonshot AI", date(2026, 5, 6), "Not stated", 2e9, 20e9),
        ("Cohere", date(2025, 8, 1), "Growth", 500e6, 6.8e9),
        ("Cohere", date(2025, 9, 24), "Series D", 100e6, 7e9),
        ("DeepSeek", date(2026, 6, 16), "Growth", 7.5e9, 50e9),
        ("Groq", date(2026, 6, 22), "Series E", 650e6, None),
        ("Scale AI", date(2025, 6, 12), "Corporate", 14.3e9, 29e9),
    ],
)
def test_known_round(
    built: pl.DataFrame, company: str, day: date, stage: str, amount: float, value: float | None
) -> None:
    found = completed(built).filter(pl.col("company") == company, pl.col("announced_date") == day)
    assert found.select("stage", "amount_usd", "post_money_usd").rows() == [(stage, amount, value)]


def test_four_largest_rounds_of_the_first_quarter_of_2026(built: pl.DataFrame) -> None:
    quarter = pl.col("announced_date").is_between(date(2026, 1, 1), date(2026, 3, 31))
    largest = completed(built).filter(quarter).top_k(4, by="amount_usd")
    assert set(largest["company"]) == {"OpenAI", "Anthropic", "xAI", "Waymo"}
    assert largest["amount_usd"].sum() == 188e9


def test_parts_are_no_rounds(built: pl.DataFrame, told: pl.DataFrame) -> None:
    parts = told.filter(pl.col("role") == "part")
    by_round = parts.group_by("round_id").agg(pl.col("amount_usd").sort())
    sums = dict(by_round.iter_rows())
    assert sums["openai-2026-03-growth"] == [12e9, 110e9]
    assert sums["anthropic-2026-05-series-h-and-later"] == [5e9, 10e9]
    leading = told.filter(pl.col("role") == "leads")["source_key"].to_list()
    assert not set(parts["source_key"]) & set(leading)
    frontier = built.filter(pl.col("company").is_in(["OpenAI", "Anthropic"]))
    spring = pl.col("announced_date").is_between(date(2026, 2, 20), date(2026, 5, 20))
    assert frontier.filter(spring)["amount_usd"].to_list() == [122e9]


def test_series_h_says_what_was_committed_before(built: pl.DataFrame) -> None:
    row = built.filter(pl.col("round_id") == "anthropic-2026-05-series-h-and-later")
    assert row["prior_commitment_usd"].item() == 15e9
    assert row["caveat"].item() == "includes earlier commitments"


def test_tranches_of_openai_stay_apart(built: pl.DataFrame) -> None:
    rows = built.filter(pl.col("company") == "OpenAI", pl.col("caveat") == "tranche")
    assert rows["amount_usd"].to_list() == [10e9, 8.3e9, 22.5e9]


@pytest.mark.parametrize(
    ("company", "year", "caveat"),
    [
        ("Z.ai (Zhipu)", 2023, "total of several rounds"),
        ("Horizon Robotics", 2021, "tranche"),
        ("Firmus Technologies", 2026, "size of a credit line"),
        ("OpenAI", 2019, "lower bound"),
        ("SpaceX", 2026, "target"),
    ],
)
def test_caveat(built: pl.DataFrame, company: str, year: int, caveat: str) -> None:
    rows = built.filter(pl.col("company") == company, pl.col("announced_date").dt.year() == year)
    assert caveat in rows["caveat"].to_list()


@pytest.mark.parametrize(
    ("company", "month", "status"),
    [
        ("Poolside", date(2025, 10, 30), "rumoured"),
        ("Multiverse Computing", date(2026, 2, 1), "rumoured"),
        ("StepFun", date(2026, 5, 1), "rumoured"),
        ("OpenAI", date(2025, 9, 22), "rumoured"),
        ("Anthropic", date(2025, 11, 18), "rumoured"),
        ("SpaceX", date(2026, 6, 1), "planned"),
        ("OpenAI", date(2026, 10, 1), "planned"),
        ("Anthropic", date(2026, 1, 1), "planned"),
        ("StepFun", date(2026, 12, 31), "planned"),
    ],
)
def test_open_rounds_are_not_completed(
    built: pl.DataFrame, company: str, month: date, status: str
) -> None:
    found = built.filter(pl.col("company") == company, pl.col("announced_date") == month)
    assert status in found["status"].to_list()


def test_planned_listings_have_no_amount(built: pl.DataFrame) -> None:
    planned = built.filter(pl.col("status") == "planned")
    assert set(planned["kind"]) == {"ipo"}
    assert planned["amount_usd"].null_count() == planned.height == 4


def test_rumour_without_a_sum_keeps_its_bound(built: pl.DataFrame) -> None:
    row = built.filter(pl.col("company") == "StepFun", pl.col("status") == "rumoured")
    assert row.select("amount_usd", "amount_high_usd").rows() == [(None, 2.5e9)]


def test_no_series_is_counted_twice(built: pl.DataFrame) -> None:
    series = completed(built).filter(
        pl.col("stage").str.starts_with("Series"), pl.col("caveat").is_null()
    )
    gap = pl.col("announced_date").diff().over("company", "stage").dt.total_days()
    close = series.with_columns(gap.alias("days")).filter(pl.col("days") <= 60)
    assert set(close.select("company", "stage").rows()) == PLUS_ROUNDS


@pytest.mark.parametrize("letter", ["Series A", "Series B", "Series C", "Series D"])
def test_mistral_has_each_series_once_but_for_an_extension(
    built: pl.DataFrame, letter: str
) -> None:
    found = completed(built).filter(pl.col("company") == "Mistral AI", pl.col("stage") == letter)
    assert found.height == (2 if letter == "Series A" else 1)


def test_one_name_for_google(built: pl.DataFrame) -> None:
    names = set(built["investors"].explode(empty_as_null=True).drop_nulls())
    assert "Google" in names
    assert not names & {
        "Alphabet",
        "Google LLC",
        "Undisclosed",
        "others",
        "-",
        "",
        "Nvidia (backed)",
    }
    assert not [name for name in names if ";" in name]


def test_two_names_that_a_source_ran_together(built: pl.DataFrame) -> None:
    arena = built.filter(pl.col("company") == "Arena", pl.col("amount_usd") == 150e6)
    assert arena["lead_investors"].to_list() == [["Felicis", "UC Investments"]]


def test_leads_come_first(built: pl.DataFrame) -> None:
    for leads, everyone in built.select("lead_investors", "investors").rows():
        assert everyone[: len(leads)] == leads
        assert len(set(everyone)) == len(everyone)


def test_stage_group_follows_stage(built: pl.DataFrame) -> None:
    pairs = built.select("stage", "stage_group").unique().rows()
    assert dict(pairs) == {stage: rounds.STAGES[stage] for stage, _ in pairs}


def test_unknown_days_are_not_invented(built: pl.DataFrame) -> None:
    vague = built.filter(pl.col("date_precision") != "day")
    assert set(vague["announced_date"].dt.day()) == {1}


def test_every_round_is_led_by_one_record(built: pl.DataFrame, told: pl.DataFrame) -> None:
    leads = told.filter(pl.col("role") == "leads")
    assert sorted(leads["round_id"]) == sorted(built["round_id"])
    sources = told.filter(pl.col("role") != "corrects").group_by("round_id")
    counted = sources.agg(pl.col("source_id").n_unique().alias("n"))
    joined = built.join(counted, on="round_id")
    assert joined["source_count"].to_list() == joined["n"].to_list()


@needs_raw
def test_every_record_is_accounted_for(told: pl.DataFrame, decisions: pl.DataFrame) -> None:
    records = round_records.read(RAW, CURATED)
    read = records["source_key"].to_list()
    used = told.filter(pl.col("role") != "corrects")["source_key"].to_list()
    dropped = decisions.filter(pl.col("decision") == "drop")["source_key"].to_list()
    assert sorted(read) == sorted([*used, *dropped])
    assert decisions.join(records, on=["source_id", "source_key"]).height == decisions.height


@needs_raw
def test_build_gives_the_committed_tables(built: pl.DataFrame, told: pl.DataFrame) -> None:
    again = funding.tidy(RAW, CURATED)
    assert again.rounds.equals(built)
    assert again.round_sources.equals(told)


@needs_raw
def test_order_of_records_does_not_matter(decisions: pl.DataFrame) -> None:
    everything = round_records.read(RAW, CURATED)
    kept = everything.filter(~round_events.dropped(everything, decisions))
    records = round_records.harmonise(kept, CURATED)
    forward = round_events.merge_all(round_events.events(records, decisions))
    backward = round_events.merge_all(round_events.events(records.reverse(), decisions))
    assert forward == backward


def test_every_decision_gives_a_reason(decisions: pl.DataFrame) -> None:
    assert set(decisions["decision"]) <= {"same_as", "part_of", "apart", "drop"}
    assert decisions["reason"].null_count() == 0
    target = decisions.filter(pl.col("decision") != "drop")["target"]
    assert target.null_count() == 0


@pytest.mark.parametrize(
    ("change", "same"),
    [
        ({}, True),
        ({"announced_date": date(2025, 5, 9)}, True),
        ({"announced_date": date(2025, 5, 10)}, False),
        ({"company": "Other"}, False),
        ({"kind": "debt"}, False),
        ({"kind": "mixed"}, True),
        ({"status": "rumoured"}, False),
        ({"stage": "Not stated", "amount_usd": 85e6}, True),
        ({"stage": "Not stated", "amount_usd": 79e6}, False),
        ({"stage": "Not stated", "amount_usd": None}, False),
        ({"amount_usd": None}, True),
        ({"date_precision": "year", "announced_date": date(2025, 1, 1)}, True),
        ({"date_precision": "year", "announced_date": date(2024, 1, 1)}, False),
        ({"date_precision": "quarter", "announced_date": date(2024, 10, 1)}, False),
        ({"date_precision": "month", "announced_date": date(2025, 1, 1)}, True),
    ],
)
def test_matches(change: dict[str, object], same: bool) -> None:
    assert round_events.matches(record(), record(**change)) is same


def test_correction_that_no_longer_fits_stops_the_build() -> None:
    records = pl.DataFrame([{"source_id": "a", "source_key": "R1", "city": "Paris"}])
    change = {"source_id": "a", "source_key": "R1", "column": "city", "old": "Rome", "new": "Oslo"}
    with pytest.raises(SchemaError, match=r"corrections\.city: old value does not match"):
        round_records.correct(records, pl.DataFrame([change]))


def test_correction_replaces_the_value() -> None:
    records = pl.DataFrame([{"source_id": "a", "source_key": "R1", "amount_usd": "5000000.0"}])
    change = {"source_id": "a", "source_key": "R1", "column": "amount_usd"}
    fixed = round_records.correct(records, pl.DataFrame([{**change, "old": "5000000", "new": "6"}]))
    assert fixed["amount_usd"].to_list() == ["6"]


@needs_raw
@pytest.mark.parametrize("column", ["stage_raw", "sector", "country"])
def test_unknown_word_stops_the_build(column: str) -> None:
    records = round_records.read(RAW, CURATED).filter(pl.col("company") == "Waymo")
    strange = records.with_columns(pl.lit("Atlantis").alias(column))
    with pytest.raises(SchemaError, match="Atlantis"):
        round_records.harmonise(strange, CURATED)


def test_decision_on_an_unknown_record_stops_the_build() -> None:
    records = pl.DataFrame([record()])
    row = {"source_key": "X9", "decision": "drop", "target": None}
    with pytest.raises(SchemaError, match="is no record"):
        round_events.dropped(records, pl.DataFrame([row]))
