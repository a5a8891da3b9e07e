"""Users without MFA, with a password or without."""

import pytest
from verdicts import FAILS, FINE, UNKNOWN, findings, verdicts

from builders import snapshot, user
from iam_audit.checks.user_mfa_all import UserMfaAll


@pytest.mark.parametrize(
    ("read", "expected"),
    [
        pytest.param(snapshot(users=(user(mfa_active=True),)), FINE, id="with MFA"),
        pytest.param(snapshot(users=(user(mfa_active=False),)), FAILS, id="without, and without a password"),
        pytest.param(snapshot(users=(user(mfa_active=None),)), UNKNOWN, id="nobody knows"),
    ],
)
def test_flags_every_user_without_mfa(read, expected):
    assert verdicts(UserMfaAll(), read) == expected


@pytest.mark.parametrize("excuse", ["machine", "machine=yes"])
def test_users_with_an_excluded_tag_are_left_out(excuse):
    read = snapshot(users=(user(tags={"machine": "yes"}), user("bob", tags={"machine": "no"}), user("eve")))
    left = {"machine": ["eve"], "machine=yes": ["bob", "eve"]}

    found = findings(UserMfaAll(exclude_tags=(excuse,)), read)

    assert [finding.resource.name for finding in found] == left[excuse]


def test_a_user_whose_tags_were_not_read_may_be_excused():
    assert verdicts(UserMfaAll(exclude_tags=("machine",)), snapshot(users=(user(tags=None),))) == UNKNOWN
