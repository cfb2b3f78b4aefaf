"""The way from a figure to its terms, and searches that the address keeps."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect

from tests.browser.actions import below_figure, expect_settled, figure_headlines, main, open_page
from tests.browser.actions import query as address


def test_a_term_under_a_figure_opens_the_glossary(page: Page) -> None:
    open_page(page, "/concentration?region=China&top=3")
    below_figure(page, "hhi_over_time").get_by_role("button", name="Definitions").click()
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text("take each company's share")
    dialog.get_by_role("link", name="HHI", exact=True).click()
    expect(main(page).get_by_role("heading", level=1)).to_have_text("Glossary")
    expect(main(page).get_by_role("heading", level=3)).to_have_text("HHI")
    expect(page.locator(".st-key-glossary-chosen")).to_contain_text("squared, all added up")
    assert "region=China" in address(page)
    assert "term=hhi" in address(page)
    page.locator(".st-key-glossary-chosen").get_by_role("link", name="Concentration").click()
    expect(main(page).get_by_role("heading", level=1)).to_have_text("Concentration")
    expect_settled(page)
    assert "region=China" in address(page)


def test_a_search_of_terms_narrows_and_a_reload_keeps_it(page: Page) -> None:
    open_page(page, "/glossary?term=eci")
    terms = main(page).get_by_role("heading", level=5)
    main(page).get_by_text("Models and their prices").click()
    expect(terms.first).to_have_text("Arena rating")
    box = main(page).get_by_label("Find a term")
    box.fill("revenue")
    box.press("Enter")
    expect(terms.first).to_have_text("Annualised revenue")
    expect(main(page).get_by_role("heading", level=3)).to_have_count(0)
    found = terms.all_inner_texts()
    assert 1 < len(found) < 15
    assert address(page) == "?find=revenue"
    page.reload()
    expect(terms).to_have_text(found)
    expect(box).to_have_value("revenue")


def test_a_search_of_statements_narrows_and_a_reload_keeps_it(page: Page) -> None:
    open_page(page, "/statements?company=OpenAI")
    expect(figure_headlines(page).first).to_contain_text("about OpenAI;")
    box = main(page).get_by_label("Find statements")
    box.fill("  stargate ")
    box.press("Enter")
    expect(main(page).get_by_text("No statement matches")).to_be_visible()
    # What is typed while the page is drawn is overwritten by what was asked for before.
    expect_settled(page)
    box.fill("amount round")
    box.press("Enter")
    expect(figure_headlines(page).first).to_have_text(
        re.compile(r"^\d+ statements about OpenAI with “amount round”; ")
    )
    assert address(page) == "?company=OpenAI&find=amount round"
    before = figure_headlines(page).all_inner_texts()
    page.reload()
    expect(figure_headlines(page)).to_have_text(before)
    expect(box).to_have_value("amount round")
