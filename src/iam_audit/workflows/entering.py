"""Finds the way into accounts that are to be changed."""

from collections.abc import Callable

from iam_audit.aws import Aws, role_account, role_arn
from iam_audit.errors import AccountError
from iam_audit.remediate import Door
from iam_audit.workflows.sources import Entry
from iam_audit.workflows.visits import enter


def way_into(aws: Aws, entry: Entry | None) -> Callable[[str], Door]:
    """Return what leads into an account, by its id: the caller's own as it is, others through the role.

    What it returns raises AccountError where there is no way in; this raises CredentialsError.
    """
    identity = aws.identity()

    def go(account_id: str) -> Door:
        named = role_account(entry.role) if entry else None
        if account_id == identity.account_id and named != account_id:
            return aws.visit().client
        if entry is None or named not in (None, account_id):
            raise AccountError(
                f"Account {account_id} is not the caller's own: name a role in it with --role, or with role in"
                " [organization]."
            )
        return enter(aws, entry, role_arn(identity.partition, account_id, entry.role)).client

    return go
