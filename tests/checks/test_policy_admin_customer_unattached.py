import pytest
from policies import WITH_MFA, allow, customer, judge, pointer, severities, user_holding

from iam_audit.checks.policy_admin_customer_unattached import PolicyAdminCustomerUnattached
from iam_audit.model import Severity

CHECK = PolicyAdminCustomerUnattached()


@pytest.mark.parametrize(
    ("whole", "flagged"),
    [
        (customer(allow(), attached=0), [Severity.MEDIUM]),
        (customer(allow(**WITH_MFA), attached=0), [Severity.LOW]),
        (customer(allow(), attached=0, boundaries=2), [Severity.LOW]),
        (customer(allow(**WITH_MFA), attached=0, boundaries=2), [Severity.INFO]),
        (customer(allow("s3:*"), attached=0), []),
        (customer(allow(), attached=1), []),
        (customer(allow(), attached=0, users=(user_holding(pointer()),)), []),
    ],
    ids=[
        "unused",
        "with MFA",
        "a boundary",
        "a boundary with MFA",
        "not everything",
        "attached",
        "attached since",
    ],
)
def test_flags_full_control_that_nothing_has(whole, flagged):
    assert severities(CHECK, whole) == flagged


@pytest.mark.parametrize(
    ("boundaries", "use"), [(0, "is attached to nothing"), (1, "is only used as a permissions boundary")]
)
def test_says_what_it_is_used_for(boundaries, use):
    message = judge(CHECK, customer(allow(), attached=0, boundaries=boundaries))[0].message

    assert message == f"The policy subject {use}, and would give full control of the account."
