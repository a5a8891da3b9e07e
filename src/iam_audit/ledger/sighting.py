"""Tells from the result of an audit where it looked, so that silence is not taken for good news."""

from collections.abc import Iterable

from iam_audit.ledger.records import Sighting, Subject
from iam_audit.model import AccountResult, AuditResult, Status


def sighting_of(result: AuditResult, subjects: Iterable[Subject]) -> Sighting:
    """Return what the audit saw: `subjects` are those of its failing findings that are worth a word.

    A finding of an account that could not be read, of a check that was not run, or of a resource that could not be
    judged stays as it was. One that is muted stays as well: somebody lives with it, it is not gone.
    """
    spoken = {subject.fingerprint: subject for subject in subjects}
    open_still = {
        finding.fingerprint for finding in result.with_status(Status.FAIL, Status.MUTED, Status.NOT_EVALUATED)
    }
    return Sighting(
        subjects=tuple(spoken.values()),
        judged=frozenset(pair for account in result.accounts for pair in _judged(account)),
        held=frozenset(open_still - spoken.keys()),
    )


def _judged(account: AccountResult) -> Iterable[tuple[str, str]]:
    """A check that could not be answered says so about the account as a whole."""
    refused = {
        finding.check_id
        for finding in account.findings
        if finding.status is Status.NOT_EVALUATED and finding.resource.type == "account"
    }
    return ((account.account.id, one.check_id) for one in account.counts if one.check_id not in refused)
