import json
from contextlib import suppress
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from iam_audit.errors import PolicyError
from iam_audit.policy.document import Condition, Effect, Names, Principals, parse_policy, parse_trust

ALLOW = {"Effect": "Allow", "Action": "s3:GetObject", "Resource": "*"}
TRUST = {"Effect": "Allow", "Action": "sts:AssumeRole", "Principal": {"AWS": "123456789012"}}


def document(*statements, **more):
    return json.dumps({"Statement": list(statements), **more})


def without(statement, *elements, **more):
    return {name: value for name, value in statement.items() if name not in elements} | more


def test_a_statement_becomes_a_typed_value():
    (statement,) = parse_policy(document(ALLOW, Version="2012-10-17", Id="mine"))

    assert statement.effect is Effect.ALLOW
    assert statement.actions == Names(("s3:GetObject",))
    assert statement.resources == Names(("*",))
    assert statement.variables


@pytest.mark.parametrize(("version", "variables"), [("2012-10-17", True), ("2008-10-17", False)])
def test_the_version_decides_about_variables(version, variables):
    assert parse_policy(document(ALLOW, Version=version))[0].variables is variables


def test_without_a_version_it_is_the_old_one():
    assert not parse_policy(document(ALLOW))[0].variables


def test_single_values_are_the_same_as_lists_of_one():
    lists = document({"Effect": "Allow", "Action": ["s3:GetObject"], "Resource": ["*"]})

    assert parse_policy(json.dumps({"Statement": ALLOW})) == parse_policy(lists)


def test_an_empty_list_of_statements_is_a_policy():
    assert parse_policy(document()) == ()


def test_opposites_are_marked():
    (statement,) = parse_policy(document({"Effect": "Deny", "NotAction": "iam:*", "NotResource": ["a", "b"]}))

    assert statement.actions == Names(("iam:*",), negated=True)
    assert statement.resources == Names(("a", "b"), negated=True)


def test_conditions_lose_case_where_case_means_nothing():
    condition = {
        "StringEquals": {"aws:PrincipalTag/Team": ["Red", "Blue"]},
        "Bool": {"aws:SecureTransport": False},
    }
    (statement,) = parse_policy(document({**ALLOW, "Condition": condition}))

    team = Condition(
        operator="stringequals", key="aws:principaltag/team", values=("Red", "Blue"), variables=False
    )
    tls = Condition(operator="bool", key="aws:securetransport", values=("false",), variables=False)

    assert statement.conditions == {team, tls}


def test_numbers_in_conditions_are_text():
    condition = {"NumericLessThan": {"aws:MultiFactorAuthAge": [3600, 1.5]}}

    (condition,) = parse_policy(document({**ALLOW, "Condition": condition}))[0].conditions

    assert condition.values == ("3600", "1.5")


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(quote(document(ALLOW)), id="URL-encoded"),
        pytest.param(quote(document(ALLOW)).replace("%7B", "%7b"), id="URL-encoded in lower case"),
        pytest.param(json.dumps(document(ALLOW)), id="JSON within JSON"),
        pytest.param("\n " + document(ALLOW), id="blanks in front"),
    ],
)
def test_the_other_forms_documents_come_in_are_read(text):
    assert parse_policy(text) == parse_policy(document(ALLOW))


@pytest.mark.parametrize(
    ("principal", "names"),
    [
        ("*", Principals(aws=("*",))),
        ({"AWS": "*"}, Principals(aws=("*",))),
        ({"AWS": ["a", "b"]}, Principals(aws=("a", "b"))),
        ({"Service": "ec2.amazonaws.com"}, Principals(services=("ec2.amazonaws.com",))),
        ({"Federated": "x", "AWS": "a"}, Principals(aws=("a",), federated=("x",))),
    ],
)
def test_principals(principal, names):
    assert parse_trust(document({**TRUST, "Principal": principal}))[0].principals == names


def test_not_principal_is_marked():
    statement = without(TRUST, "Principal", NotPrincipal={"AWS": "a"})

    assert parse_trust(document(statement))[0].principals == Principals(aws=("a",), negated=True)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        pytest.param("", "not an IAM policy", id="empty text"),
        pytest.param("{", "truncated", id="truncated"),
        pytest.param("[]", "Expected `object`", id="not an object"),
        pytest.param("{}", "`Statement`", id="no statement"),
        pytest.param("\ud800", "not valid JSON", id="half a character"),
        pytest.param("[" * 100_000, "not an IAM policy", id="endless nesting"),
        pytest.param('"{', "truncated", id="broken JSON within JSON"),
        pytest.param(document(ALLOW, Version="2012-10-18"), "$.Version", id="unknown version"),
        pytest.param(document(ALLOW, statement=[]), "`statement`", id="element in lower case"),
        pytest.param(
            document(ALLOW, {**ALLOW, "Effect": "allow"}), "$.Statement[1].Effect", id="effect in lower case"
        ),
        pytest.param(document(without(ALLOW, "Effect")), "`Effect`", id="no effect"),
        pytest.param(document({**ALLOW, "Action": 5}), "$.Statement[0].Action", id="a number for an action"),
        pytest.param(document({**ALLOW, "Actions": "x"}), "`Actions`", id="unknown element"),
        pytest.param(
            document(ALLOW, without(ALLOW, "Action")), "statement 2 has neither an Action", id="no action"
        ),
        pytest.param(document({**ALLOW, "NotAction": "x"}), "both Action and NotAction", id="action twice"),
        pytest.param(
            document({**ALLOW, "NotResource": "x"}), "both Resource and NotResource", id="resource twice"
        ),
        pytest.param(
            document(without(ALLOW, "Resource")), "statement 1 has neither a Resource", id="no resource"
        ),
        pytest.param(
            document({**ALLOW, "Principal": "*"}), "has a Principal", id="a principal in a user's policy"
        ),
        pytest.param(
            document({**ALLOW, "Condition": []}), "$.Statement[0].Condition", id="condition is a list"
        ),
        pytest.param(
            document({**ALLOW, "Condition": {"StringIs": {"a": "b"}}}), "'StringIs'", id="unknown operator"
        ),
    ],
)
def test_what_is_wrong_with_a_policy_is_said(text, says):
    with pytest.raises(PolicyError) as caught:
        parse_policy(text)

    assert says in str(caught.value)


@pytest.mark.parametrize(
    ("statement", "says"),
    [
        (without(TRUST, "Principal"), "neither a Principal nor a NotPrincipal"),
        ({**TRUST, "NotPrincipal": "*"}, "both Principal and NotPrincipal"),
        ({**TRUST, "Principal": "me"}, "$.Statement[0].Principal"),
    ],
)
def test_what_is_wrong_with_a_trust_policy_is_said(statement, says):
    with pytest.raises(PolicyError) as caught:
        parse_trust(document(statement))

    assert says in str(caught.value)


ELEMENTS = st.sampled_from(["Statement", "Effect", "Action", "Resource", "Condition", "Version"])
DOCUMENTS = st.recursive(
    st.none() | st.booleans() | st.text(max_size=5),
    lambda each: st.lists(each) | st.dictionaries(ELEMENTS, each),
    max_leaves=8,
)


@pytest.mark.parametrize("parse", [parse_policy, parse_trust])
@given(text=st.text() | DOCUMENTS.map(json.dumps))
def test_nothing_but_our_error_comes_of_any_text(parse, text):
    with suppress(PolicyError):
        parse(text)
