"""Live workflows against the simulated AWS. Saved accounts: test_workflows_saved.py."""

import os
import signal
import threading

import pytest

from builders import NOW
from iam_audit import workflows
from iam_audit.aws import connect
from iam_audit.checks import configure
from iam_audit.collect.account import Ask
from iam_audit.collect.organization import Selection
from iam_audit.errors import AccountError, CredentialsError, UsageError
from iam_audit.model import Account, AccountStatus, Section, Used
from iam_audit.workflows import Entry, Mock, OneAccount, Organization, Questions, audit
from iam_audit.workflows.visits import Visits
from simulated_aws import SimulatedAws

MANAGEMENT, SECOND, THIRD = "123456789012", "111122223333", "444455556666"
READER = Entry(role="reader")


@pytest.fixture(autouse=True)
def one_attempt(monkeypatch):
    monkeypatch.setenv("AWS_MAX_ATTEMPTS", "2")


@pytest.fixture
def lead_to(monkeypatch):
    def lead(server):
        for name, value in server.environment.items():
            monkeypatch.setenv(name, value)
        return connect(run_id="r1")

    return lead


@pytest.fixture(scope="module")
def questions():
    return Questions(checks=configure({}))


class Watcher:
    def __init__(self):
        self.told = []

    def started(self, accounts):
        self.told.append(("started", accounts))

    def done(self, account):
        self.told.append(("done", account.id))

    def failed(self, account, reason):
        self.told.append(("failed", account.id, reason))


def statuses(result):
    return {one.account.id: one.status for one in result.accounts}


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


def test_every_account_of_the_organization_is_entered_but_the_callers_own(lead_to, questions):
    with SimulatedAws(accounts=3, users=4) as server:
        result = audit(Organization(aws=lead_to(server), entry=READER), questions, NOW)

    assert result.scope == "organization o-exampleorgid"
    assert statuses(result) == dict.fromkeys((SECOND, MANAGEMENT, THIRD), AccountStatus.ASSESSED)
    assert {one.account.id: one.account.name for one in result.accounts}[THIRD] == "account-2"
    assert [request["RoleArn"] for action, request, _ in server.requests if action == "AssumeRole"].count(
        "arn:aws:iam::123456789012:role/reader"
    ) == 0


@pytest.mark.parametrize("at_once", [1, 3])
def test_accounts_are_ordered_by_id_whatever_the_timing(lead_to, questions, at_once):
    with SimulatedAws(accounts=5, users=1) as server:
        source = Organization(aws=lead_to(server), entry=READER, at_once=at_once)
        accounts = list(statuses(audit(source, questions, NOW)))

    assert accounts == sorted(accounts)


def test_one_bad_account_spoils_no_other_and_says_why(lead_to, questions):
    with SimulatedAws(accounts=3, users=2, deny_account=(THIRD,)) as server:
        watcher = Watcher()
        result = audit(Organization(aws=lead_to(server), entry=READER), questions, NOW, watcher)

    assert statuses(result)[THIRD] is AccountStatus.NOT_ASSESSED
    assert not result.complete
    assert result.coverage.startswith(
        "2 of 3 accounts assessed, 1 not: 444455556666 not assessed: arn:aws:iam::"
    )
    assert watcher.told[0] == ("started", 3)
    assert {told[:2] for told in watcher.told[1:]} == {
        ("done", SECOND),
        ("done", MANAGEMENT),
        ("failed", THIRD),
    }


def test_an_account_in_which_everything_is_denied_is_not_assessed(lead_to, questions):
    denied = dict.fromkeys(
        ("GenerateCredentialReport", "GetCredentialReport", "GetAccountAuthorizationDetails", "ListUsers"),
        "scp",
    )
    with SimulatedAws(deny=denied) as server:
        (account,) = audit(OneAccount(aws=lead_to(server)), questions, NOW).accounts

    assert account.status is AccountStatus.NOT_ASSESSED
    assert "service control policy" in account.reason


def test_an_answer_that_breaks_the_collector_loses_that_account_alone(lead_to, questions):
    with SimulatedAws(accounts=2, users=1) as server:
        aws = lead_to(server)
        aws.assume = lambda *_, **__: 1 / 0
        result = audit(Organization(aws=aws, entry=READER), questions, NOW)

    reasons = {one.account.id: one.reason for one in result.accounts}
    assert reasons == {SECOND: "ZeroDivisionError: division by zero", MANAGEMENT: None}


def test_accounts_that_are_not_active_are_listed_and_never_entered(lead_to, questions):
    with SimulatedAws(accounts=3, users=1, state={THIRD: "SUSPENDED"}) as server:
        result = audit(Organization(aws=lead_to(server), entry=READER), questions, NOW)

    assert statuses(result)[THIRD] is AccountStatus.NOT_ASSESSED
    assert result.accounts[-1].reason == "its state in the organization is SUSPENDED, so nobody can enter it."
    assert server.calls[(MANAGEMENT, "AssumeRole")] == 1


