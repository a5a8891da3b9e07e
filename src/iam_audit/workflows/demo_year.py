"""The audits that the invented organization would have had in the past year, told by the real checks."""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta

from iam_audit.audit import not_assessed
from iam_audit.demo import YEAR, AccountLife, organization, picture
from iam_audit.model import AccountResult, AuditResult
from iam_audit.workflows.auditing import Questions
from iam_audit.workflows.parallel import QUIET, Progress

SCOPE = "organization o-exampleorgid"
SHUT = "AccessDenied when the role audit-reader was to be assumed: there is no such role in the account"
RUN_DAYS = (*range(YEAR - 1, 14, -7), *range(14, -1, -1))
"""The days of the audits: weekly, and daily for the last two weeks."""


def audits_of_a_year(asked: Callable[[datetime], Questions], today: datetime) -> Iterator[AuditResult]:
    """Yield the audits of the year up to `today`, the oldest first; `asked` says what was asked as of a moment."""
    for day in RUN_DAYS:
        yield audit_of_a_day(asked(today - timedelta(days=day)), day, today)


def audit_of_a_day(
    questions: Questions, day: int, today: datetime, progress: Progress = QUIET
) -> AuditResult:
    """Return what an audit says that was made so many days before `today`."""
    there = [life for life in organization() if life.joined >= day]
    progress.started(len(there))
    accounts = [_judged(life, questions, day, today, progress) for life in there]
    return questions.add_up(accounts, today - timedelta(days=day), SCOPE)


def _judged(
    life: AccountLife, questions: Questions, day: int, today: datetime, progress: Progress
) -> AccountResult:
    seen = picture(life, day, today)
    if seen is None:
        progress.failed(life.account, SHUT)
        return not_assessed(life.account, SHUT)
    judged = questions.put_to(seen, today - timedelta(days=day))
    progress.done(life.account)
    return judged
