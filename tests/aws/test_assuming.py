import time

import pytest

from iam_audit.errors import AccountError
from simulated_aws import SimulatedAws

ROLE = "arn:aws:iam::111122223333:role/security/reader"


def test_a_role_leads_into_its_account(lead_to):
    with SimulatedAws(accounts=2) as server:
        aws = lead_to(server)
        inside = aws.assume(ROLE, external_id="x-1", duration=900)
        answer = inside.client("sts").get_caller_identity()

    request = next(request for action, request, _ in server.requests if action == "AssumeRole")
    assert (answer["Account"], inside.identity().account_id) == ("111122223333", "111122223333")
    assert inside.identity().arn == "arn:aws:sts::111122223333:assumed-role/reader/iam-audit-r1"
    assert (request["RoleSessionName"], request["ExternalId"], request["DurationSeconds"]) == (
        "iam-audit-r1",
        "x-1",
        "900",
    )
    assert inside.calls.total == aws.calls.total == 2


def test_a_session_name_is_made_to_fit(lead_to):
    with SimulatedAws(accounts=2) as server:
        lead_to(server).assume(ROLE, session_name="who? " + "x" * 80)

    assert server.requests[0][1]["RoleSessionName"] == "who--" + "x" * 59


def test_a_role_that_may_not_be_assumed_says_so(lead_to):
    with SimulatedAws(accounts=2, deny_account=("111122223333",)) as server:
        aws = lead_to(server)
        with pytest.raises(
            AccountError, match=rf"{ROLE} could not be assumed: sts:AssumeRole is denied: there is no"
        ):
            aws.assume(ROLE)


def test_a_role_that_the_sdk_refuses_says_so(lead_to):
    with SimulatedAws() as server:
        aws = lead_to(server)
        with pytest.raises(
            AccountError, match=r"could not be assumed: AWS's SDK refuses the request: .*RoleArn"
        ):
            aws.assume("arn:x:y:z:1:r", external_id="x")


def test_credentials_of_a_role_are_renewed_before_they_expire(lead_to):
    with SimulatedAws(accounts=2, users=1, token_lifetime=1.5) as server:
        client = lead_to(server).assume(ROLE, duration=900).client("iam")
        client.list_users()
        time.sleep(1.6)
        client.list_users()

    assert server.calls[("111122223333", "ListUsers")] == 2
    assert server.calls[("123456789012", "AssumeRole")] > 1


def test_renewing_credentials_within_a_call_is_counted_apart_from_it(lead_to):
    with SimulatedAws(
        accounts=2, users=1, token_lifetime=600
    ) as server:  # so little that it is renewed at once
        aws = lead_to(server)
        aws.assume(ROLE, duration=3600).client("iam").list_users()

    caller, member = aws.calls_by_account
    assert (caller.calls, member.calls) == (server.calls[("123456789012", "AssumeRole")], 1)
    assert caller.calls == 2


def test_credentials_with_time_left_are_not_renewed(lead_to):
    with SimulatedAws(accounts=2, token_lifetime=900) as server:
        client = lead_to(server).assume(ROLE, duration=900).client("iam")
        client.list_users()
        client.list_users()

    assert server.calls[("123456789012", "AssumeRole")] == 1
