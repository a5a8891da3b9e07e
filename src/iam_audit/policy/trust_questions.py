"""Questions about one principal of a trust policy: from which accounts, and with what proof.

In doubt the answer is the careless one: a value with a variable or a wildcard in the place that matters, or an
operator that lets requests without the key through, proves nothing.
Source: "AWS global condition context keys" in the IAM User Guide.
"""

import re
from collections.abc import Callable

from iam_audit.policy import mfa
from iam_audit.policy.demands import Demand, any_demand, needs_key, parts
from iam_audit.policy.document import Condition
from iam_audit.policy.trusted import PRINCIPAL_ARN, UNIQUE_ID, Kind, Trusted, account_in

EQUAL = frozenset({"stringequals", "stringequalsignorecase"})
ALIKE = frozenset({"stringlike", "arnlike", "arnequals"})
"""In these `*` and `?` are wildcards; in ArnEquals too."""
PRINCIPAL_ACCOUNT = "aws:principalaccount"
ALWAYS_THERE = frozenset({PRINCIPAL_ARN, PRINCIPAL_ACCOUNT, "aws:userid"})
"""Every signed request carries them, so IfExists changes nothing."""
ORGANIZATION = frozenset({"aws:principalorgid", "aws:principalorgpaths"})
OWN_ACCOUNT = "${aws:resourceaccount}"
OWN_ORGANIZATION = "${aws:resourceorgid}"
ORGANIZATION_ID = re.compile(r"o-[a-z0-9]+")
ROLE_ARN = re.compile(r"arn:[^:]*:(iam::[^:]*:role|sts::[^:]*:assumed-role)/.*", re.IGNORECASE)
WILD = re.compile(r"[*?]")


def accounts_of(trusted: Trusted, own: str) -> frozenset[str] | None:
    """Return the accounts that a principal may belong to; None when it may be any. `own` is the role's."""
    if trusted.kind not in (Kind.ANYBODY, Kind.ACCOUNT, Kind.IDENTITY):
        return frozenset()
    named = [_accounts(demand, own) for demand in trusted.demands]
    known = [accounts for accounts in named if accounts is not None]
    if trusted.account:
        known.append(frozenset({trusted.account}))
    return frozenset.intersection(*known) if known else None


def in_an_organization(trusted: Trusted) -> bool:
    """Whether only members of one organization, or of parts of it, get through."""
    return any_demand(trusted.demands, _names_organization)


def is_pinned(trusted: Trusted, own: str) -> bool:
    """Whether only named accounts, organizations, or users and roles get through."""
    return (
        accounts_of(trusted, own) is not None
        or in_an_organization(trusted)
        or any_demand(trusted.demands, _names_unique_id)
    )


def asks_external_id(trusted: Trusted) -> bool:
    """Whether a request needs an external id that somebody has to know."""
    return any_demand(trusted.demands, _names_external_id)


def asks_mfa(trusted: Trusted) -> bool:
    """Whether a session without MFA, and a plain access key, are kept out."""
    return any_demand(trusted.demands, mfa.asks_mfa)


def only_roles(trusted: Trusted) -> bool:
    """Whether only roles get through, whose sessions carry no MFA of their own."""
    if trusted.kind is Kind.IDENTITY and ROLE_ARN.fullmatch(trusted.name):
        return True
    return any_demand(trusted.demands, _names_roles)


def pins_source(trusted: Trusted) -> bool:
    """Whether a service has to come on behalf of a named account, organization or resource."""
    return any_demand(trusted.demands, _names_source)


def _accounts(demand: Demand, own: str) -> frozenset[str] | None:
    found = [_accounts_named(condition, own) for condition in demand]
    known = [accounts for accounts in found if accounts is not None]
    return frozenset().union(*known) if len(known) == len(found) else None


def _accounts_named(condition: Condition, own: str) -> frozenset[str] | None:
    if condition.key not in (PRINCIPAL_ACCOUNT, PRINCIPAL_ARN) or not is_pin(condition):
        return None
    filled = {OWN_ACCOUNT: own} if condition.variables else {}
    accounts = frozenset(account_in(filled.get(value.lower(), value)) for value in condition.values)
    return frozenset(account for account in accounts if account) if None not in accounts else None


def is_pin(condition: Condition) -> bool:
    """Whether the key must have one of the values, also in requests that leave it out where they can."""
    _, name, _ = parts(condition.operator)
    return name in EQUAL | ALIKE and (condition.key in ALWAYS_THERE or needs_key(condition))


def _names_organization(condition: Condition) -> bool:
    return condition.key in ORGANIZATION and is_pin(condition) and _all(condition, _is_organization)


def _names_unique_id(condition: Condition) -> bool:
    return condition.key == "aws:userid" and is_pin(condition) and _all(condition, _is_unique_id)


def _names_external_id(condition: Condition) -> bool:
    return condition.key == "sts:externalid" and is_pin(condition) and _all(condition, _is_secret)


def _names_roles(condition: Condition) -> bool:
    return condition.key == PRINCIPAL_ARN and is_pin(condition) and _all(condition, _is_role)


def _names_source(condition: Condition) -> bool:
    fits = SOURCES.get(condition.key)
    return fits is not None and is_pin(condition) and _all(condition, fits)


def _all(condition: Condition, fits: Callable[[str], bool]) -> bool:
    own = {OWN_ACCOUNT: "0" * 12, OWN_ORGANIZATION: "o-own"} if condition.variables else {}
    return all(fits(own.get(value.lower(), value)) for value in condition.values)


def _is_account(value: str) -> bool:
    return account_in(value) == value


def _is_organization(value: str) -> bool:
    return ORGANIZATION_ID.fullmatch(value.partition("/")[0]) is not None


def _is_unique_id(value: str) -> bool:
    return UNIQUE_ID.fullmatch(value.partition(":")[0]) is not None


def _is_role(value: str) -> bool:
    return ROLE_ARN.fullmatch(value) is not None


def _is_secret(value: str) -> bool:
    return bool(value.strip("*?")) and "${" not in value


def _is_source_arn(value: str) -> bool:
    """Whether an ARN names an account, or a thing whose ARN has none and whose name is nobody else's: a bucket."""
    fields = value.split(":", 5)
    if len(fields) < 6 or fields[4]:
        return account_in(value) is not None
    return bool(fields[5]) and not WILD.search(fields[5].partition("/")[0])


SOURCES = {
    "aws:sourceaccount": _is_account,
    "aws:sourcearn": _is_source_arn,
    "aws:sourceorgid": _is_organization,
    "aws:sourceorgpaths": _is_organization,
}
"""What tells on whose behalf a service comes, and which values of it do."""
