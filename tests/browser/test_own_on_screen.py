"""Own deals in two browsers at once: each visitor sees the shipped rounds, and only their own."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import Browser, Page, expect

from tests.browser.actions import (
    expect_selection,
    expect_settled,
    figure_headlines,
    headline_numbers,
    main,
    open_page,
    rounds,
    sentence,
    sidebar,
)
from tests.conftest import KINDS, new_page

DEALS = """Company,Date,Amount,Stage
Hidden Champion,2026-02-01,$900B,Series B
Quiet Robots,2026-03-01,$2M,Seed
"""


def bring(page: Page, file: Path) -> None:
    page.locator("input[type=file]").set_input_files(file)


def open_own(page: Page) -> None:
    page.goto("/own_data")
    expect_settled(page)


def go_to_overview(page: Page) -> None:
    sidebar(page).get_by_text("Explore", exact=True).click()
    sidebar(page).get_by_role("link", name="Overview", exact=True).click()
    expect(headline_numbers(page)).to_have_count(5)
    expect_settled(page)


def test_own_deals_stay_in_their_session(browser: Browser, app_url: str, tmp_path: Path) -> None:
    file, bad = tmp_path / "deals.csv", tmp_path / "picture.xlsx"
    file.write_text(DEALS)
    bad.write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(2000))
    shipped = rounds()
    mine_context = browser.new_context(base_url=app_url, **KINDS["desktop"])
    other_context = browser.new_context(base_url=app_url, **KINDS["desktop"])
    for mine in new_page(mine_context):
        for other in new_page(other_context):
            open_own(mine)
            bring(mine, file)
            main(mine).get_by_role("button", name="Use these rounds").click()
            own_line = mine.locator(".st-key-own-line")
            expect(own_line).to_contain_text("deals.csv: 2 rounds, beside 1,036 shipped ones")
            go_to_overview(mine)
            expect(sentence(mine)).to_contain_text(f": {shipped.height + 2:,} rounds, $1.6T")
            expect(figure_headlines(mine).nth(1)).to_contain_text("Hidden Champion raised $900B")

            # The other visitor comes while they are in use.
            open_page(other)
            expect_selection(other, shipped)
            expect(main(other).get_by_text("Hidden Champion")).to_have_count(0)
            expect(other.locator(".st-key-own-line")).to_have_count(0)

            # A file that cannot be read says so, and what is in use stays.
            open_section_of_own(mine)
            bring(mine, bad)
            fault = mine.get_by_test_id("stAlertContentError")
            expect(fault).to_contain_text("The file is an image: choose")
            expect(sentence(mine)).to_contain_text(f": {shipped.height + 2:,} rounds")

            own_line.get_by_role("button", name="Remove").click()
            expect(own_line).to_have_count(0)
            expect_selection(mine, shipped)


def open_section_of_own(page: Page) -> None:
    """By a link, not by its address: a new address would be a new session."""
    sidebar(page).get_by_text("Take away", exact=True).click()
    sidebar(page).get_by_role("link", name="Your own deals", exact=True).click()
    expect(page.locator("input[type=file]")).to_have_count(1)
