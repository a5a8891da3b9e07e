"""Whether a policy allows all that one service has, and may have tomorrow, on what it does not name."""

from functools import lru_cache

from iam_audit.model import Account
from iam_audit.policy.actions import action_set
from iam_audit.policy.algebra import exists
from iam_audit.policy.answers import demands, is_about, opened, reading_of
from iam_audit.policy.anywhere import Grant
from iam_audit.policy.asked import Asked, asked_about
from iam_audit.policy.broad import broad
from iam_audit.policy.catalogue import catalogue
from iam_audit.policy.demands import Demands
from iam_audit.policy.document import Effect, Names, Statement
from iam_audit.policy.globs import is_wild
from iam_audit.policy.listed import spoken_of
from iam_audit.policy.patterns import Pattern, PatternSet
from iam_audit.policy.places import UNHEARD_OF, unnamed
from iam_audit.policy.questions import ANYBODY, allows

MAIN_KINDS = {"kms": "arn:*:kms:*:*:key/*", "cloudtrail": "arn:*:cloudtrail:*:*:trail/*"}
"""What most of the actions of a service are about."""


def allows_service(statements: tuple[Statement, ...], service: str, account: Account) -> Grant | None:
    """Return how a policy allows every action of a service on what it does not name; None when it does not."""
    whole = listed_in(service).listed
    if broad(statements, account).allowed & whole != whole:
        return None
    resource = unnamed(MAIN_KINDS[service], account)
    if allows(statements, f"{service}:{UNHEARD_OF}", resource) is None:
        return None
    applying = (one for each in statements if (one := opened(each, ANYBODY)) is not None)
    about = [one for one in applying if is_about(one, resource) and _speaks_of_any(one, service)]
    given = [one for one in about if one.effect is Effect.ALLOW]
    sure = [one for one in given if not one.conditions]
    if _cover(sure, service):
        ways = _ways(sure, about)
    else:
        ways = tuple(way for way in _ways(given, about) if way) if _cover(given, service) else ()
    return Grant(ways) if ways else None


def _ways(allowing: list[Statement], spoken: list[Statement]) -> tuple[Demands, ...]:
    denials = [one for one in spoken if one.effect is Effect.DENY]
    return tuple(way for one in allowing if (way := demands(one, denials)) is not None)


def _actions(statement: Statement) -> PatternSet:
    return action_set(statement.actions, reading_of(statement))


def _speaks_of_any(statement: Statement, service: str) -> bool:
    """Whether a statement speaks of an action of a service, be it one that the catalogue does not have yet."""
    names = statement.actions
    if spoken_of(names, reading_of(statement)) & listed_in(service).listed:
        return True
    if not names.negated and all(_is_elsewhere(text.lower(), service) for text in names.texts):
        return False
    return exists((_all_of(service), _actions(statement)))


def _takes_in(names: Names, service: str) -> bool:
    """Whether a list of actions surely takes in a whole service, or leaves none of it out."""
    if names.negated:
        return all(_is_elsewhere(text.lower(), service) for text in names.texts)
    return bool({"*", f"{service}:*"} & {*names.texts})


def _is_elsewhere(text: str, service: str) -> bool:
    """Whether an action is surely one of another service."""
    named = text.partition(":")[0]
    return named != service and not is_wild(named)


def _cover(statements: list[Statement], service: str) -> bool:
    """Whether statements that allow, together, speak of all that a service may ever offer."""
    left = listed_in(service).listed
    for one in statements:
        left &= ~spoken_of(one.actions, reading_of(one))
    if left:
        return False
    if any(_takes_in(one.actions, service) for one in statements):
        return True
    return not exists((_all_of(service), *(_actions(one).complement for one in statements)))


@lru_cache(maxsize=64)
def _all_of(service: str) -> PatternSet:
    return PatternSet((Pattern.of(f"{service}:?*"),))


@lru_cache(maxsize=64)
def listed_in(service: str) -> Asked:
    """Return the actions that the catalogue has of a service."""
    known = catalogue()
    return asked_about(tuple(known.names[place] for place in known.starting_with(f"{service}:")))
