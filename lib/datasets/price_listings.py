"""Prices by name and day, as two public catalogues list them, in one shape and without overlap."""

from __future__ import annotations

import re
from datetime import date, timedelta
from itertools import groupby
from pathlib import Path
from typing import Any

import polars as pl

from lib.datasets import organizations

LITELLM, MODELS_DEV = "litellm-prices", "models-dev-prices"
FOLDER = "benchmarks/api-price-history"
HISTORY = "https://github.com/BerriAI/litellm/commits/main/model_prices_and_context_window.json"
RELEASE = "https://pypi.org/project/litellm/1.109.1/"
DATE_BASES = ("documented", "catalogue", "seen by then")
CONTEXT_BASES = ("at the time", "later listing")

MODELS_DEV_STARTS = date(2025, 6, 30)
"""Until then the first listings of models.dev are of older prices."""
MODELS_DEV_ENDS = date(2026, 10, 26)
SETTLES = timedelta(days=30)
"""A catalogue takes as long to follow a documented price."""

# They sell models of others, or at prices in yuan that catalogues convert at rates of their own.
NOT_FIRST_PARTY = (
    "arcee cognition nova poolside sensenova stepfun-ai tencent-tokenhub volcengine"
).split()
MAKERS = {"amazon-bedrock": "amazon", "byteplus": "bytedance"}
MARKS = {
    "claude": "Anthropic",
    "deepseek": "DeepSeek",
    "glm": "Z.ai (Zhipu)",
    "kimi": "Moonshot AI",
    "llama": "Meta",
    "mistral": "Mistral AI",
    "mixtral": "Mistral AI",
    "qwen": "Alibaba",
    "zai-glm": "Z.ai (Zhipu)",
}
"""Beginnings of names that say whose model it is, whoever sells it."""

NOT_TEXT = re.compile(
    r"^(ft:|labs-|gemini-gemma)|audio|realtime|tts|image|banana|embed|transcri|live|ocr|voxtral|omni"
    r"|robotics|moderation|search|computer-use|asr|translat|-mt-|captioner|character|decide|voice"
    r"|:peft|fim|deep-research|multi-agent|customtools|vision|\dv-|\dv$|-vl-|qvq|pixtral|arabic"
    r"|legal|-law|rosalind|cyber|daybreak|vibe|nightly|online|pplx|-exp-\d"
)
"""Names of models that do more than read and write text for everyone, or something else."""
MOVING = re.compile(
    r"-latest|^(qwen-(max|plus|turbo|flash|coder)|mistral-(small|medium|tiny)|kimi|command(-light)?"
    r"|deepseek-(flash|coder)|gemini-(pro|exp|flash).*|jamba-(large|mini)|sonar.*|moonshot-v1-auto)$"
)
"""Names that stand for another model every few months."""

FIELDS = (
    "date organization api_name input_usd_per_mtok output_usd_per_mtok context_tokens "
    "context_basis date_basis source_id source_url"
).split()


def read(raw: Path, curated: Path) -> list[dict[str, Any]]:
    """One row a name and day on which its price changed, by developer, name and day."""
    listed = pl.concat([_litellm(raw, curated), _models_dev(raw, curated)])
    kept = _of_developers(listed, _left_out(curated)).sort("organization", "api_name", "date")
    by_name = groupby(kept.to_dicts(), key=lambda row: (row["organization"], row["api_name"]))
    return [row for _, rows in by_name for row in without_overlap(list(rows))]


def _litellm(raw: Path, curated: Path) -> pl.DataFrame:
    rows = pl.read_csv(raw / FOLDER / "price_history.csv", infer_schema=False)
    of_then = pl.col("source").str.contains("tokencost")
    released = pl.col("source") == "litellm 1.109.1"
    first = pl.col("event").str.contains("tracked from|first seen")
    return (
        # Such a row holds a price of an unknown later day.
        rows.filter(
            pl.col("event") != "corrected: price change",
            ~pl.col("host").is_in(NOT_FIRST_PARTY),
            ~pl.col("litellm_key").str.starts_with("azure/"),
        )
        .with_columns(
            pl.when(of_then).then(pl.lit("tokencost")).otherwise(pl.lit("litellm")).alias("history")
        )
        .join(_commits(raw), on=["date", "litellm_key", "history"], how="left")
        .with_columns(organizations.canonical("organization", curated))
        .with_columns(
            pl.col("litellm_key").alias("api_name"),
            pl.col("context_window").cast(pl.Float64).cast(pl.Int64).alias("context_tokens"),
            _words(of_then, *CONTEXT_BASES).alias("context_basis"),
            _words(released | first, "seen by then", "catalogue").alias("date_basis"),
            pl.lit(LITELLM).alias("source_id"),
            pl.when(released)
            .then(pl.lit(RELEASE))
            .otherwise(pl.col("commit").fill_null(HISTORY))
            .alias("source_url"),
        )
        .pipe(_in_one_shape)
    )


def _commits(raw: Path) -> pl.DataFrame:
    """Link of the change of a catalogue, by day and name."""
    files = {
        "litellm": ("litellm_price_changes_2023-09_to_2026-10.csv", "BerriAI/litellm"),
        "tokencost": ("litellm_via_tokencost_2024-01_to_2025-09.csv", "AgentOps-AI/tokencost"),
    }
    return pl.concat(
        [
            pl.read_csv(raw / FOLDER / file, infer_schema=False)
            .drop_nulls(f"{history}_commit")
            .select(
                "date",
                "litellm_key",
                pl.lit(history).alias("history"),
                (pl.lit(f"https://github.com/{place}/commit/") + pl.col(f"{history}_commit")).alias(
                    "commit"
                ),
            )
            for history, (file, place) in files.items()
        ]
    ).unique(["date", "litellm_key", "history"], keep="first", maintain_order=True)


