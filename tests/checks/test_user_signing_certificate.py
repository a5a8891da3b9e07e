"""Signing certificates of users."""

import pytest
from msgspec.structs import replace
from verdicts import FAILS, FINE, UNKNOWN, severities, verdicts

from builders import snapshot, user
from iam_audit.checks.user_signing_certificate import UserSigningCertificate
from iam_audit.model import Severity
from setting_builders import signing_certificate


def holder(*certificates):
    return snapshot(users=(user(signing_certificates=certificates),))


OFF = replace(signing_certificate(400), active=False)


@pytest.mark.parametrize(
    ("read", "expected"),
    [
        pytest.param(holder(), FINE, id="none"),
        pytest.param(holder(signing_certificate(1)), FAILS, id="active"),
        pytest.param(holder(OFF), FINE, id="switched off"),
        pytest.param(holder(OFF, signing_certificate(1)), FAILS, id="one of two"),
        pytest.param(holder(replace(OFF, active=None)), UNKNOWN, id="nobody knows"),
    ],
)
def test_flags_active_certificates(read, expected):
    assert verdicts(UserSigningCertificate(), read) == expected


@pytest.mark.parametrize(
    ("certificate", "severity"),
    [
        (signing_certificate(365), Severity.MEDIUM),
        (signing_certificate(366), Severity.HIGH),
        (replace(signing_certificate(0), rotated_at=None), Severity.MEDIUM),
    ],
)
def test_an_old_certificate_is_worse(certificate, severity):
    assert severities(UserSigningCertificate(), holder(certificate)) == [severity]
