"""A real browser to read reports with."""

import pytest
from html_reader import CHROMIUM, QUIET, Reader
from playwright.sync_api import sync_playwright


@pytest.fixture(scope="session")
def browser():
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=list(QUIET))
        yield chromium
        chromium.close()


@pytest.fixture
def reader(browser, tmp_path):
    reader = Reader(browser, tmp_path)
    yield reader
    reader.close()
