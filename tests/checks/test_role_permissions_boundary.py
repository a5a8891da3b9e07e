import pytest

from builders import NOW, snapshot
from iam_audit.audit import audit_snapshot
from iam_audit.checks.role_permissions_boundary import RolePermissionsBoundary
from iam_audit.model import CheckCount
from whole_roles import role, trusting

FENCE = "arn:aws:iam::123456789012:policy/fence"
EC2 = trusting({"Service": "ec2.amazonaws.com"})


def count(*, has: str | None, path: str = "/", **options: object) -> CheckCount:
    account = snapshot(roles=(role("Web-1", EC2, boundary=has, path=path),))
    return audit_snapshot(account, (RolePermissionsBoundary(**options),), NOW).counts[0]


@pytest.mark.parametrize(
    ("boundary", "options", "failed"),
    [
        pytest.param(None, {"roles": ("web-*",)}, 1, id="none"),
        pytest.param(FENCE, {"roles": ("web-*",)}, 0, id="any will do"),
        pytest.param(FENCE, {"roles": ("*",), "boundary": FENCE}, 0, id="the one"),
        pytest.param(FENCE, {"roles": ("*",), "boundary": "arn:other"}, 1, id="another"),
    ],
)
def test_flags_named_roles_without_the_boundary(boundary, options, failed):
    assert count(has=boundary, **options).failed == failed


@pytest.mark.parametrize(
    ("path", "roles", "examined"),
    [("/", ("*",), 1), ("/", (), 0), ("/", ("db-*",), 0), ("/aws-service-role/x/", ("*",), 0)],
)
def test_examines_named_roles_of_the_account(path, roles, examined):
    assert count(has=None, path=path, roles=roles).examined == examined
