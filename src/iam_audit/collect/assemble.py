"""Puts the answers of one account together to a snapshot."""

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime, timedelta
from typing import Any

import msgspec

from iam_audit.collect import collectors, per_user_collectors
from iam_audit.collect.access_keys import AccessKeys
from iam_audit.collect.account_aliases import AccountAliases
from iam_audit.collect.authorization_details import FORGOTTEN, AuthorizationDetails, Details
from iam_audit.collect.base import Answers, OrganizationCollector, PerUserCollector, Source, Unread
from iam_audit.collect.credential_gaps import credential_gaps, root_gap
from iam_audit.collect.credential_report import CredentialReport
from iam_audit.collect.mfa_devices import VirtualMfaDevices
from iam_audit.collect.organization_facts import OrganizationFacts
from iam_audit.collect.people import Person, people
from iam_audit.collect.readings import Readings, parse_answers
from iam_audit.collect.report_rows import ReportRow
from iam_audit.collect.role_sessions import RoleSessions
from iam_audit.collect.user_mfa_devices import UserMfaDevices, with_mfa, without_known_device
from iam_audit.collect.users import Users
from iam_audit.model import (
    AccessKey,
    Account,
    Gap,
    MfaDevice,
    NeverUsed,
    Role,
    Root,
    Section,
    Snapshot,
    UseUnknown,
)

WOVEN = frozenset(
    {
        CredentialReport,
        AuthorizationDetails,
        Users,
        AccessKeys,
        VirtualMfaDevices,
        UserMfaDevices,
        RoleSessions,
    }
)
"""The sources that are put together here; each of the others is the snapshot's field of its section."""

DETAILED: tuple[tuple[Section, str, Callable[[Details], object]], ...] = (
    (Section.PERMISSIONS, "UserDetailList", lambda details: details.users),
    (Section.GROUPS, "GroupDetailList", lambda details: details.groups),
    (Section.ROLES, "RoleDetailList", lambda details: details.roles),
    (Section.POLICIES, "Policies", lambda details: details.policies),
)

ROLE_MEMORY = timedelta(days=400)
"""How long AWS remembers the use of a role. Source: RoleLastUsed in the IAM API Reference."""


def assemble(answers: Answers, gaps: Sequence[Unread], account: Account, collected_at: datetime) -> Snapshot:
    """Parse the answers and put them together. Raises InputError for an answer that cannot be understood."""
    sources = (*collectors(), *per_user_collectors())
    return weave(Readings(account, parse_answers(answers, sources, account), gaps), collected_at)


def weave(readings: Readings, collected_at: datetime) -> Snapshot:
    """Put parsed answers together. What is missing becomes a gap."""
    everybody = people(readings)
    report, details = readings.get(CredentialReport), readings.get(AuthorizationDetails)
    woven = Snapshot(
        account=_account(readings),
        collected_at=collected_at,
        credential_report_generated_at=report.generated_at if report else None,
        users=tuple(person.user for person in everybody),
        access_keys=_keys(everybody),
        root=_root(report.root) if report and report.root else None,
        root_access_keys=report.root.keys if report and report.root else (),
        groups=(details and details.groups) or (),
        roles=_roles(readings, (details and details.roles) or (), collected_at),
        policies=(details and details.policies) or (),
        mfa_devices=_devices(readings),
    )
    whole = msgspec.structs.replace(woven, **dict(_plain_fields(readings)))
    elsewhere = tuple(_elsewhere(readings, whole))
    found = (gap for gap in _gaps(readings, everybody, whole) if gap.section not in elsewhere)
    gaps = tuple(sorted(found, key=lambda gap: gap.section))
    return msgspec.structs.replace(whole, gaps=gaps, elsewhere=elsewhere)


def _keys(everybody: Sequence[Person]) -> tuple[AccessKey, ...]:
    if not any(person.keys_known for person in everybody):
        return ()
    return tuple(key for person in everybody for key in person.keys)


def _account(readings: Readings) -> Account:
    """Return the account, called by its alias when the organization gives no name."""
    account, aliases = readings.account, readings.get(AccountAliases)
    if not account.name and aliases:
        account = msgspec.structs.replace(account, name=aliases[0])
    manages = _manages(readings)
    return account if manages is None else msgspec.structs.replace(account, management=manages)


def _manages(readings: Readings) -> bool | None:
    """Whether this is a management account: what the account itself says goes before what was told of it."""
    if not readings.has(OrganizationFacts):
        return readings.account.management
    organization = readings.get(OrganizationFacts)
    return organization is not None and organization.management_account_id == readings.account.id


