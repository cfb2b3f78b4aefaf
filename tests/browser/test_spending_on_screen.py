"""What only a browser shows of spending, of prices of GPU-hours and of a company's models."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.actions import (
    below_figure,
    boxes,
    figure_headlines,
    main,
    open_page,
    pick_one,
    read,
)


def chart_of(page: Page, figure: str) -> Locator:
    """The chart in the frame of a figure, above the line that has a block of its own."""
    frames = page.get_by_test_id("stVerticalBlock").filter(has=below_figure(page, figure))
    return frames.nth(-2).get_by_test_id("stVegaLiteChart")


def test_a_bar_tells_its_quarter_and_the_one_a_year_before(reader: Page) -> None:
    read(reader, "/infrastructure")
    bars = chart_of(reader, "capex_over_time").locator("svg g.mark-rect.role-mark path")
    bars.last.hover()
    tooltip = reader.locator("#vg-tooltip-element")
    expect(tooltip).to_contain_text("Q1 2026")
    expect(tooltip).to_contain_text("A year before")


def test_a_cross_tells_that_nothing_is_known(reader: Page) -> None:
    read(reader, "/infrastructure")
    crosses = chart_of(reader, "capex_over_time").locator("svg g.mark-symbol.role-mark path")
    expect(crosses).to_have_count(46)
    crosses.last.hover()
    expect(reader.locator("#vg-tooltip-element")).to_contain_text("no figure")


def test_a_gpu_is_chosen_from_the_list(page: Page) -> None:
    open_page(page, "/infrastructure?part=hours")
    pick_one(page, "GPU", "A100")
    expect(figure_headlines(page).last).to_contain_text("an hour of the A100 was")
    expect(page).to_have_url(re.compile("chip=A100"))


def test_words_beside_the_plans_are_within_the_chart(phone: Page) -> None:
    open_page(phone, "/infrastructure")
    chart = chart_of(phone, "capex_guidance")
    frame = chart.bounding_box()
    assert frame is not None
    words = boxes(chart.locator("svg g.mark-text.role-mark text"))
    assert len(words) == 8
    assert all(box["x"] + box["width"] <= frame["x"] + frame["width"] for box in words)


@pytest.mark.parametrize("address", ["/infrastructure?part=hours", "/company?company=OpenAI"])
def test_a_phone_scrolls_down_only(phone: Page, address: str) -> None:
    open_page(phone, address)
    below = phone.locator("[class*='st-key-below-']")
    expect(below.last).to_be_visible()
    assert main(phone).evaluate("all => all.scrollWidth <= all.clientWidth")


def test_a_model_tells_its_rating(page: Page) -> None:
    open_page(page, "/company?company=DeepSeek")
    points = chart_of(page, "company_frontier").locator("svg g.mark-symbol.role-mark path")
    expect(points).to_have_count(12)
    points.last.hover()
    tooltip = page.locator("#vg-tooltip-element")
    expect(tooltip).to_contain_text("DeepSeek")
    expect(tooltip).to_contain_text("Interval (90%)")
