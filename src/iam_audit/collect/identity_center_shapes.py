"""The shapes in which IAM Identity Center and its identity store answer."""

import msgspec

from iam_audit.collect.policy_documents import canonical
from iam_audit.model import (
    Account,
    Assignment,
    CustomerPolicyReference,
    IdentityCenter,
    PermissionSet,
    SsoApplication,
    SsoGroup,
    SsoUser,
    TrustedTokenIssuer,
)


class RawPolicy(msgspec.Struct, rename="pascal"):
    """An entry of ListManagedPoliciesInPermissionSet."""

    arn: str


class RawReference(msgspec.Struct, rename="pascal"):
    """A customer managed policy by path and name."""

    name: str
    path: str = "/"


class RawBoundary(msgspec.Struct, rename="pascal"):
    """A permissions boundary, one or the other."""

    managed_policy_arn: str | None = None
    customer_managed_policy_reference: RawReference | None = None


class RawAssignment(msgspec.Struct, rename="pascal"):
    """An entry of ListAccountAssignments."""

    account_id: str
    principal_type: str
    principal_id: str


class RawPermissionSet(msgspec.Struct, rename="pascal"):
    """DescribePermissionSet, with what the other calls say of it."""

    name: str
    permission_set_arn: str
    session_duration: str | None = None
    attached_managed_policies: tuple[RawPolicy, ...] = ()
    customer_managed_policy_references: tuple[RawReference, ...] = ()
    inline_policy: str = ""
    permissions_boundary: RawBoundary | None = None
    account_ids: tuple[str, ...] = ()
    outdated_account_ids: tuple[str, ...] = ()
    account_assignments: tuple[RawAssignment, ...] = ()


class RawUser(msgspec.Struct, rename="pascal"):
    """An entry of ListUsers of the identity store."""

    user_id: str
    user_name: str = ""
    user_status: str | None = None


class RawMember(msgspec.Struct, rename="pascal"):
    """Who is in a group."""

    user_id: str = ""


class RawMembership(msgspec.Struct, rename="pascal"):
    """An entry of ListGroupMemberships."""

    member_id: RawMember


class RawGroup(msgspec.Struct, rename="pascal"):
    """An entry of ListGroups, with its memberships."""

    group_id: str
    display_name: str = ""
    group_memberships: tuple[RawMembership, ...] | None = None


class RawApplication(msgspec.Struct, rename="pascal"):
    """An entry of ListApplications, with its assignment configuration."""

    application_arn: str
    name: str = ""
    assignment_required: bool | None = None


class RawIssuer(msgspec.Struct, rename="pascal"):
    """An entry of ListTrustedTokenIssuers."""

    trusted_token_issuer_arn: str
    name: str = ""


class RawCenter(msgspec.Struct, rename="pascal"):
    """An instance with all of it."""

    instance_arn: str
    permission_sets: tuple[RawPermissionSet, ...]
    users: tuple[RawUser, ...]
    groups: tuple[RawGroup, ...]
    applications: tuple[RawApplication, ...]
    trusted_token_issuers: tuple[RawIssuer, ...]


def center_of(raw: RawCenter, account: Account) -> IdentityCenter:
    """Shape one instance."""
    return IdentityCenter(
        instance_arn=raw.instance_arn,
        permission_sets=tuple(_permission_set(one, account.id) for one in raw.permission_sets),
        users=tuple(_user(one, account.id) for one in raw.users),
        groups=tuple(_group(one, account.id) for one in raw.groups),
        applications=tuple(
            SsoApplication(
                arn=one.application_arn,
                name=one.name or one.application_arn.rpartition("/")[2],
                account_id=account.id,
                assignment_required=one.assignment_required,
            )
            for one in raw.applications
        ),
        trusted_token_issuers=tuple(
            TrustedTokenIssuer(
                arn=one.trusted_token_issuer_arn,
                name=one.name or one.trusted_token_issuer_arn.rpartition("/")[2],
                account_id=account.id,
            )
            for one in raw.trusted_token_issuers
        ),
    )


def _permission_set(raw: RawPermissionSet, account_id: str) -> PermissionSet:
    return PermissionSet(
        name=raw.name,
        arn=raw.permission_set_arn,
        account_id=account_id,
        session_duration=raw.session_duration,
        managed_policies=tuple(one.arn for one in raw.attached_managed_policies),
        customer_policies=tuple(
            CustomerPolicyReference(name=one.name, path=one.path)
            for one in raw.customer_managed_policy_references
        ),
        inline=canonical(raw.inline_policy) if raw.inline_policy else "",
        boundary=_boundary(raw.permissions_boundary),
        accounts=raw.account_ids,
        outdated_accounts=raw.outdated_account_ids,
        assignments=tuple(
            Assignment(
                account_id=one.account_id,
                principal_kind=one.principal_type,
                principal_id=one.principal_id,
            )
            for one in raw.account_assignments
        ),
    )


def _boundary(raw: RawBoundary | None) -> str | None:
    if raw is None or raw.customer_managed_policy_reference is None:
        return raw.managed_policy_arn if raw else None
    reference = raw.customer_managed_policy_reference
    return f"{reference.path}{reference.name}"


def _user(raw: RawUser, account_id: str) -> SsoUser:
    """Shape a user. A status that is neither of the two AWS documents is unknown."""
    enabled = {"ENABLED": True, "DISABLED": False}.get(raw.user_status or "")
    return SsoUser(id=raw.user_id, name=raw.user_name or raw.user_id, account_id=account_id, enabled=enabled)


def _group(raw: RawGroup, account_id: str) -> SsoGroup:
    members = raw.group_memberships
    return SsoGroup(
        id=raw.group_id,
        name=raw.display_name or raw.group_id,
        account_id=account_id,
        members=None if members is None else tuple(one.member_id.user_id for one in members),
    )
