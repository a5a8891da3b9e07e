"""From which accounts a principal of a trust policy may come, and with what proof."""

import pytest

from accounts import ALICE, ROOT, role, trusting
from builders import ACCOUNT_ID
from iam_audit.policy.trust_questions import (
    accounts_of,
    asks_external_id,
    asks_mfa,
    in_an_organization,
    is_pinned,
    only_roles,
    pins_source,
)
from iam_audit.policy.trusted import trusted_by

PARTNER = "111122223333"
PARTNER_ROOT = f"arn:aws:iam::{PARTNER}:root"
SERVICE = {"Service": "events.amazonaws.com"}


def trusted(principal="*", *denials, **condition):
    (only,) = trusted_by(
        role(trusting(principal, **({"Condition": condition} if condition else {})), *denials)
    )
    return only


def deny(**condition):
    return trusting("*", "Deny", Condition=condition)


PRINCIPAL_ACCOUNT = "aws:PrincipalAccount"
PRINCIPAL_ARN = "aws:PrincipalArn"


@pytest.mark.parametrize(
    ("one", "accounts"),
    [
        pytest.param(trusted(), None, id="anybody"),
        pytest.param(trusted({"AWS": PARTNER_ROOT}), {PARTNER}, id="an account"),
        pytest.param(trusted({"AWS": ALICE}), {ACCOUNT_ID}, id="a user"),
        pytest.param(trusted({"AWS": "AIDACKCEVSQ6C2EXAMPLE"}), set(), id="somebody deleted"),
        pytest.param(trusted(SERVICE), set(), id="a service"),
        pytest.param(
            trusted(StringEquals={PRINCIPAL_ACCOUNT: PARTNER}), {PARTNER}, id="anybody of an account"
        ),
        pytest.param(
            trusted(StringEquals={PRINCIPAL_ACCOUNT: [PARTNER, ACCOUNT_ID]}),
            {PARTNER, ACCOUNT_ID},
            id="of two",
        ),
        pytest.param(
            trusted(StringEqualsIfExists={PRINCIPAL_ACCOUNT: PARTNER}),
            {PARTNER},
            id="a key that is always there",
        ),
        pytest.param(
            trusted(ArnLike={PRINCIPAL_ARN: f"arn:aws:iam::{PARTNER}:role/*"}),
            {PARTNER},
            id="roles of an account",
        ),
        pytest.param(
            trusted("*", deny(StringNotEquals={PRINCIPAL_ACCOUNT: PARTNER})),
            {PARTNER},
            id="all others denied",
        ),
        pytest.param(
            trusted(StringEquals={PRINCIPAL_ACCOUNT: "${aws:ResourceAccount}"}),
            {ACCOUNT_ID},
            id="the role's own",
        ),
        pytest.param(trusted(StringLike={PRINCIPAL_ACCOUNT: "*"}), None, id="any value"),
        pytest.param(trusted(StringEquals={PRINCIPAL_ACCOUNT: "${aws:PrincipalAccount}"}), None, id="itself"),
        pytest.param(trusted(StringNotEquals={PRINCIPAL_ACCOUNT: PARTNER}), None, id="all but one"),
        pytest.param(
            trusted(ArnLike={PRINCIPAL_ARN: "arn:aws:iam::*:role/admin"}),
            None,
            id="a role of that name anywhere",
        ),
        pytest.param(trusted(StringEquals={"aws:SourceAccount": PARTNER}), None, id="another key"),
        pytest.param(
            trusted(
                "*", deny(StringNotEquals={PRINCIPAL_ACCOUNT: PARTNER}, StringNotLike={"aws:userid": "A*"})
            ),
            None,
            id="denied with a way out",
        ),
    ],
)
def test_the_accounts_of_a_principal(one, accounts):
    assert accounts_of(one, ACCOUNT_ID) == accounts


def test_several_conditions_leave_the_accounts_that_meet_all():
    one = trusted(
        StringEquals={PRINCIPAL_ACCOUNT: [PARTNER, ACCOUNT_ID]},
        ArnLike={PRINCIPAL_ARN: f"arn:aws:iam::{PARTNER}:user/*"},
    )

    assert accounts_of(one, ACCOUNT_ID) == {PARTNER}


