"""Makes messages of audits: what to say of one finding, and the report of all users."""

import shlex
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from types import MappingProxyType

from iam_audit.alerts.message import Item, Message, MessageKind, Standing, UserLine
from iam_audit.checks import key_commands
from iam_audit.model import (
    ROOT_NAME,
    Account,
    AccountResult,
    AccountStatus,
    AuditResult,
    Bounds,
    Finding,
    KeyRow,
    PrincipalType,
    Status,
    Tier,
)

ROOT_USER = "root user"
ALL = Bounds(lower=Tier.ADMIN, upper=Tier.ADMIN)
REPLACE = (key_commands.CREATE, key_commands.LAST_USED, key_commands.DEACTIVATE)
"""The last step, to delete the old key, is left for another day: these are pasted all at once."""
ROTATED = frozenset({"access-key-age", "access-key-age-extreme", "access-key-deadline"})
"""What a new key mends. What is unused wants no new key; its own remedy names this key as well."""
UNJUDGED = (Status.NOT_EVALUATED, Status.MANUAL)


class Composer:
    """Knows one audit, and makes items of its findings; made once per audit, as it looks everything up beforehand."""

    def __init__(self, result: AuditResult, creators: Mapping[str, str] = MappingProxyType({})) -> None:
        """Look everything up; `creators` tells who made what, by what `made_here` calls it."""
        self._creators = creators
        self._accounts = {one.account.id: one.account for one in result.accounts}
        self._keys = {(row.account.id, row.key.user_name, row.key.resource.id): row for row in result.keys}
        self._bounds = {
            one.arn: Bounds(lower=one.privilege.lower, upper=one.privilege.upper) for one in result.principals
        }

    def item(
        self,
        finding: Finding,
        *,
        since: date | None = None,
        due: date | None = None,
        next_step: str = "",
        resolved: bool = False,
    ) -> Item:
        """Return what to tell of a finding. One that is resolved may be of a key or an account that is gone."""
        resource = finding.resource
        row = self._keys.get((resource.account_id, resource.name, resource.id))
        return Item(
            finding=finding,
            account=self._accounts.get(resource.account_id) or Account(id=resource.account_id),
            privilege=self._privilege(finding, row),
            since=since,
            due=due,
            next_step=next_step,
            made_by=self._creators.get(made_here(resource.account_id, resource.id), ""),
            rotate=_rotate(row) if row and not resolved and finding.check_id in ROTATED else (),
            resolved=resolved,
        )

    def _privilege(self, finding: Finding, row: KeyRow | None) -> Bounds | None:
        if finding.resource.type == "root":
            return ALL
        return row.privilege if row else self._bounds.get(finding.resource.arn)


def made_here(account_id: str, name: str) -> str:
    """Return what a key, by its id, or a user, by their name, is called where it is told who made them."""
    return f"{account_id}/{name}"


def report_on(result: AuditResult, *, key: str, waiver: str = "", link: str = "") -> Message:
    """Return the report of all users: those needing action, those nobody could judge, those in good state."""
    return Message(
        key=key,
        kind=MessageKind.REPORT,
        stage="report",
        at=result.generated_at,
        scope=result.scope,
        users=tuple(line for account in result.accounts for line in _lines(account)),
        coverage=f"{result.coverage.rstrip('.')}.",
        waiver=waiver,
        link=link,
    )


def _rotate(row: KeyRow) -> tuple[str, ...]:
    """Return the commands that replace an active key of a user; root's keys are to be deleted, not replaced."""
    user, key = row.key.user_name, row.key.id
    if not key or not row.key.active or user == ROOT_NAME:
        return ()
    return tuple(one.format(user=shlex.quote(user), key=shlex.quote(key)) for one in REPLACE)


def _lines(account: AccountResult) -> Iterator[UserLine]:
    found: defaultdict[str, list[Finding]] = defaultdict(list)
    for principal in account.principals:
        if principal.type is PrincipalType.USER:
            found[principal.name] = []
    for finding in sorted(account.findings, key=lambda one: one.order):
        name = ROOT_USER if finding.resource.type == "root" else finding.resource.user_name
        if name:
            found[name].append(finding)
    for name in sorted(found):
        standing, findings = _judged(found[name], account)
        yield UserLine(account=account.account, name=name, standing=standing, findings=findings)


def _judged(findings: Iterable[Finding], account: AccountResult) -> tuple[Standing, tuple[str, ...]]:
    failing = [one.message for one in findings if one.status is Status.FAIL]
    unjudged = [one.message for one in findings if one.status in UNJUDGED]
    if failing:
        return Standing.ACTION, tuple(failing)
    if unjudged:
        return Standing.UNKNOWN, tuple(dict.fromkeys(unjudged))
    if account.status is not AccountStatus.ASSESSED:
        return Standing.UNKNOWN, ("Not everything in the account could be read.",)
    return Standing.GOOD, ()
