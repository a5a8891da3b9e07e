"""Accounts of one audit that lead to each other, and are limited by their organization."""

import tempfile
from pathlib import Path

import pytest
from watching import MANAGEMENT, READER, SECOND, THIRD

from builders import NOW
from iam_audit import runs
from iam_audit.aws import connect
from iam_audit.checks import configure
from iam_audit.collect.organization import NOT_LISTED, OrgAccount
from iam_audit.errors import UsageError
from iam_audit.model import Account, AccountResult, AccountStatus, Status, Tier
from iam_audit.principals import principals_of
from iam_audit.runs import Manifest
from iam_audit.settings import Settings
from iam_audit.workflows import Folder, Keeping, Organization, Questions, audit, collect, explain_access
from iam_audit.workflows.bundles import read_folder
from iam_audit.workflows.neighbourhood import Neighbourhood
from iam_audit.workflows.views import REFUSED, view_of
from simulated_aws import SimulatedAws
from simulated_neighbours import ALL, ASK, ORGANIZATION, document, role

DOOR, OPS = f"arn:aws:iam::{SECOND}:role/door", f"arn:aws:iam::{MANAGEMENT}:role/ops"
IN_FIRST, IN_SECOND, IN_THIRD = (f"arn:aws:iam::{one}:user/user-0000" for one in (MANAGEMENT, SECOND, THIRD))
ASKED = Questions(
    checks=[
        one
        for one in configure({})
        if one.id in ("principal-privesc-effective", "role-trust-unknown-account")
    ]
)


@pytest.fixture(scope="module")
def organization():
    """A live source: its server runs until the tests of this file are done."""
    with pytest.MonkeyPatch.context() as patch, SimulatedAws(accounts=3, users=1, **ORGANIZATION) as server:
        for name, value in server.environment.items():
            patch.setenv(name, value)
        yield Organization(aws=connect(run_id="r1"), entry=READER)


@pytest.fixture(scope="module")
def folder(organization, tmp_path_factory):
    """The accounts of the live source, saved."""
    home = tmp_path_factory.mktemp("saved")
    collect(organization, home, NOW)
    return Folder(path=home)


@pytest.fixture(scope="module")
def live(organization):
    return audit(organization, ASKED, NOW)


@pytest.fixture(scope="module", params=["live", "saved"])
def result(request, live, folder):
    return live if request.param == "live" else audit(folder, ASKED, NOW)


def tier(result, arn):
    found = {one.arn: one.privilege for one in result.principals}[arn]
    return found.lower, found.upper


def failing(result, check_id):
    return {one.resource.arn for one in result.with_status(Status.FAIL) if one.check_id == check_id}


def test_who_gets_to_an_administrators_role_through_other_accounts_escalates(result):
    (way,) = (each for one in result.principals if one.arn == IN_THIRD for each in one.privilege.paths)

    assert tier(result, DOOR) == tier(result, IN_THIRD) == (Tier.ESCALATES, Tier.ESCALATES)
    assert way.target == DOOR
    assert failing(result, "principal-privesc-effective") == {DOOR, IN_THIRD}


def test_who_is_let_in_nowhere_stays_what_they_are(result):
    assert tier(result, IN_FIRST) == (Tier.READ, Tier.READ)


def test_a_policy_of_a_unit_limits_its_accounts_and_not_the_management_account(result):
    assert tier(result, IN_SECOND) == (Tier.DATA, Tier.DATA)
    assert tier(result, OPS) == (Tier.ADMIN, Tier.ADMIN)


def test_an_account_of_the_organization_is_nobody_unknown(result):
    assert failing(result, "role-trust-unknown-account") == {f"arn:aws:iam::{SECOND}:role/odd"}


def test_saved_accounts_are_explained_beside_each_other(folder):
    assert explain_access(folder, IN_THIRD, NOW).principal.privilege.upper is Tier.ESCALATES


def test_the_policy_that_decides_is_named(folder):
    told = explain_access(folder, IN_SECOND, NOW, "iam:CreateUser").explanation.contexts[0]

    assert told.because == "statement 1 of the service control policy no-iam of ou-exam-11111111 denies it"


def test_somebody_who_is_not_there_is_refused(folder):
    with pytest.raises(UsageError, match="nobody with the ARN"):
        explain_access(folder, f"{IN_THIRD}9", NOW)


def test_a_live_account_is_explained_with_the_policies_above_it(organization):
    assert explain_access(organization, IN_SECOND, NOW).principal.privilege.upper is Tier.DATA


TREE = {
    "Roots": [
        {
            "Id": "r-1",
            "Name": "Root",
            "PolicyTypes": [{"Type": "SERVICE_CONTROL_POLICY", "Status": "ENABLED"}],
        }
    ],
    "Accounts": [{"Id": SECOND, "ParentId": "r-1"}],
}
SHARED = {"organization-tree.json": TREE, "service-control-policies.json": {"Policies": []}}
LISTED = [OrgAccount(account=Account(id=MANAGEMENT)), OrgAccount(account=Account(id=THIRD), state=NOT_LISTED)]


