"""Whether a demand for MFA holds what it promises."""

import pytest

from accounts import all_but, allow, attached, deny, deny_all_but, document, group, holder, managed
from builders import snapshot, user
from iam_audit.policy.document import parse_policy, parse_trust
from iam_audit.policy.holdings import Unread
from iam_audit.policy.mfa import allowed_without_mfa, mfa_flaws

PRESENT, AGE = "aws:MultiFactorAuthPresent", "aws:MultiFactorAuthAge"
SELF_SERVICE = [
    "iam:CreateVirtualMFADevice",
    "iam:EnableMFADevice",
    "iam:ListMFADevices",
    "sts:GetSessionToken",
]
OWN = "arn:aws:iam::*:user/${aws:username}"
BY_KEY = "a Deny does not reach requests signed with an access key"
BY_ABSENCE = "an Allow lets requests through that carry no MFA key"
BY_REMOVAL = "an MFA device can be deactivated without MFA"


def when(operator, value, key=PRESENT):
    return {"Condition": {operator: {key: value}}}


FORCED = deny_all_but(SELF_SERVICE, **when("BoolIfExists", "false"))


@pytest.mark.parametrize(
    ("statements", "flaws"),
    [
        pytest.param([FORCED], [], id="everything but setting it up is denied without MFA"),
        pytest.param(
            [FORCED, allow("iam:DeactivateMFADevice", OWN)], [], id="and taking it away is among the denied"
        ),
        pytest.param([deny("*", **when("BoolIfExists", "false"))], [], id="everything is denied without MFA"),
        pytest.param([deny("*", **when("Bool", "false"))], [BY_KEY], id="Bool does not see a missing key"),
        pytest.param([deny("s3:*", **when("StringEquals", "false"))], [BY_KEY], id="StringEquals neither"),
        pytest.param([deny("s3:*", **when("StringNotEquals", "true"))], [], id="a negated operator does"),
        pytest.param(
            [deny("s3:*", **when("NumericGreaterThan", "3600", AGE))], [BY_KEY], id="an age that is missing"
        ),
        pytest.param(
            [deny("s3:*", **when("NumericGreaterThanIfExists", "3600", AGE))], [], id="an age, if there"
        ),
        pytest.param([deny("s3:*", **when("Null", "true", AGE))], [], id="no age at all"),
        pytest.param(
            [deny("s3:*", **when("Bool", "false")), deny("s3:*", **when("Null", "true"))],
            [],
            id="a second Deny for requests without the key",
        ),
        pytest.param(
            [deny("s3:*", **when("Bool", "false")), deny("*", **when("BoolIfExists", "false"))],
            [],
            id="a second, wider Deny",
        ),
        pytest.param(
            [deny("*", **when("Bool", "false")), deny("s3:*", **when("Null", "true"))],
            [BY_KEY],
            id="a second, narrower Deny",
        ),
        pytest.param(
            [
                deny(
                    "*",
                    Condition={
                        "Bool": {PRESENT: "false"},
                        "StringNotEquals": {"aws:PrincipalTag/kind": "service"},
                    },
                )
            ],
            [BY_KEY],
            id="Bool beside another condition",
        ),
        pytest.param([allow("s3:*", **when("Bool", "true"))], [], id="an Allow with Bool"),
        pytest.param(
            [allow("s3:*", **when("BoolIfExists", "true"))], [BY_ABSENCE], id="an Allow with BoolIfExists"
        ),
        pytest.param(
            [allow("s3:*", **when("NumericLessThanIfExists", "3600", AGE))],
            [BY_ABSENCE],
            id="an Allow by age, if any",
        ),
        pytest.param([allow("s3:*", **when("NumericLessThan", "3600", AGE))], [], id="an Allow by age"),
        pytest.param(
            [deny_all_but([*SELF_SERVICE, "iam:DeactivateMFADevice"], **when("BoolIfExists", "false"))],
            [BY_REMOVAL],
            id="taking it away is left out of the Deny",
        ),
        pytest.param(
            [allow("iam:*", OWN), deny_all_but("iam:*", **when("BoolIfExists", "false"))],
            [BY_REMOVAL],
            id="all of IAM is left out of the Deny",
        ),
        pytest.param(
            [allow("iam:*MFADevice", OWN), allow("s3:*", **when("Bool", "true"))],
            [BY_REMOVAL],
            id="taking it away is allowed beside what needs it",
        ),
        pytest.param(
            [
                allow("iam:*MFADevice", OWN),
                deny("iam:DeactivateMFADevice", **when("BoolIfExists", "false")),
                allow("s3:*", **when("Bool", "true")),
            ],
            [],
            id="and denied without MFA",
        ),
        pytest.param(
            [allow("iam:DeactivateMFADevice", OWN, **when("Bool", "true"))], [], id="taking it away needs MFA"
        ),
        pytest.param(
            [deny_all_but("iam:*", **when("Bool", "false")), allow("iam:*", "arn:aws:s3:::*")],
            [BY_KEY, BY_REMOVAL],
            id="two flaws at once",
        ),
        pytest.param([allow("*")], [], id="a policy that does not speak of MFA"),
        pytest.param(
            [deny("*", **when("Bool", "true"))], [], id="a Deny for those with MFA is not meant to force it"
        ),
        pytest.param([], [], id="no statement"),
    ],
)
def test_the_ways_around_a_demand_for_mfa(statements, flaws):
    found = list(mfa_flaws(parse_policy(document(*statements))))

    assert [
        next(flaw for flaw in (BY_KEY, BY_ABSENCE, BY_REMOVAL) if one.startswith(flaw)) for one in found
    ] == flaws


