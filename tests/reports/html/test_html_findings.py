"""The findings: filters, what opens, what can be copied."""

import re

import audits
import pytest
from html_reader import findings, messages
from playwright.sync_api import expect

from builders import NOW, access_key, snapshot, user
from iam_audit.audit import audit_snapshot
from iam_audit.checks.access_key_age_extreme import AccessKeyAgeExtreme
from iam_audit.model import Remediation
from iam_audit.reports.html import HtmlReport
from iam_audit.reports.html_page import in_words


@pytest.mark.parametrize(
    ("label", "value", "found"),
    [
        ("Severity", "low", ["No API tells"]),
        ("Status", "muted", ["erin has no MFA"]),
        ("Status", "pass", ["Passed: not so"]),
        ("Status", "not_evaluated", ["Mfa devices", "Mfa devices", "AWS did not say"]),
        ("Check", "root-mfa", ["Mfa devices"]),
        ("Account", "111122223333", ["Mfa devices", "Mfa devices"]),
        ("Search", "FRANK user-inactive", ["Passed: not so"]),
        ("Search", "no such thing", []),
    ],
)
def test_findings_are_narrowed_by_severity_status_check_account_and_words(reader, label, value, found):
    undated = audits.judged(access_key(user_name="undated", created_at=None))
    result = audits.organization()
    page = reader.open(audits.audit(*result.accounts, undated) if value == "not_evaluated" else result)
    field = findings(page).get_by_label(label)
    field.fill(value) if label == "Search" else field.select_option(value)

    expect(page.locator("#findings").get_by_role("status")).to_contain_text(f"{len(found)} of")
    said = messages(page)
    assert len(said) == len(found)
    assert all(text.startswith(start) for text, start in zip(said, found, strict=True))


def test_headings_without_a_finding_left_go_as_well(reader):
    page = reader.open(audits.organization())
    findings(page).get_by_label("Severity").select_option("low")

    expect(page.locator("#findings h3:visible")).to_have_text(["For a person to look at 1"])
    expect(page.locator("#findings h4:visible")).to_have_text(["Root mail address is read by one person"])


def test_a_finding_opens_to_its_evidence_remedy_and_frameworks(reader):
    remedy = Remediation(
        text="Assign a device.",
        console=("Open IAM", "Choose alice"),
        cli=("aws iam one", "aws iam two"),
        automated="A rule does it.",
    )
    page = reader.open(
        audits.audit(audits.replace(audits.judged(), findings=(audits.finding(remediation=remedy),)))
    )
    page.get_by_text("alice has a console password").click()

    body = page.locator("#findings .body")
    assert re.sub(r"\s+", " ", body.locator("dl").inner_text()) == (
        "password enabled yes devices 0 groups admins, staff note -"
    )
    expect(body.locator("li")).to_have_text(["Open IAM", "Choose alice"])
    expect(body.locator("pre")).to_have_text("aws iam one\naws iam two")
    for said in ("Assign a device.", "A rule does it.", "arn:aws:iam::123456789012:user/alice"):
        expect(body).to_contain_text(said)
    page.get_by_text("Controls in 2 frameworks").click()
    expect(page.locator(".frameworks")).to_contain_text("CC6.1, CC6.6")


def test_a_known_check_says_why_it_matters(reader):
    page = reader.open(audits.nine_keys())

    expect(page.locator(".why").first).to_contain_text("A key that nobody rotates has had longer to leak")


def test_what_passed_or_was_not_evaluated_offers_no_remedy(reader):
    page = reader.open(audits.organization())

    for tone in ("pass", "not_evaluated"):
        expect(page.locator(f".chapter.{tone}")).to_have_count(1)
        expect(page.locator(f".chapter.{tone} details")).to_have_count(0)


def test_commands_are_copied_as_they_stand(reader):
    page = reader.open(audits.nine_keys(), permissions=["clipboard-read", "clipboard-write"])
    page.locator(".items summary").first.click()
    page.get_by_role("button", name="Copy").click()

    expect(page.get_by_role("button", name="Copied")).to_be_visible()
    assert page.evaluate("navigator.clipboard.readText()") == page.locator("pre:visible").inner_text()


def test_where_the_clipboard_is_out_of_reach_the_commands_are_selected(reader):
    page = reader.open(audits.nine_keys())
    page.evaluate("Object.defineProperty(navigator, 'clipboard', { value: undefined })")
    page.locator(".items summary").first.click()
    page.get_by_role("button", name="Copy").click()

    expect(page.get_by_role("button", name="Selected: press Ctrl+C")).to_be_visible()
    assert page.evaluate("String(getSelection())") == page.locator("pre:visible").inner_text()


def test_all_shown_findings_open_and_close_at_once(reader):
    page = reader.open(audits.nine_keys())
    findings(page).get_by_label("Severity").select_option("medium")
    expect(page.locator("#findings .shown")).to_have_text("2 of 3 findings")
    page.get_by_role("button", name="Expand all").click()

    expect(page.locator(".items details[open]")).to_have_count(2)
    page.get_by_role("button", name="Collapse all").click()
    expect(page.locator(".items details[open]")).to_have_count(0)


def test_two_findings_on_one_resource_have_one_anchor_between_them(reader):
    twice = audits.replace(audits.judged(), findings=(audits.finding(), audits.finding(message="Again.")))
    page = reader.open(audits.audit(twice))

    expect(page.locator("[id^=finding-]")).to_have_count(1)
    expect(page.locator(".items > li")).to_have_count(2)


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (None, "-"),
        (True, "yes"),
        (False, "no"),
        (0, "0"),
        ([], "none"),
        (["a", "b"], "a, b"),
        ("text", "text"),
    ],
)
def test_evidence_is_written_in_words(value, words):
    assert in_words(value) == words


def test_backticks_in_our_own_texts_become_code():
    read = snapshot(users=(user("`alice`"),), access_keys=(access_key(user_name="`alice`", age_days=400),))
    page = HtmlReport().render(audits.audit(audit_snapshot(read, [AccessKeyAgeExtreme()], NOW)))

    assert "The same question as <code>access-key-age</code> asks" in " ".join(page.split())
    assert "<code>alice</code>" not in page
