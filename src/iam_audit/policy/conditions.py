"""Whether the conditions of a statement hold: always, never, or that depends (None)."""

from collections.abc import Callable, Iterable, Mapping
from functools import lru_cache, partial
from types import MappingProxyType

from iam_audit.policy.document import Condition
from iam_audit.policy.facts import NOTHING, Facts, Missing, fill_in
from iam_audit.policy.measures import COMPARED, MEASURES, Measure, compare
from iam_audit.policy.patterns import Pattern, Token, Wildcard, tokens_of

Compare = Callable[[str, tuple[Token, ...]], bool | None]
"""Whether a value of a request fits a value of a policy; None when we cannot say."""


def holds(condition: Condition, facts: Facts) -> bool | None:
    """Whether a condition holds in every request (True), in none (False), or it depends (None)."""
    value = facts.value(condition.key)
    if value is Missing.UNKNOWN:
        return None
    quantifier, _, operator = condition.operator.rpartition(":")
    operator = operator.removesuffix("ifexists")
    if operator == "null":
        return _any((wanted == "true") is (value is Missing.ABSENT) for wanted in condition.values)
    if isinstance(value, Missing):
        return _holds_without_key(condition, quantifier, operator)
    if condition.variables and any("${" in wanted for wanted in condition.values):
        return _compare(condition, operator, value, facts)
    return _compared(condition, operator, value)


@lru_cache(maxsize=16_384)
def _compared(condition: Condition, operator: str, value: str) -> bool | None:
    return _compare(condition, operator, value, NOTHING)


def _holds_without_key(condition: Condition, quantifier: str, operator: str) -> bool:
    """A key that is not there fails a comparison, unless the comparison is negated or says what to do."""
    if condition.operator.endswith("ifexists") or quantifier == "forallvalues":
        return True
    return "not" in operator and quantifier != "foranyvalue"


def _compare(condition: Condition, operator: str, value: str, facts: Facts) -> bool | None:
    compare = COMPARISONS.get(operator.replace("not", "", 1))
    if compare is None:
        return None
    fits = _any(_fits(compare, value, wanted, condition, facts) for wanted in condition.values)
    return not fits if "not" in operator and fits is not None else fits


def _fits(compare: Compare, value: str, wanted: str, condition: Condition, facts: Facts) -> bool | None:
    filled = fill_in(wanted, facts) if condition.variables and "${" in wanted else _tokens(wanted)
    if Missing.ABSENT in filled:
        return False
    tokens = tuple(token for token in filled if not isinstance(token, Missing))
    return compare(value, tokens) if len(tokens) == len(filled) else None


def _any(answers: Iterable[bool | None]) -> bool | None:
    """Join with "or" in three values."""
    given = set(answers)
    return True if True in given else None if None in given else False


def _plain(tokens: tuple[Token, ...]) -> str:
    return "".join(token.value if isinstance(token, Wildcard) else token for token in tokens)


def _equals(value: str, wanted: tuple[Token, ...]) -> bool:
    return value == _plain(wanted)


def _equals_ignoring_case(value: str, wanted: tuple[Token, ...]) -> bool:
    return value.casefold() == _plain(wanted).casefold()


def _is_like(value: str, wanted: tuple[Token, ...]) -> bool:
    return _pattern(wanted).matches(value)


# The same few conditions are asked of thousands.
_tokens = lru_cache(maxsize=4096)(tokens_of)
_pattern = lru_cache(maxsize=4096)(Pattern.of_tokens)


def _measured(measure: Measure, how: str, value: str, wanted: tuple[Token, ...]) -> bool | None:
    return compare(measure, how, value, _plain(wanted))


def _is_like_arn(value: str, wanted: tuple[Token, ...]) -> bool | None:
    """ARNs are compared field by field, so a `*` in one never reaches into the next."""
    fields, found = _fields(wanted), value.split(":", 5)
    if len(fields) != 6 or len(found) != 6:
        return None
    return all(map(_is_like, found, fields))


def _fields(tokens: tuple[Token, ...]) -> list[tuple[Token, ...]]:
    fields: list[tuple[Token, ...]] = [()]
    for each in tokens:
        if each == ":" and len(fields) < 6:
            fields.append(())
        else:
            fields[-1] += (each,)
    return fields


COMPARISONS: Mapping[str, Compare] = MappingProxyType(
    {
        "stringequals": _equals,
        "stringequalsignorecase": _equals_ignoring_case,
        "stringlike": _is_like,
        "arnequals": _is_like_arn,
        "arnlike": _is_like_arn,
        "bool": _equals_ignoring_case,
        **{
            kind + how: partial(_measured, measure, how)
            for kind, measure in MEASURES.items()
            for how in COMPARED
        },
    }
)
"""The others compare addresses or bytes, and no key with a known value has those."""
