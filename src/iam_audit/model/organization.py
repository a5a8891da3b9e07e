"""The organization an account is in, and what it lays down for all its accounts."""

import msgspec

from iam_audit.model.resource import Resource


class Organization(msgspec.Struct, frozen=True, kw_only=True):
    """The AWS Organization of an account."""

    id: str
    """`o-exampleorgid`."""
    arn: str
    account_id: str
    """The account it was read from."""
    management_account_id: str
    feature_set: str | None = None
    """`ALL`, or `CONSOLIDATED_BILLING`, which knows no service control policies."""

    @property
    def resource(self) -> Resource:
        """What a finding about this organization points at."""
        return Resource(
            type="organization", id=self.id, arn=self.arn, name=self.id, account_id=self.account_id
        )


class DelegatedAdministrator(msgspec.Struct, frozen=True, kw_only=True):
    """A member account that may manage a service for the whole organization."""

    id: str
    """The id of the member account."""
    arn: str
    account_id: str
    name: str = ""
    services: tuple[str, ...] | None = None
    """Service principals such as `sso.amazonaws.com`; None when they could not be read."""

    @property
    def resource(self) -> Resource:
        """What a finding about this administrator points at."""
        return Resource(
            type="delegated-administrator",
            id=self.id,
            arn=self.arn,
            name=self.name or self.id,
            account_id=self.account_id,
        )


class PolicyTarget(msgspec.Struct, frozen=True, kw_only=True):
    """What a service control policy is attached to."""

    id: str
    """The id of the root, of a unit, or of an account."""
    kind: str
    """`ROOT`, `ORGANIZATIONAL_UNIT` or `ACCOUNT`."""
    name: str = ""


class OrganizationTree(msgspec.Struct, frozen=True, kw_only=True):
    """Which accounts an organization has, and below which units."""

    parents: dict[str, str]
    """The root or unit that each unit and account is directly below, by id."""
    accounts: tuple[str, ...]
    """The ids of all accounts."""
    names: dict[str, str] = {}
    """What roots and units are called, by id."""
    limited: bool = True
    """Whether service control policies are switched on; the full set of features only makes that possible."""


class ServiceControlPolicy(msgspec.Struct, frozen=True, kw_only=True):
    """A policy that limits what accounts may do at most; it gives nobody anything."""

    id: str
    arn: str
    account_id: str
    name: str
    document: str | None = None
    """JSON text; None when it could not be read."""
    targets: tuple[PolicyTarget, ...] | None = None
    """None when they could not be read."""

    @property
    def resource(self) -> Resource:
        """What a finding about this policy points at."""
        return Resource(
            type="service-control-policy",
            id=self.id,
            arn=self.arn,
            name=self.name,
            account_id=self.account_id,
        )
