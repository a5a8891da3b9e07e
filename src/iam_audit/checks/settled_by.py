"""Which actions of this program settle what a check finds, and the command that plans them."""

import shlex
from collections.abc import Mapping
from types import MappingProxyType

import msgspec

from iam_audit.model import Remediation, Resource

KEY = ("deactivate-access-key",)
PASSWORD = ("remove-console-password",)
PASSWORD_POLICY = ("password-policy",)

SETTLED_BY: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "access-key-age": KEY,
        "access-key-age-extreme": KEY,
        "access-key-canary-used": ("quarantine-user",),
        "access-key-created-at-user-setup": KEY,
        "access-key-deadline": KEY,
        "access-key-inactive-stale": ("delete-access-key",),
        "access-key-multiple-active": KEY,
        "access-key-never-used": KEY,
        "access-key-unexpected-use-context": ("quarantine-user",),
        "access-key-unused": KEY,
        "admin-user-mfa": ("remove-from-group",),
        "console-password-expired": PASSWORD,
        "console-password-never-used": PASSWORD,
        "console-password-unused": PASSWORD,
        "password-policy-allow-user-change": PASSWORD_POLICY,
        "password-policy-exists": PASSWORD_POLICY,
        "password-policy-expiration-enabled": PASSWORD_POLICY,
        "password-policy-lowercase": PASSWORD_POLICY,
        "password-policy-max-age": PASSWORD_POLICY,
        "password-policy-min-length": PASSWORD_POLICY,
        "password-policy-number": PASSWORD_POLICY,
        "password-policy-reuse": PASSWORD_POLICY,
        "password-policy-strong": PASSWORD_POLICY,
        "password-policy-symbol": PASSWORD_POLICY,
        "password-policy-uppercase": PASSWORD_POLICY,
        "server-certificate-expired": ("delete-server-certificate",),
        "service-user-with-password": PASSWORD,
        "sso-management-account-assignment": ("unassign-permission-set",),
        "sso-user-direct-assignment": ("unassign-permission-set",),
        "sso-user-disabled-with-access": ("unassign-permission-set",),
        "unused-credentials": (*KEY, *PASSWORD),
        "user-admin": ("remove-from-group",),
        "user-direct-policy": ("detach-user-policy",),
        "user-inactive": (*KEY, *PASSWORD),
        "user-mfa-groups": ("remove-from-group",),
        "user-no-credentials": ("delete-user",),
        "user-quarantine-policy-attached": ("quarantine-user",),
        "virtual-mfa-unassigned": ("delete-mfa-device",),
    }
)
"""The ids of actions by check, the best first. The room of actions comes after this one: a test holds them together."""


SSO = "identity_center"
INCLUDED: Mapping[str, str] = MappingProxyType(
    {
        "sso-management-account-assignment": f"{SSO} organization",
        "sso-user-direct-assignment": SSO,
        "sso-user-disabled-with-access": SSO,
        "user-no-credentials": "ssh_public_keys",
    }
)
"""What has to be read for a check, but is read only when somebody asks."""


def with_command(check_id: str, resource: Resource, remediation: Remediation) -> Remediation:
    """Say how this program settles a finding, before what else could do so."""
    if check_id not in SETTLED_BY:
        return remediation
    words = automated_words(check_id, remediation.automated, resource.user_name)
    return msgspec.structs.replace(remediation, automated=words)


def automated_words(check_id: str, otherwise: str | None, user: str | None = None) -> str | None:
    """Return what settles the findings of a check without a person: the command of this program, and `otherwise`."""
    actions = SETTLED_BY.get(check_id)
    if actions is None:
        return otherwise
    whose = f" --user {shlex.quote(user)}" if user else ""
    more = f" --include {INCLUDED[check_id]}" if check_id in INCLUDED else ""
    command = f"iam-audit remediate plan --only {check_id}{whose} --action {' '.join(actions)}{more}"
    words = f"`{command}` plans it, and changes nothing: a plan is approved and applied."
    return f"{words} {otherwise}" if otherwise else words
