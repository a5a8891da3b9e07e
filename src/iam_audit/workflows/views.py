"""What a live source knows of the whole organization, before any account is read."""

from collections.abc import Iterable
from typing import TypeVar

from iam_audit.collect.base import Answers, OrganizationCollector
from iam_audit.collect.organization import NOT_LISTED, UNKNOWN, OrgAccount
from iam_audit.collect.organization_tree import OrganizationUnits
from iam_audit.collect.readings import part_of
from iam_audit.collect.service_control_policies import ServiceControlPolicies
from iam_audit.errors import InputError
from iam_audit.model import Account
from iam_audit.surroundings import View

T = TypeVar("T")

REFUSED = (
    "AWS did not tell the caller of this audit the units and service control policies of the organization"
)


def view_of(shared: Answers, listed: Iterable[OrgAccount]) -> View:
    """Return what the answers for all accounts, and the list of the accounts, come to."""
    tree = _parsed(shared, OrganizationUnits())
    members = {one.account.id for one in listed if one.state not in (NOT_LISTED, UNKNOWN)}
    return View(
        tree=tree,
        policies=_parsed(shared, ServiceControlPolicies()),
        why=REFUSED,
        accounts=frozenset(members | set(tree.accounts if tree else ())),
    )


def _parsed(shared: Answers, source: OrganizationCollector[T]) -> T | None:
    """Return one of the answers; None where it is missing, or cannot be understood."""
    found, answer = part_of(shared, source)
    try:
        return source.parse(answer, Account(id="")) if found else None
    except InputError:
        return None
