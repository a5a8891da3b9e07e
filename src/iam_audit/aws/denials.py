"""Reads AWS's access-denied messages: who forbade what.

The forms are those of "Troubleshoot access denied error messages" in the IAM User Guide.
"""

import re
from types import MappingProxyType

from iam_audit.aws.redaction import safe

ACTION = re.compile(r"not authorized to perform:\s+(?P<action>[\w-]+:\w+)")
FORBIDDEN = re.compile(
    r"with an explicit deny in (?:an?|the) (?P<kind>[\w -]*?(?:policy|boundary))"
    r"(?:: ?(?P<arn>arn:[^\s,]+))?",
    re.IGNORECASE,
)
NOT_ALLOWED = re.compile(r"because no (?P<kind>[\w -]*?(?:policy|boundary)) allows", re.IGNORECASE)

NEXT_STEP = MappingProxyType(
    {
        "service control policy": "Only those who manage the organization's policies can change that.",
        "resource control policy": "Only those who manage the organization's policies can change that.",
        "permissions boundary": "The boundary of the caller must allow it too.",
        "session policy": "The policy that the session was made with must allow it too.",
        "vpc endpoint policy": "The policy of the VPC endpoint that the request goes through must allow it.",
        "resource-based policy": "The policy of the resource itself must allow it.",
        "role trust policy": "The role must trust the caller.",
        "identity-based policy": "Attach the policy that `iam-audit policy` prints to the caller.",
    }
)

NO_ENTRY = "there is no such role, or it does not trust the caller, or the external id is wrong."


def explain_denial(operation: str, message: str) -> str:
    """Return what was denied, by which kind of policy when the message says so, and what would help."""
    named = ACTION.search(message)
    action = named["action"] if named else operation
    if forbidden := FORBIDDEN.search(message):
        kind = forbidden["kind"]
        arn = f" ({forbidden['arn'].rstrip('.')})" if forbidden["arn"] else ""
        where = f"{_article(kind)} {kind}{arn}"
        return f"{action} is forbidden by an explicit deny in {where}.{_help(kind, forbidden=True)}"
    if missing := NOT_ALLOWED.search(message):
        return f"{action} is denied: no {missing['kind']} allows it.{_help(missing['kind'])}"
    if action == "sts:AssumeRole" or operation == "AssumeRole":
        return f"sts:AssumeRole is denied: {NO_ENTRY}"
    if named:
        return f"{action} is denied: no policy allows it."
    return f"{action} is denied: {safe(message) or 'AWS does not say why.'}"


def _help(kind: str, *, forbidden: bool = False) -> str:
    step = NEXT_STEP.get(kind.lower(), "")
    if forbidden and kind.lower() == "identity-based policy":
        step = "A policy of the caller forbids it, whatever the others allow."
    return f" {step}" if step else ""


def _article(kind: str) -> str:
    return "an" if kind[0].lower() in "aeiou" else "a"
