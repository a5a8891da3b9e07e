"""`doctor`, and the policy that gives it nothing to complain about."""

import pytest

from iam_audit.aws import connect
from iam_audit.collect.organization import Selection
from iam_audit.errors import UsageError
from iam_audit.workflows import (
    PURPOSES,
    Entry,
    OneAccount,
    Questions,
    Verdict,
    audit,
    doctor,
    permissions_for,
)
from simulated_aws import SimulatedAws

OK, WARN, FAIL = Verdict.OK, Verdict.WARN, Verdict.FAIL
READER = Entry(role="reader")
MANAGEMENT, MEMBER = "123456789012", "111122223333"


@pytest.fixture
def examine(monkeypatch):
    monkeypatch.setenv("AWS_MAX_ATTEMPTS", "2")

    def ask(entry=None, selection=None, **traits):
        with SimulatedAws(**traits) as server:
            for name, value in server.environment.items():
                monkeypatch.setenv(name, value)
            lines = list(doctor(connect(), entry=entry, selection=selection))
        return {line.what: line for line in lines}

    return ask


def verdicts(lines):
    return {what: line.verdict for what, line in lines.items()}


def test_all_is_well_where_everything_is_allowed(examine):
    lines = examine()

    assert set(verdicts(lines).values()) == {OK}
    assert lines["identity"].sentence == "You are arn:aws:iam::123456789012:user/auditor."
    assert lines["account 123456789012"].sentence == "It can be read."


def test_every_permission_of_an_audit_has_a_line(examine):
    (statement,) = permissions_for(["audit"])["Statement"]

    assert set(statement["Action"]) <= set(examine())


@pytest.mark.parametrize(
    "action",
    [
        "GetCredentialReport",
        "ListAccessKeys",
        "GetLoginProfile",
        "ListServiceSpecificCredentials",
        "GetSAMLProvider",
    ],
)
def test_a_denied_permission_is_a_warning_that_says_why(examine, action):
    lines = examine(deny={action: "scp"})

    assert [what for what, verdict in verdicts(lines).items() if verdict is WARN] == [f"iam:{action}"]
    assert "service control policy" in lines[f"iam:{action}"].sentence


def test_a_report_that_is_not_there_yet_is_no_denial(examine):
    lines = examine(report_states=("ReportNotPresent", "ReportInProgress"))

    assert lines["iam:GetCredentialReport"].verdict is OK


def test_a_call_that_fails_otherwise_is_a_warning(examine):
    lines = examine(fault={"ListUsers": ("500*",)})

    assert lines["iam:ListUsers"].verdict is WARN
    assert lines["iam:ListUsers"].sentence.startswith("AWS failed 2 times to answer ListUsers")


def test_an_account_in_which_nobody_says_who_the_users_are_fails(examine):
    denied = ("GetCredentialReport", "GetAccountAuthorizationDetails", "ListUsers")
    lines = examine(deny=dict.fromkeys(denied, "identity"))

    assert lines["account 123456789012"].verdict is FAIL


def test_without_an_identity_nothing_else_is_tried(examine):
    lines = examine(fault={"GetCallerIdentity": ("InvalidClientTokenId*",)})

    assert verdicts(lines) == {"identity": FAIL}


def test_the_organization_and_the_role_in_its_first_other_account_are_tried(examine):
    lines = examine(READER, Selection(), accounts=3)

    assert lines["organization"].sentence == "3 accounts: organization o-exampleorgid."
    assert lines["role"].sentence == "arn:aws:iam::111122223333:role/reader can be assumed."
    assert set(verdicts(lines).values()) == {OK}
    assert {"account 123456789012", "account 111122223333"} <= set(lines)


def test_an_organization_of_oneself_needs_no_role(examine):
    lines = examine(READER, Selection())

    assert lines["organization"].sentence == "1 accounts: organization o-exampleorgid."
    assert "role" not in lines


def test_an_organization_that_may_not_be_listed_fails(examine):
    lines = examine(READER, Selection(), deny={"ListAccounts": "identity"})

    assert lines["organization"].verdict is FAIL


