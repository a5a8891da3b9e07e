"""What somebody can do, at least and at most: a named case for each way in which policies add up."""

import json

import pytest
from judged import (
    ADMIN,
    DATA,
    ESCALATES,
    KEY,
    MFA_SESSION,
    NONE,
    PASSWORD,
    READ,
    UNKNOWN,
    WRITE,
    bounds,
    judged,
    ways,
)

from accounts import all_but, allow, attached, deny, deny_all_but, document, group, holder, inline, managed
from builders import NOW, permissions, snapshot, user
from iam_audit.model import Account, AttachedPolicy
from iam_audit.policy import has_no_permissions, privilege_of_documents, privileges

ME = "arn:aws:iam::123456789012:user/alice"
OWN = "arn:aws:iam::123456789012:user/${aws:username}"
PUT = "iam:PutUserPolicy"
MFA = {"Bool": {"aws:MultiFactorAuthPresent": "true"}}
NO_MFA = {"BoolIfExists": {"aws:MultiFactorAuthPresent": "false"}}
NO_MFA_IF_KNOWN = {"Bool": {"aws:MultiFactorAuthPresent": "false"}}
FROM_OFFICE = {"IpAddress": {"aws:SourceIp": "192.0.2.0/24"}}
ELSEWHERE = {"NotIpAddress": {"aws:SourceIp": "192.0.2.0/24"}}
ADMINISTRATOR = managed("administrator", document(allow()))


@pytest.mark.parametrize(
    ("statements", "expected"),
    [
        pytest.param([allow(PUT)], (ADMIN, ADMIN), id="plain"),
        pytest.param([allow("iam:Put*")], (ADMIN, ADMIN), id="by wildcard"),
        pytest.param([all_but("s3:*")], (ADMIN, ADMIN), id="by NotAction of another service"),
        pytest.param([allow("IAM:PUTUSERPOLICY")], (ADMIN, ADMIN), id="in capitals, for actions ignore case"),
        pytest.param([allow("iam:?utUserPolicy")], (ADMIN, ADMIN), id="by a question mark"),
        pytest.param(
            [all_but("iam:*"), all_but("s3:*")],
            (ADMIN, ADMIN),
            id="the one NotAction spares what the other excludes",
        ),
        pytest.param([allow(PUT), deny()], (NONE, NONE), id="denied in the same policy"),
        pytest.param(
            [allow(PUT), deny("iam:putuserPOLICY")], (NONE, NONE), id="denied in another letter case"
        ),
        pytest.param(
            [allow(), deny_all_but("sts:*")], (WRITE, WRITE), id="everything denied but STS, which has no IAM"
        ),
        pytest.param([allow(), deny_all_but("iam:*")], (ADMIN, ADMIN), id="everything denied but IAM"),
        pytest.param(
            [allow(PUT), deny(PUT, "arn:aws:iam::*:user/bob")],
            (ADMIN, ADMIN),
            id="denied on somebody else only",
        ),
        pytest.param([allow(PUT), deny(Condition=NO_MFA)], (NONE, ADMIN), id="denied unless with MFA"),
        pytest.param(
            [allow(PUT), deny(Condition=ELSEWHERE)], (NONE, ESCALATES), id="denied from other addresses"
        ),
        pytest.param([allow(PUT, Condition=MFA)], (NONE, ADMIN), id="allowed with MFA"),
        pytest.param(
            [allow(PUT, Condition=FROM_OFFICE)], (NONE, ESCALATES), id="allowed from some addresses"
        ),
        pytest.param([allow(PUT, ME)], (ADMIN, ADMIN), id="on one's own ARN"),
        pytest.param([allow(PUT, OWN)], (ADMIN, ADMIN), id="on one's own name as a variable"),
        pytest.param(
            [allow(PUT, "arn:aws:iam::*:user/bob")], (WRITE, WRITE), id="on somebody else, who gives nothing"
        ),
        pytest.param(
            [allow("*", "arn:aws:s3:::b/*")], (DATA, DATA), id="every action, but on objects of a bucket"
        ),
        pytest.param(
            [{"Effect": "Allow", "Action": "*", "NotResource": "arn:aws:s3:::b"}],
            (ADMIN, ADMIN),
            id="every action on everything but a bucket",
        ),
    ],
)
def test_may_somebody_rewrite_their_own_policies(statements, expected):
    assert bounds(*statements) == expected


