"""Roles that are entered from other accounts: what an account tells the others of them, and who may go there."""

from collections.abc import Iterable, Iterator, Mapping

from iam_audit.errors import PolicyError
from iam_audit.model import (
    Bounds,
    CredentialContext,
    Neighbour,
    Privilege,
    Role,
    Snapshot,
    Tier,
)
from iam_audit.policy.actions import action_set
from iam_audit.policy.document import Effect, Statement
from iam_audit.policy.people import Person, people
from iam_audit.policy.reading import Reading
from iam_audit.policy.trust_questions import accounts_of
from iam_audit.policy.trusted import Kind, trusted_by

ASSUME_ROLE = "sts:assumerole"
FROM_ACCOUNTS = (Kind.ANYBODY, Kind.ACCOUNT, Kind.IDENTITY)


def entrances(snapshot: Snapshot, known: Mapping[str, Privilege]) -> tuple[Neighbour, ...]:
    """Return the roles of an account that may let in somebody from another, with what each is known to do."""
    found = ((role, _lets_in(role)) for role in snapshot.roles)
    return tuple(_neighbour(role, who, known[role.arn]) for role, who in found if who != ())


def has_ways_out(snapshot: Snapshot, known: Mapping[str, Privilege]) -> bool:
    """Whether anybody may ask for roles of other accounts who is not an administrator without them."""
    return any(known[each.who.arn].lower is not Tier.ADMIN and _may_leave(each) for each in people(snapshot))


def open_to(account_id: str, roles: Iterable[Neighbour]) -> Iterator[Neighbour]:
    """Yield the roles of other accounts that may let in somebody from one."""
    for each in roles:
        if each.account_id != account_id and (each.lets_in is None or account_id in each.lets_in):
            yield each


def _lets_in(role: Role) -> tuple[str, ...] | None:
    """Return the other accounts that a role lets in; None when that may be any."""
    try:
        trusted = [one for one in trusted_by(role) if one.kind in FROM_ACCOUNTS]
    except PolicyError:
        return None
    found: set[str] = set()
    for one in trusted:
        accounts = accounts_of(one, role.account_id)
        if accounts is None:
            return None
        found |= accounts
    return tuple(sorted(found - {role.account_id}))


def _neighbour(role: Role, lets_in: tuple[str, ...] | None, privilege: Privilege) -> Neighbour:
    whole = Bounds(lower=privilege.lower, upper=privilege.upper)
    bounds = privilege.contexts.get(CredentialContext.ROLE_SESSION, whole)
    return Neighbour(
        arn=role.arn,
        name=role.name,
        account_id=role.account_id,
        trust=role.trust,
        lets_in=lets_in,
        lower=bounds.lower,
        upper=bounds.upper,
    )


def _may_leave(person: Person) -> bool:
    account = person.who.account_id
    return any(_leads_out(each, account) for document in person.documents for each in document)


def _leads_out(statement: Statement, account_id: str) -> bool:
    """Whether a statement allows to ask for roles that are not all of the account itself."""
    if statement.effect is not Effect.ALLOW or statement.resources is None:
        return False
    inside = (text.split(":", 5)[4:5] == [account_id] for text in statement.resources.texts)
    if not statement.resources.negated and all(inside):
        return False
    return action_set(statement.actions, Reading.WIDEST).holds(ASSUME_ROLE)
