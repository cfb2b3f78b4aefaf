"""The stages page as it is on the screen: comparing periods, hovering dots, phones."""

import re

import polars as pl
from playwright.sync_api import Locator, Page, expect

from tests.browser.actions import boxes, figure_headlines, open_page, pick_one, query, rounds


def chart(page: Page, place: int) -> Locator:
    return page.get_by_test_id("stVegaLiteChart").nth(place)


def texts(figure: Locator) -> Locator:
    return figure.locator("svg text")


def test_published_and_tracked_are_told_apart(page: Page) -> None:
    open_page(page, "/stages")
    late = rounds({"stage_group": "Late"})
    quarter = late.filter(
        (pl.col("announced_date").dt.year() == 2026) & (pl.col("announced_date").dt.quarter() == 1)
    )
    growth = chart(page, 1)
    tracked = re.compile(rf"^tracked \$\S+ in {quarter.height} rounds$")
    expect(texts(growth).filter(has_text=tracked)).to_have_count(1)
    expect(texts(growth).filter(has_text=re.compile(r"^published \$247B, \+205%$"))).to_have_count(
        1
    )
    expect(texts(growth).filter(has_text=re.compile("^published growth implies "))).to_have_count(2)
    dashed = growth.locator("svg path[stroke-dasharray='4,3']")
    expect(dashed).to_have_count(2)


def test_two_periods_are_picked(page: Page) -> None:
    open_page(page, "/stages?end=2020-Q4")
    pick_one(page, "Compare", "2024")
    expect(figure_headlines(page).nth(1)).to_contain_text("From 2023 to 2024 tracked capital")
    pick_one(page, "With", "2021")
    expect(figure_headlines(page).nth(1)).to_contain_text("From 2021 to 2024 tracked capital")
    expect(texts(chart(page, 1)).filter(has_text=re.compile("^Late, 2021$"))).to_have_count(1)
    assert query(page) == "?end=2020-Q4&period=2024&against=2021"


def test_a_dot_names_its_round(page: Page) -> None:
    open_page(page, "/stages?company=Anthropic&stage=Series+A")
    [row] = rounds({"company": "Anthropic", "stage": "Series A"}).to_dicts()
    # No round in the two periods: the figure before has no chart.
    dot = chart(page, 1).locator("svg .mark-symbol.role-mark path")
    expect(dot).to_have_count(1)
    dot.scroll_into_view_if_needed()
    dot.hover(force=True)
    tooltip = page.locator("#vg-tooltip-element")
    expect(tooltip).to_contain_text("Anthropic")
    expect(tooltip).to_contain_text(f"{row['announced_date']:%b %Y}")


def test_dots_lie_on_their_box(page: Page) -> None:
    """Each stage's dots stand around the middle of its box, which two scales place."""
    open_page(page, "/stages?view=all")
    figure = chart(page, 2)
    expect(figure.locator("svg .mark-symbol.role-mark path").first).to_be_attached()
    bars = boxes(figure.locator("svg .mark-rect.role-mark path"))
    wide = sorted({(bar["x"], bar["width"]) for bar in bars if bar["height"] > 15})
    dots = boxes(figure.locator("svg .mark-symbol.role-mark path"))
    middles = [dot["x"] + dot["width"] / 2 for dot in dots]
    assert len(wide) == 3
    for x, width in wide:
        inside = [middle for middle in middles if x <= middle <= x + width]
        assert abs(sum(inside) / len(inside) - x - width / 2) < width / 8
    assert all(any(x <= middle <= x + width for x, width in wide) for middle in middles)


def test_an_axis_without_amounts_starts_at_its_foot(page: Page) -> None:
    open_page(page, "/stages?company=AgiBot")
    expect(figure_headlines(page).first).to_have_text("2 rounds, none with a disclosed amount")
    zero, million = (
        texts(chart(page, 0)).filter(has_text=re.compile(rf"^\${n}$")) for n in ("0", "1M")
    )
    expect(zero).to_have_count(1)
    low, high = zero.bounding_box(), million.bounding_box()
    assert low
    assert high
    assert low["y"] - high["y"] > 100


def test_labels_fit_on_a_phone(phone: Page) -> None:
    open_page(phone, "/stages")
    for place in range(1, 5):
        figure = chart(phone, place)
        expect(texts(figure).first).to_be_attached()
        frame = figure.bounding_box()
        assert frame
        right = frame["x"] + frame["width"] + 1
        assert all(box["x"] + box["width"] <= right for box in boxes(texts(figure)))
    assert phone.evaluate("document.documentElement.scrollWidth") <= 390
