"""Policies and trust."""

from agreement.scenario import FAIL, MANUAL, PASS, Scenario, Table, both, table
from builders import ACCOUNT_ID, permissions, policy, snapshot, user
from iam_audit.model import AttachedPolicy, Group, Snapshot
from whole_policies import OF_AWS, OWN, managed
from whole_roles import OWN_ROOT, READ_ONLY, STRANGER, WITH_MFA, document, role, trusting

SUBJECT = f"{OWN}subject"
PASS_TO_AGENTS = {"StringEquals": {"iam:PassedToService": "bedrock-agentcore.amazonaws.com"}}
LAMBDA = {"Service": "lambda.amazonaws.com"}
STRANGERS = {"AWS": f"arn:aws:iam::{STRANGER}:root"}
PINNED = {"StringEquals": {"aws:SourceAccount": ACCOUNT_ID}}
DENIED = "What a Deny of the same policy takes away, nobody has; Prowler does not read it here."
SPELLED = "`*:*` allows the same as `*`. Prowler compares the letters."
SEVERAL = "One resource of several is enough. Prowler wants the wildcard alone."


def allow(action: object = "*", resource: object = "*", **condition: object) -> dict[str, object]:
    wanted = {"Condition": condition} if condition else {}
    return {"Effect": "Allow", "Action": action, "Resource": resource, **wanted}


def deny(action: object = "*") -> dict[str, object]:
    return {**allow(action), "Effect": "Deny"}


def customer(*statements: object, attached: int = 1) -> Snapshot:
    return snapshot(policies=(managed(SUBJECT, *statements, attached=attached),))


def inline(*statements: object) -> Snapshot:
    own = (policy("subject", document(*statements)),)
    return snapshot(users=(user(permissions=permissions(inline=own)),))


def of_aws(name: str, *statements: object, attached: int = 1) -> Snapshot:
    return snapshot(policies=(managed(f"{OF_AWS}{name}", *statements, attached=attached),))


def holding(arn: str) -> Snapshot:
    held = (AttachedPolicy(name=arn.rpartition("/")[2], arn=arn),)
    return snapshot(users=(user(permissions=permissions(attached=held)),))


def trusted(*statements: dict[str, object], **fields: object) -> Snapshot:
    return snapshot(roles=(role("ops", *statements, **fields),))


def full(check: str, service: str) -> Table:
    """A check of all rights in a service."""
    return table(
        check,
        both("all of it, in a policy of the account", customer(allow(f"{service}:*")), FAIL),
        both("all of it, in an inline policy", inline(allow(f"{service}:*")), FAIL),
        both("some of it", customer(allow(f"{service}:List*")), PASS),
        both("all of another service", customer(allow("sqs:*")), PASS),
        both("some of it is denied", customer(allow(f"{service}:*"), deny(f"{service}:Delete*")), PASS)
        if service == "kms"
        else both("all of it is denied", customer(allow(f"{service}:*"), deny(f"{service}:*")), PASS),
    )


