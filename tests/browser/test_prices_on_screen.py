"""What only a browser shows of the prices page."""

from __future__ import annotations

import re

from playwright.sync_api import Locator, Page, expect

from tests.browser.actions import boxes, figure_headlines, main, open_page


def chart(page: Page, name: str) -> Locator:
    return page.locator(f"[class*='st-key-chart-{name}']")


def test_a_step_of_the_level_changes_the_record(page: Page) -> None:
    open_page(page, "/prices")
    expect(figure_headlines(page).first).to_contain_text("at the level of GPT-4 (Jun 2023)")
    page.get_by_role("slider", name="At the level of").press("ArrowRight")
    expect(figure_headlines(page).first).to_contain_text("at the level of GPT-4 Turbo (Nov 2023)")
    expect(page).to_have_url(re.compile("level=125"))


def test_records_are_named_apart_and_within_the_chart(page: Page) -> None:
    open_page(page, "/prices?level=150")
    drawn = chart(page, "fixed_capability")
    names = drawn.locator("svg g.mark-text.role-mark text")
    expect(names.filter(has_text="GPT-5").first).to_be_visible()
    frame = drawn.bounding_box()
    assert frame is not None
    drawn_names = boxes(names)
    assert len(drawn_names) >= 3
    for place, one in enumerate(drawn_names):
        assert frame["x"] <= one["x"]
        assert one["x"] + one["width"] <= frame["x"] + frame["width"]
        for other in drawn_names[place + 1 :]:
            beside = (
                one["x"] + one["width"] <= other["x"] or other["x"] + other["width"] <= one["x"]
            )
            over = (
                one["y"] + one["height"] <= other["y"] + 2
                or other["y"] + other["height"] <= one["y"] + 2
            )
            assert beside or over


def test_a_click_on_a_model_opens_its_developer(page: Page) -> None:
    open_page(page, "/prices?organization=Mistral+AI&level=130&benchmark=GPQA+Diamond")
    points = chart(page, "price_against_score").locator("svg g.mark-symbol.role-mark path")
    points.first.scroll_into_view_if_needed()
    points.last.click()
    expect(page).to_have_url(re.compile("/company"))
    expect(main(page).get_by_role("heading", level=1)).to_have_text("Company profile")


def test_pointing_at_a_price_tells_of_it(page: Page) -> None:
    open_page(page, "/prices?organization=xAI")
    points = chart(page, "price_history").locator("svg g.mark-symbol.role-mark path")
    points.first.scroll_into_view_if_needed()
    points.first.hover()
    told = page.locator("#vg-tooltip-element")
    expect(told).to_be_visible()
    for words in ("Model", "Developer", "xAI", "Date is", "Input", "Output", "$"):
        expect(told).to_contain_text(words)


def test_a_phone_scrolls_down_only(phone: Page) -> None:
    open_page(phone, "/prices?benchmark=GPQA+Diamond&measure=output")
    expect(chart(phone, "window_price").locator("svg.marks")).to_be_visible()
    wide = main(phone).evaluate("element => element.scrollWidth - element.clientWidth")
    assert wide <= 0
    legends = phone.locator("svg.marks g.role-legend-label text")
    assert legends.count() > 10
    for each in legends.all():
        box = each.bounding_box()
        assert box is None or box["x"] + box["width"] <= 390
