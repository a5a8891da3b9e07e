import pytest
from policies import group, judge, pointer, user_holding

from builders import snapshot, user
from iam_audit.checks.policy_cloudshell_full_access import PolicyCloudshellFullAccess
from iam_audit.model import Status
from whole_policies import OF_AWS, OWN
from whole_roles import role, trusting

CHECK = PolicyCloudshellFullAccess()
NAME = "AWSCloudShellFullAccess"
HERE = (pointer(OF_AWS + NAME),)


@pytest.mark.parametrize(
    ("whole", "holder"),
    [
        ({"users": (user_holding(*HERE),)}, "user/alice"),
        ({"groups": (group(attached=HERE),)}, "group/team"),
        ({"roles": (role("ops", trusting("*"), attached=HERE),)}, "role/ops"),
        ({"users": (user_holding(pointer(f"arn:aws-us-gov:iam::aws:policy/{NAME}")),)}, "user/alice"),
    ],
    ids=["user", "group", "role", "another partition"],
)
def test_flags_the_policy_on_whatever_has_it(whole, holder):
    (finding,) = judge(CHECK, snapshot(**whole))

    assert finding.message == f"The policy {NAME} is attached to {holder}."


def test_several_attachments_are_one_finding():
    (finding,) = judge(CHECK, snapshot(users=(user_holding(*HERE),), groups=(group(attached=HERE),)))

    assert finding.evidence["attached_to"] == "user/alice, group/team"


@pytest.mark.parametrize("arn", [OWN + NAME, f"{OF_AWS}ReadOnlyAccess"])
def test_other_policies_pass(arn):
    assert not judge(CHECK, snapshot(users=(user_holding(pointer(arn)),)))


def test_a_user_whose_policies_are_unknown_is_unknown():
    assert [one.status for one in judge(CHECK, snapshot(users=(user(permissions=None),)))] == [
        Status.NOT_EVALUATED
    ]
