"""Tells what one user, role or permission set can do, and why."""

import difflib
import re
from collections.abc import Iterator
from datetime import datetime
from typing import assert_never

import msgspec

from iam_audit import policy
from iam_audit.errors import UsageError
from iam_audit.model import AccountResult, AccountStatus, Explanation, Principal, Snapshot
from iam_audit.policy.catalogue import catalogue
from iam_audit.principals import principals_of
from iam_audit.settings import nearest
from iam_audit.snapshots.mock import mock_snapshot
from iam_audit.surroundings import surrounded, views_in
from iam_audit.workflows.bundles import read_folder
from iam_audit.workflows.neighbourhood import Neighbourhood
from iam_audit.workflows.sources import Folder, Mock, OneAccount, Organization, Source
from iam_audit.workflows.visits import visits_of

ACTION = re.compile(r"[A-Za-z0-9-]+:[A-Za-z0-9]+")

OTHERS = {
    "assumed-role/": "is a session of a role; give the ARN of the role, like arn:aws:iam::123456789012:role/ops.",
    "federated-user/": "is a session of a user; give the ARN of the user, as reports show it.",
    "group/": "is a group, which does nothing by itself; give the ARN of a user in it.",
    "policy/": "is a policy, which does nothing by itself; give the ARN of a user or role that has it.",
}
"""What other ARNs of IAM begin with behind the account, and whom to ask about in their place."""


class Access(msgspec.Struct, frozen=True, kw_only=True):
    """What somebody can do as of a moment."""

    judged_at: datetime
    principal: Principal
    explanation: Explanation | None = None
    """Whether they may use the action that was asked about; None when none was."""
    remark: str | None = None
    """What is odd about the question."""


def explain_access(
    source: Source, arn: str, now: datetime, action: str | None = None, resource: str = "*"
) -> Access:
    """Say what somebody can do and, when an action is named, what each statement says of it.

    Of live accounts only that of the ARN is read, so roles of other accounts that it can enter count only where
    the accounts were saved in a folder. Raises UsageError when there is nobody with that ARN, and what reading
    an account raises.
    """
    account_id = _account_of(arn)
    remark = _remark(action) if action else None
    found = list(_accounts(source, account_id, now))
    for snapshot, at in found:
        principal = next((one for one in principals_of(snapshot, at) if one.arn == arn), None)
        if principal:
            told = policy.explain(snapshot, arn, action, resource, at) if action else None
            return Access(judged_at=at, principal=principal, explanation=told, remark=remark)
    raise UsageError(_nobody(arn, account_id, [snapshot for snapshot, _ in found]))


def _remark(action: str) -> str | None:
    """Doubt an action that nobody has heard of. Raises UsageError for what is no action at all."""
    if not ACTION.fullmatch(action):
        raise UsageError(f"'{action}' is not the name of one action; write it like iam:PassRole.")
    known = catalogue().places
    if action.lower() in known:
        return None
    service = f"{action.lower().partition(':')[0]}:"
    hint = nearest(action.lower(), [name for name in known if name.startswith(service)])
    return f"{action} is not among the actions that this version knows.{hint}"


def _account_of(arn: str) -> str:
    """Return the account in an ARN; empty for those of permission sets, which hold none."""
    parts = arn.split(":", 5)
    if len(parts) < 6 or parts[0] != "arn":
        raise UsageError(
            f"'{arn}' is no ARN; write it like arn:aws:iam::123456789012:user/alice, as reports show it."
        )
    if other := next((hint for kind, hint in OTHERS.items() if parts[5].startswith(kind)), None):
        raise UsageError(f"{arn} {other}")
    return parts[4]


def _accounts(source: Source, account_id: str, now: datetime) -> Iterator[tuple[Snapshot, datetime]]:
    """Yield the account, or all of them where the ARN names none, with the moment to judge each by."""
    match source:
        case OneAccount() | Organization():
            visits = visits_of(source)
            wanted = (one for one in visits.accounts if account_id in ("", one.id))
            read = (visits.read(one, now).snapshot for one in wanted)
            yield from ((surrounded(one, visits.views), now) for one in read)
        case Folder():
            yield from _saved(source, account_id, now)
        case Mock():
            invented = mock_snapshot(now)
            if account_id in ("", invented.account.id):
                yield invented, now
        case _:
            assert_never(source)


def _saved(source: Folder, account_id: str, now: datetime) -> Iterator[tuple[Snapshot, datetime]]:
    """Yield accounts of a folder beside all the others in it, whose roles may be entered."""
    snapshots, _ = read_folder(source.path, now)
    with Neighbourhood(_who_can_do_what, views_in(snapshots)) as neighbourhood:
        for one in snapshots:
            neighbourhood.by_itself(one, source.judged_at or one.collected_at)
        neighbourhood.settle()
        for one in snapshots:
            if account_id in ("", one.account.id):
                yield neighbourhood.around(one), source.judged_at or one.collected_at


def _who_can_do_what(snapshot: Snapshot, now: datetime) -> AccountResult:
    account = snapshot.account
    return AccountResult(
        account=account, status=AccountStatus.ASSESSED, principals=principals_of(snapshot, now)
    )


def _nobody(arn: str, account_id: str, snapshots: list[Snapshot]) -> str:
    if not snapshots:
        return f"{arn} is of account {account_id}, which is not among the accounts to read."
    if arn.endswith(":root"):
        return (
            f"{arn} is root, who may do everything in the account; only an organization policy limits root."
        )
    gaps = sorted({str(gap.section) for one in snapshots for gap in one.gaps} & {"users", "roles"})
    if gaps:
        return f"There is no {arn} in what was read; {' and '.join(gaps)} could not be read in full."
    users = [each.arn for one in snapshots for each in one.users]
    everybody = [*users, *(each.arn for one in snapshots for each in one.roles)]
    rest = _meant(arn, everybody) or " Users, roles and permission sets that were read can be explained."
    return f"There is nobody with the ARN {arn}.{rest}"


def _meant(arn: str, everybody: list[str]) -> str:
    """Return the ARN that was meant. All of an account begin alike, so only their ends are compared."""
    ends: dict[str, str] = {}
    for one in everybody:
        ends.setdefault(one.split(":", 5)[5].casefold(), one)
    end = arn.split(":", 5)[5].casefold()
    close = [end] if end in ends else difflib.get_close_matches(end, ends, n=1, cutoff=0.75)
    return f" Did you mean '{ends[close[0]]}'?" if close else ""
