import pytest

from builders import user
from iam_audit.policy.conditions import holds
from iam_audit.policy.document import Condition
from iam_audit.policy.facts import facts_of

ALICE = user(id="AIDAEXAMPLE", tags={"Team": "red", "Glob": "a*"})
ARN = "arn:aws:iam::123456789012:user/alice"


def answer(operator, key, *values, who=ALICE, variables=True):
    condition = Condition(operator=operator.lower(), key=key.lower(), values=values, variables=variables)
    return holds(condition, facts_of(who))


@pytest.mark.parametrize(
    ("operator", "key", "values", "expected"),
    [
        ("StringEquals", "aws:username", ["alice"], True),
        ("StringEquals", "aws:username", ["bob", "alice"], True),
        ("StringEquals", "aws:username", ["bob"], False),
        ("StringEquals", "aws:username", ["Alice"], False),
        ("StringEquals", "aws:username", ["a*"], False),
        ("StringEquals", "aws:username", [], False),
        ("StringEquals", "aws:userid", ["AIDAEXAMPLE"], True),
        ("StringEquals", "aws:PrincipalAccount", ["123456789012"], True),
        ("StringEquals", "aws:PrincipalType", ["AssumedRole"], False),
        ("StringEqualsIgnoreCase", "aws:username", ["ALICE"], True),
        ("StringNotEquals", "aws:username", ["alice"], False),
        ("StringNotEquals", "aws:username", ["bob", "carol"], True),
        ("StringNotEqualsIgnoreCase", "aws:username", ["ALICE"], False),
        ("StringLike", "aws:username", ["al*"], True),
        ("StringNotLike", "aws:username", ["al*"], False),
        ("ArnEquals", "aws:PrincipalArn", [ARN], True),
        ("ArnLike", "aws:PrincipalArn", ["arn:aws:iam::*:user/*"], True),
        ("ArnLike", "aws:PrincipalArn", ["arn:*:user/alice"], None),
        ("ArnLike", "aws:PrincipalArn", ["arn:aws:*:a:b:user/alice"], False),
        ("ArnNotLike", "aws:PrincipalArn", ["arn:aws:iam::123456789012:role/admin"], True),
        ("ArnEquals", "aws:username", [ARN], None),
        ("Bool", "aws:PrincipalIsAWSService", ["true"], False),
        ("Bool", "aws:PrincipalIsAWSService", ["False"], True),
        ("NumericEquals", "aws:PrincipalTag/Team", ["1"], None),
    ],
)
def test_what_is_known_of_the_user_is_decided(operator, key, values, expected):
    assert answer(operator, key, *values) is expected


@pytest.mark.parametrize(
    ("operator", "key", "value"),
    [
        ("Bool", "aws:MultiFactorAuthPresent", "true"),
        ("BoolIfExists", "aws:MultiFactorAuthPresent", "false"),
        ("Null", "aws:MultiFactorAuthPresent", "true"),
        ("IpAddress", "aws:SourceIp", "192.0.2.0/24"),
        ("DateLessThan", "aws:CurrentTime", "2001-01-01T00:00:00Z"),
        ("StringEquals", "aws:RequestedRegion", "eu-west-1"),
    ],
)
def test_what_differs_from_request_to_request_is_open(operator, key, value):
    assert answer(operator, key, value) is None


@pytest.mark.parametrize(
    ("operator", "expected"),
    [
        ("StringEquals", False),
        ("StringNotEquals", True),
        ("StringLike", False),
        ("StringEqualsIfExists", True),
        ("StringNotEqualsIfExists", True),
        ("ForAllValues:StringEquals", True),
        ("ForAnyValue:StringEquals", False),
        ("ForAnyValue:StringNotEquals", False),
    ],
)
def test_a_tag_the_user_does_not_have(operator, expected):
    assert answer(operator, "aws:PrincipalTag/Owner", "x") is expected


@pytest.mark.parametrize(
    ("tag", "wanted", "expected"),
    [("Owner", "true", True), ("Owner", "false", False), ("Team", "true", False), ("Team", "false", True)],
)
def test_null_asks_whether_the_key_is_missing(tag, wanted, expected):
    assert answer("Null", f"aws:PrincipalTag/{tag}", wanted) is expected


def test_names_of_tags_ignore_case_and_their_values_do_not():
    assert answer("StringEquals", "aws:PrincipalTag/tEAM", "red") is True
    assert answer("StringEquals", "aws:PrincipalTag/team", "Red") is False


def test_tags_and_ids_that_were_not_read_leave_it_open():
    stranger = user(tags=None)

    assert answer("StringEquals", "aws:PrincipalTag/Team", "red", who=stranger) is None
    assert answer("StringEquals", "aws:userid", "AIDAEXAMPLE", who=stranger) is None


@pytest.mark.parametrize(
    ("operator", "value", "expected"),
    [
        ("ArnEquals", "arn:aws:iam::123456789012:user/${aws:username}", True),
        ("ArnEquals", "arn:aws:iam::123456789012:user/${aws:PrincipalTag/Team}", False),
        ("ArnEquals", "arn:aws:iam::123456789012:user/${aws:SourceIp}", None),
        ("ArnEquals", "arn:aws:iam::123456789012:user/${aws:PrincipalTag/None}", False),
        ("ArnEquals", "arn:aws:iam::123456789012:user/${aws:PrincipalTag/None, 'alice'}", True),
        ("ArnEquals", "arn:aws:iam::123456789012:user/${aws:PrincipalTag/Team, 'alice'}", False),
    ],
)
def test_variables_in_values_are_filled_in(operator, value, expected):
    assert answer(operator, "aws:PrincipalArn", value) is expected


def test_variables_are_plain_text_in_old_versions():
    assert answer("StringEquals", "aws:username", "${aws:username}", variables=False) is False


def test_one_value_that_fits_outweighs_one_that_is_open():
    assert answer("StringEquals", "aws:username", "${aws:SourceIp}", "alice") is True
    assert answer("StringNotEquals", "aws:username", "${aws:SourceIp}", "bob") is None


def test_wildcards_in_a_filled_in_value_are_plain_characters():
    who = user(tags={"Glob": "a*", "Name": "abc"})

    assert answer("StringLike", "aws:PrincipalTag/Name", "${aws:PrincipalTag/Glob}", who=who) is False
    assert answer("StringLike", "aws:PrincipalTag/Glob", "a${*}", who=who) is True
    assert answer("StringLike", "aws:PrincipalTag/Name", "a${*}", who=who) is False
