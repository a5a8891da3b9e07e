import pytest
from policies import allow
from verdicts import FINE, UNKNOWN, findings, severities, verdicts

from builders import snapshot
from iam_audit.checks.sso_permission_set_privesc import SsoPermissionSetPrivesc
from iam_audit.model import IdentityCenter, Severity
from setting_builders import INSTANCE, permission_set
from whole_policies import OF_AWS
from whole_roles import document

CHECK = SsoPermissionSetPrivesc()
NEW_ROLE = ["iam:CreateRole", "iam:AttachRolePolicy", "sts:AssumeRole"]


def read(**fields):
    sets = (permission_set("people", **fields),)
    return snapshot(identity_center=(IdentityCenter(instance_arn=INSTANCE, permission_sets=sets),))


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"inline": document(allow(NEW_ROLE))}, [Severity.HIGH]),
        ({"inline": document(allow(NEW_ROLE)), "boundary": "/limits"}, [Severity.MEDIUM]),
        ({"inline": document(allow(["iam:PassRole", "lambda:CreateFunction"]))}, []),
        ({"inline": document(allow("iam:CreateAccessKey"))}, [Severity.MEDIUM]),
        ({"inline": document(allow("lambda:UpdateFunctionCode"))}, [Severity.LOW]),
        ({"inline": document(allow("sqs:*"))}, []),
        ({"inline": document(allow())}, []),
    ],
    ids=[
        "a new role",
        "with a boundary",
        "half",
        "hangs on users",
        "hangs on functions",
        "one service",
        "full control",
    ],
)
def test_flags_sets_with_a_way_to_more(fields, expected):
    assert severities(CHECK, read(**fields)) == expected


def test_names_the_way():
    (finding,) = findings(CHECK, read(inline=document(allow(NEW_ROLE))))

    assert "lets people get more power" in finding.message
    assert "iam:CreateRole, iam:AttachRolePolicy" in finding.message


def test_a_policy_that_cannot_be_read_is_unknown_unless_it_is_full_control():
    assert verdicts(CHECK, read(managed_policies=(f"{OF_AWS}IAMFullAccess",))) == UNKNOWN
    assert verdicts(CHECK, read(managed_policies=(f"{OF_AWS}AdministratorAccess",))) == FINE
