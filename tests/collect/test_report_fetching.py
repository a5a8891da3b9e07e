"""Waiting for the credential report."""

import pytest
from recorded import GENERATED, RecordedIam, denied, refused, report

from iam_audit.collect.credential_report import PAUSES, CredentialReport
from iam_audit.errors import InputError, NotReadError

READY = {"Content": report().encode(), "GeneratedTime": GENERATED}


def get(*codes, then=READY):
    return [*(refused("GetCredentialReport", code) for code in codes), then]


class Naps:
    def __init__(self):
        self.seconds = []

    def __call__(self, seconds):
        self.seconds.append(seconds)


def fetch(iam):
    naps = Naps()
    return CredentialReport(sleep=naps).fetch(iam), naps.seconds


def test_a_finished_report_is_fetched_at_once():
    answer, naps = fetch(RecordedIam())

    assert answer == {"Content": report(), "GeneratedTime": GENERATED.isoformat().replace("+00:00", "Z")}
    assert naps == []


def test_a_started_report_is_waited_for_with_growing_pauses():
    iam = RecordedIam(
        generate_credential_report={"State": "STARTED"},
        get_credential_report=get("ReportInProgress", "ReportInProgress"),
    )

    assert fetch(iam)[1] == [0.5, 1.0, 2.0]
    assert iam.calls["generate_credential_report"] == 1


@pytest.mark.parametrize("code", ["ReportNotPresent", "ReportExpired"])
def test_a_report_that_is_gone_is_started_again(code):
    iam = RecordedIam(get_credential_report=get(code))

    assert fetch(iam)[0]["Content"] == report()
    assert iam.calls["generate_credential_report"] == 2


def test_a_limit_is_waited_out():
    limited = [refused("GenerateCredentialReport", "LimitExceeded"), {"State": "COMPLETE"}]
    iam = RecordedIam(generate_credential_report=limited)

    assert fetch(iam)[1] == [0.5]
    assert iam.calls["generate_credential_report"] == 2


def test_waiting_ends_after_two_minutes():
    iam = RecordedIam(get_credential_report=refused("GetCredentialReport", "ReportInProgress"))

    with pytest.raises(
        NotReadError, match=r"not finished the credential report after 2 minutes \(ReportInProgress\)"
    ):
        fetch(iam)
    assert 100 < sum(PAUSES) < 150


@pytest.mark.parametrize("operation", ["generate_credential_report", "get_credential_report"])
def test_a_refusal_is_not_waited_out(operation):
    iam = RecordedIam(**{operation: denied(operation)})

    with pytest.raises(type(denied(""))):
        fetch(iam)


@pytest.mark.parametrize("answer", [{}, {"GeneratedTime": GENERATED}, {"Content": b"\xff\xfa"}])
def test_an_answer_without_a_readable_report_is_refused(answer):
    with pytest.raises(InputError):
        fetch(RecordedIam(get_credential_report=answer))
