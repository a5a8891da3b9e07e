"""AWS's answers as it gives them, and an IAM client that gives nothing else."""

import csv
import io
from collections import Counter
from datetime import datetime
from types import SimpleNamespace

from botocore.exceptions import ClientError

from builders import ACCOUNT_ID, NOW, days_ago
from iam_audit.collect.account import Ask, Collected, collect_account
from iam_audit.collect.report_table import COLUMNS
from iam_audit.model import Account

ACCOUNT = Account(id=ACCOUNT_ID, name="production")
KEY_ID = "AKIAIOSFODNN7EXAMPLE"
OTHER_KEY_ID = "AKIAI44QH8DHBEXAMPLE"
GENERATED = days_ago(0.1)
PLAIN = Ask()


def iso(moment: datetime) -> str:
    return moment.isoformat()


def arn(name: str) -> str:
    return (
        f"arn:aws:iam::{ACCOUNT_ID}:root"
        if name == "<root_account>"
        else f"arn:aws:iam::{ACCOUNT_ID}:user/{name}"
    )


def row(user: str = "alice", **cells: str) -> dict[str, str]:
    """A row of the report: a user of 400 days without any credential, but for what is said."""
    empty = dict.fromkeys(COLUMNS, "N/A")
    off = {name: "false" for name in COLUMNS if name.endswith(("_active", "_enabled"))}
    return empty | off | {"user": user, "arn": arn(user), "user_creation_time": iso(days_ago(400))} | cells


def key_cells(
    slot: int = 1, *, active: bool = True, rotated: datetime | None = None, used: str = "N/A"
) -> dict[str, str]:
    prefix = f"access_key_{slot}_"
    return {
        f"{prefix}active": str(active).lower(),
        f"{prefix}last_rotated": iso(rotated or days_ago(100)),
        f"{prefix}last_used_date": used,
    }


ROOT = row(
    "<root_account>", password_enabled="not_supported", password_last_used="no_information", mfa_active="true"
)


def report(*rows: dict[str, str], root: dict[str, str] | None = ROOT) -> str:
    text = io.StringIO()
    writer = csv.DictWriter(text, list(rows[0]) if rows else list(COLUMNS), lineterminator="\n")
    writer.writeheader()
    writer.writerows([*([root] if root else []), *rows])
    return text.getvalue()


def denied(operation: str, message: str = "is not authorized to perform: iam:X") -> ClientError:
    return refused(operation, "AccessDenied", message)


def refused(operation: str, code: str, message: str = "no") -> ClientError:
    return ClientError({"Error": {"Code": code, "Message": message}}, operation)


def listed_key(
    key_id: str = KEY_ID, user: str = "alice", *, made: datetime | None = None, status: str = "Active"
) -> dict[str, object]:
    return {"UserName": user, "AccessKeyId": key_id, "Status": status, "CreateDate": made or days_ago(100)}


def detail(user: str = "alice", **fields: object) -> dict[str, object]:
    base = {
        "Path": "/",
        "UserName": user,
        "UserId": "AIDAEXAMPLE",
        "Arn": arn(user),
        "CreateDate": days_ago(400),
        "GroupList": [],
        "AttachedManagedPolicies": [],
        "Tags": [],
    }
    return base | fields


def details(*users: dict[str, object], **lists: object) -> dict[str, object]:
    empty = {"GroupDetailList": [], "RoleDetailList": [], "Policies": [], "IsTruncated": False}
    return {"UserDetailList": list(users), **empty, **lists}


def listed_user(user: str = "alice", **fields: object) -> dict[str, object]:
    return {
        "UserName": user,
        "Arn": arn(user),
        "Path": "/",
        "UserId": "AIDAEXAMPLE",
        "CreateDate": days_ago(400),
    } | fields


