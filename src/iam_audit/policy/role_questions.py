"""Which roles a policy lets its holder hand to a service, or take on.

Sources: "Grant a user permissions to pass a role to an AWS service" and "IAM JSON policy elements: Resource" in the
IAM User Guide.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

import msgspec

from iam_audit.model import Account
from iam_audit.policy.actions import ALL, speaks
from iam_audit.policy.anywhere import Grant
from iam_audit.policy.asked import asked_about, mentioned
from iam_audit.policy.catalogue import bits, catalogue
from iam_audit.policy.conditions import holds
from iam_audit.policy.demands import Demands, any_demand, parts
from iam_audit.policy.document import Condition, Effect, Names, Statement
from iam_audit.policy.facts import Facts
from iam_audit.policy.listed import spoken_of
from iam_audit.policy.places import UNHEARD_OF, unnamed
from iam_audit.policy.questions import allows, allows_anywhere
from iam_audit.policy.reading import Reading
from iam_audit.policy.resources import resource_set
from iam_audit.policy.trust_questions import ALIKE, EQUAL, is_pin

PASSING = "iam:passrole"
ASSUME_ROLE = "sts:assumerole"
PASSED_TO = "iam:passedtoservice"
AGENTCORE = "bedrock-agentcore"
AGENTCORE_PRINCIPALS = ("bedrock-agentcore.amazonaws.com", "runtime-identity.bedrock-agentcore.amazonaws.com")
ROLE = "arn:*:iam::*:role/*"
SERVICE_ENDINGS = (".amazonaws.com", ".amazonaws.com.cn")
NO_ACCOUNT = "0" * 12
ESCAPED = re.compile(r"\$\{[^}]*\}")


@dataclass(frozen=True)
class WideRoles:
    """A pattern of roles that a policy lets its holder take on."""

    pattern: str
    """As the policy spells it, after `NotResource` where it is a list of exceptions."""
    grant: Grant
    all_roles: bool
    """Whether every role of the account is meant, or that account is left open."""


def passes_any_role(statements: tuple[Statement, ...], account: Account) -> Grant | None:
    """Return how a policy lets its holder pass any role to services it does not name; None when it does not."""
    grant = allows_anywhere(statements, PASSING, account)
    ways = tuple(way for way in grant.ways if not _pins_service(way)) if grant else ()
    return Grant(ways) if ways else None


def passes_any_role_to_agentcore(statements: tuple[Statement, ...], account: Account) -> Grant | None:
    """Return how a policy lets its holder pass any role to Bedrock AgentCore; None when it does not.

    Either it names AgentCore as the receiver, or it allows something in AgentCore and names no receiver.
    """
    grant = allows_anywhere(statements, PASSING, account)
    if grant is None:
        return None
    ways = tuple(filter(_reaches_agentcore, grant.ways))
    if not any(_uses_agentcore(one) for one in statements if one.effect is Effect.ALLOW):
        ways = tuple(filter(_names_receiver, ways))
    return Grant(ways) if ways else None


def assumes_wide_roles(statements: tuple[Statement, ...], account: Account) -> Iterator[WideRoles]:
    """Yield the patterns with wildcards by which a policy lets its holder take on roles."""
    if not mentioned(statements, asked_about((ASSUME_ROLE,))):
        return
    for allow in statements:
        spoken = speaks(allow.actions, ASSUME_ROLE, Reading.WIDEST)
        if allow.effect is Effect.ALLOW and allow.resources is not None and spoken:
            for names in _wide(allow.resources, variables=allow.variables):
                yield from _taken_on(names, statements, account)


def _taken_on(names: Names, statements: tuple[Statement, ...], account: Account) -> Iterator[WideRoles]:
    """Ask about roles that the pattern reaches and no policy names: one here, one abroad, one like it."""
    abroad = unnamed(ROLE, msgspec.structs.replace(account, id=NO_ACCOUNT))
    anyhow = (unnamed(ROLE, account), abroad)
    reached = resource_set(names, None, Reading.WIDEST)
    for role in (*anyhow, *_like(names, account)):
        if reached.holds(role) and (grant := allows(statements, ASSUME_ROLE, role)):
            pattern = ("NotResource " if names.negated else "") + ", ".join(names.texts)
            yield WideRoles(pattern, grant, all_roles=role in anyhow)
            return


def _like(names: Names, account: Account) -> Iterator[str]:
    """Yield roles whose ARNs have something unheard of in the place of each wildcard."""
    for text in names.texts if not names.negated else ():
        fields = text.split(":", 5)
        if len(fields) == 6:
            owner = fields[4].replace("*", "0" * max(0, 13 - len(fields[4]))).replace("?", "0")
            name = fields[5].replace("*", UNHEARD_OF).replace("?", "0")
            for start in ("", "role/"):
                yield f"arn:{account.partition}:iam::{owner}:{start}{name}"


def _wide(names: Names, *, variables: bool) -> Iterator[Names]:
    if names.negated:
        yield names
        return
    for text in names.texts:
        plain = ESCAPED.sub("", text) if variables else text
        if "*" in plain or "?" in plain or (plain.startswith("arn:") and plain.count(":") < 5):
            yield Names((text,))


def _pins_service(way: Demands) -> bool:
    if any_demand(way, _names_service):
        return True
    return any_demand(way, _names_service_if_there) and any_demand(way, _must_be_there)


def _names_service(condition: Condition) -> bool:
    return is_pin(condition) and _names_service_if_there(condition)


def _names_service_if_there(condition: Condition) -> bool:
    _, name, _ = parts(condition.operator)
    return condition.key == PASSED_TO and name in EQUAL | ALIKE and all(map(_is_service, condition.values))


def _must_be_there(condition: Condition) -> bool:
    values = {value.lower() for value in condition.values}
    return condition.key == PASSED_TO and condition.operator == "null" and values == {"false"}


def _is_service(value: str) -> bool:
    """Whether a value names a service; `*`, and `*.amazonaws.com`, name all of them."""
    rest = re.sub(r"[*?]", "", value)
    return not any(end.endswith(rest) for end in SERVICE_ENDINGS)


def _reaches_agentcore(way: Demands) -> bool:
    return any(_fits_all(way, principal) for principal in AGENTCORE_PRINCIPALS)


def _fits_all(way: Demands, principal: str) -> bool:
    facts = _passed_to(principal)
    return all(any(holds(one, facts) is not False for one in demand) for demand in way)


def _names_receiver(way: Demands) -> bool:
    """Whether AgentCore is named, be it by a pattern, and not only left open."""
    return any(
        one.key == PASSED_TO and _is_service(value) and holds(one, _passed_to(principal))
        for demand in way
        for one in demand
        for value in one.values
        for principal in AGENTCORE_PRINCIPALS
    )


def _passed_to(principal: str) -> Facts:
    return Facts(values={PASSED_TO: principal}, tags_known=False)


def _uses_agentcore(allow: Statement) -> bool:
    """Whether an Allow gives something in AgentCore. Everything at once is what administrators have."""
    names = allow.actions
    named = tuple(text for text in names.texts if names.negated or not ALL.fullmatch(text))
    names = names if len(named) == len(names.texts) else Names(named, names.negated)
    return bool(spoken_of(names, Reading.WIDEST) & _all_of_agentcore())


@lru_cache(maxsize=1)
def _all_of_agentcore() -> int:
    return bits(catalogue().starting_with(f"{AGENTCORE}:"))
