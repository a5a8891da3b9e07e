import pytest
from watching import MANAGEMENT, READER, SECOND, THIRD, Watcher, statuses

from builders import NOW
from iam_audit.collect.organization import Selection
from iam_audit.errors import AccountError, UsageError
from iam_audit.model import AccountStatus
from iam_audit.workflows import Entry, Organization, audit
from simulated_aws import SimulatedAws


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


def test_an_answer_that_breaks_the_collector_loses_that_account_alone(lead_to, questions):
    with SimulatedAws(accounts=2, users=1) as server:
        aws = lead_to(server)
        aws.assume = lambda *_, **__: 1 / 0
        result = audit(Organization(aws=aws, entry=READER), questions, NOW)

    reasons = {one.account.id: one.reason for one in result.accounts}
    assert reasons == {SECOND: "ZeroDivisionError: division by zero", MANAGEMENT: None}


def test_accounts_that_are_closed_are_named_and_missed_by_nobody(lead_to, questions):
    with SimulatedAws(accounts=3, users=1, state={THIRD: "SUSPENDED"}) as server:
        result = audit(Organization(aws=lead_to(server), entry=READER), questions, NOW)

    assert list(statuses(result)) == [SECOND, MANAGEMENT]
    assert result.complete
    assert result.scope == (
        f"organization o-exampleorgid, without accounts that nobody can enter: {THIRD} is SUSPENDED"
    )
    assert server.calls[(MANAGEMENT, "AssumeRole")] == 1


def test_of_many_closed_accounts_five_are_named(lead_to, questions):
    closed = {f"{700000000000 + number}": "PENDING_CLOSURE" for number in range(7)}
    with SimulatedAws(accounts=10, users=1, state=closed) as server:
        result = audit(Organization(aws=lead_to(server), entry=READER), questions, NOW)

    assert result.scope.count("PENDING_CLOSURE") == 5
    assert result.scope.endswith(", and 2 more")


def test_an_account_that_was_asked_for_by_its_id_is_missed_when_it_is_closed(lead_to, questions):
    with SimulatedAws(accounts=3, users=1, state={THIRD: "SUSPENDED"}) as server:
        selection = Selection(accounts=(SECOND, THIRD))
        result = audit(Organization(aws=lead_to(server), entry=READER, selection=selection), questions, NOW)

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
