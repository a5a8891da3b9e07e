import pytest
from trust_policies import OWN_ROOT, count, judge

from builders import ACCOUNT_ID
from iam_audit.checks.role_trust_oidc_subject import RoleTrustOidcSubject
from iam_audit.model import Severity
from whole_roles import role, trusting

CHECK = RoleTrustOidcSubject()
GITHUB, OWN_ISSUER, COGNITO = (
    "token.actions.githubusercontent.com",
    "idp.example.com",
    "cognito-identity.amazonaws.com",
)


def taking(issuer: str, **keys: str) -> dict[str, object]:
    known = issuer == COGNITO
    provider = issuer if known else f"arn:aws:iam::{ACCOUNT_ID}:oidc-provider/{issuer}"
    condition = {"StringLike": {f"{issuer}:{key}": value for key, value in keys.items()}} if keys else {}
    return trusting({"Federated": provider}, "AssumeRoleWithWebIdentity", **condition)


AUD, SUB = "sts.amazonaws.com", "repo:octo-org/app:*"


@pytest.mark.parametrize(
    ("statement", "severities"),
    [
        pytest.param(taking(GITHUB, aud=AUD, sub=SUB), [], id="one repository"),
        pytest.param(taking(GITHUB, aud=AUD, sub="repo:octo-org/*"), [], id="one owner"),
        pytest.param(taking(GITHUB), [Severity.CRITICAL], id="everybody on GitHub"),
        pytest.param(taking(GITHUB, aud=AUD), [Severity.CRITICAL], id="every repository"),
        pytest.param(taking(GITHUB, aud=AUD, sub="repo:*"), [Severity.CRITICAL], id="any owner"),
        pytest.param(taking(GITHUB, sub=SUB), [Severity.MEDIUM], id="any audience"),
        pytest.param(taking(OWN_ISSUER, aud=AUD, sub="build-*"), [], id="some of one's own"),
        pytest.param(taking(OWN_ISSUER, aud=AUD), [Severity.HIGH], id="all of one's own"),
        pytest.param(taking(COGNITO, aud="eu-west-1:pool"), [], id="an identity pool"),
        pytest.param(taking(COGNITO), [Severity.CRITICAL], id="every identity pool"),
    ],
)
def test_flags_trust_in_a_provider_without_limits(statement, severities):
    assert [finding.severity for finding in judge(CHECK, statement)] == severities


def test_the_worst_of_several_counts():
    findings = judge(CHECK, taking(OWN_ISSUER, aud=AUD), taking(GITHUB, aud=AUD))

    assert [(one.severity, one.evidence["issuer"]) for one in findings] == [(Severity.CRITICAL, GITHUB)]


def test_says_all_that_is_left_open():
    assert judge(CHECK, taking(GITHUB))[0].message == (
        f"ops takes tokens of {GITHUB} whatever their subject and meant for any audience."
    )


def test_the_issuers_that_sign_for_everybody_are_an_option():
    check = RoleTrustOidcSubject(shared_issuers=(OWN_ISSUER,))

    assert [finding.severity for finding in judge(check, taking(OWN_ISSUER, aud=AUD))] == [Severity.CRITICAL]


def test_only_roles_for_oidc_providers_are_examined():
    roles = (role("a", taking(GITHUB, aud=AUD, sub=SUB)), role("b", trusting({"AWS": OWN_ROOT})))

    assert (count(CHECK, *roles).examined, count(CHECK, *roles).passed) == (1, 1)
