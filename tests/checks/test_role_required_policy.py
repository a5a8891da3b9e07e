import pytest

from builders import NOW, snapshot
from iam_audit.audit import audit_snapshot
from iam_audit.checks.role_required_policy import RoleRequiredPolicy
from iam_audit.model import CheckCount
from whole_roles import READ_ONLY, role, trusting

FENCE = "arn:aws:iam::123456789012:policy/fence"
EC2 = trusting({"Service": "ec2.amazonaws.com"})


def count(*, path: str = "/", **options: tuple[str, ...]) -> CheckCount:
    account = snapshot(roles=(role("Web-1", EC2, attached=(READ_ONLY,), path=path),))
    return audit_snapshot(account, (RoleRequiredPolicy(**options),), NOW).counts[0]


@pytest.mark.parametrize(
    ("policies", "failed"), [((READ_ONLY.arn,), 0), ((FENCE,), 1), ((READ_ONLY.arn, FENCE), 1), ((), 0)]
)
def test_flags_roles_to_which_a_policy_is_not_attached(policies, failed):
    assert count(policies=policies).failed == failed


@pytest.mark.parametrize(
    ("options", "examined"),
    [
        ({"policies": (FENCE,)}, 1),
        ({"policies": (FENCE,), "roles": ("web-*",)}, 1),
        ({"policies": (FENCE,), "roles": ("db-*",)}, 0),
        ({}, 0),
        ({"policies": (FENCE,), "path": "/aws-service-role/x/"}, 0),
    ],
)
def test_examines_the_wanted_roles_once_a_policy_is_required(options, examined):
    assert count(**options).examined == examined


def test_names_what_is_missing():
    findings = RoleRequiredPolicy(policies=(FENCE, FENCE)).run(snapshot(roles=(role("web", EC2),)), NOW)

    assert [finding.message for finding in findings] == [f"web lacks {FENCE}."]
