"""What policies demand of the second factor of a session, and where such a demand can be got around.

A request signed with an access key alone does not carry `aws:MultiFactorAuthPresent` at all, so a Deny that waits
for it to be false never applies to it. Source: "Secure API access with MFA" in the IAM User Guide.
"""

from collections.abc import Iterable, Iterator

from iam_audit.model import Account, Snapshot, User
from iam_audit.policy.actions import action_set, speaks
from iam_audit.policy.algebra import contains, exists
from iam_audit.policy.anywhere import Grant, Heard, heard, parts_allowed
from iam_audit.policy.asked import Asked, asked_about
from iam_audit.policy.broad import broad
from iam_audit.policy.catalogue import union
from iam_audit.policy.demands import any_demand, needs_key, parts
from iam_audit.policy.document import Condition, Effect, Names, Statement
from iam_audit.policy.facts import VARIABLE, facts_of
from iam_audit.policy.holdings import Unread, holdings
from iam_audit.policy.patterns import NOTHING, Pattern, PatternSet
from iam_audit.policy.places import UNHEARD_OF
from iam_audit.policy.questions import ANYBODY, allowed_anywhere
from iam_audit.policy.reading import Reading
from iam_audit.policy.remembering import by_identity
from iam_audit.policy.resources import resource_set

PRESENT = "aws:multifactorauthpresent"
AGE = "aws:multifactorauthage"
KEYS = frozenset({PRESENT, AGE})
REMOVAL = "iam:deactivatemfadevice"
USERS = PatternSet((Pattern.of("arn:*:iam::*:user/*"), Pattern.of("arn:*:iam::*:mfa/*")))
EQUAL = frozenset({"stringequals", "stringequalsignorecase", "stringlike", "bool"})


def asks_mfa(condition: Condition) -> bool:
    """Whether a condition keeps out a session without MFA, and a plain access key."""
    _, name, _ = parts(condition.operator)
    values = {value.lower() for value in condition.values}
    if condition.key == PRESENT and name in EQUAL:
        return needs_key(condition) and values == {"true"}
    if condition.key != AGE:
        return False
    # Only sessions with MFA have an age of it.
    return values == {"false"} if name == "null" else needs_key(condition) and name.startswith("numericless")


def without_mfa(grant: Grant) -> Grant | None:
    """Return the ways of a grant that are open without MFA; None when there are none."""
    ways = tuple(way for way in grant.ways if not any_demand(way, asks_mfa))
    return Grant(ways) if ways else None


def allowed_without_mfa(user: User, actions: tuple[str, ...], snapshot: Snapshot) -> tuple[str, ...] | Unread:
    """Return which of `actions` a user may use without MFA on resources that no policy names.

    `Unread` when a policy that may decide it could not be read.
    """
    if user.permissions is None:
        return Unread("the user's policies could not be read")
    held = holdings(user.permissions, snapshot)
    if held.unread or isinstance(held.boundary, Unread):
        return next(one for one in (*held.unread, held.boundary) if isinstance(one, Unread))
    policies = tuple(policy for policy in held.policies if not isinstance(policy, Unread))
    found = _open_to(user, policies, actions, snapshot.account)
    return found if held.boundary is None else _open_to(user, (held.boundary,), found, snapshot.account)


def _open_to(
    user: User, policies: tuple[tuple[Statement, ...], ...], actions: tuple[str, ...], account: Account
) -> tuple[str, ...]:
    asked = asked_about(actions)
    if asked.unlisted:
        statements = tuple(one for policy in policies for one in policy)
        grants = allowed_anywhere(statements, actions, account, facts_of(user))
        return tuple(action for action, grant in grants.items() if without_mfa(grant))
    looks = [broad(policy, account) for policy in policies]
    found = union([look.allowed for look in looks]) & asked.listed
    if not any(look.limited & found for look in looks):
        return tuple(asked.names(found))
    said = [each for policy in policies for each in _heard(policy, asked, account)]
    found = 0
    facts = facts_of(user) if any(each.statement.conditions for each in said) else ANYBODY
    for part, grant in parts_allowed(said, asked, account, facts):
        if without_mfa(grant):
            found |= part
    return tuple(asked.names(found))


@by_identity
def _heard(statements: tuple[Statement, ...], asked: Asked, account: Account) -> tuple[Heard, ...]:
    """The policies of groups, and those that are attached, are those of many users."""
    return heard(statements, asked, account)


