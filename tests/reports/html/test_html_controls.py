"""Controls, waivers and kinds of users in the HTML report."""

import audits
import msgspec
import pytest
from playwright.sync_api import expect

from iam_audit.model import Kind, Waiver
from iam_audit.reports.html import HtmlReport


def test_controls_have_a_section_of_their_own_before_the_keys(reader):
    page = reader.open(audits.by_control())
    section = page.get_by_role("region", name="SOC 2 by control")

    expect(section).to_contain_text("3 failed, 2 not evaluated, 1 not covered")
    assert section.bounding_box()["y"] < page.locator("#keys").bounding_box()["y"]
    expect(page.locator(".meta")).to_contain_text("SOC 2")


def test_a_control_shows_verdict_population_and_evidence(reader):
    page = reader.open(audits.by_control())
    row = page.locator("#controls").get_by_role("row", name="CC6.1")

    expect(row).to_contain_text("failed")
    expect(row).to_contain_text("user-mfa-console 1 of 41 users with a console password (1 muted)")
    expect(row).to_contain_text("left out of iam-audit: user-owner-unknown")
    expect(row).to_contain_text("not read: 444455556666")
    row.get_by_text("3 failing").click()
    expect(row.get_by_role("link", name="AKIAIOSFODNN7EXAMPLE of alice")).to_be_visible()


def test_evidence_leads_to_the_finding(reader):
    page = reader.open(audits.by_control())
    row = page.locator("#controls").get_by_role("row", name="CC6.6")
    row.get_by_text("1 failing").click()
    row.get_by_role("link", name="user alice").click()

    assert page.url.partition("#")[2] in {
        f"finding-{one.fingerprint}" for one in audits.by_control().findings
    }
    expect(
        page.locator("#findings .message", has_text="alice has a console password").first
    ).to_be_in_viewport()


def test_without_a_framework_and_waivers_there_are_no_such_sections():
    text = HtmlReport().render(audits.nine_keys())

    assert 'id="controls"' not in text
    assert 'id="waivers"' not in text
    assert 'href="#controls"' not in text
    assert 'href="#waivers"' not in text


@pytest.mark.parametrize(
    ("source", "state", "said"),
    [
        ("entry 1", "in force", "It mutes 1 failure until 2026-06-30."),
        ("entry 2", "lapsing", "lapses in 1 day, after 2026-03-20"),
        ("entry 3", "expired", "It expired on 2026-03-01"),
        ("entry 4", "not yet", "It holds from 2026-04-01 on"),
        ("entry 5", "unmatched", "Nothing that it is about fails."),
        ("entry 6", "not judged", "was not audited"),
        ("tag iam-audit-waiver of user eve", "refused", "It cannot be understood."),
    ],
)
def test_every_waiver_is_listed_with_its_state_and_what_to_do(reader, source, state, said):
    row = reader.open(audits.waived()).locator("#waivers").get_by_role("row", name=source)

    expect(row).to_contain_text(state)
    expect(row).to_contain_text(said)


def test_a_waiver_shows_who_decided_and_why(reader):
    row = reader.open(audits.waived()).locator("#waivers").get_by_role("row", name="entry 1")

    expect(row).to_contain_text("The vendor moves to roles in May.")
    expect(row).to_contain_text("jane@example.com, from 2026-01-01 until 2026-06-30")


def test_the_words_of_a_waiver_are_text(reader):
    evil = "<img src=x onerror=alert(1)>\u202e"
    made = audits.waived()
    uses = tuple(
        msgspec.structs.replace(use, waiver=use.waiver and _with(use.waiver, evil)) for use in made.waivers
    )
    page = reader.open(msgspec.structs.replace(made, waivers=uses))

    expect(page.locator("#waivers")).to_contain_text("<img src=x onerror=alert(1)>")
    assert page.locator("#waivers img").count() == 0
    assert reader.complaints == []


def _with(waiver: Waiver, words: str) -> Waiver:
    return msgspec.structs.replace(waiver, reason=words, approver=words, resource=words)


def test_a_key_tells_whether_its_user_is_a_person_or_a_program(reader):
    (account,) = audits.nine_keys().accounts
    kinds = {"svc-legacy-app": Kind.MACHINE, "dev-john-doe": Kind.PERSON}
    keys = tuple(
        msgspec.structs.replace(row, kind=kinds.get(row.key.user_name, Kind.UNKNOWN)) for row in account.keys
    )
    page = reader.open(audits.audit(audits.replace(account, keys=keys)))

    expect(page.locator("#keys tbody tr", has_text="svc-legacy-app").locator(".kind")).to_have_text("machine")
    expect(page.locator("#keys tbody tr", has_text="dev-john-doe").locator(".kind")).to_have_text("person")
    expect(page.locator("#keys .kind")).to_have_count(2)
