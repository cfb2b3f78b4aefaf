"""What only a browser shows of conflicts: values on one scale, and a click in the list."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from tests.browser.actions import (
    cells,
    expect_settled,
    figure_headlines,
    main,
    open_page,
    query,
)


def test_values_stand_side_by_side_and_say_who(page: Page) -> None:
    open_page(page, "/conflicts?conflict=X02")
    chart = page.get_by_test_id("stVegaLiteChart").first
    marks = chart.locator("svg g.mark-symbol.role-mark path")
    expect(marks).to_have_count(3)
    boxes = [box for each in marks.all() if (box := each.bounding_box())]
    # Tenfold apart: the first is far to the right; the value used is under the one that agrees.
    assert boxes[0]["x"] > boxes[1]["x"] + 300
    assert abs(boxes[1]["x"] - boxes[2]["x"]) < 4
    said = chart.locator("svg g.mark-text.role-mark text")
    expect(said.filter(has_text="about $20B")).to_have_count(1)
    expect(said.filter(has_text="The Night Before the AI Model Shakeout")).to_have_count(1)
    marks.first.hover()
    expect(page.locator("#vg-tooltip-element")).to_contain_text("Differs from it")


def test_a_row_of_the_list_opens_its_conflict(page: Page) -> None:
    open_page(page, "/conflicts?severity=high")
    grid = page.get_by_test_id("stDataFrame").last
    grid.scroll_into_view_if_needed()
    expect(cells(grid).first).to_be_attached()
    box = grid.bounding_box()
    assert box is not None
    # The second row, below the header.
    page.mouse.click(box["x"] + 40, box["y"] + 35 * 2 + 17)
    expect(figure_headlines(page).first).to_contain_text("about $20B or $2B")
    expect_settled(page)
    assert query(page) in ("?conflict=X02&severity=high", "?severity=high&conflict=X02")
    assert main(page).get_by_role("heading", level=1).inner_text() == "Conflicts"
    # The list is below: the conflict that opens comes into view.
    expect(figure_headlines(page).first).to_be_in_viewport()


def test_a_phone_needs_no_sideways_scrolling(page: Page) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    open_page(page, "/conflicts?conflict=X57")
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    chart = page.get_by_test_id("stVegaLiteChart").first.bounding_box()
    assert chart is not None
    assert chart["x"] + chart["width"] <= 390
