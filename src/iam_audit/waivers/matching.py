"""Which findings a waiver is about."""

from collections.abc import Iterable, Iterator
from datetime import date
from fnmatch import fnmatchcase

import msgspec

from iam_audit.model import Account, Finding, Resource, Status, Waiver


def concerns(waiver: Waiver, finding: Finding, account: Account) -> bool:
    """Whether the patterns of a waiver fit a finding in an account, on whatever day."""
    return (
        fnmatchcase(finding.check_id, waiver.check)
        and is_in(waiver, account)
        and any(fnmatchcase(name, waiver.resource) for name in _names(finding.resource))
    )


def is_in(waiver: Waiver, account: Account) -> bool:
    """Whether a waiver is about an account, which it may name by id or by name."""
    return fnmatchcase(account.id, waiver.account) or bool(
        account.name and fnmatchcase(account.name, waiver.account)
    )


def protects(waiver: Waiver, check_id: str, resources: Iterable[Resource], account: Account) -> bool:
    """Whether a waiver stands before one of the resources, so that nothing may be done to it.

    One that names a resource protects it from whatever is done on account of any check; one that is about all
    resources, from what is done on account of its own checks. Where the name of the account is not known, a waiver
    that may name it counts.
    """
    if not is_in(waiver, account) and (account.name or waiver.account.strip("*?[]0123456789") == ""):
        return False
    if not waiver.resource.strip("*?") and not fnmatchcase(check_id, waiver.check):
        return False
    return any(fnmatchcase(name, waiver.resource) for one in resources for name in _names(one))


def muted(finding: Finding, waivers: Iterable[Waiver], account: Account, today: date) -> Finding:
    """Return the finding, muted by the first waiver that is about it and in force; only failures are muted."""
    if finding.status is not Status.FAIL:
        return finding
    for waiver in waivers:
        if waiver.holds_on(today) and concerns(waiver, finding, account):
            return _by(waiver, finding)
    return finding


def _by(waiver: Waiver, finding: Finding) -> Finding:
    decision = f"Muted until {waiver.expires} by {waiver.approver}: {waiver.reason.rstrip('.')}."
    message = f"{finding.message} {decision}"
    return msgspec.structs.replace(finding, status=Status.MUTED, message=message, waiver=waiver)


def _names(resource: Resource) -> Iterator[str]:
    """Yield all that a pattern may fit. What belongs to a user goes by `user/NAME` as well."""
    yield from (resource.id, resource.name, f"{resource.type}/{resource.name}")
    if resource.arn:
        yield resource.arn
    if resource.user_name:
        yield f"user/{resource.user_name}"