def mfa_flaws(statements: tuple[Statement, ...]) -> Iterator[str]:
    """Yield how the demand for MFA in a policy can be got around, in sentences without a full stop.

    A policy that does not speak of MFA demands none, and has no such flaw.
    """
    ours = [one for one in statements if _speaks_of_mfa(one)]
    if not ours:
        return
    denials = [one for one in ours if one.effect is Effect.DENY]
    strict = [one for one in denials if _catches_keys(one)]
    for one in denials:
        if one not in strict and _meant_to_force(one) and not _is_made_good(one, strict):
            yield "a Deny does not reach requests signed with an access key, which carry no MFA key: use BoolIfExists"
    for one in ours:
        if one.effect is Effect.ALLOW and any(map(_lets_keys_through, one.conditions)):
            yield "an Allow lets requests through that carry no MFA key: use Bool, without IfExists"
    if _removal_is_open(statements, denials):
        yield "an MFA device can be deactivated without MFA, and another put in its place"


def _speaks_of_mfa(statement: Statement) -> bool:
    return bool(statement.conditions) and any(condition.key in KEYS for condition in statement.conditions)


def _meant_to_force(denial: Statement) -> bool:
    return any(_refuses_without_mfa(condition) for condition in denial.conditions)


def _refuses_without_mfa(condition: Condition) -> bool:
    """Whether a Deny with this condition is for sessions that have no MFA, or an old one."""
    _, name, _ = parts(condition.operator)
    values = {value.lower() for value in condition.values}
    if condition.key == PRESENT:
        return (name in EQUAL and values == {"false"}) or ("not" in name and values == {"true"})
    return condition.key == AGE and name.startswith("numericgreater")


def _catches_keys(denial: Statement) -> bool:
    """Whether a Deny applies to requests that carry no MFA key."""
    about = [condition for condition in denial.conditions if condition.key in KEYS]
    return bool(about) and all(_holds_without_key(condition) for condition in about)


def _holds_without_key(condition: Condition) -> bool:
    if condition.operator == "null":
        return {value.lower() for value in condition.values} == {"true"}
    return _refuses_without_mfa(condition) and not needs_key(condition)


def _is_made_good(denial: Statement, strict: Iterable[Statement]) -> bool:
    """Whether another Deny says as much, and catches what this one misses."""
    return any(
        contains(_actions(one), _actions(denial)) and contains(_resources(one), _resources(denial))
        for one in strict
    )


def _lets_keys_through(condition: Condition) -> bool:
    _, name, if_exists = parts(condition.operator)
    values = {value.lower() for value in condition.values}
    if condition.key == PRESENT:
        return if_exists and name in EQUAL and values == {"true"}
    return condition.key == AGE and if_exists and name.startswith("numericless")


def _removal_is_open(statements: tuple[Statement, ...], denials: list[Statement]) -> bool:
    """Whether a policy that forces MFA leaves out taking the device away, or itself allows that freely."""
    if any(_takes_removal_away(one) for one in statements):
        return False
    exempt = any(_is_general(one) and not _is_about_removal(one) for one in denials)
    return exempt or any(_gives_removal(one) for one in statements)


def _takes_removal_away(statement: Statement) -> bool:
    sure = not statement.conditions or _meant_to_force(statement) or _catches_keys(statement)
    return statement.effect is Effect.DENY and sure and _is_about_removal(statement)


def _gives_removal(statement: Statement) -> bool:
    asked = any(map(asks_mfa, statement.conditions))
    return statement.effect is Effect.ALLOW and not asked and _is_about_removal(statement)


def _is_about_removal(statement: Statement) -> bool:
    return speaks(statement.actions, REMOVAL, Reading.WIDEST) and exists((_resources(statement), USERS))


def _is_general(denial: Statement) -> bool:
    """Whether a Deny is about all that AWS has, but for what it leaves out."""
    return _actions(denial).holds(f"{UNHEARD_OF}:{UNHEARD_OF}")


def _actions(statement: Statement) -> PatternSet:
    return action_set(statement.actions, Reading.WIDEST)


def _resources(statement: Statement) -> PatternSet:
    """A variable stands for the user who asks: `user/${aws:username}` is about a user."""
    names = statement.resources
    if names is None:
        return NOTHING
    texts = (VARIABLE.sub("*", text) if statement.variables else text for text in names.texts)
    return resource_set(Names(tuple(texts), names.negated), None, Reading.WIDEST)
