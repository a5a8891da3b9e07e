"""Long-lived credentials that are not access keys."""

from datetime import datetime
from enum import StrEnum

import msgspec

from iam_audit.model.credentials import LastUse
from iam_audit.model.kind import Kind
from iam_audit.model.privilege import Bounds
from iam_audit.model.risk import RiskLevel


class CredentialType(StrEnum):
    """What sort of long-lived credential it is."""

    ACCESS_KEY = "access-key"
    PASSWORD = "password"  # noqa: S105 - a sort of credential, not one
    SSH_PUBLIC_KEY = "ssh-public-key"
    SERVICE_SPECIFIC = "service-specific-credential"
    SIGNING_CERTIFICATE = "signing-certificate"


class OtherCredential(msgspec.Struct, frozen=True, kw_only=True):
    """A password, certificate or key of a user or of root that is no access key."""

    type: CredentialType
    id: str
    """Unique within account and type: the user name for a password."""
    user_name: str
    user_arn: str
    account_id: str
    active: bool | None
    created_at: datetime | None = None
    """For a password, when it was last changed."""
    last_used: LastUse | None = None
    """None where AWS keeps no record of its use."""
    risk_level: RiskLevel | None = None
    """By the limits for access keys; None where nothing tells of its use."""
    kind: Kind = Kind.UNKNOWN
    privilege: Bounds | None = None
    """What its owner can do with it; None where it opens one service only."""
