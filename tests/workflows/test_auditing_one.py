import pytest
from watching import MANAGEMENT, READER, SECOND, THIRD, statuses

from builders import NOW
from iam_audit import workflows
from iam_audit.collect.account import Ask
from iam_audit.errors import CredentialsError
from iam_audit.model import Account, AccountStatus, Section, Used
from iam_audit.workflows import Entry, Mock, OneAccount, audit
from simulated_aws import SimulatedAws


def test_the_account_of_the_caller_is_audited(lead_to, questions):
    with SimulatedAws(users=10, key_share=0.4) as server:
        result = audit(OneAccount(aws=lead_to(server)), questions, NOW)

    assert (result.scope, result.generated_at, result.complete) == ("account 123456789012", NOW, True)
    assert sorted(row.key.id for row in result.keys) == [f"AKIA9012{number:012d}" for number in range(4)]
    assert result.coverage == "1 of 1 account assessed"


def test_a_thousand_users_of_whom_300_have_a_key_take_less_than_330_calls(lead_to, questions):
    with SimulatedAws(users=1000, key_share=0.3) as server:
        aws = lead_to(server)
        result = audit(OneAccount(aws=aws), questions, NOW)

    assert len(result.keys) == 300
    assert all(row.key.id for row in result.keys)
    assert server.calls.total() == aws.calls.total < 330


def test_one_account_may_be_entered_by_a_role(lead_to, questions):
    with SimulatedAws(accounts=2) as server:
        entry = Entry(
            role="arn:aws:iam::111122223333:role/reader", external_id="x-1", session_name="me", duration=900
        )
        result = audit(OneAccount(aws=lead_to(server), entry=entry), questions, NOW)

    sent = next(request for action, request, _ in server.requests if action == "AssumeRole")
    assert list(statuses(result)) == [SECOND]
    assert (sent["ExternalId"], sent["RoleSessionName"], sent["DurationSeconds"]) == ("x-1", "me", "900")


def test_a_role_that_is_only_a_name_is_in_the_account_of_the_caller(lead_to, questions):
    with SimulatedAws(accounts=2) as server:
        result = audit(OneAccount(aws=lead_to(server), entry=READER), questions, NOW)

    sent = next(request for action, request, _ in server.requests if action == "AssumeRole")
    assert list(statuses(result)) == [MANAGEMENT]
    assert sent["RoleArn"] == "arn:aws:iam::123456789012:role/reader"


def test_an_account_in_which_everything_is_denied_is_not_assessed(lead_to, questions):
    denied = dict.fromkeys(
        ("GenerateCredentialReport", "GetCredentialReport", "GetAccountAuthorizationDetails", "ListUsers"),
        "scp",
    )
    with SimulatedAws(deny=denied) as server:
        (account,) = audit(OneAccount(aws=lead_to(server)), questions, NOW).accounts

    assert account.status is AccountStatus.NOT_ASSESSED
    assert "service control policy" in account.reason


def test_expired_credentials_of_the_caller_end_the_audit(lead_to, questions):
    with SimulatedAws(fault={"GetCallerIdentity": ("ExpiredToken*",)}) as server:
        source = OneAccount(aws=lead_to(server))
        with pytest.raises(CredentialsError, match=r"credentials have expired"):
            audit(source, questions, NOW)


def test_the_mock_asks_nobody(questions):
    result = audit(Mock(), questions, NOW)

    assert (result.scope, len(result.keys), result.complete) == ("mock", 9, True)


def test_one_account_may_be_read_for_itself(lead_to):
    with SimulatedAws(users=3) as server:
        snapshot = workflows.read_account(lead_to(server), NOW)

    assert (snapshot.account.id, len(snapshot.users)) == (MANAGEMENT, 3)


def test_an_account_may_be_read_live_with_the_client_of_somebody_else(lead_to):
    with SimulatedAws(users=3, key_share=1) as server:
        client = lead_to(server).client("iam")
        account = Account(id=MANAGEMENT)
        snapshot = workflows.read_with_client(client, account, NOW, live=True, include={Section.MFA_DEVICES})

    assert server.calls[(MANAGEMENT, "GetAccessKeyLastUsed")] == 3
    assert all(isinstance(key.last_used, Used) for key in snapshot.access_keys)


def test_what_to_read_is_asked_for(lead_to):
    with SimulatedAws(users=3) as server:
        ask = Ask(include=frozenset({Section.SSH_PUBLIC_KEYS}))
        workflows.read_account(lead_to(server), NOW, ask)

    assert server.calls[(MANAGEMENT, "ListSSHPublicKeys")] == 3


def test_active_accounts_are_listed_with_a_client_of_somebody_else(lead_to):
    with SimulatedAws(accounts=3, state={SECOND: "CLOSED"}) as server:
        accounts = workflows.active_accounts(lead_to(server).client("organizations"))

    assert [one.id for one in accounts] == [MANAGEMENT, THIRD]
    assert set(server.calls) == {(MANAGEMENT, "ListAccounts")}


def test_a_list_of_accounts_that_is_denied_is_one_of_our_errors(lead_to):
    with SimulatedAws(deny={"ListAccounts": "scp"}) as server:
        client = lead_to(server).client("organizations")
        with pytest.raises(Exception, match=r"service control policy") as caught:
            workflows.active_accounts(client)

    assert workflows.explain(caught.value) == str(caught.value)
