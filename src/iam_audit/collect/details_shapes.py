"""The shape of GetAccountAuthorizationDetails, as far as it is read."""

import msgspec

from iam_audit.collect.policy_documents import Documents
from iam_audit.collect.shapes import Moment
from iam_audit.model import AttachedPolicy, InlinePolicy, PolicyVersion


class RawTag(msgspec.Struct, rename="pascal"):
    """A tag."""

    key: str
    value: str = ""


class RawInline(msgspec.Struct, rename="pascal"):
    """An inline policy."""

    policy_name: str
    policy_document: msgspec.Raw

    def value(self, documents: Documents) -> InlinePolicy:
        """Return it as a noun of the model."""
        return InlinePolicy(name=self.policy_name, document=documents.text(self.policy_document))


class RawAttached(msgspec.Struct, rename="pascal"):
    """A pointer to a managed policy."""

    policy_name: str
    policy_arn: str

    def value(self) -> AttachedPolicy:
        """Return it as a noun of the model."""
        return AttachedPolicy(name=self.policy_name, arn=self.policy_arn)


class RawBoundary(msgspec.Struct, rename="pascal"):
    """A permissions boundary."""

    permissions_boundary_arn: str


class RawUse(msgspec.Struct, rename="pascal"):
    """When a role was last used; empty when AWS remembers no use."""

    last_used_date: Moment | None = None
    region: str | None = None


class RawProfile(msgspec.Struct, rename="pascal"):
    """An instance profile."""

    instance_profile_name: str


class RawUser(msgspec.Struct, rename="pascal"):
    """A user. AWS leaves empty lists out or in, so those may be missing; everything else may not."""

    user_name: str
    arn: str
    group_list: list[str]
    attached_managed_policies: list[RawAttached]
    user_id: str | None = None
    path: str = "/"
    create_date: Moment | None = None
    user_policy_list: list[RawInline] = []
    permissions_boundary: RawBoundary | None = None
    tags: list[RawTag] = []


class RawGroup(msgspec.Struct, rename="pascal"):
    """A group."""

    group_name: str
    arn: str
    attached_managed_policies: list[RawAttached]
    path: str = "/"
    create_date: Moment | None = None
    group_policy_list: list[RawInline] = []


class RawRole(msgspec.Struct, rename="pascal"):
    """A role."""

    role_name: str
    arn: str
    assume_role_policy_document: msgspec.Raw
    attached_managed_policies: list[RawAttached]
    path: str = "/"
    create_date: Moment | None = None
    role_policy_list: list[RawInline] = []
    permissions_boundary: RawBoundary | None = None
    role_last_used: RawUse | None = None
    tags: list[RawTag] = []
    instance_profile_list: list[RawProfile] = []


class RawVersion(msgspec.Struct, rename="pascal"):
    """A version of a managed policy."""

    version_id: str
    is_default_version: bool
    document: msgspec.Raw
    create_date: Moment | None = None

    def value(self, documents: Documents) -> PolicyVersion:
        """Return it as a noun of the model."""
        return PolicyVersion(
            id=self.version_id,
            default=self.is_default_version,
            document=documents.text(self.document),
            created_at=self.create_date,
        )


class RawPolicy(msgspec.Struct, rename="pascal"):
    """A managed policy."""

    arn: str
    policy_version_list: list[RawVersion]
    policy_name: str = ""
    """Emulators of AWS may leave it out; the ARN ends in it."""
    path: str = "/"
    attachment_count: int = 0
    permissions_boundary_usage_count: int = 0


class RawDetails(msgspec.Struct, rename="pascal"):
    """The whole answer; a list that was not asked for is None, which is not an empty one."""

    user_detail_list: list[RawUser] | None = None
    group_detail_list: list[RawGroup] | None = None
    role_detail_list: list[RawRole] | None = None
    policies: list[RawPolicy] | None = None
    is_truncated: bool | None = False
    """Whether somebody kept the first page alone; so says `next_token`, too."""
    next_token: str | None = None
