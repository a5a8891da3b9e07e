"""Turns the text of a policy into typed statements, or says what is wrong with it and where."""

import re
from collections.abc import Iterator
from enum import StrEnum
from functools import lru_cache
from sys import intern
from typing import Literal, TypeAlias
from urllib.parse import unquote

import msgspec

from iam_audit.errors import PolicyError

Scalar: TypeAlias = str | bool | int | float
VERSION_WITH_VARIABLES = "2012-10-17"
KEPT = 2048
"""How many documents may be kept from one account to the next."""
MOST = 262_144
"""How many may be kept at all: more than the largest account has."""
OPERATOR = re.compile(
    r"((forallvalues|foranyvalue):)?"
    r"(string(not)?(equals(ignorecase)?|like)|arn(not)?(equals|like)|bool|binaryequals|(not)?ipaddress|null"
    r"|(numeric|date)((not)?equals|(less|greater)than(equals)?))(ifexists)?"
)
"""Source: "IAM JSON policy elements: Condition operators" in the IAM User Guide."""


class Effect(StrEnum):
    """What a statement does. IAM takes no other spelling."""

    ALLOW = "Allow"
    DENY = "Deny"


class Names(msgspec.Struct, frozen=True, dict=True):
    """The entries of an element such as Action, or of its opposite such as NotAction."""

    texts: tuple[str, ...]
    negated: bool = False


class Condition(msgspec.Struct, frozen=True, kw_only=True):
    """One key of a Condition. A statement applies only where all its conditions hold."""

    operator: str
    """In lower case: `foranyvalue:stringequals`."""
    key: str
    """In lower case: `aws:sourceip`."""
    values: tuple[str, ...]
    variables: bool
    """Whether `${...}` in a value is a variable, which the policy's Version decides."""


class Principals(msgspec.Struct, frozen=True, kw_only=True):
    """Whom a statement of a trust policy speaks of, or, negated, whom it does not."""

    aws: tuple[str, ...] = ()
    """ARNs, account ids, unique ids, or `*`."""
    services: tuple[str, ...] = ()
    """AWS services, such as `lambda.amazonaws.com`."""
    federated: tuple[str, ...] = ()
    """Identity providers: ARNs, or the names of those that AWS knows by itself."""
    negated: bool = False


class Statement(msgspec.Struct, frozen=True, kw_only=True):
    """One statement of a policy."""

    effect: Effect
    actions: Names
    resources: Names | None
    """None in a trust policy, which is about the role it is on."""
    principals: Principals | None
    """None in the policies of users, groups and roles, which are about their holder."""
    conditions: frozenset[Condition]
    variables: bool
    """Whether `${...}` in a resource is a variable."""


UNCONDITIONAL: frozenset[Condition] = frozenset()
"""Most statements have no conditions: they share this."""


class _Statement(msgspec.Struct, frozen=True, kw_only=True, rename="pascal", forbid_unknown_fields=True):
    sid: str = ""
    effect: Effect
    action: str | tuple[str, ...] | msgspec.UnsetType = msgspec.UNSET
    not_action: str | tuple[str, ...] | msgspec.UnsetType = msgspec.UNSET
    resource: str | tuple[str, ...] | msgspec.UnsetType = msgspec.UNSET
    not_resource: str | tuple[str, ...] | msgspec.UnsetType = msgspec.UNSET
    principal: Literal["*"] | dict[str, str | tuple[str, ...]] | msgspec.UnsetType = msgspec.UNSET
    not_principal: Literal["*"] | dict[str, str | tuple[str, ...]] | msgspec.UnsetType = msgspec.UNSET
    condition: dict[str, dict[str, Scalar | tuple[Scalar, ...]]] = {}


class _Document(msgspec.Struct, frozen=True, kw_only=True, rename="pascal", forbid_unknown_fields=True):
    version: Literal["2012-10-17", "2008-10-17"] = "2008-10-17"
    id: str = ""
    statement: _Statement | tuple[_Statement, ...]


class Statements(tuple[Statement, ...]):  # noqa: SLOT001 - answers are kept in its dictionary
    """The statements of one document: an object of its own, on which answers about the document are remembered."""


def parse_policy(text: str) -> Statements:
    """Return the statements of a policy of a user, group or role, or of a permissions boundary."""
    known = _PARSED.get(text)
    if known is None:
        if len(_PARSED) >= MOST:
            _PARSED.clear()
        known = _PARSED[text] = _policy(text)
    return known


def forget_documents() -> None:
    """Let go of the documents of earlier accounts, if they are many: those of one account are asked about often."""
    if len(_PARSED) > KEPT:
        _PARSED.clear()


