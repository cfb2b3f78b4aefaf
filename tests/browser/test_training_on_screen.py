"""What only a browser shows of the training page."""

from __future__ import annotations

import re

from playwright.sync_api import Locator, Page, expect

from tests.browser.actions import (
    below_figure,
    boxes,
    figure_headlines,
    main,
    open_page,
    query,
    read,
)


def chart(page: Page, place: int = 0) -> Locator:
    return page.get_by_test_id("stVegaLiteChart").nth(place)


def points(page: Page) -> Locator:
    return chart(page).locator("svg g.mark-symbol.role-mark path")


def opacities(page: Page) -> set[str]:
    return set(
        points(page).evaluate_all("all => all.map(each => each.getAttribute('opacity') || '1')")
    )


def point(page: Page, model: str) -> Locator:
    """The mark of a model, by what it says to screen readers."""
    return chart(page).locator(f'svg g.mark-symbol.role-mark path[aria-label*="Model: {model};"]')


def test_a_point_tells_its_model_and_fades_the_others(reader: Page) -> None:
    read(reader, "/training")
    assert opacities(reader) == {"0.8"}
    point(reader, "Grok 4").hover()
    tooltip = reader.locator("#vg-tooltip-element")
    expect(tooltip).to_contain_text("Grok 4")
    expect(tooltip).to_contain_text("5e26")
    expect(tooltip).to_contain_text("Speculative")
    reader.wait_for_timeout(300)
    assert opacities(reader) == {"0.8", "0.12"}


def test_confident_estimates_are_filled_and_others_hollow(reader: Page) -> None:
    read(reader, "/training")
    fills = {
        model: point(reader, model).first.get_attribute("fill-opacity")
        for model in ("Llama 3.1-405B", "Grok 4")
    }
    assert fills == {"Llama 3.1-405B": "1", "Grok 4": "0"}
    legend = chart(reader).locator("svg g.role-legend text")
    assert "Confident (filled)" in legend.all_text_contents()


def test_all_of_both_legends_is_in_view(reader: Page) -> None:
    read(reader, "/training")
    for place in (0, 1):
        frame = chart(reader, place).bounding_box()
        words = chart(reader, place).locator("svg g.role-legend text")
        texts = words.all_text_contents()
        assert {"Google", "OpenAI", "DeepSeek", "Other", "Likely", "Speculative"} <= set(texts)
        assert frame is not None
        for box in boxes(words):
            assert frame["y"] <= box["y"]
            assert box["y"] + box["height"] <= frame["y"] + frame["height"]
            assert box["x"] + box["width"] <= frame["x"] + frame["width"]


def test_a_click_opens_the_company(page: Page) -> None:
    open_page(page, "/training")
    point(page, "Grok 4").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Company profile")
    expect(main(page)).to_contain_text("xAI")


def test_every_power_of_ten_has_its_label(reader: Page) -> None:
    read(reader, "/training")
    labels = chart(reader).locator("svg g.role-axis-label text").all_text_contents()
    powers = sorted(int(each[2:]) for each in labels if each.startswith("1e"))
    assert len(powers) > 10
    assert powers == list(range(powers[0], powers[-1] + 1))


def test_a_cost_opens_the_company_and_a_statement_opens_nothing(page: Page) -> None:
    open_page(page, "/training")
    marks = chart(page, 2).locator("svg g.mark-symbol.role-mark path")
    chart(page, 2).scroll_into_view_if_needed()
    marks.and_(page.locator('[aria-label*="Model: Hypothetical 10T model;"]')).click(force=True)
    expect(page.get_by_role("heading", level=1)).to_have_text("Training")
    marks.and_(page.locator('[aria-label*="Model: Grok 4;"]')).click(force=True)
    expect(page.get_by_role("heading", level=1)).to_have_text("Company profile")
    expect(main(page)).to_contain_text("xAI")


def test_the_measure_is_in_the_address(page: Page) -> None:
    open_page(page, "/training")
    main(page).get_by_role("radio", name="Cost", exact=True).click()
    expect(figure_headlines(page).first).to_have_text(re.compile("^Training cost of frontier"))
    assert query(page) == "?measure=cost"
    axis = chart(page).locator("svg g.role-axis-title text")
    expect(axis.filter(has_text="USD of 2023")).to_have_count(1)


def test_a_phone_scrolls_down_only(phone: Page) -> None:
    open_page(phone, "/training?company=OpenAI&measure=power")
    expect(below_figure(phone, "training_claims")).to_be_visible()
    expect(figure_headlines(phone)).to_have_count(6)
    assert main(phone).evaluate("all => all.scrollWidth <= all.clientWidth")
