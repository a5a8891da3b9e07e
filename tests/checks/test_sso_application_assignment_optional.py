"""Applications that everybody may use."""

import pytest
from msgspec.structs import replace
from verdicts import FAILS, FINE, UNKNOWN, findings, verdicts

from builders import snapshot
from iam_audit.checks.sso_application_assignment_optional import SsoApplicationAssignmentOptional
from iam_audit.model import IdentityCenter
from setting_builders import INSTANCE, application


def center(*sets, **fields):
    made = IdentityCenter(instance_arn=INSTANCE, permission_sets=sets, **fields)
    return snapshot(identity_center=(made,))


UNREAD = replace(application(required=True), assignment_required=None)


@pytest.mark.parametrize(
    ("read", "expected"),
    [
        pytest.param(center(applications=(application(required=True),)), FINE, id="required"),
        pytest.param(center(applications=(application(required=False),)), FAILS, id="optional"),
        pytest.param(center(applications=(UNREAD,)), UNKNOWN, id="not read"),
    ],
)
def test_flags_applications_that_need_no_assignment(read, expected):
    assert verdicts(SsoApplicationAssignmentOptional(), read) == expected


def test_the_command_names_the_application():
    found = findings(SsoApplicationAssignmentOptional(), center(applications=(application(required=False),)))

    assert "--application-arn arn:aws:sso::" in found[0].remediation.cli[0]
