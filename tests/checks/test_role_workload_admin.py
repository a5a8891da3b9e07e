import pytest
from policies import allow
from privileged_accounts import ALL, UNREADABLE, WHEN_TAGGED, account_of, actor
from verdicts import UNKNOWN, examined, severities, verdicts

from iam_audit.checks.role_workload_admin import RoleWorkloadAdmin
from iam_audit.model import Severity
from whole_roles import OWN_ROOT, role, trusting

CHECK = RoleWorkloadAdmin()
BY_LAMBDA = trusting({"Service": "lambda.amazonaws.com"})
BY_EC2 = trusting({"Service": "ec2.amazonaws.com"})


@pytest.mark.parametrize(
    ("statement", "expected"),
    [
        (ALL, [Severity.HIGH]),
        (allow("iam:CreateUser"), [Severity.HIGH]),
        (allow("iam:CreateUser", **WHEN_TAGGED), [Severity.MEDIUM]),
        (allow("iam:CreateServiceLinkedRole"), []),
        (allow("s3:*"), []),
    ],
    ids=["all", "makes users", "under a condition", "roles of services", "one service"],
)
def test_flags_roles_of_programs_with_power_over_identities(statement, expected):
    assert severities(CHECK, account_of(actor(statement, trust=BY_LAMBDA))) == expected


@pytest.mark.parametrize(("profiles", "looked_at"), [((), 0), (("web",), 1)])
def test_a_role_of_ec2_counts_with_an_instance_profile(profiles, looked_at):
    assert examined(CHECK, account_of(actor(ALL, trust=BY_EC2, instance_profiles=profiles))) == looked_at


def test_roles_of_people_are_not_looked_at():
    assert examined(CHECK, account_of(actor(ALL, trust=trusting({"AWS": OWN_ROOT})))) == 0


def test_what_cannot_be_read_is_unknown():
    puzzles = (
        role("ops", BY_LAMBDA, inline=(UNREADABLE,)),
        role("web", inline=actor(ALL).inline, trust="{"),
    )

    assert verdicts(CHECK, account_of(*puzzles)) == UNKNOWN * 2
