"""Who has no permissions: a named case for each way in which policies add up to nothing, or to something."""

import pytest

from accounts import (
    all_but,
    allow,
    deny,
    deny_all_but,
    document,
    holder,
    inline,
)
from builders import permissions, snapshot, user
from iam_audit.policy import (
    has_no_permissions,
)

BUCKET = "arn:aws:s3:::reports"
OBJECTS = "arn:aws:s3:::reports/*"
OWN = "arn:aws:iam::123456789012:user/${aws:username}"
MFA = {"Bool": {"aws:MultiFactorAuthPresent": "true"}}
NO_MFA = {"BoolIfExists": {"aws:MultiFactorAuthPresent": "false"}}
NO_MFA_BUT_PRESENT = {"Bool": {"aws:MultiFactorAuthPresent": "false"}}
ELSEWHERE = {"NotIpAddress": {"aws:SourceIp": "192.0.2.0/24"}}
PLAIN_HTTP = {"Bool": {"aws:SecureTransport": "false"}}
PAST = {"DateLessThan": {"aws:CurrentTime": "2001-01-01T00:00:00Z"}}
BOB_ONLY = {"StringEquals": {"aws:username": "bob"}}
ALICE_ONLY = {"StringEquals": {"AWS:UserName": "alice"}}


def is_nothing(*statements, **fields):
    return has_no_permissions(holder(*statements, **fields), snapshot())


@pytest.mark.parametrize(
    "statements",
    [
        pytest.param([allow("sts:GetCallerIdentity")], id="only GetCallerIdentity"),
        pytest.param([allow(["sts:GetSessionToken", "STS:getCallerIdentity"])], id="only calls open to all"),
        pytest.param([deny("s3:*"), deny("iam:*", OBJECTS)], id="only Deny statements"),
        pytest.param([allow(), deny()], id="administrator, and everything denied"),
        pytest.param([allow(), deny("*:*")], id="everything denied, written *:*"),
        pytest.param([allow(["s3:GetObject", "ec2:*"]), deny(["s3:*", "ec2:*"])], id="each action denied"),
        pytest.param([allow("s3:GetObject"), deny("S3:GETOBJECT")], id="denied in another letter case"),
        pytest.param([allow("s3:GetObject"), deny("s3:G?t*")], id="denied by a question mark"),
        pytest.param([allow(), deny("iam:*"), deny_all_but("iam:*")], id="denied in two halves"),
        pytest.param(
            [allow("iam:Get*"), deny_all_but("s3:*")], id="denied by an exception that is not its own"
        ),
        pytest.param(
            [allow("s3:Get*"), deny_all_but(["s3:*", "iam:*"]), deny_all_but(["ec2:*", "iam:*"])],
            id="denied outside what two exceptions share",
        ),
        pytest.param(
            [allow("s3:*", OBJECTS), deny("s3:*", "arn:aws:s3:::*")], id="denied on a wider resource"
        ),
        pytest.param(
            [allow("s3:*", [OBJECTS, BUCKET]), deny("*", OBJECTS), deny("s3:*", BUCKET)],
            id="each resource denied by a statement of its own",
        ),
        pytest.param(
            [
                allow("s3:Get*", OBJECTS),
                deny("s3:Get*", "arn:aws:s3:::reports/a*"),
                {"Effect": "Deny", "Action": "s3:*", "NotResource": "arn:aws:s3:::reports/a*"},
            ],
            id="resources denied in two halves",
        ),
        pytest.param(
            [allow("s3:*", OBJECTS), {"Effect": "Deny", "Action": "*", "NotResource": "arn:aws:sqs:*"}],
            id="denied everywhere but elsewhere",
        ),
        pytest.param([all_but("*")], id="everything but everything"),
        pytest.param([all_but(["s3:*", "*"])], id="everything but a list that holds everything"),
        pytest.param(
            [all_but("iam:*"), deny_all_but("iam:*")], id="all but one service, and that service alone"
        ),
        pytest.param([{"Effect": "Allow", "Action": "*", "NotResource": "*"}], id="all resources but all"),
        pytest.param([allow("s3:")], id="an action without a name"),
        pytest.param(
            [allow(["s3:Get Object", "s3:GetObject,s3:PutObject", ""])], id="blanks and commas in actions"
        ),
        pytest.param([allow([])], id="an empty list of actions"),
        pytest.param([allow("s3:*", [])], id="an empty list of resources"),
        pytest.param([allow("s3:*", Condition=BOB_ONLY)], id="allowed to somebody else only"),
        pytest.param([allow(), deny(Condition=ALICE_ONLY)], id="denied to this very user"),
        pytest.param(
            [allow(Condition=MFA), deny(Condition=MFA)], id="denied under the condition it is allowed under"
        ),
        pytest.param(
            [allow(Condition={**MFA, **ELSEWHERE}), deny(Condition=MFA)],
            id="denied under part of its condition",
        ),
        pytest.param([allow("iam:*", OWN), deny("iam:*", "arn:aws:iam::*:user/alice")], id="own ARN denied"),
        pytest.param(
            [allow("s3:*", "arn:aws:s3:::${aws:SourceIp}/*"), deny("s3:*", "arn:aws:s3:::*")],
            id="an unknown variable within what is denied",
        ),
        pytest.param(
            [allow("sqs:*", "arn:aws:sqs"), deny("sqs:*", "arn:aws:sqs:*:*:*")], id="short ARN denied in full"
        ),
        pytest.param(
            [allow("s3:*", "arn:aws-cn:s3:::b"), deny("s3:*", "arn:aws-cn:s3:::*")], id="other partition"
        ),
    ],
)
def test_policies_that_add_up_to_nothing(statements):
    assert is_nothing(*statements) is True


