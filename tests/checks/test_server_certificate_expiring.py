"""Server certificates that expire soon."""

import pytest
from msgspec.structs import replace
from verdicts import FAILS, FINE, UNKNOWN, severities, verdicts

from builders import snapshot
from iam_audit.checks.server_certificate_expiring import ServerCertificateExpiring
from iam_audit.model import Severity
from setting_builders import server_certificate


def stored(days_left, tags=None, **fields):
    return snapshot(server_certificates=(replace(server_certificate("www", days_left, tags), **fields),))


@pytest.mark.parametrize(
    ("read", "expected"),
    [
        pytest.param(stored(46), FINE, id="46 days"),
        pytest.param(stored(45), FAILS, id="45 days"),
        pytest.param(stored(1), FAILS, id="one day"),
        pytest.param(stored(0), FINE, id="expired is another check"),
        pytest.param(stored(0, expires_at=None), UNKNOWN, id="nobody knows"),
    ],
)
def test_flags_certificates_with_few_days_left(read, expected):
    assert verdicts(ServerCertificateExpiring(), read) == expected


@pytest.mark.parametrize(("days", "severity"), [(31, Severity.LOW), (30, Severity.MEDIUM)])
def test_it_is_worse_in_the_last_month(days, severity):
    assert severities(ServerCertificateExpiring(), stored(days)) == [severity]