@pytest.mark.parametrize(
    ("by", "expected"),
    [
        pytest.param([allow("s3:*"), allow("ec2:*")], NONE, id="boundary without IAM"),
        pytest.param([deny("s3:*")], NONE, id="boundary that only denies allows nothing"),
        pytest.param([all_but("*")], NONE, id="boundary of all but everything"),
        pytest.param([], NONE, id="boundary without statements"),
        pytest.param([all_but("s3:*")], ADMIN, id="boundary with IAM can be taken off"),
        pytest.param([allow()], ADMIN, id="boundary that allows everything"),
    ],
)
def test_may_somebody_within_a_boundary(by, expected):
    boundary = managed("boundary", document(*by))
    lifting = ["iam:DeleteUserPermissionsBoundary"] if expected is ADMIN else []

    assert bounds(allow([PUT, *lifting]), boundary=boundary, around={"policies": (boundary,)}) == (
        expected,
        expected,
    )


def test_a_boundary_gives_nothing_by_itself():
    boundary = managed("boundary", document(allow()))

    assert bounds(boundary=boundary, around={"policies": (boundary,)}) == (NONE, NONE)


@pytest.mark.parametrize(
    ("statements", "expected"),
    [
        pytest.param([], (NONE, NONE), id="01 no policy and no group"),
        pytest.param(
            [allow("sts:GetCallerIdentity")], (NONE, NONE), id="04 a call that is open to everybody"
        ),
        pytest.param(
            [allow("sts:GetSessionToken")], (NONE, NONE), id="04 a session that needs no permission"
        ),
        pytest.param([deny("s3:*"), deny("iam:*")], (NONE, NONE), id="05 only denials"),
        pytest.param([allow(), deny()], (NONE, NONE), id="06 administrator, and everything denied"),
        pytest.param(
            [allow("s3:*"), deny("s3:*", Condition=ELSEWHERE)],
            (NONE, DATA),
            id="08 a condition leaves it possible",
        ),
        pytest.param(
            [allow("s3:GetObject", "arn:aws:s3:::b/*"), deny("s3:*", "arn:aws:s3:::other/*")],
            (DATA, DATA),
            id="09 denied elsewhere",
        ),
        pytest.param(
            [allow("s3:GetObject", "arn:aws:s3:::b/*"), deny("s3:*", "arn:aws:s3:::b/x*")],
            (NONE, DATA),
            id="09 denied in part, so not certain of the rest",
        ),
        pytest.param(
            [
                allow("s3:GetObject", ["arn:aws:s3:::a/*", "arn:aws:s3:::b/*"]),
                deny("*", "arn:aws:s3:::a/*"),
                deny("*", "arn:aws:s3:::b*"),
            ],
            (NONE, NONE),
            id="09 each resource denied by another statement",
        ),
        pytest.param(
            [allow(), deny_all_but(["s3:*", "ec2:Describe*"]), deny_all_but(["sqs:*", "ec2:Describe*"])],
            (READ, READ),
            id="10 two exceptions leave what they share",
        ),
        pytest.param(
            [allow(), deny("iam:*"), deny_all_but("iam:*")], (NONE, NONE), id="11 denied in two halves"
        ),
        pytest.param(
            [
                allow("s3:GetObject", "arn:aws:s3:::b/*"),
                {"Effect": "Deny", "Action": "*", "NotResource": "arn:aws:s3:::c/*"},
            ],
            (NONE, NONE),
            id="12 everything denied outside one resource",
        ),
        pytest.param(
            [allow("s3:GetObject"), {"Effect": "Deny", "Action": "*", "NotResource": "arn:aws:s3:::c/*"}],
            (NONE, DATA),
            id="12 one resource is spared",
        ),
        pytest.param(
            [all_but(["iam:*", "organizations:*", "account:*"])], (DATA, DATA), id="13 a power user"
        ),
        pytest.param([all_but("s3:*")], (ADMIN, ADMIN), id="14 all but one service holds IAM"),
        pytest.param(
            [all_but("iam:*"), all_but("s3:*")], (ADMIN, ADMIN), id="15 what either allows is allowed"
        ),
        pytest.param([all_but("*")], (NONE, NONE), id="16 all but everything"),
        pytest.param(
            [allow("iam:*"), all_but("iam:*")], (ADMIN, ADMIN), id="17 a service, and all but that service"
        ),
        pytest.param(
            [allow(["iam:*", "s3:*", "ec2:*"])], (ADMIN, ADMIN), id="18 many services with IAM among them"
        ),
        pytest.param(
            [{"Effect": "Allow", "Action": "s3:*", "NotResource": "arn:aws:s3:::b"}],
            (DATA, DATA),
            id="19 all other resources",
        ),
        pytest.param(
            [{"Effect": "Allow", "Action": "*", "NotResource": "*"}],
            (NONE, NONE),
            id="19 all resources but all",
        ),
        pytest.param(
            [allow("s3:*", Condition=FROM_OFFICE)], (NONE, DATA), id="31 an address is possible, not certain"
        ),
        pytest.param(
            [allow("s3:*", Condition={"StringEquals": {"aws:PrincipalOrgID": "o-exampleorgid"}})],
            (NONE, DATA),
            id="31 an organization",
        ),
        pytest.param(
            [allow(), deny(Condition={"Bool": {"aws:SecureTransport": "false"}})],
            (ADMIN, ADMIN),
            id="32 denied without TLS, which anybody can use",
        ),
        pytest.param(
            [
                allow(),
                deny(Condition={"StringNotEquals": {"aws:RequestedRegion": ["eu-west-1", "us-east-1"]}}),
            ],
            (ADMIN, ADMIN),
            id="32 denied in other regions, which anybody can avoid",
        ),
        pytest.param(
            [
                allow("s3:GetObject"),
                deny(Condition={"StringNotEquals": {"aws:RequestedRegion": "eu-west-1"}}),
                deny(Condition={"StringEquals": {"aws:RequestedRegion": "eu-west-1"}}),
            ],
            (NONE, DATA),
            id="32 two rules on regions may leave no region",
        ),
        pytest.param(
            [allow("s3:GetObject"), deny(Condition={"StringLike": {"aws:RequestedRegion": "*"}})],
            (NONE, DATA),
            id="32 a rule on every region cannot be avoided",
        ),
        pytest.param(
            [allow(Condition={"DateLessThan": {"aws:CurrentTime": "2025-12-31T00:00:00Z"}})],
            (NONE, NONE),
            id="33 a grant that is over",
        ),
        pytest.param(
            [allow(Condition={"DateGreaterThan": {"aws:CurrentTime": "2025-12-31T00:00:00Z"}})],
            (ADMIN, ADMIN),
            id="33 a grant that began",
        ),
        pytest.param(
            [allow(Condition={"DateGreaterThan": {"aws:EpochTime": "1767139200"}})],
            (ADMIN, ADMIN),
            id="33 in seconds",
        ),
        pytest.param(
            [allow("s3:GetObject", Condition={"StringEquals": {"aws:username": "alice"}})],
            (DATA, DATA),
            id="34 by name: it is",
        ),
        pytest.param(
            [allow("s3:GetObject", Condition={"StringEquals": {"aws:username": "bob"}})],
            (NONE, NONE),
            id="34 by name: it is not",
        ),
        pytest.param(
            [allow("s3:GetObject", Condition={"ArnLike": {"aws:PrincipalArn": "arn:aws:iam::*:user/ali*"}})],
            (DATA, DATA),
            id="34 by ARN",
        ),
        pytest.param(
            [allow("s3:GetObject", Condition={"StringEquals": {"aws:PrincipalTag/team": "red"}})],
            (NONE, NONE),
            id="34 by a tag not had",
        ),
        pytest.param(
            [allow("ec2:RunInstances", Condition={"ForAllValues:StringEquals": {"aws:TagKeys": ["team"]}})],
            (WRITE, WRITE),
            id="35 all values of a key that can be left out",
        ),
        pytest.param(
            [
                allow(
                    "ec2:RunInstances", Condition={"ForAllValues:StringNotEquals": {"aws:TagKeys": ["team"]}}
                )
            ],
            (NONE, WRITE),
            id="35 a list of forbidden values is left open",
        ),
        pytest.param(
            [allow("s3:GetObject"), deny(Condition={"ForAllValues:StringEquals": {"aws:TagKeys": ["team"]}})],
            (NONE, DATA),
            id="35 but in a Deny it is not taken for granted",
        ),
        pytest.param(
            [allow("s3:GetObject"), deny("s3:getobject", "arn:aws:s3:::A/*")],
            (NONE, DATA),
            id="36 actions ignore case",
        ),
        pytest.param(
            [allow("s3:GetObject", "arn:aws:s3:::b/*"), deny("s3:GetObject", "arn:aws:s3:::B/*")],
            (DATA, DATA),
            id="36 ARNs do not",
        ),
        pytest.param([allow("s3:Get*Acl")], (READ, READ), id="37 a wildcard in the middle"),
        pytest.param([allow("s3:?etObject")], (DATA, DATA), id="37 a question mark"),
        pytest.param([allow("**")], (ADMIN, ADMIN), id="37 two asterisks are one"),
        pytest.param([allow("*:*")], (ADMIN, ADMIN), id="38 every action of every service"),
        pytest.param([allow("s*:GetObject")], (NONE, DATA), id="39 a wildcard in the service is doubtful"),
        pytest.param(
            [allow(["s3:", "s3:Get Object", "s3:GetObject,s3:PutObject"])],
            (NONE, NONE),
            id="40 no actions at all",
        ),
        pytest.param(
            [all_but(["s3:", "s3:Get Object"])], (ADMIN, ADMIN), id="40 and excluding them excludes nothing"
        ),
        pytest.param(
            [allow("s3:GetObjcet")], (WRITE, WRITE), id="41 a mistyped action may come to mean something"
        ),
        pytest.param([allow("newsvc:Do")], (WRITE, WRITE), id="41 an action of a service to come"),
        pytest.param([allow("newsvc:*")], (WRITE, WRITE), id="41 a whole service to come"),
        pytest.param([allow("newsvc:Do*"), deny("newsvc:*")], (NONE, NONE), id="41 which is denied again"),
        pytest.param([allow("newsvc:Do*"), deny("newsvc:Do?")], (WRITE, WRITE), id="41 or only in part"),
        pytest.param(
            [allow("s3:ListAllMyBuckets", "arn:aws:s3:::b")],
            (NONE, READ),
            id="42 an action that fits no resource is not nothing",
        ),
        pytest.param(
            [allow(PUT, "arn:aws:s3:::b")], (NONE, READ), id="42 nor is one that would be dangerous elsewhere"
        ),
        pytest.param(
            [allow("s3:*", "arn:aws:s3:::b/*"), deny("s3:*Object*")],
            (WRITE, WRITE),
            id="43 a little is left on objects",
        ),
        pytest.param(
            [allow("s3:List*", "arn:aws:s3:::b/*")], (READ, READ), id="43 parts of uploads can be listed"
        ),
        pytest.param(
            [allow("sqs:ReceiveMessage", "arn:aws:sqs")], (DATA, DATA), id="44 an ARN that leaves fields out"
        ),
        pytest.param(
            [allow("sqs:*", "arn:aws:sqs"), deny("sqs:*", "arn:aws:sqs:*:*:*")],
            (NONE, NONE),
            id="44 is the one written out",
        ),
        pytest.param(
            [allow("s3:GetObject", "arn:aws:s3::*:b/*")],
            (DATA, DATA),
            id="46 an asterisk may stand for nothing",
        ),
        pytest.param(
            [allow(PUT, "arn:aws-cn:iam::*:user/*")],
            (WRITE, WRITE),
            id="47 another partition is another account",
        ),
        pytest.param([allow("iam:PassRole")], (READ, READ), id="53 PassRole alone"),
        pytest.param([allow("sts:AssumeRole")], (READ, READ), id="53 AssumeRole alone"),
        pytest.param(
            [allow(["iam:CreateAccessKey", "iam:ChangePassword", "iam:EnableMFADevice"], OWN)],
            (WRITE, WRITE),
            id="56 self-service",
        ),
        pytest.param(
            [allow("iam:AttachUserPolicy", OWN)], (ADMIN, ADMIN), id="56 attaching to oneself is not"
        ),
        pytest.param([allow("kms:Decrypt")], (WRITE, WRITE), id="66 a key's own policy decides, too"),
    ],
)
def test_what_policies_add_up_to(statements, expected):
    assert bounds(*statements) == expected


