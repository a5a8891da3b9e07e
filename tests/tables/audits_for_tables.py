"""Small audits for the tests of tables."""

from builders import NOW, access_key, account, last_use, snapshot, unknown_use, user
from iam_audit.audit import not_assessed
from iam_audit.checks import configure
from iam_audit.model import AuditResult
from iam_audit.workflows import Questions

QUESTIONS = Questions(checks=configure({}))


def one_account(*keys) -> AuditResult:
    people = tuple(user(name) for name in sorted({key.user_name for key in keys}))
    judged = QUESTIONS.put_to(snapshot(users=people, access_keys=keys), NOW)
    return QUESTIONS.add_up([judged], NOW, "account 123456789012")


def never_and_unknown():
    return (
        access_key(user_name="never", last_used=last_use(None), id="AKIAI44QH8DHBEXAMPLE"),
        access_key(user_name="unknown", last_used=unknown_use()),
    )


def unread() -> AuditResult:
    lost = not_assessed(account(id="444455556666", name="lost"), "the role cannot be assumed")
    return QUESTIONS.add_up([lost], NOW, "organization o-exampleorgid")


def empty() -> AuditResult:
    return QUESTIONS.add_up([], NOW, "organization o-exampleorgid")
