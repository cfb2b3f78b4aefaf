"""Pages beside the usual ones: a first visit, a dark screen, a server nobody has used yet."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from tests.conftest import KINDS, new_page, run_app


@pytest.fixture
def first_visit(browser: Browser, app_url: str) -> Iterator[Page]:
    """A desktop page of a visitor who has never been here; shares nothing with `page`."""
    yield from new_page(browser.new_context(base_url=app_url, **KINDS["desktop"]))


@pytest.fixture(params=["light", "dark"])
def themed_page(request: pytest.FixtureRequest, page: Page) -> Iterator[tuple[Page, str]]:
    """A desktop page of a visitor who asks for light or for dark, and which of them."""
    page.emulate_media(color_scheme=request.param)
    yield page, request.param
    page.emulate_media(color_scheme="light")


@pytest.fixture
def cold_app_url(tmp_path: Path) -> Iterator[str]:
    """Address of an app that has served no one yet."""
    yield from run_app(tmp_path / "app.log")
