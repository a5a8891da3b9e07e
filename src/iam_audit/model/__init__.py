"""The nouns: what an account holds, what a check says of it, what an audit adds up to.

Those of which there are tens of thousands are `gc=False`: nothing in them leads back to them, so Python need not
look whether they are garbage.
"""

from iam_audit.model.account import Account, Gap, Section
from iam_audit.model.account_settings import (
    AccountSummary,
    OidcProvider,
    PasswordPolicy,
    SamlProvider,
    ServerCertificate,
)
from iam_audit.model.advice import Advice, Remediation
from iam_audit.model.analyzers import AnalyzedRegion, Analyzer
from iam_audit.model.contacts import AlternateContact, ContactKind
from iam_audit.model.controls import ControlResult, ControlStatus
from iam_audit.model.credentials import (
    ROOT_NAME,
    AccessKey,
    LastUse,
    LoginProfile,
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
from iam_audit.model.explanation import (
    ConditionAnswer,
    ContextExplanation,
    Decision,
    Explanation,
    StatementAnswer,
)
from iam_audit.model.finding import Evidence, Finding, Severity, Status
from iam_audit.model.framework import Control, Framework
from iam_audit.model.identity_center import (
    Assignment,
    CustomerPolicyReference,
    IdentityCenter,
    PermissionSet,
    SsoApplication,
    SsoGroup,
    SsoInstance,
    SsoUser,
    TrustedTokenIssuer,
)
from iam_audit.model.key_ids import KeyIds
from iam_audit.model.kind import Kind
from iam_audit.model.lazy import Lazy
from iam_audit.model.organization import (
    DelegatedAdministrator,
    Organization,
    OrganizationTree,
    PolicyTarget,
    ServiceControlPolicy,
)
from iam_audit.model.other_credential import CredentialType, OtherCredential
from iam_audit.model.ownership import Bearer
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
from iam_audit.model.principal import Principal, PrincipalType
from iam_audit.model.priority import Priority, PriorityPart
from iam_audit.model.privilege import Bounds, CredentialContext, EscalationPath, Privilege, Tier
from iam_audit.model.resource import Resource
from iam_audit.model.result import (
    BY_RISK,
    WORST_FIRST,
    AccountResult,
    AccountStatus,
    AuditResult,
    CheckCount,
    KeyRow,
)
from iam_audit.model.risk import RiskLevel
from iam_audit.model.roles_anywhere import RolesAnywhereProfile, TrustAnchor
from iam_audit.model.run_stats import AccountStats, RunStats
from iam_audit.model.service_use import PrincipalUse, ServiceUse
from iam_audit.model.shelf import Order, Shelf
from iam_audit.model.snapshot import Snapshot
from iam_audit.model.surroundings import Guardrail, GuardrailLevel, Neighbour, Surroundings
from iam_audit.model.time import whole_days
from iam_audit.model.waiver import Waiver, WaiverState, WaiverUse

__all__ = [
    "BY_RISK",
    "ROOT_NAME",
    "WORST_FIRST",
    "AccessKey",
    "Account",
    "AccountResult",
    "AccountStats",
    "AccountStatus",
    "AccountSummary",
    "Advice",
    "AlternateContact",
    "AnalyzedRegion",
    "Analyzer",
    "Assignment",
    "AttachedPolicy",
    "AuditResult",
    "Bearer",
    "Bounds",
    "CheckCount",
    "ConditionAnswer",
    "ContactKind",
    "ContextExplanation",
    "Control",
    "ControlResult",
    "ControlStatus",
    "CredentialContext",
    "CredentialType",
    "CustomerPolicyReference",
    "Decision",
    "DelegatedAdministrator",
    "EscalationPath",
    "Evidence",
    "Explanation",
    "Finding",
    "Framework",
    "Gap",
    "Group",
    "Guardrail",
    "GuardrailLevel",
    "IdentityCenter",
    "InlinePolicy",
    "KeyIds",
    "KeyRow",
    "Kind",
    "LastUse",
    "Lazy",
    "LoginProfile",
    "ManagedPolicy",
    "MfaDevice",
    "MfaKind",
    "Neighbour",
    "NeverUsed",
    "OidcProvider",
    "Order",
    "Organization",
    "OrganizationTree",
    "OtherCredential",
    "Password",
    "PasswordPolicy",
    "PermissionSet",
    "PolicyTarget",
    "PolicyVersion",
    "Principal",
    "PrincipalType",
    "PrincipalUse",
    "Priority",
    "PriorityPart",
    "Privilege",
    "Remediation",
    "Resource",
    "RiskLevel",
    "Role",
    "RolesAnywhereProfile",
    "Root",
    "RunStats",
    "SamlProvider",
    "Section",
    "ServerCertificate",
    "ServiceControlPolicy",
    "ServiceSpecificCredential",
    "ServiceUse",
    "Severity",
    "Shelf",
    "SigningCertificate",
    "Snapshot",
    "SshPublicKey",
    "SsoApplication",
    "SsoGroup",
    "SsoInstance",
    "SsoUser",
    "StatementAnswer",
    "Status",
    "Surroundings",
    "Tier",
    "TrustAnchor",
    "TrustedTokenIssuer",
    "UseUnknown",
    "Used",
    "User",
    "UserPermissions",
    "Waiver",
    "WaiverState",
    "WaiverUse",
    "whole_days",
]
