"""Which findings a waiver mutes, and until when."""

from datetime import date

import audits_waived as made
import msgspec
import pytest

from builders import account
from iam_audit.model import Status
from iam_audit.waivers import concerns, muted

DAY = date(2026, 3, 19)


@pytest.mark.parametrize(
    ("pattern", "fits"),
    [
        ("AKIAIOSFODNN7EXAMPLE", True),
        ("AKIA*", True),
        ("alice", True),
        ("user/alice", True),
        ("access-key/alice", True),
        ("arn:aws:iam::123456789012:user/alice", True),
        ("arn:aws:iam::*:user/*", True),
        ("*", True),
        ("Alice", False),
        ("ali", False),
        ("role/alice", False),
        ("bob", False),
    ],
)
def test_a_resource_is_known_by_id_name_arn_or_type_and_name(pattern, fits):
    assert concerns(made.waiver(resource=pattern), made.key_finding(), account()) is fits


@pytest.mark.parametrize(
    ("type", "pattern", "fits"),
    [
        ("user", "user/alice", True),
        ("user-policy", "user/alice", True),
        ("role", "user/alice", False),
        ("role", "role/alice", True),
        ("role", "arn:*", False),
    ],
)
def test_what_belongs_to_a_user_goes_by_the_user(type, pattern, fits):
    finding = made.finding(type=type, id="alice/p", name="alice", arn="")

    assert concerns(made.waiver(resource=pattern), finding, account()) is fits


@pytest.mark.parametrize(
    ("pattern", "fits"),
    [
        ("123456789012", True),
        ("production", True),
        ("prod*", True),
        ("*", True),
        ("111122223333", False),
        ("", False),
    ],
)
def test_an_account_is_known_by_id_or_name(pattern, fits):
    assert concerns(made.waiver(account=pattern), made.key_finding(), account()) is fits


def test_an_account_without_a_name_fits_no_pattern_of_names():
    assert not concerns(made.waiver(account="prod*"), made.key_finding(), account(name=""))


@pytest.mark.parametrize(
    ("pattern", "fits"), [("access-key-age", True), ("access-key-*", True), ("root-*", False)]
)
def test_a_check_is_known_by_its_id(pattern, fits):
    assert concerns(made.waiver(check=pattern), made.key_finding(), account()) is fits


def test_a_muted_finding_says_who_decided_why_and_until_when():
    waiver = made.waiver(approver="jane@example.com", reason="Vendor moves.", expires=date(2026, 6, 30))
    one = muted(made.key_finding(), [waiver], account(), DAY)

    assert one.status is Status.MUTED
    assert one.waiver == waiver
    assert one.message == "It fails. Muted until 2026-06-30 by jane@example.com: Vendor moves."
    assert one.fingerprint == made.key_finding().fingerprint


@pytest.mark.parametrize(
    ("first", "last", "holds"),
    [
        (None, date(2026, 3, 19), True),
        (None, date(2026, 3, 18), False),
        (date(2026, 3, 19), date(2026, 6, 30), True),
        (date(2026, 3, 20), date(2026, 6, 30), False),
    ],
)
def test_a_waiver_holds_from_its_first_day_through_its_last(first, last, holds):
    one = muted(made.key_finding(), [made.waiver(given=first, expires=last)], account(), DAY)

    assert (one.status is Status.MUTED) is holds


@pytest.mark.parametrize("status", [Status.PASS, Status.NOT_EVALUATED, Status.MANUAL, Status.MUTED])
def test_only_failures_are_muted(status):
    finding = msgspec.structs.replace(made.key_finding(), status=status)

    assert muted(finding, [made.waiver()], account(), DAY) == finding


def test_of_several_waivers_the_first_in_force_is_named():
    expired = made.waiver(expires=date(2026, 1, 1), source="expired")
    first, second = made.waiver(source="first"), made.waiver(source="second")

    assert muted(made.key_finding(), [expired, first, second], account(), DAY).waiver == first


def test_a_finding_that_no_waiver_is_about_stays_as_it_is():
    assert muted(made.key_finding(), [made.waiver(resource="bob")], account(), DAY) == made.key_finding()
