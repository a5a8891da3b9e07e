"""The browser that tests look with: Debian's Chromium, one for all tests of a process."""

import pytest

CHROMIUM = "/usr/bin/chromium"
QUIET = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--disable-quic",
)
PATIENCE = 60_000
"""Milliseconds: enough for a busy machine, and far from what a person would wait."""


@pytest.fixture(scope="session")
def browser():
    """Two of them in one process would get in each other's way."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=list(QUIET))
        yield chromium
        chromium.close()