def test_excluded_accounts_are_not_spoken_of(lead_to, questions):
    with SimulatedAws(accounts=3, users=1) as server:
        selection = Selection(exclude=("account-2",))
        result = audit(Organization(aws=lead_to(server), entry=READER, selection=selection), questions, NOW)

    assert list(statuses(result)) == [SECOND, MANAGEMENT]
    assert result.scope == "organization o-exampleorgid without account-2"


def test_a_stranger_to_the_organization_is_tried_and_said_to_be_one(lead_to, questions):
    with SimulatedAws(accounts=2, users=1) as server:
        selection = Selection(accounts=(SECOND, "999999999999"))
        result = audit(Organization(aws=lead_to(server), entry=READER, selection=selection), questions, NOW)

    assert result.scope == "account 111122223333, account 999999999999 of organization o-exampleorgid"
    assert result.accounts[1].status is AccountStatus.NOT_ASSESSED
    assert result.accounts[1].reason.endswith("The organization does not list this account.")


@pytest.mark.parametrize("denied", ["DescribeOrganization", "ListAccounts"])
def test_named_accounts_are_read_even_where_the_organization_says_nothing(lead_to, questions, denied):
    with SimulatedAws(accounts=2, users=1, deny={denied: "identity"}) as server:
        selection = Selection(accounts=(SECOND,))
        result = audit(Organization(aws=lead_to(server), entry=READER, selection=selection), questions, NOW)

    assert (result.scope, result.complete) == ("account 111122223333 of organization", True)


def test_an_organization_that_may_not_be_listed_is_an_error(lead_to, questions):
    with SimulatedAws(accounts=2, deny={"ListAccounts": "identity"}) as server:
        source = Organization(aws=lead_to(server), entry=READER)
        with pytest.raises(
            Exception, match=r"organizations:ListAccounts is denied: no identity-based policy"
        ):
            audit(source, questions, NOW)


def test_no_organization_is_an_error(lead_to, questions):
    with SimulatedAws(fault={"DescribeOrganization": ("AWSOrganizationsNotInUseException*",)}) as server:
        source = Organization(aws=lead_to(server), entry=READER)
        with pytest.raises(AccountError, match=r"not in an AWS Organization: leave out --org"):
            audit(source, questions, NOW)


def test_a_selection_of_nothing_is_an_error(lead_to, questions):
    with SimulatedAws(accounts=2) as server:
        source = Organization(aws=lead_to(server), entry=READER, selection=Selection(exclude=("*",)))
        with pytest.raises(UsageError, match=r"No account is left to read"):
            audit(source, questions, NOW)


def test_a_role_arn_of_one_account_for_many_is_refused_before_anything_is_read(lead_to, questions):
    with SimulatedAws(accounts=3) as server:
        source = Organization(aws=lead_to(server), entry=Entry(role="arn:aws:iam::111122223333:role/reader"))
        with pytest.raises(UsageError, match=r"is in account 111122223333, so account 444455556666 cannot"):
            audit(source, questions, NOW)

    assert "AssumeRole" not in {action for _, action in server.calls}


def test_expired_credentials_of_the_caller_end_the_audit(lead_to, questions):
    with SimulatedAws(fault={"GetCallerIdentity": ("ExpiredToken*",)}) as server:
        source = OneAccount(aws=lead_to(server))
        with pytest.raises(CredentialsError, match=r"credentials have expired"):
            audit(source, questions, NOW)


class Interrupter(Watcher):
    """Presses Ctrl-C when the first account is done."""

    def done(self, account):
        super().done(account)
        os.kill(os.getpid(), signal.SIGINT)


def test_ctrl_c_keeps_what_was_finished_and_says_what_was_not(lead_to, questions):
    with SimulatedAws(accounts=6, users=2, latency=0.005) as server:
        source = Organization(aws=lead_to(server), entry=READER, at_once=1)
        watcher = Interrupter()
        result = audit(source, questions, NOW, watcher)
        calls = server.calls.total()

    finished = [one for one in result.accounts if one.status is AccountStatus.ASSESSED]
    lost = [one.reason for one in result.accounts if one.status is AccountStatus.NOT_ASSESSED]
    assert 1 <= len(finished) < 6
    assert set(lost) == {"interrupted"}
    assert server.calls.total() == calls
    assert threading.active_count() < 30


def test_ctrl_c_with_one_account_leaves_it_not_assessed(lead_to, questions):
    with SimulatedAws(users=2, latency=0.3) as server:
        source = OneAccount(aws=lead_to(server))
        source.aws.identity()
        threading.Timer(0.2, lambda: os.kill(os.getpid(), signal.SIGINT)).start()
        (account,) = audit(source, questions, NOW).accounts

    assert (account.status, account.reason) == (AccountStatus.NOT_ASSESSED, "interrupted")


def test_an_account_that_was_read_when_ctrl_c_came_is_not_passed_on(lead_to):
    with SimulatedAws(users=1) as server:
        asked, inside = lead_to(server), connect()
        account = Account(id=MANAGEMENT)
        visits = Visits(scope="", aws=asked, ask=Ask(), at_once=1, doors={account: lambda: inside})
        asked.stop()
        with pytest.raises(AccountError, match=r"interrupted"):
            visits.read(account, NOW)


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
