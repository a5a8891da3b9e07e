import pytest
from policies import SUBJECT, allow, customer, group, judge, pointer

from builders import ACCOUNT_ID, permissions, policy, snapshot, user
from iam_audit.checks.policy_non_sts_action import PolicyNonStsAction
from iam_audit.model import Status
from whole_roles import document

OPS = allow("sts:AssumeRole", f"arn:aws:iam::{ACCOUNT_ID}:role/ops")


def takers(*statements, **fields):
    return snapshot(groups=(group("takers", inline=(policy("subject", document(*statements)),), **fields),))


def judged(whole, groups=("takers",), **options):
    return judge(PolicyNonStsAction(groups=groups, **options), whole)


@pytest.mark.parametrize(
    ("statements", "flagged"), [([OPS], False), ([OPS, allow("s3:GetObject")], True), ([allow()], True)]
)
def test_flags_policies_of_a_group_that_allow_more_than_roles(statements, flagged):
    assert bool(judged(takers(*statements))) is flagged


def test_managed_policies_of_the_group_count_those_of_others_do_not():
    whole = customer(allow("s3:*"), groups=(group("takers", attached=(pointer(),)), group("others")))

    assert [one.resource.id for one in judged(whole)] == [SUBJECT]
    assert not judged(whole, ("others",))


def test_policies_of_users_do_not_count():
    own = permissions(inline=(policy("x", document(allow())),))

    assert not judged(snapshot(users=(user("takers", permissions=own),)), ("t*",))


def test_without_groups_nothing_is_looked_at():
    check = PolicyNonStsAction()

    assert (judge(check, takers(allow())), list(check.members(takers(allow())))) == ([], [])


def test_what_is_allowed_is_an_option():
    assert not judged(takers(allow("iam:ChangePassword")), allowed=("sts:*", "iam:ChangePassword"))


def test_a_group_that_is_not_there_is_said_a_pattern_is_not():
    found = judged(takers(OPS), ("gone", "g*"))

    assert [(one.status, one.resource.id) for one in found] == [(Status.NOT_EVALUATED, "gone")]
