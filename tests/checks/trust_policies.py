"""What the tests of trust checks share."""

from builders import ACCOUNT_ID, NOW, snapshot
from iam_audit.audit import audit_snapshot
from iam_audit.checks.base import Check
from iam_audit.model import CheckCount, Finding, Role, Status
from whole_roles import role

PARTNER, STRANGER = "111122223333", "444455556666"
OWN_ROOT, PARTNER_ROOT, STRANGER_ROOT = (
    f"arn:aws:iam::{account}:root" for account in (ACCOUNT_ID, PARTNER, STRANGER)
)
ALICE = f"arn:aws:iam::{ACCOUNT_ID}:user/alice"
OUR_ORGANIZATION = {"StringEquals": {"aws:PrincipalOrgID": "o-a1b2c3d4e5"}}
EXTERNAL_ID = {"StringEquals": {"sts:ExternalId": "2f1c6a"}}
WITH_MFA = {"Bool": {"aws:MultiFactorAuthPresent": "true"}}


def judge(check: Check, *statements: dict[str, object], **fields: object) -> list[Finding]:
    return list(check.run(snapshot(roles=(role("ops", *statements, **fields),)), NOW))


def statuses(check: Check, *statements: dict[str, object], **fields: object) -> list[Status]:
    return [finding.status for finding in judge(check, *statements, **fields)]


def count(check: Check, *roles: Role) -> CheckCount:
    return audit_snapshot(snapshot(roles=roles), (check,), NOW).counts[0]
