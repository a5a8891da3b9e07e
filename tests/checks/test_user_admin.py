import pytest
from policies import allow, deny
from privileged_accounts import ALL, ALL_WHEN_TAGGED, ALL_WITH_MFA, account_of, person, puzzle
from verdicts import FINE, UNKNOWN, findings, severities, verdicts

from iam_audit.checks.user_admin import UserAdmin
from iam_audit.model import Severity

CHECK = UserAdmin()


@pytest.mark.parametrize(
    ("statements", "expected"),
    [
        ([ALL], [Severity.CRITICAL]),
        ([ALL_WITH_MFA], [Severity.CRITICAL]),
        ([ALL_WHEN_TAGGED], [Severity.HIGH]),
        ([allow("iam:AttachUserPolicy")], [Severity.CRITICAL]),
        ([ALL, deny("iam:*")], []),
        ([allow("s3:*")], []),
    ],
    ids=["all", "with MFA", "under a condition", "by giving it to themselves", "all but IAM", "one service"],
)
def test_flags_who_may_do_everything(statements, expected):
    assert severities(CHECK, account_of(person(*statements))) == expected


def test_says_may_where_a_condition_decides():
    (finding,) = findings(CHECK, account_of(person(ALL_WHEN_TAGGED)))

    assert finding.message == "The user alice may be an administrator, under conditions."


def test_says_with_which_credential_somebody_is_one():
    (finding,) = findings(CHECK, account_of(person(ALL_WITH_MFA)))

    assert finding.message == "The user alice is an administrator signed in with MFA."


def test_names_the_way_of_whoever_gives_it_to_themselves():
    (finding,) = findings(CHECK, account_of(person(allow("iam:AttachUserPolicy"))))

    assert "(iam:AttachUserPolicy)" in finding.message


def test_a_policy_that_cannot_be_read_is_no_good_news():
    assert verdicts(CHECK, account_of(puzzle())) == UNKNOWN


def test_a_user_without_permissions_is_fine():
    assert verdicts(CHECK, account_of(person(deny()))) == FINE