def _policy(text: str) -> Statements:
    statements = Statements(_parse(text))
    for number, statement in enumerate(statements, start=1):
        if statement.resources is None:
            raise PolicyError(f"statement {number} has neither a Resource nor a NotResource")
        if statement.principals is not None:
            raise PolicyError(f"statement {number} has a Principal, which only resource policies have")
    return statements


_PARSED: dict[str, Statements] = {}


@lru_cache(maxsize=16_384)
def parse_trust(text: str) -> tuple[Statement, ...]:
    """Return the statements of a role's trust policy."""
    statements = _parse(text)
    for number, statement in enumerate(statements, start=1):
        if statement.principals is None:
            raise PolicyError(f"statement {number} has neither a Principal nor a NotPrincipal")
    return statements


def _parse(text: str) -> tuple[Statement, ...]:
    document = _decode(text)
    variables = document.version == VERSION_WITH_VARIABLES
    raw = document.statement if isinstance(document.statement, tuple) else (document.statement,)
    return tuple(_statement(number, one, variables) for number, one in enumerate(raw, start=1))


def _decode(text: str) -> _Document:
    """Read JSON; AWS also hands policies out URL-encoded, and some tools as JSON within JSON."""
    try:
        plain = unquote(text) if text.lstrip().lower().startswith("%7b") else text
        if plain.lstrip().startswith('"'):
            plain = msgspec.json.decode(plain, type=str)
        return msgspec.json.decode(plain, type=_Document)
    except msgspec.MsgspecError as error:
        raise PolicyError(f"not an IAM policy: {error}") from error
    except (UnicodeError, RecursionError) as error:
        raise PolicyError("not an IAM policy: not valid JSON") from error


def _statement(number: int, raw: _Statement, variables: bool) -> Statement:  # noqa: FBT001 - named at its one call
    actions = _names(number, "Action", raw.action, raw.not_action)
    if actions is None:
        raise PolicyError(f"statement {number} has neither an Action nor a NotAction")
    return Statement(
        effect=raw.effect,
        actions=actions,
        resources=_names(number, "Resource", raw.resource, raw.not_resource),
        principals=_principals(number, raw),
        conditions=frozenset(_conditions(number, raw, variables)) if raw.condition else UNCONDITIONAL,
        variables=variables,
    )


def _names(
    number: int,
    element: str,
    wanted: str | tuple[str, ...] | msgspec.UnsetType,
    unwanted: str | tuple[str, ...] | msgspec.UnsetType,
) -> Names | None:
    if wanted is not msgspec.UNSET and unwanted is not msgspec.UNSET:
        raise PolicyError(f"statement {number} has both {element} and Not{element}")
    if wanted is not msgspec.UNSET:
        return Names(_listed(wanted))
    return None if unwanted is msgspec.UNSET else Names(_listed(unwanted), negated=True)


def _principals(number: int, raw: _Statement) -> Principals | None:
    if raw.principal is not msgspec.UNSET and raw.not_principal is not msgspec.UNSET:
        raise PolicyError(f"statement {number} has both Principal and NotPrincipal")
    if raw.principal is not msgspec.UNSET:
        return _whom(raw.principal, negated=False)
    return None if raw.not_principal is msgspec.UNSET else _whom(raw.not_principal, negated=True)


def _whom(named: Literal["*"] | dict[str, str | tuple[str, ...]], *, negated: bool) -> Principals:
    if isinstance(named, str):
        return Principals(aws=("*",), negated=negated)
    return Principals(
        aws=_listed(named.get("AWS", ())),
        services=_listed(named.get("Service", ())),
        federated=_listed(named.get("Federated", ())),
        negated=negated,
    )


def _conditions(number: int, raw: _Statement, variables: bool) -> Iterator[Condition]:  # noqa: FBT001 - as above
    for operator, keys in raw.condition.items():
        if not OPERATOR.fullmatch(operator.lower()):
            raise PolicyError(
                f"statement {number} has a condition operator that IAM does not have: {operator!r}"
            )
        for key, values in keys.items():
            texts = tuple(_text(value) for value in (values if isinstance(values, tuple) else (values,)))
            yield Condition(operator=operator.lower(), key=key.lower(), values=texts, variables=variables)


def _listed(one_or_more: str | tuple[str, ...]) -> tuple[str, ...]:
    # Documents repeat each other: the same name is kept once.
    return tuple(map(intern, one_or_more)) if isinstance(one_or_more, tuple) else (intern(one_or_more),)


def _text(value: Scalar) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)
