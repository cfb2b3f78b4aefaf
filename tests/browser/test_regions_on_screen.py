"""What only a browser shows of the regions page: the map, its shapes and its dots."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Locator, Page, WebSocket, expect

from tests.browser.actions import (
    capital,
    choose,
    expect_settled,
    figure_headlines,
    main,
    open_page,
    read,
    rounds,
)

SHAPES = "/app/static/world.json"


def land(page: Page) -> Locator:
    """The shapes of all countries; only the map draws shapes."""
    return page.locator("svg g.mark-shape.layer_0_marks")


def countries(page: Page) -> Locator:
    """Shapes and dots of the countries with rounds."""
    return page.locator("svg g.mark-shape:not(.layer_0_marks) path")


def asked_for(page: Page) -> list[str]:
    found: list[str] = []
    page.on("request", lambda request: found.append(request.url))
    return found


def test_every_country_with_rounds_is_drawn(reader: Page) -> None:
    asked = asked_for(reader)
    open_page(reader, "/regions")
    expect(countries(reader)).to_have_count(rounds()["country"].drop_nulls().n_unique())
    assert land(reader).locator("path").count() > 150
    assert len([url for url in asked if url.endswith(SHAPES)]) == 1


def test_published_and_tracked_have_one_legend(reader: Page) -> None:
    read(reader, "/regions")
    legend = reader.get_by_test_id("stVegaLiteChart").last.locator(".role-legend-label text")
    assert legend.all_text_contents() == ["Published", "Tracked here"]


def test_a_rerun_sends_rows_and_no_shapes(page: Page) -> None:
    sent: list[str] = []

    def note(socket: WebSocket) -> None:
        socket.on("framereceived", lambda frame: sent.append(str(frame)))

    page.on("websocket", note)
    open_page(page, "/regions")
    choose(page, "Region", "Europe")
    european = rounds({"region": "Europe"})["country"].drop_nulls().n_unique()
    expect(countries(page)).to_have_count(european)
    expect_settled(page)
    assert any("world.json" in frame for frame in sent)
    assert not any('"arcs"' in frame for frame in sent)


def test_a_dot_tells_what_a_small_country_raised(page: Page) -> None:
    open_page(page, "/regions?country=Singapore")
    expect(countries(page)).to_have_count(1)
    dot = countries(page).bounding_box()
    assert dot is not None
    assert dot["width"] == pytest.approx(dot["height"], abs=1)
    assert 6 < dot["width"] < 14
    page.mouse.move(dot["x"] + dot["width"] / 2, dot["y"] + dot["height"] / 2)
    tooltip = page.locator("#vg-tooltip-element")
    expect(tooltip).to_contain_text("Singapore")
    told = re.search(
        r"Capital\$([\d.]+)B", tooltip.inner_text().replace("\n", "").replace("\t", "")
    )
    assert told
    singapore = rounds({"country": "Singapore"})
    assert float(told[1]) == pytest.approx(capital(singapore) / 1e9, abs=0.006)
    expect(tooltip).to_contain_text(f"Rounds{singapore.height}")


def test_the_map_fills_a_phone(phone: Page) -> None:
    open_page(phone, "/regions?measure=rounds")
    expect(countries(phone).first).to_be_attached()
    size = land(phone).bounding_box()
    assert size is not None
    assert 300 < size["width"] <= 390
    assert 130 < size["height"] < 200
    assert phone.evaluate("document.querySelector('.stMain').scrollWidth") <= 390


def test_a_threshold_is_chosen_by_keyboard(page: Page) -> None:
    open_page(page, "/regions")
    slider = main(page).get_by_role("slider")
    expect(slider).to_have_attribute("aria-valuetext", "$100M")
    before = figure_headlines(page).filter(has_text="reached $100M")
    expect(before).to_have_count(1)
    slider.press("End")
    ten_billion = rounds().filter(rounds()["amount_usd"] >= 1e10)
    words = f"{ten_billion.height} rounds reached $10B"
    expect(figure_headlines(page).filter(has_text=words)).to_have_count(1)
    expect(page).to_have_url(re.compile("threshold=10000000000"))
