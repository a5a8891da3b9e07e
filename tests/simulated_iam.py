"""What the IAM of a simulated AWS account answers. Everybody is in the group `engineers`."""

import base64
import json
from collections.abc import Callable, Mapping
from datetime import timedelta

from simulated_people import People, RefusedError, report, xml

ALLOW = json.dumps(
    {"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "s3:GetObject", "Resource": "*"}}
)


def _details(people: People, request: Mapping[str, str]) -> dict[str, object]:
    start, size = int(request.get("Marker", 0)), int(request.get("MaxItems", 100))
    names = people.names[start : start + size]
    more = start + size < people.users
    users = [
        _detail(people, name)
        | {"UserPolicyList": [], "GroupList": ["engineers"], "AttachedManagedPolicies": []}
        for name in names
    ]
    group = _group(people) | {
        "AttachedManagedPolicies": [],
        "GroupPolicyList": [{"PolicyName": "read", "PolicyDocument": people.policy or ALLOW}],
    }
    answer = {
        "UserDetailList": users,
        "GroupDetailList": [] if start else [group],
        "RoleDetailList": [] if start else people.roles,
        "Policies": [],
    }
    return answer | {"IsTruncated": more} | ({"Marker": start + size} if more else {})


def _group(people: People) -> dict[str, object]:
    return {
        "Path": "/",
        "GroupName": "engineers",
        "GroupId": "AGPA0000000000000000",
        "CreateDate": people.now,
        "Arn": f"arn:aws:iam::{people.account_id}:group/engineers",
    }


def _detail(people: People, name: str) -> dict[str, object]:
    created = people.now - timedelta(days=500)
    return {
        "Path": "/",
        "UserName": name,
        "UserId": f"AIDA{name}",
        "Arn": people.arn(name),
        "CreateDate": created,
    }


def _list_users(people: People, request: Mapping[str, str]) -> dict[str, object]:
    start, size = int(request.get("Marker", 0)), int(request.get("MaxItems", 100))
    users = [_detail(people, name) for name in people.names[start : start + size]]
    more = start + size < people.users
    return {"Users": users, "IsTruncated": more} | ({"Marker": start + size} if more else {})


def _list_access_keys(people: People, request: Mapping[str, str]) -> dict[str, object]:
    name = request["UserName"]
    number = people.number(name)
    key = {
        "UserName": name,
        "AccessKeyId": people.key_id(number),
        "Status": "Active",
        "CreateDate": people.key_created(number),
    }
    return {"AccessKeyMetadata": [key] if people.has_key(number) else [], "IsTruncated": False}


def _key_last_used(people: People, request: Mapping[str, str]) -> dict[str, object]:
    number = int(request["AccessKeyId"][8:])
    used = {"LastUsedDate": people.key_used(number), "ServiceName": "s3", "Region": "eu-west-1"}
    return {"UserName": people.names[number], "AccessKeyLastUsed": used}


def _login_profile(people: People, request: Mapping[str, str]) -> dict[str, object]:
    if people.number(request["UserName"]) not in (1, 2):
        raise RefusedError(
            "NoSuchEntity", f"Login Profile for User {request['UserName']} cannot be found.", 404
        )
    return {
        "LoginProfile": {
            "UserName": request["UserName"],
            "CreateDate": people.now,
            "PasswordResetRequired": False,
        }
    }


def _mfa_device(people: People) -> dict[str, object]:
    serial = f"arn:aws:iam::{people.account_id}:mfa/user-0002"
    return {"SerialNumber": serial, "EnableDate": people.now}


def _virtual_devices(people: People, request: Mapping[str, str]) -> dict[str, object]:
    devices = [_mfa_device(people) | {"User": _detail(people, "user-0002")}] if people.users > 2 else []
    return {"VirtualMFADevices": devices, "IsTruncated": False}


def _mfa_devices(people: People, request: Mapping[str, str]) -> dict[str, object]:
    device = _mfa_device(people) | {"UserName": "user-0002"}
    return {"MFADevices": [device] if people.number(request["UserName"]) == 2 else [], "IsTruncated": False}


def _summary(people: People, request: Mapping[str, str]) -> dict[str, object]:
    counts = {
        "Users": people.users,
        "AccountMFAEnabled": 1,
        "AccountAccessKeysPresent": 0,
        "AccountPasswordPresent": 1,
    }
    return {"SummaryMap": _Map(counts)}


class _Map(dict[str, object]):
    """A map of the query protocol; see `rendered`."""


def _password_policy(people: People, request: Mapping[str, str]) -> dict[str, object]:
    strong = dict.fromkeys(
        ["RequireSymbols", "RequireNumbers", "RequireUppercaseCharacters", "RequireLowercaseCharacters"], True
    )
    more = {"AllowUsersToChangePassword": True, "ExpirePasswords": False, "PasswordReusePrevention": 24}
    return {"PasswordPolicy": {"MinimumPasswordLength": 14} | strong | more}


def _groups(people: People, request: Mapping[str, str]) -> dict[str, object]:
    return {"Groups": [_group(people)], "IsTruncated": False}


def _nothing(key: str) -> Callable[[People, Mapping[str, str]], dict[str, object]]:
    return lambda people, request: {key: [], "IsTruncated": False}


def _credential_report(people: People, request: Mapping[str, str]) -> dict[str, object]:
    content = base64.b64encode(report(people).encode()).decode()
    return {"Content": content, "ReportFormat": "text/csv", "GeneratedTime": people.now}


ANSWERS: Mapping[str, Callable[[People, Mapping[str, str]], dict[str, object]]] = {
    "GenerateCredentialReport": lambda people, request: {"State": "COMPLETE"},
    "GetAccessKeyLastUsed": _key_last_used,
    "GetAccountAuthorizationDetails": _details,
    "GetAccountPasswordPolicy": _password_policy,
    "GetAccountSummary": _summary,
    "GetCredentialReport": _credential_report,
    "GetLoginProfile": _login_profile,
    "ListAccessKeys": _list_access_keys,
    "ListAccountAliases": lambda people, request: {
        "AccountAliases": [f"alias-{people.account_id}"],
        "IsTruncated": False,
    },
    "ListAttachedUserPolicies": _nothing("AttachedPolicies"),
    "ListGroupsForUser": _groups,
    "ListMFADevices": _mfa_devices,
    "ListOpenIDConnectProviders": _nothing("OpenIDConnectProviderList"),
    "ListOrganizationsFeatures": lambda people, request: {
        "OrganizationId": "o-exampleorgid",
        "EnabledFeatures": ["RootCredentialsManagement"],
    },
    "ListRoles": _nothing("Roles"),
    "ListSAMLProviders": _nothing("SAMLProviderList"),
    "ListSSHPublicKeys": _nothing("SSHPublicKeys"),
    "ListServerCertificates": _nothing("ServerCertificateMetadataList"),
    "ListServiceSpecificCredentials": _nothing("ServiceSpecificCredentials"),
    "ListUserPolicies": _nothing("PolicyNames"),
    "ListUsers": _list_users,
    "ListVirtualMFADevices": _virtual_devices,
}


def iam_answer(people: People, action: str, request: Mapping[str, str]) -> str:
    """Return the result element's content. Raises RefusedError."""
    if action not in ANSWERS:
        raise RefusedError("NoSuchEntity", f"{action}: there is no such thing here.", 404)
    return "".join(
        f"<{key}>{rendered(value)}</{key}>" for key, value in ANSWERS[action](people, request).items()
    )


def rendered(value: object) -> str:
    if isinstance(value, _Map):
        return "".join(f"<entry><key>{key}</key><value>{one}</value></entry>" for key, one in value.items())
    return xml(value)
