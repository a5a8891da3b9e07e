"""Security questions of root."""

from verdicts import MANUAL, verdicts

from builders import root, snapshot
from iam_audit.checks.account_security_questions import AccountSecurityQuestions


def test_a_person_has_to_look():
    assert verdicts(AccountSecurityQuestions(), snapshot(root=root())) == MANUAL
