"""What only a browser shows of the fact check."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.browser.actions import cells, figure_headlines, main, open_page, query


def test_a_mark_opens_its_analysis_and_its_query(page: Page) -> None:
    open_page(page, "/fact_check")
    chart = page.get_by_test_id("stVegaLiteChart")
    marks = chart.locator("svg g.mark-symbol.role-mark path")
    expect(marks).to_have_count(163)
    wrong = marks.and_(chart.locator('[aria-label*="Does not hold"]'))
    expect(wrong.first).to_have_attribute("fill-opacity", "1")
    wrong.and_(chart.locator('[aria-label*="AN20"]')).click()
    expect(figure_headlines(page).first).to_contain_text("1 of 2 results that the articles print")
    assert query(page) == "?analysis=AN20"
    main(page).get_by_text("Show the query").click()
    expect(page.get_by_test_id("stCode")).to_contain_text("AN20.01")
    # The grid names its cells for screen readers.
    table = page.get_by_test_id("stDataFrame").first
    expect(cells(table).filter(has_text="over 1,000 times")).to_have_count(2)


def test_the_foot_of_another_page_leads_here_and_back(page: Page) -> None:
    open_page(page, "/concentration?region=China")
    main(page).get_by_text("Published arithmetic, computed again").click()
    expect(figure_headlines(page).last).to_contain_text("results that the articles print")
    table = page.get_by_test_id("stDataFrame").last
    table.scroll_into_view_if_needed()
    expect(cells(table).filter(has_text="AN01").first).to_be_attached()
    box = table.bounding_box()
    assert box is not None
    page.mouse.click(box["x"] + 30, box["y"] + 50)
    expect(page.get_by_role("heading", level=1)).to_have_text("Fact check")
    expect(main(page)).to_contain_text("It rests on")
    assert query(page).startswith("?region=China")
    page.go_back()
    expect(page.get_by_role("heading", level=1)).to_have_text("Concentration")


@pytest.mark.parametrize("address", ["/fact_check", "/fact_check?analysis=AN17&verdict=holds"])
def test_a_phone_scrolls_down_only(phone: Page, address: str) -> None:
    open_page(phone, address)
    expect(figure_headlines(phone)).to_have_count(3 if "AN17" in address else 2)
    assert main(phone).evaluate("all => all.scrollWidth <= all.clientWidth")
    words = phone.get_by_test_id("stVegaLiteChart").locator("svg g.role-legend text")
    assert words.all_text_contents() == [
        "Holds",
        "Rounding",
        "Does not hold",
        "Cannot be checked",
    ]