EMPTY = {
    "generate_credential_report": {"State": "COMPLETE"},
    "get_credential_report": {
        "Content": report().encode(),
        "ReportFormat": "text/csv",
        "GeneratedTime": GENERATED,
    },
    "get_account_authorization_details": details(),
    "get_account_summary": {"SummaryMap": {"AccountMFAEnabled": 1, "Users": 0}},
    "get_account_password_policy": refused("GetAccountPasswordPolicy", "NoSuchEntity"),
    "list_account_aliases": {"AccountAliases": []},
    "list_virtual_mfa_devices": {"VirtualMFADevices": [], "IsTruncated": False},
    "list_server_certificates": {"ServerCertificateMetadataList": []},
    "list_server_certificate_tags": {"Tags": []},
    "list_roles": {"Roles": [], "IsTruncated": False},
    "list_saml_providers": {"SAMLProviderList": []},
    "list_open_id_connect_providers": {"OpenIDConnectProviderList": []},
    "list_service_specific_credentials": {"ServiceSpecificCredentials": []},
    "list_users": {"Users": []},
    "list_access_keys": {"AccessKeyMetadata": []},
    "list_mfa_devices": {"MFADevices": []},
    "list_ssh_public_keys": {"SSHPublicKeys": []},
    "get_login_profile": refused("GetLoginProfile", "NoSuchEntity"),
    "get_access_key_last_used": {
        "UserName": "alice",
        "AccessKeyLastUsed": {"ServiceName": "N/A", "Region": "N/A"},
    },
    "generate_service_last_accessed_details": {"JobId": "job"},
    "get_service_last_accessed_details": {"JobStatus": "COMPLETED", "ServicesLastAccessed": []},
    "get_contact_information": {"ContactInformation": {"FullName": "Acme"}},
    "get_alternate_contact": refused("GetAlternateContact", "ResourceNotFoundException"),
    "list_analyzers": {"analyzers": []},
    "list_instances": {"Instances": []},
    "list_profiles": {"profiles": []},
    "list_trust_anchors": {"trustAnchors": []},
    "describe_organization": refused("DescribeOrganization", "AWSOrganizationsNotInUseException"),
    "list_organizations_features": {"EnabledFeatures": []},
    "list_delegated_administrators": {"DelegatedAdministrators": []},
    "list_policies": {"Policies": []},
    "list_roots": {
        "Roots": [
            {
                "Id": "r-1",
                "Name": "Root",
                "PolicyTypes": [{"Type": "SERVICE_CONTROL_POLICY", "Status": "ENABLED"}],
            }
        ]
    },
    "list_organizational_units_for_parent": {"OrganizationalUnits": []},
    "list_accounts_for_parent": {"Accounts": []},
}
"""An account in no organization that has nothing at all."""

ORGANIZATION = {
    "Organization": {
        "Id": "o-example",
        "Arn": f"arn:aws:organizations::{ACCOUNT_ID}:organization/o-example",
        "MasterAccountId": ACCOUNT_ID,
        "FeatureSet": "ALL",
    }
}
"""The account manages it."""


class RecordedIam:
    """Answers what it was told to: a value, an error, a function of the parameters, or a list of those in turn.

    It stands for the other services as well: none of their operations but ListUsers shares a name.
    """

    meta = SimpleNamespace(region_name="us-east-1")

    def __init__(self, **answers: object) -> None:
        self.calls: Counter[str] = Counter()
        self.parameters: list[tuple[str, dict[str, object]]] = []
        self._answers = EMPTY | answers

    def __getattr__(self, operation: str) -> object:
        if operation not in self._answers:
            raise AttributeError(operation)
        return lambda **parameters: self._answer(operation, parameters)

    def _answer(self, operation: str, parameters: dict[str, object]) -> object:
        self.calls[operation] += 1
        self.parameters.append((operation, parameters))
        answer = self._answers[operation]
        if isinstance(answer, list):
            answer = answer[min(self.calls[operation], len(answer)) - 1]
        if callable(answer):
            answer = answer(**parameters)
        if isinstance(answer, Exception):
            raise answer
        return answer


def with_report(*rows: dict[str, str], root: dict[str, str] | None = ROOT) -> dict[str, object]:
    content = report(*rows, root=root).encode()
    return {
        "get_credential_report": {"Content": content, "ReportFormat": "text/csv", "GeneratedTime": GENERATED}
    }


def per_user(key: str, **answers: list[object] | Exception) -> object:
    """An answer by user name; users not named have nothing."""

    def answer(UserName: str, **_: object) -> object:  # noqa: N803
        found = answers.get(UserName, [])
        return found if isinstance(found, Exception) else {key: found}

    return answer


def collect(iam: RecordedIam, ask: Ask = PLAIN, account: Account = ACCOUNT) -> Collected:
    return collect_account(lambda _service, _region=None: iam, account, NOW, ask, sleep=lambda _seconds: None)
