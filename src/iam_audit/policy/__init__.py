"""Reads IAM policy documents and answers questions about them. Pure: no AWS, no files, no clock."""

from iam_audit.policy.grants import has_no_permissions, no_permissions_because

__all__ = ["has_no_permissions", "no_permissions_because"]
