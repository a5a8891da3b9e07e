"""An invented account to try the tool on: no AWS, no credentials, no network."""

from datetime import datetime, timedelta

from iam_audit.model import (
    AccessKey,
    Account,
    AccountSummary,
    Group,
    InlinePolicy,
    LastUse,
    NeverUsed,
    Password,
    PasswordPolicy,
    Root,
    Snapshot,
    Used,
    User,
    UserPermissions,
)

ACCOUNT = Account(id="123456789012", name="mock", management=False)

KEYS = (
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
"""User name, key id, age in days, days since the last use (None for never)."""

GROUP = "engineers"
READ_OBJECTS = (
    '{"Statement":[{"Action":"s3:GetObject","Effect":"Allow","Resource":"*"}],"Version":"2012-10-17"}'
)

ACCOUNT_AGE = 1500
ROOT_IDLE = 700
USER_BEFORE_KEY = 30
"""Days that a user was there before the key."""


def mock_snapshot(now: datetime) -> Snapshot:
    """Return the invented account as of `now`: nine users with a key each, and no gaps."""
    return Snapshot(
        account=ACCOUNT,
        collected_at=now,
        credential_report_generated_at=now,
        users=tuple(_user(name, now - timedelta(days=age + USER_BEFORE_KEY)) for name, _, age, _ in KEYS),
        access_keys=tuple(_key(name, key_id, age, used, now) for name, key_id, age, used in KEYS),
        root=_root(now),
        groups=(_group(now),),
        password_policy=_password_policy(),
        account_summary=AccountSummary(
            root_mfa_enabled=True,
            root_access_keys_present=False,
            root_password_present=True,
            root_signing_certificates_present=False,
            users=len(KEYS),
        ),
        account_aliases=(ACCOUNT.name,),
    )


def _user(name: str, created_at: datetime) -> User:
    return User(
        name=name,
        arn=_arn(name),
        account_id=ACCOUNT.id,
        created_at=created_at,
        password=Password(enabled=False, last_used=NeverUsed()),
        mfa_active=False,
        tags={},
        permissions=UserPermissions(groups=(GROUP,)),
    )


def _key(name: str, key_id: str, age: int, used: int | None, now: datetime) -> AccessKey:
    created_at = now - timedelta(days=age)
    return AccessKey(
        user_name=name,
        user_arn=_arn(name),
        account_id=ACCOUNT.id,
        id=key_id,
        slot=1,
        active=True,
        created_at=created_at,
        rotated_at=created_at,
        last_used=_use(used, now),
    )


def _use(days: int | None, now: datetime) -> LastUse:
    return (
        NeverUsed() if days is None else Used(at=now - timedelta(days=days), service="s3", region="us-east-1")
    )


def _root(now: datetime) -> Root:
    """MFA is on, and as no virtual device is root's, it is a hardware token or a passkey."""
    return Root(
        arn=ACCOUNT.arn,
        account_id=ACCOUNT.id,
        created_at=now - timedelta(days=ACCOUNT_AGE),
        password=Password(enabled=True, last_used=Used(at=now - timedelta(days=ROOT_IDLE))),
        mfa_active=True,
    )


def _group(now: datetime) -> Group:
    return Group(
        name=GROUP,
        arn=f"arn:aws:iam::{ACCOUNT.id}:group/{GROUP}",
        account_id=ACCOUNT.id,
        created_at=now - timedelta(days=ACCOUNT_AGE),
        inline=(InlinePolicy(name="read-objects", document=READ_OBJECTS),),
    )


def _password_policy() -> PasswordPolicy:
    return PasswordPolicy(
        custom=True,
        minimum_length=16,
        require_uppercase=True,
        require_lowercase=True,
        require_numbers=True,
        require_symbols=True,
        allow_users_to_change=True,
        expire_passwords=True,
        max_age_days=90,
        reuse_prevention=24,
    )


def _arn(user_name: str) -> str:
    return f"arn:aws:iam::{ACCOUNT.id}:user/{user_name}"
