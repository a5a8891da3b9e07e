"""Audits that somebody has to hear of: old keys of people in one account or several, made of the real nouns."""

import json
from collections.abc import Mapping
from pathlib import Path

from builders import ACCOUNT_ID, NOW, access_key, account, snapshot, user
from iam_audit import checks
from iam_audit.audit import Judgement, audit_snapshot
from iam_audit.model import AlternateContact, AuditResult, Finding, Snapshot, Status

OTHER_ACCOUNT = "111122223333"
EVERYBODY = {"alice": {"email": "alice@example.com"}}
COLUMNS = (
    "user,arn,user_creation_time,password_enabled,password_last_used,password_last_changed,password_next_rotation,"
    "mfa_active,access_key_1_active,access_key_1_last_rotated,access_key_1_last_used_date,"
    "access_key_1_last_used_region,access_key_1_last_used_service,access_key_2_active,access_key_2_last_rotated,"
    "access_key_2_last_used_date,access_key_2_last_used_region,access_key_2_last_used_service,cert_1_active,"
    "cert_1_last_rotated,cert_2_active,cert_2_last_rotated"
)


def people(
    tags: Mapping[str, dict[str, str] | None] = EVERYBODY,
    account_id: str = ACCOUNT_ID,
    contacts: tuple[AlternateContact, ...] = (),
    age_days: int = 120,
    **fields: object,
) -> Snapshot:
    """Return an account in which each of these users has one key of that age."""

    def arn(name: str) -> str:
        return f"arn:aws:iam::{account_id}:user/{name}"

    return snapshot(
        account=account(id=account_id, name=f"account-{account_id[:4]}"),
        users=tuple(
            user(name, account_id=account_id, arn=arn(name), tags=held) for name, held in tags.items()
        ),
        access_keys=tuple(
            access_key(age_days=age_days, user_name=name, user_arn=arn(name), account_id=account_id, id=None)
            for name in tags
        ),
        alternate_contacts=contacts,
        **fields,
    )


def audited(*snapshots: Snapshot, judgement: Judgement | None = None, now=NOW) -> AuditResult:
    """Return the audit of some accounts, of the age of keys alone."""
    chosen = tuple(check for check in checks.configure({}) if check.id == "access-key-age")
    accounts = tuple(audit_snapshot(one, chosen, now, judgement or Judgement()) for one in snapshots)
    return AuditResult(generated_at=now, tool_version="0", scope="these accounts", accounts=accounts)


def failing(result: AuditResult, name: str = "alice") -> Finding:
    """Return what fails of a user."""
    return next(one for one in result.with_status(Status.FAIL) if one.resource.name == name)


def save_bundle(
    folder: Path, tags: Mapping[str, dict[str, str]] = EVERYBODY, account_id: str = ACCOUNT_ID
) -> None:
    """Save an account as people make bundles by hand: each user has a key of November 2025."""
    folder = folder / account_id
    folder.mkdir(parents=True, exist_ok=True)
    rows = [
        f"{name},arn:aws:iam::{account_id}:user/{name},2024-01-01T00:00:00+00:00,false,N/A,N/A,N/A,true,"
        "true,2025-11-01T00:00:00+00:00,2026-03-18T00:00:00+00:00,eu-west-1,s3,"
        "false,N/A,N/A,N/A,N/A,false,N/A,false,N/A"
        for name in tags
    ]
    (folder / "credential-report.csv").write_text("\n".join((COLUMNS, *rows, "")))
    details = [
        {
            "UserName": name,
            "Arn": f"arn:aws:iam::{account_id}:user/{name}",
            "Path": "/",
            "UserId": "AIDAEXAMPLE",
            "CreateDate": "2024-01-01T00:00:00+00:00",
            "GroupList": [],
            "AttachedManagedPolicies": [],
            "Tags": [{"Key": key, "Value": value} for key, value in held.items()],
        }
        for name, held in tags.items()
    ]
    lists = {"UserDetailList": details, "GroupDetailList": [], "RoleDetailList": [], "Policies": []}
    (folder / "account-authorization-details.json").write_text(json.dumps(lists))
    (folder / "account.json").write_text(json.dumps({"id": account_id, "name": f"account-{account_id[:4]}"}))