@pytest.mark.parametrize(
    ("groups", "expected"),
    [
        pytest.param((group(),), (NONE, NONE), id="02 a group without policies"),
        pytest.param((), (NONE, UNKNOWN), id="03 a group that is not there"),
        pytest.param(
            (group(inline=inline(document(allow("s3:*")))),), (DATA, DATA), id="a group that allows"
        ),
    ],
)
def test_groups(groups, expected):
    assert bounds(groups=("team",), around={"groups": groups}) == expected


def test_07_a_denial_anywhere_undoes_what_is_allowed_anywhere():
    team, stop = group(inline=inline(document(deny("s3:*")))), managed("stop", document(deny("ec2:*")))

    assert bounds(
        allow(["s3:*", "ec2:*"]),
        groups=("team",),
        attached=attached(stop),
        around={"groups": (team,), "policies": (stop,)},
    ) == (NONE, NONE)


@pytest.mark.parametrize(
    ("held", "by", "expected"),
    [
        pytest.param([allow("s3:*")], [allow("ec2:*")], (NONE, NONE), id="22 other actions"),
        pytest.param(
            [allow("s3:*", "arn:aws:s3:::a/*")],
            [allow("s3:*", "arn:aws:s3:::b/*")],
            (NONE, NONE),
            id="22 other resources",
        ),
        pytest.param(
            [allow("s3:*")], [allow("s3:*", "arn:aws:s3:::b/*")], (NONE, DATA), id="22 some of the resources"
        ),
        pytest.param(
            [allow("s3:*")],
            [allow("s3:*", Condition=FROM_OFFICE)],
            (NONE, DATA),
            id="a boundary with a condition",
        ),
        pytest.param(
            [allow("iam:*")],
            [allow(["iam:DeleteUserPermissionsBoundary", PUT])],
            (ADMIN, ADMIN),
            id="24 may take the boundary off",
        ),
        pytest.param(
            [allow(), deny("iam:Put*")],
            [allow(["s3:ListAllMyBuckets", "iam:DeleteUserPermissionsBoundary"])],
            (ESCALATES, ESCALATES),
            id="24 and is then free to attach policies",
        ),
        pytest.param(
            [allow("iam:*")],
            [allow([PUT, "s3:List*"])],
            (WRITE, WRITE),
            id="rewriting goes no further than the boundary",
        ),
        pytest.param(
            [allow("iam:*")],
            [allow([PUT, "s3:GetObject"])],
            (DATA, DATA),
            id="but as far as the boundary, whatever is held now",
        ),
    ],
)
def test_boundaries(held, by, expected):
    boundary = managed("boundary", document(*by))

    assert bounds(*held, boundary=boundary, around={"policies": (boundary,)}) == expected


