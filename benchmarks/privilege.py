"""`python -m benchmarks.privilege [users] [roles] [policies]`: how long it takes to judge a whole large account.

The account is invented, always the same one for the same numbers: conditions on one statement in five, denials,
NotAction, boundaries, groups, roles that services and people take on; two documents in five are those of policies that
AWS manages, as teams paste them. `authorization_details` gives the same account
as `aws iam get-account-authorization-details` would, for other tools to be measured on it.
"""

import json
import random
import resource
import sys
import time
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any

from iam_audit.model import (
    Account,
    AttachedPolicy,
    Group,
    InlinePolicy,
    ManagedPolicy,
    NeverUsed,
    Password,
    PolicyVersion,
    Role,
    Snapshot,
    User,
    UserPermissions,
)
from iam_audit.policy import privileges
from iam_audit.policy.catalogue import catalogue

ACCOUNT = "123456789012"
NOW = datetime(2026, 3, 19, 12, tzinfo=UTC)
IAM = f"arn:aws:iam::{ACCOUNT}:"
COMMON = (
    "s3",
    "ec2",
    "dynamodb",
    "lambda",
    "logs",
    "cloudwatch",
    "sqs",
    "sns",
    "kms",
    "ecs",
    "rds",
    "ssm",
    "secretsmanager",
    "glue",
    "states",
    "ecr",
)
OTHERS = (
    "acm",
    "apigateway",
    "athena",
    "autoscaling",
    "backup",
    "batch",
    "cloudformation",
    "cloudfront",
    "cloudtrail",
    "codebuild",
    "codecommit",
    "codedeploy",
    "codepipeline",
    "cognito-idp",
    "config",
    "elasticache",
    "elasticbeanstalk",
    "elasticfilesystem",
    "es",
    "events",
    "firehose",
    "guardduty",
    "inspector2",
    "iot",
    "kafka",
    "kinesis",
    "lex",
    "mq",
    "organizations",
    "quicksight",
    "redshift",
    "route53",
    "sagemaker",
    "ses",
    "servicecatalog",
    "transfer",
    "wafv2",
    "workspaces",
    "xray",
)
SERVICES = ("lambda", "ec2", "ecs-tasks", "glue", "states", "codebuild", "sagemaker", "cloudformation")
CONDITIONS: tuple[dict[str, Any], ...] = (
    {"Bool": {"aws:MultiFactorAuthPresent": "true"}},
    {"IpAddress": {"aws:SourceIp": ["192.0.2.0/24", "198.51.100.0/24"]}},
    {"StringEquals": {"aws:RequestedRegion": ["eu-west-1", "eu-central-1"]}},
    {"StringEquals": {"aws:ResourceTag/team": "${aws:PrincipalTag/team}"}},
    {"StringLike": {"aws:PrincipalArn": f"{IAM}role/app-*"}},
    {"StringEquals": {"iam:PassedToService": "lambda.amazonaws.com"}},
    {"DateLessThan": {"aws:CurrentTime": "2025-01-01T00:00:00Z"}},
)
SELF_SERVICE = {
    "Effect": "Allow",
    "Action": [
        "iam:ChangePassword",
        "iam:CreateAccessKey",
        "iam:DeleteAccessKey",
        "iam:ListAccessKeys",
        "iam:EnableMFADevice",
    ],
    "Resource": f"{IAM}user/${{aws:username}}",
}
FORCE_MFA = {
    "Effect": "Deny",
    "NotAction": ["iam:ListMFADevices", "iam:EnableMFADevice", "iam:ResyncMFADevice", "sts:GetSessionToken"],
    "Resource": "*",
    "Condition": {"BoolIfExists": {"aws:MultiFactorAuthPresent": "false"}},
}


VERBS = ("Get*", "List*", "Describe*", "Put*", "Create*", "Update*", "Delete*", "Tag*")
COPIES = 0.4
"""The share of documents that are AWS's own, as moto ships them."""


@lru_cache(maxsize=1)
def documents_of_aws() -> tuple[str, ...]:
    """Return the documents of the policies that AWS manages, in the order of their names."""
    from moto.iam.aws_managed_policies import aws_managed_policies_data

    policies = json.loads(aws_managed_policies_data)
    return tuple(json.dumps(policies[name]["Document"], sort_keys=True) for name in sorted(policies))


