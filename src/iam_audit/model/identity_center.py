"""IAM Identity Center: who gets into which account of the organization, and as what."""

import msgspec

from iam_audit.model.resource import Resource


class SsoInstance(msgspec.Struct, frozen=True, kw_only=True):
    """An instance of IAM Identity Center, as an account sees it."""

    arn: str
    account_id: str
    """The account it was read from."""
    owner_account_id: str | None = None
    """The management account for the organization's instance; a member for one of its own."""
    identity_store_id: str | None = None
    name: str = ""
    status: str | None = None
    """`ACTIVE` when it can be used."""

    @property
    def resource(self) -> Resource:
        """What a finding about this instance points at."""
        name = self.name or self.arn.rpartition("/")[2]
        return Resource(type="sso-instance", id=self.arn, arn=self.arn, name=name, account_id=self.account_id)


class Assignment(msgspec.Struct, frozen=True, kw_only=True):
    """That somebody may enter an account with a permission set."""

    account_id: str
    principal_kind: str
    """`USER` or `GROUP`."""
    principal_id: str


class CustomerPolicyReference(msgspec.Struct, frozen=True, kw_only=True):
    """A customer managed policy that each target account must have under this path and name."""

    name: str
    path: str = "/"


class PermissionSet(msgspec.Struct, frozen=True, kw_only=True):
    """What somebody may do in the accounts assigned with it."""

    name: str
    arn: str
    account_id: str
    """The account it was read from."""
    session_duration: str | None = None
    """ISO 8601, such as `PT1H`; None when AWS does not say."""
    managed_policies: tuple[str, ...] = ()
    """ARNs of AWS's policies."""
    customer_policies: tuple[CustomerPolicyReference, ...] = ()
    inline: str = ""
    """JSON text; empty when there is none."""
    boundary: str | None = None
    """The ARN, or path and name, of the permissions boundary; None when there is none."""
    accounts: tuple[str, ...] = ()
    """Where it is provisioned."""
    outdated_accounts: tuple[str, ...] = ()
    """Where an earlier version of it is provisioned."""
    assignments: tuple[Assignment, ...] = ()

    @property
    def resource(self) -> Resource:
        """What a finding about this permission set points at."""
        return Resource(
            type="permission-set", id=self.arn, arn=self.arn, name=self.name, account_id=self.account_id
        )


class SsoUser(msgspec.Struct, frozen=True, kw_only=True):
    """A user of the identity store."""

    id: str
    name: str
    account_id: str
    enabled: bool | None = None
    """None when AWS does not say."""

    @property
    def resource(self) -> Resource:
        """What a finding about this user points at."""
        return Resource(type="sso-user", id=self.id, name=self.name, account_id=self.account_id)


class SsoGroup(msgspec.Struct, frozen=True, kw_only=True):
    """A group of the identity store."""

    id: str
    name: str
    account_id: str
    members: tuple[str, ...] | None = None
    """User ids; None when they were not read."""

    @property
    def resource(self) -> Resource:
        """What a finding about this group points at."""
        return Resource(type="sso-group", id=self.id, name=self.name, account_id=self.account_id)


class SsoApplication(msgspec.Struct, frozen=True, kw_only=True):
    """An application that people sign in to through Identity Center."""

    arn: str
    name: str
    account_id: str
    assignment_required: bool | None = None
    """None when it could not be read."""

    @property
    def resource(self) -> Resource:
        """What a finding about this application points at."""
        return Resource(
            type="sso-application", id=self.arn, arn=self.arn, name=self.name, account_id=self.account_id
        )


class TrustedTokenIssuer(msgspec.Struct, frozen=True, kw_only=True):
    """An identity provider whose tokens applications may exchange."""

    arn: str
    name: str
    account_id: str

    @property
    def resource(self) -> Resource:
        """What a finding about this issuer points at."""
        return Resource(
            type="trusted-token-issuer", id=self.arn, arn=self.arn, name=self.name, account_id=self.account_id
        )


class IdentityCenter(msgspec.Struct, frozen=True, kw_only=True):
    """What one instance gives away, and to whom."""

    instance_arn: str
    permission_sets: tuple[PermissionSet, ...] = ()
    users: tuple[SsoUser, ...] = ()
    groups: tuple[SsoGroup, ...] = ()
    applications: tuple[SsoApplication, ...] = ()
    trusted_token_issuers: tuple[TrustedTokenIssuer, ...] = ()