@pytest.mark.parametrize(
    ("statements", "because"),
    [
        pytest.param([allow("s3:*"), deny("s3:*")], "everything the user's policies allow is denied", id="6"),
        pytest.param([deny("s3:*")], "the user's policies allow nothing", id="5"),
        pytest.param(
            [allow("*", Condition={"DateLessThan": {"aws:CurrentTime": "2020-01-01T00:00:00Z"}})],
            "nothing is left of what the policies allow",
            id="33 the grant has run out",
        ),
    ],
)
def test_who_can_do_nothing_is_told_why(statements, because):
    assert judged(*statements).reasons == (because,)


@pytest.mark.parametrize(
    ("statements", "told"),
    [
        pytest.param(
            [allow("sts:AssumeRole", "arn:aws:iam::111122223333:role/ops")], True, id="of that account"
        ),
        pytest.param([allow("s3:GetObject")], False, id="none may be asked for"),
        pytest.param([allow()], False, id="an administrator gains nothing by it"),
        pytest.param([allow("sts:*"), deny("sts:*")], False, id="it is denied"),
    ],
)
def test_roles_of_accounts_that_were_not_read_are_said_to_be_left_out(statements, told):
    found = judged(*statements)

    assert any("accounts that were not read" in reason for reason in found.reasons) is told


