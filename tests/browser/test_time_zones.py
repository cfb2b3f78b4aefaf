"""Dates are the same day wherever the browser is."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.actions import open_page


@pytest.mark.parametrize("zone", ["Europe/London", "America/New_York"])
def test_a_bar_stands_in_its_own_quarter(page: Page, zone: str) -> None:
    system = page.context.new_cdp_session(page)
    system.send("Emulation.setTimezoneOverride", {"timezoneId": zone})
    try:
        open_page(page, "/?company=Anthropic&start=2025-Q1&end=2025-Q4")
        assert page.evaluate("Intl.DateTimeFormat().resolvedOptions().timeZone") == zone
        chart = page.get_by_test_id("stVegaLiteChart").first
        for quarter in ("Q1 2025", "Q3 2025"):
            expect(chart.locator(f"path[aria-label*='Quarter: {quarter}']").first).to_be_attached()
        expect(chart.locator("path[aria-label*='2024']")).to_have_count(0)
    finally:
        system.detach()
