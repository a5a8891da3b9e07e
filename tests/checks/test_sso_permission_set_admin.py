import pytest
from policies import NOT_JSON, SUBJECT, allow
from privileged_accounts import ALL_WHEN_TAGGED
from verdicts import FINE, UNKNOWN, severities, verdicts

from builders import snapshot
from iam_audit.checks.sso_permission_set_admin import SsoPermissionSetAdmin
from iam_audit.model import CustomerPolicyReference, IdentityCenter, Severity
from setting_builders import INSTANCE, permission_set
from whole_policies import OF_AWS, managed
from whole_roles import document

CHECK = SsoPermissionSetAdmin()
SUBJECT_REFERENCE = (CustomerPolicyReference(name="subject"),)


def center(**fields):
    sets = (permission_set("people", **fields),)
    return (IdentityCenter(instance_arn=INSTANCE, permission_sets=sets),)


def read(**fields):
    return snapshot(identity_center=center(**fields), policies=(managed(SUBJECT, allow()),))


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"managed_policies": (f"{OF_AWS}AdministratorAccess",)}, [Severity.HIGH]),
        ({"customer_policies": SUBJECT_REFERENCE}, [Severity.HIGH]),
        ({"inline": document(allow())}, [Severity.HIGH]),
        ({"inline": document(allow()), "boundary": "/limits"}, [Severity.MEDIUM]),
        ({"inline": document(ALL_WHEN_TAGGED)}, [Severity.MEDIUM]),
        ({"inline": document(allow("s3:*"))}, []),
        ({}, []),
    ],
    ids=["of AWS", "customer", "inline", "with a boundary", "under a condition", "one service", "empty"],
)
def test_flags_sets_with_full_control(fields, expected):
    assert severities(CHECK, read(**fields)) == expected


@pytest.mark.parametrize(
    "fields",
    [
        {"managed_policies": (f"{OF_AWS}IAMFullAccess",)},
        {"customer_policies": (CustomerPolicyReference(name="not-there"),)},
        {"inline": NOT_JSON},
    ],
    ids=["of AWS", "customer", "inline"],
)
def test_a_policy_that_cannot_be_read_is_unknown(fields):
    assert verdicts(CHECK, read(**fields)) == UNKNOWN


def test_sets_for_administrators_are_allowed_by_name():
    assert verdicts(SsoPermissionSetAdmin(allowed=("peo*",)), read(inline=document(allow()))) == FINE
