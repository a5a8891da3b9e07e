"""OIDC providers with unexpected client ids."""

import pytest
from msgspec.structs import replace
from verdicts import FAILS, FINE, UNKNOWN, examined, verdicts

from builders import snapshot
from iam_audit.checks.oidc_client_id_allowlist import OidcClientIdAllowlist
from setting_builders import oidc_provider


def provider(*ids):
    return snapshot(oidc_providers=(replace(oidc_provider("x", {}), client_ids=ids),))


UNREAD = snapshot(oidc_providers=(replace(oidc_provider("x", {}), client_ids=None),))


@pytest.mark.parametrize(
    ("read", "expected"),
    [
        pytest.param(provider("a"), FINE, id="an allowed one"),
        pytest.param(provider("a", "b"), FAILS, id="another beside it"),
        pytest.param(provider(), FINE, id="none"),
        pytest.param(UNREAD, UNKNOWN, id="not read"),
    ],
)
def test_flags_ids_that_are_not_allowed(read, expected):
    assert verdicts(OidcClientIdAllowlist(allowed=("a",)), read) == expected


def test_nothing_is_looked_at_until_something_is_allowed():
    assert examined(OidcClientIdAllowlist(), provider("b")) == 0
