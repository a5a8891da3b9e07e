import pytest

from aws_cli import problems
from builders import NOW, permissions, policy, snapshot, user
from iam_audit.audit import Judgement, audit_snapshot
from iam_audit.checks.user_direct_policy import UserDirectPolicy
from iam_audit.model import AttachedPolicy, Finding, Status, User

OURS = AttachedPolicy(name="Deploy", arn="arn:aws:iam::123456789012:policy/team/Deploy")
OF_AWS = AttachedPolicy(name="Deploy", arn="arn:aws:iam::aws:policy/Deploy")
QUARANTINE = AttachedPolicy(
    name="AWSCompromisedKeyQuarantineV3", arn="arn:aws:iam::aws:policy/AWSCompromisedKeyQuarantineV3"
)


def judge(*users: User) -> list[Finding]:
    return list(UserDirectPolicy().run(snapshot(users=users), NOW))


def holding(**fields: object) -> User:
    return user(permissions=permissions(**fields))


@pytest.mark.parametrize(
    ("one", "messages"),
    [
        pytest.param(holding(), [], id="nothing"),
        pytest.param(holding(groups=("admins",)), [], id="through a group"),
        pytest.param(holding(boundary=OURS.arn), [], id="a boundary only takes away"),
        pytest.param(holding(inline=(policy("x"),)), ["alice has the inline policy x."], id="inline"),
        pytest.param(
            holding(attached=(OURS,)), ["The policy Deploy is attached to alice directly."], id="attached"
        ),
    ],
)
def test_flags_policies_given_to_a_user_directly(one, messages):
    assert [finding.message for finding in judge(one)] == messages


def test_each_policy_is_a_finding_of_its_own_even_under_the_same_name():
    findings = judge(holding(inline=(policy("Deploy"), policy("other")), attached=(OURS, OF_AWS)))

    assert [finding.resource.id for finding in findings] == [
        "alice/Deploy",
        "alice/other",
        f"alice/{OURS.arn}",
        f"alice/{OF_AWS.arn}",
    ]
    assert len({finding.fingerprint for finding in findings}) == 4


def test_counts_users_and_not_policies():
    users = (holding(inline=(policy("a"), policy("b"))), user("bob"), user("carol", permissions=None))

    result = audit_snapshot(snapshot(users=users), (UserDirectPolicy(),), NOW, Judgement(include_passed=True))
    count = result.counts[0]

    assert (count.failed, count.examined, count.passed, count.not_evaluated) == (1, 3, 1, 1)
    assert [finding.resource.id for finding in result.findings if finding.status is Status.PASS] == ["bob"]


def test_a_user_whose_policies_are_unknown_is_unknown():
    finding = judge(user(permissions=None))[0]

    assert (finding.status, finding.resource.id) == (Status.NOT_EVALUATED, "alice")


@pytest.mark.parametrize(
    ("one", "command"),
    [
        pytest.param(
            holding(attached=(OURS,)),
            f"aws iam detach-user-policy --user-name alice --policy-arn {OURS.arn}",
            id="attached",
        ),
        pytest.param(
            holding(inline=(policy("x"),)),
            "aws iam delete-user-policy --user-name alice --policy-name x",
            id="inline",
        ),
    ],
)
def test_the_commands_take_away_this_very_policy(one, command):
    commands = judge(one)[0].remediation.cli

    assert command in commands
    assert [problem for line in commands for problem in problems(line)] == []


@pytest.mark.parametrize(
    "one",
    [holding(attached=(QUARANTINE,)), holding(inline=(policy("AWSExposedCredentialPolicy_DO_NOT_REMOVE"),))],
    ids=["attached", "inline"],
)
def test_the_advice_on_a_quarantine_policy_is_to_leave_it(one):
    remedy = judge(one)[0].remediation

    assert remedy.text.startswith("Leave AWS")
    assert not [line for line in remedy.cli if "detach" in line or "delete" in line]


def test_the_facts_tell_inline_from_attached():
    findings = judge(holding(inline=(policy("x"),), attached=(OURS,)))

    assert [finding.evidence for finding in findings] == [
        {"policy": "x", "kind": "inline"},
        {"policy": "Deploy", "policy_arn": OURS.arn, "kind": "attached"},
    ]
