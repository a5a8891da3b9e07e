import pytest

from builders import NOW, permissions, snapshot, user
from iam_audit.audit import audit_snapshot
from iam_audit.checks.user_permissions_boundary import UserPermissionsBoundary
from iam_audit.model import Finding, Status, User

FENCE = "arn:aws:iam::123456789012:policy/fence"


def judge(one: User, boundary: str = FENCE) -> list[Finding]:
    return list(UserPermissionsBoundary(boundary=boundary).run(snapshot(users=(one,)), NOW))


def fenced(boundary: str | None) -> User:
    return user(permissions=permissions(boundary=boundary))


@pytest.mark.parametrize(
    ("one", "wanted", "statuses"),
    [
        pytest.param(fenced(FENCE), FENCE, [], id="the boundary"),
        pytest.param(fenced(FENCE), "*", [], id="any boundary"),
        pytest.param(fenced(FENCE), "arn:aws:iam::*:policy/fence", [], id="in any account"),
        pytest.param(fenced("arn:aws:iam::aws:policy/Other"), FENCE, [Status.FAIL], id="another"),
        pytest.param(fenced(None), "*", [Status.FAIL], id="none"),
        pytest.param(user(permissions=None), FENCE, [Status.NOT_EVALUATED], id="not known"),
        pytest.param(fenced(None), "", [], id="none required"),
    ],
)
def test_flags_users_without_the_boundary(one, wanted, statuses):
    assert [finding.status for finding in judge(one, wanted)] == statuses


@pytest.mark.parametrize(
    ("has", "wanted", "message"),
    [
        (None, "*", "alice has not the permissions boundary."),
        (None, FENCE, f"alice has not the permissions boundary {FENCE}."),
        ("arn:x", FENCE, f"alice has arn:x instead of the permissions boundary {FENCE}."),
    ],
)
def test_says_what_is_there_instead(has, wanted, message):
    assert judge(fenced(has), wanted)[0].message == message


def test_nobody_is_examined_until_a_boundary_is_required():
    result = audit_snapshot(snapshot(users=(fenced(None),)), (UserPermissionsBoundary(),), NOW)

    assert result.counts[0].examined == 0
