"""Permission sets whose sessions last long."""

import pytest
from verdicts import FAILS, FINE, UNKNOWN, findings, verdicts

from builders import ACCOUNT_ID, snapshot
from iam_audit.checks.sso_permission_set_session_duration import SsoPermissionSetSessionDuration
from iam_audit.model import IdentityCenter
from setting_builders import INSTANCE, organization, permission_set


def center(*sets, **fields):
    made = IdentityCenter(instance_arn=INSTANCE, permission_sets=sets, **fields)
    return snapshot(organization=organization(ACCOUNT_ID), identity_center=(made,))


ADMIN = ("arn:aws:iam::aws:policy/AdministratorAccess",)


@pytest.mark.parametrize(
    ("read", "expected"),
    [
        pytest.param(center(permission_set("a", session_duration="PT8H")), FINE, id="at the limit"),
        pytest.param(center(permission_set("a", session_duration="PT8H1M")), FAILS, id="a minute more"),
        pytest.param(center(permission_set("a", session_duration="P1D")), FAILS, id="a day"),
        pytest.param(center(permission_set("a", session_duration="PT28801S")), FAILS, id="in seconds"),
        pytest.param(
            center(permission_set("a", managed_policies=ADMIN)), FINE, id="an hour of an administrator"
        ),
        pytest.param(
            center(permission_set("a", managed_policies=ADMIN, session_duration="PT2H")),
            FAILS,
            id="two hours of an administrator",
        ),
        pytest.param(center(permission_set("a", session_duration=None)), UNKNOWN, id="nobody knows"),
        pytest.param(
            center(permission_set("a", session_duration="soon")), UNKNOWN, id="nothing that can be read"
        ),
        pytest.param(center(permission_set("a", session_duration="PT")), UNKNOWN, id="no length at all"),
    ],
)
def test_flags_sets_past_their_limit(read, expected):
    assert verdicts(SsoPermissionSetSessionDuration(), read) == expected


def test_administrators_never_have_more_than_others():
    read = center(permission_set("a", managed_policies=ADMIN, session_duration="PT2H"))

    assert verdicts(SsoPermissionSetSessionDuration(max_hours=1, admin_max_hours=12), read) == FAILS


def test_the_commands_name_set_and_instance():
    commands = findings(
        SsoPermissionSetSessionDuration(), center(permission_set("a", session_duration="PT9H"))
    )[0].remediation.cli

    assert "--instance-arn arn:aws:sso:::instance/ssoins-7223example " in commands[0]
    assert "--permission-set-arn arn:aws:sso:::permissionSet/ssoins-7223example/ps-a" in commands[0]
