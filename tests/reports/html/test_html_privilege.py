"""Tier and priority of keys on the page, and who can do what."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent))

import audits
from test_urgency import ADMIN, CLIMBER, EVERYTHING, NOBODY, three_keys

from builders import NOW, permissions, policy, snapshot, user
from iam_audit.audit import audit_snapshot

IDS = "#keys tbody tr > :nth-child(2):visible"


def test_keys_can_be_sorted_by_priority_and_by_what_they_can_do(reader):
    page = reader.open(three_keys())
    for column in ("Priority", "Can do"):
        page.locator("#keys thead th", has_text=column).get_by_role("button").click()
        found = page.locator(IDS).all_inner_texts()

        assert found in ([NOBODY, CLIMBER, ADMIN], [ADMIN, CLIMBER, NOBODY])


def test_a_key_shows_tier_and_number(reader):
    page = reader.open(three_keys())
    row = page.locator("#keys tbody tr", has_text=ADMIN)

    assert row.locator(":nth-child(9)").first.inner_text().strip() == "admin"
    assert "80" in row.inner_text()


def test_everybody_is_listed_the_most_powerful_first_with_the_ways(reader):
    page = reader.open(three_keys())
    names = page.locator("#principals tbody th").all_inner_texts()

    assert names[:2] == ["admin", "climber"]
    assert "iam:CreateAccessKey" in page.locator("#principals tbody tr").nth(1).inner_text()


def test_who_is_sure_to_be_an_administrator_comes_before_who_may_be(reader):
    perhaps = EVERYTHING.replace(
        '"Effect"', '"Condition":{"IpAddress":{"aws:SourceIp":"192.0.2.0/24"}},"Effect"'
    )
    people = tuple(
        user(name, permissions=permissions(inline=(policy("own", document),)))
        for name, document in (("first", perhaps), ("second", EVERYTHING))
    )
    page = reader.open(audits.audit(audit_snapshot(snapshot(users=people), [audits.KeyAge()], NOW)))

    assert page.locator("#principals tbody th").all_inner_texts() == ["second", "first"]
