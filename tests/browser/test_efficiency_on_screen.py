"""What only a browser shows of the page on capital efficiency."""

from __future__ import annotations

import re
from itertools import combinations, pairwise

import pytest
from playwright.sync_api import FloatRect, Locator, Page, expect

from tests.browser.actions import boxes, figure_headlines, main, open_page, query, read


def chart(page: Page, place: int = 0) -> Locator:
    return page.get_by_test_id("stVegaLiteChart").nth(place)


def name(page: Page, text: str) -> Locator:
    return chart(page).locator("svg text").filter(has_text=re.compile(f"^{text}$"))


def box(place: Locator) -> FloatRect:
    found = place.bounding_box()
    assert found
    return found


def test_a_step_back_draws_the_quarter_before(page: Page) -> None:
    open_page(page, "/efficiency")
    expect(figure_headlines(page).first).to_contain_text("By Sep 2026 ")
    main(page).get_by_role("button", name="A step back").or_(
        main(page).locator("button:has-text('chevron_left')")
    ).first.click()
    expect(figure_headlines(page).first).to_contain_text("By Jun 2026 ")
    assert "until=2026-Q2" in query(page)


def test_laboratories_without_funding_stand_right_of_all_others(reader: Page) -> None:
    read(reader, "/efficiency")
    edge = max(box(name(reader, each))["x"] for each in ("OpenAI", "Anthropic", "Moonshot AI"))
    for each in ("Google", "Meta", "Alibaba", "Microsoft", "Amazon", "Nvidia"):
        assert box(name(reader, each))["x"] > edge + 30


def test_names_beside_the_plot_do_not_cover_each_other(reader: Page) -> None:
    read(reader, "/efficiency")
    names = ("Google", "Meta", "Alibaba", "Microsoft", "Amazon", "Nvidia")
    heights = sorted(box(name(reader, each))["y"] for each in names)
    assert all(b - a > 8 for a, b in pairwise(heights))


def test_a_click_on_a_laboratory_opens_its_profile(page: Page) -> None:
    open_page(page, "/efficiency")
    chart(page).locator("svg g.mark-symbol path").first.click()
    expect(main(page).get_by_role("heading", level=1)).to_have_text("Company profile")
    assert "company=" in query(page)


def test_a_tooltip_names_model_and_money(reader: Page) -> None:
    read(reader, "/efficiency")
    chart(reader, 1).scroll_into_view_if_needed()
    chart(reader, 1).locator("svg path[aria-label*='Model: Kimi K3;']").hover(timeout=8_000)
    told = reader.locator("#vg-tooltip-element.visible")
    for words in ("Model", "Released", "ECI (90% interval)", "Capital by then"):
        expect(told).to_contain_text(words)


NAMES = (
    "OpenAI", "Anthropic", "xAI", "DeepSeek", "Mistral AI", "Moonshot AI", "MiniMax",
    "Thinking Machines Lab", "Z.ai (Zhipu)",
)  # fmt: skip


@pytest.mark.parametrize(("wide", "fewest"), [(1440, 6), (390, 3)])
def test_names_do_not_meet(page: Page, wide: int, fewest: int) -> None:
    page.set_viewport_size({"width": wide, "height": 844})
    open_page(page, "/efficiency")
    expect(name(page, "Mistral AI")).to_be_visible()
    for place in (0, 1):
        texts = chart(page, place).locator("svg text")
        shown = boxes(texts.filter(has_text=re.compile(f"^({'|'.join(map(re.escape, NAMES))})$")))
        assert len(shown) >= fewest
        for one, other in combinations(shown, 2):
            is_beside = abs(one["x"] - other["x"]) >= (
                one["width"] if one["x"] < other["x"] else other["width"]
            )
            assert is_beside or abs(one["y"] - other["y"]) >= 10


def test_a_phone_shows_it_all_without_scrolling_sideways(page: Page) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    open_page(page, "/efficiency")
    wide = page.evaluate("document.documentElement.scrollWidth")
    assert wide <= 390
    for each in ("OpenAI", "Google", "Mistral AI"):
        place = box(name(page, each))
        assert place["x"] >= 0
        assert place["x"] + place["width"] <= 390
