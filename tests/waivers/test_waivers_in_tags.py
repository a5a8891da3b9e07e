"""Waivers that are tags of users."""

from datetime import date

import pytest

from builders import ACCOUNT_ID, snapshot, user
from iam_audit.model import WaiverState
from iam_audit.waivers import waivers_in_tags

TODAY = date(2026, 3, 19)
TAG = "iam-audit-waiver"
GOOD = "access-key-age until=2026-06-30 by=jane@example.com reason=Vendor moves in May"


def read(value: str, tag: str = TAG):
    return waivers_in_tags(snapshot(users=(user("alice", tags={tag: value}),)), TAG, TODAY)


def test_a_tag_is_a_waiver_for_its_user():
    (waiver,), refused = read(GOOD)

    assert refused == ()
    assert (waiver.check, waiver.account, waiver.resource) == ("access-key-age", ACCOUNT_ID, "user/alice")
    assert (waiver.approver, waiver.reason) == ("jane@example.com", "Vendor moves in May")
    assert (waiver.expires, waiver.given) == (date(2026, 6, 30), None)
    assert waiver.source == f"tag {TAG} of user alice in account {ACCOUNT_ID}"


def test_a_tag_may_name_several_checks_and_a_first_day():
    (first, second), _ = read(
        "access-key-age access-key-unused from=2026-03-01 until=2027-02-28 by=Jane Doe reason=x"
    )

    assert (first.check, second.check) == ("access-key-age", "access-key-unused")
    assert (first.given, first.expires, first.approver) == (date(2026, 3, 1), date(2027, 2, 28), "Jane Doe")


@pytest.mark.parametrize(
    ("tag", "read_it"), [(f"{TAG}:2", True), (f"{TAG}2", False), ("IAM-AUDIT-WAIVER", False)]
)
def test_further_tags_have_a_colon_in_their_name(tag, read_it):
    waivers, _ = read(GOOD, tag)

    assert bool(waivers) is read_it


def test_users_without_tags_and_users_whose_tags_were_not_read_have_none():
    users = (user("alice", tags={}), user("bob", tags=None))

    assert waivers_in_tags(snapshot(users=users), TAG, TODAY) == ((), ())


@pytest.mark.parametrize(
    ("value", "said"),
    [
        ("", "It cannot be understood. Write it like: access-key-age until="),
        ("yes please", "It cannot be understood."),
        ("until=2026-06-30 by=jane reason=x", "It cannot be understood."),
        ("access-key-age until=2026-06-31 by=jane reason=x", "It cannot be understood."),
        ("access-key-age from=May until=2026-06-30 by=jane reason=x", "It cannot be understood."),
        ("access-key-age until=2026-06-30 reason=x", "It cannot be understood."),
        ("access-key-age until=2026-06-30 by=jane reason=", "It cannot be understood."),
        ("* until=2026-06-30 by=jane reason=x", "It cannot be understood."),
        ("acess-key-age until=2026-06-30 by=jane reason=x", "Did you mean 'access-key-age'?"),
        ("access-key-age until=2027-06-30 by=jane reason=x", "more than a year from today"),
    ],
)
def test_a_tag_that_is_not_in_order_mutes_nothing_and_is_reported(value, said):
    waivers, (refused,) = read(value)

    assert waivers == ()
    assert (refused.state, refused.waiver, refused.findings) == (WaiverState.REFUSED, None, 0)
    assert said in refused.message
    assert "of user alice" in refused.source


def test_the_form_fits_what_iam_allows_in_a_tag():
    allowed = set("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789 _.:/=+-@")

    assert set(GOOD) <= allowed
    assert len(GOOD) <= 256
