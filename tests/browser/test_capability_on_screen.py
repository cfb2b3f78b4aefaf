"""The capability page as it is on the screen: points, their words, clicks, phones."""

from __future__ import annotations

import re
from pathlib import Path

import polars as pl
from playwright.sync_api import Locator, Page, expect

from tests.browser.actions import figure_headlines, main, open_page, query, read

DATA = Path(__file__).parents[2] / "data"
CAPABILITY = pl.read_parquet(DATA / "capability.parquet")
SCORES = pl.read_parquet(DATA / "scores.parquet")


def chart(page: Page, place: int) -> Locator:
    return page.get_by_test_id("stVegaLiteChart").nth(place)


def points(figure: Locator) -> Locator:
    return figure.locator("svg .mark-symbol.role-mark path")


def names(figure: Locator) -> Locator:
    return figure.locator("svg .mark-text.role-mark text")


def test_every_model_is_drawn_and_the_best_is_named(reader: Page) -> None:
    read(reader, "/capability")
    best = chart(reader, 0)
    expect(points(best)).to_have_count(CAPABILITY.height)
    comparable = CAPABILITY.filter(~pl.col("is_second_hand")).sort("eci")
    expect(names(best).filter(has_text=comparable["model"][-1])).to_have_count(1)
    legend = best.locator(".role-legend-label text").all_text_contents()
    assert legend[:7] == ["Google", "OpenAI", "Anthropic", "Meta", "xAI", "DeepSeek", "Other"]
    assert legend[7:] == ["Closed", "Open weights", "Access unknown", "Second-hand, later fit"]


def test_scores_of_developers_are_hollow(page: Page) -> None:
    open_page(page, "/capability?benchmark=MMLU")
    rows = SCORES.filter("is_best", benchmark="MMLU")
    own = rows.filter("is_vendor_reported").height
    expect(points(chart(page, 0))).to_have_count(rows.height)
    hollow = chart(page, 0).locator("svg .mark-symbol.role-mark path[fill-opacity='0']")
    expect(hollow).to_have_count(own)


def test_a_point_tells_and_opens_its_company(page: Page) -> None:
    open_page(page, "/capability?benchmark=HumanEval")
    dot = points(chart(page, 0))
    expect(dot).to_have_count(1)
    dot.scroll_into_view_if_needed()
    dot.hover()
    tooltip = page.locator("#vg-tooltip-element")
    for words in ("Claude 3.5 Sonnet", "Anthropic", "92.0%", "not published", "20 Jun 2024"):
        expect(tooltip).to_contain_text(words)
    dot.click()
    expect(page).to_have_url(re.compile(r"/company\?.*company=Anthropic"))
    expect(main(page)).to_contain_text("Anthropic")


def test_a_benchmark_is_found_by_typing(page: Page) -> None:
    open_page(page, "/capability")
    box = main(page).get_by_role("combobox", name="Benchmark")
    box.click()
    box.fill("ARC-AGI-2")
    page.get_by_role("option", name=re.compile("^ARC-AGI-2")).click()
    expect(figure_headlines(page).first).to_contain_text("leads ARC-AGI-2 with")
    assert query(page) == "?benchmark=ARC-AGI-2"
    axis = chart(page, 0).locator(".role-axis-title text")
    expect(axis.filter(has_text="Score (%)")).to_have_count(1)


def test_ranks_are_broken_lines_with_names_at_their_end(reader: Page) -> None:
    read(reader, "/capability")
    arena = chart(reader, 3)
    ends = ["Google", "Anthropic", "Meta", "Other", "OpenAI", "DeepSeek", "xAI"]
    for name in ends:
        expect(names(arena).filter(has_text=re.compile(f"^{name}$"))).to_have_count(1)
    # More lines than developers: they end with eras and gaps.
    assert arena.locator("svg .mark-line.role-mark path").count() > 2 * len(ends)


def test_a_phone_shows_the_page_without_scrolling_sideways(phone: Page) -> None:
    open_page(phone, "/capability?benchmark=GPQA+Diamond&by=access")
    assert phone.evaluate("document.querySelector('.stMain').scrollWidth") <= 390
    box = chart(phone, 0).bounding_box()
    assert box is not None
    for words in chart(phone, 0).locator(".role-legend-label text").all():
        place = words.bounding_box()
        assert place is not None
        assert place["x"] + place["width"] <= box["x"] + box["width"] + 1
