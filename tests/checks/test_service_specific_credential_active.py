"""Service-specific credentials that are active."""

import pytest
from msgspec.structs import replace
from verdicts import FAILS, FINE, UNKNOWN, examined, verdicts

from builders import snapshot, user
from iam_audit.checks.service_specific_credential_active import ServiceSpecificCredentialActive
from setting_builders import service_credential

CODE = service_credential("alice", "codecommit.amazonaws.com", 1)


def held(*credentials):
    return snapshot(users=(user(), user("bob")), service_specific_credentials=credentials)


@pytest.mark.parametrize(
    ("read", "expected"),
    [
        pytest.param(held(CODE), FAILS, id="active"),
        pytest.param(held(replace(CODE, active=False)), FINE, id="switched off"),
        pytest.param(held(replace(CODE, active=None)), UNKNOWN, id="nobody knows"),
        pytest.param(held(), FINE, id="none"),
    ],
)
def test_flags_every_active_credential(read, expected):
    assert verdicts(ServiceSpecificCredentialActive(), read) == expected


def test_users_are_counted_and_not_credentials():
    assert examined(ServiceSpecificCredentialActive(), held(CODE)) == 2


def test_services_that_are_not_named_are_left_out():
    assert (
        verdicts(ServiceSpecificCredentialActive(services=("cassandra.amazonaws.com",)), held(CODE)) == FINE
    )