def _elsewhere(readings: Readings, snapshot: Snapshot) -> Iterator[Section]:
    """Yield what only a management account can tell, and this is none."""
    for source in collectors():
        if isinstance(source, OrganizationCollector) and snapshot.account.management is False:
            refused = any(one.wanted for one in readings.missing(type(source)))
            if not readings.has(type(source)) and not refused:
                yield source.section


def _root(row: ReportRow) -> Root:
    return Root(
        arn=row.arn,
        account_id=row.account_id,
        created_at=row.created_at,
        password=row.password,
        mfa_active=row.mfa_active,
        signing_certificates=row.certificates,
    )


def _roles(readings: Readings, roles: Sequence[Role], collected_at: datetime) -> tuple[Role, ...]:
    seconds = readings.get(RoleSessions) or {}
    return tuple(
        msgspec.structs.replace(_remembered(role, collected_at), max_session_seconds=seconds.get(role.arn))
        for role in roles
    )


def _remembered(role: Role, collected_at: datetime) -> Role:
    """A role younger than AWS's memory, and without a use in it, was never used."""
    forgotten = isinstance(role.last_used, UseUnknown) and role.last_used.why == FORGOTTEN
    if forgotten and role.created_at and collected_at - role.created_at < ROLE_MEMORY:
        return msgspec.structs.replace(role, last_used=NeverUsed())
    return role


def _devices(readings: Readings) -> tuple[MfaDevice, ...]:
    """Return all devices that are known; a virtual one may stand in both answers."""
    virtual, others = readings.get(VirtualMfaDevices) or (), readings.get(UserMfaDevices) or ()
    by_serial = {(device.serial, device.user_name): device for device in (*others, *virtual)}
    return tuple(sorted(by_serial.values(), key=lambda device: (device.serial, device.user_name or "")))


def _plain_fields(readings: Readings) -> Iterator[tuple[str, Any]]:
    for source in (*collectors(), *per_user_collectors()):
        if type(source) not in WOVEN and readings.has(type(source)):
            yield source.section.value, readings.get(type(source))


def _gaps(readings: Readings, everybody: Sequence[Person], snapshot: Snapshot) -> Iterator[Gap]:
    yield from credential_gaps(readings, everybody)
    yield from root_gap(readings)
    yield from _detail_gaps(readings)
    yield from _device_gap(readings, snapshot)
    yield from _session_gap(readings)
    for source in (*collectors(), *per_user_collectors()):
        if type(source) not in WOVEN:
            yield from _plain_gap(readings, source, snapshot)


def _detail_gaps(readings: Readings) -> Iterator[Gap]:
    details = readings.get(AuthorizationDetails)
    for section, name, pick in DETAILED:
        if details is None:
            yield readings.gap(section, AuthorizationDetails)
        elif pick(details) is None:
            yield Gap(section=section, reason=f"no {name} in {AuthorizationDetails.file}")


def _device_gap(readings: Readings, snapshot: Snapshot) -> Iterator[Gap]:
    """Virtual devices are read always, the others on request: they are a gap where somebody may have one."""
    if readings.get(VirtualMfaDevices) is None:
        yield readings.gap(Section.MFA_DEVICES, VirtualMfaDevices)
        yield readings.gap(Section.VIRTUAL_MFA_DEVICES, VirtualMfaDevices)
    elif strangers := without_known_device(snapshot):
        why = readings.why(UserMfaDevices, strangers[0])
        wanted = any(one.wanted for one in readings.missing(UserMfaDevices))
        yield Gap(section=Section.MFA_DEVICES, reason=why.reason, code=why.code, wanted=wanted)
    elif readings.missing(UserMfaDevices) or (with_mfa(snapshot) and not readings.has(UserMfaDevices)):
        yield readings.gap(Section.MFA_DEVICES, UserMfaDevices)


def _session_gap(readings: Readings) -> Iterator[Gap]:
    if not readings.has(RoleSessions):
        yield readings.gap(Section.ROLE_SESSIONS, RoleSessions)


def _plain_gap(readings: Readings, source: Source[Any], snapshot: Snapshot) -> Iterator[Gap]:
    failed = [one for one in readings.missing(type(source)) if one.users]
    if not readings.has(type(source)):
        yield readings.gap(source.section, type(source))
    elif failed and isinstance(source, PerUserCollector):
        unread, all_of_them = sum(len(one.users) for one in failed), len(source.everybody(snapshot))
        yield Gap(
            section=source.section,
            reason=f"{source.call} failed for {unread} of {all_of_them} {source.whom}: {failed[0].reason}",
            code=failed[0].code,
            wanted=source.essential or any(one.wanted for one in failed),
        )