@pytest.mark.parametrize(
    ("one", "answer"),
    [
        pytest.param(trusted(StringEquals={"aws:PrincipalOrgID": "o-a1b2c3d4e5"}), True, id="organization"),
        pytest.param(
            trusted(StringEquals={"aws:PrincipalOrgID": "${aws:ResourceOrgID}"}), True, id="the role's own"
        ),
        pytest.param(
            trusted(**{"ForAnyValue:StringLike": {"aws:PrincipalOrgPaths": "o-a1b2c3d4e5/*/ou-x/*"}}),
            True,
            id="a part of one",
        ),
        pytest.param(
            trusted("*", deny(StringNotEquals={"aws:PrincipalOrgID": "o-a1b2c3d4e5"})),
            True,
            id="others denied",
        ),
        pytest.param(trusted(StringLike={"aws:PrincipalOrgID": "o-*"}), False, id="any organization"),
        pytest.param(
            trusted(StringEqualsIfExists={"aws:PrincipalOrgID": "o-a1b2c3d4e5"}), False, id="or none at all"
        ),
        pytest.param(
            trusted(**{"ForAllValues:StringLike": {"aws:PrincipalOrgPaths": "o-a1b2c3d4e5/*"}}),
            False,
            id="all of no values",
        ),
        pytest.param(trusted(), False, id="anybody"),
    ],
)
def test_members_of_one_organization(one, answer):
    assert in_an_organization(one) is answer
    assert is_pinned(one, ACCOUNT_ID) is answer


@pytest.mark.parametrize(
    ("value", "answer"), [("AROADBQP57FF2AEXAMPLE:*", True), ("*:session", False), ("AROA*", False)]
)
def test_a_unique_id_pins_too(value, answer):
    assert is_pinned(trusted(StringLike={"aws:userid": value}), ACCOUNT_ID) is answer


def test_a_named_account_is_pinned():
    assert is_pinned(trusted({"AWS": PARTNER_ROOT}), ACCOUNT_ID)


@pytest.mark.parametrize(
    ("one", "answer"),
    [
        pytest.param(trusted(StringEquals={"sts:ExternalId": "2f1c"}), True, id="a value"),
        pytest.param(
            trusted(StringLike={"sts:externalid": "tenant-*"}), True, id="a pattern with a fixed part"
        ),
        pytest.param(
            trusted("*", deny(StringNotEquals={"sts:ExternalId": "2f1c"})), True, id="others denied"
        ),
        pytest.param(trusted(StringEquals={"sts:ExternalId": ""}), False, id="empty"),
        pytest.param(trusted(StringEquals={"sts:ExternalId": ["2f1c", ""]}), False, id="empty among others"),
        pytest.param(trusted(StringLike={"sts:ExternalId": "*"}), False, id="anything"),
        pytest.param(trusted(StringEqualsIfExists={"sts:ExternalId": "2f1c"}), False, id="or none"),
        pytest.param(trusted(StringNotEquals={"sts:ExternalId": "2f1c"}), False, id="anything but"),
        pytest.param(trusted(Null={"sts:ExternalId": "false"}), False, id="any that is there"),
        pytest.param(trusted("*", deny(StringEquals={"sts:ExternalId": "2f1c"})), False, id="one denied"),
    ],
)
def test_an_external_id_somebody_has_to_know(one, answer):
    assert asks_external_id(one) is answer


PRESENT, AGE = "aws:MultiFactorAuthPresent", "aws:MultiFactorAuthAge"


