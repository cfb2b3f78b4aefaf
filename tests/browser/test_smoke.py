"""The app comes up in a real browser, on a desk and on a phone."""

from playwright.sync_api import Page, expect


def test_the_app_opens(page: Page) -> None:
    page.goto("/")
    expect_overview(page)


def test_the_app_opens_on_a_phone_without_sideways_scrolling(phone: Page) -> None:
    phone.goto("/")
    expect_overview(phone)
    width = phone.evaluate("document.documentElement.scrollWidth")
    assert width <= 390


def expect_overview(page: Page) -> None:
    expect(page.get_by_role("heading", name="AI Capital Explorer")).to_be_visible()
    expect(page.get_by_test_id("stException")).to_have_count(0)
