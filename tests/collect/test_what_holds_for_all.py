"""What holds for a whole organization: read where the management account can tell, elsewhere in others."""

import msgspec
import pytest
from recorded import ACCOUNT, ORGANIZATION, RecordedIam, collect, denied, refused

from builders import ACCOUNT_ID, NOW
from iam_audit.collect.account import Ask, read_shared
from iam_audit.collect.assemble import assemble
from iam_audit.collect.bundle import read_bundles, write_bundle
from iam_audit.model import Section

SHARED = {"organizations_features"}
OF_ALL = frozenset(
    {
        Section.DELEGATED_ADMINISTRATORS,
        Section.IDENTITY_CENTER,
        Section.ORGANIZATION_TREE,
        Section.ORGANIZATIONS_FEATURES,
        Section.SERVICE_CONTROL_POLICIES,
    }
)
POLICY = {"Id": "p-1", "Arn": "arn:aws:organizations::aws:policy/p-1", "Name": "guard"}
TARGET = {"TargetId": "r-1", "Arn": "arn:r", "Name": "Root", "Type": "ROOT"}
MEMBER_ADMIN = {"Id": "111122223333", "Arn": "arn:a", "Name": "security"}
INSTANCE = {"InstanceArn": "arn:aws:sso:::instance/ssoins-1", "IdentityStoreId": "d-1"}
SET = {"Name": "Reader", "PermissionSetArn": "arn:aws:sso:::permissionSet/ssoins-1/ps-1"}
ASSIGNMENT = {"AccountId": ACCOUNT_ID, "PrincipalType": "GROUP", "PrincipalId": "g-1"}
APPLICATION = {"ApplicationArn": "arn:app", "Name": "wiki"}
PERSON = {"UserId": "u-1", "UserName": "alice", "Name": {"FamilyName": "Doe"}, "IdentityStoreId": "d-1"}
MEMBERSHIP = {"GroupId": "g-1", "MemberId": {"UserId": "u-1"}}


def users(IdentityStoreId=None, **_):  # noqa: N803
    """Two services have a ListUsers."""
    return {"Users": [PERSON] if IdentityStoreId else []}


def management(**answers):
    return RecordedIam(
        **{
            "describe_organization": ORGANIZATION,
            "list_organizations_features": {"EnabledFeatures": ["RootSessions"]},
            "list_policies": {"Policies": [POLICY]},
            "describe_policy": {"Policy": {"PolicySummary": POLICY, "Content": "{}"}},
            "list_targets_for_policy": {"Targets": [TARGET]},
            "list_delegated_administrators": {"DelegatedAdministrators": [MEMBER_ADMIN]},
            "list_delegated_services_for_account": {
                "DelegatedServices": [{"ServicePrincipal": "sso.amazonaws.com"}]
            },
            "list_instances": {"Instances": [INSTANCE]},
            "list_applications": {"Applications": [APPLICATION]},
            "get_application_assignment_configuration": {"AssignmentRequired": True},
            "list_trusted_token_issuers": {"TrustedTokenIssuers": []},
            "list_permission_sets": {"PermissionSets": [SET["PermissionSetArn"]]},
            "describe_permission_set": {"PermissionSet": SET},
            "list_accounts_for_provisioned_permission_set": {"AccountIds": [ACCOUNT_ID]},
            "list_account_assignments": {"AccountAssignments": [ASSIGNMENT]},
            "list_managed_policies_in_permission_set": {"AttachedManagedPolicies": []},
            "list_customer_managed_policy_references_in_permission_set": {
                "CustomerManagedPolicyReferences": []
            },
            "get_inline_policy_for_permission_set": {"InlinePolicy": ""},
            "get_permissions_boundary_for_permission_set": refused("Get", "ResourceNotFoundException"),
            "list_users": users,
            "list_groups": {"Groups": [{"GroupId": "g-1", "DisplayName": "readers"}]},
            "list_group_memberships": {"GroupMemberships": [MEMBERSHIP]},
        }
        | answers
    )


def member(**answers):
    told = {"Organization": ORGANIZATION["Organization"] | {"MasterAccountId": "111122223333"}}
    return RecordedIam(**{"describe_organization": told} | answers)


def wanted(snapshot):
    return {gap.section for gap in snapshot.gaps if gap.wanted}


EVERYTHING = Ask(include=frozenset(Section))


