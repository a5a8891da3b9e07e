import pytest

from builders import ACCOUNT_ID, NOW, days_ago, permissions, policy, snapshot, user
from iam_audit.audit import audit_snapshot
from iam_audit.checks.group_deny_user_action_bypass import GroupDenyUserActionBypass
from iam_audit.model import Finding, Group, ManagedPolicy, PolicyVersion, Status
from whole_roles import document, role, trusting

ADMINS = f"arn:aws:iam::{ACCOUNT_ID}:group/admins"
MISAIMED = document(
    {"Effect": "Deny", "Action": ["iam:DeleteUser", "iam:CreateAccessKey"], "Resource": ADMINS}
)
AIMED = document({"Effect": "Deny", "Action": "iam:DeleteGroup", "Resource": ADMINS})


def managed(text: str | None, owner: str = ACCOUNT_ID) -> ManagedPolicy:
    versions = (PolicyVersion(id="v1", default=True, document=text, created_at=days_ago(1)),) if text else ()
    return ManagedPolicy(
        name="guard", arn=f"arn:aws:iam::{owner}:policy/guard", account_id=ACCOUNT_ID, versions=versions
    )


def judge(**fields: object) -> list[Finding]:
    return list(GroupDenyUserActionBypass().run(snapshot(**fields), NOW))


INLINE = (policy("guard", MISAIMED),)


@pytest.mark.parametrize(
    ("fields", "kind", "place"),
    [
        ({"policies": (managed(MISAIMED),)}, "policy", managed(MISAIMED).arn),
        ({"users": (user(permissions=permissions(inline=INLINE)),)}, "user-policy", "alice/guard"),
        (
            {"groups": (Group(name="g", arn="arn", account_id=ACCOUNT_ID, inline=INLINE),)},
            "group-policy",
            "g/guard",
        ),
        ({"roles": (role("r", trusting("*"), inline=INLINE),)}, "role-policy", "r/guard"),
    ],
)
def test_flags_such_a_deny_wherever_it_is_written(fields, kind, place):
    findings = judge(**fields)

    assert [(one.status, one.resource.type, one.resource.id) for one in findings] == [
        (Status.FAIL, kind, place)
    ]


def test_names_the_actions_and_the_group_once():
    finding = judge(policies=(managed(MISAIMED),))[0]

    assert finding.evidence == {"actions": "iam:DeleteUser, iam:CreateAccessKey", "groups": ADMINS}
    assert finding.message == (
        f"It denies iam:DeleteUser, iam:CreateAccessKey on {ADMINS}, which reaches no member."
    )


@pytest.mark.parametrize(
    "one", [managed(AIMED), managed(MISAIMED, owner="aws")], ids=["it works", "it is AWS's"]
)
def test_other_policies_pass(one):
    assert judge(policies=(one,)) == []


@pytest.mark.parametrize(
    "fields",
    [
        {"policies": (managed(None),)},
        {"policies": (managed("{"),)},
        {"users": (user(permissions=None),)},
    ],
    ids=["no document", "broken document", "policies not read"],
)
def test_a_policy_that_cannot_be_read_is_unknown(fields):
    assert [finding.status for finding in judge(**fields)] == [Status.NOT_EVALUATED]


def test_counts_the_policies_of_the_account():
    account = snapshot(
        policies=(managed(AIMED), managed(MISAIMED, owner="aws")),
        users=(user(permissions=permissions(inline=INLINE)),),
    )

    assert audit_snapshot(account, (GroupDenyUserActionBypass(),), NOW).counts[0].examined == 2