def test_23_a_boundary_that_is_not_there_leaves_everything_open():
    found = judged(allow(), boundary="arn:aws:iam::aws:policy/Missing")

    assert (found.lower, found.upper) == (NONE, ADMIN)
    assert "Missing" in found.reasons[0]


def in_contexts(*statements):
    found = judged(*statements).contexts
    return [(found[each].lower, found[each].upper) for each in (KEY, PASSWORD, MFA_SESSION)]


@pytest.mark.parametrize(
    ("statements", "expected"),
    [
        pytest.param(
            [allow(Condition=MFA)], [NONE, NONE, ADMIN], id="27 allowed with MFA: a key alone has none"
        ),
        pytest.param(
            [allow(), deny(Condition=NO_MFA)], [NONE, NONE, ADMIN], id="28 denied without MFA, keys included"
        ),
        pytest.param(
            [allow(), deny(Condition=NO_MFA_IF_KNOWN)],
            [ADMIN, NONE, ADMIN],
            id="29 keys say nothing of MFA, so they slip through",
        ),
        pytest.param(
            [allow(), deny_all_but(["iam:ListMFADevices", "sts:GetSessionToken"], Condition=NO_MFA)],
            [READ, READ, ADMIN],
            id="30 forced MFA leaves what sets it up",
        ),
        pytest.param(
            [allow(Condition={"NumericLessThan": {"aws:MultiFactorAuthAge": "3600"}})],
            [NONE, NONE, ADMIN],
            id="a session just opened",
        ),
        pytest.param(
            [allow(), deny(Condition={"DateLessThan": {"aws:TokenIssueTime": "2026-01-01T00:00:00Z"}})],
            [ADMIN, ADMIN, ADMIN],
            id="33 old sessions denied: a new one is opened",
        ),
        pytest.param(
            [allow(Condition={"DateLessThan": {"aws:TokenIssueTime": "2026-01-01T00:00:00Z"}})],
            [NONE, NONE, NONE],
            id="33 only old ones",
        ),
        pytest.param(
            [allow(Condition={"Null": {"aws:MultiFactorAuthPresent": "true"}})],
            [ADMIN, NONE, NONE],
            id="only where MFA is not spoken of",
        ),
    ],
)
def test_each_credential_for_itself(statements, expected):
    assert in_contexts(*statements) == [(each, each) for each in expected]


