"""Models of one company, against plain loops over the stored rows."""

from __future__ import annotations

import re
from itertools import accumulate
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from lib.database import Database, select
from lib.datasets.rounds import STATUSES
from lib.figures import company_facts
from lib.figures.company_frontier import FIGURE as FRONTIER
from lib.figures.company_frontier import FRONTIER as ALL
from lib.figures.company_frontier import OWN
from lib.figures.company_models import FIGURE as MODELS
from lib.figures.figure import Figure
from lib.filters import Filters

DATA = Path(__file__).parents[2] / "data"
Row = dict[str, Any]


def table(name: str) -> list[Row]:
    return pl.read_parquet(DATA / f"{name}.parquet").to_dicts()


RATED, LISTED, LINKS = table("capability"), table("models"), table("model_links")
FITTED = [row for row in RATED if not row["is_second_hand"]]
PRICES, SCORES = table("prices"), table("scores")
LABS = ["OpenAI", "Anthropic", "DeepSeek", "Z.ai (Zhipu)", "Mistral AI"]
every_lab = pytest.mark.parametrize("company", LABS)


def rows_of(figure: Figure, database: Database, *companies: str) -> pl.DataFrame:
    filters = Filters(company=companies, status=STATUSES)
    return select(database, figure.sql, filters, **figure.params)


def of(rows: list[Row], company: str) -> list[Row]:
    return [row for row in rows if row["organization"] == company]


def listed_as(company: str) -> dict[str, Row]:
    """Rows of the list of notable models by the name they have in the index of capability."""
    rated = {row["model"] for row in of(RATED, company)}
    listed = {row["model"]: row for row in of(LISTED, company)}
    links = [row for row in LINKS if row["capability_model"] in rated and row["notable_model"]]
    families = [row["notable_model"] for row in links]
    found = {
        row["capability_model"]: listed[row["notable_model"]]
        for row in links
        if families.count(row["notable_model"]) == 1
        and row["notable_model"] in listed
        and row["notable_model"] not in rated
        and row["capability_model"] not in listed
    }
    return found | {name: row for name, row in listed.items() if name in rated}


@every_lab
def test_every_model_stands_once(database: Database, company: str) -> None:
    rows = rows_of(MODELS, database, company)
    rated = {row["model"] for row in of(RATED, company)}
    joined = {row["model"] for row in listed_as(company).values()}
    others = {row["model"] for row in of(LISTED, company)} - joined
    assert sorted(rows["model"]) == sorted(rated | others)
    assert rows["release_date"].is_sorted(descending=True)
    assert set(rows["profile_of"]) == {company}


@every_lab
def test_rating_and_compute_of_a_model(database: Database, company: str) -> None:
    rows = {row["model"]: row for row in rows_of(MODELS, database, company).to_dicts()}
    listed = listed_as(company)
    for each in of(RATED, company):
        row = rows[each["model"]]
        assert row["eci"] == pytest.approx(each["eci"], abs=0.051)
        assert row["release_date"] == each["release_date"]
        if each["access"] != "Unknown":
            assert row["access"] == each["access"]
        flop = listed.get(each["model"], {}).get("training_compute_flop")
        assert row["training_compute"] == (pytest.approx(flop / 1e24) if flop else None)
        assert (row["confidence"] is not None) == bool(flop)


@every_lab
def test_price_is_the_newest_of_the_model(database: Database, company: str) -> None:
    rated = {row["model"] for row in of(RATED, company)}
    for row in rows_of(MODELS, database, company).to_dicts():
        key = re.sub("[^a-z0-9]", "", row["model"].lower())
        same = [
            price
            for price in of(PRICES, company)
            if (
                price["capability_model"] == row["model"]
                if row["model"] in rated
                else (price["capability_model"] or price["model_key"]) == key
            )
        ]
        if not same:
            assert row["input_usd_per_mtok"] is None
            continue
        newest = max(price["date"] for price in same)
        assert row["price_date"] == newest
        assert row["input_usd_per_mtok"] in {
            price["input_usd_per_mtok"] for price in same if price["date"] == newest
        }


