"""Server certificates without tags."""

import pytest
from msgspec.structs import replace
from verdicts import FAILS, FINE, UNKNOWN, verdicts

from builders import snapshot
from iam_audit.checks.server_certificate_tagged import ServerCertificateTagged
from setting_builders import server_certificate


def stored(days_left, tags=None, **fields):
    return snapshot(server_certificates=(replace(server_certificate("www", days_left, tags), **fields),))


@pytest.mark.parametrize(
    ("read", "expected"),
    [
        pytest.param(stored(99, {"team": "web"}), FINE, id="a tag"),
        pytest.param(stored(99, {}), FAILS, id="none"),
        pytest.param(stored(99, {"aws:cloudformation:stack-name": "x"}), FAILS, id="only those of AWS"),
        pytest.param(stored(99, None), UNKNOWN, id="not read"),
    ],
)
def test_flags_certificates_without_any_tag(read, expected):
    assert verdicts(ServerCertificateTagged(), read) == expected


def test_named_tags_can_be_required():
    check = ServerCertificateTagged(required=("owner",))

    assert verdicts(check, stored(99, {"team": "web"})) == FAILS
    assert verdicts(check, stored(99, {"Owner": "web"})) == FINE
