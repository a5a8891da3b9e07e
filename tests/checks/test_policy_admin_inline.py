import pytest
from policies import WITH_MFA, all_but, allow, customer, deny, inline, judge

from iam_audit.checks.policy_admin_inline import PolicyAdminInline
from iam_audit.model import Severity

CHECK = PolicyAdminInline()


@pytest.mark.parametrize(
    ("statements", "severity"),
    [
        ([allow()], Severity.CRITICAL),
        ([allow("*:*")], Severity.CRITICAL),
        ([all_but("s3:*")], Severity.CRITICAL),
        ([allow(**WITH_MFA)], Severity.HIGH),
        ([allow(), deny("iam:*")], None),
        ([allow("s3:*")], None),
    ],
    ids=["*", "*:*", "NotAction", "with MFA", "no IAM", "one service"],
)
def test_flags_full_control_of_users_groups_and_roles(statements, severity):
    found = {(one.resource.type, one.severity) for one in judge(CHECK, inline(*statements))}

    assert found == (
        {(f"{kind}-policy", severity) for kind in ("user", "group", "role")} if severity else set()
    )


def test_managed_policies_are_for_other_checks():
    assert not judge(CHECK, customer(allow()))