ASKED = ("iam:CreateUser", "sts:AssumeRole")
LIMITS = managed("limits", document(allow("sts:*")))
LIMITS_WITH_MFA = managed("limits-with-mfa", document(allow("*", **when("Bool", "true"))))


@pytest.mark.parametrize(
    ("who", "found"),
    [
        pytest.param(holder(allow("*")), ASKED, id="everything"),
        pytest.param(holder(allow("iam:*")), ASKED[:1], id="one of them"),
        pytest.param(holder(allow("*", **when("Bool", "true"))), (), id="with MFA only"),
        pytest.param(holder(allow("*", **when("NumericLessThan", "600", AGE))), (), id="with fresh MFA only"),
        pytest.param(holder(allow("*", **when("Null", "false", AGE))), (), id="with an age of MFA only"),
        pytest.param(holder(allow("*", **when("BoolIfExists", "true"))), ASKED, id="also without the key"),
        pytest.param(holder(allow("*"), FORCED), (), id="forced by a Deny"),
        pytest.param(
            holder(allow("*"), deny("*", **when("Bool", "false"))), ASKED, id="forced by a broken Deny"
        ),
        pytest.param(
            holder(allow("*"), deny("*", **when("Null", "true", AGE))), (), id="denied without an age"
        ),
        pytest.param(
            holder(allow("*", **when("StringEquals", "bob", "aws:username"))), (), id="for somebody else"
        ),
        pytest.param(holder(allow("*"), boundary=LIMITS), ASKED[1:], id="within a boundary"),
        pytest.param(holder(allow("*"), boundary=LIMITS_WITH_MFA), (), id="within a boundary that wants MFA"),
        pytest.param(holder(allow("*", OWN)), (), id="on oneself"),
        pytest.param(
            holder(all_but("iam:*"), groups=("team",)), ASKED[1:], id="its own and those of a group"
        ),
        pytest.param(holder(), (), id="nothing"),
    ],
)
def test_what_a_user_may_do_without_mfa(who, found):
    whole = snapshot(policies=(LIMITS, LIMITS_WITH_MFA), groups=(group(attached=attached(LIMITS)),))

    assert allowed_without_mfa(who, ASKED, whole) == found


@pytest.mark.parametrize(
    ("who", "because"),
    [
        pytest.param(user(permissions=None), "the user's policies could not be read", id="policies not read"),
        pytest.param(
            holder(allow("*"), groups=("gone",)), "the group gone is not in the snapshot", id="a group"
        ),
        pytest.param(
            holder(allow("*"), boundary=LIMITS),
            f"the permissions boundary {LIMITS.arn} is not in the snapshot",
            id="a boundary",
        ),
    ],
)
def test_a_policy_that_is_missing_may_hold_the_denial(who, because):
    assert allowed_without_mfa(who, ASKED, snapshot()) == Unread(because)


def test_a_trust_policy_is_about_no_device():
    trust = {"Effect": "Allow", "Principal": "*", "Action": "*"}

    assert list(mfa_flaws(parse_trust(document(trust, {**trust, **when("Bool", "true")})))) == []