def test_a_role_that_cannot_be_assumed_fails(examine):
    lines = examine(READER, Selection(), accounts=2, deny_account=("111122223333",))

    assert lines["role"].verdict is FAIL
    assert "could not be assumed" in lines["role"].sentence


def test_a_role_for_one_account_is_tried_there_and_only_there(examine):
    lines = examine(Entry(role="arn:aws:iam::111122223333:role/reader"), accounts=2)

    assert verdicts(lines)["role"] is OK
    assert "account 123456789012" not in lines
    assert lines["account 111122223333"].verdict is OK


def test_a_role_that_is_none_fails(examine):
    assert examine(Entry(role="no spaces"))["role"].verdict is FAIL


NEEDS_NO_POLICY = "sts:GetCallerIdentity"


def allowed(*purposes):
    return {action for statement in permissions_for(purposes)["Statement"] for action in statement["Action"]}


def called(monkeypatch, account_id):
    """What an audit of an account of an organization took."""
    with SimulatedAws(users=5, accounts=2) as server:
        for name, value in server.environment.items():
            monkeypatch.setenv(name, value)
        role = Entry(role=f"arn:aws:iam::{account_id}:role/reader") if account_id != MANAGEMENT else None
        audit(OneAccount(aws=connect(), entry=role), Questions(checks=()), server.now)
    return server.permissions - {NEEDS_NO_POLICY}


def test_an_audit_calls_nothing_that_its_policy_does_not_allow(monkeypatch):
    assert called(monkeypatch, MEMBER) - {"sts:AssumeRole"} <= allowed("audit")


def test_an_audit_of_a_management_account_calls_what_the_policies_of_both_purposes_allow(monkeypatch):
    permissions = called(monkeypatch, MANAGEMENT)

    assert permissions <= allowed("audit", "organization")
    assert not permissions <= allowed("audit")


def test_an_audit_may_only_read():
    (statement,) = permissions_for()["Statement"]
    verbs = {action.partition(":")[2][:3] for action in statement["Action"]}

    assert verbs == {"Des", "Get", "Lis", "Gen"}
    assert statement["Action"] == sorted(set(statement["Action"]))


def test_collecting_needs_what_auditing_needs():
    assert permissions_for(["collect"]) == permissions_for(["audit"]) == permissions_for(["audit", "collect"])


def test_the_one_who_runs_it_lists_the_organization_and_enters_its_accounts():
    listing, holding, entering = permissions_for(
        ["organization"], role="security/reader", partition="aws-cn"
    )["Statement"]

    assert listing["Action"][0] == "organizations:DescribeOrganization"
    assert "iam:ListOrganizationsFeatures" in holding["Action"]
    assert {action.partition(":")[2][:3] for action in holding["Action"]} == {"Des", "Get", "Lis"}
    assert entering["Action"] == ["sts:AssumeRole"]
    assert entering["Resource"] == "arn:aws-cn:iam::*:role/security/reader"


def test_the_order_of_purposes_changes_nothing():
    assert permissions_for(PURPOSES) == permissions_for(reversed(list(PURPOSES)))
    assert len(permissions_for(["audit", "collect", "organization", "events"])["Statement"]) == 5


def test_each_action_that_changes_something_has_a_statement_for_the_things_that_it_changes():
    looking, *changing = permissions_for(["remediate"], actions=["delete-user", "password-policy"])[
        "Statement"
    ]

    assert looking["Resource"] == "*"
    assert {one["Sid"]: one["Resource"] for one in changing} == {
        "DeleteUser": [
            "arn:aws:iam::*:group/*",
            "arn:aws:iam::*:mfa/*",
            "arn:aws:iam::*:sms-mfa/*",
            "arn:aws:iam::*:user/*",
        ],
        "PasswordPolicy": "*",
    }


def test_an_unknown_action_lists_the_known_ones():
    with pytest.raises(UsageError, match=r"no action 'delete-usr'. Known actions: activate-access-key, "):
        permissions_for(["remediate"], actions=["delete-usr"])


def test_an_unknown_purpose_lists_the_known_ones():
    with pytest.raises(
        UsageError, match=r"no purpose 'audti'. Known purposes: audit, collect, organization, events"
    ):
        permissions_for(["audti"])
