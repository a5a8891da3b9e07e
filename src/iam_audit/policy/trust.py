"""Which roles a user may take on because its trust policy names the user; no policy of theirs is needed.

A role that trusts the whole account (its root ARN, or its id) leaves the decision to the policies of its
users, so it gives nothing by itself. One that trusts `*` may let anybody in.

Source: "AWS JSON policy elements: Principal" and "Policy evaluation logic" in the IAM User Guide.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

from iam_audit.errors import PolicyError
from iam_audit.model import Role, Section, Snapshot, User
from iam_audit.policy.actions import action_set
from iam_audit.policy.document import Effect, Principals, Statement, parse_trust
from iam_audit.policy.facts import Facts
from iam_audit.policy.holdings import Unread
from iam_audit.policy.patterns import Pattern, PatternSet
from iam_audit.policy.reading import Reading
from iam_audit.policy.scopes import Scope, open_conditions

ASSUME_ROLE = "sts:assumerole"
ASSUMING = PatternSet((Pattern.of(ASSUME_ROLE),))


@dataclass(frozen=True)
class Trust:
    """What the trust policy of one role does for one user."""

    granted: tuple[Scope, ...]
    denied: tuple[Scope, ...] = ()
    unread: Unread | None = None
    """Set when it is not known what the trust policy says; `granted` is then the worst it can be."""


def trusts(user: User, snapshot: Snapshot, facts: Facts) -> Iterator[Trust]:
    """Yield what each role whose trust policy may speak of the user does for them."""
    gap = snapshot.gap(Section.ROLES)
    if gap:
        yield Trust((Scope(actions=ASSUMING),), unread=Unread(f"roles could not be read: {gap.reason}"))
        return
    index = _index(tuple(role.trust for role in snapshot.roles))
    named = (*index.named.get(user.arn, ()), *index.named.get(user.id or "", ()))
    for place in sorted({*named, *index.others}):
        yield _trust(snapshot.roles[place], user, facts)


def _trust(role: Role, user: User, facts: Facts) -> Trust:
    resources = PatternSet((Pattern(tuple(role.arn)),))
    try:
        statements = parse_trust(role.trust)
    except PolicyError as error:
        because = f"the trust policy of the role {role.name} cannot be understood: {error}"
        return Trust((Scope(actions=ASSUMING, resources=resources),), unread=Unread(because))
    granted, denied = (
        tuple(
            Scope(actions=ASSUMING, resources=resources, conditions=conditions)
            for statement in statements
            if statement.effect is effect
            and _lets_assume(statement, user)
            and (conditions := open_conditions(statement, facts)) is not None
        )
        for effect in (Effect.ALLOW, Effect.DENY)
    )
    return Trust(granted, denied)


def _lets_assume(statement: Statement, user: User) -> bool:
    """Whether a statement is about this user taking on the role; in doubt, an Allow is and a Deny is not."""
    widest = statement.effect is Effect.ALLOW
    actions = action_set(statement.actions, Reading.WIDEST if widest else Reading.NARROWEST)
    principals = statement.principals
    if principals is None or not actions.holds(ASSUME_ROLE):
        return False
    return _may_be_allowed(principals, user) if widest else _is_denied(principals, user)


def _may_be_allowed(principals: Principals, user: User) -> bool:
    if principals.negated:
        return not _names_itself(user) & {*principals.aws}
    return bool(_names_itself(user) & {*principals.aws}) or _fits_a_wildcard(principals, user)


def _is_denied(principals: Principals, user: User) -> bool:
    listed = bool((_names_itself(user) | _names_account(user)) & {*principals.aws})
    return not (listed or _fits_a_wildcard(principals, user)) if principals.negated else listed


def _names_itself(user: User) -> set[str | None]:
    return {"*", user.arn, user.id}


def _names_account(user: User) -> set[str | None]:
    return {user.account_id, f"{user.arn.partition(':user/')[0]}:root"}


def _fits_a_wildcard(principals: Principals, user: User) -> bool:
    """IAM takes no wildcard inside a principal's ARN; one that is there may mean what it looks like."""
    return any(Pattern.of(each).matches(user.arn) for each in principals.aws)


@dataclass(frozen=True)
class _Index:
    """The places of the trust policies that may speak of a user, so that few are read for each of many."""

    named: Mapping[str, tuple[int, ...]]
    """By the principal that an Allow names in full."""
    others: tuple[int, ...]
    """Those that speak of anybody, or cannot be read."""


@lru_cache(maxsize=8)
def _index(texts: tuple[str, ...]) -> _Index:
    named: dict[str, tuple[int, ...]] = {}
    others = []
    for place, text in enumerate(texts):
        principals = _allowed_principals(text)
        if principals is None:
            others.append(place)
            continue
        for each in principals:
            named[each] = (*named.get(each, ()), place)
    return _Index(named, tuple(others))


def _allowed_principals(text: str) -> frozenset[str] | None:
    """Return the principals that a trust policy names; None when it may mean others too."""
    try:
        allowed = [each.principals for each in parse_trust(text) if each.effect is Effect.ALLOW]
    except PolicyError:
        return None
    found = frozenset(name for principals in allowed if principals for name in principals.aws)
    open_ended = any("*" in name or "?" in name for name in found)
    return None if open_ended or any(principals and principals.negated for principals in allowed) else found
