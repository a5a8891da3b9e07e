"""Many accounts: one after another, as scripts do, against the audit of the whole organization.

The loop is run on a few of the accounts, and taken as often as there are more: it reads one after another, so the
seconds add up.
"""

from benchmarks.loop import loop_accounts
from benchmarks.section import Limit, Section, table
from benchmarks.simulated import simulated_aws, timed
from iam_audit import clock
from iam_audit.aws import connect
from iam_audit.checks import configure
from iam_audit.model import AuditResult
from iam_audit.workflows import Entry, Organization, Questions, audit

ACCOUNTS, USERS, LATENCY = 200, 50, 0.02
SAMPLED = ("700000000000", "700000000001", "700000000002", "700000000003")


def measure() -> Section:
    """Measure both on the same simulated AWS."""
    with simulated_aws(accounts=ACCOUNTS, users=USERS, latency=LATENCY) as url:
        loop = timed(url, lambda: loop_accounts(SAMPLED))
        whole = timed(url, _audit)
    times = ACCOUNTS / len(SAMPLED)
    if len(loop.value) * times != len(whole.value.keys):
        raise SystemExit("The loop and the audit do not see the same keys.")
    calls, seconds, cpu = (times * one for one in (loop.calls, loop.seconds, loop.cpu_seconds))
    rows = (
        (f"loop ({len(SAMPLED)} accounts, times {times:.0f})", calls, seconds, cpu),
        ("iam-audit --org", whole.calls, whole.seconds, whole.cpu_seconds),
    )
    shown = tuple((name, f"{n:,.0f}", f"{s:.1f} s", f"{c:.1f} s") for name, n, s, c in rows)
    return Section(
        title="An organization",
        text=f"""
{ACCOUNTS} accounts with {USERS} users each; each answer takes {LATENCY * 1000:.0f} ms. The time of the audit includes
entering every account and judging every check.

{table(("", "calls", "time", "processor time"), *shown)}""",
        limits=(
            Limit(what="time of the loop / of the audit", measured=seconds / whole.seconds, at_least=60),
        ),
    )


def _audit() -> AuditResult:
    source = Organization(aws=connect(), entry=Entry(role="reader"))
    result = audit(source, Questions(checks=configure({})), clock.now())
    if not result.complete:
        raise SystemExit(f"The audit is incomplete: {result.coverage}")
    return result
