"""An organization with faults, throttling and accounts that nobody can enter, against the same without."""

from benchmarks.section import Limit, Section, table
from benchmarks.simulated import faults_of, simulated_aws, timed
from iam_audit import clock
from iam_audit.aws import connect
from iam_audit.checks import configure
from iam_audit.model import AccountStatus, AuditResult, RunStats
from iam_audit.workflows import Entry, Organization, Questions, audit, run_stats

ACCOUNTS, USERS, LATENCY = 40, 40, 0.02
FAULTS, THROTTLE, DENIED = 0.05, 20, ("700000000003", "700000000011")


def measure() -> Section:
    """Measure both; what is found must be the same, and who is denied must be listed."""
    now = clock.now()
    with simulated_aws(accounts=ACCOUNTS, users=USERS, latency=LATENCY) as url:
        calm = timed(url, lambda: _audit(now))
    with simulated_aws(
        accounts=ACCOUNTS,
        users=USERS,
        latency=LATENCY,
        fault_share=FAULTS,
        throttle=THROTTLE,
        deny_account=DENIED,
    ) as url:
        rough = timed(url, lambda: _audit(now))
        faults = faults_of(url)
    _compare(calm.value[0], rough.value[0])
    stats = rough.value[1]
    rows = (
        ("undisturbed", f"{calm.calls:,}", f"{calm.seconds:.1f} s", "0", "0"),
        ("disturbed", f"{rough.calls:,}", f"{rough.seconds:.1f} s", f"{stats.throttles}", f"{faults}"),
    )
    return Section(
        title="Faults",
        text=f"""
{ACCOUNTS} accounts with {USERS} users each; each answer takes {LATENCY * 1000:.0f} ms. Disturbed: {FAULTS:.0%} of the
calls end with an error of the server, or an answer that is cut off or garbled; each account answers {THROTTLE} calls
per second and refuses more; {len(DENIED)} accounts cannot be entered. Every finding of every other account was
identical in both runs, and each account that cannot be entered was listed as not assessed.

{table(("", "calls", "time", "throttled", "faults"), *rows)}""",
        limits=(
            Limit(
                what="calls without the faults / undisturbed",
                measured=(rough.calls - faults) / calm.calls,
                at_most=1.3,
            ),
        ),
    )


def _audit(now: object) -> tuple[AuditResult, RunStats]:
    aws = connect()
    result = audit(Organization(aws=aws, entry=Entry(role="reader")), Questions(checks=configure({})), now)
    return result, run_stats(aws, {one.account.id: one.status for one in result.accounts})


def _compare(calm: AuditResult, rough: AuditResult) -> None:
    expected = [one for one in calm.accounts if one.account.id not in DENIED]
    found = [one for one in rough.accounts if one.account.id not in DENIED]
    missed = [one.account.id for one in rough.accounts if one.status is not AccountStatus.ASSESSED]
    if found != expected or missed != list(DENIED):
        raise SystemExit(f"The disturbed run found something else. Not assessed: {missed}")