def test_the_accounts_of_the_organization_are_those_listed_and_those_of_its_units():
    view = view_of(SHARED, LISTED)

    assert (view.accounts, view.policies, view.tree.parents) == ({MANAGEMENT, SECOND}, (), {SECOND: "r-1"})


@pytest.mark.parametrize(
    "shared", [{}, SHARED | {"organization-tree.json": {"Roots": [{}]}}], ids=["refused", "not understood"]
)
def test_where_aws_does_not_tell_the_units_a_reason_says_so(shared):
    view = view_of(shared, LISTED)

    assert (view.tree, view.why, view.accounts) == (None, REFUSED, {MANAGEMENT})


def judge(snapshot, now):
    return AccountResult(
        account=snapshot.account, status=AccountStatus.ASSESSED, principals=principals_of(snapshot, now)
    )


def test_an_account_that_could_not_be_read_leads_nowhere(folder):
    third = read_folder(folder.path, NOW)[0][2]
    with Neighbourhood(judge) as neighbourhood:
        lost = AccountResult(account=Account(id=SECOND), status=AccountStatus.NOT_ASSESSED)
        results = list(neighbourhood.together([neighbourhood.by_itself(third, NOW), lost]))

    assert results[1] is lost
    assert {one.arn: one.privilege.upper for one in results[0].principals}[IN_THIRD] is Tier.READ


def test_what_waits_in_files_is_taken_away_in_the_end(folder):
    third = read_folder(folder.path, NOW)[0][2]
    with Neighbourhood(judge) as neighbourhood:
        neighbourhood.by_itself(third, NOW)
        waiting = list(Path(tempfile.gettempdir()).glob(f"iam-audit-*/{THIRD}.json"))

    assert waiting
    assert not any(one.exists() for one in waiting)


def test_an_account_that_is_alone_is_not_written_down(folder):
    third = read_folder(folder.path, NOW)[0][2]
    with Neighbourhood(judge, alone=True) as neighbourhood:
        judged = neighbourhood.by_itself(third, NOW)
        written = list(Path(tempfile.gettempdir()).glob(f"iam-audit-*/{THIRD}.json"))
        (again,) = neighbourhood.together([judged])

    assert not written
    assert again is judged


@pytest.mark.parametrize("forgotten", ["", "accounts/*.shard", "neighbours/*.open", "neighbours/*.json"])
def test_accounts_of_a_resumed_run_mean_for_each_other_what_they_mean_in_one_go(
    organization, tmp_path, forgotten
):
    run = runs.begin(
        tmp_path, Manifest(id="r1", began_at=NOW, now=NOW, tool_version="1", asked={}, settings=Settings())
    )
    keeping = Keeping(run=run, started_at=NOW)
    whole = audit(organization, ASKED, NOW)
    first = tuple(audit(organization, ASKED, NOW, keeping=keeping).findings)
    for path in list(run.folder.glob(forgotten))[:1] if forgotten else ():
        path.write_text("damaged")
    again = tuple(audit(organization, ASKED, NOW, keeping=keeping).findings)
    run.leave()

    assert any(DOOR in one.message for one in whole.findings)
    assert first == again == whole.findings


def test_an_account_that_stays_as_it_was_read_in_part_means_the_same_for_the_others(lead_to, tmp_path):
    run = runs.begin(
        tmp_path, Manifest(id="r1", began_at=NOW, now=NOW, tool_version="1", asked={}, settings=Settings())
    )
    keeping = Keeping(run=run, started_at=NOW)
    unlucky = {"ListSAMLProviders": ("ServiceFailure*",)}
    with SimulatedAws(accounts=3, users=1, fault=unlucky, **ORGANIZATION) as server:
        source = Organization(aws=lead_to(server), entry=READER)
        first = tuple(audit(source, ASKED, NOW, keeping=keeping).findings)
        server.deny_account = (SECOND,)
        again = tuple(audit(source, ASKED, NOW, keeping=keeping).findings)
    run.leave()

    assert any(DOOR in one.message for one in first)
    assert again == first


def test_a_role_that_lets_in_anybody_is_a_way_out_of_every_account(lead_to):
    roles = {SECOND: [role(SECOND, "door", "*", ALL)]}
    policies = {THIRD: document(ASK), MANAGEMENT: document(ASK)}
    with SimulatedAws(accounts=3, users=1, roles=roles, policies=policies) as server:
        result = audit(Organization(aws=lead_to(server), entry=READER), ASKED, NOW)

    sure = (Tier.ESCALATES, Tier.ESCALATES)
    assert (tier(result, IN_FIRST), tier(result, IN_THIRD)) == (sure, sure)
