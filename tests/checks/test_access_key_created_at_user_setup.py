from datetime import timedelta

import pytest

from builders import KEY_ID, NOW, access_key, days_ago, password, snapshot, user
from iam_audit.checks.access_key_created_at_user_setup import AccessKeyCreatedAtUserSetup
from iam_audit.model import Status

MADE = days_ago(100)


def judge(seconds=0.0, *, enabled=True, options=None, made=MADE, **key):
    when = {"created_at": MADE + timedelta(seconds=seconds)} if made else {}
    whole = snapshot(
        users=(user(created_at=made, password=password(enabled=enabled)),),
        access_keys=(access_key(**{**when, **key}),),
    )
    return list(AccessKeyCreatedAtUserSetup(**(options or {})).run(whole, NOW))


@pytest.mark.parametrize(
    ("seconds", "flagged"), [(0, True), (10, True), (10.4, True), (11, False), (-3, True), (86_400, False)]
)
def test_flags_keys_made_within_seconds_of_their_user(seconds, flagged):
    assert bool(judge(seconds)) is flagged


@pytest.mark.parametrize(
    ("enabled", "statuses"), [(True, [Status.FAIL]), (False, []), (None, [Status.NOT_EVALUATED])]
)
def test_only_users_with_a_console_password_are_meant(enabled, statuses):
    assert [finding.status for finding in judge(enabled=enabled)] == statuses


def test_a_key_that_was_made_later_passes_whatever_the_password():
    assert not judge(3600, enabled=None)


def test_a_key_that_is_switched_off_counts():
    assert judge(active=False)


@pytest.mark.parametrize("unknown", [{"made": None}, {"created_at": None}])
def test_dates_that_are_missing_are_unknown(unknown):
    assert [finding.status for finding in judge(**unknown)] == [Status.NOT_EVALUATED]


def test_the_window_is_an_option():
    assert judge(60, options={"window_seconds": 60})


@pytest.mark.parametrize(("id", "approximate"), [(KEY_ID, False), (None, True)])
def test_without_the_id_the_date_is_approximate(id, approximate):
    assert judge(id=id)[0].evidence["approximate"] is approximate


def test_a_key_of_nobody_known_is_left_out():
    whole = snapshot(users=(user("bob"),), access_keys=(access_key(),))

    assert list(AccessKeyCreatedAtUserSetup().members(whole)) == []
