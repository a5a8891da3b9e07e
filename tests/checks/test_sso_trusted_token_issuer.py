"""Trusted token issuers."""

from verdicts import FAILS, FINE, findings, verdicts

from builders import snapshot
from iam_audit.checks.sso_trusted_token_issuer import SsoTrustedTokenIssuer
from iam_audit.model import IdentityCenter
from setting_builders import INSTANCE, token_issuer


def center(*sets, **fields):
    made = IdentityCenter(instance_arn=INSTANCE, permission_sets=sets, **fields)
    return snapshot(identity_center=(made,))


READ = center(trusted_token_issuers=(token_issuer("corp-tokens"),))


def test_every_issuer_is_mentioned_unless_it_is_expected():
    assert verdicts(SsoTrustedTokenIssuer(), READ) == FAILS
    assert verdicts(SsoTrustedTokenIssuer(allowed=("corp-*",)), READ) == FINE


def test_the_command_names_the_issuer():
    assert "tti-corp-tokens" in findings(SsoTrustedTokenIssuer(), READ)[0].remediation.cli[0]
