"""What OpenTelemetry is told, with its real SDK keeping everything in memory."""

import sys

import pytest
from opentelemetry.sdk.metrics import MeterProvider
from opentelemetry.sdk.metrics.export import InMemoryMetricReader
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

from iam_audit.errors import AccountError
from iam_audit.model import AccountStats, AccountStatus, RunStats
from iam_audit.workflows.telemetry import account_span, publish

ACCOUNT = "111122223333"
STATS = RunStats(
    run_id="r1",
    accounts=(
        AccountStats(account_id=ACCOUNT, status=AccountStatus.PARTIAL, calls=7, throttles=2, seconds=1.5),
    ),
    entering=AccountStats(account_id="", calls=2),
)


def published():
    reader = InMemoryMetricReader()
    publish(STATS, MeterProvider(metric_readers=[reader]))
    (resource,) = reader.get_metrics_data().resource_metrics
    (scope,) = resource.scope_metrics
    return {one.name: one.data.data_points for one in scope.metrics}


def traced(work):
    kept = InMemorySpanExporter()
    provider = TracerProvider()
    provider.add_span_processor(SimpleSpanProcessor(kept))
    work(provider)
    return kept.get_finished_spans()


def test_calls_are_counted_by_account():
    points = published()["iam_audit.calls"]

    assert {point.attributes["aws.account.id"]: point.value for point in points} == {"": 2, ACCOUNT: 7}


def test_accounts_are_counted_by_how_they_ended():
    points = published()["iam_audit.accounts"]

    assert {point.attributes["status"]: point.value for point in points} == {
        "assessed": 0,
        "partial": 1,
        "not_assessed": 0,
    }


def test_the_time_of_an_account_is_recorded():
    (point,) = published()["iam_audit.account.duration"]

    assert (point.count, point.sum) == (1, 1.5)


def test_each_account_is_a_span():
    def read(provider):
        with account_span(ACCOUNT, provider):
            pass

    (span,) = traced(read)
    assert (span.name, span.attributes["aws.account.id"]) == ("read account", ACCOUNT)


def test_an_account_that_could_not_be_read_is_a_span_with_the_error():
    def read(provider):
        with pytest.raises(AccountError), account_span(ACCOUNT, provider):
            raise AccountError("nobody may enter")

    (span,) = traced(read)
    assert not span.status.is_ok
    assert span.events[0].attributes["exception.message"] == "nobody may enter"


def test_without_opentelemetry_nothing_happens(monkeypatch):
    monkeypatch.setitem(sys.modules, "opentelemetry", None)
    publish(STATS)
    with account_span(ACCOUNT):
        done = True

    assert done
