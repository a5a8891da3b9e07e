"""Small accounts for tests, made of the real nouns: say only what the test is about."""

from datetime import UTC, datetime, timedelta

from iam_audit.model import (
    AccessKey,
    Account,
    Gap,
    InlinePolicy,
    LastUse,
    NeverUsed,
    Password,
    Root,
    Section,
    Snapshot,
    Used,
    User,
    UserPermissions,
    UseUnknown,
)

NOW = datetime(2026, 3, 19, 12, 0, tzinfo=UTC)
ACCOUNT_ID = "123456789012"
KEY_ID = "AKIAIOSFODNN7EXAMPLE"


def days_ago(days: float) -> datetime:
    return NOW - timedelta(days=days)


def last_use(days: float | None, *, service: str = "s3", region: str = "eu-west-1") -> LastUse:
    """None for never."""
    return NeverUsed() if days is None else Used(at=days_ago(days), service=service, region=region)


def unknown_use(why: str = "the test says so", quiet_since: datetime | None = None) -> UseUnknown:
    return UseUnknown(why=why, quiet_since=quiet_since)


AS_OLD_AS_THE_RECORDS = unknown_use("older than the records", datetime(2015, 4, 22, tzinfo=UTC))
"""What AWS says of a key that was made before it kept records, and shows no use."""


def access_key(
    *,
    age_days: float = 10,
    used_days_ago: float | None = 1,
    last_used: LastUse | None = None,
    active: bool | None = True,
    user_name: str = "alice",
    id: str | None = KEY_ID,
    **fields: object,
) -> AccessKey:
    created = days_ago(age_days)
    values = {
        "user_name": user_name,
        "user_arn": f"arn:aws:iam::{ACCOUNT_ID}:user/{user_name}",
        "account_id": ACCOUNT_ID,
        "id": id,
        "slot": 1,
        "active": active,
        "created_at": created,
        "rotated_at": created,
        "last_used": last_used or last_use(used_days_ago),
    }
    return AccessKey(**(values | fields))


def password(
    *,
    enabled: bool | None = True,
    used_days_ago: float | None = 1,
    changed_days_ago: float = 10,
    **fields: object,
) -> Password:
    values = {
        "enabled": enabled,
        "last_used": last_use(used_days_ago),
        "changed_at": days_ago(changed_days_ago),
    }
    return Password(**(values | fields))


NO_PASSWORD = Password(enabled=False, last_used=NeverUsed())


def policy(name: str = "inline", document: str | None = None) -> InlinePolicy:
    allow = '{"Statement":[{"Action":"s3:GetObject","Effect":"Allow","Resource":"*"}],"Version":"2012-10-17"}'
    return InlinePolicy(name=name, document=document or allow)


def permissions(**fields: object) -> UserPermissions:
    return UserPermissions(**fields)


def user(name: str = "alice", *, age_days: float = 400, **fields: object) -> User:
    values = {
        "name": name,
        "arn": f"arn:aws:iam::{ACCOUNT_ID}:user/{name}",
        "account_id": ACCOUNT_ID,
        "created_at": days_ago(age_days),
        "password": NO_PASSWORD,
        "mfa_active": False,
        "permissions": UserPermissions(),
        "tags": {},
    }
    return User(**(values | fields))


def root(**fields: object) -> Root:
    values = {
        "arn": f"arn:aws:iam::{ACCOUNT_ID}:root",
        "account_id": ACCOUNT_ID,
        "created_at": days_ago(2000),
        "password": Password(enabled=True, last_used=last_use(500)),
        "mfa_active": True,
    }
    return Root(**(values | fields))


def account(**fields: object) -> Account:
    return Account(**({"id": ACCOUNT_ID, "name": "production"} | fields))


def snapshot(*, gaps: tuple[Section | Gap, ...] = (), **fields: object) -> Snapshot:
    """Name a section in `gaps` to make it unread."""
    made = tuple(gap if isinstance(gap, Gap) else Gap(section=gap, reason="the test says so") for gap in gaps)
    return Snapshot(**({"account": account(), "collected_at": NOW, "gaps": made} | fields))
