"""Users, groups, roles and policies."""

import json
from urllib.parse import quote

import pytest
from recorded import ACCOUNT, RecordedIam, arn, detail, details

from builders import days_ago
from iam_audit.collect.asking import plain
from iam_audit.collect.authorization_details import FORGOTTEN, AuthorizationDetails
from iam_audit.collect.policy_documents import canonical
from iam_audit.errors import InputError
from iam_audit.model import AttachedPolicy, InlinePolicy, Used, UserPermissions, UseUnknown

DOCUMENT = {
    "Version": "2012-10-17",
    "Statement": [{"Resource": "*", "Effect": "Allow", "Action": "s3:GetObject"}],
}
SORTED = '{"Statement":[{"Action":"s3:GetObject","Effect":"Allow","Resource":"*"}],"Version":"2012-10-17"}'


def parse(*users, **lists):
    return AuthorizationDetails().parse(plain(details(*users, **lists)), ACCOUNT)


@pytest.mark.parametrize(
    "document",
    [
        DOCUMENT,
        json.dumps(DOCUMENT),
        json.dumps(DOCUMENT, indent=2),
        quote(json.dumps(DOCUMENT)),
        quote(json.dumps(DOCUMENT), ""),
    ],
    ids=["object", "text", "indented", "URL-encoded", "wholly URL-encoded"],
)
def test_a_document_has_one_form_whatever_form_it_came_in(document):
    assert canonical(document) == SORTED


def test_a_percent_sign_in_plain_json_is_not_decoded():
    assert canonical('{"Resource":"a%20b"}') == '{"Resource":"a%20b"}'


def test_a_plus_sign_is_a_plus_sign():
    assert canonical("%7B%22Resource%22:%22a+b%22%7D") == '{"Resource":"a+b"}'


@pytest.mark.parametrize(
    "text", ["", "{", "%7B", "not json", "[1]", '"text"', "[" * 100_000, '{"a":"\\ud800"}']
)
def test_text_that_is_no_document_is_kept_as_it_is(text):
    assert canonical(text) == text


@pytest.mark.parametrize(("value", "text"), [(None, "null"), (5, "5"), ([], "[]")])
def test_what_is_not_even_text_is_kept_as_json(value, text):
    assert canonical(value) == text


def test_a_user_has_groups_policies_boundary_and_tags():
    told = parse(
        detail(
            GroupList=["ops"],
            UserPolicyList=[{"PolicyName": "inline", "PolicyDocument": DOCUMENT}],
            AttachedManagedPolicies=[{"PolicyName": "Read", "PolicyArn": "arn:aws:iam::aws:policy/Read"}],
            PermissionsBoundary={"PermissionsBoundaryType": "Policy", "PermissionsBoundaryArn": "arn:b"},
            Tags=[{"Key": "mail", "Value": "a@example.com"}],
        )
    ).users[0]

    assert told.permissions == UserPermissions(
        groups=("ops",),
        inline=(InlinePolicy(name="inline", document=SORTED),),
        attached=(AttachedPolicy(name="Read", arn="arn:aws:iam::aws:policy/Read"),),
        boundary="arn:b",
    )
    assert told.tags == {"mail": "a@example.com"}


def test_json_text_as_a_file_holds_it_says_the_same_as_its_values():
    answer = plain(details(detail(UserPolicyList=[{"PolicyName": "inline", "PolicyDocument": DOCUMENT}])))

    assert AuthorizationDetails().parse(json.dumps(answer), ACCOUNT) == AuthorizationDetails().parse(
        answer, ACCOUNT
    )


def test_a_document_that_many_hold_is_in_memory_once():
    written = {"PolicyName": "inline", "PolicyDocument": DOCUMENT}
    alice, bob = parse(
        detail("alice", UserPolicyList=[written]), detail("bob", UserPolicyList=[written])
    ).users

    assert alice.permissions.inline[0].document is bob.permissions.inline[0].document


@pytest.mark.parametrize("end", ['"IsTruncated": true', '"NextToken": "x"'])
def test_the_first_page_alone_is_refused(end):
    with pytest.raises(InputError, match=r"account-authorization-details\.json: only the first page"):
        AuthorizationDetails().parse(f'{{"UserDetailList": [], {end}}}', ACCOUNT)


def test_a_user_without_anything_has_empty_permissions_and_tags():
    (user,) = parse(detail()).users

    assert (user.permissions, user.tags, user.created_at) == (UserPermissions(), {}, days_ago(400))


