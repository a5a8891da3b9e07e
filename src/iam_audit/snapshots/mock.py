"""An invented account to try the tool on: no AWS, no credentials, no network."""

from datetime import datetime, timedelta

from iam_audit.model import (
    AccessKey,
    AccountSummary,
    LastUse,
    MfaDevice,
    MfaKind,
    NeverUsed,
    Password,
    Snapshot,
    Used,
    User,
    UserPermissions,
)
from iam_audit.snapshots import mock_account as rest
from iam_audit.snapshots.mock_account import ACCOUNT, GROUP

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

USER_BEFORE_KEY = 30
"""Days that a user was there before the key."""


def mock_snapshot(now: datetime) -> Snapshot:
    """Return the invented account as of `now`: nine users with a key each, and no gaps.

    Everything but the keys is in good order, so that the report speaks of the keys.
    """
    return Snapshot(
        account=ACCOUNT,
        collected_at=now,
        credential_report_generated_at=now,
        users=tuple(_user(name, now - timedelta(days=age + USER_BEFORE_KEY)) for name, _, age, _ in KEYS),
        access_keys=tuple(_key(name, key_id, age, used, now) for name, key_id, age, used in KEYS),
        mfa_devices=tuple(_device(name) for name, *_ in KEYS),
        root=rest.root(now),
        groups=(rest.group(now),),
        roles=(rest.role(now),),
        policies=rest.policies(now),
        password_policy=rest.PASSWORD_POLICY,
        account_summary=AccountSummary(
            root_mfa_enabled=True,
            root_access_keys_present=False,
            root_password_present=True,
            root_signing_certificates_present=False,
            users=len(KEYS),
        ),
        account_aliases=(ACCOUNT.name,),
        alternate_contacts=rest.CONTACTS,
        contact_information=rest.CONTACT_FIELDS,
        analyzers=rest.analyzers(),
        organization=rest.ORGANIZATION,
        sso_instances=(rest.SSO_INSTANCE,),
    )


def _user(name: str, created_at: datetime) -> User:
    return User(
        name=name,
        arn=_arn(name),
        account_id=ACCOUNT.id,
        created_at=created_at,
        password=Password(enabled=False, last_used=NeverUsed()),
        mfa_active=True,
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
    if days is None:
        return NeverUsed()
    return Used(at=now - timedelta(days=days), service="s3", region=rest.REGION)


def _device(user_name: str) -> MfaDevice:
    serial = f"arn:aws:iam::{ACCOUNT.id}:u2f/user/{user_name}/security-key"
    return MfaDevice(serial=serial, kind=MfaKind.PASSKEY, user_name=user_name)


def _arn(user_name: str) -> str:
    return f"arn:aws:iam::{ACCOUNT.id}:user/{user_name}"
