"""The page of unit economics, opened through the entrypoint under several links."""

from __future__ import annotations

import pytest
from streamlit.testing.v1 import AppTest

from tests.running import after, captions, choice, headlines, opened, plain, spelt

PAGE = "Unit economics"


def numbers(app: AppTest) -> list[str]:
    return [plain(each.value) for each in app.metric]


def sliders(app: AppTest) -> list[str]:
    return [choice(app, name).value for name in ("revenue", "gpus", "utilisation")]


def said(app: AppTest) -> str:
    return " ".join(captions(app))


def test_the_page_starts_with_a_company_that_states_its_gpus() -> None:
    app = opened({}, PAGE)
    assert numbers(app) == ["$0.49", "$876M", "48.9K"]
    assert choice(app, "preset").value == "xAI"
    assert "GPUs: planned by xAI, Dec 2024." in said(app)
    assert "At the threshold of $1 per GPU-hour, 100,000 GPUs need $876M a year." in said(app)


def test_a_link_opens_a_fleet() -> None:
    link = {"revenue": "3400000000", "gpus": "388128", "utilisation": "100"}
    app = opened(link, PAGE)
    # Values between two steps of the sliders are those of the link all the same.
    assert sliders(app) == ["3400000000", "388128", "100"]
    assert numbers(app) == ["$1", "$3.4B", "388K"]
    assert "Your assumptions: utilisation, revenue, number of GPUs." in said(app)
    half = opened(link | {"utilisation": "50"}, PAGE)
    assert numbers(half) == ["$2", "$1.7B", "776K"]
    assert headlines(half)[0] == (
        "$3.4B a year from 388,128 GPUs is $2 per GPU-hour, above the $1 that one article calls for"
    )


@pytest.mark.parametrize(
    "junk", ["abc", "-5", "0", "1e9", "9" * 40, "1.5", "", "²", "<b>", "3400000001x"]
)
def test_junk_falls_back(junk: str) -> None:
    app = opened({"revenue": junk, "gpus": junk, "utilisation": junk, "preset": junk}, PAGE)
    assert sliders(app) == ["428000000", "100000", "100"]
    assert numbers(app) == ["$0.49", "$876M", "48.9K"]


def test_a_slider_moves_the_result_and_the_link() -> None:
    app = opened({"region": "China"}, PAGE)
    after(choice(app, "utilisation").set_value("50"))
    assert numbers(app) == ["$0.98", "$438M", "97.7K"]
    assert spelt(app) == {"region": "China", "utilisation": "50"}
    after(choice(app, "revenue").set_value("700000000"))
    assert numbers(app)[0] == "$1.60"
    assert "Your assumptions: utilisation, revenue." in said(app)


def test_a_preset_fills_the_sliders() -> None:
    app = opened({"revenue": "700000000", "gpus": "5000", "utilisation": "60"}, PAGE)
    after(choice(app, "preset").set_value("Anthropic"))
    assert spelt(app) == {"preset": "Anthropic", "utilisation": "60"}
    assert sliders(app) == ["65000000000", "963012", "60"]
    assert "Anthropic is known to use alone" in said(app)
    after(choice(app, "gpus").set_value("2000000"))
    assert "Your assumptions: utilisation, number of GPUs." in said(app)
    assert spelt(app)["gpus"] == "2000000"


def test_an_unknown_number_of_gpus_is_left_to_the_reader() -> None:
    app = opened({"preset": "Cohere"}, PAGE)
    assert sliders(app) == ["240000000", "100000", "100"]
    assert "How many GPUs Cohere uses is not known here: set a number." in said(app)
    assert "Your assumptions: utilisation, number of GPUs." in said(app)


def test_filters_and_companies_narrow_all_but_the_fleet() -> None:
    before = headlines(opened({}, PAGE))
    app = opened({"region": "China", "organization": "Moonshot AI"}, PAGE)
    found = headlines(app)
    assert found[0] == before[0]
    assert found[1] == (
        "Revenue of Moonshot AI runs at $300M a year (Jun 2026), 3 times that of Mar 2026"
    )
    assert (
        "Filters that apply to company figures: Time range, Region, Country and Company."
        in said(app)
    )
    # Places and companies both narrow: nothing is left of an American company.
    american = opened({"region": "China", "organization": "OpenAI"}, PAGE)
    assert len(american.info) == 5


def test_use_is_of_tokens_messages_or_users() -> None:
    app = opened({}, PAGE)
    assert "tokens a day" in headlines(app)[4]
    after(choice(app, "view").set_value("users"))
    assert spelt(app) == {"view": "users"}
    assert headlines(app)[4].startswith("ChatGPT, weekly: active users double every 7.6 months")


def test_the_table_leaves_empty_what_is_unknown() -> None:
    app = opened({"organization": "ByteDance"}, PAGE)
    [table] = app.dataframe
    assert table.value["plan_price"].round(1).to_list() == [748.2, 748.2]
    assert table.value["revenue_per_user"].isna().all()
    assert not [name for name in table.proto.column_order if name.endswith("_id")]