@pytest.mark.parametrize(
    ("one", "answer"),
    [
        pytest.param(trusted(Bool={PRESENT: "true"}), True, id="present"),
        pytest.param(trusted(Bool={PRESENT: True}), True, id="present, as JSON has it"),
        pytest.param(trusted(NumericLessThan={AGE: "3600"}), True, id="recent"),
        pytest.param(trusted(Null={AGE: "false"}), True, id="of any age"),
        pytest.param(trusted("*", deny(BoolIfExists={PRESENT: "false"})), True, id="absence denied"),
        pytest.param(trusted(StringEquals={PRESENT: "true"}), True, id="compared as text"),
        pytest.param(trusted(BoolIfExists={PRESENT: "true"}), False, id="access keys carry no such key"),
        pytest.param(trusted("*", deny(Bool={PRESENT: "false"})), False, id="access keys are not denied"),
        pytest.param(trusted(NumericLessThanIfExists={AGE: "3600"}), False, id="recent, or none"),
        pytest.param(trusted(NumericGreaterThan={AGE: "3600"}, Null={AGE: "true"}), False, id="old"),
        pytest.param(trusted(Bool={PRESENT: "false"}), False, id="absent"),
        pytest.param(trusted(Null={PRESENT: "false"}), False, id="present and perhaps false"),
        pytest.param(trusted(StringEquals={"aws:SourceVpc": "vpc-1"}), False, id="something else"),
        pytest.param(trusted(), False, id="not asked"),
    ],
)
def test_a_session_with_mfa(one, answer):
    assert asks_mfa(one) is answer


@pytest.mark.parametrize(
    ("one", "answer"),
    [
        pytest.param(trusted({"AWS": f"arn:aws:iam::{ACCOUNT_ID}:role/r"}), True, id="a role"),
        pytest.param(trusted({"AWS": f"arn:aws:sts::{ACCOUNT_ID}:assumed-role/r/s"}), True, id="a session"),
        pytest.param(
            trusted({"AWS": ROOT}, ArnLike={PRINCIPAL_ARN: f"arn:aws:iam::{ACCOUNT_ID}:role/ci-*"}),
            True,
            id="roles of the account",
        ),
        pytest.param(
            trusted({"AWS": ROOT}, ArnLike={PRINCIPAL_ARN: [f"arn:aws:iam::{ACCOUNT_ID}:role/ci", ALICE]}),
            False,
            id="a role or a user",
        ),
        pytest.param(trusted({"AWS": ROOT}), False, id="the account"),
        pytest.param(trusted({"AWS": ALICE}), False, id="a user"),
    ],
)
def test_only_roles_get_through(one, answer):
    assert only_roles(one) is answer


@pytest.mark.parametrize(
    ("condition", "answer"),
    [
        pytest.param({"StringEquals": {"aws:SourceAccount": ACCOUNT_ID}}, True, id="account"),
        pytest.param(
            {"StringEquals": {"aws:SourceAccount": "${aws:ResourceAccount}"}}, True, id="own account"
        ),
        pytest.param(
            {"ArnLike": {"aws:SourceArn": f"arn:aws:events:*:{ACCOUNT_ID}:rule/*"}},
            True,
            id="ARN with an account",
        ),
        pytest.param({"ArnEquals": {"aws:SourceArn": "arn:aws:s3:::bucket"}}, True, id="bucket"),
        pytest.param({"StringEquals": {"aws:SourceOrgID": "o-a1b2c3d4e5"}}, True, id="organization"),
        pytest.param(
            {"ForAnyValue:StringLike": {"aws:SourceOrgPaths": "o-a1b2c3d4e5/r-x/*"}},
            True,
            id="organization part",
        ),
        pytest.param({"StringLike": {"aws:SourceAccount": "*"}}, False, id="any account"),
        pytest.param({"StringEqualsIfExists": {"aws:SourceAccount": ACCOUNT_ID}}, False, id="or none"),
        pytest.param(
            {"ArnLike": {"aws:SourceArn": "arn:aws:events:*:*:rule/x"}}, False, id="ARN of any account"
        ),
        pytest.param(
            {"ArnLike": {"aws:SourceArn": "arn:aws:s3:::logs-*"}}, False, id="any bucket of that name"
        ),
        pytest.param({"ArnLike": {"aws:SourceArn": "*"}}, False, id="anything"),
        pytest.param({"StringEquals": {"aws:PrincipalTag/team": "x"}}, False, id="another key"),
    ],
)
def test_on_whose_behalf_a_service_comes(condition, answer):
    assert pins_source(trusted(SERVICE, **condition)) is answer