TABLES: tuple[Table, ...] = (
    table(
        "policy-admin-customer-attached",
        both("everything on everything", customer(allow()), FAIL),
        both("less than everything", customer(allow("s3:*")), PASS),
        both("everything on one bucket", customer(allow("*", "arn:aws:s3:::b/*")), PASS),
        both("attached to nothing", customer(allow(), attached=0), PASS),
        Scenario("spelled *:*", customer(allow("*:*")), PASS, FAIL, SPELLED),
        Scenario(
            "one resource of several", customer(allow("*", ["arn:aws:s3:::b", "*"])), PASS, FAIL, SEVERAL
        ),
        Scenario("allowed and denied", customer(allow(), deny()), FAIL, PASS, DENIED),
        both("only with MFA", customer(allow(**WITH_MFA)), FAIL),
    ),
    table(
        "policy-admin-customer-unattached",
        both("everything on everything", customer(allow(), attached=0), FAIL),
        both("less than everything", customer(allow("s3:*"), attached=0), PASS),
        both("attached", customer(allow()), PASS),
        Scenario("spelled *:*", customer(allow("*:*"), attached=0), PASS, FAIL, SPELLED),
    ),
    table(
        "policy-admin-aws-attached",
        both("AdministratorAccess", of_aws("AdministratorAccess", allow()), FAIL),
        both("attached to nothing", of_aws("AdministratorAccess", allow(), attached=0), PASS),
        both("ReadOnlyAccess", of_aws("ReadOnlyAccess", allow("s3:Get*")), PASS),
    ),
    table(
        "policy-admin-inline",
        both("everything on everything", inline(allow()), FAIL),
        both("less than everything", inline(allow("s3:*")), PASS),
        both("no inline policy", snapshot(users=(user(),)), PASS),
        Scenario("spelled *:*", inline(allow("*:*")), PASS, FAIL, SPELLED),
        Scenario("allowed and denied", inline(allow(), deny()), FAIL, PASS, DENIED),
    ),
    full("policy-kms-full", "kms"),
    full("policy-cloudtrail-full", "cloudtrail"),
    table(
        "policy-marketplace-subscribe",
        both("on everything", customer(allow("aws-marketplace:Subscribe")), FAIL),
        both("on everything, in an inline policy", inline(allow("aws-marketplace:Subscribe")), FAIL),
        both("all of the service", customer(allow("aws-marketplace:*")), FAIL),
        both("only to look", customer(allow("aws-marketplace:ViewSubscriptions")), PASS),
    ),
    table(
        "policy-assumerole-wildcard",
        both("any role", customer(allow("sts:AssumeRole")), FAIL),
        both(
            "any role of the account",
            customer(allow("sts:AssumeRole", f"arn:aws:iam::{ACCOUNT_ID}:role/*")),
            FAIL,
        ),
        both("all of sts", customer(allow("sts:*")), FAIL),
        both("one role", customer(allow("sts:AssumeRole", f"arn:aws:iam::{ACCOUNT_ID}:role/ops")), PASS),
        Scenario(
            "allowed and denied",
            customer(allow("sts:AssumeRole"), deny("sts:AssumeRole")),
            FAIL,
            PASS,
            DENIED,
        ),
    ),
    table(
        "policy-agentcore-token-wildcard",
        both("a token of any workload", customer(allow("bedrock-agentcore:GetWorkloadAccessToken")), FAIL),
        both("no tokens", customer(allow("bedrock-agentcore:ListWorkloadIdentities")), PASS),
        Scenario(
            "all actions but some",
            customer({"Effect": "Allow", "NotAction": "iam:*", "Resource": "*"}),
            MANUAL,
            FAIL,
            "What NotAction allows can be worked out: it is everything else, tokens included.",
        ),
    ),
    table(
        "policy-agentcore-passrole",
        both("any role to agents", customer(allow("iam:PassRole", **PASS_TO_AGENTS)), FAIL),
        both(
            "some roles to agents",
            customer(allow("iam:PassRole", f"arn:aws:iam::{ACCOUNT_ID}:role/agent-*", **PASS_TO_AGENTS)),
            PASS,
        ),
        both("no PassRole", customer(allow("s3:GetObject")), PASS),
    ),
    table(
        "policy-cloudshell-full-access",
        both("attached to a user", holding(f"{OF_AWS}AWSCloudShellFullAccess"), FAIL),
        both("another policy of AWS", holding(f"{OF_AWS}ReadOnlyAccess"), PASS),
        both("a policy of one's own by that name", holding(f"{OWN}AWSCloudShellFullAccess"), PASS),
    ),
    table(
        "user-direct-policy",
        both("an attached policy", holding(f"{OF_AWS}ReadOnlyAccess"), FAIL),
        both("an inline policy", inline(allow("s3:GetObject")), FAIL),
        both("only a boundary", snapshot(users=(user(permissions=permissions(boundary=SUBJECT)),)), PASS),
        both(
            "through a group",
            snapshot(
                groups=(Group(name="a", arn="arn:a", account_id=ACCOUNT_ID, attached=(READ_ONLY,)),),
                users=(user(permissions=permissions(groups=("a",))),),
            ),
            PASS,
        ),
    ),
    table(
        "role-cross-account-readonly",
        both("another account", trusted(trusting(STRANGERS), attached=(READ_ONLY,)), FAIL),
        both("everybody", trusted(trusting("*"), attached=(READ_ONLY,)), FAIL),
        both("its own account", trusted(trusting({"AWS": OWN_ROOT}), attached=(READ_ONLY,)), PASS),
        both("a service", trusted(trusting(LAMBDA), attached=(READ_ONLY,)), PASS),
        both("another policy", trusted(trusting(STRANGERS)), PASS),
    ),
    table(
        "role-trust-service-confused-deputy",
        both("a service, no condition", trusted(trusting(LAMBDA)), FAIL),
        both("a service, for this account", trusted(trusting(LAMBDA, **PINNED)), PASS),
        both("no service", trusted(trusting({"AWS": OWN_ROOT})), PASS),
        both("EKS, which sends no source", trusted(trusting({"Service": "eks.amazonaws.com"})), PASS),
        Scenario(
            "EC2, which sends no source",
            trusted(trusting({"Service": "ec2.amazonaws.com"})),
            FAIL,
            PASS,
            "The condition would lock EC2 out. Services without a source are the option exempt_services.",
        ),
        both(
            "a role of a service itself",
            trusted(trusting(LAMBDA), path="/aws-service-role/lambda.amazonaws.com/"),
            PASS,
        ),
    ),
    table(
        "role-trust-service-source-pinned",
        both("for this account", trusted(trusting(LAMBDA, **PINNED)), PASS),
        both("another condition", trusted(trusting(LAMBDA, StringEquals={"sts:ExternalId": "x"})), FAIL),
        both("no condition is another check's", trusted(trusting(LAMBDA)), PASS),
    ),
)
