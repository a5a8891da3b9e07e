"""What scripts do: one call after another, some for every user.

Per user: the keys and the last use of each, the password, the MFA devices, the groups, the attached and the inline
policies. That is what it takes to say who has which key, who has MFA in which group, and who has policies of their
own; the audit says all of it.
"""

from collections.abc import Iterable, Iterator
from typing import Any, TypeAlias

import boto3

Client: TypeAlias = Any


def loop_account(iam: Client | None = None) -> frozenset[str]:
    """Return the key ids of one account."""
    iam = iam or boto3.client("iam", region_name="us-east-1")
    return frozenset(_keys(iam))


def loop_accounts(accounts: Iterable[str]) -> frozenset[str]:
    """Return the key ids of many accounts, read one after another with a session each, as scripts do."""
    return frozenset(key for account_id in accounts for key in loop_account(_entered(account_id)))


def _keys(iam: Client) -> Iterator[str]:
    for page in iam.get_paginator("list_users").paginate(PaginationConfig={"PageSize": 1000}):
        for user in page["Users"]:
            name = user["UserName"]
            for key in iam.list_access_keys(UserName=name)["AccessKeyMetadata"]:
                iam.get_access_key_last_used(AccessKeyId=key["AccessKeyId"])
                yield key["AccessKeyId"]
            _password(iam, name)
            iam.list_mfa_devices(UserName=name)
            iam.list_groups_for_user(UserName=name)
            iam.list_attached_user_policies(UserName=name)
            iam.list_user_policies(UserName=name)


def _password(iam: Client, name: str) -> None:
    try:
        iam.get_login_profile(UserName=name)
    except iam.exceptions.NoSuchEntityException:
        """This user has none."""


def _entered(account_id: str) -> Client:
    given = boto3.client("sts", region_name="us-east-1").assume_role(
        RoleArn=f"arn:aws:iam::{account_id}:role/reader", RoleSessionName="loop"
    )["Credentials"]
    session = boto3.Session(given["AccessKeyId"], given["SecretAccessKey"], given["SessionToken"])
    return session.client("iam", region_name="us-east-1")
