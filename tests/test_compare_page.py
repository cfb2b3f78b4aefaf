"""The comparison page, opened through the entrypoint under many links and choices."""

from __future__ import annotations

from functools import cache
from typing import Any

import polars as pl
import pytest
from streamlit.testing.v1 import AppTest

from lib.figures.company_groups import GROUPS, NAMED, REASONS
from lib.figures.compared_companies import ALIGNS
from lib.figures.compared_measures import MEASURES
from tests.running import (
    CONFIRMED,
    ROOT,
    ROUNDS,
    after,
    captions,
    choice,
    headlines,
    opened,
    shown,
    spelt,
)

PAGE = "Compare companies"
COMPANIES = pl.read_parquet(ROOT / "data/companies.parquet")
KINDS = ["equity", "debt", "mixed", "ipo"]


def companies(app: AppTest) -> list[str]:
    return list(choice(app, "with").value)


def table(app: AppTest) -> Any:
    return app.dataframe[-1].value


@pytest.mark.parametrize("group", GROUPS)
def test_groups(group: str) -> None:
    app = opened({"group": group}, PAGE)
    assert choice(app, "group").value == group
    assert REASONS[group] in captions(app)
    if group == "own":
        assert shown(app) == (0, 0, 1)
        assert companies(app) == []
        return
    assert 4 <= len(companies(app)) <= 6
    assert shown(app) == (1, 1, 0)
    assert table(app)["company"].to_list() == companies(app)
    if group in NAMED:
        assert companies(app) == list(NAMED[group])


def test_default() -> None:
    app = opened({}, PAGE)
    assert companies(app) == list(NAMED["frontier"])
    assert headlines(app)[0].startswith("OpenAI had raised $")
    assert any("only kind and status" in each for each in captions(app))


@cache
def headlines_of_china() -> list[str]:
    return headlines(opened({"group": "china"}, PAGE))


@pytest.mark.parametrize("measure", MEASURES)
@pytest.mark.parametrize("align", ALIGNS)
def test_measures_and_alignments(measure: str, align: str) -> None:
    app = opened({"compare": measure, "align": align, "group": "china"}, PAGE)
    assert shown(app) == (1, 1, 0)
    assert choice(app, "compare").value == measure
    assert choice(app, "align").value == align
    first, second = headlines_of_china()
    assert headlines(app)[1] == second
    assert (headlines(app)[0] == first) == ((measure, align) == ("capital", "calendar"))


def test_choosing_a_company_makes_a_group_of_ones_own() -> None:
    app = opened({"group": "china", "compare": "valuation"}, PAGE)
    after(choice(app, "with").unselect("StepFun"))
    left = [name for name in NAMED["china"] if name != "StepFun"]
    assert spelt(app) == {"with": left, "compare": "valuation"}
    assert choice(app, "group").value == "own"
    assert table(app)["company"].to_list() == left
    after(choice(app, "with").select("OpenAI"))
    assert companies(app) == [*left, "OpenAI"]
    assert table(app)["company"].to_list() == [*left, "OpenAI"]
    after(choice(app, "group").set_value("frontier"))
    assert "with" not in spelt(app)
    assert companies(app) == list(NAMED["frontier"])


def test_your_own_starts_from_the_group_before() -> None:
    app = opened({"group": "china"}, PAGE)
    after(choice(app, "group").set_value("own"))
    assert spelt(app) == {"with": list(NAMED["china"])}
    after(choice(app, "with").set_value([]))
    assert spelt(app) == {"group": "own"}
    assert [each.value for each in app.info] == [
        "Choose two to six companies above to compare them."
    ]


def test_one_company_is_not_compared() -> None:
    app = opened({"with": "OpenAI"}, PAGE)
    assert shown(app) == (0, 0, 1)
    assert app.info[0].value == "Choose at least one more company to compare OpenAI with."


def test_names_are_found_by_aliases_and_in_any_case() -> None:
    row = COMPANIES.filter(pl.col("aliases").list.len() > 0, company="Moonshot AI").row(
        0, named=True
    )
    app = opened({"with": [row["aliases"][0].upper(), "openai"]}, PAGE)
    assert companies(app) == ["Moonshot AI", "OpenAI"]
    # Names that mean the same company count once.
    twice = opened({"with": [row["aliases"][0], "Moonshot AI", "xAI"]}, PAGE)
    assert companies(twice) == ["Moonshot AI", "xAI"]


