"""The policies, and the credentials, that the invented accounts in tests/accounts hold for the checks of those."""

import msgspec

from builders import ACCOUNT_ID, access_key, days_ago, last_use, password, permissions, policy, user
from iam_audit.model import (
    AccessKey,
    AttachedPolicy,
    Group,
    InlinePolicy,
    ManagedPolicy,
    PolicyVersion,
    Role,
    Snapshot,
    User,
)
from whole_roles import SAML, SIGN_IN, document, role, trusting

OWN = f"arn:aws:iam::{ACCOUNT_ID}:policy/"
OF_AWS = "arn:aws:iam::aws:policy/"
BASELINE = f"{OWN}baseline"
ROLE_TAKERS = "role-takers"
"""The group whose members only take on roles."""
CANARY = "AKIA3333333333333333"
EVERYTHING = {"Effect": "Allow", "Action": "*", "Resource": "*"}
ON_EVERYTHING = {
    "Effect": "Allow",
    "Action": [
        "kms:*",
        "cloudtrail:*",
        "iam:PassRole",
        "iam:CreateAccessKey",
        "sts:AssumeRole",
        "aws-marketplace:Subscribe",
        "bedrock-agentcore:*",
        "s3:GetObject",
        "s3:PutBucketPolicy",
    ],
    "Resource": "*",
}
FORCE_MFA = {
    "Effect": "Deny",
    "NotAction": "iam:*",
    "Resource": "*",
    "Condition": {"Bool": {"aws:MultiFactorAuthPresent": "false"}},
}


def with_clean_policies(whole: Snapshot) -> Snapshot:
    """Add what makes every check of policies and credentials pass."""
    ops = {"Effect": "Allow", "Action": "sts:AssumeRole", "Resource": f"arn:aws:iam::{ACCOUNT_ID}:role/ops"}
    read = {"Effect": "Allow", "Action": "ec2:Describe*", "Resource": "*"}
    alice, *others = whole.users
    return msgspec.structs.replace(
        whole,
        users=(_in_group(alice), *others),
        groups=(*whole.groups, _role_takers(_pointer(f"{OWN}take-on-ops"))),
        roles=(*whole.roles, _people(inline=(policy("AwsSSOInlinePolicy", document(read)),))),
        policies=(
            *whole.policies,
            managed(f"{OWN}take-on-ops", ops, attached=1),
            managed(BASELINE, read, attached=1),
            managed(f"{OF_AWS}SecurityAudit", read, attached=1),
        ),
        access_keys=(*whole.access_keys, unused_canary()),
    )


def with_bad_policies(whole: Snapshot) -> Snapshot:
    """Add what makes every check of policies and credentials fail."""
    return msgspec.structs.replace(
        whole,
        users=(*(_taking_roles(one) for one in whole.users), _carol(), _robot()),
        groups=(*whole.groups, _role_takers(_pointer(f"{OWN}kitchen-sink"))),
        policies=(*whole.policies, *_bad_policies()),
        access_keys=(
            *(_abroad(key) if key.id == CANARY else key for key in whole.access_keys),
            access_key(user_name="carol", id="AKIA7777777777777777", age_days=50),
            access_key(user_name="robot", id="AKIA8888888888888888", age_days=50),
        ),
    )


def unused_canary() -> AccessKey:
    """A key that nobody has found yet."""
    return access_key(user_name="alice", id=CANARY, age_days=30, active=False, used_days_ago=None)


def managed(
    arn: str, *statements: object, attached: int = 0, boundaries: int = 0, older: tuple[object, ...] = ()
) -> ManagedPolicy:
    """The statements are those of the default version; each of `older` is the one statement of another."""
    texts = [document(one) for one in older] + [document(*statements)]
    return ManagedPolicy(
        name=arn.rpartition("/")[2],
        arn=arn,
        account_id=ACCOUNT_ID,
        attachment_count=attached,
        boundary_count=boundaries,
        versions=tuple(
            PolicyVersion(
                id=f"v{number}", default=number == len(texts), document=text, created_at=days_ago(90)
            )
            for number, text in enumerate(texts, start=1)
        ),
    )


