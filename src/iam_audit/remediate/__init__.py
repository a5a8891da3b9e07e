"""Retires credentials: finding → plan → approval → change, each change looked at again right before and read back.

What a change is: `nouns.py`. What can be changed: one file per action, in `actions/`.
"""

from iam_audit.remediate.base import Action, Changing, Door, Notifier
from iam_audit.remediate.nouns import (
    Approval,
    Blast,
    Facts,
    Plan,
    Proof,
    Refusal,
    Rule,
    Stage,
    Step,
    Target,
)

__all__ = [
    "Action",
    "Approval",
    "Blast",
    "Changing",
    "Door",
    "Facts",
    "Notifier",
    "Plan",
    "Proof",
    "Refusal",
    "Rule",
    "Stage",
    "Step",
    "Target",
]
