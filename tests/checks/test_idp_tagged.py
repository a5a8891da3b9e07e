"""Identity providers without tags."""

import pytest
from verdicts import FAILS, FINE, UNKNOWN, findings, verdicts

from builders import snapshot
from iam_audit.checks.idp_tagged import IdpTagged
from setting_builders import oidc_provider, saml_provider


def providers(saml, oidc):
    return snapshot(
        saml_providers=(saml_provider(300, "Required", saml),),
        oidc_providers=(oidc_provider("sts.amazonaws.com", oidc),),
    )


TAGS = {"team": "web"}


@pytest.mark.parametrize(
    ("read", "expected"),
    [
        pytest.param(providers(TAGS, TAGS), FINE, id="both tagged"),
        pytest.param(providers({}, TAGS), FAILS, id="SAML without"),
        pytest.param(providers(TAGS, {}), FAILS, id="OIDC without"),
        pytest.param(providers(None, TAGS), UNKNOWN, id="not read"),
    ],
)
def test_flags_providers_of_both_kinds_without_tags(read, expected):
    assert verdicts(IdpTagged(), read) == expected


def test_named_tags_can_be_required():
    assert verdicts(IdpTagged(required=("owner",)), providers(TAGS, {"owner": "web"})) == FAILS


def test_the_command_fits_the_kind_of_provider():
    commands = [finding.remediation.cli[0] for finding in findings(IdpTagged(), providers({}, {}))]

    assert "tag-saml-provider --saml-provider-arn" in commands[0]
    assert "tag-open-id-connect-provider" in commands[1]
