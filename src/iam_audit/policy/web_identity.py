"""Whose tokens get through, where a trust policy names an identity provider.

Sources: "Available keys for AWS OIDC federation", "Identity-provider controls for shared OIDC providers" and
"Available keys for SAML-based AWS STS federation" in the IAM User Guide.
"""

import re
from collections.abc import Collection
from enum import StrEnum
from functools import partial

from iam_audit.policy.demands import any_demand, parts
from iam_audit.policy.document import Condition
from iam_audit.policy.trust_questions import ALIKE, EQUAL, is_pin
from iam_audit.policy.trusted import Trusted

AUDIENCES = {
    "cognito-identity.amazonaws.com": ("aud",),
    "accounts.google.com": ("aud", "oaud"),
    "www.amazon.com": ("app_id",),
    "graph.facebook.com": ("app_id",),
}
"""Providers for apps: the audience is the app or identity pool, and its users are for the app to admit."""
OWNER = re.compile(r"[^:]+:[^:/]+[:/]")
"""`repo:OWNER/`, `project_path:GROUP/`, `organization:NAME:`."""
OWNERS = {"api.pulumi.com/oidc": re.compile(r"pulumi:[^:]+:org:[^:]+:")}
"""Where the subject is built differently."""
NAMESPACE = re.compile(r"system:serviceaccount:[^:]+:")
SOMETHING = re.compile(r".")
NOTHING_LESS = re.compile(r"(?!)")
"""Never matches: a pattern will not do."""
OWNER_CLAIMS = {
    "repository": re.compile(r"[^/]+/"),
    "repository_id": NOTHING_LESS,
    "repository_owner": NOTHING_LESS,
    "repository_owner_id": NOTHING_LESS,
}
"""Other claims, of GitHub, that name an owner, and how much of one is enough."""
VARIABLE = re.compile(r"\$\{")
WILD_OR_VARIABLE = re.compile(r"[*?]|\$\{")


class Loose(StrEnum):
    """What a trust in an identity provider leaves open."""

    AUDIENCE = "audience"
    """The tokens may be meant for others."""
    SUBJECT = "subject"
    """The tokens may be about anybody."""
    OWNER = "owner"
    """The subject is a pattern that fits other people's projects too."""


def issuer_of(trusted: Trusted) -> str:
    """Return the issuer without its scheme, as its condition keys begin."""
    return (trusted.name.partition(":oidc-provider/")[2] or trusted.name).lower()


def left_open(trusted: Trusted, shared: Collection[str]) -> frozenset[Loose]:
    """Return what a trust in an OIDC provider leaves open. `shared` issuers sign tokens for everybody."""
    issuer = issuer_of(trusted)
    found = set() if any_demand(trusted.demands, partial(_names_audience, issuer)) else {Loose.AUDIENCE}
    if issuer in AUDIENCES:
        return frozenset(found)
    is_shared = issuer in {one.lower() for one in shared}
    if not any_demand(trusted.demands, partial(_names_subject, issuer, shared=is_shared)):
        asked = any(one.key == f"{issuer}:sub" for demand in trusted.demands for one in demand)
        found.add(Loose.OWNER if asked else Loose.SUBJECT)
    return frozenset(found)


def names_saml_audience(trusted: Trusted) -> bool:
    """Whether a SAML assertion has to be meant for a certain sign-in page."""
    return any_demand(trusted.demands, _names_saml_audience)


def _names_saml_audience(condition: Condition) -> bool:
    return condition.key == "saml:aud" and is_pin(condition) and _begins(condition, SOMETHING)


def _names_audience(issuer: str, condition: Condition) -> bool:
    names = AUDIENCES.get(issuer, ("aud",))
    return condition.key in {f"{issuer}:{name}" for name in names} and _begins(condition, NOTHING_LESS)


def _names_subject(issuer: str, condition: Condition, *, shared: bool) -> bool:
    claim = condition.key.removeprefix(f"{issuer}:")
    if claim in OWNER_CLAIMS:
        return is_pin(condition) and _begins(condition, OWNER_CLAIMS[claim])
    return claim == "sub" and _begins(condition, _subject_of(issuer, shared=shared))


def _subject_of(issuer: str, *, shared: bool) -> re.Pattern[str]:
    if shared:
        return OWNERS.get(issuer, OWNER)
    return NAMESPACE if issuer.startswith("oidc.eks.") else SOMETHING


def _begins(condition: Condition, wanted: re.Pattern[str]) -> bool:
    """Whether every value is spelled out, if not to its end then at least as far as is wanted.

    Audience and subject are in every token, so an operator that lets requests without them through is as good.
    """
    _, name, _ = parts(condition.operator)
    if name not in EQUAL | ALIKE:
        return False
    wild = WILD_OR_VARIABLE if name in ALIKE else VARIABLE
    starts = [(value, wild.split(value)[0]) for value in condition.values]
    return all(start and (start == value or wanted.match(start)) for value, start in starts)
