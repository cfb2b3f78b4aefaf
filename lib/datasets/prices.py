"""List prices of models in their developers' own interfaces (API), from two public catalogues.

LiteLLM's catalogue goes back to September 2023, models.dev's to June 2025. A name follows LiteLLM
until models.dev lists it and models.dev from then on, so that no price change counts twice.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from itertools import groupby
from pathlib import Path
from typing import Any

import polars as pl

from lib.datasets import model_versions, organizations, price_listings
from lib.datasets.sources import source_id, source_url
from lib.schema import Column, Dataset

EVENTS = ("added", "new version", "price cut", "price rise")
ACCESS = ("Closed", "Open weights", "Unknown")

DATASET = Dataset(
    name="prices",
    title="Prices of models",
    description=(
        "List price a million tokens in the developer's own interface, one row for each day on "
        "which the price or the version of a model changed; a model has the price of its newest "
        "version. Prices before September 2023 are not covered. Free and unpriced listings, "
        "prices for audio, images and search, names that move to newer models, and prices that "
        "catalogues convert from yuan are left out."
    ),
    key=("organization", "model", "date"),
    dated_by="date",
    references={
        "organization": "organizations.organization",
        "capability_model": "capability.model",
        "source_id": "sources.source_id",
    },
    columns=(
        Column("date", pl.Date(), "Date", "First day the price is known for", required=True),
        *organizations.columns("Developer", "Developer and seller of the model", required=True),
        Column("model", pl.String(), "Model", "Name of the model", required=True),
        Column(
            "model_key",
            pl.String(),
            "Model key",
            "Key of all versions of the model, as in `model_links`",
            required=True,
        ),
        Column(
            "api_name",
            pl.String(),
            "Name in the interface",
            "Version the price is of, as programs ask for it",
            required=True,
        ),
        Column(
            "capability_model",
            pl.String(),
            "Model in the index",
            "The same version in table `capability`; empty where it has no score",
        ),
        Column(
            "arena_model",
            pl.String(),
            "Model in the arena",
            "Its newest version that the newest text board in table `arena` rates; empty before "
            "that version, and where none is rated",
        ),
        Column(
            "input_usd_per_mtok",
            pl.Float64(),
            "Input price",
            "Price of a million tokens read",
            unit="USD per million tokens",
            required=True,
            minimum=0,
        ),
        Column(
            "output_usd_per_mtok",
            pl.Float64(),
            "Output price",
            "Price of a million tokens written",
            unit="USD per million tokens",
            required=True,
            minimum=0,
        ),
        Column(
            "context_tokens",
            pl.Int64(),
            "Context window",
            "Most tokens the model reads at once",
            unit="tokens",
            minimum=1,
        ),
        Column(
            "context_basis",
            pl.String(),
            "Context window of",
            "at the time: listed that day; later listing: listed by October 2026, for the same name",
            allowed=price_listings.CONTEXT_BASES,
        ),
        Column(
            "event",
            pl.String(),
            "Event",
            "Against the row before, by three parts input and one part output",
            required=True,
            allowed=EVENTS,
        ),
        Column(
            "access",
            pl.String(),
            "Access",
            "Whether the weights of the model can be downloaded",
            required=True,
            allowed=ACCESS,
        ),
        Column(
            "date_basis",
            pl.String(),
            "Date is",
            "documented: of a cited page; catalogue: of the change in the catalogue, usually days "
            "later; seen by then: first listing of a price that is older",
            required=True,
            allowed=price_listings.DATE_BASES,
        ),
        source_id(),
        source_url("Page of the price, or change of the catalogue"),
    ),
)


def tidy(
    raw: Path, curated: Path, places: pl.DataFrame, capability: pl.DataFrame, arena: pl.DataFrame
) -> pl.DataFrame:
    """Prices by model; `places` is table organizations, the others the tables of their names."""
    scores = model_versions.read_scores(capability.to_dicts())
    others = model_versions.read_others(curated)
    listed = price_listings.read(raw, curated)
    offers = _rated([row | _model_of(row, scores, others) for row in listed], arena)
    offers.sort(key=lambda row: (row["organization"], row["model_key"]))
    by_model = groupby(offers, key=lambda row: (row["organization"], row["model_key"]))
    rows = [row for _, offers_of_one in by_model for row in _changes(list(offers_of_one))]
    access = capability.select(capability_model="model", access="access")
    return (
        pl.DataFrame(
            rows,
            schema_overrides={"capability_model": pl.String, "arena_model": pl.String},
            infer_schema_length=None,
        )
        .pipe(organizations.placed, places)
        .join(access, on="capability_model", how="left")
        .join(_catalogue(raw, curated), on=["organization", "model_key"], how="left")
        .with_columns(
            pl.coalesce(
                pl.col("access").replace({"Unknown": None}), "listed_access", pl.lit("Unknown")
            ).alias("access")
        )
        .select(pl.col(name).cast(kind) for name, kind in DATASET.polars_schema.items())
        .sort("date", "organization", "model")
    )


def _model_of(
    row: dict[str, Any],
    scores: dict[tuple[str, str], list[model_versions.Score]],
    others: dict[str, list[model_versions.Other]],
) -> dict[str, Any]:
    """Model, key, version and score of a listing."""
    name, day = row["api_name"], row["date"]
    other = next((each for each in others.get(name, []) if each.start <= day), None)
    version = model_versions.version(name, day) or day
    key = model_versions.key(other.model if other else name)
    found = scores.get((row["organization"], key), [])
    model = other.model if other else model_versions.words(name)
    if found:
        model = model_versions.DATED.sub("", found[0].model)
    score = model_versions.score_of(found, version)
    return {"model": model, "model_key": key, "version": version, "capability_model": score}


def _rated(offers: list[dict[str, Any]], arena: pl.DataFrame) -> list[dict[str, Any]]:
    """`offers` with the version that the newest text board rates."""
    text = arena.filter(pl.col("board") == "text")
    names = text.filter(pl.col("date") == pl.col("date").max()).sort("rating", "model")["model"]
    first: dict[str, date] = {}
    for row in offers:
        first[row["model_key"]] = min(row["date"], first.get(row["model_key"], row["date"]))
    ratings = model_versions.read_ratings(names, first)
    of_row = [ratings.get(row["model_key"], []) for row in offers]
    return [
        row | {"arena_model": model_versions.score_of(found, row["version"])}
        for row, found in zip(offers, of_row, strict=True)
    ]


def _changes(offers: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """Rows of one model: its newest version and what that costs, at each change of either."""
    # Of several on one day the newest version stands, and the documented price of it.
    of_days = {row["date"]: row for row in sorted(offers, key=_weight)}
    newest: dict[str, Any] | None = None
    for _, offer in sorted(of_days.items()):
        if newest and (offer["version"] < newest["version"] or _same(offer, newest)):
            continue
        yield offer | {"model": offers[0]["model"], "event": _event(newest, offer)}
        newest = offer


def _weight(offer: dict[str, Any]) -> tuple[date, bool, str]:
    return offer["version"], offer["date_basis"] == "documented", offer["api_name"]


def _same(offer: dict[str, Any], newest: dict[str, Any]) -> bool:
    names = ("input_usd_per_mtok", "output_usd_per_mtok", "capability_model", "arena_model")
    return all(offer[name] == newest[name] for name in names)


def _event(before: dict[str, Any] | None, after: dict[str, Any]) -> str:
    if before is None:
        return "added"
    old, new = _blended(before), _blended(after)
    return "new version" if old == new else "price cut" if new < old else "price rise"


def _blended(row: dict[str, Any]) -> float:
    """Three parts input, one part output."""
    return (3 * row["input_usd_per_mtok"] + row["output_usd_per_mtok"]) / 4


def _catalogue(raw: Path, curated: Path) -> pl.DataFrame:
    """Access to models as models.dev lists it for their developers."""
    file = raw / "benchmarks/models-dev/models_dev_2026-07-02.csv"
    key = pl.col("model_id").map_elements(model_versions.key, return_dtype=pl.String)
    words = pl.col("open_weights").replace_strict({"True": "Open weights", "False": "Closed"})
    return (
        pl.read_csv(file, infer_schema=False)
        .with_columns(organizations.canonical("provider", curated))
        .select("organization", key.alias("model_key"), words.alias("listed_access"))
        .unique(["organization", "model_key"], keep="first", maintain_order=True)
    )