def test_45_a_variable_is_filled_in_unless_the_version_is_old():
    old = document(allow(PUT, OWN), version="2008-10-17")
    held = user(permissions=permissions(inline=inline(old)))

    assert bounds(allow(PUT, OWN)) == (ADMIN, ADMIN)
    assert privileges(snapshot(users=(held,)), NOW)[held.arn].upper is WRITE


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(
            '{"Statement":{"Effect":"Allow","Action":"iam:*","Resource":"*"}}',
            id="48 one statement, one action",
        ),
        pytest.param(
            "%7B%22Statement%22%3A%7B%22Effect%22%3A%22Allow%22%2C%22Action%22%3A%22iam%3A%2A%22%2C%22Resource%22%3A%22%2A%22%7D%7D",
            id="49 URL-encoded",
        ),
        pytest.param(json.dumps(document(allow("iam:*"))), id="49 JSON in JSON"),
    ],
)
def test_other_forms_of_documents(text):
    held = user(permissions=permissions(inline=inline(text)))

    assert privileges(snapshot(users=(held,)), NOW)[held.arn].lower is ADMIN


def test_50_only_the_default_version_counts():
    policy = managed("versioned", document(allow()), document(allow("s3:List*")))

    assert bounds(attached=attached(policy), around={"policies": (policy,)}) == (READ, READ)


