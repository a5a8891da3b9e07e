"""Asks the checks about the invented accounts, whole or with a section missing."""

import msgspec
import pytest

from builders import NOW
from iam_audit import checks
from iam_audit.audit import audit_snapshot
from iam_audit.checks.base import Check
from iam_audit.model import AccountResult, Finding, MfaKind, Password, Section, Snapshot, Status, UseUnknown
from setting_builders import MANAGER
from whole_accounts import GROUP_THAT_NEEDS_MFA, READ_BUCKETS, load
from whole_policies import BASELINE, CANARY, ROLE_TAKERS
from whole_roles import IN_THE_OFFICE, PARTNER

BAD = ("bad", "locked-out", "alone")
CLEAN = ("clean", "clean-management", "clean-member")
OPTIONS = {
    "admin-principal-count": {"min_admins": 0, "max_admins": 1},
    "access-key-canary-used": {"keys": [CANARY]},
    "access-key-unexpected-use-context": {"allowed_regions": ["eu-west-1"]},
    "human-user-with-policies": {"human_groups": [GROUP_THAT_NEEDS_MFA]},
    "iam-editors-allowlist": {"allowed": ["alice"]},
    "no-iam-users": {"allowed": ["alice", "backup"]},
    "oidc-client-id-allowlist": {"allowed": ["sts.amazonaws.com"]},
    "org-delegated-admins": {"trusted": [MANAGER]},
    "policy-denylisted": {"policies": ["PowerUser*"]},
    "policy-non-sts-action": {"groups": [f"{ROLE_TAKERS}*"]},
    "policy-required-in-use": {"policies": [BASELINE]},
    "role-master-manager": {"master_role": "iam-master", "manager_role": "iam-manager"},
    "role-permissions-boundary": {"roles": ["web*"]},
    "role-required-policy": {"policies": [READ_BUCKETS.arn]},
    "role-tags": {"required": ["owner"]},
    "role-trust-unknown-account": {"trusted_accounts": [PARTNER]},
    "service-user-with-password": {"name_patterns": ["backup", "robot"]},
    "service-specific-credential-active": {"services": ["codecommit.amazonaws.com"]},
    "sso-permission-set-admin": {"allowed": ["administrators"]},
    "sso-trusted-token-issuer": {"allowed": ["tokens"]},
    "user-ip-restriction": {"required": True},
    "user-mfa-groups": {"groups": [GROUP_THAT_NEEDS_MFA]},
    "user-name-pattern": {"pattern": "[a-z]{5,}"},
    "user-permissions-boundary": {"boundary": IN_THE_OFFICE},
    "user-required-group": {"groups": [GROUP_THAT_NEEDS_MFA]},
    "user-tags": {"required": ["owner"]},
}
"""What a check must be told before it looks at anything."""
DEVICES = (Section.MFA_DEVICES, Section.VIRTUAL_MFA_DEVICES)
CATALOGUE = checks.catalogue()
CONFIGURED = checks.configure(OPTIONS)
every_check = pytest.mark.parametrize("check", CATALOGUE, ids=lambda check: check.id)
every_configured_check = pytest.mark.parametrize("check", CONFIGURED, ids=lambda check: check.id)


def audit(check: Check, snapshot: Snapshot) -> AccountResult:
    return audit_snapshot(snapshot, (check,), NOW)


def answers(snapshot: Snapshot) -> dict[str, list[Status]]:
    """What each check says of an account, all of them asked together."""
    said: dict[str, list[Status]] = {check.id: [] for check in CONFIGURED}
    for finding in audit_snapshot(snapshot, CONFIGURED, NOW).findings:
        said[finding.check_id].append(finding.status)
    return said


def findings_in_bad_accounts(check: Check) -> list[Finding]:
    return [finding for name in BAD for finding in audit(check, load(name)).findings]


def without(snapshot: Snapshot, section: Section) -> Snapshot:
    """The same account, had this section not been read."""
    blank = msgspec.structs.replace
    match section:
        case Section.PASSWORDS:
            nothing = Password(enabled=None, last_used=UseUnknown(why="the test says so"))
            missing = {"users": tuple(blank(user, password=nothing) for user in snapshot.users)}
        case Section.MFA:
            missing = {"users": tuple(blank(user, mfa_active=None) for user in snapshot.users)}
        case Section.PERMISSIONS:
            missing = {"users": tuple(blank(user, permissions=None) for user in snapshot.users)}
        case Section.ACCESS_KEY_IDS:
            missing = {"access_keys": tuple(blank(key, id=None) for key in snapshot.access_keys)}
        case Section.ROLE_SESSIONS:
            missing = {"roles": tuple(blank(role, max_session_seconds=None) for role in snapshot.roles)}
        case Section.VIRTUAL_MFA_DEVICES:
            # Without the virtual devices nobody's devices are known for sure, so the other section is missing too.
            others = tuple(device for device in snapshot.mfa_devices if device.kind is not MfaKind.VIRTUAL)
            missing = {"mfa_devices": others, "gaps": tuple(map(load("gaps").gap, DEVICES))}
        case Section.MFA_DEVICES:
            virtual = tuple(device for device in snapshot.mfa_devices if device.kind is MfaKind.VIRTUAL)
            missing = {"mfa_devices": virtual}
        case Section.ROOT:
            missing = {"root": None, "root_access_keys": ()}
        case _:
            empty = {field.name: field.default for field in msgspec.structs.fields(Snapshot)}
            missing = {section.value: empty[section.value]}
    gap = load("gaps").gap(section)
    return blank(snapshot, **({"gaps": (*snapshot.gaps, gap)} | missing))
