"""One account of many users: a call-per-user loop against the audit, both on the same simulated AWS.

The loop is run on a tenth of the users, and its calls and seconds are taken ten times: it makes one call after
another, so they add up.
"""

from benchmarks.loop import loop_account
from benchmarks.section import Limit, Section, table
from benchmarks.simulated import Timed, simulated_aws, timed
from iam_audit import clock
from iam_audit.aws import connect
from iam_audit.checks import configure
from iam_audit.collect.account import Ask
from iam_audit.model import KeyIds
from iam_audit.workflows import OneAccount, Questions, audit

USERS, KEY_SHARE, LATENCY = 1000, 0.3, 0.04
SAMPLE = 10
"""The loop is run on so many times fewer users."""


def measure() -> Section:
    """Measure both. The audit must find as many keys as the loop, or the comparison says nothing."""
    with simulated_aws(users=USERS // SAMPLE, key_share=KEY_SHARE, latency=LATENCY) as url:
        loop = timed(url, loop_account)
    named, nameless = (_audit(key_ids) for key_ids in (KeyIds.ALL, KeyIds.NONE))
    if not len(loop.value) * SAMPLE == named.value == nameless.value:
        raise SystemExit("The loop and the audit do not see the same keys.")
    calls, seconds, cpu = (SAMPLE * one for one in (loop.calls, loop.seconds, loop.cpu_seconds))
    rows = [("call-per-user loop, boto3 (a tenth, times ten)", calls, seconds, cpu)]
    rows += [
        (f"iam-audit --key-ids {name}", one.calls, one.seconds, one.cpu_seconds)
        for name, one in (("all", named), ("none", nameless))
    ]
    return Section(
        title="One account",
        text=f"""
{USERS:,} users, of whom {USERS * KEY_SHARE:.0f} have an access key; each answer takes {LATENCY * 1000:.0f} ms.
The time of the audit includes judging every check.

{table(("", "calls", "time", "processor time"), *(_row(*row) for row in rows))}

The loop is what scripts do, one call after another: ListUsers, then for each user ListAccessKeys,
GetAccessKeyLastUsed, GetLoginProfile, ListMFADevices, ListGroupsForUser, ListAttachedUserPolicies and
ListUserPolicies. The audit reads the credential report and the authorization details, which hold all users at once,
and asks per user only for the ids of keys, which no bulk answer holds; those calls run in parallel. AWS limits the
calls per account, so against a busy account expect the ratio of the calls rather than that of the time.""",
        limits=(
            Limit(what="calls of the loop / of the audit", measured=calls / named.calls, at_least=12),
            Limit(what="... with --key-ids none", measured=calls / nameless.calls, at_least=200),
            Limit(what="time of the loop / of the audit", measured=seconds / named.seconds, at_least=30),
        ),
    )


def _audit(key_ids: KeyIds) -> Timed[int]:
    """Audit the account with every check there is; return how many keys it has."""

    def read() -> int:
        source = OneAccount(aws=connect(), ask=Ask(key_ids=key_ids))
        result = audit(source, Questions(checks=configure({})), clock.now())
        if not result.complete:
            raise SystemExit(f"The audit is incomplete: {result.coverage}")
        return len(result.keys)

    with simulated_aws(users=USERS, key_share=KEY_SHARE, latency=LATENCY) as url:
        return timed(url, read)


def _row(name: str, calls: float, seconds: float, cpu: float) -> tuple[str, ...]:
    return name, f"{calls:,.0f}", f"{seconds:.1f} s", f"{cpu:.1f} s"