@pytest.mark.parametrize(
    ("statements", "expected"),
    [
        pytest.param([], (NONE, UNKNOWN), id="51 alone"),
        pytest.param([allow("s3:*")], (NONE, UNKNOWN), id="51 it may allow more, or deny"),
        pytest.param([allow()], (NONE, ADMIN), id="51 more than everything is not possible"),
    ],
)
def test_51_an_attached_policy_that_is_not_there(statements, expected):
    gone = (AttachedPolicy(name="gone", arn="arn:aws:iam::aws:policy/Gone"),)
    found = judged(*statements, attached=gone)

    assert (found.lower, found.upper) == expected
    assert "Gone" in found.reasons[0]


def test_a_document_that_cannot_be_understood_is_unknown_and_never_none():
    held = user(permissions=permissions(inline=inline('{"Statement": 7}')))

    assert privileges(snapshot(users=(held,)), NOW)[held.arn].upper is UNKNOWN


def test_52_the_same_policy_twice_counts_once():
    policy = managed("reader", document(allow("s3:List*")))
    team = group(attached=attached(policy))

    assert bounds(
        groups=("team",), attached=attached(policy), around={"groups": (team,), "policies": (policy,)}
    ) == (READ, READ)


def test_65_a_quarantine_takes_away_only_what_it_denies():
    quarantine = managed("AWSCompromisedKeyQuarantineV3", document(deny(["iam:*", "ec2:RunInstances"])))

    assert bounds(allow(), attached=attached(quarantine), around={"policies": (quarantine,)}) == (DATA, DATA)


FULL = document(allow())


@pytest.mark.parametrize(
    ("levels", "expected"),
    [
        pytest.param([[FULL], [FULL]], (ADMIN, ADMIN), id="68 everything allowed at each level"),
        pytest.param([[FULL], [document(allow("s3:*"))]], (DATA, DATA), id="68 only some at one level"),
        pytest.param([[FULL], []], (NONE, NONE), id="68 no policy at one level"),
        pytest.param(
            [[FULL], [document(allow("newsvc:Do"))]], (WRITE, WRITE), id="only what no catalogue lists yet"
        ),
        pytest.param([[FULL], [FULL, document(deny("iam:*"))]], (DATA, DATA), id="a denial at one level"),
        pytest.param(
            [[document(allow("s3:*")), document(allow("ec2:*"))]],
            (DATA, DATA),
            id="several of one level add up",
        ),
    ],
)
def test_organization_policies(levels, expected):
    assert bounds(allow(), scps={"123456789012": levels}) == expected


def test_68_the_management_account_is_not_bound():
    account = Account(id="123456789012", management=True)

    assert bounds(allow(), scps={"123456789012": [[]]}, around={"account": account}) == (ADMIN, ADMIN)


def test_permissions_that_were_not_read_are_unknown():
    found = privileges(snapshot(users=(user(permissions=None),)), NOW)[ME]

    assert (found.lower, found.upper) == (NONE, UNKNOWN)


def test_every_user_without_any_permission_is_at_none():
    nothing = (holder(), holder(deny()), holder(allow("s3:*"), deny("*")))

    for each in nothing:
        account = snapshot(users=(each,))
        assert (has_no_permissions(each, account), privileges(account, NOW)[each.arn].upper) == (True, NONE)


def test_documents_alone_are_judged_as_somebody_would_be_who_holds_them():
    account = Account(id="123456789012")

    def judge(**more):
        return privilege_of_documents([document(allow("iam:*"))], account=account, now=NOW, **more)

    assert judge().lower is ADMIN
    assert judge(permission_set=True).lower is ADMIN
    assert set(ways(judge(permission_set=True))) == {
        "create-role+attach-role-policy",
        "create-role+put-role-policy",
        "create-user+attach-user-policy+create-access-key",
        "create-user+put-user-policy+create-access-key",
    }


def test_the_answer_of_an_account_is_worked_out_once():
    account = snapshot(users=(holder(allow()),))

    assert privileges(account, NOW) is privileges(account, NOW)
    assert privileges(account, NOW) is not privileges(account, None)
