"""A briefing made and downloaded in a browser."""

from __future__ import annotations

from playwright.sync_api import Page, expect
from pptx import Presentation
from pypdf import PdfReader

from tests.browser.actions import expect_settled, main


def test_a_set_becomes_slides_and_pages(page: Page) -> None:
    page.goto("/briefing?set=concentration&start=2024-Q1")
    expect_settled(page)
    listed = page.locator(".st-key-briefing-contents p").all_inner_texts()[1:]
    assert len(listed) == 6
    main(page).get_by_role("button", name="Make the briefing").click()
    files = page.locator(".st-key-briefing-files")
    expect(files.get_by_role("button")).to_have_count(2, timeout=60_000)
    with page.expect_download() as slides:
        files.get_by_role("button", name="PowerPoint").click()
    deck = Presentation(str(slides.value.path()))
    assert slides.value.suggested_filename.startswith("how-few-companies-take-how-much-")
    titles = [slide.shapes.title.text for slide in deck.slides]
    assert [f"{n}. {title}" for n, title in enumerate(titles[1:-1], start=1)] == listed
    with page.expect_download() as pages:
        files.get_by_role("button", name="PDF").click()
    assert len(PdfReader(pages.value.path()).pages) == 8
