"""What a Deny refuses unless some condition holds, a trust policy demands."""

import pytest

from accounts import document, trusting
from iam_audit.policy.demands import demand_of, needs_key, opposite
from iam_audit.policy.document import Condition, parse_trust


def condition(operator, key="aws:key", *values):
    return Condition(operator=operator.lower(), key=key.lower(), values=values or ("v",), variables=True)


@pytest.mark.parametrize(
    ("denied", "demanded"),
    [
        pytest.param("StringNotEquals", "stringequals", id="a missing key is denied"),
        pytest.param("StringNotEqualsIfExists", "stringequals", id="IfExists denies a missing key too"),
        pytest.param("StringNotLike", "stringlike", id="like"),
        pytest.param("ArnNotEquals", "arnequals", id="an ARN"),
        pytest.param("NotIpAddress", "ipaddress", id="an address"),
        pytest.param("ForAnyValue:StringNotEquals", "forallvalues:stringequals", id="no value is not denied"),
        pytest.param("ForAllValues:StringNotLike", "foranyvalue:stringlike", id="no value is denied"),
        pytest.param(
            "NumericGreaterThan", "numericlessthanequalsifexists", id="a number that is not there passes"
        ),
        pytest.param("NumericGreaterThanIfExists", "numericlessthanequals", id="a number that must be there"),
    ],
)
def test_what_is_not_denied_meets_the_opposite(denied, demanded):
    assert opposite(condition(denied)) == condition(demanded)


@pytest.mark.parametrize(
    ("denied", "demanded"),
    [
        (condition("Bool", "mfa", "false"), condition("BoolIfExists", "mfa", "true")),
        (condition("BoolIfExists", "mfa", "False"), condition("Bool", "mfa", "true")),
        (condition("Null", "mfa", "true"), condition("Null", "mfa", "false")),
    ],
)
def test_yes_and_no_change_places(denied, demanded):
    assert opposite(denied) == demanded


@pytest.mark.parametrize("operator", ["StringEquals", "DateLessThan", "ForAnyValue:Bool", "NumericEquals"])
def test_where_we_know_no_opposite_nothing_is_demanded(operator):
    denial = parse_trust(
        document(trusting("*", "Deny", Condition={operator: {"a": "x"}, "StringNotEquals": {"b": "y"}}))
    )[0]

    assert demand_of(denial) is None


def test_one_of_the_conditions_of_a_deny_is_enough_to_get_past_it():
    wanted = {"StringNotEquals": {"aws:PrincipalOrgID": "o-1"}, "ArnNotLike": {"aws:PrincipalArn": "arn"}}
    denial = parse_trust(document(trusting("*", "Deny", Condition=wanted)))[0]

    assert demand_of(denial) == {
        condition("StringEquals", "aws:PrincipalOrgID", "o-1"),
        condition("ArnLike", "aws:PrincipalArn", "arn"),
    }


def test_nothing_gets_past_a_deny_without_conditions_but_those_it_spares():
    denial = parse_trust(document(trusting("*", "Deny")))[0]
    spared = condition("ArnEquals", "aws:PrincipalArn", "arn")

    assert demand_of(denial) == frozenset()
    assert demand_of(denial, spared) == {spared}


@pytest.mark.parametrize(
    ("operator", "needed"),
    [
        ("StringEquals", True),
        ("ForAnyValue:StringLike", True),
        ("StringEqualsIfExists", False),
        ("ForAllValues:StringEquals", False),
        ("StringNotEquals", False),
    ],
)
def test_some_operators_let_a_request_without_the_key_through(operator, needed):
    assert needs_key(condition(operator)) is needed
