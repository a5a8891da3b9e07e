"""Whole audits for the tests of reports: ordinary, an organisation with everything, nasty names, none."""

from datetime import date

import msgspec

from builders import ACCOUNT_ID, NOW, access_key, account, snapshot, unknown_use
from iam_audit.audit import audit_snapshot, not_assessed
from iam_audit.checks.base import Check, Remedy
from iam_audit.checks.by_control import narrowed
from iam_audit.checks.populations import ACTIVE_KEYS
from iam_audit.model import (
    AccessKey,
    AccountResult,
    AccountStatus,
    Advice,
    AuditResult,
    CheckCount,
    Control,
    Finding,
    Framework,
    Gap,
    Remediation,
    Resource,
    Section,
    Severity,
    Status,
    Waiver,
    WaiverState,
    WaiverUse,
    whole_days,
)
from iam_audit.waivers import account_for, muted

NINE = (
    ("svc-legacy-app", "AKIA1111111111111111", 120, None),
    ("dev-john-doe", "AKIA2222222222222222", 200, 95),
    ("dev-jane-smith", "AKIA3333333333333333", 150, 110),
    ("svc-backup-job", "AKIA4444444444444444", 80, 60),
    ("dev-alice-wang", "AKIA5555555555555555", 90, 50),
    ("dev-bob-jones", "AKIA6666666666666666", 40, 35),
    ("svc-deploy-prod", "AKIA7777777777777777", 20, 5),
    ("dev-charlie-brown", "AKIA8888888888888888", 10, 2),
    ("admin-root", "AKIA9999999999999999", 5, 1),
)
NASTY = (
    "=cmd()",
    "two\nlines",
    "\x1b[31mred\x9b",
    "a,b\"c'|`<b>*_",
    "\u202eevil",
    "ünïcødé 東京",
    "[red]@everyone\ttab",
)


class KeyAge(Check):
    """A key that nobody rotates has had longer to leak.

    A stand-in with the id of the real check, so that reports are reviewed apart from the words of checks.
    """

    id = "access-key-age"
    title = "Access key is past its rotation limit"
    severity = Severity.MEDIUM
    needs = (Section.ACCESS_KEYS,)
    examines = ACTIVE_KEYS
    remedy = Remedy(
        text="Rotate {key} of {user}.", console=(), cli=("aws iam delete-access-key --access-key-id {key}",)
    )

    def run(self, snapshot, now):
        for key in ACTIVE_KEYS.members(snapshot):
            age = whole_days(key.created_at, now) if key.created_at else 0
            if key.created_at is None:
                yield self.unknown(key, "AWS did not say when this key was made.")
            elif age > 90:
                severity = Severity.HIGH if age > 180 else Severity.MEDIUM
                message = f"{key.label} of {key.user_name} is {age} days old; the limit is 90."
                said = self.finding(key, message, severity=severity)
                yield msgspec.structs.replace(
                    said,
                    evidence={"age_days": age, "limit_days": 90},
                    frameworks={"SOC 2": ("CC6.1", "CC6.2")},
                )


def audit(*accounts: AccountResult, scope: str = "account 123456789012") -> AuditResult:
    return AuditResult(generated_at=NOW, tool_version="1.2.3", scope=scope, accounts=accounts)


def nine_keys() -> AuditResult:
    keys = tuple(
        access_key(user_name=user, id=key_id, age_days=age, used_days_ago=used)
        for user, key_id, age, used in NINE
    )
    return audit(judged(*keys))


def judged(*keys: AccessKey, **fields: object) -> AccountResult:
    """One account with nothing but keys, asked only how old they are."""
    return audit_snapshot(snapshot(access_keys=keys, **fields), [KeyAge()], NOW)


def finding(**fields: object) -> Finding:
    values = {
        "check_id": "user-mfa-console",
        "title": "Console user without MFA",
        "severity": Severity.HIGH,
        "status": Status.FAIL,
        "resource": user_resource("alice"),
        "message": "alice has a console password and no MFA device.",
        "evidence": {"password_enabled": True, "devices": 0, "groups": ["admins", "staff"], "note": None},
        "remediation": Remediation(
            text="Assign an MFA device to alice.", cli=("aws iam list-mfa-devices --user-name alice",)
        ),
        "frameworks": {"CIS AWS 3.0": ("1.10",), "SOC 2": ("CC6.1", "CC6.6")},
    }
    values |= fields
    return Finding(advice=Advice.of(values.pop("remediation")), **values)


def user_resource(name: str, account_id: str = ACCOUNT_ID) -> Resource:
    return Resource(
        type="user", id=name, arn=f"arn:aws:iam::{account_id}:user/{name}", name=name, account_id=account_id
    )


def key_resource(key_id: str = "AKIAIOSFODNN7EXAMPLE", user: str = "alice") -> Resource:
    return access_key(id=key_id, user_name=user).resource


def organization() -> AuditResult:
    """One account in full, one in part, one not at all; every status there is."""
    return audit(full_account(), partial_account(), unread_account(), scope="organization o-exampleorgid")


