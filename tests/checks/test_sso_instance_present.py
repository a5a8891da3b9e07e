"""Accounts that Identity Center does not reach."""

import pytest
from msgspec.structs import replace
from verdicts import FAILS, FINE, UNKNOWN, verdicts

from builders import snapshot
from iam_audit.checks.sso_instance_present import SsoInstancePresent
from iam_audit.model import Section
from setting_builders import MANAGER, saml_provider, sso_instance


@pytest.mark.parametrize(
    ("read", "expected"),
    [
        pytest.param(snapshot(sso_instances=(sso_instance(MANAGER),)), FINE, id="an instance"),
        pytest.param(snapshot(), FAILS, id="none"),
        pytest.param(
            snapshot(saml_providers=(saml_provider(9, "Required", {}),)), FINE, id="a SAML provider"
        ),
        pytest.param(snapshot(gaps=(Section.SAML_PROVIDERS,)), UNKNOWN, id="SAML providers not read"),
        pytest.param(
            snapshot(sso_instances=(replace(sso_instance(MANAGER), status="DELETE_IN_PROGRESS"),)),
            FAILS,
            id="an instance that goes away",
        ),
    ],
)
def test_flags_accounts_without_federation(read, expected):
    assert verdicts(SsoInstancePresent(), read) == expected
