import pytest

from builders import NOW, access_key, password, snapshot, user
from iam_audit.checks.user_password_and_access_key import UserPasswordAndAccessKey
from iam_audit.model import Status

SECOND = "AKIAI44QH8DHBEXAMPLE"


def judge(enabled, *keys):
    whole = snapshot(users=(user(password=password(enabled=enabled)),), access_keys=keys)
    return list(UserPasswordAndAccessKey().run(whole, NOW))


@pytest.mark.parametrize(
    ("enabled", "active", "statuses"),
    [
        pytest.param(True, True, [Status.FAIL], id="both"),
        pytest.param(True, False, [], id="an inactive key"),
        pytest.param(False, True, [], id="no password"),
        pytest.param(True, None, [Status.NOT_EVALUATED], id="perhaps a key"),
        pytest.param(None, True, [Status.NOT_EVALUATED], id="perhaps a password"),
    ],
)
def test_flags_users_who_have_both(enabled, active, statuses):
    assert [finding.status for finding in judge(enabled, access_key(active=active))] == statuses


def test_a_user_without_keys_passes():
    assert not judge(True)


def test_names_the_keys_that_are_active():
    finding = judge(True, access_key(), access_key(id=SECOND, active=None))[0]

    assert finding.message == "alice has a console password and the active access key AKIAIOSFODNN7EXAMPLE."
    assert finding.evidence == {"active_keys": 1, "keys": "AKIAIOSFODNN7EXAMPLE"}
