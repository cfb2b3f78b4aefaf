"""The page Conflicts, opened through the entrypoint under several links and choices."""

from __future__ import annotations

import polars as pl

from tests.running import ROOT, after, captions, choice, headlines, opened, plain, spelt

PAGE = "Conflicts"
CONFLICTS = pl.read_parquet(ROOT / "data/conflicts.parquet")


def words(app: object) -> str:
    return " ".join(plain(each.value) for each in app.main.markdown)  # type: ignore[attr-defined]


def test_the_page_begins_with_the_most_severe() -> None:
    app = opened(page=PAGE)
    assert spelt(app) == {}
    high = CONFLICTS.filter(severity="high").height
    assert [metric.value for metric in app.metric][:2] == [str(CONFLICTS.height), str(high)]
    assert choice(app, "conflict").value == "X01"
    assert len(choice(app, "conflict").options) == CONFLICTS.height
    assert headlines(app)[0].endswith("funding of the largest rounds: over $70B or over $7B")
    assert f"{CONFLICTS.height} conflicts" in headlines(app)[2]


def test_a_link_opens_one_with_its_values_reason_and_evidence() -> None:
    app = opened({"conflict": "X13"}, PAGE)
    told = words(app)
    assert headlines(app)[0] == "Top-4 mega-rounds, share of the largest rounds: 65% or 63%"
    assert (
        "**This explorer uses 62.67%.** Why: other figures printed beside it give it: "
        "Share of the four largest rounds, Q1 2026, 62.67%;"
    ) in told
    assert "Checked outside: a page other than the articles was read." in " ".join(captions(app))
    assert list(app.dataframe[0].value["statement"].dropna()) == [
        "S2-002",
        "S2-022",
        "S2-004",
        "S2-001",
    ]
    links = {each.proto.label: each.proto.query_string for each in app.get("page_link")}
    assert "analysis=AN01" in links["Arithmetic AN01"].split("&")
    evidence = CONFLICTS.filter(conflict_id="X13")["evidence_url"][0]
    pages = {each.proto.label: each.proto.page for each in app.get("page_link")}
    assert pages["Page that was read"] == evidence


def test_an_unknown_conflict_is_told_kindly() -> None:
    app = opened({"conflict": "X99*"}, PAGE)
    assert plain(app.info[0].value).startswith("There is no conflict X99*. Below is the most")
    assert choice(app, "conflict").value == "X01"
    after(choice(app, "conflict").set_value("X02"))
    assert spelt(app) == {"conflict": "X02"}
    assert not app.info


def test_the_filter_company_narrows_the_list_but_not_a_link() -> None:
    about = CONFLICTS.filter(pl.col("companies").list.contains("Mistral AI"))
    app = opened({"company": "Mistral AI"}, PAGE)
    assert set(app.dataframe[-1].value["subject"]) == set(about["subject"])
    assert app.metric[0].value == str(about.height)
    other = opened({"company": "Mistral AI", "conflict": "X02"}, PAGE)
    assert choice(other, "conflict").value == "X02"
    assert not other.info


def test_choices_narrow_the_list_and_stay_in_the_address() -> None:
    app = opened(page=PAGE)
    after(choice(app, "mistake").set_value("unit_error"))
    after(choice(app, "severity").set_value("high"))
    after(choice(app, "outcome").set_value("corrected"))
    assert spelt(app) == {"mistake": "unit_error", "severity": "high", "outcome": "corrected"}
    number = CONFLICTS.filter(kind="unit_error", severity="high", outcome="corrected").height
    assert app.dataframe[-1].value.shape[0] == number
    assert headlines(app)[-2].startswith(f"{number} conflicts about ")
