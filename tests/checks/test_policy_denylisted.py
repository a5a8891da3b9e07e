import pytest
from policies import group, judge, pointer, user_holding

from builders import snapshot
from iam_audit.checks.policy_denylisted import PolicyDenylisted
from whole_policies import OF_AWS

POWER = f"{OF_AWS}PowerUserAccess"
WHOLE = snapshot(users=(user_holding(pointer(POWER)),), groups=(group(attached=(pointer(POWER),)),))


@pytest.mark.parametrize(
    ("policies", "flagged"),
    [
        ((POWER,), True),
        (("poweruseraccess",), True),
        (("Power*",), True),
        (("ReadOnlyAccess",), False),
        ((), False),
    ],
)
def test_flags_listed_policies_by_arn_name_or_pattern(policies, flagged):
    assert bool(judge(PolicyDenylisted(policies=policies), WHOLE)) is flagged


@pytest.mark.parametrize(
    ("exceptions", "attached_to"),
    [((), ["user/alice, group/team"]), (("user/alice",), ["group/team"]), (("user/*", "group/TEAM"), [])],
)
def test_exceptions_may_have_them(exceptions, attached_to):
    found = judge(PolicyDenylisted(policies=(POWER,), exceptions=exceptions), WHOLE)

    assert [finding.evidence["attached_to"] for finding in found] == attached_to


def test_without_a_list_nothing_is_looked_at():
    assert list(PolicyDenylisted().members(WHOLE)) == []
