"""What a trust policy demands of a request, in addition to who makes it.

A condition of the Allow is a demand. So is a Deny: what it refuses unless some condition holds, it demands.
Sources: "Condition operators" and "Policy evaluation logic" in the IAM User Guide.
"""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import TypeAlias

import msgspec

from iam_audit.policy.document import Condition, Statement

Demand: TypeAlias = frozenset[Condition]
"""At least one of these holds in every request that gets through."""
Demands: TypeAlias = tuple[Demand, ...]
"""All of these are met by every request that gets through."""

POSITIVE: Mapping[str, str] = MappingProxyType(
    {
        "stringnotequals": "stringequals",
        "stringnotequalsignorecase": "stringequalsignorecase",
        "stringnotlike": "stringlike",
        "arnnotequals": "arnequals",
        "arnnotlike": "arnlike",
        "notipaddress": "ipaddress",
        "numericgreaterthan": "numericlessthanequals",
        "numericgreaterthanequals": "numericlessthan",
    }
)
"""What holds of a value of which the operator does not hold."""
OTHER_QUANTIFIER = MappingProxyType(
    {"": "", "forallvalues:": "foranyvalue:", "foranyvalue:": "forallvalues:"}
)


def own_demands(allow: Statement) -> Demands:
    """Return what an Allow itself demands."""
    if not allow.conditions:
        return ()
    return tuple(frozenset({condition}) for condition in sorted(allow.conditions, key=_order))


def demand_of(denial: Statement, exempt: Condition | None = None) -> Demand | None:
    """Return what a request has to show so as not to be denied; None when we cannot say.

    `exempt` holds for those the Deny does not speak of. Where nothing helps, the answer is empty.
    """
    opposites = [opposite(condition) for condition in denial.conditions]
    known = frozenset(condition for condition in (*opposites, exempt) if condition is not None)
    return None if None in opposites else known


def any_demand(asked: Demands, fits: Callable[[Condition], bool]) -> bool:
    """Whether something is demanded that fits, whichever way the demand is met."""
    return any(all(fits(condition) for condition in demand) for demand in asked)


def needs_key(condition: Condition) -> bool:
    """Whether a request without the key fails the condition."""
    quantifier, name, if_exists = parts(condition.operator)
    return not if_exists and quantifier != "forallvalues:" and "not" not in name


def parts(operator: str) -> tuple[str, str, bool]:
    """Take an operator apart: quantifier with its colon, name, and whether it ends in IfExists."""
    quantifier, colon, name = operator.rpartition(":")
    return quantifier + colon, name.removesuffix("ifexists"), name.endswith("ifexists")


def opposite(condition: Condition) -> Condition | None:
    """Return a condition that holds in every request in which this one does not; None when we know none."""
    quantifier, name, if_exists = parts(condition.operator)
    if name in POSITIVE:
        # A key that is not there must fail the opposite where it met the original, and the other way round.
        strict = if_exists or "not" in name or bool(quantifier)
        operator = OTHER_QUANTIFIER[quantifier] + POSITIVE[name] + ("" if strict else "ifexists")
        return msgspec.structs.replace(condition, operator=operator)
    if quantifier or name not in ("bool", "null"):
        return None
    lenient = name == "bool" and not if_exists
    values = tuple(sorted({"true", "false"} - {value.lower() for value in condition.values}))
    return msgspec.structs.replace(condition, operator=name + ("ifexists" if lenient else ""), values=values)


def _order(condition: Condition) -> tuple[str, str, tuple[str, ...]]:
    return (condition.key, condition.operator, condition.values)
