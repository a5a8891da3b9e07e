"""What a run cost, in words, as JSON and as Prometheus text."""

from collections.abc import Callable, Iterator

import msgspec

from iam_audit.model import AccountStats, AccountStatus, RunStats

SLOWEST = 5
"""How many accounts are named as the slowest."""

COUNTS: tuple[tuple[str, str, Callable[[AccountStats], float]], ...] = (
    ("calls_total", "Calls sent to AWS, further tries included.", lambda one: one.calls),
    ("throttles_total", "Calls that AWS throttled.", lambda one: one.throttles),
    ("retries_total", "Calls sent because one before had failed.", lambda one: one.retries),
    ("failed_calls_total", "Calls given up on without an answer.", lambda one: one.failures),
)


def stats_words(stats: RunStats) -> tuple[str, ...]:
    """Return lines for a person."""
    ended = ", ".join(f"{stats.ended(one)} {one.value.replace('_', ' ')}" for one in AccountStatus)
    calls = f"{stats.calls} calls, {stats.throttles} throttled, {stats.retries} retries, {stats.failures} given up"
    asked = sorted(stats.operations.items(), key=lambda item: (-item[1], item[0]))[:SLOWEST]
    asked_at_all = (one for one in stats.accounts if one.calls)
    slow = sorted(asked_at_all, key=lambda one: (-one.seconds, one.account_id))[:SLOWEST]
    named = (f"{one.account_id} {one.seconds:.1f} s with {one.calls} calls" for one in slow)
    return (
        f"accounts: {ended}",
        f"AWS: {calls}",
        "most asked: " + ", ".join(f"{name} {number}" for name, number in asked),
        *(["slowest: " + ", ".join(named)] if slow else []),
    )


def stats_json(stats: RunStats) -> str:
    """Return the whole of it as JSON, with the totals."""
    totals = {
        "calls": stats.calls,
        "throttles": stats.throttles,
        "retries": stats.retries,
        "failures": stats.failures,
        **{one.value: stats.ended(one) for one in AccountStatus},
    }
    document = {"totals": totals, **msgspec.to_builtins(stats)}
    return msgspec.json.format(msgspec.json.encode(document), indent=2).decode() + "\n"


def stats_prometheus(stats: RunStats) -> str:
    """Return it in Prometheus's text format, for the node exporter's textfile collector."""
    return "".join(f"{line}\n" for line in _prometheus(stats))


def _prometheus(stats: RunStats) -> Iterator[str]:
    yield "# HELP iam_audit_accounts Accounts by how reading them ended."
    yield "# TYPE iam_audit_accounts gauge"
    for status in AccountStatus:
        yield f'iam_audit_accounts{{status="{status.value}"}} {stats.ended(status)}'
    for name, help_text, count in COUNTS:
        yield f"# HELP iam_audit_{name} {help_text}"
        yield f"# TYPE iam_audit_{name} counter"
        for one in (stats.entering, *stats.accounts):
            yield f'iam_audit_{name}{{account_id="{one.account_id}"}} {count(one)}'
    yield "# HELP iam_audit_operation_calls_total Calls by operation."
    yield "# TYPE iam_audit_operation_calls_total counter"
    for operation, number in sorted(stats.operations.items()):
        yield f'iam_audit_operation_calls_total{{operation="{operation}"}} {number}'
    yield "# HELP iam_audit_account_seconds Seconds from the first call in an account to the last answer."
    yield "# TYPE iam_audit_account_seconds gauge"
    for one in stats.accounts:
        yield f'iam_audit_account_seconds{{account_id="{one.account_id}"}} {one.seconds:.3f}'
