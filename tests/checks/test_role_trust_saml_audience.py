import pytest
from trust_policies import OWN_ROOT, count, judge, statuses

from builders import ACCOUNT_ID
from iam_audit.checks.role_trust_saml_audience import RoleTrustSamlAudience
from iam_audit.model import Status
from whole_roles import role, trusting

CHECK = RoleTrustSamlAudience()
IDP, OTHER = (f"arn:aws:iam::{ACCOUNT_ID}:saml-provider/{name}" for name in ("idp", "other"))
SIGN_IN = {"StringEquals": {"SAML:aud": "https://signin.aws.amazon.com/saml"}}


def taking(provider: str, **condition: object) -> dict[str, object]:
    return trusting({"Federated": provider}, "AssumeRoleWithSAML", **condition)


@pytest.mark.parametrize(
    ("condition", "flagged"),
    [
        (SIGN_IN, False),
        ({"StringLike": {"saml:aud": "https://*.signin.aws.amazon.com/saml"}}, False),
        ({"StringLike": {"SAML:aud": "*"}}, True),
        ({"StringEquals": {"SAML:iss": "https://idp.example.com"}}, True),
        ({}, True),
    ],
)
def test_flags_roles_that_take_assertions_for_any_audience(condition, flagged):
    assert statuses(CHECK, taking(IDP, **condition)) == ([Status.FAIL] if flagged else [])


def test_names_the_provider():
    finding = judge(CHECK, taking(IDP, **SIGN_IN), taking(OTHER))[0]

    assert finding.evidence == {"providers": OTHER}


def test_only_roles_for_saml_providers_are_examined():
    roles = (role("a", taking(IDP, **SIGN_IN)), role("b", trusting({"AWS": OWN_ROOT})))

    assert (count(CHECK, *roles).examined, count(CHECK, *roles).passed) == (1, 1)