def test_unknown_names_are_said_and_close_ones_offered() -> None:
    app = opened({"with": ["Antropic [Inc](x)", "OpenAI", "xAI"]}, PAGE)
    assert companies(app) == ["OpenAI", "xAI"]
    assert shown(app) == (1, 1, 0)
    assert "is not in the data. Did you mean" in app.warning[0].value
    assert "\\[Inc\\]" in app.warning[0].value
    after(app.button(key="closest-Anthropic").click())
    assert companies(app) == ["Anthropic", "OpenAI", "xAI"]
    assert not app.warning
    none = opened({"with": ["Antropic", "OpenIA"]}, PAGE)
    assert shown(none) == (0, 0, 1)
    assert "are not in the data" in none.warning[0].value
    after(none.button(key="closest-OpenAI").click())
    after(none.button(key="closest-Anthropic").click())
    assert companies(none) == ["Anthropic", "OpenAI"]


def test_many_unknown_names_stay_a_short_message() -> None:
    app = opened({"with": [f"Nobody {n}" for n in range(300)]}, PAGE)
    assert "297 more are not in the data" in app.warning[0].value
    assert len([each for each in app.button if str(each.key).startswith("closest-")]) <= 15


def test_more_than_six() -> None:
    names = [*NAMED["frontier"], *NAMED["china"]]
    app = opened({"with": names}, PAGE)
    assert companies(app) == names[:6]
    assert "first 6" in app.warning[0].value


def test_only_kind_and_status_apply() -> None:
    plain = headlines(opened({}, PAGE))
    others = {"region": "China", "start": "2026-Q1", "company": "DeepSeek", "stage": "Seed"}
    assert headlines(opened(others | {"min_amount_usd": "1000000000"}, PAGE)) == plain
    equity = opened({"kind": "equity"}, PAGE)
    totals = (
        ROUNDS.filter(CONFIRMED, pl.col("kind") == "equity")
        .group_by("company")
        .agg(pl.sum("amount_usd"))
    )
    known = dict(totals.iter_rows())
    found = table(equity)
    assert found["capital_usd_million"].to_list() == [
        pytest.approx(known[name] / 1e6) for name in NAMED["frontier"]
    ]


def test_rumours_only_where_asked_for() -> None:
    query = {"with": ["OpenAI", "SpaceX"], "compare": "valuation"}
    app = opened(query, PAGE)
    assert any("no valuation is known: SpaceX." in each for each in captions(app))
    asked = opened(query | {"status": ["completed", "announced", "planned"]}, PAGE)
    assert any("Hollow squares" in each for each in captions(asked))
    rumoured = opened(query | {"status": ["rumoured", "planned"]}, PAGE)
    assert headlines(rumoured)[0].startswith("By rumour or plan, SpaceX was valued at ")


def test_a_measure_nobody_has() -> None:
    app = opened({"group": "infrastructure", "compare": "users"}, PAGE)
    assert shown(app) == (0, 1, 1)
    assert app.info[0].value == (
        "No compared company can be shown: no number of users is known. "
        "Choose other companies, or another measure to compare them by."
    )


def test_no_round_at_all() -> None:
    app = opened({"with": ["xAI", "Anthropic"], "kind": "grant"}, PAGE)
    assert shown(app) == (0, 0, 2)
    assert "No round of these companies" in app.info[1].value


def test_names_with_odd_characters() -> None:
    app = opened({"with": ["/dev/agents", "humans&", "OpenAI"]}, PAGE)
    assert companies(app) == ["/dev/agents", "humans&", "OpenAI"]
    assert shown(app) == (1, 1, 0)


def test_unknown_choices_fall_back() -> None:
    junk = {"group": "x", "compare": "y", "align": "z"}
    assert headlines(opened(junk, PAGE)) == headlines(opened({}, PAGE))


def test_the_table_shows_no_identifiers() -> None:
    app = opened({}, PAGE)
    order = app.dataframe[-1].proto.column_order
    assert not [name for name in order if name.endswith("_id")]
    assert {"company", "founded_year", "capital_usd_million", "users_of", "multiple"} <= {*order}
