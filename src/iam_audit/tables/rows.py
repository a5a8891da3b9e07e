"""The tables `accounts`, `keys` and `findings`: one record for each, its columns typed and in a fixed order."""

from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime
from types import MappingProxyType
from typing import Annotated, TypeAlias, TypedDict, assert_never

import msgspec
from msgspec import Meta

from iam_audit.model import AccountResult, AuditResult, Finding, KeyRow, NeverUsed, Status, Used, UseUnknown


class Record(msgspec.Struct, frozen=True, kw_only=True):
    """What the records of all tables begin with."""

    run_id: Annotated[str, Meta(description="Which audit it is from.")]
    judged_at: Annotated[datetime, Meta(description="The moment it was judged by, in UTC.")]
    account_id: Annotated[str, Meta(description="Twelve digits.")]
    account_name: Annotated[str, Meta(description="Empty when it has none.")]


class AccountRecord(Record, frozen=True, kw_only=True):
    """How much of an account could be judged."""

    status: Annotated[str, Meta(description="`assessed`, `partial` or `not_assessed`.")]
    reason: Annotated[str | None, Meta(description="Why it is not assessed in full.")]
    credential_report_at: Annotated[datetime | None, Meta(description="When AWS made the report.")]
    keys: Annotated[int | None, Meta(description="Access keys; null when it was not assessed.")]
    failed: Annotated[int | None, Meta(description="Findings that fail; null when it was not assessed.")]


class KeyRecord(Record, frozen=True, kw_only=True):
    """One access key."""

    user_name: Annotated[str, Meta(description="Whose it is.")]
    user_arn: Annotated[str, Meta(description="The same as an ARN.")]
    key_id: Annotated[str | None, Meta(description="Null when it was not asked for or told.")]
    active: Annotated[bool | None, Meta(description="Null when unknown.")]
    created_at: Annotated[datetime | None, Meta(description="Null when unknown.")]
    age_days: Annotated[int | None, Meta(description="Whole days.")]
    ever_used: Annotated[bool | None, Meta(description="Null when AWS does not tell.")]
    last_used_at: Annotated[datetime | None, Meta(description="Null when never used, or unknown.")]
    last_used_days_ago: Annotated[int | None, Meta(description="Whole days.")]
    last_used_service: Annotated[str | None, Meta(description="Such as `s3`.")]
    last_used_region: Annotated[str | None, Meta(description="Such as `eu-west-1`.")]
    risk_level: Annotated[str, Meta(description="The tier of its idleness, `CRITICAL` to `COMPLIANT`.")]
    compliant: Annotated[bool, Meta(description="Whether its idleness needs nothing done.")]
    kind: Annotated[str, Meta(description="`person`, `machine` or `unknown`.")]
    privilege: Annotated[str, Meta(description="The least that its user can do with it.")]
    privilege_at_most: Annotated[str, Meta(description="The most.")]
    priority: Annotated[int | None, Meta(description="0 to 100, the most urgent first.")]
    controls: Annotated[tuple[str, ...], Meta(description="Controls it bears on.")]


class FindingRecord(Record, frozen=True, kw_only=True):
    """The verdict of one check on one resource."""

    fingerprint: Annotated[str, Meta(description="The same finding has the same one in every audit.")]
    check_id: Annotated[str, Meta(description="Such as `access-key-age`.")]
    title: Annotated[str, Meta(description="What is wrong, in a few words.")]
    severity: Annotated[str, Meta(description="`critical`, `high`, `medium`, `low` or `info`.")]
    status: Annotated[str, Meta(description="`fail`, `pass`, `muted`, `not_evaluated` or `manual`.")]
    resource_type: Annotated[str, Meta(description="Such as `access-key`.")]
    resource_id: Annotated[str, Meta(description="Unique within account and type.")]
    resource_arn: Annotated[str, Meta(description="Empty when it has none.")]
    resource_name: Annotated[str, Meta(description="For a key, its user.")]
    message: Annotated[str, Meta(description="One sentence.")]
    remediation: Annotated[str, Meta(description="What to do.")]
    frameworks: Annotated[tuple[str, ...], Meta(description="Controls, as `SOC 2: CC6.1`.")]
    waiver: Annotated[str | None, Meta(description="The reason of the waiver that mutes it.")]