def _models_dev(raw: Path, curated: Path) -> pl.DataFrame:
    file = raw / FOLDER / "models_dev_corrected_price_history_to_2026-10-26.csv"
    cloud = pl.col("provider") == "amazon-bedrock"
    seen = (pl.col("date_basis") == "first observed") | (
        pl.col("date").str.to_date() < MODELS_DEV_STARTS
    )
    documented = pl.col("date_basis") == "documented"
    return (
        pl.read_csv(file, infer_schema=False)
        .filter(~pl.col("provider").is_in(NOT_FIRST_PARTY))
        # Other regions of the cloud cost more.
        .filter(~cloud | pl.col("model").str.starts_with("amazon."))
        # Of several prices of one day the documented one stands, else the last.
        .with_columns(documented.alias("documented"))
        .sort("date", "documented", maintain_order=True)
        .unique(["provider", "model", "date"], keep="last", maintain_order=True)
        .join(_windows(raw), on=["provider", "model"], how="left", maintain_order="left")
        .with_columns(pl.col("provider").replace(MAKERS))
        .with_columns(organizations.canonical("provider", curated))
        .with_columns(
            pl.col("model").str.replace(r"^amazon\.", "").str.replace(":0$", "").alias("api_name"),
            pl.when(pl.col("context_tokens").is_not_null())
            .then(pl.lit("later listing"))
            .alias("context_basis"),
            pl.when(seen)
            .then(pl.lit("seen by then"))
            .otherwise(_words(documented, "documented", "catalogue"))
            .alias("date_basis"),
            pl.lit(MODELS_DEV).alias("source_id"),
        )
        .pipe(_in_one_shape)
    )


def _windows(raw: Path) -> pl.DataFrame:
    """Context windows as models.dev listed them in September 2026."""
    return (
        pl.read_csv(raw / "benchmarks/models-dev/rates_ledger_2026-09-28.csv", infer_schema=False)
        .select(
            "provider",
            pl.col("model_id").alias("model"),
            pl.col("context_window").cast(pl.Int64).replace({0: None}).alias("context_tokens"),
        )
        .unique(["provider", "model"], keep="first", maintain_order=True)
    )


def _words(condition: pl.Expr, yes: str, no: str) -> pl.Expr:
    return pl.when(condition).then(pl.lit(yes)).otherwise(pl.lit(no))


def _in_one_shape(rows: pl.DataFrame) -> pl.DataFrame:
    return rows.with_columns(
        pl.col("date").str.to_date(),
        # The host stands before the name: openai/gpt-4o is gpt-4o.
        pl.col("api_name").str.replace("^.*/", ""),
        pl.col("input_usd_per_mtok").cast(pl.Float64),
        pl.col("output_usd_per_mtok").cast(pl.Float64),
    ).select(FIELDS)


def _left_out(curated: Path) -> pl.DataFrame:
    """Prices that a catalogue shows by mistake: rows of `price_errors.csv`."""
    return pl.read_csv(curated / "price_errors.csv", infer_schema=False).with_columns(
        pl.col("date").str.to_date()
    )


def _of_developers(rows: pl.DataFrame, errors: pl.DataFrame) -> pl.DataFrame:
    """Prices of text models that their developer sells, without free ones and known mistakes."""
    wrong = ["organization", "api_name", "date"]
    fitting = rows.filter(
        pl.col("input_usd_per_mtok") > 0,
        pl.col("output_usd_per_mtok") > 0,
        pl.struct("organization", "api_name").map_elements(_sells_text, return_dtype=pl.Boolean),
    )
    return fitting.join(errors, on=wrong, how="anti")


def _sells_text(row: dict[str, str]) -> bool:
    name = row["api_name"].lower()
    maker = next((maker for mark, maker in MARKS.items() if name.startswith(mark)), None)
    ours = maker in (None, row["organization"])
    return ours and not NOT_TEXT.search(name) and not MOVING.search(name)


def without_overlap(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Changes of the price of one name; `rows` are its listings in both catalogues by day.

    LiteLLM stands until models.dev lists the name, and again after the last day of models.dev.
    """
    dev = [row for row in rows if row["source_id"] == MODELS_DEV]
    start = min((row["date"] for row in dev), default=date.max)
    lite = [
        row
        for row in rows
        if row["source_id"] == LITELLM and not start <= row["date"] <= MODELS_DEV_ENDS
    ]
    # What models.dev first shows of a known name is no change, unless a page documents it.
    known = any(row["date"] < start for row in lite)
    dev = [row for row in dev if not known or row["date"] > start or _documented(row)]
    days = [row["date"] for row in dev if row["date_basis"] == "documented"]
    settled = [row for row in dev if _documented(row) or not _follows(row["date"], days)]
    listed = next((row for row in reversed(rows) if row["context_tokens"]), None)
    changes: list[dict[str, Any]] = []
    for row in sorted(lite + settled, key=lambda row: row["date"]):
        if not changes or _price(row) != _price(changes[-1]):
            changes.append(row if row["context_tokens"] else row | _context(listed))
    return changes


def _documented(row: dict[str, Any]) -> bool:
    return "github.com" not in row["source_url"]


def _follows(day: date, days: list[date]) -> bool:
    return any(documented <= day <= documented + SETTLES for documented in days)


def _context(listed: dict[str, Any] | None) -> dict[str, Any]:
    if listed is None:
        return {}
    return {"context_tokens": listed["context_tokens"], "context_basis": "later listing"}


def _price(row: dict[str, Any]) -> tuple[float, float]:
    return row["input_usd_per_mtok"], row["output_usd_per_mtok"]
