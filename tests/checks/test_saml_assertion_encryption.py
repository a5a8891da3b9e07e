"""SAML assertions in clear."""

import pytest
from verdicts import FAILS, FINE, UNKNOWN, verdicts

from builders import snapshot
from iam_audit.checks.saml_assertion_encryption import SamlAssertionEncryption
from setting_builders import saml_provider


def provider(mode, tags=None):
    return snapshot(saml_providers=(saml_provider(300, mode, tags),))


@pytest.mark.parametrize(
    ("read", "expected"),
    [
        pytest.param(provider("Required"), FINE, id="required"),
        pytest.param(provider("Allowed"), FAILS, id="allowed"),
        pytest.param(provider(None, {}), FAILS, id="not set"),
        pytest.param(provider(None), UNKNOWN, id="details not read"),
    ],
)
def test_mentions_providers_that_do_not_require_encryption(read, expected):
    assert verdicts(SamlAssertionEncryption(), read) == expected
