"""The nouns: what an account holds, what a check says of it, what an audit adds up to."""

from iam_audit.model.account import Account, Gap, Section
from iam_audit.model.account_settings import (
    AccountSummary,
    OidcProvider,
    PasswordPolicy,
    SamlProvider,
    ServerCertificate,
)
from iam_audit.model.credentials import (
    ROOT_NAME,
    AccessKey,
    LastUse,
    MfaDevice,
    MfaKind,
    NeverUsed,
    Password,
    ServiceSpecificCredential,
    SigningCertificate,
    SshPublicKey,
    Used,
    UseUnknown,
)
from iam_audit.model.finding import Evidence, Finding, Remediation, Severity, Status
from iam_audit.model.permissions import (
    AttachedPolicy,
    Group,
    InlinePolicy,
    ManagedPolicy,
    PolicyVersion,
    Role,
    Root,
    User,
    UserPermissions,
)
from iam_audit.model.resource import Resource
from iam_audit.model.result import AccountResult, AccountStatus, AuditResult, CheckCount, KeyRow, RiskLevel
from iam_audit.model.snapshot import Snapshot
from iam_audit.model.time import whole_days

__all__ = [
    "ROOT_NAME",
    "AccessKey",
    "Account",
    "AccountResult",
    "AccountStatus",
    "AccountSummary",
    "AttachedPolicy",
    "AuditResult",
    "CheckCount",
    "Evidence",
    "Finding",
    "Gap",
    "Group",
    "InlinePolicy",
    "KeyRow",
    "LastUse",
    "ManagedPolicy",
    "MfaDevice",
    "MfaKind",
    "NeverUsed",
    "OidcProvider",
    "Password",
    "PasswordPolicy",
    "PolicyVersion",
    "Remediation",
    "Resource",
    "RiskLevel",
    "Role",
    "Root",
    "SamlProvider",
    "Section",
    "ServerCertificate",
    "ServiceSpecificCredential",
    "Severity",
    "SigningCertificate",
    "Snapshot",
    "SshPublicKey",
    "Status",
    "UseUnknown",
    "Used",
    "User",
    "UserPermissions",
    "whole_days",
]
