"""Scores: as published, each pair of model and benchmark from one file, own reports marked."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import polars as pl
import pytest

from lib.datasets import benchmarks, scores

DATA = Path(__file__).parents[2] / "data"
CURATED = DATA / "curated"
ROWS = pl.read_parquet(DATA / "scores.parquet")
PLACES = pl.read_parquet(DATA / "organizations.parquet")
CLAIMS = pl.read_parquet(DATA / "claims.parquet")

HUB = """benchmark,model_version,model_name,accessibility_group,organization,release_date,\
score_raw,score_fraction,stderr,evaluated_at,evaluator,source,source_link
GPQA Diamond,a_low,Alpha,Unknown,OpenAI,2025-01-02,0.5,0.5,0.02,2025-02-01,Epoch AI,,
GPQA Diamond,a_high,Alpha,Unknown,OpenAI,2025-01-02,0.7,0.7,0.03,2025-02-01,Epoch AI,,s3 log
GPQA Diamond,b,Beta,Open weights,,2025-03-01,0.4,0.4,,,Epoch AI,,https://example.org/b.eval
GPQA Diamond,,,Unknown,,2025-03-01,0.9,0.9,,,Epoch AI,,
GPQA Diamond,c,,Unknown,,,0.8,0.8,,,Epoch AI,,
GPQA Diamond,d,,Unknown,,2024-01-01,0.3,0.3,,,external,,
MMLU,q,Qwen-7B,Open weights,Alibaba,2023-09-28,0.58,0.58,,,external,Qwen Technical Report,
MMLU,l,LLaMA-7B,Open weights,Meta AI,2023-02-24,0.35,0.35,,,external,Qwen Technical Report ,
MMLU,h,LLaMA-7B,Open weights,Meta AI,2023-02-24,0.33,0.33,,,external,Standford HELM,
METR time horizon (minutes at 50%),m,Alpha,Closed weights,OpenAI,2025-01-02,39.5,,,,external,METR,
"""
INDEX = """benchmark,Model,model_group,model_version,performance,date,source,\
benchmark_release_date
GPQA diamond,Alpha,Alpha,a_high,0.6,2025-01-02,Epoch evaluations,
GPQA diamond,Gamma,Gamma,g,-0.1,2026-07-01,https://www.example.org/board,
FrontierCode,Gamma,Gamma,g,0.25,2026-07-01,https://cognition.com/frontiercode,
FrontierMath-2025-02-28-Private,Gamma,Gamma,g,0.25,2026-07-01,,
"""
FITTED = """Model,Organization,Accessibility group
Gamma,Cognition,Closed weights
Beta,DeepSeek,Other
"""
CROSSED = """model_key,epoch_eci_model,organization,accessibility_group,release_date
gpt-4o,GPT-4o (Nov 2024),OpenAI,Closed weights,2024-11-20
gpt-4o,GPT-4o (May 2024),OpenAI,Closed weights,2024-05-13
"""
METR = "Model version,CI_low,CI_high\nm,20,80\nother,1,2\n"


@pytest.fixture
def made(tmp_path: Path) -> pl.DataFrame:
    """The table made of the small files above, with one statement of an article."""
    folder = tmp_path / "benchmarks"
    for name, text in {
        "epoch-benchmarking-hub/benchmark_scores_long.csv": HUB,
        "epoch-benchmarking-hub/csv/metr_time_horizons_external.csv": METR,
        "epoch-eci/eci_benchmarks.csv": INDEX,
        "epoch-eci/eci_scores.csv": FITTED,
        "crosswalk/models.csv": CROSSED,
    }.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    stated = CLAIMS.filter(pl.col("claim_id").is_in(["S0-035", "S0-001"]))
    return scores.tidy(tmp_path, CURATED, PLACES, stated)


def best(benchmark: str, **wanted: object) -> dict[str, object]:
    rows = ROWS.filter(is_best=True, benchmark=benchmark, **wanted).sort("score")
    return rows.row(-1, named=True)


def test_rows_keep_the_declaration() -> None:
    scores.DATASET.check(ROWS)
    assert ROWS["release_date"].is_sorted()
    assert ROWS.filter(pl.col("unit") == "share")["score"].max() <= 1  # type: ignore[operator]
    assert ROWS["standard_error"].drop_nulls().max() < 0.2  # type: ignore[operator]


@pytest.mark.parametrize(
    ("benchmark", "model", "own", "score", "day"),
    [
        # Of the hub, of the index with guessing put back, of METR, and of articles.
        ("GPQA Diamond", "GPT-5.4 Pro", False, 0.946, date(2026, 3, 5)),
        ("ARC-AGI-2", "GPT-5.6 Sol", False, 0.925, date(2026, 7, 9)),
        ("FrontierMath Tiers 1-3, version 2", "GPT-5.6 Sol", False, 0.891, date(2026, 7, 9)),
        ("METR time horizon", "Claude Opus 4.6", False, 718.807, date(2026, 2, 5)),
        ("MMLU", "GPT-4o", True, 0.887, date(2024, 5, 13)),
        ("MMLU", "GPT-4o", False, 0.881, date(2024, 11, 20)),
        ("AIME", "o3", True, 0.967, date(2024, 12, 20)),
        ("AIME", "DeepSeek-R1", True, 0.798, date(2025, 1, 20)),
        ("HumanEval", "Claude 3.5 Sonnet", True, 0.92, date(2024, 6, 20)),
    ],
)
def test_values_as_published(
    benchmark: str, model: str, own: bool, score: float, day: date
) -> None:
    row = best(benchmark, model=model, is_vendor_reported=own)
    assert (row["score"], row["release_date"]) == (pytest.approx(score, abs=6e-4), day)


def test_a_best_run_is_one_of_its_kind() -> None:
    kinds = ["model", "benchmark", "is_vendor_reported"]
    highest = ROWS.group_by(kinds).agg(pl.col("score").max(), pl.col("is_best").sum())
    assert (highest["is_best"] == 1).all()
    found = ROWS.filter("is_best").join(highest, on=kinds, suffix="_highest")
    assert (found["score"] == found["score_highest"]).all()


def test_own_reports_are_of_the_developer_or_of_an_article() -> None:
    own = ROWS.filter("is_vendor_reported")
    assert own["organization"].null_count() == 0
    qwen = ROWS.filter(pl.col("evaluator") == "Qwen Technical Report")
    assert set(qwen.filter("is_vendor_reported")["organization"]) == {"Alibaba"}
    assert {"Meta", "Baichuan"} <= set(qwen.filter(~pl.col("is_vendor_reported"))["organization"])
    assert not ROWS.filter(pl.col("evaluator") == "Epoch AI")["is_vendor_reported"].any()


def test_no_pair_is_taken_from_both_files() -> None:
    sources = ROWS.filter(~pl.col("source_id").str.starts_with("article")).group_by(
        "model", "benchmark"
    )
    assert sources.agg(pl.col("source_id").n_unique())["source_id"].max() == 1


def test_a_run_needs_a_version_and_a_date(made: pl.DataFrame) -> None:
    runs = made.filter(benchmark="GPQA Diamond", source_id="epoch-benchmarking-hub")
    assert sorted(runs.select("model", "score").rows()) == [
        ("Alpha", 0.5),
        ("Alpha", 0.7),
        ("Beta", 0.4),
        ("d", 0.3),
    ]
    assert runs.filter("is_best").filter(model="Alpha")["model_version"].item() == "a_high"


def test_gaps_are_filled_from_the_index_and_links_are_links(made: pl.DataFrame) -> None:
    row = made.row(by_predicate=pl.col("model") == "Beta", named=True)
    assert (row["organization"], row["region"], row["access"]) == (
        "DeepSeek",
        "China",
        "Open weights",
    )
    assert row["source_url"] == "https://example.org/b.eval"
    assert made.filter(model="Alpha", benchmark="GPQA Diamond")["source_url"].null_count() == 2
    unnamed = made.row(by_predicate=pl.col("model") == "d", named=True)
    assert (unnamed["organization"], unnamed["region"], unnamed["access"]) == (
        None,
        "Unknown",
        "Unknown",
    )


def test_the_index_adds_only_what_can_be_compared(made: pl.DataFrame) -> None:
    added = made.filter(source_id="epoch-eci")
    # Too few pairs tell what guessing gets on GPQA Diamond, and FrontierMath 1 has no pair at all.
    assert added.select("benchmark", "model", "score", "evaluator").rows() == [
        ("FrontierCode", "Gamma", 0.25, "cognition.com"),
    ]
    # Its own benchmark scores the model of its own developer.
    assert added["is_vendor_reported"].all()


def test_guessing_is_put_back(made: pl.DataFrame, tmp_path: Path) -> None:
    more = "".join(
        f"GPQA Diamond,p{i},P{i},Unknown,,2025-01-01,0.7,0.7,,,Epoch AI,,\n" for i in range(5)
    )
    adjusted = "".join(f"GPQA diamond,P{i},P{i},p{i},0.6,2025-01-01,,\n" for i in range(5))
    for path, text in ((benchmarks.HUB, HUB + more), (benchmarks.INDEX, INDEX + adjusted)):
        (tmp_path / path).write_text(text, encoding="utf-8")
    rows = scores.tidy(tmp_path, CURATED, PLACES, CLAIMS.clear())
    added = rows.filter(source_id="epoch-eci", benchmark="GPQA Diamond")
    # 0.25 by guessing: -0.1 * 0.75 + 0.25.
    assert added.select("model", "score", "evaluator", "source_url").rows() == [
        ("Gamma", pytest.approx(0.175), "example.org", "https://www.example.org/board")
    ]


def test_reports_are_the_developers_own_or_not(made: pl.DataFrame) -> None:
    mmlu = made.filter(benchmark="MMLU").sort("model", "score")
    assert mmlu.select("model", "evaluator", "is_vendor_reported", "is_best").rows() == [
        ("GPT-4o", "Developer, as an article states", True, True),
        ("LLaMA-7B", "Stanford HELM", False, False),
        ("LLaMA-7B", "Qwen Technical Report", False, True),
        ("Qwen-7B", "Qwen Technical Report", True, True),
    ]
    stated = mmlu.filter(model="GPT-4o").row(0, named=True)
    assert stated["release_date"] == date(2024, 5, 13)
    assert stated["source_id"] == "article-capital-tsunami"


def test_task_lengths_keep_their_interval(made: pl.DataFrame) -> None:
    row = made.row(by_predicate=pl.col("benchmark") == "METR time horizon", named=True)
    assert (row["score"], row["score_low"], row["score_high"], row["unit"]) == (
        39.5,
        20,
        80,
        "minutes",
    )


def test_a_report_pasted_twice_is_named_once() -> None:
    rows = pl.DataFrame({"evaluator": ["A ReportA Report", "A Report", "AA", "", None, "HE HE"]})
    found = rows.with_columns(scores._once("evaluator"))["evaluator"].to_list()
    assert found == ["A Report", "A Report", "A", "", None, "HE HE"]
