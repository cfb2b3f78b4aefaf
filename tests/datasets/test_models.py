"""Models: the newest list first, one row a name, access and numbers as Epoch AI gives them."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from lib.datasets import models

DATA = Path(__file__).parents[2] / "data"
CURATED = DATA / "curated"
ROWS = pl.read_parquet(DATA / "models.parquet")
PLACES = pl.read_parquet(DATA / "organizations.parquet")

HEAD = (
    "Model,Organization,Publication date,Domain,Parameters,Training compute (FLOP),Confidence,Link,"
    "Training time (hours),Training hardware,Hardware quantity,Model accessibility"
)
NOTABLE = f"""{HEAD},Training dataset size (total),Training compute cost (2023 USD),\
Training power draw (W),Frontier model
Alpha 1,"Google DeepMind,Google",2024-02-01,"Language,Vision",1e9,2e24,Likely,"https://a.ai/x

https://b.ai",10,"NVIDIA A100,NVIDIA H100",5,API access,1500,1e6,2e6,True
Beta,Meta AI,2023-02-01,Language,7e9,,,www.no.link,,,,Open weights (non-commercial),"10,20",,,
Gamma,,2022-01-01,Other,,3e20,Speculative,,,,,,,,,
Undated,OpenAI,,Language,,1e25,Likely,,,,,Unreleased,,,,True
"""
LARGE = f"""{HEAD},(DEPRECATED) Training dataset size (datapoints)
Beta,Meta AI,2021-01-01,Language,1e9,9e23,Likely,,,,,Unreleased,77
Delta,Alibaba,2025-05-05,Language,2e9,4e23,,https://d.cn,,,,Hosted access (no API),88
"""
ALL = f"""{HEAD},Training dataset size (datapoints)
Stable Video Diffusion,Stability AI,2023-11-25,Video,,6e22,Confident,,,,,Unreleased,9
Old name of Alpha,Google,2024-02-01,Language,,2e24,Wrong,,,,,Unreleased,9
,,,,,,,,,,,,
"""
CATALOGUE = """provider,model_id,name,context_window
google,alpha-1,alpha-1 (latest),1000
google,alpha-1-old,Alpha 1,900
somehost,alpha-1,Alpha 1,5000
alibaba,beta,Beta,4000
alibaba,delta,Delta,0
alibaba,delta+,Delta+,7000
"""


@pytest.fixture
def rows(tmp_path: Path) -> pl.DataFrame:
    texts = {models.NOTABLE: NOTABLE, models.LARGE: LARGE, models.ALL: ALL}
    for path, text in {**texts, models.CATALOGUE: CATALOGUE}.items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text(text, encoding="utf-8")
    found = models.tidy(tmp_path, CURATED, PLACES)
    models.DATASET.check(found)
    return found


def one(rows: pl.DataFrame, model: str) -> dict[str, Any]:
    return rows.row(by_predicate=pl.col("model") == model, named=True)


def test_newest_list_first_and_what_it_lacks_after(rows: pl.DataFrame) -> None:
    assert rows.select("model", "model_list", "as_of").rows() == [
        ("Gamma", "Notable", date(2026, 7, 19)),
        ("Beta", "Notable", date(2026, 7, 19)),
        ("Stable Video Diffusion", "All", date(2025, 4, 23)),
        ("Alpha 1", "Notable", date(2026, 7, 19)),
        ("Delta", "Large-scale", date(2026, 1, 24)),
    ]


def test_one_model_has_one_list(rows: pl.DataFrame) -> None:
    """An empty cell of the newer list is not filled from the older one."""
    beta = one(rows, "Beta")
    assert (beta["training_compute_flop"], beta["parameters"]) == (None, 7e9)
    assert beta["release_date"] == date(2023, 2, 1)


@pytest.mark.parametrize(
    ("model", "access", "is_open"),
    [
        ("Alpha 1", "Closed", False),
        ("Beta", "Open weights", True),
        ("Gamma", "Unknown", None),
        ("Delta", "Closed", False),
    ],
)
def test_access(rows: pl.DataFrame, model: str, access: str, is_open: bool | None) -> None:
    found = one(rows, model)
    assert (found["access"], found["open_weights"]) == (access, is_open)


def test_several_numbers_in_a_cell_are_none(rows: pl.DataFrame) -> None:
    assert rows["training_data_size"].drop_nulls().to_list() == [1500]


def test_lists_in_a_cell(rows: pl.DataFrame) -> None:
    alpha = one(rows, "Alpha 1")
    assert alpha["organization"] == "Google"
    assert alpha["domain"] == "Language, Vision"
    assert alpha["hardware"] == "NVIDIA A100, NVIDIA H100"
    assert alpha["source_url"] == "https://a.ai/x"
    assert one(rows, "Beta")["source_url"] is None


def test_frontier_is_known_for_notable_models_only(rows: pl.DataFrame) -> None:
    assert [one(rows, name)["is_frontier"] for name in ("Alpha 1", "Beta", "Delta")] == [
        True,
        False,
        None,
    ]


def test_confidence_that_is_not_stated_is_unknown(rows: pl.DataFrame) -> None:
    assert [one(rows, name)["confidence"] for name in ("Alpha 1", "Beta", "Delta")] == [
        "Likely",
        "Unknown",
        "Unknown",
    ]


def test_context_window_comes_from_the_maker(rows: pl.DataFrame) -> None:
    known = rows.drop_nulls("context_tokens").select("model", "context_tokens", "context_source_id")
    assert known.rows() == [("Alpha 1", 1000, "models-dev")]


def test_places_come_from_organizations(rows: pl.DataFrame) -> None:
    assert [one(rows, name)["region"] for name in ("Delta", "Gamma")] == ["China", "Unknown"]
    assert one(rows, "Beta")["country"] == "United States"


def test_built_rows_keep_the_declaration() -> None:
    models.DATASET.check(ROWS)
    assert (ROWS.height, ROWS["model"].n_unique()) == (1365, 1365)
    lists = dict(ROWS["model_list"].value_counts().rows())
    assert lists == {"Notable": 1031, "Large-scale": 333, "All": 1}
    assert ROWS["release_date"].is_sorted()


@pytest.mark.parametrize(
    ("model", "organization", "month", "flop", "confidence"),
    [
        ("GPT-4 (Mar 2023)", "OpenAI", "2023-03", 2.1e25, "Likely"),
        ("Gemini 1.0 Ultra", "Google", "2023-12", 5e25, "Speculative"),
        ("Llama 3.1-405B", "Meta", "2024-07", 3.8e25, "Confident"),
        ("Claude 3.5 Sonnet", "Anthropic", "2024-06", 2.7e25, "Speculative"),
        ("Grok 4", "xAI", "2025-07", 5e26, "Speculative"),
        ("Stable Video Diffusion", "Stability AI", "2023-11", 6.7392e22, "Confident"),
    ],
)
def test_known_models(
    model: str, organization: str, month: str, flop: float, confidence: str
) -> None:
    found = one(ROWS, model)
    assert (found["organization"], found["confidence"]) == (organization, confidence)
    assert f"{found['release_date']:%Y-%m}" == month
    assert found["training_compute_flop"] == pytest.approx(flop, rel=1e-3)


def test_llama_405b_has_the_data_and_size_of_its_paper() -> None:
    llama = one(ROWS, "Llama 3.1-405B")
    assert (llama["parameters"], llama["training_data_size"]) == (405e9, 15.6e12)
    assert llama["access"] == "Open weights"


def test_numbers_are_in_sane_ranges() -> None:
    limits = {
        "parameters": 1e13,
        "training_compute_flop": 1e27,
        "training_cost_usd": 1e9,
        "training_data_size": 1e15,
        "training_hours": 24 * 365,
        "training_power_w": 1e9,
        "hardware_quantity": 1e6,
        "context_tokens": 2e7,
    }
    for column, limit in limits.items():
        known = ROWS[column].drop_nulls()
        assert known.len() > 20, column
        assert (known <= limit).all(), column
