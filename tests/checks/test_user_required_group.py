import pytest

from builders import ACCOUNT_ID, NOW, permissions, snapshot, user
from iam_audit.audit import audit_snapshot
from iam_audit.checks.user_required_group import UserRequiredGroup
from iam_audit.model import Finding, Group, Status, User

GROUPS = tuple(
    Group(name=name, arn=f"arn:aws:iam::{ACCOUNT_ID}:group/{name}", account_id=ACCOUNT_ID)
    for name in ("all", "mfa", "people", "machines")
)


def member(*groups: str) -> User:
    return user(permissions=permissions(groups=groups))


def judge(one: User, **options: tuple[str, ...]) -> list[Finding]:
    return list(UserRequiredGroup(**options).run(snapshot(users=(one,), groups=GROUPS), NOW))


@pytest.mark.parametrize(
    ("one", "options", "missing"),
    [
        pytest.param(member("all"), {"groups": ("all",)}, [], id="in the group"),
        pytest.param(member("All"), {"groups": ("aLL",)}, [], id="whatever the case"),
        pytest.param(member("all"), {"groups": ("all", "mfa")}, ["mfa"], id="in one of two"),
        pytest.param(member(), {"groups": ("all", "mfa")}, ["all, mfa"], id="in neither"),
        pytest.param(member("people"), {"one_of": ("people", "machines")}, [], id="one of several"),
        pytest.param(
            member("all"),
            {"one_of": ("people", "machines")},
            ["one of people, machines"],
            id="none of several",
        ),
        pytest.param(
            member(),
            {"groups": ("all",), "one_of": ("people",)},
            ["all, one of people"],
            id="both options in one finding",
        ),
        pytest.param(member(), {}, [], id="nothing required"),
    ],
)
def test_flags_users_missing_from_a_group(one, options, missing):
    assert [finding.evidence["missing"] for finding in judge(one, **options)] == missing


def test_users_whose_groups_are_unknown_are_unknown():
    assert [finding.status for finding in judge(user(permissions=None), groups=("all",))] == [
        Status.NOT_EVALUATED
    ]


@pytest.mark.parametrize(
    "options", [{"groups": ("all", "oops")}, {"groups": ("all",), "one_of": ("all", "oops")}]
)
def test_a_group_that_does_not_exist_is_said(options):
    said = [(finding.status, finding.resource.id) for finding in judge(member("all", "oops"), **options)]

    assert said == [(Status.NOT_EVALUATED, "oops")]


def test_nobody_is_examined_until_a_group_is_named():
    account = snapshot(users=(member(),), groups=GROUPS)

    counts = [
        audit_snapshot(account, (UserRequiredGroup(groups=groups),), NOW).counts[0].examined
        for groups in ((), ("all",))
    ]

    assert counts == [0, 1]