def test_a_management_account_tells_everything_about_its_organization():
    snapshot = collect(management(), EVERYTHING).snapshot

    assert (snapshot.account.management, snapshot.gaps, snapshot.elsewhere) == (True, (), ())
    assert snapshot.organizations_features == ("RootSessions",)
    assert [(one.name, one.targets[0].id) for one in snapshot.service_control_policies] == [("guard", "r-1")]
    assert [one.services for one in snapshot.delegated_administrators] == [("sso.amazonaws.com",)]
    (center,) = snapshot.identity_center
    assert [one.name for one in center.permission_sets] == ["Reader"]


def test_what_is_kept_of_people_is_no_more_than_their_user_names():
    answers = collect(management(), EVERYTHING).answers

    assert answers["identity-center.json"]["Instances"][0]["Users"] == [
        {"UserId": "u-1", "UserName": "alice"}
    ]


@pytest.mark.parametrize("make", [management, member, RecordedIam])
@pytest.mark.parametrize("ask", [Ask(), EVERYTHING], ids=["plain", "everything"])
def test_it_is_read_back_from_a_bundle_the_same(tmp_path, make, ask):
    collected = collect(make(), ask)

    write_bundle(tmp_path, collected)

    assert read_bundles(tmp_path, NOW) == (collected.snapshot,)
    assert assemble(collected.answers, collected.unread, ACCOUNT, NOW) == collected.snapshot


@pytest.mark.parametrize("make", [member, RecordedIam], ids=["a member", "in no organization"])
def test_other_accounts_are_not_asked_and_miss_nothing(make):
    iam = make()

    snapshot = collect(iam).snapshot

    assert set(snapshot.elsewhere) == OF_ALL
    assert not OF_ALL & {gap.section for gap in snapshot.gaps}
    assert not {"list_policies", "list_delegated_administrators", "list_organizations_features"} & set(
        iam.calls
    )


def test_an_account_that_may_be_a_delegated_administrator_is_asked_for_what_is_named():
    section = Section.DELEGATED_ADMINISTRATORS
    iam = member(list_delegated_administrators=denied("ListDelegatedAdministrators"))

    snapshot = collect(iam, Ask(include=frozenset({section}))).snapshot

    assert iam.calls["list_delegated_administrators"] == 1
    assert wanted(snapshot) == {section}
    assert section not in snapshot.elsewhere


def test_a_member_of_a_run_over_many_is_told_what_holds_for_all_and_asks_nobody():
    account = msgspec.structs.replace(ACCOUNT, management=False)
    iam = member()

    snapshot = collect(iam, Ask(shared=read_shared(lambda *_: management())), account).snapshot

    assert snapshot.organizations_features == ("RootSessions",)
    assert set(snapshot.elsewhere) == OF_ALL - SHARED
    assert iam.calls["list_organizations_features"] == 0


def test_what_is_refused_is_not_shared():
    iam = management(list_organizations_features=denied("ListOrganizationsFeatures"))

    assert set(read_shared(lambda *_: iam)) == {"organization-tree.json", "service-control-policies.json"}


def test_a_management_account_is_told_its_policies_and_units_and_nobody_is_asked_twice():
    account = msgspec.structs.replace(ACCOUNT, management=True)
    iam = management()

    snapshot = collect(iam, Ask(shared=read_shared(lambda *_: iam)), account).snapshot

    assert [one.name for one in snapshot.service_control_policies] == ["guard"]
    assert snapshot.organization_tree.names == {"r-1": "Root"}
    assert (iam.calls["list_policies"], iam.calls["list_roots"]) == (1, 1)


def test_where_the_organization_is_not_told_the_rest_is_a_gap_that_nobody_counts_on():
    snapshot = collect(RecordedIam(describe_organization=denied("DescribeOrganization"))).snapshot

    assert OF_ALL | {Section.ORGANIZATION} <= {gap.section for gap in snapshot.gaps}
    assert (wanted(snapshot), snapshot.elsewhere) == (set(), ())


@pytest.mark.parametrize(
    ("operation", "section"),
    [
        ("list_policies", Section.SERVICE_CONTROL_POLICIES),
        ("list_delegated_administrators", Section.DELEGATED_ADMINISTRATORS),
        ("list_organizations_features", Section.ORGANIZATIONS_FEATURES),
        ("list_permission_sets", Section.IDENTITY_CENTER),
    ],
)
def test_a_refusal_in_the_management_account_leaves_its_own_gap(operation, section):
    snapshot = collect(management(**{operation: denied("Operation")}), EVERYTHING).snapshot

    assert wanted(snapshot) == {section}


def test_features_are_none_where_iam_may_not_act_for_the_organization():
    iam = management(list_organizations_features=refused("L", "ServiceAccessNotEnabledException"))

    assert collect(iam).snapshot.organizations_features == ()
