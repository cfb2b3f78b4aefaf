"""Dates are the same day wherever the browser is."""

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.actions import open_page
from tests.conftest import new_page


@pytest.mark.parametrize("zone", ["Europe/London", "America/New_York"])
def test_a_bar_stands_in_its_own_quarter(browser: Browser, app_url: str, zone: str) -> None:
    pages = new_page(browser.new_context(base_url=app_url, timezone_id=zone))
    page = next(pages)
    open_page(page, "/?company=Anthropic&start=2025-Q1&end=2025-Q4")
    chart = page.get_by_test_id("stVegaLiteChart").first
    for quarter in ("Q1 2025", "Q3 2025"):
        expect(chart.locator(f"path[aria-label*='Quarter: {quarter}']").first).to_be_attached()
    expect(chart.locator("path[aria-label*='2024']")).to_have_count(0)
    next(pages, None)
