import pytest
from privileged_accounts import ALL, ALL_WHEN_TAGGED, account_of, actor, person, puzzle
from verdicts import FAILS, FINE, UNKNOWN, findings, severities, verdicts

from iam_audit.checks.admin_principal_count import AdminPrincipalCount
from iam_audit.model import Severity

CHECK = AdminPrincipalCount(min_admins=2, max_admins=3)


def admins(number, statement=ALL):
    return [person(statement, name=f"admin{one}") for one in range(number)]


@pytest.mark.parametrize(("number", "expected"), [(1, FAILS), (2, FINE), (3, FINE), (4, FAILS)])
def test_the_number_of_administrators_has_to_be_in_the_range(number, expected):
    assert verdicts(CHECK, account_of(*admins(number))) == expected


def test_users_and_roles_count_alike():
    assert verdicts(CHECK, account_of(*admins(1), actor(ALL))) == FINE


def test_roles_that_aws_sets_up_count_towards_the_least_only():
    of_aws = [actor(ALL, name=f"AWSReservedSSO_Owners_{one}") for one in range(9)]

    assert verdicts(CHECK, account_of(*of_aws)) == FINE


def test_one_that_may_be_an_administrator_makes_it_milder():
    read = account_of(*admins(3), person(ALL_WHEN_TAGGED, name="maybe"))

    assert severities(CHECK, read) == [Severity.LOW]


def test_one_that_is_not_known_makes_it_unknown_when_it_matters():
    assert verdicts(CHECK, account_of(*admins(3), puzzle())) == UNKNOWN
    assert verdicts(CHECK, account_of(*admins(2), puzzle())) == FINE


def test_names_the_administrators():
    (finding,) = findings(CHECK, account_of(*admins(4)))

    assert finding.evidence["administrators"] == "user/admin0, user/admin1, user/admin2, user/admin3"
