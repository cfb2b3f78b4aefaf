"""Capability: scores as published, developers only where a file states them, snapshots apart."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import polars as pl
import pytest

from lib.datasets import capability

DATA = Path(__file__).parents[2] / "data"
CURATED = DATA / "curated"
ROWS = pl.read_parquet(DATA / "capability.parquet")
PLACES = pl.read_parquet(DATA / "organizations.parquet")

FITTED = """Model,eci,eci_ci_low,eci_ci_high,date,Organization,Accessibility group
Alpha,130.0,,,2024-06-20,"Google DeepMind,Google",Closed weights
Beta,120.5,118.1,123.2,2024-01-02,,Open weights
Gamma,90.25,80,99,2023-05-01,,Other
Delta,91,80,99,2023-05-01,Nobody at all,Open weights
"""
QUOTED = """Model,eci,eci_ci_low,eci_ci_high,date,Organization,Accessibility group,as_of
Epsilon,165.2,161.8,169.4,2026-09-28,Moonshot,Closed weights,2026-10-05
Zeta,164.0,160,168,2026-09-03,OpenAI,Closed weights,2026-09
"""


@pytest.fixture
def raw(tmp_path: Path) -> Path:
    files = {
        "epoch-eci/eci_scores.csv": FITTED,
        "epoch-eci/eci_supplement_2026-09_to_10_secondhand.csv": QUOTED,
        "epoch-ai-models/notable_ai_models.csv": "Model,Organization\nBeta,Mistral\n",
        "epoch-ai-models/large_scale_ai_models_2026-01.csv": "Model,Organization\nBeta,OpenAI\n",
        "epoch-ai-models/all_ai_models_slim_2025-04.csv": "Model,Organization\nGamma 2,Alibaba\n",
        "epoch-benchmarking-hub/csv/mmlu_external.csv": "Name,Organization\ngamma,Alibaba\n",
        "crosswalk/models.csv": "epoch_eci_model,organization\nAlpha,Meta\n",
    }
    for name, text in files.items():
        path = tmp_path / "benchmarks" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return tmp_path


def one(rows: pl.DataFrame, model: str) -> dict[str, object]:
    return rows.row(by_predicate=pl.col("model") == model, named=True)


def test_rows_keep_the_declaration() -> None:
    capability.DATASET.check(ROWS)
    assert ROWS.height == 230
    assert ROWS["release_date"].is_sorted()


@pytest.mark.parametrize(
    ("model", "organization", "region", "day", "access", "eci", "low", "high"),
    [
        (
            "GPT-5.6 Sol",
            "OpenAI",
            "United States",
            date(2026, 7, 9),
            "Closed",
            161.65,
            159.11,
            164.85,
        ),
        ("GPT-5", "OpenAI", "United States", date(2025, 8, 7), "Closed", 150.0, None, None),
        (
            "Claude 3.5 Sonnet",
            "Anthropic",
            "United States",
            date(2024, 6, 20),
            "Closed",
            130.0,
            None,
            None,
        ),
        (
            "DeepSeek V4 Flash 0731",
            "DeepSeek",
            "China",
            date(2026, 7, 31),
            "Open weights",
            152.53,
            150.49,
            154.13,
        ),
    ],
)
def test_scores_as_published(
    model: str,
    organization: str,
    region: str,
    day: date,
    access: str,
    eci: float,
    low: float | None,
    high: float | None,
) -> None:
    row = one(ROWS, model)
    assert (row["organization"], row["region"], row["release_date"], row["access"]) == (
        organization,
        region,
        day,
        access,
    )
    assert (row["eci"], row["eci_low"], row["eci_high"]) == (eci, low, high)
    assert row["snapshot"] == date(2026, 8, 12)


def test_only_the_two_models_that_set_the_scale_lack_an_interval() -> None:
    lacking = ROWS.filter(pl.col("eci_low").is_null() | pl.col("eci_high").is_null())
    assert set(lacking["model"]) == {"GPT-5", "Claude 3.5 Sonnet"}
    rest = ROWS.drop_nulls(["eci_low", "eci_high"])
    assert rest.filter(~pl.col("eci").is_between("eci_low", "eci_high")).is_empty()


def test_second_hand_rows_are_marked_and_of_a_later_fit() -> None:
    later = ROWS.filter("is_second_hand")
    assert later.height == 8
    assert set(later["source_id"]) == {"epoch-eci-quoted"}
    assert later["source_url"].is_null().all()
    assert later.filter(pl.col("snapshot") <= date(2026, 8, 12)).is_empty()
    assert set(ROWS.filter(~pl.col("is_second_hand"))["snapshot"]) == {date(2026, 8, 12)}
    assert one(ROWS, "Claude Opus 5.5")["snapshot"] == date(2026, 10, 8)
    assert one(ROWS, "GPT-6 Astra")["snapshot"] == date(2026, 9, 30)
    assert one(ROWS, "Claude Opus 5.5")["eci"] == 167.33


def test_no_score_is_older_than_its_model() -> None:
    assert ROWS.filter(pl.col("snapshot") < pl.col("release_date")).is_empty()


def test_developers_without_a_statement_stay_unknown() -> None:
    unknown = ROWS.filter(pl.col("organization").is_null())
    assert unknown.height == 13
    assert {"PaLM 2-L", "internlm-20b", "Yi-9B"} <= set(unknown["model"])
    assert set(unknown["region"]) == {"Unknown"}
    stated = {
        "RedPajama-INCITE-7B-Base": "Together AI",
        "Qwen2.5-Coder-3B": "Alibaba",
        "chatglm2-6b": "Tsinghua University",
        "stablelm-tuned-alpha-7b": "Stability AI",
    }
    assert {model: one(ROWS, model)["organization"] for model in stated} == stated


def test_access_has_three_values() -> None:
    counts = dict(ROWS["access"].value_counts().rows())
    assert counts == {"Closed": 112, "Open weights": 94, "Unknown": 24}


def test_cleaning(raw: Path) -> None:
    rows = capability.tidy(raw, CURATED, PLACES)
    assert rows["model"].to_list() == ["Delta", "Gamma", "Beta", "Alpha", "Zeta", "Epsilon"]
    alpha, beta, gamma = one(rows, "Alpha"), one(rows, "Beta"), one(rows, "Gamma")
    assert (alpha["organization"], alpha["region"], alpha["eci_low"]) == (
        "Google",
        "United States",
        None,
    )
    assert (beta["organization"], beta["country"], beta["access"]) == (
        "Mistral AI",
        "France",
        "Open weights",
    )
    assert (gamma["organization"], gamma["region"], gamma["access"]) == (None, "Unknown", "Unknown")
    epsilon, zeta = one(rows, "Epsilon"), one(rows, "Zeta")
    assert (epsilon["organization"], epsilon["snapshot"]) == ("Moonshot AI", date(2026, 10, 5))
    assert (zeta["snapshot"], zeta["is_second_hand"]) == (date(2026, 9, 30), True)
    assert alpha["snapshot"] == date(2026, 8, 12)
    assert one(rows, "Delta")["region"] == "Unknown"
