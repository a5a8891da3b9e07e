"""Adds up what a run cost."""

from collections.abc import Mapping

import msgspec

from iam_audit.aws import AccountCalls, Aws
from iam_audit.model import AccountStats, AccountStatus, RunStats


def run_stats(aws: Aws, ended: Mapping[str, AccountStatus]) -> RunStats:
    """Return what the calls of a connection came to; `ended` says how each account of the run did, by its id."""
    counted = {one.account_id: one for one in aws.calls_by_account}
    return RunStats(
        run_id=aws.run_id,
        accounts=tuple(
            _stats(account_id, counted.get(account_id), ended[account_id]) for account_id in sorted(ended)
        ),
        entering=_stats("", counted.get(""), None),
        operations=dict(aws.calls.by_operation),
    )


def _stats(account_id: str, calls: AccountCalls | None, status: AccountStatus | None) -> AccountStats:
    told = msgspec.structs.asdict(calls) if calls else {"account_id": account_id}
    return AccountStats(**told, status=status)
