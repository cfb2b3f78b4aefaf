"""The app comes up in a real browser, on a desk and on a phone."""

from playwright.sync_api import Page, expect


def test_the_app_opens(first_visit: Page) -> None:
    first_visit.goto("/")
    expect(first_visit.get_by_role("heading", name="AI Capital Explorer")).to_be_visible()
    expect_figures(first_visit)


def test_the_app_fits_a_phone(phone: Page) -> None:
    phone.goto("/")
    expect_figures(phone)
    assert phone.evaluate("document.documentElement.scrollWidth") <= 390


def expect_figures(page: Page) -> None:
    expect(page.get_by_test_id("stVegaLiteChart").first).to_be_visible()
    expect(page.get_by_test_id("stException")).to_have_count(0)
