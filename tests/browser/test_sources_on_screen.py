"""What only a browser shows of the page of sources: a real file, and a phone."""

from __future__ import annotations

from pathlib import Path

import bibtexparser
import polars as pl
from playwright.sync_api import Page, expect

from tests.browser.actions import figure_headlines, main, open_page, query

SOURCES = pl.read_parquet(Path(__file__).parents[2] / "data/sources.parquet")


def test_bibtex_of_all_sources_is_downloaded(page: Page) -> None:
    open_page(page, "/sources")
    with page.expect_download() as download:
        main(page).get_by_role("button", name="BibTeX of all sources").click()
    file = download.value
    assert file.suggested_filename.endswith(".bib")
    library = bibtexparser.parse_file(str(file.path()))
    assert not library.failed_blocks
    keys = [entry.key for entry in library.entries]
    assert keys == ["ai-capital-explorer", *SOURCES["source_id"].sort()]
    # Nobody else could open the address of a server on this machine.
    assert "url" not in library.entries_dict["ai-capital-explorer"].fields_dict


def test_a_phone_shows_each_part_without_scrolling_sideways(phone: Page) -> None:
    open_page(phone, "/sources")
    # The legend stands in full beside long titles.
    legend = phone.locator(".role-legend-label text")
    right = max(
        box["x"] + box["width"] for box in map(lambda e: e.bounding_box(), legend.all()) if box
    )
    assert right <= 390
    main(phone).get_by_role("radio", name="Coverage").click()
    names = main(phone).locator(".role-legend-label text")
    expect(names).to_have_text(["Published", "Tracked here"])
    # A chart cuts what lies beyond its edge.
    edge = "e => e.ownerSVGElement.getBoundingClientRect().right - e.getBoundingClientRect().right"
    assert all(name.evaluate(edge) >= 0 for name in names.all())
    for part, words in (("Coverage", "OECD.AI counts"), ("Tables", "Funding rounds: ")):
        main(phone).get_by_role("radio", name=part).click()
        expect(figure_headlines(phone).filter(has_text=words)).to_have_count(1)
        assert f"view={part.lower()}" in query(phone)
        assert phone.evaluate("document.querySelector('.stMain').scrollWidth") <= 390
