"""The only maker of AWS sessions and clients, and the one who knows what their errors mean.

Importing this is cheap: the SDK is loaded by the first `connect`.
"""

from iam_audit.aws.arns import account_of, home_region, partition_of, role_account, role_arn
from iam_audit.aws.calls import Calls
from iam_audit.aws.connection import Aws, Identity
from iam_audit.aws.faults import as_ours, explain, is_access_denied
from iam_audit.aws.tally import AccountCalls

__all__ = [
    "AccountCalls",
    "Aws",
    "Calls",
    "Identity",
    "account_of",
    "as_ours",
    "connect",
    "explain",
    "home_region",
    "is_access_denied",
    "partition_of",
    "role_account",
    "role_arn",
]


def connect(
    profile: str | None = None,
    region: str | None = None,
    endpoint_url: str | None = None,
    run_id: str = "",
    *,
    account_timeout: float | None = None,
) -> Aws:
    """Prepare to talk to AWS with the credentials that the AWS CLI would use; nothing is sent yet.

    Reading one account may take `account_timeout` seconds: half an hour unless it says otherwise. Raises
    CredentialsError for an unknown profile or a broken configuration file, UsageError for an unknown Region.
    """
    from iam_audit.aws import sdk  # loading botocore takes a fifth of a second

    return Aws(sdk.open_sdk(profile, region, endpoint_url, run_id, account_timeout))
