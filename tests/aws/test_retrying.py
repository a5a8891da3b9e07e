import pytest
from aws_says import answer
from botocore.exceptions import EndpointConnectionError, ParamValidationError, ReadTimeoutError
from hypothesis import given
from hypothesis import strategies as st
from urllib3.exceptions import ProtocolError

from iam_audit.aws import retrying
from iam_audit.aws.patience import MalformedAnswerError
from iam_audit.aws.retrying import LONGEST, Failure, failure, pause


@pytest.mark.parametrize(
    ("error", "how"),
    [
        (answer("Throttling"), Failure.THROTTLED),
        (answer("SomethingNew", status=429), Failure.THROTTLED),
        (answer("InternalFailure", status=500), Failure.LOST),
        (answer("SomethingNew", status=503), Failure.LOST),
        (answer("RequestTimeout"), Failure.LOST),
        (answer("AccessDenied", status=403), Failure.ANSWERED),
        (answer("NoSuchEntity", status=404), Failure.ANSWERED),
        (EndpointConnectionError(endpoint_url="http://127.0.0.1"), Failure.LOST),
        (ReadTimeoutError(endpoint_url="http://127.0.0.1"), Failure.LOST),
        (ProtocolError("broken"), Failure.LOST),
        (MalformedAnswerError("cut"), Failure.UNREADABLE),
        (ParamValidationError(report="RoleArn"), Failure.OURS),
        (ValueError("a garbled date"), Failure.OURS),
    ],
)
def test_only_what_may_pass_is_worth_another_try(error, how):
    assert failure(error) is how


@given(failures=st.integers(1, 40))
def test_a_pause_is_anything_up_to_a_limit_that_doubles(failures):
    assert 0 <= pause(failures) <= LONGEST


def test_those_who_failed_together_do_not_come_back_together(monkeypatch):
    monkeypatch.setattr(retrying, "BASE", 0.25)

    assert len({pause(3) for _ in range(20)}) > 15
