"""IAM Identity Center: permission sets, who has them where, applications, and people."""

from collections.abc import Iterator
from typing import Any

from iam_audit.collect.asking import field, listed_by_token, plain, unless_absent
from iam_audit.collect.base import Answer, Client, Clients, OrganizationCollector
from iam_audit.collect.identity_center_shapes import RawCenter, center_of
from iam_audit.collect.shapes import read_shape
from iam_audit.model import Account, IdentityCenter, Section

ABSENT = "ResourceNotFoundException"
OUTDATED = "LATEST_PERMISSION_SET_NOT_PROVISIONED"
KEPT_OF_A_USER = ("UserId", "UserName", "UserStatus")
"""Names, addresses and birthdays of people are nobody's business here."""


class IdentityCenters(OrganizationCollector[tuple[IdentityCenter, ...]]):
    """Asks about the organization's instance: a call per permission set, account and group, so on request."""

    section = Section.IDENTITY_CENTER
    file = "identity-center.json"
    key = "Instances"
    permissions = (
        "sso:ListPermissionSets",
        "sso:ListInstances",
        "sso:DescribePermissionSet",
        "sso:ListManagedPoliciesInPermissionSet",
        "sso:ListCustomerManagedPolicyReferencesInPermissionSet",
        "sso:GetInlinePolicyForPermissionSet",
        "sso:GetPermissionsBoundaryForPermissionSet",
        "sso:ListAccountsForProvisionedPermissionSet",
        "sso:ListAccountAssignments",
        "sso:ListApplications",
        "sso:GetApplicationAssignmentConfiguration",
        "sso:ListTrustedTokenIssuers",
        "identitystore:ListUsers",
        "identitystore:ListGroups",
        "identitystore:ListGroupMemberships",
    )
    service = "sso-admin"
    on_request = True

    def ask(self, clients: Clients) -> Answer:
        """Ask Identity Center, and the identity store of each instance for its people."""
        found = self.fetch(clients(self.service))
        store = clients("identitystore")
        return [one | _people(store, field(one, "IdentityStoreId")) for one in found]

    def fetch(self, client: Client) -> Answer:
        """Return each instance with all that Identity Center says of it."""
        return [one | _instance(client, one) for one in listed_by_token(client.list_instances, "Instances")]

    def parse(self, answer: Answer, account: Account) -> tuple[IdentityCenter, ...]:
        """Shape the instances."""
        return tuple(center_of(raw, account) for raw in read_shape(answer, list[RawCenter], self.file))


def _instance(client: Client, entry: dict[str, Any]) -> Answer:
    arn = field(entry, "InstanceArn")
    applications = listed_by_token(client.list_applications, "Applications", InstanceArn=arn)
    issuers = listed_by_token(client.list_trusted_token_issuers, "TrustedTokenIssuers", InstanceArn=arn)
    sets = listed_by_token(client.list_permission_sets, "PermissionSets", InstanceArn=arn)
    return {
        "PermissionSets": [_permission_set(client, arn, one) for one in sets],
        "Applications": [one | _assignment_required(client, one) for one in applications],
        "TrustedTokenIssuers": issuers,
    }


def _permission_set(client: Client, instance: str, arn: str) -> Answer:
    which = {"InstanceArn": instance, "PermissionSetArn": arn}
    accounts = listed_by_token(client.list_accounts_for_provisioned_permission_set, "AccountIds", **which)
    return {
        **plain(field(client.describe_permission_set(**which), "PermissionSet")),
        **dict(_policies(client, which)),
        "AccountIds": accounts,
        "OutdatedAccountIds": listed_by_token(
            client.list_accounts_for_provisioned_permission_set,
            "AccountIds",
            ProvisioningStatus=OUTDATED,
            **which,
        ),
        "AccountAssignments": [
            assignment
            for account in accounts
            for assignment in listed_by_token(
                client.list_account_assignments, "AccountAssignments", AccountId=account, **which
            )
        ],
    }


def _policies(client: Client, which: dict[str, str]) -> Iterator[tuple[str, Answer]]:
    for call, key in (
        (client.list_managed_policies_in_permission_set, "AttachedManagedPolicies"),
        (client.list_customer_managed_policy_references_in_permission_set, "CustomerManagedPolicyReferences"),
    ):
        yield key, listed_by_token(call, key, **which)
    inline = client.get_inline_policy_for_permission_set(**which)
    yield "InlinePolicy", inline.get("InlinePolicy", "")
    boundary = unless_absent(lambda: client.get_permissions_boundary_for_permission_set(**which), ABSENT)
    yield "PermissionsBoundary", boundary and boundary.get("PermissionsBoundary")


def _assignment_required(client: Client, application: dict[str, Any]) -> Answer:
    arn = field(application, "ApplicationArn")
    told = client.get_application_assignment_configuration(ApplicationArn=arn)
    return {"AssignmentRequired": field(told, "AssignmentRequired")}


def _people(client: Client, store: str) -> Answer:
    users = listed_by_token(client.list_users, "Users", IdentityStoreId=store)
    groups = listed_by_token(client.list_groups, "Groups", IdentityStoreId=store)
    return {
        "Users": [{name: user[name] for name in KEPT_OF_A_USER if name in user} for user in users],
        "Groups": [group | _members(client, store, field(group, "GroupId")) for group in groups],
    }


def _members(client: Client, store: str, group: str) -> Answer:
    call = client.list_group_memberships
    return {
        "GroupMemberships": listed_by_token(call, "GroupMemberships", IdentityStoreId=store, GroupId=group)
    }
