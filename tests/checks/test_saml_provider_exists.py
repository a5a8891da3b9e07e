"""Accounts that nobody enters through an identity provider."""

import pytest
from msgspec.structs import replace
from verdicts import FAILS, FINE, UNKNOWN, verdicts

from builders import snapshot
from iam_audit.checks.saml_provider_exists import SamlProviderExists
from iam_audit.model import Section
from setting_builders import MANAGER, saml_provider, sso_instance

IDP = saml_provider(300, "Required", {})


@pytest.mark.parametrize(
    ("read", "expected"),
    [
        pytest.param(snapshot(saml_providers=(IDP,)), FINE, id="a SAML provider"),
        pytest.param(snapshot(sso_instances=(sso_instance(MANAGER),)), FINE, id="Identity Center"),
        pytest.param(snapshot(), FAILS, id="neither"),
        pytest.param(
            snapshot(sso_instances=(replace(sso_instance(MANAGER), status="CREATE_FAILED"),)),
            FAILS,
            id="an instance that does not work",
        ),
        pytest.param(
            snapshot(saml_providers=(IDP,), gaps=(Section.SSO_INSTANCES,)),
            FINE,
            id="one of them, the other not read",
        ),
        pytest.param(snapshot(gaps=(Section.SSO_INSTANCES,)), UNKNOWN, id="none, and one not read"),
    ],
)
def test_flags_accounts_with_neither_way_to_federate(read, expected):
    assert verdicts(SamlProviderExists(), read) == expected
