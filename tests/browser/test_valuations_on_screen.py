"""What only a browser shows of the valuations page."""

from __future__ import annotations

from itertools import pairwise

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.actions import below_figure, boxes, figure_headlines, main, open_page, read


def chart(page: Page) -> Locator:
    """The valuations over time, the first chart of the page."""
    return page.get_by_test_id("stVegaLiteChart").first


def opacities(page: Page, mark: str) -> list[str]:
    paths = chart(page).locator(f"svg g.mark-{mark} path, svg g.mark-{mark} text")
    return paths.evaluate_all("all => all.map(each => each.getAttribute('opacity') || '1')")


def name_of(page: Page, company: str) -> Locator:
    return chart(page).locator("svg text").filter(has_text=company)


def test_pointing_at_a_name_follows_one_company(reader: Page) -> None:
    read(reader, "/valuations")
    lines = opacities(reader, "line")
    assert len(lines) == 6
    assert set(lines) == {"0.9"}
    name_of(reader, "OpenAI").hover(timeout=8_000)
    reader.wait_for_timeout(300)
    found = opacities(reader, "line")
    assert sorted(found) == ["0.12"] * 5 + ["0.9"]


def test_pointing_at_a_line_follows_one_company(reader: Page) -> None:
    read(reader, "/valuations")
    lines = chart(reader).locator("svg g.mark-line path")
    # The last piece of the first line, between its points.
    middle = lines.first.evaluate(
        """line => {
            const length = line.getTotalLength(), at = line.getPointAtLength(length - 12)
            const to = at.matrixTransform(line.getScreenCTM())
            return [to.x, to.y]
        }"""
    )
    reader.mouse.move(*middle)
    reader.wait_for_timeout(300)
    assert sorted(opacities(reader, "line")) == ["0.12"] * 5 + ["0.9"]


def test_names_stand_apart_and_within_the_chart(reader: Page) -> None:
    read(reader, "/valuations")
    frame = chart(reader).bounding_box()
    names = chart(reader).locator("svg g.mark-text.role-mark text")
    assert frame is not None
    found = sorted(boxes(names), key=lambda box: box["y"])
    assert len(found) == 6
    assert all(box["x"] + box["width"] <= frame["x"] + frame["width"] for box in found)
    assert all(low["y"] - high["y"] >= 11 for high, low in pairwise(found))


def test_a_stage_stands_on_its_row(reader: Page) -> None:
    read(reader, "/valuations")
    figure = reader.get_by_test_id("stVegaLiteChart").nth(1)
    stage = figure.locator("svg g.mark-text.role-axis-label text").filter(has_text="Series A")
    label = figure.locator("svg g.mark-text.role-mark text").first
    expect(label).to_contain_text("times (")
    middles = [
        box["y"] + box["height"] / 2 for each in (stage, label) if (box := each.bounding_box())
    ]
    assert len(middles) == 2
    assert abs(middles[0] - middles[1]) < 2


def test_a_point_tells_its_round(page: Page) -> None:
    open_page(page, "/valuations?company=DeepSeek")
    chart(page).locator("svg g.mark-symbol.role-mark path").first.hover()
    tooltip = page.locator("#vg-tooltip-element")
    expect(tooltip).to_contain_text("DeepSeek")
    expect(tooltip).to_contain_text("$50B")


@pytest.mark.parametrize("address", ["/valuations", "/valuations?company=OpenAI"])
def test_a_phone_scrolls_down_only(phone: Page, address: str) -> None:
    open_page(phone, address)
    expect(below_figure(phone, "listings_board")).to_be_visible()
    expect(figure_headlines(phone)).to_have_count(6)
    assert main(phone).evaluate("all => all.scrollWidth <= all.clientWidth")
