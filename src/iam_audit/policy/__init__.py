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
from iam_audit.policy.ranking import privilege_of_documents, privileges

__all__ = [
    "CannotTell",
    "NoPermissions",
    "SomePermissions",
    "Verdict",
    "explain",
    "has_no_permissions",
    "no_permissions_because",
    "permissions_of",
    "privilege_of_documents",
    "privileges",
]
