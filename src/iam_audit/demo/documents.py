"""The groups, roles and policies that every invented account has."""

import json
from collections.abc import Mapping
from datetime import datetime, timedelta

from iam_audit.demo.lives import AccountLife
from iam_audit.model import AttachedPolicy, Group, ManagedPolicy, PolicyVersion, Role, Used

AWS = "arn:aws:iam::aws:policy"
AGE = timedelta(days=1500)


def _allow(*actions: str, resource: str | list[str] = "*", **more: object) -> str:
    statement = {"Effect": "Allow", "Action": list(actions), "Resource": resource, **more}
    return json.dumps({"Version": "2012-10-17", "Statement": [statement]}, sort_keys=True)


BUCKETS = ["arn:aws:s3:::example-app", "arn:aws:s3:::example-app/*"]
TABLE = "arn:aws:dynamodb:eu-west-1:*:table/orders"
BY_AWS = {
    "AdministratorAccess": _allow("*"),
    "ReadOnlyAccess": _allow("cloudwatch:Get*", "ec2:Describe*", "iam:Get*", "iam:List*", "s3:List*"),
    "SecurityAudit": _allow("ec2:Describe*", "iam:Get*", "iam:List*"),
    "AWSSupportAccess": _allow("support:*"),
}
OWN = {
    "developer-access": _allow("ec2:Describe*", "ec2:StartInstances", "sqs:SendMessage"),
    "app-data-read": _allow("s3:GetObject", "s3:ListBucket", resource=BUCKETS),
    "app-data-write": _allow("dynamodb:PutItem", "dynamodb:UpdateItem", resource=TABLE),
    "deploy-pipeline": _allow("iam:PassRole", "lambda:CreateFunction", "lambda:InvokeFunction"),
    "deploy-artifacts": _allow("s3:PutObject", "ecr:PutImage", "ecs:UpdateService", resource="*"),
    "secrets-reader": _allow("secretsmanager:GetSecretValue", "secretsmanager:ListSecrets"),
}
GROUPS: Mapping[str, tuple[str, ...]] = {
    "administrators": ("AdministratorAccess",),
    "analysts": ("ReadOnlyAccess",),
    "developers": ("developer-access", "ReadOnlyAccess"),
    "deployers": ("deploy-artifacts",),
    "app-readers": ("app-data-read",),
    "app-writers": ("app-data-write",),
}
AUDITORS = ("AWSSupportAccess", "SecurityAudit")
LAMBDA_TRUST = json.dumps(
    {
        "Version": "2012-10-17",
        "Statement": [
            {"Effect": "Allow", "Principal": {"Service": "lambda.amazonaws.com"}, "Action": "sts:AssumeRole"}
        ],
    },
    sort_keys=True,
)


def attached(name: str, account_id: str) -> AttachedPolicy:
    """Return a pointer to one of the policies, by its name."""
    return AttachedPolicy(name=name, arn=_arn(name, account_id))


def groups(life: AccountLife, now: datetime) -> tuple[Group, ...]:
    """Return the groups that somebody of the account ever was in."""
    account_id = life.account.id
    wanted = {name for user in life.users for name in user.groups}
    return tuple(
        Group(
            name=name,
            arn=f"arn:aws:iam::{account_id}:group/{name}",
            account_id=account_id,
            created_at=now - AGE,
            attached=tuple(attached(policy, account_id) for policy in policies),
        )
        for name, policies in GROUPS.items()
        if name in wanted
    )


def roles(life: AccountLife, now: datetime) -> tuple[Role, ...]:
    """Return the roles: one for incidents, and where there was no time, one for a program with all rights."""
    account_id = life.account.id
    own_people = {"AWS": f"arn:aws:iam::{account_id}:root"}
    with_mfa = {"Bool": {"aws:MultiFactorAuthPresent": "true"}}
    statement = {
        "Effect": "Allow",
        "Principal": own_people,
        "Action": "sts:AssumeRole",
        "Condition": with_mfa,
    }
    trust = json.dumps({"Version": "2012-10-17", "Statement": [statement]}, sort_keys=True)
    incidents = _role("incident-response", account_id, trust, AUDITORS, now)
    automation = _role("legacy-automation", account_id, LAMBDA_TRUST, ("AdministratorAccess",), now)
    return (incidents, automation) if life.unit in ("acquired", "sandbox") else (incidents,)


def policies(life: AccountLife, now: datetime) -> tuple[ManagedPolicy, ...]:
    """Return the documents of everything that is attached to somebody."""
    account_id = life.account.id
    held = {name for user in life.users for name in user.attached}
    held |= {name for user in life.users for group in user.groups for name in GROUPS[group]}
    held |= {one.name for role in roles(life, now) for one in role.attached}
    documents = {name: text for name, text in (BY_AWS | OWN).items() if name in held}
    return tuple(
        ManagedPolicy(
            name=name,
            arn=_arn(name, account_id),
            account_id=account_id,
            attachment_count=1,
            versions=(PolicyVersion(id="v1", default=True, document=document, created_at=now - AGE),),
        )
        for name, document in documents.items()
    )


def _arn(name: str, account_id: str) -> str:
    return f"{AWS}/{name}" if name in BY_AWS else f"arn:aws:iam::{account_id}:policy/{name}"


def _role(name: str, account_id: str, trust: str, policies: tuple[str, ...], now: datetime) -> Role:
    return Role(
        name=name,
        arn=f"arn:aws:iam::{account_id}:role/{name}",
        account_id=account_id,
        created_at=now - AGE,
        trust=trust,
        attached=tuple(attached(policy, account_id) for policy in policies),
        last_used=Used(at=now - timedelta(days=12), region="eu-west-1"),
        max_session_seconds=3600,
        tags={"owner": "platform@example.com"},
    )
