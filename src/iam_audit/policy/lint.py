"""What is wrong with the text of a policy: what IAM cannot understand, and what it understands otherwise than meant.

Sources: "IAM JSON policy element reference" and "AWS global condition context keys" in the IAM User Guide.
"""

import re
from collections.abc import Iterable, Iterator

from iam_audit.errors import PolicyError
from iam_audit.policy.actions import ALL, NAMES_A_SERVICE, NEVER_IN_AN_ACTION
from iam_audit.policy.catalogue import catalogue
from iam_audit.policy.demands import parts
from iam_audit.policy.document import Condition, Effect, Names, Statement, parse_policy
from iam_audit.policy.facts import VARIABLE
from iam_audit.policy.globs import is_wild
from iam_audit.policy.listed import spoken
from iam_audit.policy.reading import Reading

ARN = re.compile(r"(arn|\*|\?)[^\s]*")
EXACT = frozenset({"stringequals", "stringnotequals", "stringequalsignorecase", "stringnotequalsignorecase"})
GLOBAL_KEYS = frozenset(
    f"aws:{name}"
    for name in """
    assumedroot calledvia calledviafirst calledvialast chatbotsourcearn currenttime ec2instancesourceprivateipv4
    ec2instancesourcevpc epochtime federatedprovider multifactorauthage multifactorauthpresent
    principalaccount principalarn principalisawsservice principalorgid principalorgpaths principalservicename
    principalservicenameslist principaltype referer requestedregion resourceaccount resourceorgid resourceorgpaths
    securetransport signinsessionarn sourceaccount
    sourcearn sourceidentity sourceip sourceorgid sourceorgpaths sourceowner
    sourcevpc sourcevpcarn sourcevpce tagkeys tokenissuetime useragent userid username viaawsmcpservice
    viaawsservice vpceaccount vpceorgid vpceorgpaths vpcsourceip
    """.lower().split()
)
GLOBAL_FAMILIES = ("aws:principaltag/", "aws:requesttag/", "aws:resourcetag/")


def lint(text: str) -> tuple[str, ...]:
    """Return what is wrong with a policy of a user, group or role, in sentences without a full stop."""
    try:
        statements = parse_policy(text)
    except PolicyError as error:
        return (str(error),)
    said = (
        f"statement {number} {problem}"
        for number, statement in enumerate(statements, start=1)
        for problem in _problems(statement)
    )
    return tuple(dict.fromkeys(said))


def _problems(statement: Statement) -> Iterator[str]:
    yield from _actions(statement.actions)
    resources = statement.resources or Names(())
    if resources.texts != ("*",) or resources.negated:
        yield from _resources(statement, resources)
    if statement.conditions:
        for condition in sorted(statement.conditions, key=lambda one: (one.key, one.operator)):
            yield from _condition(statement, condition)


def _actions(actions: Names) -> Iterable[str]:
    if not actions.texts:
        return ("has an empty list of actions",)
    said = spoken(actions, Reading.WIDEST)
    if not said.unheard and not said.doubtful:
        return ()
    unheard = {*said.unheard}
    odd = (text for text in actions.texts if said.doubtful or text.lower() in unheard)
    return filter(None, map(_wrong_with, odd))


def _wrong_with(text: str) -> str | None:
    """Return what is wrong with one action that may be misspelled; a pattern is only asked for its service."""
    known = catalogue()
    if text.lower() in known.places or ALL.fullmatch(text):
        return None
    if NEVER_IN_AN_ACTION.search(text) or not re.fullmatch(r"[^:]+:[^:]+", text):
        return f"has an action that is not written as service:Name: {text!r}"
    if not NAMES_A_SERVICE.match(text):
        return f"has a wildcard in the name of a service: {text!r}"
    service, _, name = text.partition(":")
    if service.lower() not in known.services:
        return f"names a service that AWS did not have on {known.date}: {text!r}"
    if is_wild(name):
        return None
    return f"names an action that AWS did not have on {known.date}: {text!r}"


def _resources(statement: Statement, resources: Names) -> Iterator[str]:
    if not resources.texts:
        yield "has an empty list of resources"
    for text in resources.texts:
        if text == "*":
            continue
        if not ARN.fullmatch(VARIABLE.sub("x", text) if "${" in text else text):
            yield f"has a resource that is neither an ARN nor *: {text!r}"
        if "${" in text and not statement.variables:
            yield f"has a variable that stays plain text, since Version is not 2012-10-17: {text!r}"
    if resources.negated and statement.effect is Effect.ALLOW:
        yield "allows everything outside a list of resources, also what is made tomorrow: use Resource"


def _condition(statement: Statement, condition: Condition) -> Iterator[str]:
    _, name, _ = parts(condition.operator)
    if _is_unknown(condition.key):
        yield f"has a condition on a key that AWS does not have: {condition.key}"
    if not condition.values:
        yield f"has a condition without values: {condition.key}"
    if name in EXACT and any(_looks_wild(value) for value in condition.values):
        yield f"compares {condition.key} exactly with a value in which * or ? stands: use StringLike"
    if any("${" in value for value in condition.values) and not statement.variables:
        yield f"has a variable that stays plain text, since Version is not 2012-10-17: {condition.key}"
    if statement.effect is Effect.ALLOW and _lets_absent_through(statement, condition):
        yield f"allows requests without {condition.key}, since ForAllValues holds where there are no values"


def _is_unknown(key: str) -> bool:
    return key.startswith("aws:") and key not in GLOBAL_KEYS and not key.startswith(GLOBAL_FAMILIES)


def _looks_wild(value: str) -> bool:
    plain = VARIABLE.sub("", value)
    return "*" in plain or "?" in plain


def _lets_absent_through(statement: Statement, condition: Condition) -> bool:
    """Whether ForAllValues holds for requests that should not get through: those without the key.

    Requests without tags are often meant to.
    """
    quantifier, _, _ = parts(condition.operator)
    required = any(
        one.key == condition.key and one.operator == "null" and {*map(str.lower, one.values)} == {"false"}
        for one in statement.conditions
    )
    return quantifier == "forallvalues:" and condition.key != "aws:tagkeys" and not required
