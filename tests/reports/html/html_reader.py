"""Somebody who reads an HTML report in a browser, and the audit that most tests show them."""

from pathlib import Path

import audits
from axe_playwright_python.sync_playwright import Axe

from builders import access_key, account, unknown_use
from iam_audit.model import AuditResult
from iam_audit.reports.html import HtmlReport
from real_browser import PATIENCE

RULES = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa")


class Reader:
    """Opens a report in a browser and notes what the browser complains of or asks for."""

    def __init__(self, browser, folder: Path):
        self.browser = browser
        self.file = folder / "key_audit_report.html"
        self.contexts = []
        self.complaints = []
        self.requests = []

    @property
    def address(self) -> str:
        return self.file.as_uri()

    def open(self, result: AuditResult, *, fragment: str = "", **context):
        return self.open_text(HtmlReport().render(result), fragment=fragment, **context)

    def open_text(self, text: str, *, fragment: str = "", **context):
        self.file.write_text(text, encoding="utf-8", newline="")
        self.contexts.append(self.browser.new_context(**context))
        page = self.contexts[-1].new_page()
        page.set_default_timeout(PATIENCE)
        page.on("console", lambda message: self.complaints.append(message.text))
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.on("request", lambda request: self.requests.append(request.url))
        page.goto(self.address + fragment)
        return page

    def close(self) -> None:
        for context in self.contexts:
            context.close()


def violations(page) -> list[tuple[str, str, str]]:
    """What axe has to say of all that can be opened, in light and in dark, by rules of WCAG 2.2 AA."""
    options = {"runOnly": {"type": "tag", "values": list(RULES)}, "resultTypes": ["violations"]}
    page.evaluate("for (const one of document.querySelectorAll('details')) one.open = true")
    said = []
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        found = Axe().run(page, options=options).response["violations"]
        said += [(scheme, one["id"], one["nodes"][0]["html"][:120]) for one in found]
    return said


def users(page) -> list[str]:
    """The users of the keys on the page, as shown."""
    names = page.locator("#keys tbody tr > :nth-child(3):visible").all_inner_texts()
    return [name.strip() for name in names]


def messages(page) -> list[str]:
    """What the findings on the page say, as shown."""
    return page.locator("#findings .message:visible").all_inner_texts()


def keys(page):
    """The form that filters keys."""
    return page.get_by_role("search", name="Access keys")


def findings(page):
    """The form that filters findings."""
    return page.get_by_role("search", name="Findings")


def two_accounts() -> AuditResult:
    """Five keys of two accounts, in every state that a table can show."""
    production = audits.judged(
        access_key(user_name="busy", id="AKIA1111111111111111", age_days=200, used_days_ago=1),
        access_key(user_name="Late", id="AKIA2222222222222222", age_days=1000, used_days_ago=100),
        access_key(user_name="never", id="AKIA3333333333333333", age_days=95, used_days_ago=None),
    )
    staging = audits.judged(
        access_key(user_name="off", id="AKIA4444444444444444", age_days=9, used_days_ago=5, active=False),
        access_key(
            user_name="strange", id=None, slot=2, age_days=20, last_used=unknown_use("Too old to tell.")
        ),
        account=account(id="111122223333", name="staging"),
    )
    return audits.audit(production, staging)
