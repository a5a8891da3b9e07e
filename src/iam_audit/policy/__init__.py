"""Reads IAM policy documents and answers questions about them. Pure: no AWS, no files, no clock."""

from iam_audit.policy.grants import (
    CannotTell,
    NoPermissions,
    SomePermissions,
    Verdict,
    has_no_permissions,
    no_permissions_because,
    permissions_of,
)

__all__ = [
    "CannotTell",
    "NoPermissions",
    "SomePermissions",
    "Verdict",
    "has_no_permissions",
    "no_permissions_because",
    "permissions_of",
]
