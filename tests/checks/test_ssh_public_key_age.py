"""SSH public keys past their limit."""

import pytest
from msgspec.structs import replace
from verdicts import FAILS, FINE, UNKNOWN, findings, severities, verdicts

from builders import snapshot, user
from iam_audit.checks.ssh_public_key_age import SshPublicKeyAge
from iam_audit.model import Severity
from setting_builders import ssh_key


@pytest.mark.parametrize(
    ("read", "expected"),
    [
        pytest.param(snapshot(ssh_public_keys=(ssh_key("alice", 180),)), FINE, id="at the limit"),
        pytest.param(snapshot(ssh_public_keys=(ssh_key("alice", 181),)), FAILS, id="a day past it"),
        pytest.param(
            snapshot(ssh_public_keys=(replace(ssh_key("alice", 400), active=False),)), FINE, id="switched off"
        ),
        pytest.param(
            snapshot(ssh_public_keys=(replace(ssh_key("alice", 0), uploaded_at=None),)),
            UNKNOWN,
            id="of unknown age",
        ),
    ],
)
def test_flags_active_keys_past_the_limit(read, expected):
    assert verdicts(SshPublicKeyAge(), read) == expected


@pytest.mark.parametrize(("age", "severity"), [(360, Severity.LOW), (361, Severity.MEDIUM)])
def test_a_very_old_key_is_worse(age, severity):
    assert severities(SshPublicKeyAge(), snapshot(ssh_public_keys=(ssh_key("alice", age),))) == [severity]


def test_the_commands_name_user_and_key():
    found = findings(SshPublicKeyAge(), snapshot(users=(user(),), ssh_public_keys=(ssh_key("alice", 181),)))

    assert "--user-name alice --ssh-public-key-id APKAEXAMPLEALICE" in found[0].remediation.cli[0]
