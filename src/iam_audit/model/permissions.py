"""Users, groups, roles and the policies that give them permissions."""

from datetime import datetime

import msgspec

from iam_audit.model.credentials import LastUse, Password, SigningCertificate
from iam_audit.model.resource import Resource


class InlinePolicy(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """A policy embedded in one user, group or role."""

    name: str
    document: str
    """JSON text with sorted keys; the text as AWS gave it when it is not JSON."""


class AttachedPolicy(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """A pointer from a user, group or role to a managed policy."""

    name: str
    arn: str


class UserPermissions(msgspec.Struct, frozen=True, kw_only=True):
    """Where a user's permissions come from."""

    groups: tuple[str, ...] = ()
    inline: tuple[InlinePolicy, ...] = ()
    attached: tuple[AttachedPolicy, ...] = ()
    boundary: str | None = None
    """The ARN of the permissions boundary."""


class User(msgspec.Struct, frozen=True, kw_only=True):
    """An IAM user."""

    name: str
    arn: str
    account_id: str
    id: str | None = None
    """The unique id (AIDA...)."""
    path: str = "/"
    created_at: datetime | None = None
    password: Password
    mfa_active: bool | None = None
    signing_certificates: tuple[SigningCertificate, ...] = ()
    tags: dict[str, str] | None = None
    """None when tags could not be read."""
    permissions: UserPermissions | None = None
    """None when they could not be read, which is not the same as having none."""

    @property
    def resource(self) -> Resource:
        """What a finding about this user points at."""
        return Resource(type="user", id=self.name, arn=self.arn, name=self.name, account_id=self.account_id)


class Root(msgspec.Struct, frozen=True, kw_only=True):
    """The root user of an account. Its access keys are in `Snapshot.root_access_keys`."""

    arn: str
    account_id: str
    created_at: datetime | None = None
    password: Password
    """`enabled` is None where the report says not_supported."""
    mfa_active: bool | None = None
    signing_certificates: tuple[SigningCertificate, ...] = ()

    @property
    def resource(self) -> Resource:
        """What a finding about root points at."""
        return Resource(type="root", id="root", arn=self.arn, name="root", account_id=self.account_id)


class Group(msgspec.Struct, frozen=True, kw_only=True):
    """An IAM group."""

    name: str
    arn: str
    account_id: str
    path: str = "/"
    created_at: datetime | None = None
    inline: tuple[InlinePolicy, ...] = ()
    attached: tuple[AttachedPolicy, ...] = ()

    @property
    def resource(self) -> Resource:
        """What a finding about this group points at."""
        return Resource(type="group", id=self.name, arn=self.arn, name=self.name, account_id=self.account_id)


class Role(msgspec.Struct, frozen=True, kw_only=True):
    """An IAM role."""

    name: str
    arn: str
    account_id: str
    path: str = "/"
    created_at: datetime | None = None
    trust: str
    """The trust policy, as JSON text."""
    inline: tuple[InlinePolicy, ...] = ()
    attached: tuple[AttachedPolicy, ...] = ()
    boundary: str | None = None
    last_used: LastUse
    """AWS remembers 400 days of a role's use."""
    tags: dict[str, str] | None = None
    instance_profiles: tuple[str, ...] = ()
    max_session_seconds: int | None = None
    """How long a session of it may last; None when it was not read."""

    @property
    def resource(self) -> Resource:
        """What a finding about this role points at."""
        return Resource(type="role", id=self.name, arn=self.arn, name=self.name, account_id=self.account_id)


class PolicyVersion(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """One version of a managed policy."""

    id: str
    """`v1`, `v2`, ..."""
    default: bool
    document: str
    created_at: datetime | None = None


class ManagedPolicy(msgspec.Struct, frozen=True, kw_only=True):
    """A managed policy, the customer's own or AWS's."""

    name: str
    arn: str
    account_id: str
    """The account it was read from, also for policies that AWS owns."""
    path: str = "/"
    attachment_count: int = 0
    boundary_count: int = 0
    """How often it is used as a permissions boundary, which is not an attachment."""
    versions: tuple[PolicyVersion, ...] = ()

    @property
    def aws_managed(self) -> bool:
        """Whether AWS owns it; nobody else can change those."""
        return self.arn.split(":")[4] == "aws"

    @property
    def document(self) -> str | None:
        """The document that counts: the default version's; None when it is not in the snapshot."""
        return next((version.document for version in self.versions if version.default), None)

    @property
    def resource(self) -> Resource:
        """What a finding about this policy points at."""
        return Resource(type="policy", id=self.arn, arn=self.arn, name=self.name, account_id=self.account_id)
