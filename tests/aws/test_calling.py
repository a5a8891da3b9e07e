import subprocess
import sys

import pytest

from iam_audit.aws import connect, explain, patience
from iam_audit.collect.organization import organization_accounts
from iam_audit.errors import AccountError
from simulated_aws import SimulatedAws


def test_importing_the_room_loads_no_sdk():
    code = "import sys, iam_audit.aws, iam_audit.workflows; sys.exit('botocore' in sys.modules)"

    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_says_who_we_are_with_one_call(lead_to):
    with SimulatedAws() as server:
        aws = lead_to(server)
        first, second = aws.identity(), aws.identity()

    assert (first.account_id, first.partition, second) == ("123456789012", "aws", first)
    assert aws.calls.by_operation == {"sts:GetCallerIdentity": 1}


def test_every_request_carries_the_run_id(lead_to):
    with SimulatedAws() as server:
        lead_to(server).client("iam").list_users()

    assert "iam-audit/" in server.requests[0][2]
    assert server.requests[0][2].endswith("run/r1")


def test_without_a_run_id_the_user_agent_names_none(lead_to):
    with SimulatedAws() as server:
        lead_to(server)
        connect().client("iam").list_users()

    assert "run/" not in server.requests[0][2]


def test_a_client_is_made_once(lead_to):
    with SimulatedAws() as server:
        aws = lead_to(server)

        assert aws.client("iam") is aws.client("iam")
        assert aws.client("iam") is not aws.client("iam", "eu-west-1")


@pytest.mark.parametrize("fault", ["500", "cut", "garbage", "Throttling"])
def test_a_passing_fault_is_only_a_further_call(lead_to, fault):
    with SimulatedAws(users=3, fault={"ListUsers": (fault,)}) as server:
        aws = lead_to(server)
        users = aws.client("iam").list_users()["Users"]

    assert len(users) == 3
    assert (aws.calls.total, server.calls.total()) == (2, 2)


@pytest.mark.parametrize("fault", ["cut", "garbage"])
def test_half_a_json_answer_is_never_an_organization_without_accounts(lead_to, fault):
    with SimulatedAws(accounts=3, fault={"ListAccounts": (fault, fault)}) as server:
        accounts = organization_accounts(lead_to(server).client("organizations"))

    assert len(accounts) == 3


@pytest.mark.parametrize("fault", ["cut*", "garbage*"])
def test_an_answer_that_stays_unreadable_is_given_up_on(lead_to, fault):
    with SimulatedAws(fault={"ListUsers": (fault,)}) as server:
        aws = lead_to(server)
        with pytest.raises(patience.MalformedAnswerError) as caught:
            aws.client("iam").list_users()

    assert aws.calls.total == 4
    assert explain(caught.value)[1].startswith("AWS's answer was cut off or garbled")


def test_the_user_decides_how_often_to_try(lead_to, monkeypatch):
    monkeypatch.setenv("AWS_MAX_ATTEMPTS", "2")
    with SimulatedAws(fault={"ListUsers": ("500*",)}) as server:
        aws = lead_to(server)
        with pytest.raises(Exception, match=r"InternalFailure") as caught:
            aws.client("iam").list_users()

    assert aws.calls.total == 2
    assert explain(caught.value) == (
        "InternalFailure",
        "AWS failed 2 times to answer ListUsers (InternalFailure): run again later.",
    )


def test_the_user_may_want_more_attempts(lead_to, monkeypatch):
    monkeypatch.setenv("AWS_MAX_ATTEMPTS", "10")
    with SimulatedAws(fault={"ListUsers": ("500",) * 9}) as server:
        users = lead_to(server).client("iam").list_users()["Users"]

    assert len(users) == 10


def test_throttling_that_does_not_end_is_said_to_be_that(lead_to, monkeypatch):
    monkeypatch.setenv("AWS_MAX_ATTEMPTS", "2")
    with SimulatedAws(fault={"GetCallerIdentity": ("Throttling*",)}) as server:
        aws = lead_to(server)
        with pytest.raises(AccountError, match=r"AWS throttled GetCallerIdentity on every one of 2 attempts"):
            aws.identity()


def test_after_stop_nothing_is_sent_in_any_account(lead_to):
    with SimulatedAws(accounts=2) as server:
        aws = lead_to(server)
        inside = aws.assume("arn:aws:iam::111122223333:role/reader")
        aws.stop()
        with pytest.raises(AccountError, match=r"interrupted"):
            inside.client("iam").list_users()

    assert inside.stopped
    assert server.calls.total() == aws.calls.total == 1
