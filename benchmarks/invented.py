"""Invents a large account, always the same one for the same numbers.

Its shape is one that was recorded before. For 2,000 users, 2,000 roles and 1,500 customer policies there were 4,878
documents (3,375 of them inline) with 17,004 statements, 102,000 patterns of actions and 1.9 million actions that those
stand for; here it is as many, within two in a hundred. Two policies in five hold documents of AWS's own, 600 different
ones, as teams paste them, and every policy is attached. The rest and all inline policies are invented, each for
itself: half of the statements as programs write them, with names of actions and ARNs, and half as people do, with
whole services; 18 in a hundred under a condition, 7 denials, 2 with NotAction; one user or role in nine has a boundary.
"""

import json
import random
from collections import Counter
from collections.abc import Iterator, Sequence
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
"""The share of customer policies that hold documents of AWS, as moto ships them: 600 of 1,500."""
INLINE = 0.84
"""Inline policies for each user or role: with those of the groups 3,375 for 4,000."""
WHOLE_SERVICE = 0.46
"""How often what people write is a whole service, and not a verb: as it was recorded, a statement allows or denies
114 actions in the mean, and names six patterns for them."""


@lru_cache(maxsize=1)
def documents_of_aws() -> tuple[str, ...]:
    """Return the documents of the policies that AWS manages, in the order of their names."""
    from moto.iam.aws_managed_policies import aws_managed_policies_data

    policies = json.loads(aws_managed_policies_data)
    return tuple(json.dumps(policies[name]["Document"], sort_keys=True) for name in sorted(policies))


class Deck:
    """Policies to attach: all of them in turn, in another order each time, so that each is attached to somebody."""

    def __init__(self, cards: Sequence[ManagedPolicy], dice: random.Random) -> None:
        self._cards = cards
        self._dice = dice
        self._left: list[ManagedPolicy] = []

    def deal(self, count: int) -> tuple[ManagedPolicy, ...]:
        """Deal some that differ."""
        dealt: dict[str, ManagedPolicy] = {}
        while len(dealt) < min(count, len(self._cards)):
            self._left = self._left or self._dice.sample(self._cards, len(self._cards))
            card = self._left.pop()
            dealt[card.arn] = card
        return tuple(dealt.values())


class Inventor:
    """Invents an account; the same seed invents the same one."""

    def __init__(self, seed: int = 7) -> None:
        self.dice = random.Random(seed)
        by_service: dict[str, list[str]] = {}
        for name in catalogue().names:
            by_service.setdefault(name.split(":")[0], []).append(name)
        self.by_service = by_service
        self.services = OTHERS
        self.copies = self.dice.sample(documents_of_aws(), len(documents_of_aws()))

    def account(self, users: int, roles: int, policies: int) -> Snapshot:
        """Invent a whole account."""
        managed = tuple(self.managed(number, policies) for number in range(policies))
        self.deck = Deck(managed, self.dice)
        groups = tuple(self.group(number) for number in range(60))
        boundaries = [self.boundary(number) for number in range(3)]
        inline = Counter(self.dice.randrange(users + roles) for _ in range(round(INLINE * (users + roles))))
        return Snapshot(
            account=Account(id=ACCOUNT, name="invented"),
            collected_at=NOW,
            users=tuple(self.user(number, inline[number], groups, boundaries) for number in range(users)),
            roles=tuple(self.role(number, inline[users + number], boundaries) for number in range(roles)),
            groups=groups,
            policies=(*managed, *boundaries),
        )

    def user(
        self, number: int, inline: int, groups: tuple[Group, ...], boundaries: list[ManagedPolicy]
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
                inline=tuple(self.inline(n) for n in range(inline)),
                attached=self.attached(dice.randint(0, 3)),
                boundary=dice.choice(boundaries).arn if dice.random() < 0.11 else None,
            ),
        )

    def role(self, number: int, inline: int, boundaries: list[ManagedPolicy]) -> Role:
        """Invent a role."""
        dice = self.dice
        return Role(
            name=f"app-{number}",
            arn=f"{IAM}role/app-{number}",
            account_id=ACCOUNT,
            trust=json.dumps(self.trust()),
            inline=tuple(self.inline(n) for n in range(inline)),
            attached=self.attached(dice.randint(0, 4)),
            boundary=dice.choice(boundaries).arn if dice.random() < 0.11 else None,
            last_used=NeverUsed(),
        )

    def group(self, number: int) -> Group:
        """Invent a group."""
        own = (SELF_SERVICE, FORCE_MFA) if number % 4 == 0 else ()
        inline = (InlinePolicy(name="own", document=self.text(own)),) if own else ()
        name = f"group-{number}"
        return Group(
            name=name,
            arn=f"{IAM}group/{name}",
            account_id=ACCOUNT,
            inline=inline,
            attached=self.attached(3),
        )

    def managed(self, number: int, policies: int) -> ManagedPolicy:
        """Paste a document of AWS into a policy, or invent one."""
        copied = number < round(COPIES * policies)
        text = self.copies[number % len(self.copies)] if copied else self.document(7)
        return _policy(f"policy-{number}", text)

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
        """Invent a document of so many statements at most."""
        return self.text(tuple(self.statements(self.dice.randint(1, most))))

    def attached(self, count: int) -> tuple[AttachedPolicy, ...]:
        """Attach some policies."""
        chosen = self.deck.deal(count)
        return tuple(AttachedPolicy(name=each.name, arn=each.arn) for each in chosen)

    def statements(self, count: int) -> Iterator[dict[str, Any]]:
        """Invent statements, half of them as programs write them and half as people do."""
        for _ in range(count):
            service = self.service()
            made: dict[str, Any] = {"Effect": "Deny" if self.dice.random() < 0.07 else "Allow"}
            by_hand = self.dice.random() < 0.5
            actions = self.broad_actions(service) if by_hand else self.actions(service)
            inverted = self.dice.random() < 0.02
            made["NotAction" if inverted else "Action"] = actions
            # All but the actions of one service are hardly about the resources of that one.
            made["Resource"] = ["*"] if by_hand or inverted else self.resources(service)
            if self.dice.random() < 0.18:
                made["Condition"] = self.dice.choice(CONDITIONS)
            yield made

    def broad_actions(self, service: str) -> list[str]:
        """Choose whole services, and all that begins with one verb, of up to four services."""
        services = (service, *(self.service() for _ in range(self.dice.randint(0, 3))))
        return [
            f"{each}:{'*' if self.dice.random() < WHOLE_SERVICE else self.dice.choice(VERBS)}"
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
        for _ in range(self.dice.randint(2, 12)):
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
