"""Whom the trust policy of a role lets in, one principal at a time, and what it demands of each.

Source: "AWS JSON policy elements: Principal" in the IAM User Guide.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from iam_audit.model import Role
from iam_audit.policy.actions import action_set
from iam_audit.policy.demands import Demands, demand_of, own_demands
from iam_audit.policy.document import Condition, Effect, Principals, Statement, parse_trust
from iam_audit.policy.reading import Reading

ASSUME_ROLE = "sts:assumerole"
WITH_SAML = "sts:assumerolewithsaml"
WITH_WEB_IDENTITY = "sts:assumerolewithwebidentity"

PRINCIPAL_ARN = "aws:principalarn"
ACCOUNT_ID = re.compile(r"\d{12}")
UNIQUE_ID = re.compile(r"A[A-Z]{3}[A-Z0-9]{12,}")
"""What AWS shows in the place of a user or role that was deleted. See "IAM identifiers" in the IAM User Guide."""


class Kind(StrEnum):
    """What sort of principal is let in."""

    ANYBODY = "anybody"
    ACCOUNT = "account"
    """Whoever that account's own policies allow it."""
    IDENTITY = "identity"
    """A user, a role or a session, by its ARN."""
    DELETED = "deleted"
    """A user or role that is no longer there."""
    SERVICE = "service"
    SAML = "saml"
    WEB_IDENTITY = "web-identity"


ACTIONS_OF: dict[Kind, tuple[str, ...]] = {
    Kind.ANYBODY: (ASSUME_ROLE, WITH_SAML, WITH_WEB_IDENTITY),
    Kind.SAML: (WITH_SAML,),
    Kind.WEB_IDENTITY: (WITH_WEB_IDENTITY,),
}
"""How a principal of a kind takes on a role; the others by AssumeRole."""


@dataclass(frozen=True)
class Trusted:
    """One principal that an Allow names, and what has to hold besides."""

    kind: Kind
    name: str
    """As the policy spells it."""
    demands: Demands = ()
    by_exclusion: bool = False
    """Whether the statement says what may not be done (NotAction) instead of what may."""

    @property
    def account(self) -> str | None:
        """The account of the principal itself; None for what belongs to no account."""
        if self.kind not in (Kind.ACCOUNT, Kind.IDENTITY):
            return None
        return account_in(self.name)


def trusted_by(role: Role) -> tuple[Trusted, ...]:
    """Return whom a role trusts. Raises PolicyError when its trust policy cannot be understood."""
    return _read(role.trust)


@lru_cache(maxsize=16_384)
def _read(text: str) -> tuple[Trusted, ...]:
    statements = parse_trust(text)
    denials = [one for one in statements if one.effect is Effect.DENY]
    return tuple(
        trusted
        for allow in statements
        if allow.effect is Effect.ALLOW
        for kind, name in _principals(allow.principals or Principals())
        if (trusted := _trusted(kind, name, allow, denials)) is not None
    )


def account_in(principal: str) -> str | None:
    """Return the account of an ARN or an account id; None when it names none, or a pattern of them."""
    field = principal if ":" not in principal else [*principal.split(":", 5), "", "", "", ""][4]
    return field if ACCOUNT_ID.fullmatch(field) else None


def _principals(named: Principals) -> Iterator[tuple[Kind, str]]:
    if named.negated:
        yield Kind.ANYBODY, "NotPrincipal"
        return
    yield from ((_kind_of_aws(name), name) for name in named.aws)
    yield from ((Kind.SERVICE, name) for name in named.services)
    yield from ((_kind_of_provider(name), name) for name in named.federated)


def _kind_of_aws(name: str) -> Kind:
    if UNIQUE_ID.fullmatch(name):
        return Kind.DELETED
    if account_in(name) is None:
        return Kind.ANYBODY
    return Kind.ACCOUNT if ":" not in name or name.endswith(":root") else Kind.IDENTITY


def _kind_of_provider(name: str) -> Kind:
    if name == "*":
        return Kind.ANYBODY
    return Kind.SAML if ":saml-provider/" in name else Kind.WEB_IDENTITY


def _trusted(kind: Kind, name: str, allow: Statement, denials: list[Statement]) -> Trusted | None:
    actions = [one for one in ACTIONS_OF.get(kind, (ASSUME_ROLE,)) if _speaks_of(allow, one)]
    if not actions:
        return None
    refusing = [one for one in denials if _denies(one, name, actions)]
    left = [demand_of(one, _exempt(one, kind)) for one in refusing]
    asked = (*own_demands(allow), *(demand for demand in left if demand is not None))
    nobody = frozenset() in asked
    return None if nobody else Trusted(kind, name, asked, by_exclusion=allow.actions.negated)


def _speaks_of(statement: Statement, action: str) -> bool:
    widest = statement.effect is Effect.ALLOW
    return action_set(statement.actions, Reading.WIDEST if widest else Reading.NARROWEST).holds(action)


def _denies(denial: Statement, name: str, actions: list[str]) -> bool:
    """Whether a Deny is about this principal, in everything it may do."""
    named = denial.principals or Principals()
    listed = _lists(named, name)
    about = not listed if named.negated else listed or "*" in named.aws
    return about and all(_speaks_of(denial, action) for action in actions)


def _exempt(denial: Statement, kind: Kind) -> Condition | None:
    """Return what tells those whom a Deny with NotPrincipal leaves alone, among the many that are trusted."""
    named = denial.principals or Principals()
    if not named.negated or kind not in (Kind.ANYBODY, Kind.ACCOUNT):
        return None
    return Condition(operator="arnequals", key=PRINCIPAL_ARN, values=named.aws, variables=False)


def _lists(named: Principals, name: str) -> bool:
    account = account_in(name)
    accounts = {account_in(one) for one in named.aws if _kind_of_aws(one) is Kind.ACCOUNT}
    return name in {*named.aws, *named.services, *named.federated} or (account in accounts - {None})