def full_account() -> AccountResult:
    old_but_used = access_key(age_days=200, used_days_ago=1)
    unused = access_key(user_name="bob", id="AKIAI44QH8DHBEXAMPLE", age_days=120, used_days_ago=None)
    off = access_key(
        user_name="carol", id="AKIA1111111111111111", age_days=300, used_days_ago=250, active=False
    )
    unnamed = access_key(user_name="dave", id=None, slot=2, age_days=50, last_used=unknown_use(), active=None)
    made = judged(old_but_used, unused, off, unnamed)
    more = (
        finding(),
        finding(
            resource=user_resource("erin"),
            status=Status.MUTED,
            message="erin has no MFA. Muted: by a waiver.",
        ),
        finding(
            check_id="root-mail",
            title="Root mail address is read by one person",
            severity=Severity.LOW,
            status=Status.MANUAL,
            resource=account().resource,
            message="No API tells; ask who reads it.",
            evidence={},
            frameworks={},
        ),
        finding(
            check_id="user-inactive",
            title="User is inactive",
            severity=Severity.INFO,
            status=Status.PASS,
            resource=user_resource("frank"),
            message="Passed: not so: User is inactive",
        ),
    )
    counts = CheckCount(
        check_id="user-mfa-console",
        examines="users with a console password",
        examined=41,
        failed=1,
        muted=1,
        passed=39,
    )
    return replace(made, findings=(*made.findings, *more), counts=(*made.counts, counts))


def partial_account() -> AccountResult:
    denied = "Not authorized to perform iam:ListVirtualMFADevices: explicit deny in a service control policy."
    other = account(id="111122223333", name="sandbox")
    gap = Gap(section=Section.MFA_DEVICES, reason=denied, code="AccessDenied")
    silent = (
        finding(
            check_id=check_id,
            status=Status.NOT_EVALUATED,
            severity=severity,
            resource=other.resource,
            message=f"Mfa devices could not be read: {denied}",
            evidence={},
        )
        for check_id, severity in (("root-mfa", Severity.CRITICAL), ("user-mfa-console", Severity.HIGH))
    )
    made = judged(account=other)
    return replace(
        made,
        status=AccountStatus.PARTIAL,
        reason=f"mfa devices: {denied}",
        findings=tuple(silent),
        gaps=(gap,),
    )


def unread_account() -> AccountResult:
    return not_assessed(
        account(id="444455556666", name="closed"), "AccessDenied: the role cannot be assumed."
    )


SOC_2 = Framework(
    id="soc2",
    name="SOC 2",
    controls=(
        Control(id="CC6.1", checks=("access-key-age", "user-mfa-console", "user-owner-unknown")),
        Control(id="CC6.2", checks=("access-key-age",)),
        Control(id="CC6.3", checks=("user-inactive",)),
        Control(id="CC6.6", checks=("user-mfa-console",)),
        Control(id="CC7.2", checks=("root-mail",)),
        Control(id="PI1.3", checks=("alarm-root-usage",)),
    ),
)
"""A part of it, so that golden files do not change with the checks there are."""


def by_control() -> AuditResult:
    """The organization by the controls of a framework."""
    return narrowed(organization(), SOC_2)


def waiver(**fields: object) -> Waiver:
    values = {
        "check": "access-key-age",
        "account": ACCOUNT_ID,
        "resource": "user/svc-*",
        "reason": "The vendor moves to roles in May.",
        "approver": "jane@example.com",
        "expires": date(2026, 6, 30),
        "given": date(2026, 1, 1),
        "source": "waivers.toml, entry 1",
    }
    return Waiver(**(values | fields))


def waived() -> AuditResult:
    """The nine keys, with a waiver in every state."""
    written = (
        waiver(),
        waiver(resource="dev-john-doe", expires=date(2026, 3, 20), source="waivers.toml, entry 2"),
        waiver(resource="dev-jane-smith", expires=date(2026, 3, 1), source="waivers.toml, entry 3"),
        waiver(resource="dev-jane-smith", given=date(2026, 4, 1), source="waivers.toml, entry 4"),
        waiver(resource="nobody", given=None, source="waivers.toml, entry 5"),
        waiver(account="444455556666", source="waivers.toml, entry 6"),
    )
    account = nine_keys().accounts[0]
    said = tuple(muted(one, written, account.account, NOW.date()) for one in account.findings)
    rotation = {one.resource.id: one for one in said}
    keys = tuple(
        msgspec.structs.replace(row, rotation=row.rotation and rotation[row.key.resource.id])
        for row in account.keys
    )
    count = msgspec.structs.replace(account.counts[0], failed=1, muted=2)
    result = audit(replace(account, findings=said, keys=keys, counts=(count,)))
    refused = WaiverUse(
        source="tag iam-audit-waiver of user eve in account 123456789012",
        state=WaiverState.REFUSED,
        message="It cannot be understood.",
    )
    uses = account_for(written, result.accounts, NOW.date(), 14)
    return narrowed(msgspec.structs.replace(result, waivers=(*uses, refused)), SOC_2)


def nasty_names() -> AuditResult:
    keys = tuple(
        access_key(user_name=name, id=f"AKIA{number:016}", age_days=100 + number, used_days_ago=number)
        for number, name in enumerate(NASTY)
    )
    return audit(judged(*keys, account=account(name="prod\x07\u202e")))


def empty() -> AuditResult:
    return audit(judged())


def nothing() -> AuditResult:
    return audit(scope="organization o-exampleorgid")


def many_keys(count: int = 5000) -> AuditResult:
    keys = (
        access_key(
            user_name=f"user-{number:04}",
            id=f"AKIA{number:016}",
            age_days=number % 400,
            used_days_ago=number % 200,
        )
        for number in range(count)
    )
    return audit(judged(*keys))


def replace(made: AccountResult, **fields: object) -> AccountResult:
    return msgspec.structs.replace(made, **fields)


CASES = {
    "nine keys": nine_keys,
    "organization": organization,
    "nasty names": nasty_names,
    "empty": empty,
    "nothing": nothing,
    "by control": by_control,
    "waived": waived,
}