class Inventor:
    """Invents an account; the same seed invents the same one."""

    def __init__(self, seed: int = 7) -> None:
        self.dice = random.Random(seed)
        by_service: dict[str, list[str]] = {}
        for name in catalogue().names:
            by_service.setdefault(name.split(":")[0], []).append(name)
        self.by_service = by_service
        self.services = OTHERS

    def account(self, users: int, roles: int, policies: int) -> Snapshot:
        """Invent a whole account."""
        managed = tuple(self.managed(f"policy-{number}") for number in range(policies))
        groups = tuple(self.group(number, managed) for number in range(60))
        boundaries = [self.boundary(number) for number in range(3)]
        return Snapshot(
            account=Account(id=ACCOUNT, name="invented"),
            collected_at=NOW,
            users=tuple(self.user(number, managed, groups, boundaries) for number in range(users)),
            roles=tuple(self.role(number, managed, boundaries) for number in range(roles)),
            groups=groups,
            policies=(*managed, *boundaries),
        )

    def user(
        self,
        number: int,
        managed: tuple[ManagedPolicy, ...],
        groups: tuple[Group, ...],
        boundaries: list[ManagedPolicy],
    ) -> User:
        """Invent a user."""
        dice = self.dice
        return User(
            name=f"user-{number}",
            arn=f"{IAM}user/user-{number}",
            account_id=ACCOUNT,
            tags={"team": f"team-{number % 20}"},
            password=Password(enabled=dice.random() < 0.4, last_used=NeverUsed()),
            permissions=UserPermissions(
                groups=tuple(sorted({each.name for each in dice.sample(groups, dice.randint(0, 3))})),
                inline=tuple(self.inline(n) for n in range(dice.choice((0, 0, 1, 1, 2)))),
                attached=self.attached(managed, dice.randint(0, 3)),
                boundary=dice.choice(boundaries).arn if dice.random() < 0.1 else None,
            ),
        )

    def role(self, number: int, managed: tuple[ManagedPolicy, ...], boundaries: list[ManagedPolicy]) -> Role:
        """Invent a role."""
        dice = self.dice
        return Role(
            name=f"app-{number}",
            arn=f"{IAM}role/app-{number}",
            account_id=ACCOUNT,
            trust=json.dumps(self.trust()),
            inline=tuple(self.inline(n) for n in range(dice.choice((0, 1, 1, 2)))),
            attached=self.attached(managed, dice.randint(0, 4)),
            boundary=dice.choice(boundaries).arn if dice.random() < 0.1 else None,
            last_used=NeverUsed(),
        )

    def group(self, number: int, managed: tuple[ManagedPolicy, ...]) -> Group:
        """Invent a group."""
        own = (SELF_SERVICE, FORCE_MFA) if number % 4 == 0 else ()
        inline = (InlinePolicy(name="own", document=self.text(own)),) if own else ()
        name = f"group-{number}"
        return Group(
            name=name,
            arn=f"{IAM}group/{name}",
            account_id=ACCOUNT,
            inline=inline,
            attached=self.attached(managed, 3),
        )

    def managed(self, name: str) -> ManagedPolicy:
        """Invent a managed policy."""
        return _policy(name, self.document(7))

    def boundary(self, number: int) -> ManagedPolicy:
        """Write one of three boundaries."""
        kinds: tuple[tuple[dict[str, Any], ...], ...] = (
            ({"Effect": "Allow", "NotAction": ["iam:*", "organizations:*"], "Resource": "*"},),
            ({"Effect": "Allow", "Action": [f"{each}:*" for each in COMMON], "Resource": "*"},),
            (
                {"Effect": "Allow", "Action": "*", "Resource": "*"},
                {"Effect": "Deny", "Action": "iam:Delete*Boundary", "Resource": "*"},
            ),
        )
        return _policy(f"boundary-{number}", self.text(kinds[number]))

    def inline(self, number: int) -> InlinePolicy:
        """Invent an inline policy."""
        return InlinePolicy(name=f"inline-{number}", document=self.document(5))

    def document(self, most: int) -> str:
        """Paste a document of AWS, or invent one of so many statements at most."""
        if self.dice.random() < COPIES:
            return self.dice.choice(documents_of_aws())
        return self.text(tuple(self.statements(self.dice.randint(1, most))))

    def attached(self, managed: tuple[ManagedPolicy, ...], count: int) -> tuple[AttachedPolicy, ...]:
        """Attach some policies."""
        chosen = self.dice.sample(managed, count)
        return tuple(AttachedPolicy(name=each.name, arn=each.arn) for each in chosen)

    def statements(self, count: int) -> Iterator[dict[str, Any]]:
        """Invent statements, half of them as programs write them and half as people do."""
        for _ in range(count):
            service = self.service()
            made: dict[str, Any] = {"Effect": "Deny" if self.dice.random() < 0.07 else "Allow"}
            by_hand = self.dice.random() < 0.5
            actions = self.broad_actions(service) if by_hand else self.actions(service)
            made["NotAction" if self.dice.random() < 0.02 else "Action"] = actions
            made["Resource"] = ["*"] if by_hand else self.resources(service)
            if self.dice.random() < 0.18:
                made["Condition"] = self.dice.choice(CONDITIONS)
            yield made

    def broad_actions(self, service: str) -> list[str]:
        """Choose whole services, and all that begins with one verb, of up to four services."""
        services = (service, *(self.service() for _ in range(self.dice.randint(0, 3))))
        return [
            f"{each}:{self.dice.choice(('*', *VERBS))}"
            for each in services
            for _ in range(self.dice.randint(1, 3))
        ]

    def service(self) -> str:
        """Choose a service."""
        kind = self.dice.random()
        if kind < 0.02:
            return "iam"
        return self.dice.choice(COMMON) if kind < 0.7 else self.dice.choice(self.services)

    def actions(self, service: str) -> list[str]:
        """Choose actions of a service."""
        names, made = self.by_service[service], []
        for _ in range(self.dice.randint(2, 10)):
            name = self.dice.choice(names)
            made.append(
                name
                if self.dice.random() < 0.75
                else name[: self.dice.randint(len(service) + 3, len(name))] + "*"
            )
        return made

    def resources(self, service: str) -> list[str]:
        """Choose resources for a service."""
        if self.dice.random() < 0.3:
            return ["*"]
        name = f"{self.dice.choice(('app', 'team', 'data'))}-{self.dice.randint(0, 400)}"
        if service == "s3":
            return [f"arn:aws:s3:::{name}", f"arn:aws:s3:::{name}/*"]
        if service == "iam":
            return [
                f"{IAM}{self.dice.choice(('role/app-*', 'role/' + name, 'user/user-1*', 'policy/policy-1*'))}"
            ]
        formats = catalogue().services_of_arns.get(service, ())
        if not formats:
            return ["*"]
        kind = self.dice.choice(formats)
        region, account = ("eu-west-1" if kind.region else ""), (ACCOUNT if kind.account else "")
        return [f"arn:aws:{service}:{region}:{account}:{kind.resource.replace('*', name)}"]

    def trust(self) -> dict[str, Any]:
        """Invent a trust policy."""
        kind = self.dice.random()
        principal = (
            {"Service": f"{self.dice.choice(SERVICES)}.amazonaws.com"}
            if kind < 0.7
            else {"AWS": f"{IAM}root" if kind < 0.9 else f"{IAM}user/user-{int(kind * 1000)}"}
        )
        made = {"Effect": "Allow", "Action": "sts:AssumeRole", "Principal": principal}
        if kind > 0.85:
            made["Condition"] = CONDITIONS[0]  # type: ignore[assignment]
        return {"Version": "2012-10-17", "Statement": [made]}

    @staticmethod
    def text(statements: tuple[dict[str, Any], ...]) -> str:
        """Write a document."""
        return json.dumps({"Statement": list(statements), "Version": "2012-10-17"}, sort_keys=True)


def _policy(name: str, document: str) -> ManagedPolicy:
    version = PolicyVersion(id="v1", default=True, document=document)
    return ManagedPolicy(name=name, arn=f"{IAM}policy/{name}", account_id=ACCOUNT, versions=(version,))


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


def main() -> int:
    users, roles, policies = (*map(int, sys.argv[1:4]), *(2000, 2000, 1500)[len(sys.argv) - 1 :])
    account = Inventor().account(users, roles, policies)
    held = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    started = time.process_time()
    found = privileges(account, NOW)
    spent = time.process_time() - started
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    print(f"{users} users, {roles} roles, {policies} policies: {spent:.2f} CPU s")
    print(f"peak {peak >> 10} MiB, of which the account itself {held >> 10} MiB")
    print("upper:", dict(Counter(each.upper.value for each in found.values())))
    print("lower:", dict(Counter(each.lower.value for each in found.values())))
    return 0


if __name__ == "__main__":
    sys.exit(main())
