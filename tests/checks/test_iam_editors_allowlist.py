import pytest
from policies import allow
from privileged_accounts import WHEN_TAGGED, account_of, person, puzzle
from verdicts import UNKNOWN, examined, severities, verdicts

from iam_audit.checks.iam_editors_allowlist import IamEditorsAllowlist
from iam_audit.model import Severity

CHECK = IamEditorsAllowlist(allowed=("iam-*",))


@pytest.mark.parametrize(
    ("name", "statement", "expected"),
    [
        ("alice", allow("iam:TagUser"), [Severity.HIGH]),
        ("alice", allow("iam:DeleteUser", **WHEN_TAGGED), [Severity.MEDIUM]),
        ("alice", allow("iam:Get*"), []),
        ("alice", allow("s3:*"), []),
        ("iam-admin", allow("iam:*"), []),
    ],
    ids=["edits", "under a condition", "reads", "another service", "on the list"],
)
def test_flags_editors_who_are_not_on_the_list(name, statement, expected):
    assert severities(CHECK, account_of(person(statement, name=name))) == expected


def test_nobody_is_looked_at_before_somebody_is_on_the_list():
    assert examined(IamEditorsAllowlist(), account_of(person(allow("iam:*")))) == 0


def test_a_policy_that_cannot_be_read_is_unknown():
    assert verdicts(CHECK, account_of(puzzle())) == UNKNOWN
