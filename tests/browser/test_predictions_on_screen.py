"""What only a browser shows of the page of forecasts."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from tests.browser.actions import figure_headlines, main, open_page


def test_the_timeline_tells_what_would_settle_a_forecast(page: Page) -> None:
    open_page(page, "/predictions?company=StepFun")
    expect(figure_headlines(page).first).to_contain_text("selected forecasts")
    timeline = page.get_by_test_id("stVegaLiteChart").nth(1)
    expect(timeline.locator("svg")).to_contain_text("StepFun filing by end of June")
    timeline.locator("g.mark-symbol.role-mark path").first.hover()
    tip = page.locator("#vg-tooltip-element")
    expect(tip).to_contain_text("Filing date")
    expect(tip).to_contain_text("30 Jun 2026")


def test_nothing_sticks_out_on_a_phone(phone: Page) -> None:
    open_page(phone, "/predictions")
    expect(figure_headlines(phone)).to_have_count(4)
    wide = "element => element.scrollWidth - element.clientWidth"
    assert main(phone).evaluate(wide) == 0
