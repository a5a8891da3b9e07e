"""Accounts that no auditor can look into."""

import pytest
from verdicts import FAILS, FINE, verdicts

from builders import snapshot
from iam_audit.checks.security_audit_role_present import SecurityAuditRolePresent
from iam_audit.model import AttachedPolicy
from whole_roles import role

AUDIT = AttachedPolicy(name="SecurityAudit", arn="arn:aws-cn:iam::aws:policy/SecurityAudit")


@pytest.mark.parametrize(
    ("read", "expected"),
    [
        pytest.param(snapshot(roles=(role("a", attached=(AUDIT,)),)), FINE, id="a role, in any partition"),
        pytest.param(snapshot(roles=(role("a"),)), FAILS, id="another role"),
        pytest.param(snapshot(), FAILS, id="no role"),
    ],
)
def test_flags_an_account_in_which_no_role_has_the_policy(read, expected):
    assert verdicts(SecurityAuditRolePresent(), read) == expected
