"""What is known of the requests that somebody signs with one kind of credential.

Whoever holds a credential picks the moment, the region and a protected connection, and opens a session just before
using it. Where they come from, and what the resource is, is unknown.

Source: "AWS global condition context keys" in the IAM User Guide.
"""

from datetime import datetime
from functools import lru_cache

from iam_audit.model import CredentialContext, Role, User
from iam_audit.policy.facts import Facts, tags_of, values_of

USER_CONTEXTS = (CredentialContext.ACCESS_KEY, CredentialContext.PASSWORD, CredentialContext.MFA_SESSION)
ROLE_CONTEXTS = (CredentialContext.ROLE_SESSION,)
MFA, MFA_AGE, ISSUED = "aws:multifactorauthpresent", "aws:multifactorauthage", "aws:tokenissuetime"
NO_USER = frozenset({"aws:username"})
ALWAYS = {"aws:securetransport": "true", "aws:principalisawsservice": "false"}


def request_facts(who: User | Role, context: CredentialContext, now: datetime | None) -> Facts:
    """Return what is known of the requests of a user or role in one context; without `now`, not when."""
    values, absent = _facts_of_session(context, now)
    if isinstance(who, User):
        return Facts(values=values_of(who) | values, tags_known=who.tags is not None, absent=absent)
    # A session may bring tags of its own, so a tag that the role does not have may still be there.
    return Facts(values=_values_of_role(who) | values, tags_known=False, absent=absent | NO_USER)


def _values_of_role(role: Role) -> dict[str, str]:
    values = {
        "aws:principalarn": role.arn,
        "aws:principalaccount": role.account_id,
        "aws:principaltype": "AssumedRole",
    }
    return values | tags_of(role) if role.tags else values


@lru_cache(maxsize=16)
def _facts_of_session(
    context: CredentialContext, now: datetime | None
) -> tuple[dict[str, str], frozenset[str]]:
    always = ALWAYS | _moment(now, "aws:currenttime", "aws:epochtime")
    opened = always | _moment(now, ISSUED)
    match context:
        case CredentialContext.ACCESS_KEY:
            return always, frozenset({MFA, MFA_AGE, ISSUED})
        case CredentialContext.PASSWORD:
            return {MFA: "false", **opened}, frozenset({MFA_AGE})
        case CredentialContext.MFA_SESSION:
            return {MFA: "true", MFA_AGE: "0", **opened}, frozenset()
        case CredentialContext.ROLE_SESSION:
            return opened, frozenset()


def _moment(now: datetime | None, *keys: str) -> dict[str, str]:
    return {} if now is None else dict.fromkeys(keys, now.isoformat())
