"""What the checks share of those who may change identities, policies or trust."""

from iam_audit.checks.principals import Sure
from iam_audit.policy.deeds import Done

SHOWN = 5


def sure_of(done: Done) -> Sure:
    """Return whether somebody may use one of the actions that were asked about."""
    if done.certain:
        return Sure.YES
    if done.unread:
        return Sure.UNKNOWN
    return Sure.MAYBE if done.possible else Sure.NO


def changes_in_words(done: Done) -> str:
    """Return what somebody may change in IAM, to follow a name."""
    names = done.certain or done.possible
    more = f" and {len(names) - SHOWN} more" if len(names) > SHOWN else ""
    may = "can" if done.certain else "may, under conditions,"
    return f"{may} change IAM: {', '.join(names[:SHOWN])}{more}"