@every_lab
def test_scores_are_the_best_that_others_measured(database: Database, company: str) -> None:
    rated = {row["model"] for row in of(RATED, company)}
    for row in rows_of(MODELS, database, company).to_dicts():
        measured = [
            score
            for score in SCORES
            if score["model"] == row["model"] and row["model"] in rated
            if score["is_best"] and not score["is_vendor_reported"]
        ]
        assert row["benchmarks"] == len({score["benchmark"] for score in measured})
        for column, benchmark in (("gpqa", "GPQA Diamond"), ("mmlu", "MMLU")):
            best = [score["score"] for score in measured if score["benchmark"] == benchmark]
            assert row[column] == (pytest.approx(max(best), abs=0.0006) if best else None)


@every_lab
def test_lines_are_the_best_so_far(database: Database, company: str) -> None:
    rows = rows_of(FRONTIER, database, company)
    newest = max(row["release_date"] for row in FITTED)
    for series, models in ((ALL, FITTED), (OWN, of(FITTED, company))):
        days = sorted({row["release_date"] for row in models})
        best = [max(row["eci"] for row in models if row["release_date"] == day) for day in days]
        expected = dict(zip(days, accumulate(best, max), strict=True))
        steps = rows.filter(pl.col("is_step"), series=series).sort("release_date", "is_end")
        for row in steps.to_dicts():
            assert row["eci"] == max(
                eci for day, eci in expected.items() if day <= row["release_date"]
            )
        assert steps["eci"].to_list()[-1] == max(expected.values())
        assert steps["release_date"].to_list()[-1] == newest
        assert set(steps["eci"]) == set(expected.values())


@every_lab
def test_points_are_all_models_of_the_company(database: Database, company: str) -> None:
    rows = rows_of(FRONTIER, database, company)
    own = rows.filter(pl.col("series") == OWN, ~pl.col("is_end"))
    assert sorted(own["model"]) == sorted(row["model"] for row in of(RATED, company))
    second_hand = sum(row["is_second_hand"] for row in of(RATED, company))
    assert (f"Hollow: {second_hand} quoted" in FRONTIER.remark(rows)) == (second_hand > 0)
    assert not rows.filter("is_second_hand", "is_step").height


def test_words_beside_the_frontier(database: Database) -> None:
    first = max(FITTED, key=lambda row: row["eci"])
    rows = rows_of(FRONTIER, database, first["organization"])
    assert FRONTIER.headline(rows).endswith("the highest of all models rated")
    assert first["model"] in FRONTIER.headline(rows)
    best = max(of(FITTED, "DeepSeek"), key=lambda row: row["eci"])
    assert FRONTIER.headline(rows_of(FRONTIER, database, "DeepSeek")).endswith(
        f"{first['eci'] - best['eci']:.1f} points below {first['organization']}'s best"
    )


def test_one_model_in_words(database: Database) -> None:
    rows = rows_of(MODELS, database, "Suno")
    [model] = of(LISTED, "Suno")
    assert MODELS.headline(rows) == (
        f"Suno has 1 model here: {model['model']} of {model['release_date']:%b %Y}"
    )
    assert MODELS.remark(rows).startswith("Of 1 model, 0 have a rating")


def test_several_companies_and_none_have_no_models(database: Database) -> None:
    for companies in (("OpenAI", "Anthropic"), ("Ed AI",)):
        assert rows_of(MODELS, database, *companies).is_empty()
        assert rows_of(FRONTIER, database, *companies).is_empty()


@pytest.mark.parametrize("company", [*LABS, "Suno", "Ed AI"])
def test_facts_tell_whether_there_are_models(database: Database, company: str) -> None:
    [facts] = select(database, company_facts.SQL, company=company).to_dicts()
    assert facts["rated_models"] == len(of(RATED, company))
    assert facts["has_models"] == bool(of(RATED, company) + of(LISTED, company))
