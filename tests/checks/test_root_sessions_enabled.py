"""Privileged root sessions."""

import pytest
from verdicts import FAILS, FINE, verdicts

from builders import ACCOUNT_ID, snapshot
from iam_audit.checks.root_sessions_enabled import RootSessionsEnabled
from setting_builders import MANAGER, organization


def managed(*features, manager=ACCOUNT_ID):
    return snapshot(organization=organization(manager), organizations_features=features)


@pytest.mark.parametrize(
    ("read", "expected"),
    [
        pytest.param(managed("RootSessions"), FAILS, id="on"),
        pytest.param(managed("RootCredentialsManagement"), FINE, id="off"),
        pytest.param(managed("RootSessions", manager=MANAGER), FINE, id="a member is not asked"),
    ],
)
def test_mentions_that_they_are_on(read, expected):
    assert verdicts(RootSessionsEnabled(), read) == expected
