"""What only a browser shows of the comparison page."""

from __future__ import annotations

import re
from itertools import pairwise

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.actions import boxes, figure_headlines, main, open_page, query


def chart(page: Page) -> Locator:
    return page.get_by_test_id("stVegaLiteChart").first


def names(page: Page) -> Locator:
    return chart(page).locator("svg g.mark-text.role-mark text")


def group(page: Page, name: str) -> Locator:
    return main(page).get_by_role("radio", name=name, exact=True)


def test_a_group_and_ones_own_companies_are_in_the_address(page: Page) -> None:
    open_page(page, "/compare")
    expect(names(page)).to_have_count(5)
    group(page, "China's labs").click()
    # Both groups have five members: only the address tells that the second one is there.
    expect(page).to_have_url(re.compile(r"/compare\?group=china$"))
    expect(names(page).filter(has_text="DeepSeek")).to_have_count(1)
    box = main(page).get_by_role("combobox", name=re.compile("Companies"))
    # Another name finds the company, and its chip has its own name only.
    box.fill("mistral")
    page.get_by_role("option", name="Mistral AI (Mistral)").click()
    page.keyboard.press("Escape")
    expect(names(page)).to_have_count(6)
    assert "with=Mistral AI" in query(page)
    assert "group" not in query(page)
    chosen = main(page).locator(".st-key-choice-with")
    expect(chosen).to_contain_text("Mistral AI")
    expect(chosen).not_to_contain_text("(Mistral)")
    page.reload()
    expect(names(page)).to_have_count(6)


def test_a_mistyped_name_offers_close_ones(page: Page) -> None:
    open_page(page, "/compare?with=OpenAI&with=xAI")
    expect(names(page)).to_have_count(2)
    box = main(page).get_by_role("combobox", name=re.compile("Companies"))
    box.fill("Antropicc")
    page.get_by_role("option", name="Add: Antropicc").click()
    page.keyboard.press("Escape")
    main(page).get_by_role("button", name="Anthropic", exact=True).click()
    expect(names(page)).to_have_count(3)
    assert query(page) == "?with=OpenAI&with=xAI&with=Anthropic"


def test_a_click_on_a_mark_opens_the_company(page: Page) -> None:
    open_page(page, "/compare?group=china")
    chart(page).locator("svg g.mark-symbol.role-mark path").first.click(timeout=8_000)
    expect(page).to_have_url(re.compile(r"/company\?.*company="))


def test_a_point_tells_both_dates_of_a_ratio(page: Page) -> None:
    open_page(page, "/compare?with=DeepSeek&with=MiniMax&compare=per_employee")
    chart(page).locator("svg g.mark-symbol.role-mark path").first.hover()
    tooltip = page.locator("#vg-tooltip-element")
    expect(tooltip).to_contain_text("Staff counted")
    expect(tooltip).to_contain_text("Date")
    expect(tooltip).to_contain_text("DeepSeek")


@pytest.mark.parametrize(
    "choices",
    [
        "",
        "?group=robotics",
        "?with=Safe+Superintelligence&with=Firmus+Technologies&with=Z.ai+(Zhipu)&align=first",
        "?compare=users",
    ],
)
def test_a_phone_shows_whole_names_and_scrolls_down_only(phone: Page, choices: str) -> None:
    open_page(phone, f"/compare{choices}")
    expect(figure_headlines(phone)).to_have_count(2)
    expect(names(phone).first).to_be_visible()
    frame = chart(phone).bounding_box()
    assert frame is not None
    found = sorted(boxes(names(phone)), key=lambda box: box["y"])
    assert len(found) >= 2
    assert all(box["x"] + box["width"] <= frame["x"] + frame["width"] + 0.5 for box in found)
    assert all(low["y"] - high["y"] >= 11 for high, low in pairwise(found))
    assert not [text for text in names(phone).all_text_contents() if "…" in text]
    assert main(phone).evaluate("all => all.scrollWidth <= all.clientWidth")
    last = main(phone).get_by_role("radio", name="Since first round").bounding_box()
    assert last is not None
    assert last["x"] + last["width"] <= frame["x"] + frame["width"] + 1
