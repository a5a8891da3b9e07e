"""What the checks of documents have in common, shown with one of them."""

import msgspec
import pytest
from policies import NOT_JSON, SUBJECT, WITH_MFA, allow, customer, group, inline, judge, pointer

from aws_cli import problems
from builders import ACCOUNT_ID, NOW, permissions, snapshot, user
from iam_audit.audit import audit_snapshot
from iam_audit.checks.own_policies import listed, milder
from iam_audit.checks.policy_passrole_wildcard import PolicyPassroleWildcard
from iam_audit.model import Section, Severity, Status
from whole_policies import OF_AWS, managed
from whole_roles import role, trusting

CHECK = PolicyPassroleWildcard()
PASS_ROLE = allow("iam:PassRole")


def test_looks_at_managed_and_inline_policies_and_makes_one_finding_of_each():
    everywhere = msgspec.structs.replace(inline(PASS_ROLE), policies=customer(PASS_ROLE).policies)

    assert [(one.resource.type, one.resource.id) for one in judge(CHECK, everywhere)] == [
        ("policy", SUBJECT),
        ("user-policy", "alice/subject"),
        ("group-policy", "team/subject"),
        ("role-policy", "ops/subject"),
    ]


def test_policies_of_aws_are_not_for_the_account_to_change():
    assert not judge(CHECK, snapshot(policies=(managed(f"{OF_AWS}Admin", PASS_ROLE, attached=1),)))


def test_a_policy_that_is_only_a_boundary_gives_nothing():
    assert not judge(CHECK, customer(PASS_ROLE, attached=0, boundaries=3))


def test_the_principals_it_reaches_are_evidence_those_of_groups_too():
    held = (pointer(),)
    whole = customer(
        PASS_ROLE,
        users=(
            user("alice", permissions=permissions(groups=("team",))),
            user(
                "bob", permissions=permissions(attached=held, boundary=f"arn:aws:iam::{ACCOUNT_ID}:policy/b")
            ),
        ),
        groups=(group(attached=held),),
        roles=(role("ops", trusting("*"), attached=held),),
    )

    evidence = judge(CHECK, whole)[0].evidence

    assert evidence["principals"] == "user/bob, group/team, user/alice, role/ops"
    assert evidence["principal_count"] == 4
    assert evidence["within_a_boundary"] == "user/bob"


def test_whom_it_reaches_is_unknown_where_nobody_could_be_read():
    whole = customer(PASS_ROLE, gaps=(Section.USERS,))

    assert judge(CHECK, whole)[0].evidence["principal_count"] is None


def test_conditions_are_told_and_make_it_milder():
    free, bound = (judge(CHECK, customer(allow("iam:PassRole", **more)))[0] for more in ({}, WITH_MFA))

    assert (free.severity, bound.severity) == (Severity.HIGH, Severity.MEDIUM)
    assert bound.message.endswith(", under conditions only (aws:multifactorauthpresent).")
    assert (free.evidence["conditions"], bound.evidence["conditions"]) == (None, "aws:multifactorauthpresent")


@pytest.mark.parametrize("whole", [inline(text=NOT_JSON), snapshot(users=(user(permissions=None),))])
def test_what_cannot_be_read_is_unknown(whole):
    assert {finding.status for finding in judge(CHECK, whole)} == {Status.NOT_EVALUATED}


def test_a_policy_without_its_document_is_unknown():
    (policy,) = customer(PASS_ROLE).policies
    whole = snapshot(policies=(msgspec.structs.replace(policy, versions=()),))

    assert [(one.status, one.resource.id) for one in judge(CHECK, whole)] == [(Status.NOT_EVALUATED, SUBJECT)]


def test_counts_policies():
    count = audit_snapshot(inline(PASS_ROLE), (CHECK,), NOW).counts[0]

    assert (count.examined, count.failed) == (3, 3)


@pytest.mark.parametrize("whole", [customer(PASS_ROLE), inline(PASS_ROLE)])
def test_the_commands_change_this_very_policy(whole):
    for finding in judge(CHECK, whole):
        name = finding.resource.arn or "--policy-name subject"
        assert any(name in command for command in finding.remediation.cli)
        assert [problem for command in finding.remediation.cli for problem in problems(command)] == []


def test_the_words_name_an_inline_policy_and_its_holder():
    finding = judge(CHECK, inline(PASS_ROLE))[2]

    assert (
        finding.message
        == "The inline policy subject of the role ops lets its holder pass any role to any service."
    )
    assert "subject of ops" in finding.remediation.text


def test_of_many_names_the_first_are_shown():
    assert listed(f"n{number}" for number in range(22)).endswith("n19 and 2 more")


@pytest.mark.parametrize(
    ("severity", "next_one"), [(Severity.CRITICAL, Severity.HIGH), (Severity.INFO, Severity.INFO)]
)
def test_the_mildest_stays_as_it_is(severity, next_one):
    assert milder(severity) is next_one
