"""What happened to users and credentials according to CloudTrail, and who did it: the other end of remediation."""

from iam_audit.trail.attribution import (
    Closed,
    Closure,
    Known,
    Verdict,
    attribute,
    ended_credentials,
    who_did,
)
from iam_audit.trail.records import NAMES, Actor, TrailEvent

__all__ = [
    "NAMES",
    "Actor",
    "Closed",
    "Closure",
    "Known",
    "TrailEvent",
    "Verdict",
    "attribute",
    "ended_credentials",
    "who_did",
]