def test_groups_have_their_policies():
    group = {
        "GroupName": "ops",
        "Arn": "arn:aws:iam::123456789012:group/ops",
        "Path": "/",
        "CreateDate": days_ago(9),
        "GroupPolicyList": [{"PolicyName": "p", "PolicyDocument": quote(json.dumps(DOCUMENT))}],
        "AttachedManagedPolicies": [],
    }

    (told,) = parse(GroupDetailList=[group]).groups

    assert (told.name, told.inline[0].document, told.account_id) == ("ops", SORTED, ACCOUNT.id)


ROLE = {
    "RoleName": "app",
    "Arn": "arn:aws:iam::123456789012:role/app",
    "AssumeRolePolicyDocument": DOCUMENT,
    "AttachedManagedPolicies": [],
    "CreateDate": days_ago(900),
    "InstanceProfileList": [{"InstanceProfileName": "app-profile"}],
    "Tags": [{"Key": "team", "Value": "x"}],
    "PermissionsBoundary": {"PermissionsBoundaryArn": "arn:b"},
    "RolePolicyList": [{"PolicyName": "p", "PolicyDocument": DOCUMENT}],
}


@pytest.mark.parametrize(
    ("use", "expected"),
    [
        (
            {"RoleLastUsed": {"LastUsedDate": days_ago(3), "Region": "eu-west-1"}},
            Used(at=days_ago(3), region="eu-west-1"),
        ),
        ({"RoleLastUsed": {}}, UseUnknown(why=FORGOTTEN, quiet_days=400)),
        ({}, UseUnknown(why="AWS did not say when this role was last used.")),
    ],
)
def test_a_role_without_a_remembered_use_is_of_unknown_use(use, expected):
    assert parse(RoleDetailList=[ROLE | use]).roles[0].last_used == expected


def test_roles_have_trust_policies_tags_and_instance_profiles():
    (role,) = parse(RoleDetailList=[ROLE]).roles

    assert (role.trust, role.tags, role.instance_profiles, role.boundary) == (
        SORTED,
        {"team": "x"},
        ("app-profile",),
        "arn:b",
    )
    assert role.inline == (InlinePolicy(name="p", document=SORTED),)


def test_policies_have_all_versions_and_know_the_one_that_counts():
    versions = [
        {"VersionId": "v2", "IsDefaultVersion": True, "Document": DOCUMENT, "CreateDate": days_ago(1)},
        {"VersionId": "v1", "IsDefaultVersion": False, "Document": "broken"},
    ]
    policy = {
        "PolicyName": "p",
        "Arn": "arn:aws:iam::123456789012:policy/p",
        "AttachmentCount": 2,
        "PermissionsBoundaryUsageCount": 1,
        "PolicyVersionList": versions,
    }

    (told,) = parse(Policies=[policy]).policies

    assert (told.document, told.versions[1].document) == (SORTED, "broken")
    assert (told.attachment_count, told.boundary_count) == (2, 1)


def test_a_list_that_was_left_out_is_not_an_empty_one():
    told = AuthorizationDetails().parse({"UserDetailList": []}, ACCOUNT)

    assert (told.users, told.groups, told.roles, told.policies) == ((), None, None, None)


def test_pages_are_merged():
    pages = [
        {**details(detail("alice")), "IsTruncated": True, "Marker": "next"},
        {"UserDetailList": [detail("bob")], "IsTruncated": False},
    ]
    iam = RecordedIam(get_account_authorization_details=pages)

    answer = AuthorizationDetails().fetch(iam)

    assert [user["UserName"] for user in answer["UserDetailList"]] == ["alice", "bob"]
    assert iam.parameters[1][1]["Marker"] == "next"
    assert iam.parameters[0][1]["MaxItems"] == 1000
    assert iam.parameters[0][1]["Filter"] == [
        "User",
        "Group",
        "Role",
        "LocalManagedPolicy",
        "AWSManagedPolicy",
    ]


@pytest.mark.parametrize("answer", [{}, {"IsTruncated": False}])
def test_an_answer_without_any_list_is_broken_and_not_empty(answer):
    with pytest.raises(InputError):
        AuthorizationDetails().fetch(RecordedIam(get_account_authorization_details=answer))


@pytest.mark.parametrize(
    "entry",
    [{"UserName": "alice"}, {"UserName": "alice", "Arn": arn("alice")}, {"UserName": 5}, "alice", None],
)
def test_a_user_without_what_every_user_has_is_refused(entry):
    with pytest.raises(InputError, match=r"^account-authorization-details.json: "):
        parse(entry)
