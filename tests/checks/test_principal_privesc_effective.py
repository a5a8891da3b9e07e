import pytest
from policies import allow
from privileged_accounts import ALL, ROLES, WHEN_TAGGED, account_of, actor, person, puzzle
from verdicts import FINE, UNKNOWN, findings, severities, verdicts

from iam_audit.checks.principal_privesc_effective import PrincipalPrivescEffective
from iam_audit.checks.user_admin import UserAdmin
from iam_audit.model import Severity
from whole_roles import OWN_ROOT, trusting

CHECK = PrincipalPrivescEffective()
ADMIN = person(ALL, name="root-like")
RUNS = actor(ALL, name="runner", trust=trusting({"Service": "lambda.amazonaws.com"}))
WITH_MFA_WHEN_TAGGED = {**WHEN_TAGGED, "Bool": {"aws:MultiFactorAuthPresent": "true"}}
START = ["iam:PassRole", "lambda:CreateFunction", "lambda:InvokeFunction"]


def of(name, *who):
    return [one for one in findings(CHECK, account_of(*who)) if one.resource.name == name]


def test_a_key_for_an_administrator_is_a_way_and_is_named():
    (finding,) = of("alice", ADMIN, person(allow("iam:CreateAccessKey")))

    assert finding.severity is Severity.CRITICAL
    assert "(iam:CreateAccessKey) on arn:aws:iam::123456789012:user/root-like" in finding.message


def test_it_is_none_where_there_is_nobody_stronger():
    assert not of("alice", person(allow("iam:CreateAccessKey")), person(allow("s3:*"), name="bob"))


def test_passing_an_administrators_role_names_the_role():
    (finding,) = of("alice", RUNS, person(allow(START)))

    assert f"through {ROLES}runner" in finding.message


def test_policies_of_several_kinds_are_judged_together():
    halves = person(allow("iam:PassRole"), allow(START[1:]))

    assert of("alice", RUNS, halves)


def test_a_condition_makes_it_only_possible():
    (finding,) = of("alice", ADMIN, person(allow("iam:CreateAccessKey", **WHEN_TAGGED)))

    assert finding.severity is Severity.HIGH
    assert "may be able to get more power" in finding.message


def test_a_role_of_a_role_is_followed():
    far = actor(ALL, name="far", trust=trusting({"AWS": f"{ROLES}near"}))
    near = actor(
        allow("sts:AssumeRole", f"{ROLES}far"),
        name="near",
        trust=trusting({"AWS": f"{OWN_ROOT[:-4]}user/alice"}),
    )

    assert of("alice", far, near, person(allow("sts:AssumeRole", f"{ROLES}near")))


def test_administrators_by_their_own_policies_pass():
    assert verdicts(CHECK, account_of(ADMIN)) == FINE


def test_who_can_become_an_administrator_alone_is_one_and_told_once():
    """`user-admin` names such a user, with the way."""
    rewriter = person(allow("iam:PutUserPolicy"))
    read = account_of(rewriter)

    assert verdicts(CHECK, read) == FINE
    assert "(iam:PutUserPolicy)" in findings(UserAdmin(), read)[0].message


def test_who_may_be_an_administrator_and_surely_has_a_way_is_told_of_both():
    both = person(allow("*", **WITH_MFA_WHEN_TAGGED), allow("iam:CreateAccessKey"))

    assert of("alice", ADMIN, both)


def test_who_may_be_an_administrator_and_may_have_a_way_is_told_once():
    maybe = person(allow("*", **WITH_MFA_WHEN_TAGGED), allow("iam:CreateAccessKey", **WHEN_TAGGED))

    assert not of("alice", ADMIN, maybe)


@pytest.mark.parametrize("name", ["AWSReservedSSO_Builders_0123456789abcdef", "stacksets-exec-0123"])
def test_roles_that_aws_sets_up_are_milder(name):
    (finding,) = of(name, ADMIN, actor(allow("iam:CreateAccessKey"), name=name))

    assert finding.severity is Severity.LOW


def test_a_policy_that_cannot_be_read_is_unknown():
    assert severities(CHECK, account_of(puzzle())) != []
    assert verdicts(CHECK, account_of(puzzle())) == UNKNOWN
