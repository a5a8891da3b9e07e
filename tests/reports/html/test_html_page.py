"""What the HTML report says at first sight, and what it must never hide."""

import re

import audits
import msgspec
import pytest
from html_reader import two_accounts
from playwright.sync_api import expect

from builders import NOW, access_key, account, days_ago
from iam_audit.model import Gap, Section, Status
from iam_audit.reports.html import HtmlReport


@pytest.mark.parametrize("case", audits.CASES)
def test_it_asks_for_nothing_but_itself_and_nothing_goes_wrong(reader, case):
    page = reader.open(audits.CASES[case]())

    expect(page.get_by_role("heading", level=1)).to_be_visible()
    assert reader.requests == [reader.address]
    assert reader.complaints == []


@pytest.mark.parametrize("case", audits.CASES)
def test_equal_audits_make_equal_bytes_without_acting_characters(case):
    text = HtmlReport().render(audits.CASES[case]())

    assert text == HtmlReport().render(audits.CASES[case]())
    assert text.endswith("</html>\n")
    assert not {"\x1b", "\x9b", "\x07", "\u202e"} & set(text)


def test_the_headline_says_what_was_audited_when_and_with_what(reader):
    made = audits.full_account()
    result = audits.audit(
        audits.replace(made, credential_report_generated_at=days_ago(1)),
        audits.replace(made, credential_report_generated_at=NOW),
    )
    page = reader.open(result)

    expect(page.get_by_role("heading", level=1)).to_have_text("account 123456789012")
    for said in (
        "2026-03-19 12:00 UTC",
        "2026-03-18 12:00 UTC to 2026-03-19 12:00 UTC",
        "iam-audit 1.2.3",
        "2 of 2 accounts",
    ):
        expect(page.locator(".meta")).to_contain_text(said)


def test_charts_say_their_numbers_in_text(reader):
    page = reader.open(audits.nine_keys())

    risk = page.get_by_role("region", name="Access keys by risk").get_by_role("listitem")
    severity = page.get_by_role("region", name="Failing findings by severity").get_by_role("listitem")
    assert [re.sub(r"\s+", " ", text) for text in risk.all_inner_texts()] == [
        "Critical 1", "High 2", "Medium 2", "Low 1", "Compliant 3",
    ]  # fmt: skip
    assert [re.sub(r"\s+", " ", text) for text in severity.all_inner_texts()] == [
        "Critical 0", "High 1", "Medium 2", "Low 0", "Info 0",
    ]  # fmt: skip


def test_an_incomplete_audit_says_so_before_anything_else(reader):
    page = reader.open(audits.organization())

    banner = page.get_by_role("region", name="This audit is incomplete")
    expect(banner).to_contain_text("2 of 3 accounts were not assessed, or not in full")
    expect(banner).to_contain_text(
        "closed (444455556666) not assessed: AccessDenied: the role cannot be assumed."
    )
    expect(banner).to_contain_text("sandbox (111122223333) partial: mfa devices: Not authorized")
    assert banner.bounding_box()["y"] < page.locator(".figures").bounding_box()["y"]


def test_one_account_short_is_said_in_the_singular_and_ten_are_cut_with_a_link(reader):
    one = reader.open(audits.audit(audits.unread_account()))
    expect(one.locator(".incomplete")).to_contain_text("1 of 1 account was not assessed")
    ten = reader.open(audits.audit(*(audits.unread_account() for _ in range(10))))

    expect(ten.locator(".incomplete li")).to_have_count(5)
    expect(ten.get_by_role("link", name="and 5 more")).to_have_attribute("href", "#accounts")


def test_a_complete_audit_has_no_banner(reader):
    expect(reader.open(audits.nine_keys()).locator(".incomplete")).to_have_count(0)


def test_an_audit_of_nothing_is_no_good_news(reader):
    page = reader.open(audits.nothing())

    expect(page.get_by_role("region", name="This audit is incomplete")).to_contain_text(
        "No account was audited"
    )
    expect(page.locator("#findings")).to_contain_text("That is no good news")


def test_keys_that_could_not_be_read_are_unknown_not_none(reader):
    gap = Gap(section=Section.ACCESS_KEYS, reason="Denied.", code="AccessDenied")
    blind = audits.replace(audits.judged(account=account(id="111122223333")), gaps=(gap,))
    page = reader.open(audits.audit(blind, audits.unread_account(), audits.full_account()))

    counts = page.locator("#accounts tbody tr > :nth-child(4)").all_inner_texts()
    assert counts == ["Unknown", "Unknown", "4"]
    expect(page.locator(".figures")).to_contain_text("Access keys that could be read")
    expect(page.locator("#unread")).to_contain_text("access keys")


def test_what_was_not_evaluated_and_what_was_not_read_are_listed_with_reasons(reader):
    section = reader.open(audits.organization()).locator("#unread")

    expect(section).to_contain_text("root-mfa, user-mfa-console")
    expect(section).to_contain_text("explicit deny in a service control policy")
    expect(section.get_by_role("row", name="mfa devices").last).to_contain_text("AccessDenied")


def test_accounts_come_least_assessed_first(reader):
    rows = reader.open(audits.organization()).locator("#accounts tbody th").all_inner_texts()

    assert [row.split()[0] for row in rows] == ["closed", "sandbox", "production"]


def test_checks_say_how_many_they_looked_at(reader):
    page = reader.open(audits.organization())

    expect(page.locator("#checks").get_by_role("row", name="user-mfa-console")).to_contain_text(
        "41 users with a console password"
    )
    expect(page.locator('.high [data-check="user-mfa-console"]')).to_contain_text("1 of 41 users")


def test_a_key_in_use_but_past_rotation_shows_both_and_says_so(reader):
    page = reader.open(two_accounts())

    row = page.locator("#keys tbody tr", has_text="busy")
    expect(row).to_contain_text("COMPLIANT by idleness, but past rotation")
    expect(row).to_contain_text("Past limit, high")
    expect(row).to_contain_text("Rotate it all the same.")
    expect(page.locator("#keys .note")).to_contain_text(
        "1 key is COMPLIANT by inactivity but past the rotation limit"
    )


def test_rotation_that_was_muted_or_not_evaluated_is_neither_passed_nor_failed(reader):
    made = audits.judged(
        access_key(user_name="quiet", age_days=200),
        access_key(user_name="undated", id="AKIAI44QH8DHBEXAMPLE", created_at=None),
    )
    rows = tuple(
        msgspec.structs.replace(
            row, rotation=row.rotation and msgspec.structs.replace(row.rotation, status=Status.MUTED)
        )
        for row in made.keys
    )
    page = reader.open(audits.audit(audits.replace(made, keys=rows)))

    expect(page.locator("#keys tbody tr", has_text="quiet")).to_contain_text("Past limit, high (muted)")
    expect(page.locator("#keys tbody tr", has_text="undated")).to_contain_text("Not evaluated")


def test_an_account_without_keys_and_findings_says_so(reader):
    page = reader.open(audits.empty())

    expect(page.locator("#keys .empty")).to_have_text("No access keys.")
    expect(page.locator("#findings .empty")).to_have_text("No finding.")
