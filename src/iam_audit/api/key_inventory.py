"""List every access key of an organization's accounts, and what CloudTrail remembers of them.

The functions take boto3 sessions and clients, and answer with plain dictionaries.
"""

import logging
from collections.abc import Mapping, Sequence
from datetime import datetime
from types import MappingProxyType
from typing import Any, Literal, TypeAlias, TypedDict

from iam_audit import aws, clock, workflows
from iam_audit.collect.lifecycle_events import CALLS_PER_SECOND, LifecycleEvent, Pace, fetch_events
from iam_audit.model import AccessKey, Account, LastUse, MfaKind, Section, Snapshot, Used, User, UseUnknown

logger = logging.getLogger(__name__)

Labels = Literal["es", "en"]

Session: TypeAlias = Any
"""A boto3 session, or anything else with its `client`."""

Client: TypeAlias = Any
"""A boto3 client."""


class AccountRow(TypedDict):
    """An account of the organization."""

    id: str
    name: str


class KeyInventoryRow(TypedDict):
    """One access key and the user it belongs to."""

    account_id: str
    account_name: str
    username: str
    password_status: str
    password_last_used: str
    access_key_id: str
    status: str
    created_date: str
    last_used_date: str
    service_name: str
    mfa_status: str


class EventRow(TypedDict):
    """One thing that CloudTrail saw happen to a user or a key."""

    eventName: str
    eventTime: str
    username: str
    account_id: str
    account_name: str
    resources: list[str]


class Words(TypedDict):
    """The words that stand for a value in a row."""

    password: str
    no_password: str
    password_never_used: str
    key_never_used: str
    unknown: str


WORDS: Mapping[str, Words] = MappingProxyType(
    {
        "es": Words(
            password="Configurada",  # noqa: S106 - a word, not a password
            no_password="No configurada",  # noqa: S106
            password_never_used="Nunca",  # noqa: S106
            key_never_used="Nunca utilizada",
            unknown="Desconocido",
        ),
        "en": Words(
            password="Set",  # noqa: S106
            no_password="Not set",  # noqa: S106
            password_never_used="Never",  # noqa: S106
            key_never_used="Never used",
            unknown="Unknown",
        ),
    }
)


def get_accounts(org_client: Client) -> list[AccountRow]:
    """Return the active accounts of the organization: `{id, name}` of each, over all pages.

    `org_client` is a boto3 Organizations client of the management account or a delegated administrator.
    """
    return [{"id": account.id, "name": account.name} for account in workflows.active_accounts(org_client)]


def assume_role(session: Session, account_id: str, role_name: str, session_name: str) -> dict[str, Any]:
    """Return temporary credentials of a role in another account, as STS gives them.

    The dictionary has `AccessKeyId`, `SecretAccessKey`, `SessionToken` and `Expiration`. The ARN of the role
    is made for the partition of the session: China, GovCloud and the others work as they are.
    """
    sts = session.client("sts")
    arn = f"arn:{sts.meta.partition}:iam::{account_id}:role/{role_name}"
    credentials: dict[str, Any] = sts.assume_role(RoleArn=arn, RoleSessionName=session_name)["Credentials"]
    return credentials


def get_iam_users_with_keys(
    iam_client: Client, account_id: str, account_name: str, labels: Labels = "es"
) -> list[KeyInventoryRow]:
    """Return one row per access key of the account, asked from AWS key by key.

    Dates are ISO 8601 in UTC. With `labels="en"` the words for "never" and "not set" are English. A value that
    AWS would not tell reads "Desconocido" or "Unknown", never as if it were none. Raises AccountError when
    nothing could be read.
    """
    account = Account(id=account_id, name=account_name)
    include = frozenset({Section.MFA_DEVICES})
    snapshot = workflows.read_with_client(iam_client, account, clock.now(), live=True, include=include)
    for gap in snapshot.gaps:
        logger.warning("account %s: %s could not be read: %s", account_id, gap.section, gap.reason)
    return inventory(snapshot, labels)


