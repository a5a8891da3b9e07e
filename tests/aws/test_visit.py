"""What the calls of one reading of an account share, against the simulated AWS."""

import time
from datetime import UTC, datetime

import pytest

from iam_audit.aws import connect, pace
from iam_audit.aws.breaker import MOST_FAILURES
from iam_audit.aws.shared_clients import read_moment
from iam_audit.errors import NotReadError
from simulated_aws import SimulatedAws

MEMBER = "111122223333"
ROLE = f"arn:aws:iam::{MEMBER}:role/reader"
OTHER = "arn:aws:iam::444455556666:role/reader"


def failing_call(client):
    with pytest.raises(Exception, match=r".") as caught:
        client.list_users()
    return caught.value


def test_a_service_that_does_not_answer_is_left_alone(lead_to, monkeypatch):
    monkeypatch.setenv("AWS_MAX_ATTEMPTS", "1")
    with SimulatedAws(accounts=2, fault={"ListUsers": ("500*",)}) as server:
        client = lead_to(server).assume(ROLE).client("iam")
        errors = [failing_call(client) for _ in range(MOST_FAILURES + 2)]

    assert server.calls[(MEMBER, "ListUsers")] == MOST_FAILURES
    assert isinstance(errors[-1], NotReadError)
    assert str(errors[-1]).startswith("iam does not answer, so it is not asked any more: AWS failed 1 times")


def test_one_service_that_does_not_answer_spoils_no_other(lead_to, monkeypatch):
    monkeypatch.setenv("AWS_MAX_ATTEMPTS", "1")
    with SimulatedAws(accounts=2, fault={"ListUsers": ("500*",)}) as server:
        inside = lead_to(server).assume(ROLE)
        for _ in range(MOST_FAILURES):
            failing_call(inside.client("iam"))

        assert inside.client("sts").get_caller_identity()["Account"] == MEMBER


def test_one_account_that_does_not_answer_spoils_no_other(lead_to, monkeypatch):
    monkeypatch.setenv("AWS_MAX_ATTEMPTS", "1")
    with SimulatedAws(accounts=3, fault={"ListUsers": ("500",) * MOST_FAILURES}) as server:
        aws = lead_to(server)
        broken, other = aws.assume(ROLE).client("iam"), aws.assume(OTHER).client("iam")
        for _ in range(MOST_FAILURES):
            failing_call(broken)
        refused = failing_call(broken)

        assert isinstance(refused, NotReadError)
        assert other.list_roles()["Roles"] == []


def test_refusals_are_answers_and_break_nothing(lead_to):
    with SimulatedAws(accounts=2, deny={"ListUsers": "scp"}) as server:
        client = lead_to(server).assume(ROLE).client("iam")
        for _ in range(MOST_FAILURES + 2):
            failing_call(client)

    assert server.calls[(MEMBER, "ListUsers")] == MOST_FAILURES + 2


def connected(server, monkeypatch, timeout):
    for name, value in server.environment.items():
        monkeypatch.setenv(name, value)
    return connect(run_id="r1", account_timeout=timeout)


def test_an_account_that_takes_too_long_is_asked_no_more(monkeypatch):
    with SimulatedAws(accounts=2, users=1) as server:
        client = connected(server, monkeypatch, 0.2).assume(ROLE).client("iam")
        client.list_users()
        time.sleep(0.25)
        error = failing_call(client)

    assert str(error) == (
        "the account was not read within 0.2 seconds, and what was left was not asked: "
        "allow more time with --account-timeout"
    )
    assert server.calls[(MEMBER, "ListUsers")] == 1


def test_nobody_waits_past_the_deadline_for_another_try(monkeypatch):
    monkeypatch.setattr(pace, "HOLD", 30.0)
    with SimulatedAws(accounts=2, fault={"ListUsers": ("Throttling*",)}) as server:
        client = connected(server, monkeypatch, 5.0).assume(ROLE).client("iam")
        began = time.monotonic()
        error = failing_call(client)

    assert isinstance(error, NotReadError)
    assert time.monotonic() - began < 4


def test_the_way_into_the_accounts_has_no_deadline(monkeypatch):
    with SimulatedAws(accounts=2, users=1) as server:
        aws = connected(server, monkeypatch, 0.05)
        aws.identity()
        time.sleep(0.1)

        assert aws.assume(ROLE).client("iam").list_users()["Users"]


def test_each_reading_of_the_callers_own_account_has_its_own_time(monkeypatch):
    with SimulatedAws(users=1) as server:
        aws = connected(server, monkeypatch, 0.2)
        aws.visit().client("iam").list_users()
        time.sleep(0.25)

        assert aws.visit().client("iam").list_users()["Users"]


def test_what_was_called_is_told_by_account(lead_to):
    with SimulatedAws(accounts=2, fault={"ListUsers": ("Throttling", "500")}) as server:
        aws = lead_to(server)
        aws.assume(ROLE).client("iam").list_users()
        caller, member = aws.calls_by_account

    assert (caller.account_id, caller.calls) == ("", 1)
    assert (member.account_id, member.calls, member.throttles, member.retries, member.failures) == (
        MEMBER,
        3,
        1,
        2,
        0,
    )
    assert 0 < member.seconds < 10


def test_a_call_that_was_given_up_on_is_told(lead_to, monkeypatch):
    monkeypatch.setenv("AWS_MAX_ATTEMPTS", "2")
    with SimulatedAws(fault={"ListUsers": ("500*",)}) as server:
        aws = lead_to(server)
        failing_call(aws.client("iam"))

    assert (aws.calls_by_account[0].failures, aws.calls_by_account[0].retries) == (1, 1)


def test_two_readings_of_an_account_are_added_up(lead_to):
    with SimulatedAws(accounts=2, users=1) as server:
        aws = lead_to(server)
        for _ in range(2):
            aws.assume(ROLE).client("iam").list_users()

    assert [one.calls for one in aws.calls_by_account] == [2, 2]


def test_accounts_share_what_a_client_is_made_of_and_no_credentials(lead_to):
    with SimulatedAws(accounts=3) as server:
        aws = lead_to(server)
        one, other = aws.assume(ROLE), aws.assume(OTHER)
        told = [each.client("sts").get_caller_identity()["Account"] for each in (one, other, aws, one)]

    assert told == [MEMBER, "444455556666", "123456789012", MEMBER]
    assert one.client("sts").meta is other.client("sts").meta


def test_throttling_in_one_account_does_not_slow_another(lead_to, monkeypatch):
    monkeypatch.setattr(pace, "HOLD", 3.0)
    with SimulatedAws(accounts=3, users=1, fault={"ListRoles": ("Throttling*",)}) as server:
        aws = lead_to(server)
        slow, other = aws.assume(ROLE).client("iam"), aws.assume(OTHER).client("iam")
        slow.attempts = 1
        failing = pytest.raises(Exception, match=r"Throttling")
        with failing:
            slow.list_roles()
        began = time.monotonic()
        other.list_users()

    assert time.monotonic() - began < 2


@pytest.mark.parametrize(
    "told", ["2026-03-19T12:00:00Z", "2026-03-19T12:00:00+00:00", "Thu, 19 Mar 2026 12:00:00 GMT", 1773921600]
)
def test_a_moment_is_read_in_every_form_that_aws_uses(told):
    assert read_moment(told) == datetime(2026, 3, 19, 12, 0, tzinfo=UTC)


def test_a_garbled_moment_is_refused_as_botocore_refuses_it():
    with pytest.raises(ValueError, match=r"Thursday-ish"):
        read_moment("Thursday-ishTZ")
