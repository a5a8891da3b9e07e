"""Partitions, role ARNs and the Region where each partition keeps its global services."""

import re
from types import MappingProxyType

from iam_audit.errors import UsageError

HOME_REGIONS = MappingProxyType(
    {
        "aws": "us-east-1",
        "aws-cn": "cn-north-1",
        "aws-eusc": "eusc-de-east-1",
        "aws-iso": "us-iso-east-1",
        "aws-iso-b": "us-isob-east-1",
        "aws-iso-e": "eu-isoe-west-1",
        "aws-iso-f": "us-isof-south-1",
        "aws-us-gov": "us-gov-west-1",
    }
)
"""IAM is global within a partition; a request to it is signed for this Region."""

ROLE_NAME = re.compile(r"[\w+=,.@-]{1,64}", re.ASCII)
ROLE_PATH = re.compile(r"(?:[\x21-\x2e\x30-\x7e]+/)*")
ROLE_ARN = re.compile(r"arn:(?P<partition>aws[a-z-]*):iam::(?P<account>\d{12}):role/(?P<role>.+)")


def partition_of(arn: str) -> str:
    """Return the partition of an ARN: `aws`, `aws-cn`, `aws-us-gov`, ..."""
    return arn.split(":", 2)[1]


def account_of(arn: str) -> str:
    """Return the account id in an ARN."""
    return arn.split(":", 5)[4]


def home_region(partition: str) -> str:
    """Return the Region to ask for global services. Raises UsageError for a partition never heard of."""
    if partition not in HOME_REGIONS:
        known = ", ".join(HOME_REGIONS)
        raise UsageError(f"There is no AWS partition '{partition}'. Known partitions: {known}.")
    return HOME_REGIONS[partition]


def role_arn(partition: str, account_id: str, role: str) -> str:
    """Return the ARN of a role in an account.

    `role` is a name, a name with its path (`security/reader`), or a whole ARN in which `{partition}` and
    `{account_id}` are filled in. Raises UsageError when it is none of these, or an ARN of another account.
    """
    if role.startswith("arn:"):
        return _filled(partition, account_id, role)
    path, _, name = role.strip("/").removeprefix("role/").rpartition("/")
    if not ROLE_NAME.fullmatch(name) or not ROLE_PATH.fullmatch(f"{path}/" if path else ""):
        raise UsageError(f"'{role}' is no role: give its name, its path and name, or its whole ARN.")
    return f"arn:{partition}:iam::{account_id}:role/{path}{'/' if path else ''}{name}"


def role_account(role: str) -> str | None:
    """Return the account that a role ARN names; None for a name, a path or a template."""
    match = ROLE_ARN.fullmatch(role)
    return match["account"] if match else None


def _filled(partition: str, account_id: str, template: str) -> str:
    arn = template.replace("{partition}", partition).replace("{account_id}", account_id)
    match = ROLE_ARN.fullmatch(arn)
    if not match:
        raise UsageError(
            f"'{template}' is no role ARN: it reads arn:{{partition}}:iam::{{account_id}}:role/NAME, "
            "with or without the braces."
        )
    if match["account"] != account_id:
        raise UsageError(
            f"The role {template} is in account {match['account']}, so account {account_id} cannot be "
            "entered with it. Give the role's name, or write {account_id} in place of the number."
        )
    return arn
