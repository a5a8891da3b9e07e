"""Reads IAM policy documents and answers questions about them. Pure: no AWS, no files, no clock."""

from iam_audit.policy.explain import explain
from iam_audit.policy.grants import (
    CannotTell,
    NoPermissions,
    SomePermissions,
    Verdict,
    has_no_permissions,
    no_permissions_because,
    permissions_of,
)
from iam_audit.policy.holder import privilege_of_documents, ways_of_document
from iam_audit.policy.neighbours import entrances, has_ways_out, open_to
from iam_audit.policy.ranking import privileges

__all__ = [
    "CannotTell",
    "NoPermissions",
    "SomePermissions",
    "Verdict",
    "entrances",
    "explain",
    "has_no_permissions",
    "has_ways_out",
    "no_permissions_because",
    "open_to",
    "permissions_of",
    "privilege_of_documents",
    "privileges",
    "ways_of_document",
]
