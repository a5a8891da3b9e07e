"""Roles Anywhere profiles that narrow nothing."""

import pytest
from msgspec.structs import replace
from verdicts import FAILS, FINE, findings, verdicts

from builders import snapshot
from iam_audit.checks.rolesanywhere_profile_session_policy import RolesanywhereProfileSessionPolicy
from setting_builders import roles_anywhere_profile


def profile(**fields):
    return snapshot(roles_anywhere_profiles=(replace(roles_anywhere_profile("workers"), **fields),))


@pytest.mark.parametrize(
    ("read", "expected"),
    [
        pytest.param(profile(), FAILS, id="neither policy"),
        pytest.param(profile(session_policy="{}"), FINE, id="a session policy"),
        pytest.param(
            profile(managed_policies=("arn:aws:iam::aws:policy/ReadOnlyAccess",)), FINE, id="a managed policy"
        ),
        pytest.param(profile(enabled=False), FINE, id="switched off"),
        pytest.param(profile(enabled=None), FAILS, id="perhaps switched on"),
    ],
)
def test_flags_enabled_profiles_without_a_limit(read, expected):
    assert verdicts(RolesanywhereProfileSessionPolicy(), read) == expected


def test_the_command_names_the_profile():
    assert (
        "--profile-id profile-workers"
        in findings(RolesanywhereProfileSessionPolicy(), profile())[0].remediation.cli[0]
    )