@pytest.mark.parametrize(
    "statements",
    [
        pytest.param([allow("s3:GetObject")], id="one action"),
        pytest.param([allow("iam:ChangePassword", OWN)], id="self-service"),
        pytest.param([allow("sts:AssumeRole")], id="AssumeRole alone"),
        pytest.param([allow("iam:PassRole")], id="PassRole alone"),
        pytest.param([allow("sts:Get*")], id="a pattern wider than the calls open to all"),
        pytest.param([allow("newsvc:Do")], id="an action of a service nobody knows"),
        pytest.param([allow("s3:GetObjcet")], id="a mistyped action"),
        pytest.param([allow("*:*")], id="everything, written *:*"),
        pytest.param([allow("s*:Get*")], id="a wildcard in the service"),
        pytest.param([allow("s3:Get*Acl")], id="a wildcard in the middle"),
        pytest.param([allow("s3:**")], id="two asterisks"),
        pytest.param([all_but("iam:*")], id="all but one service"),
        pytest.param([all_but("s3:Get Object")], id="all but what matches nothing"),
        pytest.param([all_but("iam:*"), deny("iam:*")], id="the rest is still there"),
        pytest.param(
            [all_but("iam:*"), all_but("s3:*"), deny_all_but("iam:*")],
            id="the exception of the one is in the other",
        ),
        pytest.param([allow(), deny_all_but("sts:*")], id="one service spared"),
        pytest.param(
            [allow(), deny_all_but(["s3:*", "iam:*"]), deny_all_but(["ec2:*", "iam:*"])],
            id="what two exceptions share",
        ),
        pytest.param([allow(), deny("iam:*")], id="one service denied"),
        pytest.param([allow(["s3:GetObject", "ec2:Run*"]), deny("s3:*")], id="one of two denied"),
        pytest.param([allow("s3:*", OBJECTS), deny("s3:*", BUCKET)], id="another resource denied"),
        pytest.param(
            [allow("s3:*", OBJECTS), deny("s3:*", "arn:aws:s3:::reports/a*")],
            id="some of the resources denied",
        ),
        pytest.param(
            [allow("s3:*", "arn:aws:s3:::Reports"), deny("s3:*", BUCKET)],
            id="ARN denied in another letter case",
        ),
        pytest.param(
            [allow("s3:*", "arn:aws-cn:s3:::b"), deny("s3:*", "arn:aws:s3:::*")],
            id="denied in another partition",
        ),
        pytest.param(
            [allow("s3:*", "arn:aws:s3:::reports"), deny("s3:*", "arn:aws:s3::1*:reports")],
            id="denied with an account the ARN does not have",
        ),
        pytest.param(
            [allow(), {"Effect": "Deny", "Action": "*", "NotResource": BUCKET}], id="one resource spared"
        ),
        pytest.param(
            [{"Effect": "Allow", "Action": "s3:*", "NotResource": BUCKET}], id="all resources but one"
        ),
        pytest.param([allow("s3:ListAllMyBuckets", BUCKET)], id="an action that does not fit its resource"),
        pytest.param([allow(), deny(resource="arn:aws:*")], id="only named resources denied"),
        pytest.param([allow(Condition=MFA)], id="allowed with MFA"),
        pytest.param([allow(Condition=ELSEWHERE)], id="allowed by address"),
        pytest.param([allow(Condition=PAST)], id="allowed by date, and there is no clock here"),
        pytest.param([allow(), deny(Condition=NO_MFA)], id="denied without MFA"),
        pytest.param([allow(), deny(Condition=NO_MFA_BUT_PRESENT)], id="denied in a session without MFA"),
        pytest.param([allow(), deny_all_but("iam:ListMFADevices", Condition=NO_MFA)], id="forced MFA"),
        pytest.param([allow(), deny(Condition=PLAIN_HTTP)], id="denied without TLS"),
        pytest.param([allow(), deny(Condition=BOB_ONLY)], id="denied to somebody else"),
        pytest.param(
            [allow(Condition=MFA), deny(Condition={**MFA, **ELSEWHERE})],
            id="denied under a stricter condition",
        ),
        pytest.param([allow(Condition=ALICE_ONLY)], id="allowed to this very user"),
        pytest.param(
            [allow(Condition={"ForAllValues:StringEquals": {"aws:PrincipalTag/none": "x"}})],
            id="all values of a key that is absent",
        ),
        pytest.param([allow("iam:*", OWN)], id="allowed on oneself"),
        pytest.param(
            [allow("iam:*", OWN), deny("iam:*", "arn:aws:iam::*:user/bob")], id="another user denied"
        ),
        pytest.param(
            [allow("s3:*", "arn:aws:s3:::a"), deny("s3:*", "arn:aws:s3:::${aws:SourceIp}")],
            id="denied by an unknown variable",
        ),
        pytest.param(
            [allow("sqs:*", "arn:aws:sqs"), deny("sqs:*", "arn:aws:sqs:eu-west-1")], id="one region denied"
        ),
        pytest.param([allow("s3:GetObject"), deny("s*:GetObject")], id="denied in a way IAM refuses to save"),
    ],
)
def test_policies_that_leave_something(statements):
    assert is_nothing(*statements) is False


def test_a_variable_is_plain_text_in_an_old_policy():
    own_arn_spared = document(
        allow("iam:*", OWN), deny("iam:*", "arn:aws:iam::*:user/alice"), version="2008-10-17"
    )

    assert (
        has_no_permissions(user(permissions=permissions(inline=inline(own_arn_spared))), snapshot()) is False
    )


def test_no_policy_and_no_group_is_nothing():
    assert is_nothing() is True


@pytest.mark.parametrize("text", ['{"Statement": []}', '{"Version": "2012-10-17", "Statement": []}'])
def test_a_policy_without_statements_is_nothing(text):
    assert has_no_permissions(user(permissions=permissions(inline=inline(text))), snapshot()) is True
