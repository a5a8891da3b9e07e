"""What the tests of the password policy checks share."""

from builders import NOW, password, snapshot, user
from iam_audit.checks.base import Check
from iam_audit.checks.password_policy_base import EVERYTHING
from iam_audit.model import Finding, PasswordPolicy, Status

STRONG = {
    "custom": True,
    "minimum_length": EVERYTHING.minimum_length,
    "require_uppercase": True,
    "require_lowercase": True,
    "require_numbers": True,
    "require_symbols": True,
    "allow_users_to_change": True,
    "expire_passwords": True,
    "max_age_days": 90,
    "reuse_prevention": 24,
}


def policy(**fields: object) -> PasswordPolicy:
    """A policy that nothing is wrong with, but for what the test names."""
    return PasswordPolicy(**(STRONG | fields))


def ask(check: Check, judged: PasswordPolicy | None) -> list[Finding]:
    person = user("alice", password=password())
    return list(check.run(snapshot(password_policy=judged, users=(person,)), NOW))


def fails(check: Check, judged: PasswordPolicy) -> bool:
    return [finding.status for finding in ask(check, judged)] == [Status.FAIL]


def passes(check: Check, judged: PasswordPolicy) -> bool:
    return ask(check, judged) == []