def records(result: AuditResult, run_id: str) -> Mapping[str, Iterator[Record]]:
    """Return the records of every table; those of accounts that were not assessed are in `accounts`."""
    return {name: _each(result, run_id, make) for name, (_, make) in _MAKERS.items()}


class Start(TypedDict):
    """The values of the columns that all tables begin with."""

    run_id: str
    judged_at: datetime
    account_id: str
    account_name: str


Make: TypeAlias = Callable[[AccountResult, Start], Iterator[Record]]


def _each(result: AuditResult, run_id: str, make: Make) -> Iterator[Record]:
    for one in result.accounts:
        start = Start(
            run_id=run_id,
            judged_at=result.generated_at.astimezone(UTC),
            account_id=one.account.id,
            account_name=one.account.name,
        )
        yield from make(one, start)


def _account(one: AccountResult, start: Start) -> Iterator[Record]:
    read = one.status.value != "not_assessed"
    yield AccountRecord(
        **start,
        status=one.status.value,
        reason=one.reason,
        credential_report_at=_utc(one.credential_report_generated_at),
        keys=len(one.keys) if read else None,
        failed=sum(each.status is Status.FAIL for each in one.findings) if read else None,
    )


def _keys(one: AccountResult, start: Start) -> Iterator[Record]:
    return (_key(row, start) for row in one.keys)


def _key(row: KeyRow, start: Start) -> KeyRecord:
    used = row.key.last_used if isinstance(row.key.last_used, Used) else None
    return KeyRecord(
        **start,
        user_name=row.key.user_name,
        user_arn=row.key.user_arn,
        key_id=row.key.id,
        active=row.key.active,
        created_at=_utc(row.key.created_at),
        age_days=row.age_days,
        ever_used=_ever_used(row),
        last_used_at=_utc(used.at) if used else None,
        last_used_days_ago=row.last_used_days_ago,
        last_used_service=used.service if used else None,
        last_used_region=used.region if used else None,
        risk_level=row.risk_level.value,
        compliant=row.compliant,
        kind=row.kind.value,
        privilege=row.privilege.lower.value,
        privilege_at_most=row.privilege.upper.value,
        priority=row.priority.score if row.priority else None,
        controls=row.controls,
    )


def _ever_used(row: KeyRow) -> bool | None:
    match row.key.last_used:
        case Used():
            return True
        case NeverUsed():
            return False
        case UseUnknown():
            return None
        case _:
            assert_never(row.key.last_used)


def _findings(one: AccountResult, start: Start) -> Iterator[Record]:
    return (_finding(finding, start) for finding in one.findings)


def _finding(finding: Finding, start: Start) -> FindingRecord:
    frameworks = finding.frameworks.items()
    return FindingRecord(
        **start,
        fingerprint=finding.fingerprint,
        check_id=finding.check_id,
        title=finding.title,
        severity=finding.severity.value,
        status=finding.status.value,
        resource_type=finding.resource.type,
        resource_id=finding.resource.id,
        resource_arn=finding.resource.arn,
        resource_name=finding.resource.name,
        message=finding.message,
        remediation=finding.remediation.text,
        frameworks=tuple(f"{name}: {control}" for name, controls in frameworks for control in controls),
        waiver=finding.waiver.reason if finding.waiver else None,
    )


def _utc(moment: datetime | None) -> datetime | None:
    return moment.astimezone(UTC) if moment else None


_MAKERS: Mapping[str, tuple[type[Record], Make]] = MappingProxyType(
    {
        "accounts": (AccountRecord, _account),
        "findings": (FindingRecord, _findings),
        "keys": (KeyRecord, _keys),
    }
)

TABLES: Mapping[str, type[Record]] = MappingProxyType({name: kind for name, (kind, _) in _MAKERS.items()})
"""The tables by name."""
