"""Turns rows into values."""

from datetime import datetime
from typing import Any

import msgspec
from sqlalchemy import RowMapping

from iam_audit.history.values import (
    Changes,
    CredentialRecord,
    Event,
    FindingRecord,
    PrincipalRecord,
    RunRecord,
    Summary,
)
from iam_audit.model import AccountStatus, Severity


class Document(msgspec.Struct, frozen=True, kw_only=True):
    """What is kept of a run as JSON."""

    accounts: dict[AccountStatus, int]
    changes: Changes
    summary: Summary


def run_record(row: RowMapping) -> RunRecord:
    """Read a row of `history_run`."""
    document = msgspec.json.decode(row["document"], type=Document)
    return RunRecord(
        number=row["number"],
        id=row["id"],
        at=row["at"],
        saved_at=row["saved_at"],
        tool_version=row["tool_version"],
        scope=row["scope"],
        framework=row["framework"],
        complete=row["complete"],
        accounts=document.accounts,
        changes=document.changes,
        summary=document.summary,
    )


def credential_record(row: RowMapping) -> CredentialRecord:
    """Read a row of `history_credential`, with the name of its account and when that was read."""
    values = _plain(row)
    ranked = list(Severity)
    values["worst"] = ranked[row["worst_rank"]] if row["worst_rank"] < len(ranked) else None
    values["priority"] = None if row["priority"] < 0 else row["priority"]
    values["last_seen_at"] = row["last_seen_at"] or row["assessed_at"] or row["first_seen_at"]
    return msgspec.convert(values, CredentialRecord)


def finding_record(row: RowMapping) -> FindingRecord:
    """Read a row of `history_finding`, with the names of account and check, and when both were last looked at."""
    values = _plain(row)
    values["title"] = row["title"] or row["check_id"]
    values["last_seen_at"] = _seen(row)
    return msgspec.convert(values, FindingRecord)


def event(row: RowMapping) -> Event:
    """Read a row of `history_event`."""
    return msgspec.convert(_plain(row), Event)


def principal_record(row: RowMapping) -> PrincipalRecord:
    """Read a row of `history_principal`."""
    return msgspec.convert(_plain(row), PrincipalRecord)


def _seen(row: RowMapping) -> datetime:
    seen: datetime = (
        row["last_seen_at"] or row["last_judged_at"] or row["assessed_at"] or row["first_seen_at"]
    )
    return seen


def _plain(row: RowMapping) -> dict[str, Any]:
    """Drop what SQLAlchemy knows about quoting a name: to others it is a string of a strange type."""
    return {str(name): value for name, value in row.items()}
