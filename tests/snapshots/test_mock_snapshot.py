"""The invented account."""

import subprocess
import sys

import pytest

from builders import NOW, days_ago
from iam_audit.model import NeverUsed, Section, Used
from iam_audit.snapshots import mock_snapshot

SNAPSHOT = mock_snapshot(NOW)


@pytest.mark.parametrize(
    ("number", "name", "age", "used"),
    [
        (1, "svc-legacy-app", 120, None),
        (2, "dev-john-doe", 200, 95),
        (3, "dev-jane-smith", 150, 110),
        (4, "svc-backup-job", 80, 60),
        (5, "dev-alice-wang", 90, 50),
        (6, "dev-bob-jones", 40, 35),
        (7, "svc-deploy-prod", 20, 5),
        (8, "dev-charlie-brown", 10, 2),
        (9, "admin-root", 5, 1),
    ],
)
def test_the_nine_keys_are_what_they_are_documented_to_be(number, name, age, used):
    key = SNAPSHOT.access_keys[number - 1]

    assert (key.id, key.user_name, key.active) == ("AKIA" + str(number) * 16, name, True)
    assert key.created_at == days_ago(age)
    assert key.last_used == (
        NeverUsed() if used is None else Used(at=days_ago(used), service="s3", region="us-east-1")
    )


def test_it_is_one_account_with_a_name():
    assert (SNAPSHOT.account.id, SNAPSHOT.account.name) == ("123456789012", "mock")


def test_nothing_of_it_is_unknown():
    assert SNAPSHOT.gaps == ()
    assert SNAPSHOT.missing(Section) == ()
    assert (SNAPSHOT.collected_at, SNAPSHOT.credential_report_generated_at) == (NOW, NOW)
    assert None not in (SNAPSHOT.password_policy, SNAPSHOT.account_summary, SNAPSHOT.root)


def test_users_have_no_password_and_their_permissions_from_one_group():
    assert all(
        user.password.enabled is False and user.permissions.groups == ("engineers",)
        for user in SNAPSHOT.users
    )
    (attached,) = SNAPSHOT.groups_by_name["engineers"].attached
    assert "s3:GetObject" in SNAPSHOT.policies_by_arn[attached.arn].document
    assert set(SNAPSHOT.users_by_name) == set(SNAPSHOT.keys_by_user)


def test_root_has_mfa_and_no_keys():
    assert SNAPSHOT.root.mfa_active is True
    assert SNAPSHOT.root_access_keys == ()


def test_it_needs_no_aws_sdk_and_no_socket():
    code = (
        "import sys, datetime, socket; socket.socket = None\n"
        "from iam_audit.snapshots import mock_snapshot\n"
        "mock_snapshot(datetime.datetime(2026, 3, 19, tzinfo=datetime.UTC))\n"
        "assert not {'boto3', 'botocore'} & set(sys.modules)"
    )

    subprocess.run([sys.executable, "-c", code], check=True)
