"""What only a browser shows of the page of unit economics."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.actions import (
    below_figure,
    expect_settled,
    figure_headlines,
    headline_numbers,
    main,
    open_page,
    query,
)

ADDRESS = "/unit_economics"


def thumb(page: Page, name: str) -> Locator:
    return main(page).locator(f".st-key-choice-{name}").get_by_role("slider")


def chart(page: Page, number: int = 0) -> Locator:
    return page.get_by_test_id("stVegaLiteChart").nth(number)


def test_a_slider_moves_the_result_and_the_address(page: Page) -> None:
    open_page(page, ADDRESS)
    expect(headline_numbers(page)).to_have_text(["$0.49", "$876M", "48.9K"])
    thumb(page, "utilisation").press("ArrowLeft")
    expect(headline_numbers(page)).to_have_text(["$0.51", "$832M", "51.4K"])
    expect(figure_headlines(page).first).to_contain_text("$0.51 per GPU-hour, below the $1")
    expect(chart(page).locator("svg")).to_contain_text("Your choice $0.51")
    page.wait_for_function("location.search.includes('utilisation=95')")
    # The reader's own value is no company's figure.
    thumb(page, "gpus").press("ArrowLeft")
    expect(main(page)).to_contain_text("Your assumptions: utilisation, number of GPUs.")


def test_a_link_opens_the_fleet_and_back_returns_to_it(page: Page) -> None:
    open_page(page, f"{ADDRESS}?revenue=3400000000&gpus=388128&utilisation=50")
    expect(headline_numbers(page)).to_have_text(["$2", "$1.7B", "776K"])
    expect(thumb(page, "gpus")).to_have_attribute("aria-valuetext", re.compile("388,128"))
    thumb(page, "utilisation").press("ArrowRight")
    expect(headline_numbers(page).first).to_have_text("$1.82")
    page.reload()
    expect(headline_numbers(page).first).to_have_text("$1.82")
    assert "utilisation=55" in query(page)


def test_a_company_fills_the_sliders(page: Page) -> None:
    open_page(page, f"{ADDRESS}?gpus=5000")
    main(page).get_by_role("combobox", name="Start from the figures of").click()
    page.get_by_role("option", name="Anthropic").click()
    expect(thumb(page, "gpus")).to_have_attribute("aria-valuetext", re.compile("963,012"))
    expect(headline_numbers(page).first).to_have_text("$7.71")
    page.wait_for_function("location.search.includes('preset=Anthropic')")
    assert "gpus" not in query(page)


def test_pointing_at_a_company_follows_it(page: Page) -> None:
    open_page(page, ADDRESS)
    lines = chart(page, 1).locator("svg g.mark-line path")
    before = lines.evaluate_all("all => all.map(each => each.getAttribute('opacity'))")
    assert set(before) == {"0.9"}
    chart(page, 1).locator("svg g.mark-text.role-mark text").filter(has_text="Anthropic").hover()
    expect(page.locator("#vg-tooltip-element")).to_contain_text("Anthropic")
    chart(page, 1).locator("svg g.mark-symbol.role-mark path").first.hover(force=True)
    page.wait_for_timeout(300)
    after = lines.evaluate_all("all => all.map(each => each.getAttribute('opacity'))")
    assert sorted(after) == ["0.12"] * (len(after) - 1) + ["0.9"]


def test_a_click_on_a_bar_opens_the_company(page: Page) -> None:
    open_page(page, ADDRESS)
    chart(page, 3).locator("svg g.mark-rect.role-mark path").first.click()
    page.wait_for_url(re.compile("/company"))
    expect_settled(page)
    expect(main(page)).to_contain_text("Anthropic")


@pytest.mark.parametrize("link", ["", "?company=OpenAI&view=users"])
def test_a_phone_scrolls_down_only(phone: Page, link: str) -> None:
    open_page(phone, f"{ADDRESS}{link}")
    expect(below_figure(phone, "revenue_per_user")).to_be_visible()
    expect(figure_headlines(phone)).to_have_count(6)
    assert main(phone).evaluate("all => all.scrollWidth <= all.clientWidth")