def _bad_policies() -> tuple[ManagedPolicy, ...]:
    harmless = {"Effect": "Allow", "Action": "sqs:SendMessage", "Resource": f"arn:aws:sqs:*:{ACCOUNT_ID}:in"}
    mistyped = {**harmless, "Action": "sqs:SendMesage"}
    all_but = {"Effect": "Allow", "NotAction": "iam:*", "Resource": "*"}
    return (
        managed(f"{OWN}everything", EVERYTHING, attached=1),
        managed(f"{OWN}spare-key", EVERYTHING),
        managed(f"{OWN}kitchen-sink", ON_EVERYTHING, all_but, attached=1),
        managed(f"{OWN}once-everything", harmless, attached=1, older=(EVERYTHING,)),
        managed(f"{OWN}force-mfa", FORCE_MFA, attached=1),
        managed(f"{OWN}mistyped", mistyped, attached=1),
        managed(BASELINE, harmless),
        managed(f"{OF_AWS}AdministratorAccess", EVERYTHING, attached=1),
        managed(f"{OF_AWS}PowerUserAccess", all_but, attached=1),
        managed(
            f"{OF_AWS}AWSCompromisedKeyQuarantineV3",
            {**EVERYTHING, "Effect": "Deny", "Action": "iam:*"},
            attached=1,
        ),
        managed(f"{OF_AWS}AWSCloudShellFullAccess", {**harmless, "Action": "cloudshell:*"}, attached=1),
    )


def _carol() -> User:
    """Somebody who came with a key, and with everything."""
    names = ("everything", "once-everything", "force-mfa", "mistyped")
    inline = InlinePolicy(name="also-everything", document=document(EVERYTHING))
    return user(
        "carol",
        age_days=50,
        password=password(used_days_ago=60, changed_days_ago=200, next_rotation_at=days_ago(20)),
        permissions=permissions(attached=tuple(_pointer(OWN + name) for name in names), inline=(inline,)),
    )


def _robot() -> User:
    """A program with a password, in quarantine."""
    names = (
        "AdministratorAccess",
        "PowerUserAccess",
        "AWSCloudShellFullAccess",
        "AWSCompromisedKeyQuarantineV3",
    )
    attached = tuple(_pointer(OF_AWS + name) for name in names)
    return user("robot", password=password(), permissions=permissions(attached=attached))


def _people(**fields: object) -> Role:
    return role(
        "AWSReservedSSO_Auditors_0123456789abcdef",
        trusting({"Federated": SAML}, "AssumeRoleWithSAML", StringEquals={"SAML:aud": SIGN_IN}),
        path="/aws-reserved/sso.amazonaws.com/",
        attached=(_pointer(BASELINE), _pointer(f"{OF_AWS}SecurityAudit")),
        **fields,
    )


def _role_takers(*attached: AttachedPolicy) -> Group:
    return Group(
        name=ROLE_TAKERS,
        arn=f"arn:aws:iam::{ACCOUNT_ID}:group/{ROLE_TAKERS}",
        account_id=ACCOUNT_ID,
        created_at=days_ago(500),
        attached=attached,
    )


def _in_group(one: User) -> User:
    held = one.permissions
    groups = (*held.groups, ROLE_TAKERS)
    return msgspec.structs.replace(one, permissions=msgspec.structs.replace(held, groups=groups))


def _taking_roles(one: User) -> User:
    return _in_group(one) if one.name == "erin" else one


def _abroad(key: AccessKey) -> AccessKey:
    return msgspec.structs.replace(key, last_used=last_use(1, region="ap-northeast-3"))


def _pointer(arn: str) -> AttachedPolicy:
    return AttachedPolicy(name=arn.rpartition("/")[2], arn=arn)
