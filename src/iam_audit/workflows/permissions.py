"""The least-privilege IAM policy for what somebody wants to do."""

from collections.abc import Iterable
from typing import Any

PURPOSES = {
    "audit": "read one account; also what the role in each member account needs",
    "collect": "the same as audit: save an account's answers",
    "organization": "list the accounts and enter them; for the one who runs it",
    "events": "ask CloudTrail what happened to users and keys",
}
"""What permissions can be asked for, and what each is."""


def permissions_for(
    purposes: Iterable[str] = ("audit",), *, role: str = "*", partition: str = "aws"
) -> dict[str, Any]:
    """Return an IAM policy document that allows exactly what the purposes call, in a fixed order.

    `role` narrows the roles that may be assumed in member accounts. Raises UsageError for an unknown purpose.
    """
    raise NotImplementedError
