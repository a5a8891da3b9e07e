"""Mistakes in policies that nobody hears of."""

import pytest

from accounts import all_but, allow, deny, document
from iam_audit.policy.catalogue import catalogue
from iam_audit.policy.lint import lint

OWN = "arn:aws:iam::*:user/${aws:username}"


def problems(*statements, version="2012-10-17"):
    return lint(document(*statements, version=version))


def when(operator, key, value):
    return {"Condition": {operator: {key: value}}}


@pytest.mark.parametrize(
    "statements",
    [
        pytest.param([allow("s3:GetObject", "arn:aws:s3:::b/*")], id="an ordinary statement"),
        pytest.param([allow("*"), deny("*:*")], id="everything"),
        pytest.param([allow(["S3:getobject", "s3:Get?bject*"])], id="letter case and wildcards"),
        pytest.param([allow("iam:ChangePassword", OWN)], id="a variable"),
        pytest.param([allow("s3:*", "arn:aws:s3:::${aws:PrincipalTag/team}")], id="a tag in an ARN"),
        pytest.param([allow("s3:*", "*:bucket"), allow("s3:*", "arn:aws:s3")], id="patterns of ARNs"),
        pytest.param([all_but("iam:*")], id="NotAction"),
        pytest.param(
            [deny("*", Condition={"StringNotLike": {"aws:PrincipalArn": "arn:aws:iam::*:role/a*"}})],
            id="like",
        ),
        pytest.param([allow("s3:*", **when("StringEquals", "aws:PrincipalTag/team", "a"))], id="a tag"),
        pytest.param([allow("s3:*", **when("StringEquals", "s3:prefix", "a"))], id="a key of a service"),
        pytest.param(
            [allow("s3:*", **when("StringEquals", "s3:prefix", "${aws:username}"))], id="a variable value"
        ),
        pytest.param([allow("s3:*", **when("StringEquals", "s3:prefix", "a${*}"))], id="a literal asterisk"),
        pytest.param(
            [allow("ec2:*", **when("ForAllValues:StringEquals", "aws:TagKeys", "a"))], id="tags, if any"
        ),
        pytest.param(
            [deny("ec2:*", **when("ForAllValues:StringEquals", "s3:x", "a"))], id="ForAllValues in a Deny"
        ),
        pytest.param(
            [
                allow(
                    "ec2:*", Condition={"ForAllValues:StringEquals": {"s3:x": "a"}, "Null": {"s3:x": "false"}}
                )
            ],
            id="ForAllValues of a key that must be there",
        ),
    ],
)
def test_a_policy_in_order_has_no_mistakes(statements):
    assert problems(*statements) == ()


@pytest.mark.parametrize(
    ("statement", "said"),
    [
        pytest.param(allow([]), "has an empty list of actions", id="no action"),
        pytest.param(allow("GetObject"), "is not written as service:Name: 'GetObject'", id="no service"),
        pytest.param(allow("s3:"), "is not written as service:Name: 's3:'", id="no name"),
        pytest.param(allow("s3:Get, s3:Put"), "is not written as service:Name", id="two in one"),
        pytest.param(allow("s*:GetObject"), "a wildcard in the name of a service", id="wildcard service"),
        pytest.param(
            allow("s3:GetObjcet"), f"an action that AWS did not have on {catalogue().date}", id="a slip"
        ),
        pytest.param(allow("s4:Get*"), "a service that AWS did not have", id="no such service"),
        pytest.param(allow("s3:*", []), "has an empty list of resources", id="no resource"),
        pytest.param(allow("s3:*", "bucket"), "neither an ARN nor *: 'bucket'", id="a bare name"),
        pytest.param(allow("s3:*", "arn:aws:s3:::a b"), "neither an ARN nor *", id="a blank in an ARN"),
        pytest.param(
            {"Effect": "Allow", "Action": "s3:*", "NotResource": "arn:aws:s3:::b"},
            "allows everything outside a list of resources",
            id="NotResource in an Allow",
        ),
        pytest.param(
            allow("s3:*", **when("Bool", "aws:MultiFactorAuthPresnt", "true")), "a key that AWS does not have"
        ),
        pytest.param(
            allow("s3:*", **when("StringEquals", "s3:prefix", [])), "without values: s3:prefix", id="no value"
        ),
        pytest.param(
            deny("s3:*", **when("StringNotEquals", "aws:PrincipalArn", "arn:aws:iam::*:role/a")),
            "compares aws:principalarn exactly",
            id="a wildcard compared exactly",
        ),
        pytest.param(
            allow("s3:*", **when("ForAllValues:StringEquals", "s3:x", "a")),
            "allows requests without s3:x",
            id="ForAllValues in an Allow",
        ),
    ],
)
def test_each_mistake_is_told_with_its_statement(statement, said):
    found = problems(allow("s3:ListAllMyBuckets"), statement)

    assert len(found) == 1
    assert found[0].startswith("statement 2 ")
    assert said in found[0]


@pytest.mark.parametrize("version", ["2008-10-17"])
@pytest.mark.parametrize(
    "statement",
    [allow("s3:*", OWN), allow("s3:*", **when("StringLike", "s3:prefix", "${aws:username}/*"))],
    ids=["resource", "condition"],
)
def test_a_variable_needs_the_version_that_knows_it(statement, version):
    assert "has a variable that stays plain text" in problems(statement, version=version)[0]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "not an IAM policy"),
        ('{"Statement":', "not an IAM policy"),
        ('{"Statement":[{"Effect":"allow","Action":"*","Resource":"*"}]}', "'allow'"),
        ('{"Statement":[{"Effect":"Allow","Actions":"*","Resource":"*"}]}', "Actions"),
        ('{"Statement":[{"Effect":"Allow","Action":"*","NotPrincipal":"*","Resource":"*"}]}', "Principal"),
        ('{"Statement":[{"Effect":"Allow","Action":"*"}]}', "neither a Resource nor a NotResource"),
        (
            '{"Statement":[{"Effect":"Allow","Action":"*","Resource":"*","Condition":{"Is":{"a":"b"}}}]}',
            "'Is'",
        ),
    ],
    ids=["empty", "cut off", "effect", "element", "principal", "no resource", "operator"],
)
def test_what_is_no_policy_is_said_in_one_line(text, said):
    (found,) = lint(text)

    assert said in found
    assert "\n" not in found


def test_every_mistake_is_told_once():
    assert len(problems(allow(["s3:GetObjcet", "s3:GetObjcet", "s3:PutObjcet"], "b"))) == 3
