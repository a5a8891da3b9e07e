"""SAML metadata that runs out."""

import pytest
from msgspec.structs import replace
from verdicts import FAILS, FINE, UNKNOWN, findings, verdicts

from builders import snapshot
from iam_audit.checks.saml_provider_expiry import SamlProviderExpiry
from setting_builders import saml_provider


def provider(days_left, **fields):
    return snapshot(saml_providers=(replace(saml_provider(days_left, "Required", {}), **fields),))


@pytest.mark.parametrize(
    ("read", "expected"),
    [
        pytest.param(provider(31), FINE, id="31 days"),
        pytest.param(provider(30), FAILS, id="30 days"),
        pytest.param(provider(-1), FAILS, id="expired"),
        pytest.param(provider(0, valid_until=None), UNKNOWN, id="nobody knows"),
    ],
)
def test_flags_metadata_with_few_days_left_or_none(read, expected):
    assert verdicts(SamlProviderExpiry(), read) == expected


def test_it_says_whether_it_has_expired():
    said = [findings(SamlProviderExpiry(), provider(days))[0].message for days in (-1, 5)]

    assert "expired 1 days ago" in said[0]
    assert "expires in 5 days" in said[1]
