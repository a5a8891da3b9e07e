import pytest
from trust_policies import (
    EXTERNAL_ID,
    OUR_ORGANIZATION,
    OWN_ROOT,
    PARTNER,
    PARTNER_ROOT,
    STRANGER_ROOT,
    WITH_MFA,
    count,
    judge,
    statuses,
)

from iam_audit.checks.role_trust_no_external_id import RoleTrustNoExternalId
from iam_audit.model import Status
from whole_roles import role, trusting

CHECK = RoleTrustNoExternalId()
BOOL_IF_EXISTS = {"BoolIfExists": {"aws:MultiFactorAuthPresent": "true"}}


@pytest.mark.parametrize(
    ("condition", "flagged"),
    [
        pytest.param({}, True, id="nothing"),
        pytest.param(EXTERNAL_ID, False, id="external id"),
        pytest.param(WITH_MFA, False, id="MFA"),
        pytest.param(BOOL_IF_EXISTS, True, id="an access key carries no MFA key, so BoolIfExists lets it in"),
        pytest.param({"StringEquals": {"sts:ExternalId": ""}}, True, id="an empty external id"),
        pytest.param({"StringLike": {"sts:ExternalId": "*"}}, True, id="any external id"),
        pytest.param({"StringEquals": {"aws:PrincipalTag/team": "x"}}, True, id="something else"),
        pytest.param(OUR_ORGANIZATION, False, id="the organization"),
    ],
)
def test_flags_roles_for_other_accounts_that_ask_for_neither(condition, flagged):
    assert statuses(CHECK, trusting({"AWS": STRANGER_ROOT}, **condition)) == (
        [Status.FAIL] if flagged else []
    )


def test_every_statement_has_to_ask():
    findings = judge(CHECK, trusting({"AWS": STRANGER_ROOT}, **EXTERNAL_ID), trusting({"AWS": PARTNER_ROOT}))

    assert [finding.evidence["accounts"] for finding in findings] == [PARTNER]


@pytest.mark.parametrize(
    ("check", "principal", "flagged"),
    [
        pytest.param(CHECK, {"AWS": OWN_ROOT}, False, id="the role's own account"),
        pytest.param(
            RoleTrustNoExternalId(own_accounts=(PARTNER,)), {"AWS": PARTNER_ROOT}, False, id="same owner"
        ),
        pytest.param(CHECK, "*", True, id="everybody"),
        pytest.param(CHECK, {"Service": "lambda.amazonaws.com"}, False, id="a service"),
    ],
)
def test_only_accounts_of_other_owners_have_to(check, principal, flagged):
    assert statuses(check, trusting(principal)) == ([Status.FAIL] if flagged else [])


def test_the_message_begins_like_a_sentence():
    assert (
        judge(CHECK, trusting("*"))[0].message == "Any account may take on ops without an external id or MFA."
    )


def test_only_roles_for_other_accounts_are_examined():
    roles = (
        role("a", trusting({"AWS": STRANGER_ROOT}, **EXTERNAL_ID)),
        role("b", trusting({"AWS": OWN_ROOT})),
        role("c", trust="{"),
    )

    counted = count(CHECK, *roles)

    assert (counted.examined, counted.passed, counted.not_evaluated) == (2, 1, 1)
