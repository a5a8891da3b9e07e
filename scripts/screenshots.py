"""Make the screenshots of the README from the demo: `make screenshots`."""

import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import sync_playwright
from small_png import small

CHROMIUM = "/usr/bin/chromium"
HOME = Path(__file__).parent.parent / "docs" / "images"
SIZE = {"width": 1280, "height": 900}


def main() -> None:
    """Serve the demo, and look at two of its pages."""
    HOME.mkdir(exist_ok=True)
    with _served() as url, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"])
        page = browser.new_page(viewport=SIZE, color_scheme="light")
        page.goto(url)
        _save(page.screenshot(), "dashboard.png")
        page.get_by_role("region", name="Deal with these first").get_by_role(
            "link", name="samir.ivanova"
        ).click()
        page.wait_for_load_state("load")
        _save(page.screenshot(), "credential.png")
        browser.close()


@contextmanager
def _served() -> Iterator[str]:
    command = [sys.executable, "-m", "iam_audit", "serve", "--mock", "--port", "0"]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as server:
        said = server.stderr.readline() if server.stderr else ""
        found = re.search(r"http://\S+", said)
        if found is None:
            raise SystemExit(f"The demo did not start: {said}")
        try:
            yield found[0]
        finally:
            server.terminate()


def _save(png: bytes, name: str) -> None:
    data = small(png)
    (HOME / name).write_bytes(data)
    sys.stdout.write(f"docs/images/{name}: {len(data):,} bytes\n")


if __name__ == "__main__":
    main()
