"""Results of accounts for the tests of shards."""

from builders import ACCOUNT_ID, NOW, access_key, account, snapshot, user
from iam_audit.checks import configure
from iam_audit.model import AccountResult
from iam_audit.workflows import Questions

QUESTIONS = Questions(checks=configure({}))


def account_result(account_id: str = ACCOUNT_ID) -> AccountResult:
    return Questions(checks=()).put_to(snapshot(account=account(id=account_id)), NOW)


def one_key() -> AccountResult:
    held = snapshot(users=(user(),), access_keys=(access_key(age_days=200, used_days_ago=None),))
    return QUESTIONS.put_to(held, NOW)
