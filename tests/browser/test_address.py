"""The address is the only state: links, Back, reload, cold servers and junk."""

import re
from urllib.parse import urlencode

import pytest
from playwright.sync_api import Page, expect

from tests.browser.actions import (
    PAGES,
    chips,
    choose,
    expect_query,
    expect_selection,
    expect_settled,
    main,
    open_page,
    query,
    rounds,
    sentence,
    sidebar,
)

STEPS: list[dict[str, str]] = [
    {},
    {"region": "China"},
    {"stage_group": "Early"},
    {"sector": "Foundation models"},
]


def test_back_and_forward_walk_through_filters_and_pages(page: Page) -> None:
    open_page(page, "/rounds")
    choose(page, "Region", "China")
    choose(page, "Stage group", "Early")
    choose(page, "Sector", "Foundation models")
    sidebar(page).get_by_role("link", name="Overview").click()
    expect_step(page, 3, "/")
    page.go_back()
    for step in (3, 2, 1):
        expect_step(page, step)
        page.go_back()
    expect_step(page, 0)
    for step in (1, 2, 3):
        page.go_forward()
        expect_step(page, step)
    page.go_forward()
    expect_step(page, 3, "/")
    page.reload()
    expect_step(page, 3, "/")


def expect_step(page: Page, step: int, path: str = "/rounds") -> None:
    """Sentence, chips, address, sidebar and page after the first `step` clicks."""
    values = {name: value for each in STEPS[: step + 1] for name, value in each.items()}
    expect_selection(page, rounds(values))
    expect(chips(page)).to_have_text([*values.values(), "Reset all"] if values else [])
    address = f"{path}?{urlencode(values)}".rstrip("?")
    expect(page).to_have_url(re.compile(rf"\d{re.escape(address)}$"))
    expect(page.get_by_role("heading", level=1)).to_have_text(PAGES[path])
    for label, value in zip(("Region", "Stage group", "Sector"), values.values(), strict=False):
        chosen = page.get_by_test_id("stMultiSelect").filter(
            has=page.get_by_role("combobox", name=label, exact=True)
        )
        expect(chosen.get_by_role("group", name="Selected values")).to_contain_text(value)


def test_the_sidebar_links_to_every_page(page: Page) -> None:
    open_page(page, "/rounds?region=Europe")
    links = sidebar(page).get_by_role("link")
    expect(links).to_have_text(["Overview", "Table and export"])
    for section in ("Companies", "Capital", "Models", "Economics", "Evidence", "Take away"):
        sidebar(page).get_by_text(section, exact=True).click()
    expect(links).to_have_text([re.compile(rf"{title}$") for title in PAGES.values()])


# `python -m bench.cold` goes from each page to the next.
WALK = ["/regions", "/unit_economics", "/investor"]


def test_filters_and_profiles_stay_on_the_way_through_the_pages(page: Page) -> None:
    open_page(page, "/company?company=Mistral+AI&investor=Nvidia")
    expect_selection(page, rounds({"company": "Mistral AI"}))
    choose(page, "Stage group", "Early")
    expected = rounds({"company": "Mistral AI", "stage_group": "Early"})
    assert 0 < expected.height < rounds({"company": "Mistral AI"}).height
    for section in ("Explore", "Capital", "Models", "Economics", "Evidence", "Take away"):
        sidebar(page).get_by_text(section, exact=True).click()
    for path in WALK:
        if path == "/investor":  # its section has closed, which nobody opened by hand
            sidebar(page).get_by_text("Companies", exact=True).click()
        sidebar(page).get_by_role("link", name=PAGES[path], exact=True).click()
        expect(page.get_by_role("heading", level=1)).to_have_text(PAGES[path])
        expect_selection(page, expected, "of Early stage")
        expect(chips(page)).to_have_text(["Early", "Mistral AI", "Reset all"])
        expect_query(page, "?investor=Nvidia&stage_group=Early&company=Mistral AI")
    expect(main(page)).to_contain_text("Nvidia")


# Two pages, since each needs a server of its own; test_server_on_screen opens a third, and
# `python -m bench.cold` opens each.
@pytest.mark.parametrize("path", ["/", "/company"])
def test_a_link_opens_on_a_cold_server(cold_app_url: str, first_visit: Page, path: str) -> None:
    open_page(first_visit, f"{cold_app_url}{path}?region=China&stage_group=Early")
    expect(first_visit.get_by_role("heading", level=1)).to_have_text(PAGES[path])
    expect(first_visit.get_by_role("heading", name="AI Capital Explorer")).to_be_visible()
    expect_selection(
        first_visit, rounds({"region": "China", "stage_group": "Early"}), "of Early stage in China"
    )
    expect(first_visit.get_by_role("dialog")).to_have_count(0)


@pytest.mark.parametrize("path", ["/", "/compare"])
def test_junk_in_the_link_is_ignored_with_a_notice(page: Page, path: str) -> None:
    junk = "start=2099-Q9&end=&min_amount_usd=-5&by=zzz&grain=1&utm_source=x&region=Atlantis"
    open_page(page, f"{path}?{junk}&region=China")
    expect_selection(page, rounds({"region": "China"}), "in China")
    expect(chips(page)).to_have_text(["China", "Reset all"])
    notice = page.get_by_text("Ignored in the link")
    expect(notice).to_contain_text("end=, min_amount_usd=-5 and 3 more")
    expect(page.get_by_role("alert")).to_have_count(0)
    choose(page, "Stage group", "Early")
    expect(notice).to_have_count(0)
    assert query(page).endswith("region=China&stage_group=Early")


def test_a_range_the_wrong_way_round_is_put_right(page: Page) -> None:
    open_page(page, "/rounds?start=2025-Q2&end=2024-Q3")
    expect(sentence(page)).to_contain_text("rounds, Q3 2024 to Q2 2025: ")
    expect(chips(page)).to_have_text(["From Q3 2024", "Until Q2 2025", "Reset all"])


HOSTILE = {
    "markup": "<img src=x onerror=hacked=1><script>hacked=1</script> **b** `c` $x^2$ # h | a",
    "links": "[a](javascript:hacked=1) <https://evil.example> ![c](//evil.example)",
    "addresses": "https://evil.example/a www.evil.example me@evil.example",
    "icons": ":material/home: :smile: :streamlit: :red[red] :red-badge[red]",
}


@pytest.mark.parametrize("kind", HOSTILE)
def test_text_in_the_link_stays_text(page: Page, kind: str) -> None:
    text = HOSTILE[kind]
    open_page(page, f"/rounds?{urlencode({'region': ['China', text], text: 'x'}, doseq=True)}")
    notice = page.get_by_text("Ignored in the link")
    shown = re.sub("[\u200b-\u200d\u2060]", "", notice.inner_text())
    assert f"region={text}" in shown
    assert shown.count(text) == 2
    expect(notice.locator("a, img, b, strong, code, h1, table, script")).to_have_count(0)
    expect(notice.locator(".katex, [style*=color]")).to_have_count(0)
    expect(notice.get_by_role("img")).to_have_count(1)  # the notice's own icon
    expect(main(page).locator("img, script")).to_have_count(0)
    assert page.evaluate("typeof hacked") == "undefined"
    expect_settled(page)
