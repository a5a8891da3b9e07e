"""Long-term API keys for Bedrock."""

import pytest
from msgspec.structs import replace
from verdicts import FAILS, FINE, UNKNOWN, severities, verdicts

from builders import snapshot
from iam_audit.checks.bedrock_api_key_long_term import BedrockApiKeyLongTerm
from iam_audit.model import Severity
from setting_builders import service_credential


def held(ends=None, service="bedrock.amazonaws.com", **fields):
    made = replace(service_credential("alice", service, 1, ends), **fields)
    return snapshot(service_specific_credentials=(made,))


@pytest.mark.parametrize(
    ("read", "expected"),
    [
        pytest.param(held(), FAILS, id="never expires"),
        pytest.param(held(30), FAILS, id="expires in a month"),
        pytest.param(held(0), FINE, id="expires this moment"),
        pytest.param(held(active=False), FINE, id="switched off"),
        pytest.param(held(active=None), UNKNOWN, id="perhaps switched off"),
        pytest.param(held(service="codecommit.amazonaws.com"), FINE, id="of another service"),
    ],
)
def test_flags_active_keys_that_have_not_expired(read, expected):
    assert verdicts(BedrockApiKeyLongTerm(), read) == expected


@pytest.mark.parametrize(
    ("ends", "severity"),
    [(30, Severity.HIGH), (10000, Severity.HIGH), (10001, Severity.CRITICAL), (None, Severity.CRITICAL)],
)
def test_a_key_without_an_end_is_critical(ends, severity):
    assert severities(BedrockApiKeyLongTerm(), held(ends)) == [severity]
