"""Server certificates that have expired."""

import pytest
from msgspec.structs import replace
from verdicts import FAILS, FINE, UNKNOWN, verdicts

from builders import NOW, snapshot
from iam_audit.checks.server_certificate_expired import ServerCertificateExpired
from setting_builders import server_certificate


def stored(days_left, tags=None, **fields):
    return snapshot(server_certificates=(replace(server_certificate("www", days_left, tags), **fields),))


@pytest.mark.parametrize(
    ("read", "expected"),
    [
        pytest.param(stored(1), FINE, id="a day left"),
        pytest.param(stored(0), FAILS, id="this moment"),
        pytest.param(stored(-1), FAILS, id="yesterday"),
        pytest.param(stored(0, expires_at=None), UNKNOWN, id="nobody knows"),
    ],
)
def test_flags_certificates_from_the_moment_they_expire(read, expected):
    assert verdicts(ServerCertificateExpired(), read) == expected


@pytest.mark.parametrize(
    ("days_left", "when"),
    [(0, "less than a day ago"), (-1, "1 day ago"), (-30, "30 days ago")],
)
def test_says_when(days_left, when):
    (finding,) = ServerCertificateExpired().run(stored(days_left), NOW)

    assert finding.message == f"The server certificate www expired {when}."
