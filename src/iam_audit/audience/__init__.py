"""Whom a finding concerns, which channels hear of it, and how a message gets to them."""

from iam_audit.audience.carrying import Carried, Carrier
from iam_audit.audience.letters import Letters, facts_of, recipient_of
from iam_audit.audience.owners import Directory, Owner, OwnerRules
from iam_audit.audience.plan import OWNER, Alerting, Wording, owner_rules, places_called, plan_of, policy_of
from iam_audit.audience.quiet_hours import QuietHours
from iam_audit.audience.routes import Router

__all__ = [
    "OWNER",
    "Alerting",
    "Carried",
    "Carrier",
    "Directory",
    "Letters",
    "Owner",
    "OwnerRules",
    "QuietHours",
    "Router",
    "Wording",
    "facts_of",
    "owner_rules",
    "places_called",
    "plan_of",
    "policy_of",
    "recipient_of",
]
