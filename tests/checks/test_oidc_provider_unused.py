"""Identity providers that no role trusts."""

import pytest
from verdicts import FAILS, FINE, findings, verdicts

from builders import snapshot
from iam_audit.checks.oidc_provider_unused import OidcProviderUnused
from setting_builders import oidc_provider, saml_provider
from whole_roles import GITHUB_ARN, SAML, role, trusting

GITHUB_ACTIONS = oidc_provider("sts.amazonaws.com", {})
IDP = saml_provider(300, "Required", {})


def account_with(provider, *roles):
    kind = "saml_providers" if provider is IDP else "oidc_providers"
    return snapshot(**{kind: (provider,), "roles": roles})


def trusts(arn):
    return role("deploy", trusting({"Federated": arn}, "AssumeRoleWithWebIdentity"))


@pytest.mark.parametrize(
    ("read", "expected"),
    [
        pytest.param(account_with(GITHUB_ACTIONS, trusts(GITHUB_ARN)), FINE, id="trusted"),
        pytest.param(account_with(GITHUB_ACTIONS), FAILS, id="no role"),
        pytest.param(
            account_with(GITHUB_ACTIONS, trusts(f"{GITHUB_ARN}.example.com")),
            FAILS,
            id="a longer name is another provider",
        ),
        pytest.param(account_with(IDP, trusts(SAML)), FINE, id="SAML, trusted"),
        pytest.param(account_with(IDP, trusts(GITHUB_ARN)), FAILS, id="SAML, another one trusted"),
    ],
)
def test_flags_providers_that_no_trust_policy_names(read, expected):
    assert verdicts(OidcProviderUnused(), read) == expected


def test_the_command_fits_the_kind_of_provider():
    commands = [
        findings(OidcProviderUnused(), account_with(one))[0].remediation.cli[0]
        for one in (IDP, GITHUB_ACTIONS)
    ]

    assert [command.split()[2] for command in commands] == [
        "delete-saml-provider",
        "delete-open-id-connect-provider",
    ]
