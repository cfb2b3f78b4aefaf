"""The mark of a disputed number opens its conflict, and Back returns."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect

from tests.browser.actions import cells, expect_settled, main, open_page, query

ROW = 35


def test_a_mark_in_a_sorted_table_opens_its_conflict(page: Page) -> None:
    page.set_viewport_size({"width": 1440, "height": 1000})
    open_page(page, "/rounds?company=OpenAI")
    table = page.get_by_test_id("stDataFrame").first
    marked = cells(table).filter(has_text="≠ X08")
    expect(marked).to_have_count(1)
    expect(cells(table).nth(1)).to_have_text("2026-03-31")
    box = table.bounding_box()
    assert box is not None
    # The order of the table must not matter: the largest round goes last.
    page.mouse.click(box["x"] + 415, box["y"] + ROW / 2)
    expect(cells(table).nth(1)).not_to_have_text("2026-03-31")
    line = int(marked.evaluate("cell => cell.parentElement.getAttribute('aria-rowindex')"))
    page.mouse.click(box["x"] + 635, box["y"] + (line - 0.5) * ROW)
    expect(page).to_have_url(re.compile(r"/conflicts\?.*conflict=X08"))
    expect_settled(page)
    assert "company=OpenAI" in query(page)
    page.go_back()
    expect(page).to_have_url(re.compile(r"/rounds\?company=OpenAI$"))


def test_the_line_below_a_figure_links_its_conflicts(page: Page) -> None:
    open_page(page, "/company?company=Moonshot+AI&region=China")
    main(page).get_by_role("link", name="X02").first.click()
    expect(page).to_have_url(re.compile(r"/conflicts\?.*conflict=X02"))
    expect_settled(page)
    assert "region=China" in query(page)
