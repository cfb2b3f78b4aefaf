"""A page shared from the button, and in a frame of another site."""

import re

from playwright.sync_api import Page, expect

from tests.browser.actions import (
    expect_settled,
    figure_headlines,
    main,
    open_page,
    query,
    sentence,
    sidebar,
)


def test_the_copied_link_opens_the_same_page(page: Page) -> None:
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    open_page(page, "/stages?region=China&stage_group=Early&grain=month")
    main(page).get_by_text("Share", exact=True).nth(1).click()
    expect(figure_headlines(page).first).to_contain_text("%")
    expect_settled(page)
    seen = sentence(page).inner_text(), figure_headlines(page).all_inner_texts()
    page.locator(".st-key-share").get_by_role("button").click()
    link = page.get_by_test_id("stCode").first
    expect(link).to_contain_text("measure=share&")
    link.hover()
    link.get_by_role("button", name="Copy to clipboard").click()
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied == link.inner_text()
    assert re.search("status=completed&status=announced&grain=month&.*&data=2026-", copied)

    page.goto("about:blank")
    open_page(page, copied)
    expect(sentence(page)).to_have_text(seen[0])
    expect(figure_headlines(page)).to_have_text(seen[1])
    expect(page.locator(".st-key-version-notice")).to_have_count(0)


def test_a_frame_has_no_navigation_and_stays_a_frame(page: Page) -> None:
    open_page(page, "/?region=China&embed=true")
    expect(sidebar(page)).to_have_count(0)
    expect(page.locator(".st-key-share")).to_have_count(0)
    way_out = main(page).get_by_role("link", name="Open in AI Capital Explorer")
    expect(way_out).to_have_attribute("href", re.compile(r"/\?region=China$"))
    main(page).get_by_text("Month", exact=True).click()
    expect(way_out).to_have_attribute("href", re.compile(r"/\?region=China&grain=month$"))
    bars = page.locator("[class*=st-key-chart-largest_rounds] path[aria-roledescription=bar]")
    bars.first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Company profile")
    expect_settled(page)
    assert "embed=true" in query(page)
    expect(sidebar(page)).to_have_count(0)
    expect(figure_headlines(page).first).to_be_visible()
