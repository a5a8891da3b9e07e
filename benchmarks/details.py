"""An account as `aws iam get-account-authorization-details` would tell of it, for other tools to be measured on."""

import json
from typing import Any

from iam_audit.model import AttachedPolicy, Group, InlinePolicy, Role, Snapshot, User


def authorization_details(account: Snapshot) -> dict[str, Any]:
    """Return the account in AWS's own shape."""

    def inline(policies: tuple[InlinePolicy, ...]) -> list[dict[str, Any]]:
        return [{"PolicyName": each.name, "PolicyDocument": json.loads(each.document)} for each in policies]

    def attached(policies: tuple[AttachedPolicy, ...]) -> list[dict[str, str]]:
        return [{"PolicyName": each.name, "PolicyArn": each.arn} for each in policies]

    def common(who: User | Role | Group, kind: str) -> dict[str, Any]:
        return {
            "Path": "/",
            f"{kind}Name": who.name,
            f"{kind}Id": f"ID{who.name}",
            "Arn": who.arn,
            "CreateDate": "2024-01-01T00:00:00Z",
        }

    return {
        "UserDetailList": [
            {
                **common(each, "User"),
                "GroupList": list(each.permissions.groups),
                "UserPolicyList": inline(each.permissions.inline),
                "AttachedManagedPolicies": attached(each.permissions.attached),
                **(
                    {
                        "PermissionsBoundary": {
                            "PermissionsBoundaryType": "Policy",
                            "PermissionsBoundaryArn": each.permissions.boundary,
                        }
                    }
                    if each.permissions.boundary
                    else {}
                ),
                "Tags": [{"Key": key, "Value": value} for key, value in (each.tags or {}).items()],
            }
            for each in account.users
            if each.permissions
        ],
        "GroupDetailList": [
            {
                **common(each, "Group"),
                "GroupPolicyList": inline(each.inline),
                "AttachedManagedPolicies": attached(each.attached),
            }
            for each in account.groups
        ],
        "RoleDetailList": [
            {
                **common(each, "Role"),
                "AssumeRolePolicyDocument": json.loads(each.trust),
                "InstanceProfileList": [],
                "RolePolicyList": inline(each.inline),
                "AttachedManagedPolicies": attached(each.attached),
                **(
                    {
                        "PermissionsBoundary": {
                            "PermissionsBoundaryType": "Policy",
                            "PermissionsBoundaryArn": each.boundary,
                        }
                    }
                    if each.boundary
                    else {}
                ),
                "Tags": [],
                "RoleLastUsed": {},
            }
            for each in account.roles
        ],
        "Policies": [
            {
                "PolicyName": each.name,
                "PolicyId": f"ID{each.name}",
                "Arn": each.arn,
                "Path": "/",
                "DefaultVersionId": "v1",
                "AttachmentCount": 1,
                "PermissionsBoundaryUsageCount": 0,
                "IsAttachable": True,
                "CreateDate": "2024-01-01T00:00:00Z",
                "UpdateDate": "2024-01-01T00:00:00Z",
                "PolicyVersionList": [
                    {
                        "Document": json.loads(each.document or "{}"),
                        "VersionId": "v1",
                        "IsDefaultVersion": True,
                        "CreateDate": "2024-01-01T00:00:00Z",
                    }
                ],
            }
            for each in account.policies
        ],
    }
