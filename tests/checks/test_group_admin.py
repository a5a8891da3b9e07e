import pytest
from policies import WITH_MFA, allow, deny, group, pointer
from privileged_accounts import ALL, UNREADABLE, given
from verdicts import UNKNOWN, findings, severities, verdicts

from builders import permissions, snapshot, user
from iam_audit.checks.group_admin import GroupAdmin
from iam_audit.model import Severity

CHECK = GroupAdmin()


@pytest.mark.parametrize(
    ("statements", "expected"),
    [
        ([ALL], [Severity.HIGH]),
        ([allow(**WITH_MFA)], [Severity.MEDIUM]),
        ([ALL, deny("iam:*")], []),
        ([allow("s3:*")], []),
    ],
    ids=["all", "with MFA", "all but IAM", "one service"],
)
def test_flags_groups_that_make_administrators(statements, expected):
    policies = tuple(given(one) for one in statements)

    assert severities(CHECK, snapshot(groups=(group(inline=policies),))) == expected


def test_counts_the_members():
    alice = user(permissions=permissions(groups=("team",)))
    (finding,) = findings(CHECK, snapshot(users=(alice,), groups=(group(inline=(given(ALL),)),)))

    assert finding.message == "The group team makes administrators of its 1 members."


@pytest.mark.parametrize(
    "unread", [group(inline=(UNREADABLE,)), group(attached=(pointer(),))], ids=["broken", "not there"]
)
def test_a_policy_that_cannot_be_read_is_unknown(unread):
    assert verdicts(CHECK, snapshot(groups=(unread,))) == UNKNOWN