def inventory(snapshot: Snapshot, labels: Labels = "es") -> list[KeyInventoryRow]:
    """Return the rows of `get_iam_users_with_keys` for an account that was read before."""
    words = WORDS[labels]
    kinds = {device.user_name: device.kind for device in snapshot.mfa_devices}
    users = snapshot.users_by_name
    return [_row(key, users[key.user_name], snapshot.account, kinds, words) for key in snapshot.access_keys]


def get_cloudtrail_events(
    session: Session,
    accounts: Sequence[AccountRow],
    role_name: str,
    start_date: datetime,
    end_date: datetime,
    *,
    calls_per_second: float = CALLS_PER_SECOND,
) -> list[EventRow]:
    """Return what CloudTrail recorded of users and keys that were made, switched on or off, or deleted.

    The role is assumed in each account but the caller's own; an account that fails is logged and left out. CloudTrail
    remembers 90 days, and answers two calls per second in an account; others may be asking as well.
    """
    sts = session.client("sts")
    own, region = sts.get_caller_identity()["Account"], aws.home_region(sts.meta.partition)
    rows: list[EventRow] = []
    for account in accounts:
        try:
            keys = {} if account["id"] == own else _session_keys(session, account["id"], role_name)
            client = session.client("cloudtrail", region_name=region, **keys)
            rows += [
                event_row(event, account["id"], account["name"])
                for event in fetch_events(client, start_date, end_date, Pace(calls_per_second))
            ]
        except Exception as error:  # noqa: BLE001 - the caller's session may raise anything; the others must go on
            logger.warning(
                "account %s (%s) left out: %s", account["name"], account["id"], workflows.explain(error)
            )
    return rows


def _session_keys(session: Session, account_id: str, role_name: str) -> dict[str, str]:
    credentials = assume_role(session, account_id, role_name, "CloudTrailAudit")
    return {
        "aws_access_key_id": credentials["AccessKeyId"],
        "aws_secret_access_key": credentials["SecretAccessKey"],
        "aws_session_token": credentials["SessionToken"],
    }


def event_row(event: LifecycleEvent, account_id: str, account_name: str) -> EventRow:
    """Return one event as a row."""
    return {
        "eventName": event.name,
        "eventTime": event.at.isoformat(),
        "username": event.actor or "N/A",
        "account_id": account_id,
        "account_name": account_name,
        "resources": list(event.resources),
    }


def _row(
    key: AccessKey, user: User, account: Account, kinds: Mapping[str | None, MfaKind], words: Words
) -> KeyInventoryRow:
    return {
        "account_id": account.id,
        "account_name": account.name,
        "username": key.user_name,
        "password_status": _password_status(user, words),
        "password_last_used": _when(user.password.last_used, words["password_never_used"], words),
        "access_key_id": key.id or words["unknown"],
        "status": {True: "Active", False: "Inactive", None: words["unknown"]}[key.active],
        "created_date": key.created_at.isoformat() if key.created_at else words["unknown"],
        "last_used_date": _when(key.last_used, words["key_never_used"], words),
        "service_name": (isinstance(key.last_used, Used) and key.last_used.service) or "N/A",
        "mfa_status": _mfa_status(user, kinds, words),
    }


def _password_status(user: User, words: Words) -> str:
    return {True: words["password"], False: words["no_password"], None: words["unknown"]}[
        user.password.enabled
    ]


def _when(use: LastUse, never: str, words: Words) -> str:
    if isinstance(use, Used):
        return use.at.isoformat()
    return words["unknown"] if isinstance(use, UseUnknown) else never


def _mfa_status(user: User, kinds: Mapping[str | None, MfaKind], words: Words) -> str:
    if user.mfa_active is None:
        return words["unknown"]
    if not user.mfa_active:
        return "None"
    return "Virtual" if kinds.get(user.name) is MfaKind.VIRTUAL else "Hardware"
