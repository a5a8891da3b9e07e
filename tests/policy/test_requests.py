"""What is known of the requests of each credential, and how numbers and moments are compared."""

import pytest
from judged import KEY, MFA_SESSION, PASSWORD, ROLE_SESSION
from msgspec.structs import replace

from accounts import ROOT, role, trusting
from builders import NOW, user
from iam_audit.policy.conditions import holds
from iam_audit.policy.document import Condition
from iam_audit.policy.requests import request_facts

OPS = replace(role(trusting({"AWS": ROOT}), name="ops"), tags={"Team": "red"})
DAY_BEFORE, DAY_AFTER = "2026-03-18T12:00:00Z", "2026-03-20"


def answer(operator, key, value, *, who=None, context=KEY, now=NOW):
    condition = Condition(operator=operator.lower(), key=key.lower(), values=(value,), variables=True)
    return holds(condition, request_facts(who or user(), context, now))


@pytest.mark.parametrize(
    ("operator", "value", "expected"),
    [
        ("DateLessThan", DAY_BEFORE, False),
        ("DateLessThan", DAY_AFTER, True),
        ("DateGreaterThan", DAY_BEFORE, True),
        ("DateGreaterThanEquals", "2026-03-19T12:00:00Z", True),
        ("DateLessThanEquals", "2026-03-19T13:00:00+01:00", True),
        ("DateEquals", "1773921600", True),
        ("DateNotEquals", DAY_BEFORE, True),
        ("DateLessThan", "soon", None),
    ],
)
def test_the_time_is_now(operator, value, expected):
    assert answer(operator, "aws:CurrentTime", value) is expected
    assert answer(operator, "aws:CurrentTime", value, now=None) is None


@pytest.mark.parametrize(
    ("context", "expected"),
    [(KEY, (False, True, True)), (PASSWORD, (False, True, False)), (MFA_SESSION, (True, False, False))],
)
def test_what_each_credential_says_of_mfa(context, expected):
    key = "aws:MultiFactorAuthPresent"
    asked = (("Bool", "true"), ("BoolIfExists", "false"), ("Null", "true"))

    assert tuple(answer(operator, key, value, context=context) for operator, value in asked) == expected


def test_nothing_is_known_of_mfa_in_the_session_of_a_role():
    assert answer("Bool", "aws:MultiFactorAuthPresent", "true", who=OPS, context=ROLE_SESSION) is None


@pytest.mark.parametrize(("value", "expected"), [("3600", True), ("0", False), ("many", None)])
def test_a_session_with_mfa_is_just_opened(value, expected):
    assert answer("NumericLessThan", "aws:MultiFactorAuthAge", value, context=MFA_SESSION) is expected


@pytest.mark.parametrize(
    ("operator", "key", "value", "expected"),
    [
        ("ArnEquals", "aws:PrincipalArn", OPS.arn, True),
        ("StringEquals", "aws:PrincipalType", "AssumedRole", True),
        ("StringEquals", "aws:PrincipalAccount", "123456789012", True),
        ("Null", "aws:username", "true", True),
        ("StringEquals", "aws:PrincipalTag/team", "red", True),
        ("StringEquals", "aws:PrincipalTag/other", "red", None),
        ("StringLike", "aws:userid", "AROA*", None),
    ],
)
def test_the_session_of_a_role(operator, key, value, expected):
    assert answer(operator, key, value, who=OPS, context=ROLE_SESSION) is expected


@pytest.mark.parametrize(("value", "expected"), [("true", True), ("false", False)])
def test_everybody_can_use_tls(value, expected):
    assert answer("Bool", "aws:SecureTransport", value) is expected
