"""The roles, and what else belongs to them, of the invented accounts in tests/accounts."""

import json

from builders import ACCOUNT_ID, days_ago, last_use, policy
from iam_audit.model import AttachedPolicy, Group, LastUse, ManagedPolicy, PolicyVersion, Role

PARTNER, STRANGER = "111122223333", "444455556666"
OWN_ROOT = f"arn:aws:iam::{ACCOUNT_ID}:root"
READ_ONLY = AttachedPolicy(name="ReadOnlyAccess", arn="arn:aws:iam::aws:policy/ReadOnlyAccess")
IN_THE_OFFICE = f"arn:aws:iam::{ACCOUNT_ID}:policy/in-the-office"
"""The permissions boundary of the clean account's users."""
SAML = f"arn:aws:iam::{ACCOUNT_ID}:saml-provider/idp"
GITHUB = "token.actions.githubusercontent.com"
GITHUB_ARN = f"arn:aws:iam::{ACCOUNT_ID}:oidc-provider/{GITHUB}"
SIGN_IN = "https://signin.aws.amazon.com/saml"
OWNED = {"owner": "platform"}
WITH_MFA = {"Bool": {"aws:MultiFactorAuthPresent": "true"}}


def role(
    name: str, *statements: dict[str, object], last_used: LastUse | None = None, **fields: object
) -> Role:
    values = {
        "name": name,
        "arn": f"arn:aws:iam::{ACCOUNT_ID}:role/{name}",
        "account_id": ACCOUNT_ID,
        "created_at": days_ago(500),
        "trust": document(*statements),
        "last_used": last_used or last_use(1),
        "tags": {},
    }
    return Role(**(values | fields))


def trusting(principal: object, action: str = "AssumeRole", **condition: object) -> dict[str, object]:
    wanted = {"Condition": condition} if condition else {}
    return {"Effect": "Allow", "Action": f"sts:{action}", "Principal": principal, **wanted}


def document(*statements: dict[str, object]) -> str:
    return json.dumps(
        {"Statement": statements, "Version": "2012-10-17"}, sort_keys=True, separators=(",", ":")
    )


def clean_roles(attached: AttachedPolicy) -> tuple[Role, ...]:
    of_github = {
        f"{GITHUB}:aud": "sts.amazonaws.com",
        f"{GITHUB}:sub": "repo:octo-org/app:ref:refs/heads/main",
    }
    made = {
        "auditor": trusting({"AWS": PARTNER}, StringEquals={"sts:ExternalId": "2f1c6a"}),
        "deploy": trusting({"Federated": GITHUB_ARN}, "AssumeRoleWithWebIdentity", StringEquals=of_github),
        "iam-manager": trusting({"AWS": OWN_ROOT}, **WITH_MFA),
        "iam-master": trusting({"AWS": OWN_ROOT}, **WITH_MFA),
        "people": trusting({"Federated": SAML}, "AssumeRoleWithSAML", StringEquals={"SAML:aud": SIGN_IN}),
        "web": trusting({"Service": "ec2.amazonaws.com"}),
        "worker": trusting(
            {"Service": "lambda.amazonaws.com"}, StringEquals={"aws:SourceAccount": ACCOUNT_ID}
        ),
    }
    extra = {"auditor": (READ_ONLY,)}
    return tuple(
        role(
            name,
            statement,
            attached=(attached, *extra.get(name, ())),
            boundary=attached.arn if name == "web" else None,
            tags=OWNED,
        )
        for name, statement in made.items()
    )


def bad_roles() -> tuple[Role, ...]:
    gone = f"arn:aws:iam::{ACCOUNT_ID}:role/retired"
    anybody = {"token.actions.githubusercontent.com:sub": "repo:*"}
    return (
        role("assertions", trusting({"Federated": SAML}, "AssumeRoleWithSAML")),
        role("deploy", trusting({"Federated": GITHUB_ARN}, "AssumeRoleWithWebIdentity", StringLike=anybody)),
        role("events", trusting({"Service": "events.amazonaws.com"}, ArnLike={"aws:SourceArn": "*"})),
        role("ghost", trusting({"AWS": ["AIDACKCEVSQ6C2EXAMPLE", gone]})),
        role("operators", trusting({"AWS": OWN_ROOT})),
        role(
            "vendor",
            trusting({"AWS": f"arn:aws:iam::{STRANGER}:root"}),
            attached=(READ_ONLY,),
            inline=(policy("by-hand"),),
            last_used=last_use(200, service=None),
        ),
        role("worker", trusting({"Service": "lambda.amazonaws.com"})),
    )


def open_role() -> Role:
    return role("open", trusting("*"))


def empty_group() -> Group:
    misaimed = {
        "Effect": "Deny",
        "Action": "iam:DeleteUser",
        "Resource": f"arn:aws:iam::{ACCOUNT_ID}:group/admins",
    }
    return Group(
        name="leavers",
        arn=f"arn:aws:iam::{ACCOUNT_ID}:group/leavers",
        account_id=ACCOUNT_ID,
        created_at=days_ago(500),
        inline=(policy("protect-admins", document(misaimed)),),
    )


def in_the_office() -> ManagedPolicy:
    allow = {
        "Effect": "Allow",
        "Action": ["s3:*", "sts:*"],
        "Resource": "*",
        "Condition": {"IpAddress": {"aws:SourceIp": "203.0.113.0/24"}},
    }
    version = PolicyVersion(id="v1", default=True, document=document(allow), created_at=days_ago(300))
    return ManagedPolicy(
        name="in-the-office",
        arn=IN_THE_OFFICE,
        account_id=ACCOUNT_ID,
        boundary_count=2,
        versions=(version,),
    )
