"""Which AWS services a role trusts, of those that say on whose behalf they come."""

from collections.abc import Collection

from iam_audit.policy.trusted import Kind, Trusted

SILENT_SERVICES = (
    "cloudtrail.amazonaws.com",
    "ec2.amazonaws.com",
    "eks.amazonaws.com",
    "elastictranscoder.amazonaws.com",
    "secretsmanager.amazonaws.com",
)
"""Services that take on roles without a source, so that a condition on it would lock them out."""


def is_telling_service(trusted: Trusted, exempt: Collection[str]) -> bool:
    """Whether a principal is a service that is not exempt; China's names end in `.cn`."""
    return trusted.kind is Kind.SERVICE and trusted.name.lower().removesuffix(".cn") not in exempt
