"""Service-specific credentials past their limit."""

import pytest
from msgspec.structs import replace
from verdicts import FAILS, FINE, UNKNOWN, verdicts

from builders import snapshot
from iam_audit.checks.service_specific_credential_age import ServiceSpecificCredentialAge
from setting_builders import service_credential


def held(age, **fields):
    made = replace(service_credential("alice", "codecommit.amazonaws.com", age), **fields)
    return snapshot(service_specific_credentials=(made,))


@pytest.mark.parametrize(
    ("read", "expected"),
    [
        pytest.param(held(90), FINE, id="at the limit"),
        pytest.param(held(91), FAILS, id="a day past it"),
        pytest.param(held(91, active=False), FINE, id="switched off"),
        pytest.param(held(91, active=None), UNKNOWN, id="perhaps switched off"),
        pytest.param(held(0, created_at=None), UNKNOWN, id="of unknown age"),
    ],
)
def test_flags_active_credentials_past_the_limit(read, expected):
    assert verdicts(ServiceSpecificCredentialAge(), read) == expected
