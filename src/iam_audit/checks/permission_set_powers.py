"""What permission sets let people do in the accounts that they are assigned to."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from iam_audit.errors import PolicyError
from iam_audit.model import Account, PermissionSet, Privilege, Snapshot
from iam_audit.policy import privilege_of_documents
from iam_audit.policy.document import Statement, parse_policy

ADMINISTRATOR = "AdministratorAccess"
FULL = '{"Statement":[{"Action":"*","Effect":"Allow","Resource":"*"}],"Version":"2012-10-17"}'
"""What AWS's policy AdministratorAccess says."""


@dataclass(frozen=True)
class Powers:
    """What a permission set comes to, as far as its policies could be read."""

    privilege: Privilege
    missing: tuple[str, ...] = ()
    """The policies that could not be read, as people name them."""
    bounded: bool = False
    """Whether a permissions boundary may take something away."""
    statements: tuple[Statement, ...] = ()
    """Those that could be read."""


def powers_of(one: PermissionSet, snapshot: Snapshot) -> Powers:
    """Return what a permission set comes to by itself: accounts differ in what else there is to be used."""
    found = tuple(_documents(one, snapshot))
    documents = tuple(text for _, text in found if text is not None and _is_readable(text))
    missing = tuple(name for name, text in found if text is None or not _is_readable(text))
    statements = tuple(statement for text in documents for statement in parse_policy(text))
    return Powers(_judged(documents, snapshot.account), missing, bool(one.boundary), statements)


def _documents(one: PermissionSet, snapshot: Snapshot) -> Iterator[tuple[str, str | None]]:
    for arn in one.managed_policies:
        yield f"AWS's policy {arn.rpartition('/')[2]}", _managed(arn, snapshot)
    own = {(each.path, each.name): each for each in snapshot.policies if not each.aws_managed}
    for reference in one.customer_policies:
        policy = own.get((reference.path, reference.name))
        yield f"the policy {reference.name}", policy.document if policy else None
    if one.inline:
        yield "the inline policy", one.inline


def _managed(arn: str, snapshot: Snapshot) -> str | None:
    policy = snapshot.policies_by_arn.get(arn)
    if policy is not None and policy.document is not None:
        return policy.document
    return FULL if arn.endswith(f":iam::aws:policy/{ADMINISTRATOR}") else None


def _is_readable(text: str) -> bool:
    try:
        parse_policy(text)
    except PolicyError:
        return False
    return True


@lru_cache(maxsize=1024)
def _judged(documents: tuple[str, ...], account: Account) -> Privilege:
    return privilege_of_documents(documents, account=account, now=None, permission_set=True)
