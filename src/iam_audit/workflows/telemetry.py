"""Hands what a run cost to OpenTelemetry, where that is installed and configured; else nothing happens.

Only its API is used: which exporter there is, and where it sends to, is for whoever runs the program to say, with
`opentelemetry-instrument` and the OTEL_ variables.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from iam_audit.model import AccountStatus, RunStats

if TYPE_CHECKING:
    from opentelemetry.metrics import MeterProvider
    from opentelemetry.trace import TracerProvider

SCOPE = "iam_audit"


def publish(stats: RunStats, provider: "MeterProvider | None" = None) -> None:
    """Count accounts, calls, throttles and retries, and the seconds of each account."""
    try:
        from opentelemetry import metrics  # noqa: PLC0415 - an extra that most people do without
    except ImportError:
        return
    meter = metrics.get_meter(SCOPE, meter_provider=provider)
    accounts = meter.create_counter("iam_audit.accounts", description="Accounts by how reading them ended.")
    for status in AccountStatus:
        accounts.add(stats.ended(status), {"status": status.value})
    for name in ("calls", "throttles", "retries", "failures"):
        counter = meter.create_counter(f"iam_audit.{name}")
        for one in (stats.entering, *stats.accounts):
            counter.add(getattr(one, name), {"aws.account.id": one.account_id})
    seconds = meter.create_histogram("iam_audit.account.duration", unit="s")
    for one in stats.accounts:
        seconds.record(one.seconds)


@contextmanager
def account_span(account_id: str, provider: "TracerProvider | None" = None) -> Iterator[None]:
    """Trace the reading of an account; an error that ends it is recorded."""
    try:
        from opentelemetry import trace  # noqa: PLC0415 - an extra that most people do without
    except ImportError:
        yield
        return
    tracer = trace.get_tracer(SCOPE, tracer_provider=provider)
    with tracer.start_as_current_span("read account", attributes={"aws.account.id": account_id}):
        yield
