"""Data centres: names, tags, places and plans as the publisher's two files state them."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import polars as pl
import pytest

from lib.datasets import data_centers

DATA = Path(__file__).parents[2] / "data"
ROWS = pl.read_parquet(DATA / "data_centers.parquet")
TIMELINES = ROWS.filter(source_id=data_centers.JULY)
SITES_HEAD = "Name,Owner,Users,Country,Address,Selected Sources\n"
DATES_HEAD = (
    "Data center,Date,Buildings operational,IT power (MW),Power (MW),H100 equivalents,"
    "Total capital cost (2025 USD billions)\n"
)
SEEN_HEAD = (
    "site,owner,primary_user,country,compute_h100e,it_power_mw,capital_cost_busd,"
    "buildings_operational\n"
)


def built(tmp_path: Path, sites: str, dates: str, seen: str = "") -> pl.DataFrame:
    for name, text in (
        (data_centers.SITES, SITES_HEAD + sites),
        (data_centers.TIMELINES, DATES_HEAD + dates),
        (data_centers.OBSERVED, SEEN_HEAD + seen),
    ):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text, encoding="utf-8")
    rows = data_centers.tidy(tmp_path, DATA / "curated")
    data_centers.DATASET.check(rows)
    return rows


def test_rows_keep_the_declaration() -> None:
    data_centers.DATASET.check(ROWS)
    assert TIMELINES["site"].n_unique() == 68
    assert ROWS.filter(source_id=data_centers.AUGUST).height == 77
    sure = set(ROWS["users_confidence"].explode().drop_nulls())
    assert sure == {*data_centers.CONFIDENCES, "not stated"}
    assert (ROWS["users"].list.len() == ROWS["users_confidence"].list.len()).all()


def test_a_known_site_is_as_published() -> None:
    [row] = TIMELINES.filter(site="Colossus 2", date=date(2026, 7, 1)).to_dicts()
    assert row["organization"] == "xAI"
    assert row["owner_confidence"] == "confident"
    assert (row["country"], row["region"], row["state"]) == ("United States",) * 2 + ("Tennessee",)
    assert (row["it_power_mw"], row["power_mw"], row["is_planned"]) == (946, 1276, False)
    assert row["h100_equivalents"] == pytest.approx(1111672.56, abs=0.01)
    assert row["capital_cost_usd"] == pytest.approx(35.836372e9)


def test_power_now_is_what_the_publisher_calls_current() -> None:
    now = TIMELINES.filter(~pl.col("is_planned")).sort("date").group_by("site").last()
    assert now["it_power_mw"].sum() == pytest.approx(10924.8)
    seen = ROWS.filter(source_id=data_centers.AUGUST)
    assert seen["it_power_mw"].sum() == pytest.approx(12115.13, abs=0.01)
    assert (seen["it_power_mw"] > 0).sum() == 62


def test_plans_are_what_comes_after_the_day_of_the_file() -> None:
    assert TIMELINES["snapshot_date"].unique().to_list() == [date(2026, 7, 7)]
    assert (ROWS["is_planned"] == (ROWS["date"] > ROWS["snapshot_date"])).all()
    assert not ROWS.filter(source_id=data_centers.AUGUST)["is_planned"].any()


def test_no_site_draws_more_for_its_computers_than_in_all() -> None:
    assert (TIMELINES["it_power_mw"] <= TIMELINES["power_mw"]).all()
    assert (TIMELINES["power_mw"] < 5000).all()


def test_a_site_has_one_owner_and_place_in_its_file() -> None:
    said = ROWS.select("site", "source_id", "organization", "country", "state").unique()
    assert said.height == ROWS.select("site", "source_id").unique().height
    assert set(ROWS.filter(pl.col("state").is_not_null())["country"]) == {"United States"}


def test_tags_become_columns(tmp_path: Path) -> None:
    rows = built(
        tmp_path,
        'A,Softbank #likely,"OpenAI #confident, Google DeepMind #speculative, Meta",'
        "United States,,\n"
        "B,CoreWeave,,Malaysia,,\n"
        "C,,,China,,\n",
        "A,2026-01-01,1,1,2,3,4\nB,2026-01-01,1,1,2,3,4\nC,2026-01-01,1,1,2,3,4\n",
    )
    said = "organization", "owner_confidence", "users", "users_confidence", "region"
    assert rows.select(said).rows() == [
        (
            "SoftBank",
            "likely",
            ["OpenAI", "Google", "Meta"],
            ["confident", "speculative", "not stated"],
            "United States",
        ),
        ("CoreWeave", None, [], [], "Asia-Pacific"),
        (None, None, [], [], "China"),
    ]


@pytest.mark.parametrize(
    ("name", "country", "address", "state"),
    [
        ("A", "United States", "5420 Tulane Rd, Memphis, TN 38109", "Tennessee"),
        ("A", "United States", "1401 Meadowville Technology Parkway, Chester, VA", "Virginia"),
        ("A", "United States", "2205 Industrial South Rd, Dalton, GA, 30721", "Georgia"),
        ("A", "United States", "14651 Gold Coast Rd 68138 Papillion Nebraska, USA", "Nebraska"),
        ("A", "United States", "5800 EDGEWOOD RD SW CEDAR RAPIDS, IA 52404", "Iowa"),
        ("A", "United States", "2950 S. Litchfield Road", None),
        ("A", "United States", "", None),
        ("A", "United Kingdom", "Great Cambridge Road, Cheshunt, EN8 8XH", None),
        # The permit that the publisher links to is of another state.
        ("Vantage TX1", "United States", "Goodyear, Arizona 85338", None),
    ],
)
def test_the_state_is_that_of_the_address(
    name: str, country: str, address: str, state: str | None, tmp_path: Path
) -> None:
    rows = built(tmp_path, f'{name},,,{country},"{address}",\n', f"{name},2026-01-01,1,1,2,3,4\n")
    assert rows["state"].to_list() == [state]


def test_a_zero_beside_power_is_not_known(tmp_path: Path) -> None:
    rows = built(
        tmp_path,
        "A,,,China,,\n",
        "A,2025-01-01,0,0,0,0,0\nA,2026-01-01,1,5,6,0,0\nA,2026-02-01,,5,6,,2\n",
    )
    assert rows["h100_equivalents"].to_list() == [0, None, None]
    assert rows["capital_cost_usd"].to_list() == [0, None, 2e9]
    assert rows["buildings_operational"].to_list() == [0, 1, None]


def test_a_timeline_without_a_site_is_left_out_and_files_stay_apart(tmp_path: Path) -> None:
    rows = built(
        tmp_path,
        'A,Meta #confident,,United States,"Temple, TX 76504",- [x](https://example.org/a) b\n',
        "A,2026-07-07,1,5,6,7,1\nA,2026-07-08,1,9,10,11,2\nLost,2026-01-01,1,5,6,7,1\n",
        "A,Unknown,Unknown,United States,1,4,1,1.0\nNew,Firmus,OpenAI,Australia,2,3,4,1.0\n",
    )
    held = rows.select("site", "source_id", "organization", "it_power_mw", "power_mw", "is_planned")
    assert sorted(held.rows()) == [
        ("A", "epoch-data-centers", "Meta", 5, 6, False),
        ("A", "epoch-data-centers", "Meta", 9, 10, True),
        ("A", "epoch-data-centers-observed", None, 4, None, False),
        ("New", "epoch-data-centers-observed", "Firmus", 3, None, False),
    ]
    places = rows.sort("site", "source_id", "date").select("state", "source_url").rows()
    assert places == [("Texas", "https://example.org/a")] * 2 + [("Texas", None), (None, None)]
