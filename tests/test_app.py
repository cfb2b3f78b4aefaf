"""Every page through the entrypoint, as a visitor with a link opens it and clicks on."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import polars as pl
import pytest
from streamlit.testing.v1 import AppTest

from lib.ui import data as app_data
from lib.ui.sidebar import ANY_RANGE
from tests.running import (
    CONFIRMED,
    PAGES,
    ROOT,
    ROUNDS,
    Query,
    after,
    choice,
    money,
    opened,
    plain,
    spelt,
)

# What stands in the URL, the rounds it means, and the words that say so.
LINKS: dict[str, tuple[Query, pl.Expr, str]] = {
    "default": ({}, CONFIRMED, "Completed and announced rounds, Q3 2013 to Q3 2026"),
    "china_early": (
        {"region": "China", "stage_group": "Early", "start": "2025-Q1", "end": "2026-Q4"},
        CONFIRMED
        & (pl.col("region") == "China")
        & (pl.col("stage_group") == "Early")
        & (pl.col("announced_date") >= date(2025, 1, 1)),
        "Completed and announced rounds of Early stage in China, Q1 2025 to Q4 2026",
    ),
    "one_company": (
        {"company": "OpenAI"},
        CONFIRMED & (pl.col("company") == "OpenAI"),
        "Completed and announced rounds of OpenAI, Q3 2013 to Q3 2026",
    ),
    "empty": (
        {"region": "Middle East", "end": "2013-Q4"},
        pl.lit(False),
        "Completed and announced rounds in the Middle East, Q3 2013 to Q4 2013",
    ),
    "rumoured": (
        {"status": "rumoured"},
        pl.col("status") == "rumoured",
        "Rumoured rounds, Q3 2013 to Q4 2026",
    ),
    "junk": (
        {"region": ["Mars", "China"], "start": "soon", "min_amount_usd": "-1", "utm": "<b>x</b>"},
        CONFIRMED & (pl.col("region") == "China"),
        "Completed and announced rounds in China, Q3 2013 to Q3 2026",
    ),
    "reversed": (
        {"start": "2025-Q4", "end": "2025-Q1"},
        CONFIRMED & (pl.col("announced_date").dt.year() == 2025),
        "Completed and announced rounds, Q1 2025 to Q4 2025",
    ),
}
every_link = pytest.mark.parametrize(("query", "condition", "words"), LINKS.values(), ids=LINKS)


def sentence(app: AppTest) -> str:
    return plain(next(each.value for each in app.main.markdown if ": **" in each.value))


def result(rounds: pl.DataFrame) -> str:
    noun = "round" if rounds.height == 1 else "rounds"
    return f"**{rounds.height:,} {noun}, {money(float(rounds['amount_usd'].sum()))}**."


def metrics(app: AppTest) -> dict[str, str]:
    return {metric.label: plain(metric.value) for metric in app.metric}


@every_link
def test_a_link_opens_every_page(query: Query, condition: pl.Expr, words: str) -> None:
    rounds = ROUNDS.filter(condition)
    app = opened(query)
    assert app.title[0].value == "Overview"
    assert sentence(app) == f"{words}: {result(rounds)}"
    assert len(app.get("vega_lite_chart")) + len(app.info) == 5
    check_metrics(metrics(app), rounds)
    after(app.switch_page(PAGES["Table and export"]))
    assert app.title[0].value == "Table and export"
    assert sentence(app) == f"{words}: {result(rounds)}"
    assert sum(table.value.shape[0] for table in app.dataframe) == rounds.height
    assert len(app.info) == rounds.is_empty()
    assert spelt(app) == query


def check_metrics(found: dict[str, str], rounds: pl.DataFrame) -> None:
    amounts = rounds["amount_usd"].drop_nulls()
    total = float(amounts.sum())
    by_company = rounds.group_by("company").agg(pl.sum("amount_usd"))["amount_usd"]
    late = float(rounds.filter(pl.col("stage_group") == "Late")["amount_usd"].sum())
    assert found["Capital raised"] == money(total)
    assert found["Rounds"] == f"{rounds.height:,}"
    if rounds.is_empty():
        assert list(found.values())[2:] == ["not disclosed", "unknown", "unknown"]
        return
    assert found["Median round"] == money(float(amounts.to_frame().median().item()))
    largest = float(by_company.top_k(4).sum())
    assert number(found["Top-four share"]) == pytest.approx(100 * largest / total, abs=0.5)
    assert number(found["Late-stage share"]) == pytest.approx(100 * late / total, abs=0.5)


def number(words: str) -> float:
    return float(words.removesuffix("%"))


def test_changes_are_against_the_period_before() -> None:
    app = opened({"start": "2025-Q1", "end": "2025-Q4"})
    years = ROUNDS.filter(CONFIRMED).group_by(pl.col("announced_date").dt.year().alias("year"))
    capital = dict(years.agg(pl.sum("amount_usd")).rows())
    assert app.metric[0].delta == f"{capital[2025] / capital[2024] - 1:+.0%}"
    assert any(plain(each.value).endswith("Q1 2024 to Q4 2024.") for each in app.main.caption)
    assert [metric.delta for metric in opened().metric] == [""] * 5


def test_junk_in_the_link_is_named() -> None:
    query, _, _ = LINKS["junk"]
    notes = [plain(each.value) for each in opened(query).main.caption]
    assert sum("Ignored in the link" in note for note in notes) == 1
    note = next(note for note in notes if "Ignored in the link" in note)
    assert "region=Mars" in note
    assert "China" not in note
    assert not any("Ignored" in each.value for each in opened({"by": "region"}).main.caption)


def test_empty_selection_says_what_to_do() -> None:
    query, _, _ = LINKS["empty"]
    for page, messages in [("Overview", 5), ("Table and export", 1)]:
        told = [each.value for each in opened(query, page).info]
        assert len(told) == messages
        assert all(each.endswith("Widen the time range or take a filter back.") for each in told)


def test_charts_say_what_they_show() -> None:
    charts = opened().get("vega_lite_chart")
    alts = [chart.proto.alt for chart in charts]
    assert len(set(alts)) == 5
    assert alts[0].startswith("Capital peaked in Q1 2026 at $")
    assert all(text.endswith(".") and "." in text[:-1] for text in alts)


# Filters


def test_filters_show_how_many_rounds_match() -> None:
    app = opened({"region": "China"})
    rounds = ROUNDS.filter(CONFIRMED)
    china = rounds.filter(pl.col("region") == "China")
    for name, matching in {"region": rounds, "sector": china, "company": china}.items():
        counts = dict(matching.group_by(name).len().rows())
        found = dict(map(split_label, app.multiselect(key=name).options))
        assert {value: number for value, number in found.items() if number} == counts
    assert app.multiselect(key="region").options[1] == f"China · {china.height}"
    amounts = dict(map(split_label, app.selectbox(key="min_amount_usd").options))
    assert amounts["$1B"] == china.filter(pl.col("amount_usd") >= 1e9).height
    ranges = dict(map(split_label, app.selectbox(key="preset").options))
    assert ranges["2025"] == china.filter(pl.col("announced_date").dt.year() == 2025).height


def split_label(label: str) -> tuple[str, int]:
    words, _, rounds = label.rpartition(" · ")
    return words, int(rounds.replace(",", ""))


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("region", "China", "rounds in China,"),
        ("country", "France", "rounds in France,"),
        ("stage_group", "Late", "rounds of Late stage,"),
        ("stage", "Series B", "rounds at Series B,"),
        ("sector", "Healthcare & bio", "rounds working on Healthcare & bio,"),
        ("kind", "debt", "Completed and announced debt rounds,"),
        ("company", "Mistral AI", "rounds of Mistral AI,"),
    ],
)
def test_choosing_a_value_filters(name: str, value: str, words: str) -> None:
    app = opened({"by": "region"})
    after(app.multiselect(key=name).select(value))
    rounds = ROUNDS.filter(CONFIRMED, pl.col(name) == value)
    assert spelt(app) == {"by": "region", name: value}
    assert words in sentence(app)
    assert sentence(app).endswith(result(rounds))
    assert metrics(app)["Rounds"] == f"{rounds.height:,}"
    assert app.multiselect(key=name).value == [value]


def test_rumoured_rounds_are_added() -> None:
    app = opened()
    after(app.multiselect(key="status").select("rumoured"))
    assert spelt(app) == {"status": ["completed", "announced", "rumoured"]}
    assert sentence(app).endswith(result(ROUNDS.filter(pl.col("status") != "planned")))


def test_smallest_amount_filters() -> None:
    app = opened()
    after(app.selectbox(key="min_amount_usd").select(10**9))
    assert spelt(app) == {"min_amount_usd": "1000000000"}
    assert sentence(app).endswith(result(ROUNDS.filter(CONFIRMED, pl.col("amount_usd") >= 1e9)))


def test_preset_sets_the_slider_and_the_slider_the_preset() -> None:
    app = opened({"region": "China"})
    after(app.selectbox(key="preset").select("2025"))
    assert spelt(app) == {"region": "China", "start": "2025-Q1", "end": "2025-Q4"}
    assert app.select_slider(key="quarters").value == ("2025-Q1", "2025-Q4")
    after(app.select_slider(key="quarters").set_range("2024-Q2", "2025-Q4"))
    assert spelt(app) == {"region": "China", "start": "2024-Q2", "end": "2025-Q4"}
    assert app.selectbox(key="preset").value == ANY_RANGE
    after(app.select_slider(key="quarters").set_range("2024-Q1", "2024-Q4"))
    assert app.selectbox(key="preset").value == "2024"
    after(app.selectbox(key="preset").select("All years"))
    assert spelt(app) == {"region": "China"}


def test_chips_take_one_filter_back() -> None:
    app = opened({"region": ["China", "Europe"], "start": "2025-Q1", "min_amount_usd": "1000000"})
    chips = {button.key: plain(button.label) for button in app.button if "chip" in str(button.key)}
    assert chips == {
        "chip-start-None": "From Q1 2025",
        "chip-region-China": "China",
        "chip-region-Europe": "Europe",
        "chip-min_amount_usd-None": "$1M or more",
    }
    after(app.button(key="chip-region-China").click())
    wanted = {"region": "Europe", "start": "2025-Q1", "min_amount_usd": "1000000"}
    assert spelt(app) == wanted
    after(app.button(key="chip-start-None").click())
    after(app.button(key="chip-min_amount_usd-None").click())
    assert spelt(app) == {"region": "Europe"}
    assert sentence(app).endswith(result(ROUNDS.filter(CONFIRMED, pl.col("region") == "Europe")))


def test_reset_takes_every_filter_back() -> None:
    app = opened({"region": "China", "status": "rumoured", "grain": "year"})
    after(app.button(key="reset").click())
    assert spelt(app) == {"grain": "year"}
    assert sentence(app).endswith(result(ROUNDS.filter(CONFIRMED)))
    assert app.multiselect(key="region").value == []
    assert [button.key for button in app.button if button.key == "reset"] == []


def test_filters_stay_on_another_page() -> None:
    app = opened({"region": "China"}, "Table and export")
    after(app.multiselect(key="stage_group").select("Early"))
    assert app.title[0].value == "Table and export"
    after(app.switch_page(PAGES["Overview"]))
    assert spelt(app) == {"region": "China", "stage_group": "Early"}
    assert metrics(app)["Rounds"] == str(
        ROUNDS.filter(
            CONFIRMED, pl.col("region") == "China", pl.col("stage_group") == "Early"
        ).height
    )


def test_page_links_carry_the_selection() -> None:
    app = opened({"region": ["China", "Middle East"], "start": "2025-Q1"})
    links = {link.proto.label: link.proto.query_string for link in app.sidebar.get("page_link")}
    assert links.keys() == PAGES.keys()
    query = "start=2025-Q1&region=China&region=Middle+East"
    assert {frozenset(found.replace("%20", "+").split("&")) for found in links.values()} == {
        frozenset(query.split("&"))
    }


# Choices of a page


@pytest.mark.parametrize(
    ("name", "value", "subtitle"),
    [
        ("by", "kind", "Capital raised (USD) by quarter and kind"),
        ("grain", "year", "Capital raised (USD) by year and stage"),
        ("measure", "share", "Share of capital (%) by quarter and stage"),
    ],
)
def test_choices_go_to_the_url(name: str, value: str, subtitle: str) -> None:
    app = opened({"region": "China"})
    default = choice(app, name).value
    after(choice(app, name).set_value(value))
    assert spelt(app) == {"region": "China", name: value}
    assert subtitle in [plain(each.value) for each in app.main.caption]
    assert choice(opened(spelt(app)), name).value == value
    after(choice(app, name).set_value(default))
    assert spelt(app) == {"region": "China"}


def test_unknown_choices_fall_back() -> None:
    app = opened({"by": "colour", "grain": "", "measure": ["nonsense", "share"]})
    subtitles = [plain(each.value) for each in app.main.caption]
    assert "Share of capital (%) by quarter and stage" in subtitles
    app = opened({"by": "company", "measure": "nonsense"})
    assert [choice(app, name).value for name in ("by", "grain", "measure")] == [
        "stage_group",
        "quarter",
        "amount",
    ]


# Data that cannot be opened


@pytest.fixture
def data_at(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[Path], None]]:
    """Makes the app read another directory, for one test."""

    def point_to(directory: Path) -> None:
        monkeypatch.setattr(app_data, "DATA", directory)
        app_data.opened.clear()

    yield point_to
    app_data.opened.clear()


@pytest.mark.parametrize("title", PAGES)
def test_missing_data_says_how_to_mend_it(
    title: str, tmp_path: Path, data_at: Callable[[Path], None]
) -> None:
    data_at(tmp_path)
    app = opened(page=title)
    assert [each.value for each in app.title] == ["The data cannot be opened"]
    assert f"`{tmp_path.name}/" in app.error[0].value
    assert ".parquet` is missing" in app.error[0].value
    assert "make data" in app.error[0].value
    assert (len(app.metric), len(app.dataframe), len(app.multiselect)) == (0, 0, 0)


def test_damaged_data_says_so(tmp_path: Path, data_at: Callable[[Path], None]) -> None:
    for file in (ROOT / "data").glob("*.parquet"):
        (tmp_path / file.name).write_bytes(file.read_bytes())
    (tmp_path / "rounds.parquet").write_bytes(b"PAR1 cut short")
    data_at(tmp_path)
    assert "rounds.parquet` is damaged" in opened().error[0].value
