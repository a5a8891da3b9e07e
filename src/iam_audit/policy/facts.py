"""What is known of every request a user makes, and how it fills in the variables of a policy.

A user may sign with a key, a password or a session with MFA, from anywhere, at any time. So only what is the
same for all of these is known here: who the user is. All else is unknown, which is neither true nor false.
"""

import re
from collections.abc import Collection, Iterator, Mapping
from enum import Enum
from typing import TypeAlias

import msgspec

from iam_audit.model import Role, User
from iam_audit.policy.globs import literal
from iam_audit.policy.patterns import Token, tokens_of

VARIABLE = re.compile(r"\$\{([^}]*)\}")
DEFAULT = re.compile(r"(?P<key>[^,]*?)\s*,\s*'(?P<value>.*)'\s*", re.DOTALL)
TAG = "aws:principaltag/"


class Missing(Enum):
    """Why a condition key has no value."""

    ABSENT = "absent"
    """It is certain that requests do not carry the key."""
    UNKNOWN = "unknown"


Value: TypeAlias = str | Missing


class Facts(msgspec.Struct, frozen=True, eq=False):
    """The condition keys with the same value in all requests of one user."""

    values: Mapping[str, str]
    """By key in lower case: condition keys ignore case, their values do not."""
    tags_known: bool
    absent: frozenset[str] = frozenset()
    """The keys, in lower case, that no request carries."""

    def value(self, key: str) -> Value:
        """Return the value of a condition key, given in lower case."""
        known = self.values.get(key)
        if known is not None:
            return known
        absent = key in self.absent or (self.tags_known and key.startswith(TAG))
        return Missing.ABSENT if absent else Missing.UNKNOWN


NOTHING = Facts(values={}, tags_known=False)
"""Where nothing is known of a request."""


def facts_of(user: User) -> Facts:
    """Return what is known of the requests of a user."""
    return Facts(values=values_of(user), tags_known=user.tags is not None)


def values_of(user: User) -> dict[str, str]:
    """Return the condition keys that have the same value in all requests of a user.

    Source: "AWS global condition context keys" in the IAM User Guide.
    """
    values = {
        "aws:username": user.name,
        "aws:principalarn": user.arn,
        "aws:principalaccount": user.account_id,
        "aws:principaltype": "User",
        "aws:principalisawsservice": "false",
    }
    if user.id is not None:
        values["aws:userid"] = user.id
    return values | tags_of(user) if user.tags else values


def tags_of(who: User | Role) -> dict[str, str]:
    """Return the tags of somebody as condition keys."""
    return {TAG + key.lower(): value for key, value in (who.tags or {}).items()}


def fill_in(text: str, facts: Facts) -> tuple[Token | Missing, ...]:
    """Read the wildcards of a text and put in its variables; those without a value stay as `Missing`.

    Source: "IAM policy elements: Variables and tags" in the IAM User Guide.
    """
    return tuple(_filled(text, facts))


def spell_out(text: str, facts: Facts) -> tuple[str, Collection[Missing]]:
    """Put the variables into a text that stays a pattern, and return why some have no value: a `*` stands there."""
    pieces, missing = VARIABLE.split(text), []
    for place in range(1, len(pieces), 2):  # between two pieces of the text there is a variable
        value = _value(pieces[place].strip(), facts)
        if isinstance(value, Missing):
            missing.append(value)
        pieces[place] = "*" if isinstance(value, Missing) else literal(value)
    return "".join(pieces), missing


def _filled(text: str, facts: Facts) -> Iterator[Token | Missing]:
    end = 0
    for found in VARIABLE.finditer(text):
        yield from tokens_of(text[end : found.start()])
        end = found.end()
        value = _value(found[1].strip(), facts)
        yield from (value,) if isinstance(value, Missing) else value
    yield from tokens_of(text[end:])


def _value(variable: str, facts: Facts) -> Value:
    if variable in ("*", "?", "$"):
        return variable
    default = DEFAULT.fullmatch(variable)
    value = facts.value((default["key"] if default else variable).lower())
    return default["value"] if default and value is Missing.ABSENT else value
